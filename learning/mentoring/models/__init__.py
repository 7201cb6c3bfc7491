"""Matches, pairings, and the sessions of mentors and mentees."""

from learning.mentoring.models.agreements import (
    Agreement,
    ExitAnswer,
    Extension,
    PairingDefaults,
)
from learning.mentoring.models.circles import CircleNote, CircleSession
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
    UNTOLD,
    Match,
    MatchState,
)
from learning.mentoring.models.office_hours import Audience, OfficeHour, SeatAnswer, SeatRequest
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
from learning.mentoring.models.presence import Presence, Proof, SessionCode
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
    RunCircle,
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
    "UNTOLD",
    "Action",
    "AgendaPoint",
    "AgendaTemplate",
    "Agreement",
    "Audience",
    "Booking",
    "BookingSeries",
    "CircleNote",
    "CircleSession",
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
    "OfficeHour",
    "Pairing",
    "PairingDefaults",
    "PairingKind",
    "Presence",
    "Proof",
    "Rematch",
    "RematchReason",
    "RematchState",
    "Rhythm",
    "RunCircle",
    "RunJob",
    "RunRecall",
    "RunRecord",
    "SeatAnswer",
    "SeatRequest",
    "SessionCode",
    "SilenceQuestion",
    "Slot",
    "TandemEnding",
    "TandemRequest",
    "TaughtTime",
    "UnmatchedMentee",
    "Wish",
    "WishList",
]
