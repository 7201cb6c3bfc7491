"""Topics: proposing, voting, offering, deciding."""

from datetime import datetime

from sqlalchemy import select

from learning.activity.operations import record as record_fact
from learning.audit.operations import record as record_audit
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.notifications.operations import notify
from learning.people.models import Person
from learning.programmes.models import Programme, TopicRequest, TopicVote


class TopicsClosed(DomainError):
    """The programme takes no topics and no votes just now."""


class TopicSettled(DomainError):
    """The topic is done or declined."""


class TopicTaken(DomainError):
    """Somebody else has offered it."""


def propose_topic(
    programme: Programme,
    person: Person,
    now: datetime,
    *,
    title: str,
    why: str,
    kind: str,
    is_offered: bool,
) -> TopicRequest:
    """Wish for a topic, or offer to give it; `kind` is "article" or "talk". Raises TopicsClosed."""
    _require_open(programme)
    topic = TopicRequest(
        programme_id=programme.id,
        title=title,
        why=why,
        kind=kind,
        proposed_by=person.id,
        expert_id=person.id if is_offered else None,
        proposed_at=now,
    )
    db.session.add(topic)
    db.session.flush()
    record_fact(person.id, "topic_proposed", "topic_request", topic.id, now, programme.id)
    return topic


def toggle_vote(topic: TopicRequest, person: Person, now: datetime) -> bool:
    """Give the person's one vote, or take it back; returns whether it stands now.

    Raises TopicsClosed, TopicSettled.
    """
    _lock(topic)
    _require_unsettled(topic)
    vote = db.session.scalar(
        select(TopicVote).where(
            TopicVote.topic_request_id == topic.id, TopicVote.person_id == person.id
        )
    )
    if vote is not None:
        db.session.delete(vote)
        db.session.flush()
        return False
    db.session.add(TopicVote(topic_request_id=topic.id, person_id=person.id))
    db.session.flush()
    record_fact(person.id, "topic_voted", "topic_request", topic.id, now, topic.programme_id)
    return True


def offer_topic(topic: TopicRequest, person: Person, now: datetime) -> None:
    """Say that one can give it, and tell the leads. Twice is harmless.

    Raises TopicsClosed, TopicSettled, TopicTaken.
    """
    _lock(topic)
    _require_unsettled(topic)
    if topic.expert_id == person.id:
        return
    if topic.expert_id is not None:
        raise TopicTaken(_("Somebody else has offered this topic meanwhile."))
    topic.expert_id = person.id
    for lead in topic.programme.leads:
        if lead.is_able and lead.person_id != person.id:
            notify(
                lead.person_id,
                "programmes.topic_offered",
                {"topic": topic.title, "expert": person.name},
                link=("programmes.topics", {"programme_id": topic.programme_id}),
                dedupe_key=f"programmes.topic_offered:{topic.id}:{person.id}:{lead.person_id}",
                now=now,
            )


def withdraw_offer(topic: TopicRequest, person: Person) -> None:
    """Take one's offer back. Twice is harmless."""
    _lock(topic)
    if topic.expert_id == person.id and not topic.is_settled:
        topic.expert_id = None


def plan_topic(topic: TopicRequest, by: Person, now: datetime) -> None:
    """Promise that it will come. Twice is harmless. Raises TopicSettled."""
    _decide(topic, "planned", by, now)


def finish_topic(topic: TopicRequest, by: Person, now: datetime) -> None:
    """Note that it is there. Twice is harmless. Raises TopicSettled."""
    _decide(topic, "done", by, now)


def decline_topic(topic: TopicRequest, reason: str, by: Person, now: datetime) -> None:
    """Say that it will not come, and why. Twice is harmless. Raises TopicSettled."""
    _decide(topic, "declined", by, now, reason)


def _decide(topic: TopicRequest, state: str, by: Person, now: datetime, reason: str = "") -> None:
    _lock(topic)
    if topic.state == state:
        return
    if topic.is_settled:
        raise TopicSettled(_("This topic has been settled meanwhile. Nothing was changed."))
    topic.state, topic.reason, topic.decided_at = state, reason, now
    for person_id in _concerned(topic) - {by.id}:
        notify(
            person_id,
            f"programmes.topic_{state}",
            {"topic": topic.title, "programme": topic.programme.name, "reason": reason},
            link=("programmes.topics", {"programme_id": topic.programme_id}),
            dedupe_key=f"programmes.topic_{state}:{topic.id}:{person_id}",
            now=now,
        )
    record_audit(by.id, "topic.approve", f"topic_request:{topic.id}", now, decision=state)


def _concerned(topic: TopicRequest) -> set[int]:
    """Who proposed it, who would give it and who voted for it."""
    voters = select(TopicVote.person_id).where(TopicVote.topic_request_id == topic.id)
    named = {topic.proposed_by} | ({topic.expert_id} if topic.expert_id is not None else set())
    return named | set(db.session.scalars(voters))


def _lock(topic: TopicRequest) -> None:
    """Wait for a turn, and see the topic as it is now."""
    db.session.refresh(topic, ["state", "expert_id"], with_for_update=True)


def _require_unsettled(topic: TopicRequest) -> None:
    _require_open(topic.programme)
    if topic.is_settled:
        raise TopicSettled(_("This topic has been settled meanwhile. Nothing was changed."))


def _require_open(programme: Programme) -> None:
    if not programme.is_joinable:
        raise TopicsClosed(
            _(
                "This programme takes no topics and no votes: it is marked “%(state)s”.",
                state=programme.state.label,
            )
        )
