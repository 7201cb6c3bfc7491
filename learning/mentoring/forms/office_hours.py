"""Opening an office hour, and asking for a seat of one."""

from collections.abc import Sequence
from typing import Any

from wtforms import (
    DateField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from learning.i18n import _, _l
from learning.mentoring.forms.bookings import (
    CHOOSE_HOURS,
    MOST_SEATS,
    MOST_WEEKS,
    NOTICES,
    at_most,
)
from learning.people.models import Skill
from learning.programmes.models import Programme
from learning.web.forms import BaseForm


class OfficeHourForm(BaseForm):
    topic = StringField(
        _l("What can people bring?"),
        description=_l("For example: Anything about spreadsheets"),
        validators=[InputRequired(_l("Name the topic.")), at_most(120)],
    )
    why = TextAreaField(
        _l("Why come?"),
        description=_l("One or two sentences: what you know, and what people leave with."),
        validators=[InputRequired(_l("Say in a sentence why to come.")), at_most(2000)],
    )
    on = DateField(_l("Day"), validators=[InputRequired(_l("Choose the day."))])
    at = TimeField(_l("Time"), validators=[InputRequired(_l("Say when it begins."))])
    minutes = SelectField(
        _l("Length"),
        coerce=int,
        default=60,
        choices=[SelectChoice(one, _l("%(count)s minutes", count=one)) for one in (30, 45, 60, 90)],
    )
    weeks = IntegerField(
        _l("Repeat in how many weeks"),
        description=_l("1 is this once. The audience is told of the first only."),
        default=1,
        validators=[
            InputRequired(_l("Say in how many weeks, 1 for once.")),
            NumberRange(1, MOST_WEEKS, _l("From 1 to 26 weeks, please.")),
        ],
    )
    place = StringField(
        _l("Where"),
        description=_l("A room, or the address of a video call."),
        validators=[InputRequired(_l("Say where you meet.")), at_most(300)],
    )
    seats = IntegerField(
        _l("Seats"),
        default=5,
        validators=[
            InputRequired(_l("Say how many may come.")),
            NumberRange(2, MOST_SEATS, _l("From 2 to 30 seats, please.")),
        ],
    )
    least = IntegerField(
        _l("Least guests"),
        description=_l("With fewer it is called off a day before."),
        default=1,
        validators=[
            InputRequired(_l("Say how many must come, 1 if it takes place anyway.")),
            NumberRange(1, MOST_SEATS, _l("From 1 to 30, please.")),
        ],
    )
    choose_hours = SelectField(
        _l("Who gets the seats?"), coerce=int, default=0, choices=CHOOSE_HOURS
    )
    notice_minutes = SelectField(_l("Can be booked until"), coerce=int, default=0, choices=NOTICES)
    audience = SelectField(
        _l("Who is told?"),
        description=_l("Once, now. Any colleague may come, told or not."),
    )

    def __init__(self, programmes: Sequence[Programme], skills: Sequence[Skill]) -> None:
        super().__init__()
        self.audience.choices = [
            ("nobody", _("Nobody: it stands on the list")),
            *(
                (f"programme-{one.id}", _("Everybody in “%(name)s”", name=one.name))
                for one in programmes
            ),
            *(
                (f"skill-{one.id}", _("Who wants to learn %(skill)s", skill=one.name))
                for one in skills
            ),
            ("all", _("All colleagues")),
        ]

    def validate_least(self, field: Any) -> None:
        """A group that needs more guests than it has seats could never meet."""
        if self.seats.data and field.data and field.data > self.seats.data:
            raise ValidationError(_l("A group cannot need more guests than it has seats."))

    def told(self) -> tuple[str, int | None]:
        """The kind of audience, and the programme or skill that names it."""
        kind, _dash, number = str(self.audience.data).partition("-")
        return kind, int(number) if number else None


class AskForSeatForm(BaseForm):
    words = TextAreaField(
        _l("What would you bring?"),
        description=_l("Two lines help the host to choose. Only the host reads them."),
        validators=[InputRequired(_l("Say in a line what you would bring.")), at_most(2000)],
    )


class DeclineGuestForm(BaseForm):
    words = TextAreaField(
        _l("A kind word"),
        description=_l("The guest reads it. Another time, or who else could help, helps most."),
        validators=[Optional(), at_most(2000)],
    )
