"""What may be typed around talks."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp, ValidationError

from learning.academy.forms import Choices, OneOf
from learning.academy.forms.videos import HTTPS, CaptionsForm
from learning.academy.rules.feedback import QUESTIONS
from learning.academy.rules.sources import SUMMARY_LENGTH, TITLE_LENGTH
from learning.academy.rules.talks import read_chapters, second_of
from learning.i18n import LANGUAGES, _, _l
from learning.markup import MAX_CHARACTERS
from learning.web.forms import BaseForm

LENGTHS = (15, 30, 45, 60, 90, 120)
MOST_SEATS = 1_000
MOST_TIMES = 12
LONG_TEXT = 10_000


def at_most(length: int) -> Length:
    return Length(
        max=length, message=_l("Please keep this to %(most)s characters.", most=f"{length:,}")
    )


class TimeForm(BaseForm):
    """When a talk is, on the clock of whoever plans it."""

    on = DateField(_l("Day"), validators=[InputRequired(_l("Choose a day."))])
    at = TimeField(_l("Begins at"), validators=[InputRequired(_l("Choose a time."))])
    minutes = SelectField(
        _l("Length"),
        coerce=int,
        default=60,
        choices=[SelectChoice(one, _l("%(count)s minutes", count=one)) for one in LENGTHS],
    )

    def keep_length(self, minutes: int) -> None:
        """Offer a length that is none of the usual ones, where a talk has it already."""
        if minutes not in LENGTHS:
            self.minutes.choices = [
                SelectChoice(minutes, _l("%(count)s minutes", count=minutes)),
                *self.minutes.choices,
            ]


class TalkForm(BaseForm):
    """What is said of a talk."""

    title = StringField(
        _l("Title"),
        validators=[InputRequired(_l("Give it a title.")), at_most(TITLE_LENGTH)],
    )
    why = StringField(
        _l("Why come"),
        description=_l("What somebody can do afterwards that they could not before."),
        validators=[
            InputRequired(_l("Say in a sentence why it is worth an hour.")),
            at_most(SUMMARY_LENGTH),
        ],
    )
    about = TextAreaField(
        _l("What it is about"),
        description=_l("Markdown works."),
        validators=[Optional(), at_most(MAX_CHARACTERS)],
    )
    topic = OneOf(_l("Topic"), _l("Choose a topic"), validators=[InputRequired()])
    language = SelectField(
        _l("Language"), choices=[SelectChoice(*one) for one in LANGUAGES.items()]
    )
    place = StringField(
        _l("Where"),
        description=_l("A room, or the address of a video call."),
        validators=[InputRequired(_l("Say where you meet.")), at_most(300)],
    )
    seats = IntegerField(
        _l("Seats"),
        description=_l("Empty: as many as like."),
        validators=[
            Optional(),
            NumberRange(1, MOST_SEATS, _l("From 1 to 1,000 seats, please.")),
        ],
    )


class PlanTalkForm(TimeForm, TalkForm):
    """A new talk: what, when, how often."""

    host = StringField(
        _l("Who speaks"),
        description=_l("Leave it empty where it is you."),
        validators=[Optional(), at_most(200)],
    )
    every = SelectField(
        _l("Repeat"),
        coerce=int,
        default=0,
        choices=[
            SelectChoice(0, _l("Not: it is one talk")),
            SelectChoice(7, _l("every week")),
            SelectChoice(14, _l("every two weeks")),
            SelectChoice(28, _l("every four weeks")),
        ],
    )
    times = IntegerField(
        _l("How many times in all"),
        default=1,
        validators=[
            Optional(),
            NumberRange(1, MOST_TIMES, _l("From 1 to 12 times, please.")),
        ],
    )

    def offer(self, topics: Choices) -> None:
        self.topic.offer(topics)


class CancelTalkForm(BaseForm):
    reason = TextAreaField(
        _l("What you tell those who wanted to come"),
        validators=[InputRequired(_l("Say why in a sentence.")), at_most(1_000)],
    )
    and_following = BooleanField(_l("All later dates of the series too"))


class AttendanceForm(BaseForm):
    """Who was there, by number."""

    present = SelectMultipleField(coerce=int, validate_choice=False)


class CheckInForm(BaseForm):
    code = StringField(
        _l("The code told in the room"),
        validators=[InputRequired(_l("Type the code.")), Length(max=20)],
    )


class CallForm(BaseForm):
    """A call for talks."""

    title = StringField(
        _l("Title"),
        validators=[InputRequired(_l("Give it a title.")), at_most(TITLE_LENGTH)],
    )
    words = TextAreaField(
        _l("What you look for"),
        description=_l("For whom, how long, and what is welcome: first talks too?"),
        validators=[InputRequired(_l("Say what you look for.")), at_most(LONG_TEXT)],
    )
    topic = OneOf(_l("Topic"), _l("Choose a topic"), validators=[InputRequired()])
    closes_on = DateField(
        _l("Proposals until"), validators=[InputRequired(_l("Choose the last day."))]
    )
    is_blind = BooleanField(
        _l("Reviewers do not see who proposes until it is decided"),
        description=_l("So that a talk is chosen for what it says. This cannot be taken back."),
    )


class ProposalForm(BaseForm):
    """A talk somebody would give."""

    title = StringField(
        _l("Title"),
        validators=[InputRequired(_l("Give it a title.")), at_most(TITLE_LENGTH)],
    )
    abstract = TextAreaField(
        _l("What you would tell"),
        description=_l("What colleagues can do afterwards; five sentences are enough."),
        validators=[InputRequired(_l("Write a few sentences.")), at_most(LONG_TEXT)],
    )
    language = SelectField(
        _l("Language"), choices=[SelectChoice(*one) for one in LANGUAGES.items()]
    )


class ScoreForm(BaseForm):
    score = RadioField(
        _l("How much is this talk wanted?"),
        coerce=int,
        choices=[
            SelectChoice(5, _l("5: colleagues wait for it")),
            SelectChoice(4, _l("4: many would come")),
            SelectChoice(3, _l("3: some would come")),
            SelectChoice(2, _l("2: few would come")),
            SelectChoice(1, _l("1: not in this form")),
        ],
        validators=[InputRequired(_l("Choose one of the five."))],
    )
    words = TextAreaField(_l("Why"), validators=[Optional(), at_most(2_000)])


class ProposalDecisionForm(BaseForm):
    decision = RadioField(
        _l("Your decision"),
        choices=[
            SelectChoice("accept", _l("Accept it")),
            SelectChoice("decline", _l("Decline it")),
        ],
        validators=[InputRequired(_l("Choose one of the two."))],
    )
    answer = TextAreaField(
        _l("Your words to who proposed it"),
        validators=[InputRequired(_l("Say a sentence: somebody took the time.")), at_most(2_000)],
    )


class RecordingForm(CaptionsForm):
    """What stays of a talk."""

    recording = FileField(
        _l("Recording"),
        description=_l("MP4 or WebM, up to 400 MB."),
    )
    recording_link = StringField(
        _l("Or its address"),
        description=_l("Where it lies elsewhere already; it is opened there."),
        validators=[Optional(), at_most(500), Regexp(HTTPS, message=_l("Paste a full address."))],
    )
    slides = FileField(
        _l("Slides"),
        description=_l("PDF, PowerPoint or a picture, up to 10 MB."),
    )
    slides_link = StringField(
        _l("Or their address"),
        validators=[Optional(), at_most(500), Regexp(HTTPS, message=_l("Paste a full address."))],
    )
    chapters = TextAreaField(
        _l("Chapters"),
        description=_l("One in a line, with the time at which it begins: 12:30 Questions"),
        validators=[Optional(), at_most(LONG_TEXT)],
    )

    def validate_chapters(self, field: TextAreaField) -> None:
        try:
            read_chapters(field.data or "")
        except ValueError as error:
            raise ValidationError(
                _("This line is no chapter: %(line)s", line=str(error)[:80])
            ) from error


class TalkRemarkForm(BaseForm):
    """Something said of one second."""

    second: int | None

    at = StringField(
        _l("At"),
        description=_l("As the player shows it: 12:30"),
        validators=[InputRequired(_l("Say at which time.")), Length(max=12)],
    )
    text = TextAreaField(
        _l("Your remark"),
        validators=[InputRequired(_l("Write a line first.")), at_most(2_000)],
    )

    def validate_at(self, field: StringField) -> None:
        self.second = second_of(field.data or "")
        if self.second is None:
            raise ValidationError(_("Type the time as the player shows it, for example 12:30."))


class PositionForm(BaseForm):
    """Where somebody stopped, as the page says by itself."""

    second = IntegerField(validators=[InputRequired(), NumberRange(0, 12 * 3600)])


LEVELS = [
    SelectChoice(5, _l("5: fully")),
    SelectChoice(4, "4"),
    SelectChoice(3, "3"),
    SelectChoice(2, "2"),
    SelectChoice(1, _l("1: not at all")),
]


def _level(value: Any) -> int | None:
    return int(value) if str(value) in {"1", "2", "3", "4", "5"} else None


class TalkFeedbackForm(BaseForm):
    """What a guest thinks of a talk. `token` is the form's own and nobody else keeps it."""

    token = HiddenField(validators=[InputRequired(), Length(max=64)])
    worth = RadioField(QUESTIONS["worth"], coerce=_level, choices=LEVELS, validators=[Optional()])
    clear = RadioField(QUESTIONS["clear"], coerce=_level, choices=LEVELS, validators=[Optional()])
    use = RadioField(QUESTIONS["use"], coerce=_level, choices=LEVELS, validators=[Optional()])
    keep = TextAreaField(_l("What was good"), validators=[Optional(), at_most(2_000)])
    change = TextAreaField(_l("What would make it better"), validators=[Optional(), at_most(2_000)])

    def content(self) -> dict[str, Any]:
        """What was said, as it is sealed."""
        ratings = {name: self[name].data for name in QUESTIONS if self[name].data}
        return {
            "ratings": ratings,
            "texts": [one for one in (self.keep.data, self.change.data) if one],
        }

    def is_empty(self) -> bool:
        said = self.content()
        return not said["ratings"] and not said["texts"]


class ReceiptForm(BaseForm):
    receipt = StringField(
        _l("Your receipt"),
        validators=[InputRequired(_l("Paste the receipt you were shown.")), Length(max=64)],
    )
