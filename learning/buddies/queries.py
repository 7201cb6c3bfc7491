"""Reading plans, buddies and newcomers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from learning.buddies.models import (
    OPEN_STATES,
    BuddyPairing,
    CheckIn,
    ChecklistItem,
    Meeting,
    OnboardingPlan,
    Owner,
    PairingState,
)
from learning.buddies.policy import leads
from learning.buddies.rules import (
    KNOWN_AHEAD_DAYS,
    PLAN_DAYS,
    REST_DAYS,
    flag,
    plan_day,
)
from learning.extensions import db
from learning.people.models import Person
from learning.people.queries.people import takes_part
from learning.programmes.models import (
    Enrolment,
    EnrolmentRole,
    EnrolmentState,
    Programme,
    ProgrammeState,
)
from learning.programmes.queries import seats_left_of_person

MOST_NEWCOMERS = 2


class Tasks(NamedTuple):
    """How many tasks of a plan are done, of how many, and how many of the open ones are late."""

    done: int
    all: int
    overdue: int


NONE = Tasks(0, 0, 0)


@dataclass(frozen=True)
class NewcomerLine:
    """One newcomer on the lead's board."""

    plan: OnboardingPlan
    day: int
    pairing: BuddyPairing | None
    meetings: int
    tasks: Tasks
    flag: tuple[str, str] | None


def _is_running() -> ColumnElement[bool]:
    return Programme.state.in_((ProgrammeState.OPEN, ProgrammeState.RUNNING))


def buddy_programmes() -> list[Programme]:
    """Joinable programmes with buddies, the oldest first: newcomers go to the first."""
    query = select(Programme).where(_is_running()).order_by(Programme.opened_at, Programme.id)
    return [one for one in db.session.scalars(query) if "buddy" in one.formats]


def newcomers_without_plan(today: date) -> list[Person]:
    """Those who start within 30 days or started in the last 90, and have no plan yet."""
    query = (
        select(Person)
        .outerjoin(OnboardingPlan, OnboardingPlan.newcomer_id == Person.id)
        .where(
            takes_part(),
            OnboardingPlan.id.is_(None),
            Person.started_on > today - timedelta(days=PLAN_DAYS),
            Person.started_on <= today + timedelta(days=KNOWN_AHEAD_DAYS),
        )
        .order_by(Person.started_on, Person.id)
    )
    return list(db.session.scalars(query))


def plans_without_buddy(programme: Programme, today: date) -> list[OnboardingPlan]:
    """Plans that run and have neither a buddy nor a proposal, the next starter first."""
    taken = select(BuddyPairing.plan_id).where(BuddyPairing.state.in_(OPEN_STATES))
    query = (
        select(OnboardingPlan)
        .join(OnboardingPlan.newcomer)
        .where(
            OnboardingPlan.programme_id == programme.id,
            OnboardingPlan.starts_on > today - timedelta(days=PLAN_DAYS),
            OnboardingPlan.id.not_in(taken),
            takes_part(),
        )
        .order_by(OnboardingPlan.starts_on, OnboardingPlan.id)
        .options(contains_eager(OnboardingPlan.newcomer))
    )
    return list(db.session.scalars(query))


def volunteers(programme: Programme, now: datetime) -> dict[int, int]:
    """By volunteer of the programme the newcomers they can still take; the resting are missing.

    One newcomer at a time unless they said two, and thirty days of rest after each.
    """
    load = select(func.count(BuddyPairing.id)).where(
        BuddyPairing.buddy_id == Person.id, BuddyPairing.state.in_(OPEN_STATES)
    )
    resting = select(BuddyPairing.buddy_id).where(
        BuddyPairing.state == PairingState.ENDED,
        BuddyPairing.ended_at > now - timedelta(days=REST_DAYS),
    )
    query = (
        select(Person.id, Enrolment.capacity, load.scalar_subquery(), seats_left_of_person())
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(
            Enrolment.programme_id == programme.id,
            Enrolment.role == EnrolmentRole.BUDDY,
            Enrolment.state == EnrolmentState.ACTIVE,
            takes_part(),
            or_(Person.paused_until.is_(None), Person.paused_until <= now.date()),
            or_(Enrolment.paused_until.is_(None), Enrolment.paused_until <= now.date()),
            Person.id.not_in(resting),
        )
        .order_by(Person.id)
    )
    found = dict[int, int]()
    for person_id, capacity, loaded, left in db.session.execute(query):
        places = min(min(capacity or 1, MOST_NEWCOMERS) - loaded, left)
        if places > 0:
            found[person_id] = places
    return found


