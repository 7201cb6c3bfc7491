"""What the two of a pairing type."""

from datetime import date, datetime, time
from typing import Any, cast

from wtforms import (
    DateField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, NumberRange, Optional

from learning.i18n import _l, from_local, to_local
from learning.mentoring.forms.bookings import LONG_TEXT, at_most
from learning.mentoring.models import EndReason, GoalMode, LoggedTalk
from learning.web.forms import BaseForm

LINE = 300

END_REASONS = {
    EndReason.REACHED: _l("We reached what we wanted"),
    EndReason.NO_TIME: _l("There is no time just now"),
    EndReason.NOT_A_FIT: _l("We are not a good fit"),
    EndReason.OTHER: _l("Something else"),
}

CADENCES = {
    7: _l("Every week"),
    14: _l("Every two weeks"),
    21: _l("Every three weeks"),
    28: _l("Every four weeks"),
}

LENGTHS = (15, 30, 45, 60, 90)


class EndForm(BaseForm):
    reason = RadioField(
        _l("Why does it end?"),
        description=_l("The other is not told the reason."),
        choices=[SelectChoice(reason.value, words) for reason, words in END_REASONS.items()],
        validators=[InputRequired(_l("Choose what fits best."))],
    )
    thanks = TextAreaField(
        _l("A word of thanks"),
        description=_l("The other reads it, with the news that the pairing has ended."),
        validators=[Optional(), at_most(LONG_TEXT)],
    )


class RateForm(BaseForm):
    usefulness = RadioField(
        _l("How useful was this pairing for you?"),
        coerce=int,
        choices=[
            SelectChoice(4, _l("Very useful")),
            SelectChoice(3, _l("Useful")),
            SelectChoice(2, _l("Somewhat useful")),
            SelectChoice(1, _l("Not useful")),
        ],
        validators=[InputRequired(_l("Choose one of the four."))],
    )
    recommend = RadioField(
        _l("How likely are you to recommend mentoring here to a colleague?"),
        description=_l("0 is not at all, 10 is for certain."),
        coerce=int,
        choices=[SelectChoice(one, str(one)) for one in range(11)],
        validators=[InputRequired(_l("Choose a number from 0 to 10."))],
    )


class AgreementForm(BaseForm):
    purpose = TextAreaField(
        _l("What do you meet for?"),
        description=_l("For example: find out whether leading a team is for me, and try it."),
        validators=[InputRequired(_l("Say in a sentence what you meet for.")), at_most(LONG_TEXT)],
    )
    cadence_days = SelectField(
        _l("How often"),
        coerce=int,
        choices=[SelectChoice(days, words) for days, words in CADENCES.items()],
    )
    minutes = SelectField(
        _l("How long"),
        coerce=int,
        choices=[SelectChoice(one, _l("%(count)s minutes", count=one)) for one in LENGTHS],
    )
    channel = StringField(
        _l("Where and how"),
        description=_l("For example: a video call; once a month in the canteen."),
        validators=[InputRequired(_l("Say where or how you meet.")), at_most(LINE)],
    )
    confidentiality = TextAreaField(
        _l("What stays between us"),
        validators=[
            InputRequired(_l("Say what stays between the two of you.")),
            at_most(LONG_TEXT),
        ],
    )
    rules = TextAreaField(_l("Our rules"), validators=[Optional(), at_most(LONG_TEXT)])
    ends_on = DateField(
        _l("Last day"),
        description=_l("The pairing ends by itself then. Two weeks before you are asked."),
        validators=[Optional()],
    )


class RevisionForm(BaseForm):
    """The yes to one revision, so that nobody confirms what they have not read."""

    revision = IntegerField(validators=[InputRequired(_l("Read the agreement first."))])


class ExtendForm(BaseForm):
    ends_on = DateField(
        _l("New last day"), validators=[InputRequired(_l("Choose until when you go on."))]
    )


class GoalForm(BaseForm):
    words = TextAreaField(
        _l("What do you want to reach?"),
        validators=[InputRequired(_l("Write the goal in a sentence.")), at_most(LONG_TEXT)],
    )
    due_on = DateField(_l("Until when"), validators=[Optional()])
    mode = RadioField(
        _l("How do you see how far it is?"),
        default=GoalMode.JUDGED.value,
        choices=[
            SelectChoice(GoalMode.JUDGED.value, _l("We judge it now and then, in percent")),
            SelectChoice(GoalMode.TASKS.value, _l("By its tasks: those done, of all")),
        ],
        validators=[InputRequired(_l("Choose one of the two."))],
    )


class JudgeForm(BaseForm):
    percent = IntegerField(
        _l("How far is it, in percent?"),
        description=_l("0 is not begun, 100 is reached."),
        validators=[
            InputRequired(_l("Give a number from 0 to 100.")),
            NumberRange(0, 100, _l("Give a number from 0 to 100.")),
        ],
    )
    comment = TextAreaField(_l("What has changed?"), validators=[Optional(), at_most(LONG_TEXT)])


class ActionForm(BaseForm):
    what = StringField(
        _l("What is to be done?"),
        validators=[InputRequired(_l("Say in a line what is to be done.")), at_most(LINE)],
    )
    owner = SelectField(_l("Who"), coerce=int)
    due_on = DateField(_l("Until when"), validators=[Optional()])

    def __init__(self, people: list[tuple[int, str]], **given: Any) -> None:
        super().__init__(**given)
        self.owner.choices = people


class PointForm(BaseForm):
    words = StringField(
        _l("What would you like to talk about?"),
        validators=[InputRequired(_l("Write the point in a line.")), at_most(LINE)],
    )


class MessageForm(BaseForm):
    words = TextAreaField(
        _l("Your message"),
        validators=[InputRequired(_l("Write something first.")), at_most(LONG_TEXT)],
    )


class TalkForm(BaseForm):
    on = DateField(_l("Day"), validators=[InputRequired(_l("Say on which day."))])
    at = TimeField(_l("Time"), validators=[InputRequired(_l("Say at what time, roughly."))])
    minutes = IntegerField(
        _l("How many minutes"),
        default=30,
        validators=[
            InputRequired(_l("Say how long, in minutes.")),
            NumberRange(5, 720, _l("From 5 to 720 minutes, please.")),
        ],
    )
    words = StringField(
        _l("What about"),
        description=_l("A few words, so that both of you remember."),
        validators=[Optional(), at_most(LINE)],
    )

    def held_at(self) -> datetime:
        """The moment meant, typed on the clock of who typed it."""
        day, hour = cast(date, self.on.data), cast(time, self.at.data)
        return from_local(datetime.combine(day, hour))

    @classmethod
    def of(cls, talk: LoggedTalk) -> "TalkForm":
        """The form, filled with what was said."""
        local = to_local(talk.held_at)
        given = {"on": local.date(), "at": local.time(), "minutes": talk.minutes}
        return cls(data=given | {"words": talk.words})


class NoteForm(BaseForm):
    words = TextAreaField(
        _l("Note"),
        validators=[InputRequired(_l("Write something first.")), at_most(LONG_TEXT)],
    )


class ReassignForm(BaseForm):
    mentor = RadioField(
        _l("Who could be the new mentor?"),
        coerce=int,
        validators=[InputRequired(_l("Choose somebody."))],
    )

    def __init__(self, mentors: list[tuple[int, str]], **given: Any) -> None:
        super().__init__(**given)
        self.mentor.choices = mentors
