"""What people type when they write a programme, join it, lead it or wish for a topic."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FloatField,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, NumberInput

from learning.i18n import _, _l, language_name
from learning.programmes.models import EnrolmentRole, Format, Goal, Programme, Question
from learning.programmes.models.programme import ONE_LINE_LENGTH
from learning.programmes.queries import AudienceChoices
from learning.programmes.rules import LEAVE_REASONS, MEASURES, TENURES, capacity_limit
from learning.web.forms import BaseForm

TEXT = Length(max=10_000, message=_l("Keep it under 10,000 characters."))
MAX_SEATS = 100_000
BLANK_QUESTIONS, MAX_QUESTIONS = 2, 12
BLANK_TARGETS, MAX_TARGETS = 2, len(MEASURES)


class CheckboxesField(SelectMultipleField):
    """Any of several choices, each with a box of its own."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class StartForm(BaseForm):
    name = StringField(
        _l("Name"),
        description=_l("What people will call it in the corridor."),
        validators=[
            InputRequired(_l("Give it a name.")),
            Length(max=120, message=_l("Keep the name under 120 characters.")),
        ],
    )
    goal = RadioField(
        _l("What is it for?"),
        description=_l(
            "Each goal brings a template: texts, formats and targets to change as you like."
        ),
        validators=[InputRequired(_l("Choose a goal."))],
    )
    copy_of = SelectField(
        _l("Or start from a copy"),
        description=_l(
            "It takes texts, formats, questions and targets, but no people and no dates."
        ),
        validators=[Optional()],
        coerce=int,
        default=0,
    )

    def __init__(self, programmes: Sequence[Programme], **given: Any) -> None:
        super().__init__(**given)
        self.goal.choices = _goal_choices()
        self.copy_of.choices = [(0, _("No, from the goal’s template"))] + [
            (one.id, one.name) for one in programmes
        ]


class StepForm(BaseForm):
    """One of the five steps: it is saved whichever way one goes on."""

    forward = SubmitField(_l("Save and go on"))
    back = SubmitField(_l("Save and go back"))


class GoalForm(StepForm):
    name = StringField(
        _l("Name"),
        validators=[
            InputRequired(_l("Give it a name.")),
            Length(max=120, message=_l("Keep the name under 120 characters.")),
        ],
    )
    goal = RadioField(_l("What is it for?"), validators=[InputRequired(_l("Choose a goal."))])
    goal_text = TextAreaField(
        _l("What will be different for people?"),
        description=_l("Two or three sentences, as you would say them to a colleague."),
        validators=[TEXT],
    )

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.goal.choices = _goal_choices()


class FormatsForm(StepForm):
    formats = CheckboxesField(_l("How do people learn from each other?"))
    rhythm = RadioField(
        _l("When can people join?"),
        validators=[InputRequired(_l("Choose when people can join."))],
    )
    starts_on = DateField(_l("First day"), validators=[Optional()])
    ends_on = DateField(_l("Last day"), validators=[Optional()])

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.formats.choices = [(one.value, f"{one.label}: {one.meaning}") for one in Format]
        self.rhythm.choices = [
            ("cohort", _("As one group, from the first to the last day")),
            ("evergreen", _("At any time; matching runs every night")),
        ]

    def validate_ends_on(self, field: DateField) -> None:
        if self.starts_on.data and field.data and field.data < self.starts_on.data:
            raise ValidationError(_("The last day comes before the first."))


class BenefitsForm(StepForm):
    one_line = StringField(
        _l("One line to repeat in a corridor"),
        description=_l("At most 90 characters. It stands on the card of the programme."),
        validators=[
            Length(max=ONE_LINE_LENGTH, message=_l("Keep the line to 90 characters at most."))
        ],
    )
    giver_benefit = TextAreaField(
        _l("What do those gain who give?"),
        description=_l("Mentors, buddies and experts: what is in it for them, and what it takes."),
        validators=[TEXT],
    )
    receiver_benefit = TextAreaField(
        _l("What do those gain who receive?"),
        description=_l("Mentees, newcomers and participants."),
        validators=[TEXT],
    )
    manager_benefit = TextAreaField(
        _l("What do their managers gain?"),
        description=_l("Say it as a manager would tell it to another."),
        validators=[TEXT],
    )


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


class JoinForm(BaseForm):
    """The questions of one role; `join_form` adds them."""

    code_version = HiddenField()

    def answers(self) -> dict[str, str]:
        """Question number → what was answered, blanks left out."""
        given = {
            field.name.removeprefix("question_"): field.data or ""
            for field in self
            if field.name.startswith("question_")
        }
        return {number: text for number, text in given.items() if text}


