"""What people type while they find each other: requests, answers, wishes, pauses."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from learning.i18n import _, _l
from learning.mentoring.forms.bookings import LONG_TEXT, at_most
from learning.mentoring.models import Fit
from learning.mentoring.rules import MATTERS, MOST_THAT_MATTER, MOST_WISHES
from learning.programmes.models import ConsentOrder, EnrolmentRole
from learning.programmes.rules import MOST_GOALS, PERSONAL_GOALS
from learning.web.forms import BaseForm

LONGEST_PAUSE = timedelta(days=366)
MOST_SEATS = 20


class MarkForm(BaseForm):
    """A button on a card; it comes back to the list it stands in."""

    page = HiddenField()
    programme = HiddenField()


class RequestForm(BaseForm):
    request = TextAreaField(
        _l("What would you like to reach together?"),
        description=_l("Two or three sentences are enough. Only the other reads them."),
        validators=[
            InputRequired(_l("Say in a sentence what you would like to reach.")),
            at_most(LONG_TEXT),
        ],
    )


class _PausingForm(BaseForm):
    """A form that may name the day until which somebody rests; `today` is that of the reader."""

    def __init__(self, today: date, **given: Any) -> None:
        super().__init__(**given)
        self._today = today

    def validate_until(self, field: Any) -> None:
        if field.data is None:
            return
        if field.data <= self._today:
            raise ValidationError(_("Choose a day that is still to come."))
        if field.data > self._today + LONGEST_PAUSE:
            raise ValidationError(_("Choose a day within a year. You can pause again then."))


class DeclineForm(_PausingForm):
    answer = TextAreaField(
        _l("A kind word, if you like"),
        description=_l("The other reads it. A reason is not needed."),
        validators=[Optional(), at_most(LONG_TEXT)],
    )
    until = DateField(
        _l("Pause until"),
        description=_l(
            "Then nobody asks you before that day, and the other reads that it is not about them. "
            "Your running pairs stay."
        ),
        validators=[Optional()],
    )


class PauseForm(_PausingForm):
    until = DateField(
        _l("Until when"),
        description=_l("On that day you are back by yourself. You can come back sooner."),
        validators=[InputRequired(_l("Choose the day on which you are back."))],
    )
    pairs = RadioField(
        _l("And the pairs that run now?"),
        choices=[
            SelectChoice("stay", _l("They stay; only nobody new is asked of me")),
            SelectChoice("move", _l("They end, and each mentee is matched anew before all others")),
        ],
        default="stay",
        validators=[InputRequired(_l("Choose one of the two."))],
    )


class LimitForm(BaseForm):
    most = IntegerField(
        _l("How many people at a time, all programmes and roles together?"),
        description=_l("Mentees, newcomers and circles count alike."),
        validators=[
            InputRequired(_l("Say how many.")),
            NumberRange(1, MOST_SEATS, _l("Choose a number from 1 to 20.")),
        ],
    )


class WishesForm(BaseForm):
    """Each candidate has a field of its own for the place on the list; `wishes_form` adds them."""

    matters = SelectMultipleField(
        _l("What matters most to you?"),
        description=_l("Up to three. They count double when your match is looked for."),
        choices=[SelectChoice(key, words) for key, words in MATTERS.items()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    words = TextAreaField(
        _l("What would you like to reach?"),
        description=_l("Whoever is asked reads it. Needed only if your wishes are to be asked."),
        validators=[Optional(), at_most(LONG_TEXT)],
    )
    is_asking = BooleanField(
        _l("Ask them for me, one after the other"),
        description=_l(
            "The first wish is asked now; the next one on a no, or after three working days."
        ),
    )

    def __init__(self, candidates: Sequence[int], **given: Any) -> None:
        super().__init__(**given)
        self._candidates = candidates

    @property
    def ranks(self) -> dict[int, Any]:
        """By candidate the field of their place."""
        return {person: self[f"rank_{person}"] for person in self._candidates}

    @property
    def ranked(self) -> list[int]:
        """The people wished for, the dearest first."""
        given = {person: field.data for person, field in self.ranks.items() if field.data}
        return sorted(given, key=lambda person: given[person])

    def validate_matters(self, field: Any) -> None:
        if len(field.data) > MOST_THAT_MATTER:
            raise ValidationError(_("Choose three at most; if everything matters, nothing does."))

    def validate_is_asking(self, field: Any) -> None:
        if field.data and not self.ranked:
            raise ValidationError(_("Give at least one person a place first."))

    def validate(self, extra_validators: Any = None) -> bool:
        """As every form's; a request needs words, and no place is given twice."""
        is_valid = bool(super().validate(extra_validators))
        if self.is_asking.data and not self.words.data:
            self.words.errors = [_("Say in a sentence what you would like to reach.")]
            is_valid = False
        seen = set[int]()
        for field in self.ranks.values():
            if field.data in seen:
                field.errors = [*field.errors, _("This place is given to somebody else already.")]
                is_valid = False
            elif field.data:
                seen.add(field.data)
        return is_valid


def wishes_form(
    role: EnrolmentRole, candidates: Sequence[tuple[int, str]], **given: Any
) -> WishesForm:
    """The form of somebody in this role for these people, each by number and name."""
    is_mentee = role is EnrolmentRole.MENTEE
    goals = SelectMultipleField(
        _("Your goals") if is_mentee else _("Goals you can help with"),
        description=_("Up to three. The two of a pair and their leads read what both named."),
        choices=[SelectChoice(key, words) for key, words in PERSONAL_GOALS.items()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validators=[Length(max=MOST_GOALS, message=_("Choose three at most."))],
    )
    fields: dict[str, Any] = {"goals": goals} | {
        f"rank_{person}": IntegerField(
            _("Place of %(name)s", name=name),
            validators=[
                Optional(),
                NumberRange(1, MOST_WISHES, _("Places go from 1 to %(most)s.", most=MOST_WISHES)),
            ],
        )
        for person, name in candidates
    }
    form = type("WishesOfOneForm", (WishesForm,), fields)
    return form([person for person, _name in candidates], **given)  # type: ignore[no-any-return]


class FitForm(BaseForm):
    fit = RadioField(
        _l("Do you two fit?"),
        description=_l("Your partner never sees your answer."),
        choices=[
            SelectChoice(Fit.GOOD.value, _l("Yes, we go on")),
            SelectChoice(Fit.DECIDING.value, _l("I cannot say yet; ask me again")),
            SelectChoice(Fit.NOT_A_FIT.value, _l("We are not a fit; find somebody else")),
        ],
        validators=[InputRequired(_l("Choose one of the three."))],
    )


class AskingForm(BaseForm):
    """How the people of a programme find each other."""

    consent_order = RadioField(
        _l("Who is asked first when a match is proposed?"),
        validators=[InputRequired(_l("Choose one of the three."))],
    )
    is_rematch_approved = BooleanField(
        _l("A lead agrees before somebody is matched anew"),
        description=_l("Otherwise the pair ends at once and the search begins."),
    )
    waits_by_priority = BooleanField(
        _l("The waiting list goes by the priority you state"),
        description=_l("Otherwise the first comers are first."),
    )

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.consent_order.choices = [(one.value, one.label) for one in ConsentOrder]


class RefuseForm(BaseForm):
    answer = TextAreaField(
        _l("A few words to the person"),
        description=_l("Only they read them: why, and what could help instead."),
        validators=[
            InputRequired(_l("Say why in a sentence, so that the person can follow.")),
            at_most(2000),
        ],
    )
