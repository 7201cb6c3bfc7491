"""Whom people wish for, and whom they have marked. Both are theirs alone."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, cast, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from learning.extensions import db
from learning.mentoring.models import Mark, MarkKind, Match, MatchState, Wish, WishList
from learning.mentoring.queries.pool import has_every_mentor
from learning.mentoring.rules import days_of_patience_ago
from learning.people.models import Person
from learning.programmes.models import Enrolment, EnrolmentRole, EnrolmentState, Programme


@dataclass(frozen=True)
class Said:
    """Whom somebody wishes for, the dearest first, which rules matter most, and the own goals."""

    wishes: tuple[int, ...] = ()
    matters: frozenset[str] = frozenset()
    goals: frozenset[str] = frozenset()

    @property
    def answers(self) -> dict[str, Any]:
        """As a participant has them."""
        return {"wishes": self.wishes, "matters": self.matters, "goals": self.goals}


def said_in(programme: Programme) -> dict[EnrolmentRole, dict[int, Said]]:
    """What the people of the programme have said for a run: role → person; who said nothing is not
    there.

    A wish counts by its place on the list, whoever made it and however long the list is: an
    enthusiastic rater wins nothing. `matters` are keys of `rules.MATTERS`, `goals` of the
    programmes' PERSONAL_GOALS.
    """
    query = (
        select(
            Enrolment.role,
            Enrolment.person_id,
            Enrolment.matters,
            Enrolment.goals,
            Wish.other_id,
        )
        .outerjoin(WishList, WishList.enrolment_id == Enrolment.id)
        .outerjoin(Wish, Wish.list_id == WishList.id)
        .where(
            Enrolment.programme_id == programme.id,
            Enrolment.state == EnrolmentState.ACTIVE,
            or_(
                Wish.id.is_not(None),
                cast(Enrolment.matters, String) != "[]",
                cast(Enrolment.goals, String) != "[]",
            ),
        )
        .order_by(Enrolment.id, Wish.rank)
    )
    found: dict[EnrolmentRole, dict[int, Said]] = {
        EnrolmentRole.MENTEE: {},
        EnrolmentRole.MENTOR: {},
    }
    for role, person, matters, goals, other in db.session.execute(query):
        if role in found:
            said = Said(matters=frozenset(matters), goals=frozenset(goals))
            before = found[role].get(person, said)
            wishes = before.wishes if other is None else (*before.wishes, other)
            found[role][person] = replace(before, wishes=wishes)
    return found


def wish_list_of(enrolment: Enrolment) -> WishList | None:
    """What this person wishes in this programme, the dearest first."""
    query = (
        select(WishList)
        .where(WishList.enrolment_id == enrolment.id)
        .options(selectinload(WishList.wishes).joinedload(Wish.other))
    )
    return db.session.scalar(query)


def wished_by(enrolment: Enrolment) -> list[int]:
    """Whom this person wishes for, by number."""
    query = (
        select(Wish.other_id)
        .join(Wish.wish_list)
        .where(WishList.enrolment_id == enrolment.id)
        .order_by(Wish.rank)
    )
    return list(db.session.scalars(query))


def enrolments_that_ask() -> list[Enrolment]:
    """Whose wishes are to be asked one after the other."""
    query = (
        select(Enrolment)
        .join(WishList, WishList.enrolment_id == Enrolment.id)
        .join(Enrolment.person)
        .where(
            WishList.is_asking,
            Enrolment.state == EnrolmentState.ACTIVE,
            Person.deactivated_at.is_(None),
        )
        .options(contains_eager(Enrolment.person), joinedload(Enrolment.programme))
        .order_by(Enrolment.id)
    )
    return [one for one in db.session.scalars(query) if one.programme.is_joinable]


def is_time_to_ask(enrolment: Enrolment, now: datetime) -> bool:
    """Whether the next wish may be asked: a mentor wanted, and whoever was asked is silent."""
    is_mentee = enrolment.role is EnrolmentRole.MENTEE
    if is_mentee and has_every_mentor(enrolment.programme, enrolment.person_id):
        return False
    recent = select(Match.id).where(
        *_asked_by(enrolment),
        Match.state == MatchState.PROPOSED,
        Match.proposed_at > days_of_patience_ago(now),
    )
    return db.session.scalar(recent.limit(1)) is None


def asked_by(enrolment: Enrolment, since: datetime) -> set[int]:
    """Whom this person has asked in this programme since then."""
    other = Match.mentor_id if enrolment.role is EnrolmentRole.MENTEE else Match.mentee_id
    query = select(other).where(*_asked_by(enrolment), Match.proposed_at >= since)
    return set(db.session.scalars(query))


def counterpart(enrolment: Enrolment, person_id: int) -> Enrolment | None:
    """The other's active part in the same programme, on the other side."""
    role = EnrolmentRole.MENTOR if enrolment.role is EnrolmentRole.MENTEE else EnrolmentRole.MENTEE
    query = (
        select(Enrolment)
        .where(
            Enrolment.programme_id == enrolment.programme_id,
            Enrolment.person_id == person_id,
            Enrolment.role == role,
            Enrolment.state == EnrolmentState.ACTIVE,
        )
        .options(joinedload(Enrolment.person), joinedload(Enrolment.programme))
    )
    return db.session.scalar(query)


def mark_of(person: Person, other_id: int) -> Mark | None:
    return db.session.scalar(
        select(Mark).where(Mark.person_id == person.id, Mark.other_id == other_id)
    )


def marked_by(person: Person, other_ids: Collection[int]) -> dict[int, MarkKind]:
    """Whom of these this person has marked, and how."""
    query = select(Mark.other_id, Mark.kind).where(
        Mark.person_id == person.id, Mark.other_id.in_(other_ids)
    )
    return dict(db.session.execute(query).all())


def _asked_by(enrolment: Enrolment) -> tuple[ColumnElement[bool], ...]:
    own = Match.mentee_id if enrolment.role is EnrolmentRole.MENTEE else Match.mentor_id
    return (
        Match.programme_id == enrolment.programme_id,
        own == enrolment.person_id,
        Match.asked_by == enrolment.role,
    )