def plan_of(person: Person, plan_id: int) -> OnboardingPlan | None:
    """The plan to those who take part in it: newcomer, buddy, manager or a lead; None to others."""
    query = select(OnboardingPlan).where(OnboardingPlan.id == plan_id).options(*_with_people())
    plan = db.session.scalar(query)
    return plan if plan is not None and relation_to(person, plan) else None


def relation_to(person: Person, plan: OnboardingPlan) -> str | None:
    """How the person stands to a plan: newcomer, buddy, manager or lead; None for a stranger."""
    if plan.newcomer_id == person.id:
        return "newcomer"
    if any(one.buddy_id == person.id for one in plan.pairings if one.is_running):
        return "buddy"
    if plan.newcomer.manager_id == person.id:
        return "manager"
    return "lead" if leads(person, plan.programme) else None


@dataclass(frozen=True)
class Around:
    """The plans in which somebody has a part: their own, and those of others.

    `asked` are the newcomers whose buddy they are asked to be, the most urgent first.
    """

    own: OnboardingPlan | None
    as_buddy: list[OnboardingPlan]
    as_manager: list[OnboardingPlan]
    asked: list[BuddyPairing]


def plans_around(person: Person, today: date) -> Around:
    """The person's own first ninety days, and those of their newcomers and reports."""
    concerned = (PairingState.ACTIVE, PairingState.ASKED)
    buddy_in = select(BuddyPairing.plan_id).where(
        BuddyPairing.buddy_id == person.id, BuddyPairing.state.in_(concerned)
    )
    reports = select(Person.id).where(Person.manager_id == person.id)
    is_running = OnboardingPlan.starts_on > today - timedelta(PLAN_DAYS)
    query = (
        _whole_plan()
        .where(
            or_(
                OnboardingPlan.newcomer_id == person.id,
                OnboardingPlan.id.in_(buddy_in),
                OnboardingPlan.newcomer_id.in_(reports) & is_running,
            )
        )
        .order_by(OnboardingPlan.starts_on)
    )
    plans = list(db.session.scalars(query))
    mine = [one for plan in plans for one in plan.pairings if one.buddy_id == person.id]
    active = {one.plan_id for one in mine if one.state is PairingState.ACTIVE}
    return Around(
        own=next((plan for plan in plans if plan.newcomer_id == person.id), None),
        as_buddy=[plan for plan in plans if plan.id in active],
        as_manager=[
            plan
            for plan in plans
            if plan.newcomer.manager_id == person.id
            and plan.starts_on > today - timedelta(PLAN_DAYS)
        ],
        asked=[one for one in mine if one.state is PairingState.ASKED],
    )


def pairing_asked_of(person: Person, pairing_id: int) -> BuddyPairing | None:
    """The pairing if this person is its buddy; None to anybody else."""
    query = select(BuddyPairing).where(
        BuddyPairing.id == pairing_id, BuddyPairing.buddy_id == person.id
    )
    return db.session.scalar(query)


def item_of(person: Person, item_id: int) -> ChecklistItem | None:
    """The item if the person takes part in its plan; None to anybody else."""
    item = db.session.get(ChecklistItem, item_id)
    return item if item is not None and plan_of(person, item.plan_id) is not None else None


def open_check_in(plan: OnboardingPlan, today: date) -> CheckIn | None:
    """The latest check-in that is due and not answered."""
    due = [one for one in plan.check_ins if one.due_on <= today and one.answered_at is None]
    return due[-1] if due else None


def check_in_of(person: Person, check_in_id: int) -> CheckIn | None:
    """The check-in if it is the person's own; None to anybody else."""
    query = (
        select(CheckIn)
        .join(CheckIn.plan)
        .where(CheckIn.id == check_in_id, OnboardingPlan.newcomer_id == person.id)
    )
    return db.session.scalar(query)


def board(programmes: Sequence[Programme], today: date) -> list[NewcomerLine]:
    """The newcomers of these programmes, those who need the lead first, then by start."""
    if not programmes:
        return []
    query = (
        select(OnboardingPlan)
        .join(OnboardingPlan.newcomer)
        .options(
            contains_eager(OnboardingPlan.newcomer),
            selectinload(OnboardingPlan.pairings).joinedload(BuddyPairing.buddy),
            selectinload(OnboardingPlan.check_ins),
        )
        .where(
            OnboardingPlan.programme_id.in_([one.id for one in programmes]),
            OnboardingPlan.starts_on > today - timedelta(days=PLAN_DAYS),
            Person.deactivated_at.is_(None),
        )
    )
    plans = list(db.session.scalars(query))
    ids = [plan.id for plan in plans]
    counted = select(Meeting.plan_id, func.count()).where(Meeting.plan_id.in_(ids))
    meetings = Counter(dict(db.session.execute(counted.group_by(Meeting.plan_id)).all()))
    tasks = _tasks(ids, today)
    lines = [_line(plan, meetings[plan.id], tasks.get(plan.id, NONE), today) for plan in plans]
    urgency = {"bad": 0, "warn": 1}
    return sorted(
        lines, key=lambda line: (urgency.get(line.flag[0], 2) if line.flag else 3, -line.day)
    )


