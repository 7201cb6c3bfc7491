"""Asking a mentor, offering and booking times, changing and rating a session."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    Form,
    FormField,
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
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from learning.i18n import _, _l
from learning.mentoring.rules import LONGEST_SERIES
from learning.scheduling.rules.places import OFFERED, unknown_fields
from learning.web.forms import BaseForm

LONG_TEXT = 10_000
MOST_SEATS = 30
MOST_WEEKS = 26

FEEDBACK_TAGS = {
    "listened": _l("Listened well"),
    "questions": _l("Asked good questions"),
    "practical": _l("Gave practical advice"),
    "honest": _l("Was honest with me"),
    "prepared": _l("Came prepared"),
    "too_short": _l("Time was too short"),
    "off_topic": _l("Did not meet my topic"),
}


CHOOSE_HOURS = [
    SelectChoice(0, _l("Whoever comes first")),
    SelectChoice(48, _l("I choose among those who ask, until two days before")),
    SelectChoice(72, _l("I choose among those who ask, until three days before")),
    SelectChoice(7 * 24, _l("I choose among those who ask, until a week before")),
]
NOTICES = [
    SelectChoice(0, _l("the start")),
    SelectChoice(60, _l("an hour before")),
    SelectChoice(24 * 60, _l("a day before")),
    SelectChoice(48 * 60, _l("two days before")),
]


def at_most(length: int) -> Length:
    return Length(
        max=length, message=_l("Please keep this to %(most)s characters.", most=f"{length:,}")
    )


def _is_place(_form: Any, field: Any) -> None:
    """Braces hold fields that are known when a time is offered."""
    unknown = unknown_fields(field.data or "", OFFERED)
    if unknown:
        raise ValidationError(
            _(
                "%(words)s means nothing here. Use {host}, {date} or {time}.",
                words=", ".join(dict.fromkeys(unknown)),
            )
        )


class ClockTimeForm(Form):
    on = DateField(_l("Day"), validators=[Optional()])
    at = TimeField(_l("Time"), validators=[Optional()])


class OfferForm(BaseForm):
    times = FieldList(FormField(ClockTimeForm), min_entries=3, max_entries=3)
    weeks = IntegerField(
        _l("Repeat in how many weeks"),
        description=_l("1 is this week only. Each time comes at the same hour every week."),
        default=1,
        validators=[
            InputRequired(_l("Say in how many weeks, 1 for once.")),
            NumberRange(1, MOST_WEEKS, _l("From 1 to 26 weeks, please.")),
        ],
    )
    minutes = SelectField(
        _l("Length"),
        coerce=int,
        default=45,
        choices=[
            SelectChoice(one, _l("%(count)s minutes", count=one)) for one in (15, 30, 45, 60, 90)
        ],
    )
    place = StringField(
        _l("Where"),
        description=_l(
            "A room, or the address of a video call. {host}, {date} and {time} make an address of "
            "its own for each time."
        ),
        validators=[InputRequired(_l("Say where you meet.")), at_most(300), _is_place],
    )
    is_open_to_all = BooleanField(
        _l("Any colleague may book these times, not only my mentees"),
    )
    is_on_request = BooleanField(
        _l("Ask me first: I say yes or no within 48 hours"),
    )
    seats = IntegerField(
        _l("Seats"),
        description=_l("1 for a talk of two, more for a group."),
        default=1,
        validators=[
            InputRequired(_l("Say how many may come, 1 for a talk of two.")),
            NumberRange(1, MOST_SEATS, _l("From 1 to 30 seats, please.")),
        ],
    )
    least = IntegerField(
        _l("Least guests of a group"),
        description=_l("With fewer it is called off a day before."),
        default=1,
        validators=[
            InputRequired(_l("Say how many must come, 1 if it takes place anyway.")),
            NumberRange(1, MOST_SEATS, _l("From 1 to 30, please.")),
        ],
    )
    notice_minutes = SelectField(_l("Can be booked until"), coerce=int, default=0, choices=NOTICES)

    choose_hours = SelectField(
        _l("Who gets the seats of a group?"), coerce=int, default=0, choices=CHOOSE_HOURS
    )

    def validate_choose_hours(self, field: Any) -> None:
        """Choosing among those who ask is for groups; a talk of two has its own request."""
        if field.data and self.seats.data == 1:
            raise ValidationError(
                _l("That is for a group. For a talk of two, tick “Ask me first” instead.")
            )

    def validate_least(self, field: Any) -> None:
        """A group that needs more guests than it has seats could never meet."""
        if self.seats.data and field.data and field.data > self.seats.data:
            raise ValidationError(_l("A group cannot need more guests than it has seats."))

    def validate_times(self, field: Any) -> None:
        """Day and time belong together; at least one of both is needed."""
        complete = [one for one in field.entries if one.form.on.data and one.form.at.data]
        halves = [one for one in field.entries if bool(one.form.on.data) != bool(one.form.at.data)]
        for one in halves:
            missing = one.form.at if one.form.on.data else one.form.on
            if not missing.errors:
                missing.errors = [_("Day and time belong together.")]
        if halves:
            raise ValidationError(_l("Give each time both a day and an hour."))
        if not complete:
            field.entries[0].form.on.errors = [_("Choose a day and a time.")]
            raise ValidationError(_l("Offer at least one time."))


class SubmissionForm(BaseForm):
    """A form with a number of its own, so that sending it twice does once what it says."""

    submission = HiddenField(
        default=lambda: secrets.token_urlsafe(12), validators=[Optional(), at_most(64)]
    )

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """As ever; and what is sent after a refusal is something new."""
        with super().refusals():
            yield
        if self.form_errors:
            self.submission.data = secrets.token_urlsafe(12)


class BookingForm(SubmissionForm):
    agenda = TextAreaField(
        _l("What would you like to talk about?"),
        description=_l("Two lines help the other to prepare. Only the two of you read them."),
        validators=[
            InputRequired(_l("Say in a line what you would like to talk about.")),
            at_most(LONG_TEXT),
        ],
    )


class FlashForm(SubmissionForm):
    agenda = TextAreaField(
        _l("What is your question?"),
        description=_l("One question, in a sentence or two. Only the two of you read it."),
        validators=[InputRequired(_l("Say in a sentence what you want to ask.")), at_most(2000)],
    )


class ScopeForm(BaseForm):
    """How much of a series is meant; the view says how many sessions each choice is.

    Where there is no series it takes the field out.
    """

    scope = RadioField(
        _l("Which sessions of the series?"),
        choices=["one", "following", "all"],
        default="one",
        validators=[InputRequired(_l("Choose which sessions you mean."))],
    )


class CancelForm(ScopeForm):
    reason = TextAreaField(
        _l("Why does it not work out?"),
        description=_l("The other reads it."),
        validators=[
            InputRequired(_l("Give a short reason, so that the other can follow.")),
            at_most(2000),
        ],
    )


class MoveForm(SubmissionForm, ScopeForm):
    """To which time; the view gives the choices, "slot-<id>" or a moment as ISO 8601 text."""

    to = RadioField(
        _l("New time"), choices=[], validators=[InputRequired(_l("Choose one of the times."))]
    )


class DeclineRequestForm(BaseForm):
    words = TextAreaField(
        _l("A kind word, if you like"),
        description=_l("The other reads it. Another time you could offer helps most."),
        validators=[Optional(), at_most(2000)],
    )


class HandOverForm(BaseForm):
    to = RadioField(
        _l("Who takes it over?"),
        coerce=int,
        choices=[],
        validators=[InputRequired(_l("Choose a colleague."))],
    )
    words = TextAreaField(
        _l("A word to both"),
        description=_l("Why you hand it over, and what the other should know."),
        validators=[InputRequired(_l("Say in a line why you hand it over.")), at_most(2000)],
    )


class DisputeForm(BaseForm):
    words = TextAreaField(
        _l("How was it for you?"),
        description=_l("The other reads it. The report then counts for nothing."),
        validators=[
            InputRequired(_l("Say in a line how it was.")),
            at_most(2000),
        ],
    )


class SeriesForm(BookingForm):
    """The sessions of a series; the view gives each its choices: keep, skip, or another time."""

    dates = FieldList(RadioField(choices=[]))


class MoveSeriesForm(SubmissionForm):
    """Where each session goes; the view gives the choices: a session and its time, or nothing.

    Whether it can be had is seen by moving.
    """

    dates = FieldList(RadioField(choices=[], validate_choice=False), max_entries=LONGEST_SERIES)


class RatingForm(BaseForm):
    usefulness = RadioField(
        _l("How useful was it for you?"),
        coerce=int,
        choices=[
            SelectChoice(4, _l("Very useful")),
            SelectChoice(3, _l("Useful")),
            SelectChoice(2, _l("Somewhat useful")),
            SelectChoice(1, _l("Not useful")),
        ],
        validators=[InputRequired(_l("Choose one of the four."))],
    )
    tags = SelectMultipleField(
        _l("What fits?"),
        choices=[SelectChoice(*one) for one in FEEDBACK_TAGS.items()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    recommend = RadioField(
        _l("How likely are you to recommend mentoring here to a colleague?"),
        description=_l("0 is not at all, 10 is for certain."),
        coerce=int,
        choices=[SelectChoice(one, str(one)) for one in range(11)],
        validators=[InputRequired(_l("Choose a number from 0 to 10."))],
    )
