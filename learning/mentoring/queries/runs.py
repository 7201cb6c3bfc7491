"""Match runs, for the leads of their programme only."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, distinct, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from learning.extensions import db
from learning.mentoring import policy
from learning.mentoring.models import (
    ForbiddenPair,
    Match,
    MatchRun,
    MatchState,
    UnmatchedMentee,
)
from learning.mentoring.queries.pool import Pair
from learning.people.models import Person
from learning.programmes.models import Programme


@dataclass(frozen=True)
class RunFigures:
    """What a run comes to."""

    served: int
    mentors_used: int
    total_score: float
    locked: int

    @property
    def mean_score(self) -> float | None:
        return self.total_score / self.served if self.served else None


def run_of(person: Person, run_id: int) -> MatchRun | None:
    """The run if this person leads its programme; None to anybody else."""
    query = select(MatchRun).where(MatchRun.id == run_id).options(joinedload(MatchRun.programme))
    found = db.session.scalar(query)
    return found if found and policy.can_run_matches(person, found.programme) else None


def runs_of(programme: Programme) -> list[MatchRun]:
    """The programme's runs, the latest first."""
    query = (
        select(MatchRun)
        .where(MatchRun.programme_id == programme.id)
        .order_by(MatchRun.started_at.desc(), MatchRun.id.desc())
    )
    return list(db.session.scalars(query))


def draft_of(programme: Programme) -> MatchRun | None:
    """The one draft that is open, if any."""
    query = select(MatchRun).where(
        MatchRun.programme_id == programme.id, MatchRun.published_at.is_(None)
    )
    return db.session.scalar(query)


def figures_of(run: MatchRun) -> RunFigures:
    query = select(
        func.count(Match.id),
        func.count(distinct(Match.mentor_id)),
        func.coalesce(func.sum(Match.score), 0.0),
        func.coalesce(func.sum(case((Match.is_locked, 1), else_=0)), 0),
    ).where(Match.run_id == run.id)
    return RunFigures(*db.session.execute(query).one())


def states_of(run: MatchRun) -> dict[MatchState, int]:
    """How many of the run's matches are in each state."""
    query = (
        select(Match.state, func.count(Match.id))
        .where(Match.run_id == run.id)
        .group_by(Match.state)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def matches_of_run(run: MatchRun, words: str, limit: int, offset: int = 0) -> list[Match]:
    """The run's pairs in which somebody is so named, the weakest score first."""
    query = _named(select(Match), run, words).options(
        joinedload(Match.mentee), joinedload(Match.mentor)
    )
    query = query.order_by(Match.score, Match.id).limit(limit).offset(offset)
    return list(db.session.scalars(query))


def matches_of_run_count(run: MatchRun, words: str) -> int:
    return db.session.scalar(_named(select(func.count(Match.id)), run, words)) or 0


def draft_match(run: MatchRun, mentee_id: int) -> Match | None:
    """The pair the draft holds for this mentee."""
    query = (
        select(Match)
        .where(Match.run_id == run.id, Match.mentee_id == mentee_id)
        .options(joinedload(Match.mentee), joinedload(Match.mentor))
    )
    return db.session.scalar(query)


def matches_in(run: MatchRun) -> list[Match]:
    """Every pair of the run."""
    return list(db.session.scalars(select(Match).where(Match.run_id == run.id)))


def locked_pairs(run: MatchRun) -> list[Pair]:
    query = select(Match.mentee_id, Match.mentor_id).where(Match.run_id == run.id, Match.is_locked)
    return [(mentee, mentor) for mentee, mentor in db.session.execute(query.order_by(Match.id))]


def removed_pairs(run: MatchRun) -> list[ForbiddenPair]:
    """What the lead took out of this draft."""
    query = (
        select(ForbiddenPair)
        .where(ForbiddenPair.run_id == run.id)
        .options(joinedload(ForbiddenPair.mentee), joinedload(ForbiddenPair.mentor))
        .order_by(ForbiddenPair.id)
    )
    return list(db.session.scalars(query))


def loads_in(run: MatchRun) -> dict[int, int]:
    """By mentor how many mentees the run gives them."""
    query = (
        select(Match.mentor_id, func.count(Match.id))
        .where(Match.run_id == run.id)
        .group_by(Match.mentor_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def unmatched_in(run: MatchRun, limit: int | None = None) -> list[UnmatchedMentee]:
    """Whom the run leaves without a mentor, by name."""
    query = (
        select(UnmatchedMentee)
        .join(UnmatchedMentee.mentee)
        .where(UnmatchedMentee.run_id == run.id)
        .options(joinedload(UnmatchedMentee.mentee))
        .order_by(Person.name, Person.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def unmatched_count(run: MatchRun) -> int:
    query = select(func.count(UnmatchedMentee.id)).where(UnmatchedMentee.run_id == run.id)
    return db.session.scalar(query) or 0


def unmatched(run: MatchRun, mentee_id: int) -> UnmatchedMentee | None:
    query = select(UnmatchedMentee).where(
        UnmatchedMentee.run_id == run.id, UnmatchedMentee.mentee_id == mentee_id
    )
    return db.session.scalar(query)


def _named(query: Select, run: MatchRun, words: str) -> Select:  # type: ignore[type-arg]
    query = query.where(Match.run_id == run.id)
    if not words:
        return query
    mentee, mentor = aliased(Person), aliased(Person)
    return (
        query.join(mentee, mentee.id == Match.mentee_id)
        .join(mentor, mentor.id == Match.mentor_id)
        .where(or_(_has(mentee, words), _has(mentor, words)))
    )


def _has(person: type[Person], words: str) -> ColumnElement[bool]:
    return person.name.icontains(words, autoescape=True)
