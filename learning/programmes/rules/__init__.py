"""What a programme is made of, as plain values."""

from learning.programmes.rules.audience import TENURES, RosterLine, is_invited, tenure_of
from learning.programmes.rules.leaving import LEAVE_REASONS, MIN_SHOWN, reason_bands
from learning.programmes.rules.measures import MEASURES
from learning.programmes.rules.reaching import MOST_GOALS, PERSONAL_GOALS
from learning.programmes.rules.starters import Starter, starter
from learning.programmes.rules.words import (
    BUDDY_CAPACITY,
    MOST_PEOPLE,
    NEXT_STATES,
    ConsentOrder,
    EnrolmentRole,
    EnrolmentState,
    Format,
    Goal,
    ProgrammeState,
    Step,
    capacity_limit,
    roles_of_formats,
)

__all__ = [
    "BUDDY_CAPACITY",
    "LEAVE_REASONS",
    "MEASURES",
    "MIN_SHOWN",
    "MOST_GOALS",
    "MOST_PEOPLE",
    "NEXT_STATES",
    "PERSONAL_GOALS",
    "TENURES",
    "ConsentOrder",
    "EnrolmentRole",
    "EnrolmentState",
    "Format",
    "Goal",
    "ProgrammeState",
    "RosterLine",
    "Starter",
    "Step",
    "capacity_limit",
    "is_invited",
    "reason_bands",
    "roles_of_formats",
    "starter",
    "tenure_of",
]
