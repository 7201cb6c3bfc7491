"""What waits for a person, and in which order it is offered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

SOON = timedelta(hours=24)  # a session this near comes before everything else
DUE_SOON = timedelta(days=3)  # what is to be read by a later day lets people and plans go first


class Kind(StrEnum):
    """What a task is about; the order is the one in which tasks become the next act."""

    MATCH = "match"  # to answer
    REQUEST = "request"  # for a session, to answer
    TANDEM = "tandem"  # to answer
    LEAD_CIRCLE = "lead_circle"  # to answer
    BUDDY_ASKED = "buddy_asked"  # to answer
    REPORT = "report"  # for moderators to decide on
    SEAT = "seat"  # in a talk, kept for a while
    CIRCLE_SEAT = "circle_seat"  # kept for a while
    CHECK_IN = "check_in"
    HANDED_BACK = "handed_back"
    ANSWER = "answer"  # a question that one is asked personally
    MUST_READ = "must_read"  # and say so
    DOUBT = "doubt"  # of a reader, on an article of one's own
    SUGGESTION = "suggestion"  # of a reader, on an article of one's own
    HAND_OVER = "hand_over"  # an article one is asked to look after
    AGREE = "agree"  # to a new code of conduct
    TAUGHT = "taught"  # to confirm that one learnt something
    TO_CONFIRM = "to_confirm"  # that a session took place
    REVIEW = "review"  # to write
    NOMINATE = "nominate"
    PLAN_ITEM = "plan_item"
    BUDDY_ITEM = "buddy_item"
    MANAGER_ITEM = "manager_item"
    GIVEN_UP = "given_up"  # rows of the outbox
    SUBMISSIONS = "submissions"
    IMPORT = "import"
    TALK_FEEDBACK = "talk_feedback"  # to write
    RESULT = "result"  # of reviews, to read
    TO_RATE = "to_rate"
    BOOK_NEXT = "book_next"
    OFFER_TIMES = "offer_times"
    FIND_MENTOR = "find_mentor"
    UNINVITED = "uninvited"
    # what is known, not asked
    SESSION = "session"
    CIRCLE = "circle"  # the next session of one
    TALK = "talk"
    STARTS = "starts"
    PLAN = "plan"
    PLACE = "place"

    @property
    def is_asked(self) -> bool:
        return self not in {*MEETINGS, Kind.STARTS, Kind.PLAN, Kind.PLACE}


MEETINGS = frozenset({Kind.SESSION, Kind.CIRCLE, Kind.TALK})
_RANK = {kind: rank for rank, kind in enumerate(Kind)}
BEFORE_PROGRAMMES = _RANK[Kind.PLAN_ITEM]  # from here on a lead's programmes come first


@dataclass(frozen=True)
class Who:
    """As much of a person as a face and a name need."""

    id: int
    name: str
    photo_key: str | None


@dataclass(frozen=True)
class Task:
    """One line of what is asked or known. What each field says depends on the kind."""

    kind: Kind
    id: int = 0
    at: datetime | None = None
    on: date | None = None
    who: Who | None = None
    words: str = ""
    key: str = ""
    number: int = 0
    total: int = 0


@dataclass(frozen=True)
class Day:
    """Tasks as the page shows them.

    `urgent` is what is asked of the person themself, before anything a programme needs; `soon` is
    a session or talk within the next 24 hours.
    """

    asked: Sequence[Task]
    urgent: Sequence[Task]
    week: Sequence[Task]
    soon: Task | None
    plan: Task | None
    is_taking_part: bool


def arrange(tasks: Iterable[Task], now: datetime) -> Day:
    """Sort what is asked by its kind and then by its date; set aside what is only known."""
    tasks = list(tasks)
    asked = sorted(
        (task for task in tasks if task.kind.is_asked),
        key=lambda task: (_rank(task, now), _when(task)),
    )
    week = sorted((task for task in tasks if task.kind in {*MEETINGS, Kind.STARTS}), key=_when)
    soon = next(
        (one for one in week if one.kind in MEETINGS and one.at and one.at <= now + SOON), None
    )
    places = [task.number for task in tasks if task.kind is Kind.PLACE]
    return Day(
        asked=asked,
        urgent=[task for task in asked if _rank(task, now) < BEFORE_PROGRAMMES],
        week=week,
        soon=soon,
        plan=next((task for task in tasks if task.kind is Kind.PLAN), None),
        is_taking_part=any(places),
    )


def _rank(task: Task, now: datetime) -> int:
    if task.kind is Kind.MUST_READ and _when(task) > now + DUE_SOON:
        return _RANK[Kind.UNINVITED]
    return _RANK[task.kind]


def _when(task: Task) -> datetime:
    if task.at is not None:
        return task.at
    if task.on is not None:
        return datetime.combine(task.on, datetime.min.time(), UTC)
    return datetime.max.replace(tzinfo=UTC)
