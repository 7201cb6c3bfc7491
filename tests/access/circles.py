"""Scenes of circles, of who was there, and of office hours."""

from typing import Any

from sqlalchemy import select

from learning import clock
from learning.academy.models import TopicExpert
from learning.extensions import db
from learning.mentoring import operations
from learning.people.models import Avoidance, Person
from learning.programmes.models import Circle, CircleMember, EnrolmentRole, Programme
from learning.programmes.queries import roles_of
from tests.access import scene
from tests.access.mentoring import is_giver
from tests.factories.circles import (
    TOPIC,
    circle,
    circle_session,
    office_hour,
    planned_circle,
    proposal,
)
from tests.factories.people import person
from tests.factories.programmes import enrolment, programme

FIELDS = TOPIC | {"seats": "8", "least": "3"}
WHEN = {"on": "2030-02-01", "at": "12:00", "minutes": "60", "place": "Room 7", "agenda": ""}


@scene("mentoring.circle")
def somebody_s(actor: Person, relation: str) -> dict[str, Any]:
    return {"circle_id": circle().id}


@scene("mentoring.propose_circle", fields=TOPIC)
def propose(actor: Person, relation: str) -> dict[str, Any]:
    return {"programme_id": programme().id}


@scene("mentoring.wish_for_circle")
def wish(actor: Person, relation: str) -> dict[str, Any]:
    return {"circle_id": proposal().id}


@scene("mentoring.open_circle", relations="OS", fields=FIELDS)
def open_circle(actor: Person, relation: str) -> dict[str, Any]:
    return {"programme_id": _opens_in(actor, relation).id}


def _opens_in(actor: Person, relation: str) -> Programme:
    """A programme in which the actor may open one, if their roles let them; else a stranger's."""
    if relation == "S":
        return programme(actor)
    where = programme()
    is_expert = db.session.scalar(select(TopicExpert.id).where(TopicExpert.person_id == actor.id))
    roles = roles_of(actor) & {EnrolmentRole.MENTOR, EnrolmentRole.EXPERT}
    if relation == "O" and (is_expert or roles):
        enrolment(where, actor, EnrolmentRole.EXPERT)
    return where


def _barred(actor: Person) -> Circle:
    """One led by somebody who avoids the actor, so that for them there is none."""
    by = person()
    db.session.add(Avoidance(person_id=by.id, other_id=actor.id))
    return circle(by)


@scene("mentoring.join_circle", relations="O", barred=True)
def join(actor: Person, relation: str) -> dict[str, Any]:
    return {"circle_id": (circle() if relation == "O" else _barred(actor)).id}


@scene("mentoring.wait_for_circle", relations="O", barred=True)
def wait(actor: Person, relation: str) -> dict[str, Any]:
    found = (
        circle(None, person(), person(), person(), seats=3) if relation == "O" else _barred(actor)
    )
    return {"circle_id": found.id}


@scene("mentoring.stop_waiting_for_circle", relations="O", barred=True)
def stop_waiting(actor: Person, relation: str) -> dict[str, Any]:
    found = wait(actor, relation)
    if relation == "O":
        waited_for = db.session.get_one(Circle, found["circle_id"])
        operations.wait_for_circle(waited_for, actor, clock.now())
        db.session.commit()
    return found


@scene("mentoring.leave_circle", relations="O", barred=True)
def leave(actor: Person, relation: str) -> dict[str, Any]:
    return {"circle_id": (circle(None, actor) if relation == "O" else _barred(actor)).id}


@scene("mentoring.decline_to_lead", relations="P")
def decline_to_lead(actor: Person, relation: str) -> dict[str, Any]:
    return {"circle_id": planned_circle(actor if relation == "P" else person()).id}


def led(actor: Person, relation: str) -> dict[str, Any]:
    return {"circle_id": circle(actor if relation == "O" else None).id}


scene("mentoring.edit_circle", relations="O", fields=FIELDS)(led)
scene("mentoring.plan_circle_sessions", relations="O", fields=WHEN | {"rhythm": ""})(led)


