"""Topics and who answers for them."""

import re
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from learning.academy.models import Topic, TopicExpert
from learning.academy.models.topics import MAX_DEPTH
from learning.academy.operations.indexing import note_renamed
from learning.academy.queries import keepers_of
from learning.activity.operations import record
from learning.audit import operations as audit
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.markup import slug
from learning.notifications.operations import notify, withdraw_notice
from learning.outbox import index_change
from learning.people.models import Person


class TopicTooDeep(DomainError):
    """Topics nest up to three levels, and never below themselves."""


class AlreadyNamed(DomainError):
    """This person is an expert for the topic, or is proposed already."""


def add_topic(
    name: str, parent: Topic | None, programme_id: int | None, approvals_needed: int = 1
) -> Topic:
    """Add a topic. Raises TopicTooDeep."""
    _check_depth(parent)
    topic = Topic(
        name=name,
        slug=_free_slug(name),
        parent_id=parent.id if parent else None,
        programme_id=programme_id,
        approvals_needed=approvals_needed,
    )
    db.session.add(topic)
    db.session.flush()
    return topic


def edit_topic(
    topic: Topic,
    name: str,
    programme_id: int | None,
    now: datetime,
    approvals_needed: int = 1,
) -> None:
    """Rename a topic or give it to a programme; what is in it is found under the new name."""
    if topic.name != name:
        topic.name = name
        note_renamed(topic, now)
    topic.programme_id = programme_id
    topic.approvals_needed = approvals_needed


def nominate_expert(topic: Topic, person: Person, by: Person, now: datetime) -> TopicExpert:
    """Propose somebody, or oneself, as expert for a topic. Raises AlreadyNamed."""
    expert = db.session.scalar(
        select(TopicExpert).where(
            TopicExpert.topic_id == topic.id, TopicExpert.person_id == person.id
        )
    )
    if expert is not None and expert.lapsed_at is None:
        raise AlreadyNamed(_already(expert))
    if expert is None:
        expert = TopicExpert(topic_id=topic.id, person_id=person.id)
    expert.nominated_by, expert.nominated_at = by.id, now
    expert.confirmed_by = expert.confirmed_at = expert.lapsed_at = None
    try:
        with db.session.begin_nested():
            db.session.add(expert)
    except IntegrityError as error:
        raise AlreadyNamed(_("This person is proposed already.")) from error
    facts = {"person": person.name, "by": by.name, "topic": topic.name}
    for keeper in keepers_of(topic):
        if keeper.id == person.id:
            continue
        notify(
            keeper.id,
            "academy.expert_proposed",
            facts,
            link=("academy.topic", {"topic_id": topic.id}),
            dedupe_key=_proposal_key(expert, keeper),
            now=now,
        )
    return expert


def confirm_expert(expert: TopicExpert, by: Person, now: datetime) -> None:
    """Name the expert and tell them. Twice is harmless."""
    if expert.is_named:
        return
    _withdraw_proposals(expert, now)
    expert.confirmed_by, expert.confirmed_at = by.id, now
    audit.record(by.id, "expert.confirm", f"person:{expert.person_id}", now, topic=expert.topic_id)
    record(expert.person_id, "expert_named", "topic", expert.topic_id, now)
    index_change("person", expert.person_id, now)
    notify(
        expert.person_id,
        "academy.expert_confirmed",
        {"topic": expert.topic.name, "by": by.name},
        link=("academy.topic", {"topic_id": expert.topic_id}),
        dedupe_key=f"expert_confirmed:{expert.id}:{now.isoformat()}",
        now=now,
    )


def decline_expert(expert: TopicExpert, by: Person, now: datetime) -> None:
    """Turn a proposal down; the person may be proposed again. Twice is harmless."""
    if expert.lapsed_at is not None:
        return
    _withdraw_proposals(expert, now)
    expert.lapsed_at = now
    audit.record(by.id, "expert.decline", f"person:{expert.person_id}", now, topic=expert.topic_id)


def step_down(expert: TopicExpert, now: datetime) -> None:
    """Stop being an expert for a topic, or withdraw from the proposal. Twice is harmless."""
    if expert.lapsed_at is None:
        _withdraw_proposals(expert, now)
        expert.lapsed_at = now


def _withdraw_proposals(expert: TopicExpert, now: datetime) -> None:
    for keeper in keepers_of(expert.topic):
        withdraw_notice(_proposal_key(expert, keeper), now)


def _proposal_key(expert: TopicExpert, keeper: Person) -> str:
    return f"expert_proposed:{expert.id}:{expert.nominated_at.isoformat()}:{keeper.id}"


def _already(expert: TopicExpert) -> str:
    if expert.is_named:
        return str(_("This person is an expert for the topic already."))
    return str(_("This person is proposed already; a lead has yet to confirm it."))


def _check_depth(parent: Topic | None) -> None:
    if parent is not None and len(parent.line) >= MAX_DEPTH:
        raise TopicTooDeep(_("Topics go three levels deep. Choose a topic further up."))


def _free_slug(name: str) -> str:
    """A slug nobody has yet; names may repeat below different topics."""
    stem = re.sub(r"-{2,}", "-", slug(name)).strip("-")[:80] or "topic"
    taken = set(db.session.scalars(select(Topic.slug).where(Topic.slug.startswith(stem))))
    number = 1
    while (found := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return found