def join_form(programme: Programme, role: EnrolmentRole) -> JoinForm:
    """The form this role of the programme asks for: its questions, limit and code of conduct."""
    fields: dict[str, Any] = {
        f"question_{question.id}": TextAreaField(
            question.text, description=_reader(question), validators=[Optional(), TEXT]
        )
        for question in programme.questions
        if question.role is role
    }
    limit = capacity_limit(role, programme.mentor_capacity)
    if limit is not None:
        wording = _("Choose a number from 1 to %(limit)s.", limit=limit)
        fields["capacity"] = IntegerField(
            _("How many people at a time?"),
            description=_("At most %(limit)s. You can pause at any time.", limit=limit),
            validators=[InputRequired(wording), NumberRange(1, limit, message=wording)],
            default=1,
        )
    if programme.code_of_conduct:
        fields["agrees"] = BooleanField(
            _("I agree to the code of conduct"),
            validators=[InputRequired(_("Read the code of conduct and agree to it to join."))],
        )
    form = type("RoleJoinForm", (JoinForm,), fields)()
    if not form.is_submitted():
        form.code_version.data = programme.code_version
    return form  # type: ignore[no-any-return]


class AgreeForm(BaseForm):
    code_version = HiddenField()
    agrees = BooleanField(
        _l("I agree to the code of conduct"),
        validators=[InputRequired(_l("Tick the box to agree, or leave the programme."))],
    )


class LeaveForm(BaseForm):
    reason = RadioField(
        _l("Why are you leaving?"),
        description=_l(
            "You need not say. Leads only see how often each reason was given, from five on."
        ),
        validators=[Optional()],
        default="",
    )

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.reason.choices = [("", _("I would rather not say")), *LEAVE_REASONS.items()]


class DeclineForm(BaseForm):
    words = TextAreaField(
        _l("A few words to the person"),
        description=_l("Only they read them: why not now, and what they could do instead."),
        validators=[Optional(), TEXT],
    )


class RemoveForm(BaseForm):
    words = TextAreaField(
        _l("Why?"),
        description=_l("Only the person reads it."),
        validators=[InputRequired(_l("Tell the person why.")), TEXT],
    )


class InviteForm(BaseForm):
    addresses = TextAreaField(
        _l("E-mail addresses"),
        description=_l("One on each line, or with commas between them."),
        validators=[InputRequired(_l("Give at least one address.")), TEXT],
    )


class AssignLeadForm(BaseForm):
    address = StringField(
        _l("E-mail address of the colleague"),
        validators=[
            InputRequired(_l("Give the address of a colleague.")),
            Length(max=254, message=_l("This address is too long.")),
        ],
    )


class TopicForm(BaseForm):
    title = StringField(
        _l("Topic"),
        description=_l("As you would search for it."),
        validators=[
            InputRequired(_l("Name the topic.")),
            Length(max=200, message=_l("Keep the topic under 200 characters.")),
        ],
    )
    why = TextAreaField(
        _l("What would you like to know, or to tell?"), validators=[Optional(), TEXT]
    )
    kind = RadioField(_l("As what?"), validators=[InputRequired(_l("Choose one."))])
    offer = RadioField(_l("Who gives it?"), validators=[InputRequired(_l("Choose one."))])

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.kind.choices = [("article", _("An article to read")), ("talk", _("A talk to attend"))]
        self.offer.choices = [
            ("wish", _("I wish for it; somebody else may know")),
            ("offer", _("I can give it myself")),
        ]


class DeclineTopicForm(BaseForm):
    reason = TextAreaField(
        _l("Why not?"),
        description=_l("Everybody who voted for it reads this."),
        validators=[InputRequired(_l("Say why, so that nobody wonders.")), TEXT],
    )


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


def _reader(question: Question) -> str:
    if question.use == "matching":
        return str(_("For matching: it helps to find whom you learn with. The leads read it too."))
    return str(_("For the lead: only the programme’s leads read it."))


def _goal_choices() -> list[tuple[str, str]]:
    return [(goal.value, f"{goal.label}: {goal.meaning}") for goal in Goal]


def _pairs(found: Sequence[str], held: Sequence[str]) -> list[tuple[str, str]]:
    """What the roster has now, and what the rule names although nobody has it any more."""
    return [(value, value) for value in sorted({*found, *held})]
