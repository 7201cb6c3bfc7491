"""Joining and leaving, and the words of a lead's no."""

from typing import Any

from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectChoice, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from learning.i18n import _, _l
from learning.programmes.forms.writing import TEXT, CheckboxesField
from learning.programmes.models import EnrolmentRole, Programme, Question
from learning.programmes.rules import LEAVE_REASONS, MOST_GOALS, PERSONAL_GOALS, capacity_limit
from learning.web.forms import BaseForm


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
    if role in {EnrolmentRole.MENTEE, EnrolmentRole.MENTOR}:
        fields["goals"] = goals_field(role)
    limit = capacity_limit(role, programme.mentor_capacity, programme.mentors_per_mentee)
    if limit is not None:
        wording = _("Choose a number from 1 to %(limit)s.", limit=limit)
        is_mentee = role is EnrolmentRole.MENTEE
        fields["capacity"] = IntegerField(
            _("How many mentors at a time?") if is_mentee else _("How many people at a time?"),
            description=_(
                "At most %(limit)s. Everybody has one before anybody has two.", limit=limit
            )
            if is_mentee
            else _("At most %(limit)s. You can pause at any time.", limit=limit),
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


def goals_field(role: EnrolmentRole) -> Any:
    """What somebody in this role wants to reach, or helps to reach."""
    return CheckboxesField(
        _("Your goals") if role is EnrolmentRole.MENTEE else _("Goals you can help with"),
        description=_(
            "Up to three. For matching: the two of a pair and their leads read what both named."
        ),
        choices=[SelectChoice(key, words) for key, words in PERSONAL_GOALS.items()],
        validators=[Optional(), Length(max=MOST_GOALS, message=_("Choose three at most."))],
    )


def _reader(question: Question) -> str:
    if question.use == "matching":
        return str(_("For matching: it helps to find whom you learn with. The leads read it too."))
    return str(_("For the lead: only the programme’s leads read it."))


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
