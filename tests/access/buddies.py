"""Scenes of onboarding: plans as their newcomer, buddy, manager, lead and a stranger see them."""

from datetime import timedelta

from learning import clock
from learning.buddies.models import CheckIn, ChecklistItem, OnboardingPlan, Owner, PairingState
from learning.extensions import db
from learning.people.models import Person
from learning.programmes.models import ProgrammeLead
from tests.access import scene
from tests.factories.buddies import buddy_pairing, newcomer, plan, volunteer
from tests.factories.people import person
from tests.factories.programmes import programme


def _plan(actor: Person, relation: str) -> OnboardingPlan:
    """A plan to which the actor stands so: own, party as its buddy, in one's own scope."""
    where = programme()
    if relation == "S":
        db.session.add(ProgrammeLead(programme_id=where.id, person_id=actor.id, since=clock.now()))
        db.session.commit()
    made = plan(where, actor if relation == "O" else newcomer())
    buddy_pairing(made, actor if relation == "P" else volunteer(where))
    return made


def _item(of: OnboardingPlan, owner: Owner) -> ChecklistItem:
    return next(one for one in of.items if one.owner is owner)


@scene("buddies.plan", relations="OPS")
def view_plan(actor: Person, relation: str) -> dict[str, object] | None:
    if relation == "O" and not actor.is_newcomer(clock.now().date()):
        return None
    return {"plan_id": _plan(actor, relation).id}


@scene("buddies.newcomers", relations="S")
def board(actor: Person, relation: str) -> dict[str, object]:
    _plan(actor, relation)
    return {}


@scene("buddies.welcome_newcomers", relations="S")
def welcome(actor: Person, relation: str) -> dict[str, object]:
    _plan(actor, relation)
    return {}


@scene("buddies.note_meeting", relations="OPS")
def note_meeting(actor: Person, relation: str) -> dict[str, object] | None:
    today = clock.now().date()
    if relation == "O" and not actor.is_newcomer(today):
        return None
    made = _plan(actor, relation)
    fields = {"met_on": (today - timedelta(days=1)).isoformat()}
    return {"plan_id": made.id, "_fields": fields}


@scene("buddies.change_buddy", relations="OPS")
def change_buddy(actor: Person, relation: str) -> dict[str, object]:
    return {"plan_id": _plan(actor, relation).id}


@scene("buddies.choose_buddy", relations="OPS")
def choose_buddy(actor: Person, relation: str) -> dict[str, object]:
    made = _plan(actor, relation)
    other = volunteer(made.programme)
    return {"plan_id": made.id, "_fields": {"buddy_id": other.id}}


@scene("buddies.missed_items", relations="OPS")
def missed_items(actor: Person, relation: str) -> dict[str, object]:
    return {"plan_id": _plan(actor, relation).id}


@scene("buddies.add_item", relations="OPS")
def add_item(actor: Person, relation: str) -> dict[str, object]:
    fields = {"text": "Visit the archive", "owner": "newcomer", "due_on": "2031-01-07"}
    return {"plan_id": _plan(actor, relation).id, "_fields": fields}


@scene("buddies.tick_item", relations="OPS")
def tick_item(actor: Person, relation: str) -> dict[str, object]:
    made = _plan(actor, relation)
    return {"item_id": _item(made, Owner.BUDDY if relation == "P" else Owner.NEWCOMER).id}


@scene("buddies.tick_item_as_manager", relations="P")
def tick_item_as_manager(actor: Person, relation: str) -> dict[str, object]:
    who = newcomer(manager_id=actor.id if relation == "P" else person().id)
    return {"item_id": _item(plan(who=who), Owner.MANAGER).id}


def _request(actor: Person, relation: str) -> dict[str, object]:
    where = programme()
    asked = actor if relation == "P" else volunteer(where)
    return {"pairing_id": buddy_pairing(plan(where), asked, PairingState.ASKED).id}


for _endpoint in ("request_to_me", "accept_request", "decline_request"):
    scene(f"buddies.{_endpoint}", relations="P")(_request)


@scene("buddies.check_in", relations="O", fields={"mood": "green", "words": "well"})
def check_in(actor: Person, relation: str) -> dict[str, object]:
    made = plan(who=actor if relation == "O" else newcomer())
    first: CheckIn = made.check_ins[0]
    return {"check_in_id": first.id}


@scene("buddies.guide", relations="O", strangers=False)
def guide(actor: Person, relation: str) -> dict[str, object]:
    return {}
