"""Calls for talks, and proposals as each side may see them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, lazyload

from learning.academy.models import TalkCall, TalkProposal, TalkScore
from learning.academy.queries.talks.events import topic_line
from learning.extensions import db
from learning.people.models import Person


@dataclass(frozen=True)
class Scored:
    """A proposal as one reviewer sees it: others' scores once they have given their own."""

    proposal: TalkProposal
    own: TalkScore | None
    others: list[TalkScore]
    count: int  # of all scores

    @property
    def mean(self) -> float | None:
        """Of all scores, to a tenth; None before one's own."""
        if self.own is None:
            return None
        scores = [self.own.score, *(one.score for one in self.others)]
        return round(sum(scores) / len(scores), 1)


def open_calls(today: date, topic_ids: Collection[int] | None = None) -> list[TalkCall]:
    """Calls that still take proposals, the one that ends soonest first."""
    query = select(TalkCall).where(TalkCall.closes_on >= today)
    if topic_ids is not None:
        query = query.where(TalkCall.topic_id.in_(topic_ids))
    query = query.options(joinedload(TalkCall.topic)).order_by(TalkCall.closes_on, TalkCall.id)
    return list(db.session.scalars(query))


def past_calls(today: date, limit: int) -> list[TalkCall]:
    """Calls that are over, the latest first."""
    query = (
        select(TalkCall)
        .where(TalkCall.closes_on < today)
        .options(joinedload(TalkCall.topic))
        .order_by(TalkCall.closes_on.desc(), TalkCall.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))


def call(call_id: int) -> TalkCall | None:
    query = select(TalkCall).where(TalkCall.id == call_id)
    return db.session.scalar(
        query.options(
            joinedload(TalkCall.topic).options(*topic_line()), joinedload(TalkCall.opener)
        )
    )


def proposal(proposal_id: int) -> TalkProposal | None:
    """The proposal with its call, and what a policy asks of it."""
    return db.session.scalar(_proposals().where(TalkProposal.id == proposal_id))


def proposals_by(person: Person) -> list[TalkProposal]:
    """What the person has proposed, the latest first."""
    query = _proposals().where(
        TalkProposal.person_id == person.id, TalkProposal.withdrawn_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(TalkProposal.proposed_at.desc())))


def to_review(found: TalkCall, reviewer: Person) -> list[Scored]:
    """The proposals of others to this call, those that wait for the reviewer first."""
    query = (
        _proposals()
        .where(
            TalkProposal.call_id == found.id,
            TalkProposal.withdrawn_at.is_(None),
            TalkProposal.person_id != reviewer.id,
        )
        .order_by(TalkProposal.decided_at.is_not(None), TalkProposal.id)
    )
    found_ones = list(db.session.scalars(query))
    scores = _scores([one.id for one in found_ones])
    seen = [_seen(one, scores.get(one.id, []), reviewer) for one in found_ones]
    return sorted(seen, key=lambda one: (not one.proposal.is_waiting, one.own is not None))


def scored(found: TalkProposal, reviewer: Person) -> Scored:
    """One proposal as the reviewer sees it."""
    return _seen(found, _scores([found.id]).get(found.id, []), reviewer)


def proposal_counts(ids: Collection[int]) -> dict[int, int]:
    """By call, how many proposals there are."""
    query = (
        select(TalkProposal.call_id, func.count(TalkProposal.id))
        .where(TalkProposal.call_id.in_(ids), TalkProposal.withdrawn_at.is_(None))
        .group_by(TalkProposal.call_id)
    )
    return dict(db.session.execute(query).all()) if ids else {}


def _seen(found: TalkProposal, scores: list[TalkScore], reviewer: Person) -> Scored:
    own = next((one for one in scores if one.person_id == reviewer.id), None)
    others = [one for one in scores if one.person_id != reviewer.id]
    return Scored(found, own, others if own or not found.is_waiting else [], len(scores))


def _scores(ids: Collection[int]) -> dict[int, list[TalkScore]]:
    found: dict[int, list[TalkScore]] = {}
    query = (
        select(TalkScore)
        .where(TalkScore.proposal_id.in_(ids))
        .options(joinedload(TalkScore.person).options(lazyload(Person.grants)))
        .order_by(TalkScore.id)
    )
    for one in db.session.scalars(query):
        found.setdefault(one.proposal_id, []).append(one)
    return found


def _proposals() -> Select[TalkProposal]:
    return select(TalkProposal).options(
        joinedload(TalkProposal.person),
        joinedload(TalkProposal.talk),
        joinedload(TalkProposal.call).joinedload(TalkCall.topic).options(*topic_line()),
    )
