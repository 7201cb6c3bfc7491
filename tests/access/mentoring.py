"""Scenes of mentoring.

Only mentors, mentees, buddies and newcomers come to be in a pairing; whoever is none of these
stands outside of it, so for them the scene of a party is a stranger's pairing. In the same way
only those who give host a session.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from learning import clock
from learning.academy.models import TopicExpert
from learning.extensions import db
from learning.mentoring.models import Booking, ForbiddenPair, Goal, MatchState, Pairing
from learning.people.models import Person
from learning.programmes.models import EnrolmentRole, Programme
from learning.programmes.queries import roles_of
from tests.access import scene
from tests.factories.mentoring import (
    booking,
    match,
    mentee_in,
    mentor_in,
    pairing,
    request,
    run,
    slot,
)
from tests.factories.people import NOON, person
from tests.factories.programmes import enrolment, programme

PAIRED = {EnrolmentRole.MENTOR, EnrolmentRole.MENTEE, EnrolmentRole.BUDDY}


def is_in_pairs(actor: Person) -> bool:
    return bool(roles_of(actor) & PAIRED) or actor.is_newcomer(clock.now().date())


def is_giver(actor: Person) -> bool:
    """Mentors, buddies and experts; an expert of a topic is given a programme to be one in."""
    if db.session.scalar(select(TopicExpert.id).where(TopicExpert.person_id == actor.id)):
        enrolment(programme(), actor, EnrolmentRole.EXPERT)
    return any(role.is_giver for role in roles_of(actor))


def scope(actor: Person, relation: str) -> Programme:
    return programme(actor) if relation == "S" else programme()


@scene("mentoring.mentor")
def mentor(actor: Person, relation: str) -> dict[str, Any]:
    return {"person_id": slot().mentor_id}


@scene("mentoring.request_match", relations="O", fields={"request": "To lead a team."})
def request_match(actor: Person, relation: str) -> dict[str, Any]:
    where = programme()
    if relation == "O":
        enrolment(where, actor, EnrolmentRole.MENTEE)
    return {"enrolment_id": mentor_in(where).id}


# Matches


@scene("mentoring.match", relations="OPS")
def view_match(actor: Person, relation: str) -> dict[str, Any]:
    if relation == "O":
        return {"match_id": request(mentee_id=actor.id).id}
    if relation == "P" and is_in_pairs(actor):
        return {"match_id": match(mentor_id=actor.id).id}
    return {"match_id": match(scope(actor, relation)).id}


def asked_side(actor: Person, relation: str) -> dict[str, Any]:
    where = programme()
    asked = mentor_in(where).person if relation == "-" else actor
    if relation == "P":
        enrolment(where, actor, EnrolmentRole.MENTOR)
    return {"match_id": match(where, mentor_id=asked.id, expires_at=later()).id}


scene("mentoring.accept_match", relations="P")(asked_side)
scene("mentoring.decline_match", relations="P", fields={"answer": ""})(asked_side)


@scene("mentoring.withdraw_match", relations="O")
def withdraw_match(actor: Person, relation: str) -> dict[str, Any]:
    mentee = actor if relation == "O" else person()
    return {"match_id": request(mentee_id=mentee.id, expires_at=later()).id}


# A lead's runs


def led_programme(actor: Person, relation: str) -> dict[str, Any]:
    return {"programme_id": scope(actor, relation).id}


def draft(actor: Person, relation: str) -> dict[str, Any]:
    return {"run_id": run(scope(actor, relation)).id}


def draft_match(actor: Person, relation: str) -> dict[str, Any]:
    where = scope(actor, relation)
    held = run(where)
    made = match(where, run_id=held.id, state=MatchState.DRAFT)
    return {"run_id": held.id, "person_id": made.mentee_id}


for endpoint in ("match_runs", "start_match_run"):
    scene(f"mentoring.{endpoint}", relations="S")(led_programme)
for endpoint in ("match_run", "rerun", "publish_run", "discard_run"):
    scene(f"mentoring.{endpoint}", relations="S")(draft)
for endpoint in ("draft_match", "lock_match", "unlock_match", "remove_match"):
    scene(f"mentoring.{endpoint}", relations="S")(draft_match)


@scene("mentoring.move_match", relations="S")
def move_match(actor: Person, relation: str) -> dict[str, Any]:
    where = scope(actor, relation)
    held = run(where)
    made = match(where, run_id=held.id, state=MatchState.DRAFT)
    other = mentor_in(where).person_id
    return {"run_id": held.id, "person_id": made.mentee_id, "mentor_id": other}


@scene("mentoring.allow_pair", relations="S")
def allow_pair(actor: Person, relation: str) -> dict[str, Any]:
    where = scope(actor, relation)
    held = run(where)
    pair = ForbiddenPair(
        run_id=held.id,
        mentee_id=mentee_in(where).person_id,
        mentor_id=mentor_in(where).person_id,
    )
    db.session.add(pair)
    db.session.commit()
    return {"run_id": held.id, "pair_id": pair.id}


# Times and sessions

OFFER = {"times-0-on": "2031-03-04", "times-0-at": "09:00", "place": "Room 7", "weeks": "1"}


def own_times(actor: Person, relation: str) -> dict[str, Any]:
    is_giver(actor)
    return {"person_id": actor.id if relation == "O" else person().id}


scene("mentoring.slots", relations="O")(own_times)
scene("mentoring.offer_slots", relations="O", fields=OFFER | {"minutes": "30"})(own_times)


@scene("mentoring.withdraw_slot", relations="O")
def withdraw_slot(actor: Person, relation: str) -> dict[str, Any]:
    is_giver(actor)
    return {"slot_id": slot(actor if relation == "O" else None).id}


@scene("mentoring.book_slot", relations="O", fields={"agenda": "Career plan"})
def book_slot(actor: Person, relation: str) -> dict[str, Any]:
    return {"slot_id": slot(is_open_to_all=relation == "O").id}


def ahead(actor: Person, relation: str) -> dict[str, Any]:
    return {"booking_id": _session(actor, relation, NOON).id}


def over(actor: Person, relation: str) -> dict[str, Any]:
    return {"booking_id": _session(actor, relation, clock.now() - timedelta(hours=2)).id}


scene("mentoring.booking", relations="P")(ahead)
scene("mentoring.calendar_file", relations="P")(ahead)
scene("mentoring.cancel_booking", relations="PS", fields={"reason": "Ill"})(ahead)
scene("mentoring.report_no_show", relations="P")(over)
scene("mentoring.rate_session", relations="P", fields={"usefulness": "4", "recommend": "9"})(over)


@scene("mentoring.mark_held", relations="O")
def mark_held(actor: Person, relation: str) -> dict[str, Any]:
    host = actor if relation == "O" and is_giver(actor) else person()
    return {"booking_id": booking(mentor=host, starts_at=clock.now() - timedelta(hours=2)).id}


@scene("mentoring.feedback", relations="O")
def feedback(actor: Person, relation: str) -> dict[str, Any]:
    return {"person_id": actor.id if relation == "O" else person().id}


# Pairings


def pair(actor: Person, relation: str) -> dict[str, Any]:
    return {"pairing_id": _pairing(actor, relation).id}


def goal(actor: Person, relation: str) -> dict[str, Any]:
    within = _pairing(actor, relation)
    made = Goal(
        pairing_id=within.id, words="Give a talk", written_by=within.mentee_id, written_at=NOON
    )
    db.session.add(made)
    db.session.commit()
    return {"pairing_id": within.id, "goal_id": made.id}


scene("mentoring.pairing", relations="PS")(pair)
scene("mentoring.end_pairing", relations="PS", fields={"reason": "reached"})(pair)
for endpoint in ("goals", "shared_notes"):
    scene(f"mentoring.{endpoint}", relations="P")(pair)
for endpoint in ("add_goal", "write_shared_note"):
    scene(f"mentoring.{endpoint}", relations="P", fields={"words": "On Tuesday"})(pair)
scene("mentoring.private_notes", relations="O")(pair)
scene("mentoring.write_private_note", relations="O", fields={"words": "On Tuesday"})(pair)
for endpoint in ("reach_goal", "reopen_goal"):
    scene(f"mentoring.{endpoint}", relations="P")(goal)


def later() -> Any:
    return clock.now() + timedelta(days=7)


def _session(actor: Person, relation: str, starts_at: Any) -> Booking:
    if relation == "P":
        return booking(mentee=actor, starts_at=starts_at)
    return booking(within=pairing(where=scope(actor, relation)), starts_at=starts_at)


def _pairing(actor: Person, relation: str) -> Pairing:
    if relation in {"P", "O"} and is_in_pairs(actor):
        return pairing(mentee=actor)
    return pairing(where=scope(actor, relation))
