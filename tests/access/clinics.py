"""Scenes of help clinics."""

from typing import Any

from sqlalchemy import select

from learning import clock
from learning.academy.models import TopicExpert
from learning.clinics import operations
from learning.clinics.models import Case
from learning.extensions import db
from learning.people.models import Person
from learning.programmes.models import EnrolmentRole, Programme
from learning.programmes.queries import roles_of
from tests.access import scene
from tests.factories.clinics import case, clinic
from tests.factories.mentoring import teaches
from tests.factories.people import person
from tests.factories.programmes import enrolment, programme

CLINIC = {"name": "Repair café", "weekday": "2", "at": "15:00", "minutes": "60", "place": "Room 1"}


def somebody_s(actor: Person, relation: str) -> dict[str, Any]:
    return {"clinic_id": clinic().id}


scene("clinics.clinic")(somebody_s)


@scene("clinics.ask", fields={"words": "It breaks"})
def ask(actor: Person, relation: str) -> dict[str, Any]:
    teaches(person(), "Spreadsheets")
    made = case()
    return {"clinic_id": clinic().id, "_fields": {"words": "It breaks", "skill": made.skill_id}}


@scene("clinics.claim_case")
def claim_case(actor: Person, relation: str) -> dict[str, Any]:
    made = case()
    teaches(actor, made.skill.name)
    return {"case_id": made.id}


def own(actor: Person, relation: str) -> dict[str, Any]:
    return {"case_id": case(actor).id}


scene("clinics.withdraw_case")(own)


@scene("clinics.edit_case")
def edit_case(actor: Person, relation: str) -> dict[str, Any]:
    made = case(actor)
    return {"case_id": made.id, "_fields": {"words": "It hangs", "skill": made.skill_id}}


@scene("clinics.thank", fields={"words": "Thank you!"})
def thank(actor: Person, relation: str) -> dict[str, Any]:
    made = case(actor)
    operations.solve_case(made, actor, "Restarted it", clock.now())
    db.session.commit()
    return {"case_id": made.id}


def party(actor: Person, relation: str) -> dict[str, Any]:
    made: Case = case(actor if relation == "P" else None)
    return {"case_id": made.id}


scene("clinics.case", relations="P")(party)
scene("clinics.solve_case", relations="P", fields={"answer": "Restarted it"})(party)
scene("clinics.hand_on", relations="P", fields={"hint": "Not the cable"})(party)


def helps_in(actor: Person, relation: str) -> Programme:
    """A programme where the actor helps, if their roles let them; else a stranger's."""
    if relation == "S":
        return programme(actor)
    where = programme()
    is_expert = db.session.scalar(select(TopicExpert.id).where(TopicExpert.person_id == actor.id))
    roles = roles_of(actor) & {EnrolmentRole.MENTOR, EnrolmentRole.EXPERT}
    if relation == "O" and (is_expert or roles):
        enrolment(where, actor, EnrolmentRole.EXPERT)
    return where


@scene("clinics.open_clinic", relations="OS", fields=CLINIC)
def open_clinic(actor: Person, relation: str) -> dict[str, Any]:
    return {"programme_id": helps_in(actor, relation).id}


@scene("clinics.close_clinic", relations="S")
def close_clinic(actor: Person, relation: str) -> dict[str, Any]:
    return {"clinic_id": clinic(helps_in(actor, relation)).id}
