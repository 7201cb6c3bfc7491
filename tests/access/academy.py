"""Scenes of the academy."""

import io
from itertools import count
from typing import Any

from sqlalchemy import select

from learning.academy import operations, queries
from learning.academy.models import (
    Article,
    ArticleState,
    HandOver,
    SearchSynonym,
    Topic,
    TopicExpert,
)
from learning.academy.operations import add_author, mark_of
from learning.extensions import db
from learning.people.models import Person
from tests.access import scene
from tests.factories.academy import article, shown_file, topic, topic_expert
from tests.factories.files import picture
from tests.factories.people import NOON, person
from tests.factories.programmes import programme

_numbers = count(1)
DRAFT, WAITING = ArticleState.DRAFT, ArticleState.IN_REVIEW
PUBLISHED = ArticleState.PUBLISHED
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


@scene(
    "academy.add_topic",
    fields={"name": "Coffee", "parent": "", "programme": "", "approvals_needed": 2},
)
def add_topic(actor: Person, relation: str) -> dict[str, Any]:
    return {}


@scene("academy.edit_topic", fields={"name": "Tea", "programme": "", "approvals_needed": 1})
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


@scene("academy.file")
def file(actor: Person, relation: str) -> dict[str, Any]:
    found = article()
    return {"article_id": found.id, "name": shown_file(found).name}


@scene("academy.add_file", relations="O")
def add_file(actor: Person, relation: str) -> dict[str, Any]:
    sent = (io.BytesIO(picture("PNG")), "cup.png")
    return {"article_id": staged(actor, relation, DRAFT).id, "_fields": {"file": sent}}


@scene("academy.add_video", relations="O", fields={"words": "Tea", "link": "https://tv.example/1"})
def add_video(actor: Person, relation: str) -> dict[str, Any]:
    return {"article_id": staged(actor, relation, DRAFT).id}


@scene("academy.remove_file", relations="O")
def remove_file(actor: Person, relation: str) -> dict[str, Any]:
    found = staged(actor, relation, DRAFT)
    return {"article_id": found.id, "file_id": shown_file(found).id}


@scene("academy.authors", relations="O")
def authors(actor: Person, relation: str) -> dict[str, Any]:
    return {
        "article_id": staged(actor, relation, DRAFT).id,
        "_fields": {"person": person().email},
    }


@scene("academy.remove_author", relations="O")
def remove_author(actor: Person, relation: str) -> dict[str, Any]:
    return {"article_id": staged(actor, relation, DRAFT).id, "person_id": person().id}


@scene("academy.leave_authors", relations="P")
def leave_authors(actor: Person, relation: str) -> dict[str, Any]:
    found = article(state=DRAFT)
    add_author(found, actor if relation == "P" else person(), NOON)
    db.session.commit()
    return {"article_id": found.id}


@scene("academy.add_remark", relations="S", fields={"line": 1, "text": "Which machine?"})
def add_remark(actor: Person, relation: str) -> dict[str, Any]:
    return {"article_id": staged(actor, relation, WAITING).id}


@scene("academy.settle_remark", relations="O")
def settle_remark(actor: Person, relation: str) -> dict[str, Any]:
    found = staged(actor, relation, DRAFT)
    remark = operations.add_remark(found, person(), 1, "Which machine?", NOON)
    db.session.commit()
    return {"article_id": found.id, "remark_id": remark.id}


@scene("academy.blank", fields={"number": 1, "why": "A password"})
def blank(actor: Person, relation: str) -> dict[str, Any]:
    return {"article_id": article().id}


@scene("academy.schedule", relations="O", fields={"publish_on": "2031-01-01", "withdraw_on": ""})
def schedule(actor: Person, relation: str) -> dict[str, Any]:
    return {"article_id": staged(actor, relation, DRAFT).id}


@scene("academy.suggest", fields={"body": "Better.", "why": ""})
def suggest(actor: Person, relation: str) -> dict[str, Any]:
    return {"article_id": article().id}


@scene("academy.suggestions", relations="O")
def suggestions(actor: Person, relation: str) -> dict[str, Any]:
    return {"article_id": staged(actor, relation, PUBLISHED).id}


@scene("academy.answer_suggestion", relations="O", fields={"decision": "take", "answer": ""})
def answer_suggestion(actor: Person, relation: str) -> dict[str, Any]:
    found = staged(actor, relation, PUBLISHED)
    operations.suggest_change(found, person(), "Better.", "", NOON)
    db.session.commit()
    return {"article_id": found.id, "suggestion_id": queries.suggestions_for(found)[0].id}


