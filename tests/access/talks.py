"""Scenes of talks."""

from datetime import datetime, timedelta
from typing import Any

from learning import clock
from learning.academy.models import Talk, TalkCall
from learning.academy.operations import talks as operations
from learning.anonymity.rules import new_token
from learning.extensions import db
from learning.people.models import Person
from tests.access import scene
from tests.access.academy import own_scope
from tests.factories.academy import topic
from tests.factories.people import person
from tests.factories.talks import asked_talk, recorded_talk, talk, talk_call, talk_proposal

SAID = {
    "title": "Coffee",
    "why": "You will know how.",
    "about": "",
    "language": "en",
    "place": "Room 4",
    "seats": "",
}
IN_TIME = {"on": "2031-02-03", "at": "10:00", "minutes": 60}


def staged(actor: Person, relation: str, **fields: Any) -> Talk:
    """A talk in two weeks: the actor's own, or in their scope."""
    host = actor if relation == "O" else person()
    about = own_scope(actor) if relation == "S" else topic()
    return talk(host, _in_two_weeks(), now=clock.now(), topic_id=about.id, **fields)


def begun(actor: Person, relation: str) -> Talk:
    """A talk that has just begun."""
    host = actor if relation == "O" else person()
    about = own_scope(actor) if relation == "S" else topic()
    now = clock.now()
    return talk(host, now - timedelta(minutes=5), now=now - timedelta(days=3), topic_id=about.id)


def _in_two_weeks() -> datetime:
    return clock.now() + timedelta(days=14)


def any_talk(actor: Person, relation: str) -> dict[str, Any]:
    return {"talk_id": staged(actor, "-").id}


for endpoint in ("talk", "talk_calendar"):
    scene(f"academy.{endpoint}")(any_talk)


def own_seat(actor: Person, relation: str) -> dict[str, Any] | None:
    """A seat is always one's own: nobody is a stranger to it."""
    return {"talk_id": staged(actor, "-").id} if relation == "O" else None


for endpoint in ("join_talk", "leave_talk"):
    scene(f"academy.{endpoint}", relations="O", strangers=False)(own_seat)


@scene("academy.plan_talk", relations="S", fields=SAID | IN_TIME | {"every": 0, "times": 1})
def plan_talk(actor: Person, relation: str) -> dict[str, Any]:
    about = own_scope(actor) if relation == "S" else topic()
    return {"topic": about.id, "_fields": {"topic": about.id}}


@scene("academy.edit_talk", relations="OS", fields=SAID)
def edit_talk(actor: Person, relation: str) -> dict[str, Any]:
    found = staged(actor, relation)
    return {"talk_id": found.id, "_fields": {"topic": found.topic_id}}


@scene("academy.move_talk", relations="OS", fields=IN_TIME)
def move_talk(actor: Person, relation: str) -> dict[str, Any]:
    return {"talk_id": staged(actor, relation).id}


@scene("academy.cancel_talk", relations="OS", fields={"reason": "I am ill."})
def cancel_talk(actor: Person, relation: str) -> dict[str, Any]:
    return {"talk_id": staged(actor, relation).id}


def full_talk(actor: Person, relation: str) -> dict[str, Any] | None:
    if relation != "O":
        return None
    found = staged(actor, "-", seats=1, guests=[person()])
    return {"talk_id": found.id}


scene("academy.wait_for_seat", relations="O", strangers=False)(full_talk)


@scene("academy.stop_waiting", relations="O", strangers=False)
def stop_waiting(actor: Person, relation: str) -> dict[str, Any] | None:
    if relation != "O":
        return None
    found = staged(actor, "-", seats=1, guests=[person()])
    operations.wait_for_seat(found, actor, clock.now())
    db.session.commit()
    return {"talk_id": found.id}


@scene("academy.check_in")
def check_in(actor: Person, relation: str) -> dict[str, Any]:
    found = begun(actor, "-")
    return {"talk_id": found.id, "_fields": {"code": found.code}}


