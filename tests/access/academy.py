"""Scenes of the academy."""

from typing import Any

from sqlalchemy import select

from learning.academy.models import Article, ArticleState, Topic, TopicExpert
from learning.academy.operations import mark_of
from learning.extensions import db
from learning.people.models import Person
from tests.access import scene
from tests.factories.academy import article, topic, topic_expert
from tests.factories.people import NOON, person
from tests.factories.programmes import programme

DRAFT, WAITING = ArticleState.DRAFT, ArticleState.IN_REVIEW
ARTICLE = {
    "title": "Coffee",
    "summary": "Black.",
    "body": "How to make it.",
    "language": "en",
    "topic": "",
    "programme": "",
}


def own_scope(actor: Person) -> Topic:
    """The topic this person is an expert for; else one of a programme that names them as lead.

    Naming is not enough: whoever does not hold the role has no scope there.
    """
    named = db.session.scalar(select(TopicExpert).where(TopicExpert.person_id == actor.id))
    return named.topic if named else topic(programme_id=programme(lead=actor).id)


def staged(actor: Person, relation: str, state: ArticleState) -> Article:
    author = actor if relation == "O" else person()
    found = own_scope(actor) if relation == "S" else topic()
    return article(author, state, topic_id=found.id)


@scene("academy.article")
def read(actor: Person, relation: str) -> dict[str, Any]:
    return {"article_id": article().id}


@scene("academy.draft", relations="OPS")
def draft(actor: Person, relation: str) -> dict[str, Any]:
    state = WAITING if relation == "P" else DRAFT
    if relation == "P":
        found = topic_expert(actor).topic
        return {"article_id": article(person(), state, topic_id=found.id).id}
    return {"article_id": staged(actor, relation, state).id}


@scene(
    "academy.write",
    fields=ARTICLE,
)
def write(actor: Person, relation: str) -> dict[str, Any]:
    return {}


@scene("academy.preview", fields={"body": "# One"})
def preview(actor: Person, relation: str) -> dict[str, Any]:
    return {}


@scene("academy.edit", relations="O", fields=ARTICLE)
def edit(actor: Person, relation: str) -> dict[str, Any]:
    found = staged(actor, relation, DRAFT)
    return {"article_id": found.id, "_fields": {"based_on": mark_of(found.newest)}}


@scene("academy.restore", relations="O", fields={"number": 1})
def restore(actor: Person, relation: str) -> dict[str, Any]:
    return {"article_id": staged(actor, relation, ArticleState.PUBLISHED).id}


@scene("academy.submit", relations="O")
def submit(actor: Person, relation: str) -> dict[str, Any]:
    return {"article_id": staged(actor, relation, DRAFT).id}


@scene("academy.take_back", relations="O")
def take_back(actor: Person, relation: str) -> dict[str, Any]:
    return {"article_id": staged(actor, relation, WAITING).id}


@scene("academy.review", relations="S", fields={"decision": "publish", "reason": "Good."})
def review(actor: Person, relation: str) -> dict[str, Any]:
    found = staged(actor, relation, WAITING)
    return {"article_id": found.id, "_fields": {"revision": found.newest_id}}


@scene("academy.unpublish", relations="OS")
def unpublish(actor: Person, relation: str) -> dict[str, Any]:
    return {"article_id": staged(actor, relation, ArticleState.PUBLISHED).id}


@scene("academy.history", relations="OS")
def history(actor: Person, relation: str) -> dict[str, Any]:
    return {"article_id": staged(actor, relation, ArticleState.PUBLISHED).id}


@scene("academy.verify", relations="S", fields={"span": "180"})
def verify(actor: Person, relation: str) -> dict[str, Any]:
    return {"article_id": staged(actor, relation, ArticleState.PUBLISHED).id}


@scene("academy.rate", fields={"useful": "yes", "why": "Clear."})
def rate(actor: Person, relation: str) -> dict[str, Any]:
    return {"article_id": article().id}


@scene("academy.note_view")
def note_view(actor: Person, relation: str) -> dict[str, Any]:
    return {"article_id": article().id}


@scene("academy.topic")
def one_topic(actor: Person, relation: str) -> dict[str, Any]:
    return {"topic_id": topic().id}


@scene("academy.add_topic", fields={"name": "Coffee", "parent": "", "programme": ""})
def add_topic(actor: Person, relation: str) -> dict[str, Any]:
    return {}


@scene("academy.edit_topic", fields={"name": "Tea", "programme": ""})
def edit_topic(actor: Person, relation: str) -> dict[str, Any]:
    return {"topic_id": topic().id}


@scene("academy.nominate")
def nominate(actor: Person, relation: str) -> dict[str, Any]:
    return {"topic_id": topic().id, "_fields": {"person": person().email}}


def proposal(someone: Person, of: Topic) -> TopicExpert:
    made = TopicExpert(
        topic_id=of.id, person_id=someone.id, nominated_by=someone.id, nominated_at=NOON
    )
    db.session.add(made)
    db.session.commit()
    return made


@scene("academy.decide_expert", relations="S", fields={"decision": "confirm"})
def decide_expert(actor: Person, relation: str) -> dict[str, Any]:
    lead = actor if relation == "S" else None
    return {"expert_id": proposal(person(), topic(programme_id=programme(lead=lead).id)).id}


@scene("academy.step_down", relations="O")
def step_down(actor: Person, relation: str) -> dict[str, Any]:
    return {"expert_id": topic_expert(actor if relation == "O" else person()).id}
