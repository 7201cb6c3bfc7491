"""Scenes of programmes: leading one, taking part in one, and being a stranger to both."""

from typing import Any

from learning.people.models import Person
from learning.programmes.models import EnrolmentRole, EnrolmentState, Programme
from tests.access import scene
from tests.factories.people import person, programme_lead
from tests.factories.programmes import enrolment, invitation, programme, topic_request

NOWHERE = {"programme_id": 2**31 - 1}  # nobody joins for somebody else: no address says so
STARTS = {
    "open_programme": "draft",
    "run_programme": "open",
    "wind_down": "running",
    "close_programme": "closing",
    "archive_programme": "closed",
    "restore_programme": "archived",
}


def led(actor: Person, relation: str, **fields: Any) -> Programme:
    """A programme that the actor leads where the relation says so."""
    return programme(actor if relation == "S" else None, **fields)


@scene("programmes.create", fields={"name": "Step up", "goal": "career", "copy_of": "0"})
def create(actor: Person, relation: str) -> dict[str, Any]:
    return {}


@scene("programmes.programme")
@scene("programmes.topics")
def programme_page(actor: Person, relation: str) -> dict[str, Any]:
    return {"programme_id": programme().id}


@scene("programmes.audience_count", relations="S")
@scene("programmes.enrolments", relations="S")
def leads_page(actor: Person, relation: str) -> dict[str, Any]:
    return {"programme_id": led(actor, relation).id}


@scene("programmes.edit_goal", relations="S", fields={"name": "New", "goal": "own"})
@scene("programmes.edit_formats", relations="S", fields={"rhythm": "evergreen"})
@scene("programmes.edit_benefits", relations="S", fields={"one_line": "One"})
@scene("programmes.edit_targets", relations="S")
@scene(
    "programmes.edit_audience",
    relations="S",
    fields={
        "is_approval_needed": "no",
        "mentor_capacity": "2",
        "mentors_per_mentee": "1",
        "location": [],
        "language": [],
    },
)
def draft(actor: Person, relation: str) -> dict[str, Any]:
    return {"programme_id": led(actor, relation, state="draft").id}


def step(start: str) -> Any:
    def stage(actor: Person, relation: str) -> dict[str, Any]:
        return {"programme_id": led(actor, relation, state=start, goal_text="x").id}

    return stage


for name, start in STARTS.items():
    scene(f"programmes.{name}", relations="S")(step(start))


@scene("programmes.leads", relations="S")
def leads(actor: Person, relation: str) -> dict[str, Any]:
    fields = {"address": programme_lead().email}
    return {"programme_id": led(actor, relation).id, "_fields": fields}


@scene("programmes.remove_lead", relations="S")
def remove_lead(actor: Person, relation: str) -> dict[str, Any]:
    where = led(actor, relation)
    return {"programme_id": where.id, "person_id": person().id}


@scene("programmes.step_down", relations="O")
def step_down(actor: Person, relation: str) -> dict[str, Any]:
    return {"programme_id": programme(actor if relation == "O" else None).id}


@scene("programmes.join", relations="O")
def join(actor: Person, relation: str) -> dict[str, Any]:
    return {"programme_id": programme().id} if relation == "O" else dict(NOWHERE)


@scene("programmes.apply", relations="O", fields={"capacity": "1"})
def apply(actor: Person, relation: str) -> dict[str, Any]:
    return join(actor, relation) | {"role": "mentor"}


@scene("programmes.own_enrolments", relations="O")
def own_enrolments(actor: Person, relation: str) -> dict[str, Any]:
    where = programme()
    enrolment(where, actor if relation == "O" else person(), EnrolmentRole.EXPERT)
    return {"programme_id": where.id}


@scene("programmes.approve", relations="S")
@scene("programmes.decline", relations="S", fields={"words": "Not now"})
def decide(actor: Person, relation: str) -> dict[str, Any]:
    where = led(actor, relation)
    asked = enrolment(where, person(), EnrolmentRole.MENTEE, state=EnrolmentState.APPLIED)
    return {"enrolment_id": asked.id}


@scene("programmes.prioritise", relations="S")
def prioritise(actor: Person, relation: str) -> dict[str, Any]:
    return decide(actor, relation) | {"place": "first"}


@scene("programmes.remove", relations="S", fields={"words": "Two missed sessions"})
def remove(actor: Person, relation: str) -> dict[str, Any]:
    where = led(actor, relation)
    return {"enrolment_id": enrolment(where, person(), EnrolmentRole.MENTEE).id}


@scene("programmes.withdraw", relations="O", fields={"reason": "no_time"})
def withdraw(actor: Person, relation: str) -> dict[str, Any]:
    who = actor if relation == "O" else person()
    return {"enrolment_id": enrolment(programme(), who, EnrolmentRole.EXPERT).id}


@scene("programmes.agree", relations="O", fields={"agrees": "y", "code_version": "2"})
def agree(actor: Person, relation: str) -> dict[str, Any]:
    where = programme(code_of_conduct="Be kind.", code_version=2)
    who = actor if relation == "O" else person()
    return {"enrolment_id": enrolment(where, who, EnrolmentRole.EXPERT, code_version=1).id}


@scene("programmes.invitations", relations="S")
def invitations(actor: Person, relation: str) -> dict[str, Any]:
    fields = {"addresses": person().email}
    return {"programme_id": led(actor, relation).id, "_fields": fields}


@scene("programmes.invite_audience", relations="S")
@scene("programmes.remind", relations="S")
def invite(actor: Person, relation: str) -> dict[str, Any]:
    where = led(actor, relation, audience={"location": ["Nowhere"]})
    return {"programme_id": where.id}


@scene("programmes.decline_invitation", relations="O")
def decline_invitation(actor: Person, relation: str) -> dict[str, Any]:
    where = programme()
    invitation(where, actor if relation == "O" else person())
    return {"programme_id": where.id}


@scene("programmes.propose_topic", fields={"title": "Reviews", "kind": "article", "offer": "wish"})
def propose_topic(actor: Person, relation: str) -> dict[str, Any]:
    return {"programme_id": programme().id}


@scene("programmes.toggle_vote")
@scene("programmes.offer_topic")
def topic(actor: Person, relation: str) -> dict[str, Any]:
    return {"topic_id": topic_request(programme(), person()).id}


@scene("programmes.withdraw_offer", relations="O")
def withdraw_offer(actor: Person, relation: str) -> dict[str, Any]:
    expert = actor if relation == "O" else person()
    return {"topic_id": topic_request(programme(), person(), expert_id=expert.id).id}


@scene("programmes.plan_topic", relations="S")
@scene("programmes.finish_topic", relations="S")
@scene("programmes.decline_topic", relations="S", fields={"reason": "Not now"})
def decide_topic(actor: Person, relation: str) -> dict[str, Any]:
    return {"topic_id": topic_request(led(actor, relation), person()).id}
