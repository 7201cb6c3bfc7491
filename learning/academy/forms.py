"""What may be typed in the academy."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from learning.academy.rules.sources import SUMMARY_LENGTH, TITLE_LENGTH
from learning.i18n import LANGUAGES, _, _l
from learning.markup import MAX_CHARACTERS
from learning.web.forms import BaseForm

Choices = Sequence[tuple[int, str]]


def _number_or_none(value: Any) -> int | None:
    return int(value) if str(value).isdigit() and str(value).isascii() else None


class OneOf(SelectField):
    """A choice among rows by number, where none may be chosen too."""

    def __init__(self, label: Any, none: Any, **given: Any) -> None:
        super().__init__(label, coerce=_number_or_none, **given)
        self.none = none
        self.type = "SelectField"  # templates draw it as one

    def offer(self, choices: Choices) -> None:
        self.choices = [SelectChoice("", self.none), *(SelectChoice(*one) for one in choices)]

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and self.data not in {choice.value for choice in self.choices}:
            raise ValidationError(_("This choice is gone. Choose another one."))


def _short_enough(_form: Any, field: Any) -> None:
    """Say how much too long a text is: a cap without a reason helps nobody."""
    over = len(field.data or "") - MAX_CHARACTERS
    if over > 0:
        raise ValidationError(
            _(
                "This text is %(over)s characters longer than an article can be (%(limit)s, about"
                " thirty printed pages). Split it into two and link them.",
                over=over,
                limit=MAX_CHARACTERS,
            )
        )


def _with_plain_line_ends(value: Any) -> Any:
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


class ArticleForm(BaseForm):
    """The editor. `based_on` marks the text the window started from."""

    title = StringField(
        _l("Title"),
        validators=[
            InputRequired(_l("Give it a title: the question it answers, or what it is about.")),
            Length(max=TITLE_LENGTH),
        ],
    )
    summary = StringField(
        _l("In one sentence"), validators=[Optional(), Length(max=SUMMARY_LENGTH)]
    )
    topic = OneOf(_l("Topic"), _l("No topic yet"))
    programme = OneOf(_l("Programme"), _l("None"))
    language = SelectField(
        _l("Language"), choices=[SelectChoice(*one) for one in LANGUAGES.items()]
    )
    body = TextAreaField(
        _l("Text"),
        filters=[_with_plain_line_ends],
        validators=[InputRequired(_l("Write a few lines first.")), _short_enough],
    )
    based_on = HiddenField()
    translates = HiddenField()
    save = SubmitField(_l("Save draft"))
    preview = SubmitField(_l("Show preview"))
    send = SubmitField(_l("Save and send for review"))

    def offer(self, topics: Choices, programmes: Choices) -> None:
        self.topic.offer(topics)
        self.programme.offer(programmes)


class PreviewForm(BaseForm):
    """Only what is drawn; the editor's other fields stay where they are."""

    body = TextAreaField(validators=[_short_enough])


class DecisionForm(BaseForm):
    """A reviewer's decision; handing back needs a reason."""

    decision = RadioField(
        _l("Your decision"),
        choices=[
            SelectChoice("publish", _l("Publish it: readers see it at once")),
            SelectChoice("hand_back", _l("Hand it back with a reason")),
        ],
        validators=[InputRequired(_l("Choose one of the two."))],
    )
    reason = TextAreaField(_l("What the author should know"), validators=[Length(max=10_000)])
    revision = IntegerField(validators=[InputRequired(), NumberRange(min=1)])

    def validate_reason(self, field: Any) -> None:
        if self.decision.data == "hand_back" and not field.data:
            raise ValidationError(_("Say what is missing, so that the author can mend it."))


SPANS = {"90": timedelta(days=90), "180": timedelta(days=180), "365": timedelta(days=365)}


class VerifyForm(BaseForm):
    """For how long somebody vouches for a text."""

    span = SelectField(
        _l("Good for"),
        choices=[
            SelectChoice("90", _l("90 days")),
            SelectChoice("180", _l("180 days")),
            SelectChoice("365", _l("a year")),
            SelectChoice("never", _l("always: it does not age")),
        ],
        default="180",
    )

    def until(self, today: date) -> date | None:
        span = SPANS.get(self.span.data)
        return today + span if span else None


class RatingForm(BaseForm):
    """Useful or not; each button sends one of the two."""

    useful = RadioField(
        _l("Was this useful?"),
        choices=[SelectChoice("yes", _l("Yes")), SelectChoice("no", _l("No"))],
        validators=[InputRequired(_l("Choose yes or no."))],
    )
    why = TextAreaField(_l("Why?"), validators=[Length(max=2000)])


class RestoreForm(BaseForm):
    number = IntegerField(validators=[InputRequired(), NumberRange(min=1)])


class TopicForm(BaseForm):
    name = StringField(
        _l("Name"),
        validators=[InputRequired(_l("Give the topic a name.")), Length(max=80)],
    )
    parent = OneOf(_l("Below"), _l("Nothing: it stands at the top"))
    programme = OneOf(_l("Kept by the programme"), _l("None: every lead keeps it"))


class NominationForm(BaseForm):
    """Whom one proposes: an address or a name; oneself by the button beside."""

    person = StringField(
        _l("Who?"),
        validators=[InputRequired(_l("Type a name or an e-mail address.")), Length(max=200)],
    )


class ConfirmationForm(BaseForm):
    decision = RadioField(
        choices=[SelectChoice("confirm", _l("Confirm")), SelectChoice("decline", _l("Decline"))],
        validators=[InputRequired()],
    )
