"""Changing talks: events and their seats."""

from learning.academy.operations.talks.deadlines import meet_deadline
from learning.academy.operations.talks.events import (
    ProposalUsed,
    SeatsTaken,
    TalkDraft,
    TalkGone,
    TalkPast,
    cancel_talk,
    edit_talk,
    move_talk,
    plan_talk,
)
from learning.academy.operations.talks.seats import (
    NotFull,
    TalkFull,
    TalkOver,
    WrongCode,
    check_in,
    expire_offer,
    is_code_time,
    join_talk,
    leave_talk,
    mark_attendance,
    stop_waiting,
    wait_for_seat,
)
from learning.academy.operations.talks.telling import calendar_file

__all__ = [
    "NotFull",
    "ProposalUsed",
    "SeatsTaken",
    "TalkDraft",
    "TalkFull",
    "TalkGone",
    "TalkOver",
    "TalkPast",
    "WrongCode",
    "calendar_file",
    "cancel_talk",
    "check_in",
    "edit_talk",
    "expire_offer",
    "is_code_time",
    "join_talk",
    "leave_talk",
    "mark_attendance",
    "meet_deadline",
    "move_talk",
    "plan_talk",
    "stop_waiting",
    "wait_for_seat",
]
