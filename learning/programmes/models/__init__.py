"""Programmes, who takes part in them, and the topics asked for."""

from learning.programmes.models.circles import Circle, CircleMember, CircleWish, Part
from learning.programmes.models.enrolment import Enrolment, Invitation
from learning.programmes.models.programme import (
    CodeOfConduct,
    Programme,
    ProgrammeLead,
    Question,
    Target,
)
from learning.programmes.models.seats import Seat, SeatLimit
from learning.programmes.models.topics import TopicRequest, TopicVote
from learning.programmes.rules import (
    ConsentOrder,
    EnrolmentRole,
    EnrolmentState,
    Format,
    Goal,
    ProgrammeState,
    Step,
)

__all__ = [
    "Circle",
    "CircleMember",
    "CircleWish",
    "CodeOfConduct",
    "ConsentOrder",
    "Enrolment",
    "EnrolmentRole",
    "EnrolmentState",
    "Format",
    "Goal",
    "Invitation",
    "Part",
    "Programme",
    "ProgrammeLead",
    "ProgrammeState",
    "Question",
    "Seat",
    "SeatLimit",
    "Step",
    "Target",
    "TopicRequest",
    "TopicVote",
]
