"""Topics, with their votes counted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import joinedload

from learning.extensions import db
from learning.people.models import Person
from learning.programmes.models import Programme, TopicRequest, TopicVote
from learning.programmes.models.topics import EXPERT_WANTED_FROM


@dataclass(frozen=True)
class TopicCard:
    """A topic as one reader sees it."""

    topic: TopicRequest
    votes: int
    has_my_vote: bool

    @property
    def needs_expert(self) -> bool:
        """Whether many wish for it and nobody has offered to give it."""
        return (
            not self.topic.is_settled
            and self.topic.expert_id is None
            and self.votes >= EXPERT_WANTED_FROM
        )


def topics(
    programme: Programme, person: Person, states: Collection[str], limit: int, offset: int = 0
) -> list[TopicCard]:
    """Topics in these states, the most wanted first."""
    votes = _votes().label("votes")
    own = (
        select(TopicVote.id)
        .where(TopicVote.topic_request_id == TopicRequest.id, TopicVote.person_id == person.id)
        .exists()
    )
    query = (
        select(TopicRequest, votes, own)
        .where(TopicRequest.programme_id == programme.id, TopicRequest.state.in_(states))
        .options(
            joinedload(TopicRequest.proposer),
            joinedload(TopicRequest.expert),
        )
        .order_by(votes.desc(), TopicRequest.proposed_at, TopicRequest.id)
        .limit(limit)
        .offset(offset)
    )
    return [TopicCard(*row) for row in db.session.execute(query)]


def topic_count(programme: Programme) -> dict[str, int]:
    """How many topics are in each state."""
    query = (
        select(TopicRequest.state, func.count(TopicRequest.id))
        .where(TopicRequest.programme_id == programme.id)
        .group_by(TopicRequest.state)
    )
    return dict(db.session.execute(query).all())


def topic(topic_id: int) -> TopicRequest | None:
    """The topic with its programme."""
    query = (
        select(TopicRequest)
        .where(TopicRequest.id == topic_id)
        .options(joinedload(TopicRequest.programme))
    )
    return db.session.scalar(query)


def topics_needing_expert(programmes: Sequence[Programme]) -> list[TopicRequest]:
    """Topics of these programmes that many wish for and nobody has offered, for action lists."""
    query = (
        select(TopicRequest)
        .where(
            TopicRequest.programme_id.in_([one.id for one in programmes]),
            TopicRequest.state.in_(("open", "planned")),
            TopicRequest.expert_id.is_(None),
            _votes() >= EXPERT_WANTED_FROM,
        )
        .options(joinedload(TopicRequest.programme))
        .order_by(TopicRequest.proposed_at, TopicRequest.id)
    )
    return list(db.session.scalars(query))


def _votes() -> ScalarSelect[int]:
    return (
        select(func.count(TopicVote.id))
        .where(TopicVote.topic_request_id == TopicRequest.id)
        .correlate(TopicRequest)
        .scalar_subquery()
    )
