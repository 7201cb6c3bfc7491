"""What people type in mentoring."""

from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    Form,
    FormField,
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
from learning.mentoring.models import EndReason
from learning.web.forms import BaseForm

LONG_TEXT = 10_000
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

END_REASONS = {
    EndReason.REACHED: _l("We reached what we wanted"),
    EndReason.NO_TIME: _l("There is no time just now"),
    EndReason.NOT_A_FIT: _l("We are not a good fit"),
    EndReason.OTHER: _l("Something else"),
}


def at_most(length: int) -> Length:
    return Length(
        max=length, message=_l("Please keep this to %(most)s characters.", most=f"{length:,}")
    )


class RequestForm(BaseForm):
    request = TextAreaField(
        _l("What would you like to reach with this mentor?"),
        description=_l("Two or three sentences are enough. Only the mentor reads them."),
        validators=[
            InputRequired(_l("Say in a sentence what you would like to reach.")),
            at_most(LONG_TEXT),
        ],
    )


class DeclineForm(BaseForm):
    answer = TextAreaField(
        _l("A kind word, if you like"),
        description=_l("The other reads it. A reason is not needed."),
        validators=[Optional(), at_most(LONG_TEXT)],
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
        description=_l("A room, or the address of a video call."),
        validators=[InputRequired(_l("Say where you meet.")), at_most(300)],
    )
    is_open_to_all = BooleanField(
        _l("Any colleague may book these times, not only my mentees"),
    )

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


class BookingForm(BaseForm):
    agenda = TextAreaField(
        _l("What would you like to talk about?"),
        description=_l("Two lines help the other to prepare. Only the two of you read them."),
        validators=[
            InputRequired(_l("Say in a line what you would like to talk about.")),
            at_most(LONG_TEXT),
        ],
    )


class CancelForm(BaseForm):
    reason = TextAreaField(
        _l("Why does it not work out?"),
        description=_l("The other reads it."),
        validators=[
            InputRequired(_l("Give a short reason, so that the other can follow.")),
            at_most(2000),
        ],
    )


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


class EndForm(BaseForm):
    reason = RadioField(
        _l("Why does it end?"),
        description=_l("The other is not told the reason."),
        choices=[SelectChoice(reason.value, words) for reason, words in END_REASONS.items()],
        validators=[InputRequired(_l("Choose what fits best."))],
    )


class GoalForm(BaseForm):
    words = TextAreaField(
        _l("What do you want to reach?"),
        validators=[InputRequired(_l("Write the goal in a sentence.")), at_most(LONG_TEXT)],
    )
    due_on = DateField(_l("Until when"), validators=[Optional()])


class NoteForm(BaseForm):
    words = TextAreaField(
        _l("Note"),
        validators=[InputRequired(_l("Write something first.")), at_most(LONG_TEXT)],
    )
