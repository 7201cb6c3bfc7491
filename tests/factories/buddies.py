"""Onboarding plans and buddies for tests."""

from datetime import date, datetime, timedelta

from learning import clock
from learning.buddies.models import BuddyPairing, OnboardingPlan, PairingState
from learning.buddies.operations import make_plan
from learning.extensions import db
from learning.people.models import Person
from learning.people.operations.accounts import tie
from learning.programmes.models import EnrolmentRole, Programme
from learning.programmes.operations import take_seat
from tests.factories.people import person
from tests.factories.programmes import enrolment, programme


def newcomer(starts_on: date | None = None, **fields: object) -> Person:
    starts_on = starts_on or clock.now().date() - timedelta(days=5)
    return person(**{"started_on": starts_on, "location": "Berlin"} | fields)


def volunteer(where: Programme, **fields: object) -> Person:
    """A colleague of many years who would be a buddy."""
    years_ago = clock.now().date() - timedelta(days=2000)
    made = person(**{"started_on": years_ago, "location": "Berlin"} | fields)
    enrolment(where, made, EnrolmentRole.BUDDY)
    return made


def plan(
    where: Programme | None = None,
    who: Person | None = None,
    starts_on: date | None = None,
    now: datetime | None = None,
) -> OnboardingPlan:
    now = now or clock.now()
    who = who or newcomer(starts_on)
    starts_on = starts_on or who.started_on or now.date()
    made = make_plan(where or programme(), who, starts_on, now)
    db.session.commit()
    return made


def buddy_pairing(
    of: OnboardingPlan, buddy: Person, state: PairingState = PairingState.ACTIVE
) -> BuddyPairing:
    now = clock.now()
    made = BuddyPairing(
        plan_id=of.id,
        buddy_id=buddy.id,
        state=state,
        score=80,
        reasons=[],
        proposed_at=now,
        asked_at=now if state is not PairingState.PROPOSED else None,
        answer_due_at=now + timedelta(days=2) if state is not PairingState.PROPOSED else None,
        started_at=now if state is PairingState.ACTIVE else None,
    )
    db.session.add(made)
    db.session.flush()
    if state is PairingState.ACTIVE:
        tie(of.newcomer_id, buddy.id, "buddies", made.id, now)
        take_seat(buddy.id, "buddies", made.id, now)
    db.session.commit()
    db.session.expire(of)
    return made
