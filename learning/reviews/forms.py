"""What people type in a review cycle."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from learning.anonymity.rules import K
from learning.i18n import _, _l
from learning.reviews.models import ReviewCriterion
from learning.reviews.rules import LEVELS, MAX_CRITERIA, RUBRICS
from learning.web.forms import BaseForm

LONG_TEXT = 10_000
COMMENT = 2_000
CANNOT_JUDGE = 0
ENDS = (LEVELS[0], LEVELS[-1])
TOKEN = re.compile(r"[\w-]{43}", re.ASCII)


def at_most(length: int) -> Length:
    return Length(
        max=length, message=_l("Keep it under %(length)s characters, please.", length=length)
    )


class CheckboxesField(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class CycleForm(BaseForm):
    title = StringField(
        _l("Name of the cycle"),
        description=_l("People read it in every notice, such as “Spring round”."),
        validators=[InputRequired(_l("Give the cycle a name.")), at_most(120)],
    )
    purpose = TextAreaField(
        _l("What is it for?"),
        description=_l(
            "It serves growth: what people read here is theirs, and no decision on pay or"
            " position rests on it. Say so in your words."
        ),
        validators=[
            InputRequired(_l("Say what the cycle is for; people decide by it.")),
            at_most(LONG_TEXT),
        ],
    )
    closes_on = DateField(
        _l("Last day to write"),
        description=_l("Two weeks of writing are usual. Only this day can be moved later on."),
        validators=[InputRequired(_l("Choose the last day."))],
    )
    k = IntegerField(
        _l("Fewest answers behind anything shown"),
        description=_l(
            "Five at least; eight is wise where all writers sit in one team. Fixed once it begins."
        ),
        default=K,
        validators=[
            InputRequired(_l("Say how many.")),
            NumberRange(K, 20, message=_l("Choose a number from 5 to 20.")),
        ],
    )


class NewCycleForm(CycleForm):
    rubric = RadioField(
        _l("Rubric to start from"),
        description=_l("You can change every word of it in the next step."),
        validators=[InputRequired(_l("Choose one."))],
        default="together",
    )

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.rubric.choices = [
            SelectChoice(key, f"{one.label}: {one.meaning}") for key, one in RUBRICS.items()
        ]


class LineForm(BaseForm):
    """A line of the rubric; the token is checked once, by the whole."""

    class Meta(BaseForm.Meta):
        csrf = False

    name = StringField(_l("Criterion"), validators=[at_most(120)])
    level_1 = StringField(_l("Level 1"), validators=[at_most(300)])
    level_2 = StringField(_l("Level 2"), validators=[at_most(300)])
    level_3 = StringField(_l("Level 3"), validators=[at_most(300)])
    level_4 = StringField(_l("Level 4"), validators=[at_most(300)])
    level_5 = StringField(_l("Level 5"), validators=[at_most(300)])

    @property
    def levels(self) -> list[Any]:
        return [self[f"level_{level}"] for level in LEVELS]

    def is_blank(self) -> bool:
        return not self.name.data and not any(field.data for field in self.levels)

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        for field in () if self.is_blank() else (self.name, *self.levels):
            if not field.data:
                field.errors = [_("Fill this in, or empty the whole criterion.")]
                valid = False
        return valid


class RubricForm(BaseForm):
    lines = FieldList(FormField(LineForm), min_entries=MAX_CRITERIA, max_entries=MAX_CRITERIA)


class PeopleForm(BaseForm):
    people = CheckboxesField(
        _l("Who is reviewed"),
        description=_l("Everybody here has joined by their own will, and can still step out."),
        coerce=int,
    )

    def __init__(self, people: Iterable[SelectChoice], **given: Any) -> None:
        super().__init__(**given)
        self.people.choices = list(people)


class ReviewersForm(BaseForm):
    """Colleagues from a list, and others by name or address."""

    chosen = CheckboxesField(_l("Colleagues close to the work"), coerce=int)
    others = TextAreaField(
        _l("Others"),
        description=_l("One name or address a line."),
        validators=[at_most(LONG_TEXT)],
    )

    def __init__(self, people: Iterable[SelectChoice], **given: Any) -> None:
        super().__init__(**given)
        self.chosen.choices = list(people)
        if not self.chosen.choices:
            del self["chosen"]

    @property
    def names(self) -> list[str]:
        """What was typed among the others, line by line."""
        return [line.strip() for line in (self.others.data or "").splitlines() if line.strip()]

    @property
    def ids(self) -> set[int]:
        return set(self["chosen"].data or ()) if "chosen" in self else set()


class EndForm(BaseForm):
    closes_on = DateField(
        _l("Last day to write"), validators=[InputRequired(_l("Choose the last day."))]
    )


class DeclineForm(BaseForm):
    reason = TextAreaField(
        _l("Why not?"),
        description=_l("The lead reads it and asks somebody else; the person does not read it."),
        validators=[InputRequired(_l("Give a short reason.")), at_most(2_000)],
    )


class PlanForm(BaseForm):
    keep = TextAreaField(_l("What I keep doing"), validators=[at_most(LONG_TEXT)])
    change = TextAreaField(_l("What I change, and by when"), validators=[at_most(LONG_TEXT)])
    ask = TextAreaField(
        _l("What I ask, and whom"),
        description=_l("A mentor, your lead, a colleague you trust."),
        validators=[at_most(LONG_TEXT)],
    )


class TakeBackForm(BaseForm):
    receipt = StringField(
        _l("Your receipt"),
        description=_l("The line of letters you were shown after sending."),
        validators=[InputRequired(_l("Enter the receipt.")), at_most(100)],
    )


class ReviewForm(BaseForm):
    """The questions every review ends with; the criteria come before them."""

    token = HiddenField()
    strengths = TextAreaField(_l("What helps you and others in this person's work?"))
    ideas = TextAreaField(_l("What would help even more?"))
    confirmed = BooleanField(_l("I have looked at these places and send it as it is"))

    def validate_token(self, field: Any) -> None:
        if not TOKEN.fullmatch(field.data or ""):
            raise ValidationError(_("The form is incomplete. Open it anew from your reviews."))

    def validate_strengths(self, field: Any) -> None:
        at_most(LONG_TEXT)(self, field)

    def validate_ideas(self, field: Any) -> None:
        at_most(LONG_TEXT)(self, field)

    def ratings(self, criteria: Iterable[ReviewCriterion]) -> dict[str, int]:
        """The levels given, by criterion; what nobody could judge is absent."""
        given = {one.key: self[f"rating_{one.id}"].data for one in criteria}
        return {key: level for key, level in given.items() if level != CANNOT_JUDGE}

    def texts(self, criteria: Iterable[ReviewCriterion]) -> list[str]:
        fields = [self[f"comment_{one.id}"] for one in criteria]
        return [field.data for field in (*fields, self.strengths, self.ideas) if field.data]


def review_form(criteria: Sequence[ReviewCriterion]) -> ReviewForm:
    """The form of one cycle: a level and a comment for each criterion, then two questions."""
    fields: dict[str, Any] = {}
    for one in criteria:
        fields[f"rating_{one.id}"] = _rating(one)
        fields[f"comment_{one.id}"] = TextAreaField(
            _l("What do you see there? (%(criterion)s)", criterion=one.name),
            description=_l("Needed at level 1 and 5: one example says more than the level."),
            validators=[_needed_at_ends(one), at_most(COMMENT)],
        )
    kind: type[ReviewForm] = type("CycleReviewForm", (ReviewForm,), fields)
    return kind()


class SelfForm(BaseForm):
    def ratings(self, criteria: Iterable[ReviewCriterion]) -> dict[str, int]:
        """The levels given, by criterion; what was left open is absent."""
        given = {one.key: self[f"rating_{one.id}"].data for one in criteria}
        return {key: level for key, level in given.items() if level != CANNOT_JUDGE}


def self_form(criteria: Sequence[ReviewCriterion], given: dict[str, int]) -> SelfForm:
    """The same levels, for a person's own view."""
    fields = {f"rating_{one.id}": _rating(one) for one in criteria}
    kind: type[SelfForm] = type("CycleSelfForm", (SelfForm,), fields)
    known = {f"rating_{one.id}": given[one.key] for one in criteria if one.key in given}
    return kind(data=known)


def _rating(criterion: ReviewCriterion) -> RadioField:
    levels = [
        SelectChoice(level, f"{level} – {words}")
        for level, words in zip(LEVELS, criterion.levels, strict=True)
    ]
    return RadioField(
        criterion.name,
        coerce=int,
        choices=[*levels, SelectChoice(CANNOT_JUDGE, _l("I cannot judge this"))],
        validators=[InputRequired(_l("Choose a level, or say that you cannot judge it."))],
    )


def _needed_at_ends(criterion: ReviewCriterion) -> Any:
    def check(form: ReviewForm, field: Any) -> None:
        if form[f"rating_{criterion.id}"].data in ENDS and not field.data:
            raise ValidationError(_("Level 1 and 5 need an example, or nobody can learn from it."))

    return check
