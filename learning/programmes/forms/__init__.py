"""What people type when they write a programme, join it, lead it or wish for a topic."""

from learning.programmes.forms.audience import AudienceForm, question_rows
from learning.programmes.forms.joining import (
    AgreeForm,
    DeclineForm,
    LeaveForm,
    RemoveForm,
    join_form,
)
from learning.programmes.forms.leading import (
    AssignLeadForm,
    DeclineTopicForm,
    InviteForm,
    TopicForm,
)
from learning.programmes.forms.targets import TargetsForm, target_rows
from learning.programmes.forms.writing import (
    BenefitsForm,
    FormatsForm,
    GoalForm,
    StartForm,
    StepForm,
)

__all__ = [
    "AgreeForm",
    "AssignLeadForm",
    "AudienceForm",
    "BenefitsForm",
    "DeclineForm",
    "DeclineTopicForm",
    "FormatsForm",
    "GoalForm",
    "InviteForm",
    "LeaveForm",
    "RemoveForm",
    "StartForm",
    "StepForm",
    "TargetsForm",
    "TopicForm",
    "join_form",
    "question_rows",
    "target_rows",
]
