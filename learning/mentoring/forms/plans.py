"""What a lead plans for the pairs of a programme."""

import hashlib
from typing import Any

from wtforms import (
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from learning.i18n import _, _l
from learning.mentoring.forms.bookings import at_most
from learning.mentoring.forms.pairings import CADENCES, LENGTHS, LINE
from learning.mentoring.queries import MilestoneDraft
from learning.mentoring.rules import FURTHER
from learning.web.forms import BaseForm
from learning.web.limits import row_number

MOST_MILESTONES = 8
MOST_POINTS = 10


class DefaultsForm(BaseForm):
    cadence_days = SelectField(
        _l("How often pairs meet"),
        description=_l("What a new agreement suggests; the two may choose otherwise."),
        coerce=int,
        choices=[SelectChoice(days, words) for days, words in CADENCES.items()],
    )
    minutes = SelectField(
        _l("How long"),
        coerce=int,
        choices=[SelectChoice(one, _l("%(count)s minutes", count=one)) for one in LENGTHS],
    )
    extension_weeks = IntegerField(
        _l("Weeks by which two may go on"),
        description=_l("When both agree, and never beyond the end of the programme."),
        validators=[
            InputRequired(_l("Give a number of weeks.")),
            NumberRange(1, 104, _l("From 1 to 104 weeks, please.")),
        ],
    )


class MilestoneForm(Form):
    template = HiddenField(validators=[Optional()])
    words = StringField(_l("Step"), validators=[Optional(), at_most(LINE)])
    day = IntegerField(
        _l("Due on day"),
        validators=[Optional(), NumberRange(1, 730, _l("From day 1 to day 730, please."))],
    )


class MilestonesForm(BaseForm):
    """The steps of every pair. `seen` is the mark of the preview that the lead has read."""

    steps = FieldList(
        FormField(MilestoneForm), min_entries=MOST_MILESTONES, max_entries=MOST_MILESTONES
    )
    seen = HiddenField(validators=[Optional()])

    def validate_steps(self, field: Any) -> None:
        for entry in field.entries:
            words, day = entry.form.words, entry.form.day
            if words.data and day.data is None and not day.errors:
                day.errors = [_("Say on which day after the start it is due.")]
                raise ValidationError(_("Each step needs its day."))

    def drafts(self) -> list[MilestoneDraft]:
        """The steps that have words, by their day."""
        found = [
            MilestoneDraft(
                row_number(one.form.template.data or ""),
                one.form.words.data,
                one.form.day.data,
            )
            for one in self.steps.entries
            if one.form.words.data
        ]
        return sorted(found, key=lambda draft: draft.day)

    def mark(self) -> str:
        """What the preview of just these steps is known by."""
        return hashlib.sha256(repr(self.drafts()).encode()).hexdigest()[:16]


SESSIONS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "further": FURTHER}


class AgendasForm(BaseForm):
    """One point a line for each of the first sessions, and for every further one."""

    first = TextAreaField(_l("First session"), validators=[Optional(), at_most(3000)])
    second = TextAreaField(_l("Second session"), validators=[Optional(), at_most(3000)])
    third = TextAreaField(_l("Third session"), validators=[Optional(), at_most(3000)])
    fourth = TextAreaField(_l("Fourth session"), validators=[Optional(), at_most(3000)])
    further = TextAreaField(_l("Every further session"), validators=[Optional(), at_most(3000)])

    @classmethod
    def of(cls, agendas: dict[int, list[str]]) -> "AgendasForm":
        return cls(data={name: "\n".join(agendas[number]) for name, number in SESSIONS.items()})

    def keep_only_first(self) -> None:
        """A flash talk is one session."""
        for name in SESSIONS.keys() - {"first"}:
            del self[name]
        self.first.label.text = _("Points of the talk")

    def _shown(self) -> dict[str, int]:
        return {name: number for name, number in SESSIONS.items() if name in self}

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        for name in self._shown():
            points = _lines(self[name].data)
            if len(points) > MOST_POINTS:
                self[name].errors = [_("Ten points are plenty for one talk.")]
                is_valid = False
            elif any(len(point) > LINE for point in points):
                self[name].errors = [_("Keep each point to one line of 300 characters.")]
                is_valid = False
        return is_valid

    def agendas(self) -> dict[int, list[str]]:
        """Session number → its points; 0 is every further one."""
        return {number: _lines(self[name].data) for name, number in self._shown().items()}


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
