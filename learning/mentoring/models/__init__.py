"""Matches, pairings, and the sessions of mentors and mentees."""

from learning.mentoring.models.agreements import (
    Agreement,
    ExitAnswer,
    Extension,
    PairingDefaults,
)
from learning.mentoring.models.flash import FlashTalk
from learning.mentoring.models.goals import (
    Action,
    Goal,
    GoalMode,
    GoalUpdate,
    Milestone,
    MilestoneTemplate,
)
from learning.mentoring.models.matches import (
    Match,
    MatchState,
)
from learning.mentoring.models.outcomes import (
    Feedback,
    NoShow,
)
from learning.mentoring.models.pairings import (
    EndReason,
    Note,
    Pairing,
    PairingKind,
)
from learning.mentoring.models.rematches import (
    Fit,
    FitQuestion,
    Rematch,
    RematchReason,
    RematchState,
    SilenceQuestion,
)
from learning.mentoring.models.runs import (
    ForbiddenPair,
    MatchRun,
    MatchSettings,
    RunJob,
    RunRecall,
    RunRecord,
    UnmatchedMentee,
)
from learning.mentoring.models.sessions import (
    Booking,
    BookingSeries,
    Deadline,
    Ending,
    Handover,
    Rhythm,
    Slot,
)
from learning.mentoring.models.talks import (
    AgendaPoint,
    AgendaTemplate,
    LoggedTalk,
    Message,
)
from learning.mentoring.models.tandems import (
    LanguageWish,
    TandemEnding,
    TandemRequest,
    TaughtTime,
)
from learning.mentoring.models.wishes import (
    Mark,
    MarkKind,
    Wish,
    WishList,
)

__all__ = [
    "Action",
    "AgendaPoint",
    "AgendaTemplate",
    "Agreement",
    "Booking",
    "BookingSeries",
    "Deadline",
    "EndReason",
    "Ending",
    "ExitAnswer",
    "Extension",
    "Feedback",
    "Fit",
    "FitQuestion",
    "FlashTalk",
    "ForbiddenPair",
    "Goal",
    "GoalMode",
    "GoalUpdate",
    "Handover",
    "LanguageWish",
    "LoggedTalk",
    "Mark",
    "MarkKind",
    "Match",
    "MatchRun",
    "MatchSettings",
    "MatchState",
    "Message",
    "Milestone",
    "MilestoneTemplate",
    "NoShow",
    "Note",
    "Pairing",
    "PairingDefaults",
    "PairingKind",
    "Rematch",
    "RematchReason",
    "RematchState",
    "Rhythm",
    "RunJob",
    "RunRecall",
    "RunRecord",
    "SilenceQuestion",
    "Slot",
    "TandemEnding",
    "TandemRequest",
    "TaughtTime",
    "UnmatchedMentee",
    "Wish",
    "WishList",
]