@scene("mentoring.close_circle", relations="OS", fields={"reason": "Over"})
def close(actor: Person, relation: str) -> dict[str, Any]:
    where = programme(actor) if relation == "S" else programme()
    return {"circle_id": proposal(actor if relation == "O" else None, where).id}


def member_of(actor: Person, relation: str) -> dict[str, Any]:
    found = circle(actor if relation == "O" else None, person())
    member = db.session.scalar(
        select(CircleMember).where(CircleMember.circle_id == found.id, CircleMember.seat == 1)
    )
    assert member is not None
    return {"circle_id": found.id, "member_id": member.id}


scene("mentoring.name_co_facilitator", relations="O")(member_of)
scene("mentoring.drop_co_facilitator", relations="O")(member_of)


@scene("mentoring.write_circle_note", relations="P", fields={"body": "We agreed"})
def write_note(actor: Person, relation: str) -> dict[str, Any]:
    return {"circle_id": circle(actor if relation == "P" else None).id}


@scene("mentoring.remove_circle_note", relations="O")
def remove_note(actor: Person, relation: str) -> dict[str, Any]:
    author = actor if relation == "O" else person()
    note = operations.write_circle_note(circle(author), author, "We agreed", clock.now())
    db.session.commit()
    return {"note_id": note.id}


def session_with(actor: Person, relation: str) -> dict[str, Any]:
    """A session of a circle the actor leads (O) or is in (P), or of one of strangers."""
    by = actor if relation == "O" else person()
    found = circle(by, *([actor] if relation == "P" else []))
    return {"session_id": circle_session(found, by).id}


scene("mentoring.circle_session", relations="P")(session_with)
scene("mentoring.circle_calendar_file", relations="P")(session_with)
scene("mentoring.skip_circle_session", relations="P")(session_with)
scene("mentoring.attend_circle_session", relations="P")(session_with)
scene("mentoring.change_circle_session", relations="O", fields=WHEN)(session_with)
scene("mentoring.cancel_circle_session", relations="O", fields={"reason": "Ill"})(session_with)


def gathering(actor: Person, relation: str) -> dict[str, Any]:
    by = actor if relation == "O" else person()
    session = circle_session(circle(by, *([actor] if relation == "P" else [])), by)
    return {"appointment_id": session.appointment_id}


scene("mentoring.presence", relations="O")(gathering)
scene("mentoring.show_code", relations="O")(gathering)
scene("mentoring.check_in", relations="P", fields={"code": "ABCDE"})(gathering)
scene("mentoring.tick_presence", relations="P")(gathering)


@scene(
    "mentoring.open_office_hour",
    relations="O",
    fields=TOPIC
    | {name: value for name, value in WHEN.items() if name != "agenda"}
    | {"weeks": "1", "seats": "5", "least": "1", "choose_hours": "0", "notice_minutes": "0"}
    | {"audience": "nobody"},
    strangers=False,
)
def open_hour(actor: Person, relation: str) -> dict[str, Any]:
    is_giver(actor)
    return {}


def asked_for(actor: Person, relation: str) -> dict[str, Any]:
    slot = office_hour(choose_hours=48).slot
    slot.is_open_to_all = relation == "O"
    db.session.commit()
    return {"slot_id": slot.id}


scene("mentoring.ask_for_seat", relations="O", fields={"words": "My table"})(asked_for)
scene("mentoring.withdraw_seat_request", relations="O")(asked_for)


@scene("mentoring.seat_requests", relations="O")
def seat_requests(actor: Person, relation: str) -> dict[str, Any]:
    return {"slot_id": office_hour(_host(actor, relation), choose_hours=48).slot_id}


def request_to(actor: Person, relation: str) -> dict[str, Any]:
    slot = office_hour(_host(actor, relation), choose_hours=48).slot
    request = operations.ask_for_seat(slot, person(), "My table", clock.now())
    db.session.commit()
    return {"request_id": request.id}


scene("mentoring.choose_guest", relations="O")(request_to)
scene("mentoring.decline_guest", relations="O", fields={"words": ""})(request_to)


def _host(actor: Person, relation: str) -> Person:
    """The actor, where they are somebody who hosts."""
    return actor if relation == "O" and is_giver(actor) else person()
