"""Circles, their sessions, and who was there."""

from collections.abc import Collection, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
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
from learning.mentoring.forms.bookings import LONG_TEXT, at_most
from learning.mentoring.rules import CODE_LENGTH, LONGEST_SERIES
from learning.people.models import Person
from learning.programmes.models.circles import FEWEST_SEATS, MOST_SEATS
from learning.web.forms import BaseForm

USUAL_SEATS, USUAL_LEAST = 8, 3
LENGTHS = [SelectChoice(one, _l("%(count)s minutes", count=one)) for one in (30, 45, 60, 90, 120)]


class ProposeCircleForm(BaseForm):
    topic = StringField(
        _l("What would the circle be about?"),
        description=_l("For example: Leading without a title"),
        validators=[InputRequired(_l("Name the topic.")), at_most(120)],
    )
    why = TextAreaField(
        _l("What would people take home?"),
        description=_l("One or two sentences; they are the reason to join."),
        validators=[InputRequired(_l("Say in a sentence what it is good for.")), at_most(2000)],
    )


class CirclePlanForm(BaseForm):
    """How large the circles of a plan are."""

    least = IntegerField(
        _l("Members at least"),
        default=USUAL_LEAST,
        validators=[
            InputRequired(_l("Say how many.")),
            NumberRange(2, MOST_SEATS, _l("Choose a number from 2 to 20.")),
        ],
    )
    most = IntegerField(
        _l("Members at most"),
        default=USUAL_SEATS,
        validators=[
            InputRequired(_l("Say how many.")),
            NumberRange(FEWEST_SEATS, MOST_SEATS, _l("Choose a number from 3 to 20.")),
        ],
    )

    def validate_most(self, field: Any) -> None:
        if self.least.data is not None and field.data < self.least.data:
            raise ValidationError(_("Allow at least as many members as a circle needs."))


class CircleForm(ProposeCircleForm):
    """What a circle is, for whoever opens or edits it."""

    seats = IntegerField(
        _l("Seats for members"),
        description=_l("From 3 to 20; about eight is a good size to talk. You come on top."),
        default=USUAL_SEATS,
        validators=[
            InputRequired(_l("Say how many can join.")),
            NumberRange(FEWEST_SEATS, MOST_SEATS, _l("From 3 to 20 seats, please.")),
        ],
    )
    least = IntegerField(
        _l("People a session needs"),
        description=_l("You included. If fewer can come, it is called off a day before."),
        default=USUAL_LEAST,
        validators=[
            InputRequired(_l("Say how many a session needs.")),
            NumberRange(2, MOST_SEATS, _l("From 2 to 20, please.")),
        ],
    )

    def validate_least(self, field: Any) -> None:
        """A session that needs more people than there are seats could never take place."""
        if self.seats.data and field.data and field.data > self.seats.data:
            raise ValidationError(_l("A session cannot need more people than there are seats."))


class ReasonForm(BaseForm):
    """Why something ends, for those whom it concerns."""

    reason = TextAreaField(
        _l("Why?"),
        description=_l("Everybody concerned reads it."),
        validators=[InputRequired(_l("Give a short reason.")), at_most(2000)],
    )


class CircleNoteForm(BaseForm):
    body = TextAreaField(
        _l("A note for the circle"),
        description=_l("What you agreed, a link, a thought. Only members read it."),
        validators=[InputRequired(_l("Write something first.")), at_most(LONG_TEXT)],
    )


class CircleSessionForm(BaseForm):
    """One session: when, where, about what."""

    on = DateField(_l("Day"), validators=[InputRequired(_l("Choose the day."))])
    at = TimeField(_l("Time"), validators=[InputRequired(_l("Say when it begins."))])
    minutes = SelectField(_l("Length"), coerce=int, default=60, choices=LENGTHS)
    place = StringField(
        _l("Where"),
        description=_l("A room, or the address of a video call."),
        validators=[InputRequired(_l("Say where you meet.")), at_most(300)],
    )
    agenda = TextAreaField(
        _l("Agenda"),
        description=_l("What you will talk about, so that everybody can prepare."),
        validators=[Optional(), at_most(LONG_TEXT)],
    )
    without_some = BooleanField(
        _l("Meet even if some cannot come"),
        description=_l("They find the agenda and the notes on the page of the circle."),
    )

    def keep_length(self, minutes: int) -> None:
        """Offer the length that the session has, be it none of the usual ones."""
        if all(one.value != minutes for one in LENGTHS):
            kept = SelectChoice(minutes, _l("%(count)s minutes", count=minutes))
            self.minutes.choices = [kept, *LENGTHS]


class PlanSessionsForm(CircleSessionForm):
    rhythm = SelectField(
        _l("Repeat"),
        default="",
        choices=[
            SelectChoice("", _l("Once")),
            SelectChoice("weekly", _l("Every week")),
            SelectChoice("fortnightly", _l("Every two weeks")),
            SelectChoice("monthly", _l("Every month, on the same weekday")),
        ],
    )
    times = IntegerField(
        _l("How many sessions"),
        default=6,
        description=_l("For sessions that repeat, from 2 to 26."),
        validators=[
            Optional(),
            NumberRange(1, LONGEST_SERIES, _l("From 2 to 26 sessions, please.")),
        ],
    )

    @property
    def count(self) -> int:
        """How many sessions are meant."""
        return (self.times.data or 1) if self.rhythm.data else 1


class CodeForm(BaseForm):
    code = StringField(
        _l("The code your host shows"),
        validators=[
            InputRequired(_l("Type the code.")),
            Length(max=4 * CODE_LENGTH, message=_l("The code has five letters and digits.")),
        ],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class PresenceForm(BaseForm):
    """Everybody expected, ticked who was there."""

    present = SelectMultipleField(
        _l("Who was there?"),
        coerce=int,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )

    def __init__(self, people: Sequence[Person], present: Collection[int] = ()) -> None:
        super().__init__(data={"present": list(present)})
        self.present.choices = [SelectChoice(one.id, one.name) for one in people]
