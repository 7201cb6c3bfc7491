"""Scenes of questions and answers."""

from typing import Any

from learning.people.models import Person
from tests.access import scene
from tests.access.academy import own_scope
from tests.factories.academy import topic, topic_expert
from tests.factories.people import person
from tests.factories.questions import answer, question

ASKED = {"title": "Where is the coffee?", "body": "", "topic": "", "language": "en"}


@scene("academy.ask", fields=ASKED)
def ask(actor: Person, relation: str) -> dict[str, Any]:
    return {}


@scene("academy.question")
def read(actor: Person, relation: str) -> dict[str, Any]:
    return {"question_id": question().id}


@scene("academy.edit_question", relations="O", fields=ASKED)
def edit_question(actor: Person, relation: str) -> dict[str, Any]:
    return {"question_id": question(actor if relation == "O" else None).id}


@scene("academy.close_question", relations="OS", fields={"reason": "Asked twice."})
def close_question(actor: Person, relation: str) -> dict[str, Any]:
    found = own_scope(actor) if relation == "S" else topic()
    return {"question_id": question(actor if relation == "O" else None, topic_id=found.id).id}


@scene("academy.reopen_question", relations="OS")
def reopen_question(actor: Person, relation: str) -> dict[str, Any]:
    return close_question(actor, relation)


@scene("academy.vote_question")
def vote_question(actor: Person, relation: str) -> dict[str, Any]:
    return {"question_id": question().id}


@scene("academy.invite_to_answer")
def invite_to_answer(actor: Person, relation: str) -> dict[str, Any]:
    expert = topic_expert(person())
    asked = question(topic_id=expert.topic_id)
    return {"question_id": asked.id, "_fields": {"person": expert.person_id}}


@scene("academy.write_answer", fields={"body": "In the kitchen."})
def write_answer(actor: Person, relation: str) -> dict[str, Any]:
    return {"question_id": question().id}


@scene("academy.edit_answer", relations="O", fields={"body": "In the other kitchen."})
def edit_answer(actor: Person, relation: str) -> dict[str, Any]:
    return {"answer_id": answer(author=actor if relation == "O" else None).id}


@scene("academy.accept_answer", relations="O")
def accept_answer(actor: Person, relation: str) -> dict[str, Any]:
    return {"answer_id": answer(question(actor if relation == "O" else None)).id}


@scene("academy.verify_answer", relations="S")
def verify_answer(actor: Person, relation: str) -> dict[str, Any]:
    found = own_scope(actor) if relation == "S" else topic()
    return {"answer_id": answer(question(topic_id=found.id)).id}


@scene("academy.vote_answer")
def vote_answer(actor: Person, relation: str) -> dict[str, Any]:
    return {"answer_id": answer().id}


@scene("academy.draft_article", relations="O")
def draft_article(actor: Person, relation: str) -> dict[str, Any]:
    made = answer(question(actor if relation == "O" else None), is_accepted=True)
    return {"answer_id": made.id}
