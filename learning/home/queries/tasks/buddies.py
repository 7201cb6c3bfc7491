"""One's own first ninety days, and those of the newcomers one looks after."""

from sqlalchemy import ColumnElement, Date, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased

from learning.buddies.models import (
    BuddyPairing,
    CheckIn,
    ChecklistItem,
    OnboardingPlan,
    Owner,
    PairingState,
)
from learning.home.queries.tasks.lines import ME, TODAY, Line, first, line
from learning.home.rules import Kind
from learning.people.models import Person

MOST = 3  # items of one kind at a time

_Newcomer = aliased(Person)
_Buddy = aliased(Person)
_is_mine = OnboardingPlan.newcomer_id == ME
_runs = OnboardingPlan.starts_on > bindparam("plans_since", type_=Date)
_looks_after = (
    select(BuddyPairing.id)
    .where(
        BuddyPairing.plan_id == OnboardingPlan.id,
        BuddyPairing.buddy_id == ME,
        BuddyPairing.state == PairingState.ACTIVE,
    )
    .exists()
)
_manages = _Newcomer.manager_id == ME


def _asked() -> Line:
    return (
        line(
            Kind.BUDDY_ASKED,
            BuddyPairing.id,
            at=BuddyPairing.answer_due_at,
            on=OnboardingPlan.starts_on,
            who=_Newcomer,
        )
        .join(OnboardingPlan, OnboardingPlan.id == BuddyPairing.plan_id)
        .join(_Newcomer, _Newcomer.id == OnboardingPlan.newcomer_id)
        .where(BuddyPairing.buddy_id == ME, BuddyPairing.state == PairingState.ASKED)
    )


def _check_in() -> Line:
    found = (
        line(Kind.CHECK_IN, CheckIn.id, on=CheckIn.due_on, number=CheckIn.day)
        .join(OnboardingPlan, OnboardingPlan.id == CheckIn.plan_id)
        .where(_is_mine, CheckIn.due_on <= TODAY, CheckIn.answered_at.is_(None))
    )
    return first(found, CheckIn.day.desc(), 1)


def _items(kind: Kind, owner: Owner, *conditions: ColumnElement[bool]) -> Line:
    """What this side has to do by the day after tomorrow, and what is left from before."""
    found = (
        line(
            kind,
            OnboardingPlan.id,
            on=ChecklistItem.due_on,
            who=_Newcomer,
            words=ChecklistItem.text,
            key=ChecklistItem.key,
        )
        .select_from(ChecklistItem)
        .join(OnboardingPlan, OnboardingPlan.id == ChecklistItem.plan_id)
        .join(_Newcomer, _Newcomer.id == OnboardingPlan.newcomer_id)
        .where(
            ChecklistItem.owner == owner,
            ChecklistItem.done_at.is_(None),
            ChecklistItem.skipped_at.is_(None),
            ChecklistItem.due_on <= bindparam("soon", type_=Date),
            _runs,
            *conditions,
        )
    )
    return first(found, ChecklistItem.due_on, MOST)


def _starts() -> Line:
    return (
        line(
            Kind.STARTS,
            OnboardingPlan.id,
            on=OnboardingPlan.starts_on,
            who=_Newcomer,
            key=case((_looks_after, "buddy"), else_="manager"),
        )
        .select_from(OnboardingPlan)
        .join(_Newcomer, _Newcomer.id == OnboardingPlan.newcomer_id)
        .where(
            OnboardingPlan.starts_on >= TODAY,
            OnboardingPlan.starts_on <= bindparam("week_end", type_=Date),
            or_(_looks_after, _manages),
        )
    )


def _plan() -> Line:
    """One's own plan: what is done, of how much."""
    items = select(func.count(ChecklistItem.id)).where(
        ChecklistItem.plan_id == OnboardingPlan.id, ChecklistItem.skipped_at.is_(None)
    )
    return (
        line(
            Kind.PLAN,
            OnboardingPlan.id,
            on=OnboardingPlan.starts_on,
            who=_Buddy,
            number=items.where(ChecklistItem.done_at.is_not(None)).scalar_subquery(),
            total=items.scalar_subquery(),
        )
        .select_from(OnboardingPlan)
        .outerjoin(
            BuddyPairing,
            (BuddyPairing.plan_id == OnboardingPlan.id)
            & (BuddyPairing.state == PairingState.ACTIVE),
        )
        .outerjoin(_Buddy, _Buddy.id == BuddyPairing.buddy_id)
        .where(_is_mine, _runs)
    )


LINES = (
    _asked(),
    _check_in(),
    _items(Kind.PLAN_ITEM, Owner.NEWCOMER, _is_mine),
    _items(Kind.BUDDY_ITEM, Owner.BUDDY, _looks_after),
    _items(Kind.MANAGER_ITEM, Owner.MANAGER, _manages),
    _starts(),
    _plan(),
)
