"""The steps of a review cycle, forward only, and its limits."""

from datetime import timedelta
from enum import StrEnum

from learning.i18n import _l

LOAD_CAP = 8  # reviews asked of one person at a time, over all cycles; 15 minutes each
MAX_CRITERIA = 7
NOMINATIONS = (6, 8)  # colleagues a person proposes: from, to
COLLECTING_DAYS = 14  # proposed length of a cycle, in days
REMIND_BEFORE = timedelta(days=3)
RELEASE_AFTER = timedelta(days=3)  # after closing, unless the lead is quicker
RESULT_IS_NEWS = timedelta(days=14)  # so long it is what comes next
LEAD_WAITS = timedelta(days=7)  # from release to the lead's view: the person comes first


class CycleState(StrEnum):
    DRAFT = "draft"
    NOMINATING = "nominating"
    APPROVING = "approving"
    COLLECTING = "collecting"
    CLOSED = "closed"
    RELEASED = "released"
    DISCUSSED = "discussed"

    @property
    def label(self) -> str:
        return str(_STATES[self][0])

    @property
    def meaning(self) -> str:
        return str(_STATES[self][1])

    @property
    def is_over(self) -> bool:
        """Whether nothing is written any more."""
        return self in {CycleState.CLOSED, CycleState.RELEASED, CycleState.DISCUSSED}

    @property
    def is_shown(self) -> bool:
        """Whether people may read their results."""
        return self in {CycleState.RELEASED, CycleState.DISCUSSED}


_STATES = {
    CycleState.DRAFT: (_l("Draft"), _l("It is being prepared; nobody knows of it yet.")),
    CycleState.NOMINATING: (
        _l("Proposing"),
        _l("People propose the colleagues they would like to hear from."),
    ),
    CycleState.APPROVING: (_l("Choosing"), _l("The lead decides who is asked.")),
    CycleState.COLLECTING: (
        _l("Collecting"),
        _l("Colleagues write. Nobody sees a figure or a word before it closes."),
    ),
    CycleState.CLOSED: (_l("Closed"), _l("Writing is over; the results are not shown yet.")),
    CycleState.RELEASED: (_l("Released"), _l("Each person can read their own result.")),
    CycleState.DISCUSSED: (_l("Talked over"), _l("The cycle is filed; results stay readable.")),
}

NEXT_STATES = {
    CycleState.DRAFT: CycleState.NOMINATING,
    CycleState.NOMINATING: CycleState.APPROVING,
    CycleState.APPROVING: CycleState.COLLECTING,
    CycleState.COLLECTING: CycleState.CLOSED,
    CycleState.CLOSED: CycleState.RELEASED,
    CycleState.RELEASED: CycleState.DISCUSSED,
}


class AssignmentState(StrEnum):
    PROPOSED = "proposed"  # by the person reviewed
    ASSIGNED = "assigned"  # by the lead
    DECLINED = "declined"  # by the reviewer
