"""Whom one asks to read an article, and by when."""

from collections.abc import Sequence
from typing import Any

from wtforms import DateField, IntegerField, RadioField, SelectChoice, SelectField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from learning import clock
from learning.academy.forms import OneOf
from learning.academy.models import Audience
from learning.academy.operations import Readers
from learning.i18n import _, _l
from learning.people.models import Role
from learning.programmes.models import EnrolmentRole
from learning.web.forms import BaseForm

Choices = Sequence[tuple[int, str]]

ROLES = {
    EnrolmentRole.MENTOR.value: _l("All mentors"),
    EnrolmentRole.MENTEE.value: _l("All mentees"),
    EnrolmentRole.BUDDY.value: _l("All buddies"),
    EnrolmentRole.NEWCOMER.value: _l("All newcomers with a buddy"),
    EnrolmentRole.EXPERT.value: _l("All experts of a programme"),
    EnrolmentRole.PARTICIPANT.value: _l("All participants of a programme"),
    Role.PROGRAMME_LEAD.value: _l("All leads of programmes"),
    Role.MODERATOR.value: _l("All moderators"),
}


def _not_past(_form: Any, field: Any) -> None:
    if field.data is not None and field.data < clock.now().date():
        raise ValidationError(_("This day is over. Choose one that is still to come."))


class DueForm(BaseForm):
    """Another day by which it is to be read."""

    due_on = DateField(
        _l("To be read by"), validators=[InputRequired(_l("Choose a day.")), _not_past]
    )


class MustReadForm(DueForm):
    audience = RadioField(
        _l("Who is to read it?"),
        choices=[
            SelectChoice(Audience.EVERYBODY.value, _l("Everybody in the company")),
            SelectChoice(Audience.DEPARTMENT.value, _l("A department")),
            SelectChoice(Audience.PROGRAMME.value, _l("Whoever takes part in a programme")),
            SelectChoice(Audience.ROLE.value, _l("Whoever has a role")),
        ],
        validators=[InputRequired(_l("Choose who is to read it."))],
    )
    department = OneOf(_l("Department"), _l("Choose one"))
    programme = OneOf(_l("Programme"), _l("Choose one"))
    role = SelectField(
        _l("Role"),
        choices=[
            SelectChoice("", _l("Choose one")),
            *(SelectChoice(*one) for one in ROLES.items()),
        ],
    )

    def offer(self, departments: Choices, programmes: Choices) -> None:
        self.department.offer(departments)
        self.programme.offer(programmes)

    def validate_department(self, field: Any) -> None:
        self._need(field, Audience.DEPARTMENT)

    def validate_programme(self, field: Any) -> None:
        self._need(field, Audience.PROGRAMME)

    def validate_role(self, field: Any) -> None:
        self._need(field, Audience.ROLE)

    @property
    def readers(self) -> Readers:
        chosen = Audience(self.audience.data)
        return Readers(
            chosen,
            department_id=self.department.data if chosen is Audience.DEPARTMENT else None,
            programme_id=self.programme.data if chosen is Audience.PROGRAMME else None,
            role=self.role.data if chosen is Audience.ROLE else None,
        )

    def _need(self, field: Any, audience: Audience) -> None:
        if self.audience.data == audience.value and not field.data:
            raise ValidationError(_("Choose which one."))


class AcknowledgeForm(BaseForm):
    """The number of the revision that somebody says they have read and understood."""

    number = IntegerField(validators=[InputRequired(), NumberRange(min=1)])
