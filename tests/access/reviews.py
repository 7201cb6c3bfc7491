"""Scenes of peer reviews: own means reviewed or asked to write, own scope a programme one leads."""

from datetime import timedelta
from typing import Any

from learning import clock
from learning.anonymity.rules import new_token
from learning.people.models import Person
from learning.reviews.models import CycleState, ReviewAssignment, Reviewee
from tests.access import scene
from tests.factories.people import person
from tests.factories.programmes import programme
from tests.factories.reviews import (
    assignment,
    collecting,
    cycle,
    released,
    reviewee,
    write,
)

FIVE = [([3, 4], "one"), ([4, 4], "two"), ([2, 3], "three"), ([4, 5], "four"), ([3, 4], "five")]


def led(actor: Person, relation: str) -> Person | None:
    return actor if relation == "S" else None


def at(actor: Person, relation: str, state: CycleState) -> Reviewee:
    """Somebody in a cycle at this step, the actor leading it if the scene says so."""
    where = cycle(programme(led(actor, relation)), state)
    where.closes_on = clock.now().date() + timedelta(days=20)
    return reviewee(where)


def about(actor: Person, relation: str, state: CycleState) -> Reviewee:
    """The actor's own place in a cycle, or a stranger's."""
    return reviewee(cycle(state=state), actor if relation == "O" else None)


def asked(actor: Person, relation: str) -> ReviewAssignment:
    """What the actor is asked to write, or a stranger is."""
    return assignment(collecting(5), actor if relation == "O" else None)


@scene("reviews.create_cycle", relations="S")
def create_cycle(actor: Person, relation: str) -> dict[str, Any]:
    ends = clock.now().date() + timedelta(days=20)
    fields = {"title": "Spring", "purpose": "To grow.", "k": "5", "rubric": "words"}
    return {
        "programme_id": programme(led(actor, relation)).id,
        "_fields": fields | {"closes_on": ends.isoformat()},
    }


@scene("reviews.edit_cycle", relations="S")
def edit_cycle(actor: Person, relation: str) -> dict[str, Any]:
    draft = at(actor, relation, CycleState.DRAFT).cycle
    fields = {"title": "Spring", "purpose": "To grow.", "k": "6"}
    return {
        "cycle_id": draft.id,
        "_fields": fields | {"closes_on": draft.closes_on.isoformat()},
    }


LINE = {"lines-0-name": "Listening", **{f"lines-0-level_{n}": "words" for n in range(1, 6)}}


@scene("reviews.edit_rubric", relations="S", fields=LINE)
def edit_rubric(actor: Person, relation: str) -> dict[str, Any]:
    return {"cycle_id": at(actor, relation, CycleState.DRAFT).cycle_id}


@scene("reviews.choose_people", relations="S")
def choose_people(actor: Person, relation: str) -> dict[str, Any]:
    chosen = at(actor, relation, CycleState.DRAFT)
    return {"cycle_id": chosen.cycle_id, "_fields": {"people": chosen.person_id}}


@scene("reviews.cycle", relations="S")
def see_cycle(actor: Person, relation: str) -> dict[str, Any]:
    return {"cycle_id": at(actor, relation, CycleState.COLLECTING).cycle_id}


@scene("reviews.summary", relations="S")
def summary(actor: Person, relation: str) -> dict[str, Any]:
    return {"cycle_id": at(actor, relation, CycleState.RELEASED).cycle_id}


@scene("reviews.start_nominating", relations="S")
def start_nominating(actor: Person, relation: str) -> dict[str, Any]:
    return {"cycle_id": at(actor, relation, CycleState.DRAFT).cycle_id}


@scene("reviews.start_approving", relations="S")
def start_approving(actor: Person, relation: str) -> dict[str, Any]:
    return {"cycle_id": at(actor, relation, CycleState.NOMINATING).cycle_id}


@scene("reviews.start_collecting", relations="S")
def start_collecting(actor: Person, relation: str) -> dict[str, Any]:
    found = at(actor, relation, CycleState.APPROVING)
    for _number in range(5):
        assignment(found)
    return {"cycle_id": found.cycle_id}


@scene("reviews.move_end", relations="S")
def move_end(actor: Person, relation: str) -> dict[str, Any]:
    found = at(actor, relation, CycleState.COLLECTING)
    later = found.cycle.closes_on + timedelta(days=7)
    return {"cycle_id": found.cycle_id, "_fields": {"closes_on": later.isoformat()}}


@scene("reviews.close_cycle", relations="S")
def close_cycle(actor: Person, relation: str) -> dict[str, Any]:
    return {"cycle_id": at(actor, relation, CycleState.COLLECTING).cycle_id}


@scene("reviews.release_cycle", relations="S")
def release_cycle(actor: Person, relation: str) -> dict[str, Any]:
    return {"cycle_id": at(actor, relation, CycleState.CLOSED).cycle_id}


@scene("reviews.finish_cycle", relations="S")
def finish_cycle(actor: Person, relation: str) -> dict[str, Any]:
    return {"cycle_id": at(actor, relation, CycleState.RELEASED).cycle_id}


@scene("reviews.assign_reviewers", relations="S")
def assign_reviewers(actor: Person, relation: str) -> dict[str, Any]:
    found = at(actor, relation, CycleState.APPROVING)
    return {"reviewee_id": found.id, "_fields": {"others": person().email}}


@scene("reviews.nominate", relations="O")
def nominate(actor: Person, relation: str) -> dict[str, Any]:
    found = about(actor, relation, CycleState.NOMINATING)
    lines = "\n".join(person().email for _number in range(6))
    return {"reviewee_id": found.id, "_fields": {"others": lines}}


@scene("reviews.leave_cycle", relations="O")
def leave_cycle(actor: Person, relation: str) -> dict[str, Any]:
    return {"reviewee_id": about(actor, relation, CycleState.NOMINATING).id}


@scene("reviews.assess_self", relations="O")
def assess_self(actor: Person, relation: str) -> dict[str, Any]:
    found = about(actor, relation, CycleState.COLLECTING)
    levels = {f"rating_{one.id}": "3" for one in found.cycle.criteria}
    return {"reviewee_id": found.id, "_fields": levels}


@scene("reviews.result", relations="O")
def result(actor: Person, relation: str) -> dict[str, Any]:
    found = released(collecting(5, who=actor if relation == "O" else None), FIVE)
    return {"reviewee_id": found.id}


@scene("reviews.plan_discussion", relations="O")
def plan_discussion(actor: Person, relation: str) -> dict[str, Any]:
    found = released(collecting(5, who=actor if relation == "O" else None), FIVE)
    return {
        "reviewee_id": found.id,
        "_fields": {"keep": "a", "change": "b", "ask": "c"},
    }


@scene("reviews.write_review", relations="O")
def write_review(actor: Person, relation: str) -> dict[str, Any]:
    found = asked(actor, relation)
    levels = {f"rating_{one.id}": "3" for one in found.cycle.criteria}
    return {
        "assignment_id": found.id,
        "_fields": levels | {"token": new_token(), "strengths": "words"},
    }


@scene("reviews.take_back", relations="O")
def take_back(actor: Person, relation: str) -> dict[str, Any]:
    found = asked(actor, relation)
    return {"assignment_id": found.id, "_fields": {"receipt": write(found, [3, 4])}}


@scene("reviews.decline", relations="O", fields={"reason": "I see too little of the work."})
def decline(actor: Person, relation: str) -> dict[str, Any]:
    return {"assignment_id": asked(actor, relation).id}
