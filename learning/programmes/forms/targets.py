"""The fifth step: what the programme wants to reach."""

from collections.abc import Mapping
from typing import Any

from wtforms import DateField, FieldList, FloatField, FormField, SelectField
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import NumberInput

from learning.i18n import _, _l
from learning.programmes.forms.audience import PartForm
from learning.programmes.forms.writing import StepForm
from learning.programmes.models import Programme
from learning.programmes.rules import MEASURES

BLANK_TARGETS, MAX_TARGETS = 2, len(MEASURES)


class TargetForm(PartForm):
    measure = SelectField(_l("Measure"), validators=[Optional()])
    baseline = FloatField(_l("Now"), validators=[Optional()], widget=NumberInput(step="any"))
    target = FloatField(_l("Target"), validators=[Optional()], widget=NumberInput(step="any"))
    due_on = DateField(_l("By"), validators=[Optional()])

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.measure.choices = [("", _("None")), *MEASURES.items()]
        for field in self:
            field.flags.optional = False  # optional only where the whole row is left out

    def validate(self, extra_validators: Any = None) -> bool:
        """A measure needs its numbers and its date; a row without one is left out."""
        is_valid = super().validate(extra_validators)
        if not self.measure.data:
            return is_valid
        for field in (self.baseline, self.target, self.due_on):
            if field.data is None and not field.errors:
                field.errors = [_("A measure needs where it is now, its target and a date.")]
                is_valid = False
        for field in (self.baseline, self.target):
            if field.data is not None and not -1e9 <= field.data <= 1e9:
                field.errors = [_("This number is out of reach.")]
                is_valid = False
        return is_valid


class TargetsForm(StepForm):
    targets = FieldList(FormField(TargetForm), max_entries=MAX_TARGETS)

    def validate_targets(self, field: FieldList) -> None:
        chosen = [row["measure"] for row in field.data if row["measure"]]
        if len(chosen) != len(set(chosen)):
            raise ValidationError(_("Choose each measure once."))


def target_rows(programme: Programme) -> list[Mapping[str, Any]]:
    """The programme's targets and a few blank rows, as the form shows them."""
    held: list[Mapping[str, Any]] = [
        {
            "measure": one.measure,
            "baseline": _plain(one.baseline),
            "target": _plain(one.target),
            "due_on": one.due_on,
        }
        for one in programme.targets
    ]
    return (held + [{}] * BLANK_TARGETS)[:MAX_TARGETS]


def _plain(number: float) -> float | int:
    return int(number) if number == int(number) else number