@scene("academy.flag", fields={"text": "The machine is gone."})
def flag(actor: Person, relation: str) -> dict[str, Any]:
    return {"article_id": article().id}


@scene("academy.flags", relations="OS")
def flags(actor: Person, relation: str) -> dict[str, Any]:
    return {"article_id": staged(actor, relation, PUBLISHED).id}


@scene("academy.answer_flag", relations="OS", fields={"answer": "Mended."})
def answer_flag(actor: Person, relation: str) -> dict[str, Any]:
    found = staged(actor, relation, PUBLISHED)
    operations.flag_outdated(found, person(), "The machine is gone.", NOON)
    db.session.commit()
    return {"article_id": found.id, "flag_id": queries.flags_on(found)[0].id}


@scene("academy.mark_obsolete", relations="OS", fields={"successor": ""})
def mark_obsolete(actor: Person, relation: str) -> dict[str, Any]:
    return {"article_id": staged(actor, relation, PUBLISHED).id}


@scene("academy.mark_current", relations="OS")
def mark_current(actor: Person, relation: str) -> dict[str, Any]:
    return {"article_id": staged(actor, relation, PUBLISHED).id}


@scene("academy.bin_article", relations="OS", fields={"successor": ""})
def bin_article(actor: Person, relation: str) -> dict[str, Any]:
    return {"article_id": staged(actor, relation, PUBLISHED).id}


@scene("academy.take_out", relations="OS")
def take_out(actor: Person, relation: str) -> dict[str, Any]:
    return {"article_id": staged(actor, relation, ArticleState.BINNED).id}


@scene("academy.verify_many", relations="S", fields={"span": "180"})
def verify_many(actor: Person, relation: str) -> dict[str, Any]:
    return {"_fields": {"articles": staged(actor, relation, PUBLISHED).id}}


def hand_over(actor: Person, relation: str) -> HandOver:
    """An article that its author has left behind."""
    made = HandOver(
        article_id=staged(actor, "S" if relation == "S" else "-", PUBLISHED).id,
        from_id=person().id,
        asked_id=actor.id if relation == "P" else person().id,
        asked_at=NOON,
    )
    db.session.add(made)
    db.session.commit()
    return made


@scene("academy.take_over", relations="PS")
def take_over(actor: Person, relation: str) -> dict[str, Any]:
    return {"hand_over_id": hand_over(actor, relation).id}


@scene("academy.decline_hand_over", relations="PS")
def decline_hand_over(actor: Person, relation: str) -> dict[str, Any]:
    return {"hand_over_id": hand_over(actor, relation).id}


@scene("academy.give", relations="S")
def give(actor: Person, relation: str) -> dict[str, Any]:
    found = hand_over(actor, relation)
    return {"hand_over_id": found.id, "_fields": {"person": person().email}}


@scene("academy.gaps", relations="S")
def gaps(actor: Person, relation: str) -> dict[str, Any]:
    return _led(actor, relation)


@scene("academy.request_gap", relations="S", fields={"words": "parking"})
def request_gap(actor: Person, relation: str) -> dict[str, Any]:
    return _led(actor, relation)


@scene(
    "academy.synonyms", relations="S", fields={"language": "en", "words": "hr", "meaning": "people"}
)
def synonyms(actor: Person, relation: str) -> dict[str, Any]:
    return _led(actor, relation)


@scene("academy.remove_synonym", relations="S")
def remove_synonym(actor: Person, relation: str) -> dict[str, Any]:
    known = SearchSynonym(
        language="en",
        words=f"hr {next(_numbers)}",
        meaning="people",
        added_by=person().id,
        added_at=NOON,
    )
    db.session.add(known)
    db.session.commit()
    return {"synonym_id": known.id, **_led(actor, relation)}


def _led(actor: Person, relation: str) -> dict[str, Any]:
    """Nothing in the address: the scope is any programme this person leads."""
    if relation == "S":
        programme(lead=actor)
    return {}


@scene("academy.follow_topic")
def follow_topic(actor: Person, relation: str) -> dict[str, Any]:
    return {"topic_id": topic().id}


@scene("academy.unfollow_topic")
def unfollow_topic(actor: Person, relation: str) -> dict[str, Any]:
    return {"topic_id": topic().id}


@scene("academy.decline_picks")
@scene("academy.accept_picks")
def choose_picks(actor: Person, relation: str) -> dict[str, Any]:
    return {}
