"""Whose turn it is in a pair, and with what."""

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    CONFIRM_AGREEMENT = "confirm_agreement"
    CONFIRM_TALK = "confirm_talk"
    ANSWER_EXTENSION = "answer_extension"
    REPLY = "reply"
    PREPARE = "prepare"  # the next session is booked: put something on its agenda
    WAIT = "wait"  # the session is booked and prepared
    WRITE_AGREEMENT = "write_agreement"
    BOOK = "book"
    OFFER_TIMES = "offer_times"
    AWAIT_TIMES = "await_times"  # the mentor is to offer some
    AWAIT_BOOKING = "await_booking"  # the mentee is to take one

    @property
    def is_own(self) -> bool:
        """Whether it is this person's turn, and not the other's."""
        return self not in {Act.WAIT, Act.AWAIT_TIMES, Act.AWAIT_BOOKING}


@dataclass(frozen=True)
class Stand:
    """What one side of a pair finds: what the other wrote and waits for, and what there is."""

    is_mentee: bool
    agreement_awaits: bool
    talk_awaits: bool
    extension_awaits: bool
    message_awaits: bool
    needs_agreement: bool  # none is confirmed, none waits for the other
    has_next: bool
    has_agenda: bool  # somebody put a point on it
    has_times: bool  # the mentor offers a free time


def next_act(stand: Stand) -> Act:
    """What comes next for this side; what the other waits for comes first."""
    for awaits, act in (
        (stand.agreement_awaits, Act.CONFIRM_AGREEMENT),
        (stand.extension_awaits, Act.ANSWER_EXTENSION),
        (stand.talk_awaits, Act.CONFIRM_TALK),
        (stand.message_awaits, Act.REPLY),
    ):
        if awaits:
            return act
    if stand.has_next:
        return Act.WAIT if stand.has_agenda else Act.PREPARE
    if stand.needs_agreement:
        return Act.WRITE_AGREEMENT
    if stand.is_mentee:
        return Act.BOOK if stand.has_times else Act.AWAIT_TIMES
    return Act.AWAIT_BOOKING if stand.has_times else Act.OFFER_TIMES
