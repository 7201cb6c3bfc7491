"""The five steps in which a programme is written."""

from collections.abc import Sequence
from typing import Any

from wtforms import (
    DateField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from learning.i18n import _, _l
from learning.programmes.models import Format, Goal, Programme
from learning.programmes.models.programme import ONE_LINE_LENGTH
from learning.web.forms import BaseForm

TEXT = Length(max=10_000, message=_l("Keep it under 10,000 characters."))


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
            ("evergreen", _("At any time; a match is drafted overnight for you to publish")),
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


def _goal_choices() -> list[tuple[str, str]]:
    return [(goal.value, f"{goal.label}: {goal.meaning}") for goal in Goal]