@scene("academy.guests", relations="OS")
def guests(actor: Person, relation: str) -> dict[str, Any]:
    return {"talk_id": staged(actor, relation).id}


@scene("academy.mark_attendance", relations="OS")
def mark_attendance(actor: Person, relation: str) -> dict[str, Any]:
    return {"talk_id": begun(actor, relation).id}


def call_for(actor: Person, relation: str) -> TalkCall:
    return talk_call(own_scope(actor) if relation == "S" else topic())


@scene("academy.talk_call")
def one_call(actor: Person, relation: str) -> dict[str, Any]:
    return {"call_id": talk_call().id}


CALL = {"title": "Coffee", "words": "All of it", "closes_on": "2031-02-03"}
PROPOSAL = {"title": "Beans", "abstract": "All of them", "language": "en"}


@scene("academy.open_call", relations="S", fields=CALL)
def open_call(actor: Person, relation: str) -> dict[str, Any]:
    about = own_scope(actor) if relation == "S" else topic()
    return {"topic": about.id, "_fields": {"topic": about.id}}


@scene("academy.edit_call", relations="S", fields=CALL)
def edit_call(actor: Person, relation: str) -> dict[str, Any]:
    return {"call_id": call_for(actor, relation).id}


@scene("academy.propose_talk", fields=PROPOSAL)
def propose_talk(actor: Person, relation: str) -> dict[str, Any]:
    return {"call_id": talk_call().id}


def proposed(actor: Person, relation: str) -> dict[str, Any]:
    by = actor if relation == "O" else person()
    return {"proposal_id": talk_proposal(call_for(actor, relation), by).id}


scene("academy.talk_proposal", relations="OS")(proposed)
scene("academy.edit_proposal", relations="O", fields=PROPOSAL)(proposed)
scene("academy.withdraw_proposal", relations="O")(proposed)
scene("academy.score_proposal", relations="S", fields={"score": 4, "words": ""})(proposed)
scene("academy.decide_proposal", relations="S", fields={"decision": "accept", "answer": "Yes"})(
    proposed
)


def recorded(actor: Person, relation: str) -> dict[str, Any]:
    return {"talk_id": recorded_talk(begun(actor, relation)).id}


for endpoint in ("recording", "slides", "captions"):
    scene(f"academy.{endpoint}")(recorded)
scene("academy.edit_recording", relations="OS", fields={"chapters": "0:00 Welcome"})(recorded)
scene("academy.remove_recording", relations="OS")(recorded)
scene("academy.add_talk_remark", fields={"at": "0:10", "text": "Which one?"})(recorded)
scene("academy.note_position", fields={"second": 10})(recorded)


@scene("academy.remove_talk_remark", relations="OS")
def remove_talk_remark(actor: Person, relation: str) -> dict[str, Any]:
    found = recorded_talk(begun(actor, "S" if relation == "S" else "-"))
    by = actor if relation == "O" else person()
    remark = operations.add_remark(found, by, 10, "Which one?", clock.now())
    db.session.commit()
    return {"talk_id": found.id, "remark_id": remark.id}


def asked(actor: Person, relation: str) -> dict[str, Any]:
    """Feedback that is open; the actor was there, or not."""
    here = [actor] if relation == "O" else []
    guests = [*here, *(person() for _ in range(5))]
    found = asked_talk(guests=guests, now=clock.now())
    return {"talk_id": found.id}


@scene("academy.write_feedback", relations="O", fields={"worth": 5})
def write_feedback(actor: Person, relation: str) -> dict[str, Any]:
    return {**asked(actor, relation), "_fields": {"token": new_token()}}


scene("academy.feedback_sent", relations="O")(asked)
scene("academy.take_feedback_back", relations="O", fields={"receipt": "none"})(asked)


@scene("academy.speaker_feedback", relations="OS")
def speaker_feedback(actor: Person, relation: str) -> dict[str, Any]:
    host = actor if relation == "O" else person()
    about = own_scope(actor) if relation == "S" else topic()
    asked_talk(host, guests=[person()], now=clock.now(), topic_id=about.id)
    return {"person_id": host.id}