def meetings_of(plan: OnboardingPlan) -> list[Meeting]:
    """When buddy and newcomer met, the latest first."""
    query = select(Meeting).where(Meeting.plan_id == plan.id).order_by(Meeting.met_on.desc())
    return list(db.session.scalars(query))


def next_items(plan: OnboardingPlan, owner: Owner) -> list[ChecklistItem]:
    """What this side has still to do, in the order of the days."""
    return [one for one in plan.items if one.owner == owner and one.is_open]


def pairings_to_expire(now: datetime) -> list[BuddyPairing]:
    """Buddies who were asked and did not answer in time."""
    query = select(BuddyPairing).where(
        BuddyPairing.state == PairingState.ASKED, BuddyPairing.answer_due_at <= now
    )
    return list(db.session.scalars(query))


def pairings_to_end(today: date) -> list[BuddyPairing]:
    """Pairings whose ninety days are over, or of which one side has left."""
    buddy, newcomer = aliased(Person), aliased(Person)
    query = (
        select(BuddyPairing)
        .join(BuddyPairing.plan)
        .join(buddy, BuddyPairing.buddy_id == buddy.id)
        .join(newcomer, OnboardingPlan.newcomer_id == newcomer.id)
        .where(
            BuddyPairing.state.in_(OPEN_STATES),
            or_(
                OnboardingPlan.starts_on <= today - timedelta(days=PLAN_DAYS),
                buddy.deactivated_at.is_not(None),
                newcomer.deactivated_at.is_not(None),
            ),
        )
    )
    return list(db.session.scalars(query))


def buddies_in_time(programme: Programme, since: date, until: date) -> tuple[int, int]:
    """Of those who started in this window: how many had a buddy by day one, and how many started.

    The window runs from `since` up to and including `until`.
    """
    query = (
        select(OnboardingPlan.starts_on, func.min(BuddyPairing.started_at))
        .outerjoin(BuddyPairing, BuddyPairing.plan_id == OnboardingPlan.id)
        .where(
            OnboardingPlan.programme_id == programme.id,
            OnboardingPlan.starts_on >= since,
            OnboardingPlan.starts_on <= until,
        )
        .group_by(OnboardingPlan.id, OnboardingPlan.starts_on)
    )
    plans = db.session.execute(query).all()
    in_time = sum(begun is not None and begun.date() <= starts_on for starts_on, begun in plans)
    return in_time, len(plans)


def _whole_plan() -> Select[OnboardingPlan]:
    return select(OnboardingPlan).options(
        *_with_people(),
        selectinload(OnboardingPlan.items),
        selectinload(OnboardingPlan.check_ins),
    )


def _with_people() -> tuple[ORMOption, ...]:
    return (
        joinedload(OnboardingPlan.newcomer),
        joinedload(OnboardingPlan.programme),
        selectinload(OnboardingPlan.pairings).joinedload(BuddyPairing.buddy),
    )


def _tasks(plan_ids: Sequence[int], today: date) -> dict[int, Tasks]:
    """Counted by the database: the items of a whole company are thousands."""
    is_late = ChecklistItem.done_at.is_(None) & (ChecklistItem.due_on < today)
    query = (
        select(
            ChecklistItem.plan_id,
            func.count(ChecklistItem.done_at),
            func.count(),
            func.count(case((is_late, 1))),
        )
        .where(ChecklistItem.plan_id.in_(plan_ids), ChecklistItem.skipped_at.is_(None))
        .group_by(ChecklistItem.plan_id)
    )
    return {plan: Tasks(*numbers) for plan, *numbers in db.session.execute(query)}


def _line(plan: OnboardingPlan, meetings: int, tasks: Tasks, today: date) -> NewcomerLine:
    day = plan_day(plan.starts_on, today)
    pairing = plan.open_pairing
    return NewcomerLine(
        plan=plan,
        day=day,
        pairing=pairing,
        meetings=meetings,
        tasks=tasks,
        flag=flag(
            day,
            has_buddy=pairing is not None and pairing.is_running,
            is_proposed=pairing is not None and pairing.state is PairingState.PROPOSED,
            meetings=meetings,
            overdue=tasks.overdue,
            moods=[one.mood for one in plan.check_ins],
        ),
    )
