"""Scenes of learning paths."""

from typing import Any

from learning.academy.models import Path, StepKind
from learning.academy.operations import follow_path, occasions_for
from learning.academy.queries.paths import steps_of
from learning.people.models import Person
from tests.access import scene
from tests.access.academy import own_scope
from tests.factories.academy import topic
from tests.factories.paths import happened, path, peer, teaching
from tests.factories.people import NOON, person, skill

ABOUT = {"title": "Charts", "summary": "Honest ones.", "language": "en"}


def made(actor: Person, relation: str, *, is_published: bool = True) -> Path:
    of = own_scope(actor) if relation == "S" else topic()
    return path(actor if relation == "O" else person(), of, is_published=is_published)


def to_edit(actor: Person, relation: str) -> dict[str, Any]:
    return {"path_id": made(actor, relation).id}


def with_step(actor: Person, relation: str) -> dict[str, Any]:
    found = made(actor, relation)
    return {"path_id": found.id, "step_id": steps_of(found)[0].id}


@scene("academy.create_path")
def create(actor: Person, relation: str) -> dict[str, Any]:
    return {"_fields": ABOUT | {"topic": topic().id}}


@scene("academy.path")
def read(actor: Person, relation: str) -> dict[str, Any]:
    return {"path_id": path().id}


@scene("academy.edit_path", relations="OS")
def edit(actor: Person, relation: str) -> dict[str, Any]:
    return to_edit(actor, relation) | {"_fields": ABOUT | {"topic": topic().id}}


scene("academy.edit_steps", relations="OS")(to_edit)
scene("academy.publish_path", relations="OS")(to_edit)
scene("academy.withdraw_path", relations="OS")(to_edit)
scene(
    "academy.add_step",
    relations="OS",
    fields={"address": "https://demo.example", "title": "Charts", "after": ""},
)(to_edit)
scene("academy.edit_step", relations="OS", fields={"note": "Look.", "minutes": 5, "after": ""})(
    with_step
)
scene("academy.move_step", relations="OS", fields={"where": "up"})(with_step)
scene("academy.remove_step", relations="OS")(with_step)


@scene("academy.add_peer_step", relations="OS")
def add_peer_step(actor: Person, relation: str) -> dict[str, Any]:
    skill()
    fields = {"kind": "clinic", "skill": "", "note": "", "minutes": "", "after": ""}
    return to_edit(actor, relation) | {"_fields": fields}


# Nothing but one's own: each follows and ticks for themselves.
scene("academy.follow_path", relations="O", strangers=False)(lambda _a, _r: {"path_id": path().id})
scene("academy.leave_path", relations="O", strangers=False)(lambda _a, _r: {"path_id": path().id})


def step(actor: Person, relation: str) -> dict[str, Any]:
    return with_step(actor, "-")


scene("academy.tick_step", relations="O", strangers=False)(step)
scene("academy.untick_step", relations="O", strangers=False)(step)


@scene("academy.say_taught", relations="O", strangers=False)
def say_taught(actor: Person, relation: str) -> dict[str, Any]:
    found = path()
    follow_path(found, actor, NOON)
    happened(NOON, "booking", 1, session_held=[actor, person()])
    known = occasions_for(found, actor)
    chosen = known[0].key if known else "none"
    step = peer(found, StepKind.TEACH)
    return {"path_id": found.id, "step_id": step.id, "_fields": {"occasion": chosen}}


def taught(actor: Person, relation: str) -> dict[str, Any]:
    learner = actor if relation == "P" else person()
    return {"teaching_id": teaching(peer(path(), StepKind.TEACH), person(), learner).id}


scene("academy.teaching", relations="P")(taught)
scene("academy.answer_teaching", relations="P", fields={"answer": "yes"})(taught)
