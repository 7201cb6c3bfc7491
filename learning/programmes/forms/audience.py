"""The fourth step: who is invited, how they join, what they are asked."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import (
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from learning.i18n import _, _l, language_name
from learning.programmes.forms.writing import TEXT, CheckboxesField, StepForm
from learning.programmes.models import EnrolmentRole, Programme
from learning.programmes.queries import AudienceChoices
from learning.programmes.rules import TENURES
from learning.web.forms import BaseForm

MAX_SEATS = 100_000
MAX_MENTORS = 5
BLANK_QUESTIONS, MAX_QUESTIONS = 2, 12


class PartForm(BaseForm):
    """A row of a larger form; the token is checked once, by the whole."""

    class Meta(BaseForm.Meta):
        csrf = False


class QuestionForm(PartForm):
    question_id = HiddenField()
    role = SelectField(_l("Asked of"))
    text = StringField(
        _l("Question"),
        validators=[Length(max=500, message=_l("Keep a question under 500 characters."))],
    )
    use = SelectField(_l("What for"))

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.role.choices = [(role.value, role.label) for role in EnrolmentRole]
        self.use.choices = [("matching", _("For matching")), ("lead", _("For the lead"))]


class AudienceForm(StepForm):
    department = CheckboxesField(_l("Departments"))
    location = CheckboxesField(_l("Places"))
    language = CheckboxesField(_l("Languages spoken"))
    tenure = CheckboxesField(_l("Time in the company"))
    is_approval_needed = RadioField(
        _l("Who says yes to an application?"),
        validators=[InputRequired(_l("Choose who says yes."))],
    )
    seats_mentor = IntegerField()
    seats_mentee = IntegerField()
    seats_buddy = IntegerField()
    seats_newcomer = IntegerField()
    seats_expert = IntegerField()
    seats_participant = IntegerField()
    mentor_capacity = IntegerField(
        _l("Most mentees a mentor may have at a time"),
        validators=[
            InputRequired(_l("Say how many.")),
            NumberRange(1, 20, message=_l("Choose a number from 1 to 20.")),
        ],
    )
    mentors_per_mentee = IntegerField(
        _l("Most mentors a mentee may have at a time"),
        description=_l("With more than one, everybody has a first before anybody has a second."),
        validators=[
            InputRequired(_l("Say how many.")),
            NumberRange(1, MAX_MENTORS, message=_l("Choose a number from 1 to 5.")),
        ],
    )
    questions = FieldList(FormField(QuestionForm), max_entries=MAX_QUESTIONS)
    code_of_conduct = TextAreaField(
        _l("Code of conduct"),
        description=_l("Everybody agrees to it on joining. A changed text asks everybody anew."),
        validators=[TEXT],
    )

    def __init__(self, programme: Programme, choices: AudienceChoices, **given: Any) -> None:
        super().__init__(**given)
        held = programme.audience
        self.department.choices = _pairs(choices.departments, held.get("department", ()))
        self.location.choices = _pairs(choices.locations, held.get("location", ()))
        self.language.choices = [
            (code, language_name(code))
            for code, _same in _pairs(choices.languages, held.get("language", ()))
        ]
        self.tenure.choices = list(TENURES.items())
        self.is_approval_needed.choices = [
            ("yes", _("A lead says yes to each one")),
            ("no", _("Nobody: whoever joins is in at once")),
        ]
        for role in EnrolmentRole:
            field = self[f"seats_{role.value}"]
            if role not in programme.roles:
                del self[f"seats_{role.value}"]
                continue
            field.label.text = _("Places for: %(role)s", role=role.label)
            field.validators = [
                Optional(),
                NumberRange(1, MAX_SEATS, message=_("Choose 1 or more, or leave it empty.")),
            ]
            field.flags.optional = True
        if EnrolmentRole.MENTOR not in programme.roles:
            del self["mentor_capacity"]
        if EnrolmentRole.MENTEE not in programme.roles:
            del self["mentors_per_mentee"]

    def audience(self) -> dict[str, list[str]]:
        """The rule as chosen: field → accepted values."""
        return {
            name: list(self[name].data or ())
            for name in ("department", "location", "language", "tenure")
        }

    def seats(self) -> dict[str, int]:
        """Role → places, for the roles that have a limit."""
        return {
            role.value: self[f"seats_{role.value}"].data
            for role in EnrolmentRole
            if f"seats_{role.value}" in self and self[f"seats_{role.value}"].data is not None
        }


def question_rows(programme: Programme) -> list[Mapping[str, Any]]:
    """The programme's questions and a few blank rows, as the form shows them."""
    held: list[Mapping[str, Any]] = [
        {"question_id": one.id, "role": one.role.value, "text": one.text, "use": one.use}
        for one in programme.questions
    ]
    blank: Mapping[str, Any] = {
        "question_id": "",
        "role": programme.roles[0].value if programme.roles else None,
    }
    return (held + [blank] * BLANK_QUESTIONS)[:MAX_QUESTIONS]


def _pairs(found: Sequence[str], held: Sequence[str]) -> list[tuple[str, str]]:
    """What the roster has now, and what the rule names although nobody has it any more."""
    return [(value, value) for value in sorted({*found, *held})]
