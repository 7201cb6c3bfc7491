"""Two runs side by side: who moves, from whom to whom."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from learning.extensions import db
from learning.mentoring.models import Match, MatchRun, RunJob, RunRecord
from learning.mentoring.queries.matches import people_by_id
from learning.people.models import Person
from learning.programmes.models import Programme


@dataclass(frozen=True)
class Chosen:
    """The mentor a run gives a mentee, and how well the two fit; None where it is not known."""

    mentor_id: int
    score: float | None


@dataclass(frozen=True)
class Change:
    """A mentee whom two plans treat differently; None is no mentor."""

    mentee_id: int
    before: Chosen | None
    after: Chosen | None


@dataclass(frozen=True)
class ShownChange:
    """A change with its people."""

    change: Change
    mentee: Person
    before: Person | None
    after: Person | None


def plan_of(run: MatchRun) -> dict[int, Chosen]:
    """By mentee whom the run gives them."""
    query = select(Match.mentee_id, Match.mentor_id, Match.score).where(Match.run_id == run.id)
    return {mentee: Chosen(mentor, score) for mentee, mentor, score in db.session.execute(query)}


def plan_before(run: MatchRun) -> dict[int, Chosen]:
    """By mentee whom the draft gave them before it was last matched again."""
    return {mentee: Chosen(mentor, None) for mentee, mentor in run.previous}


def changes(before: Mapping[int, Chosen], after: Mapping[int, Chosen]) -> list[Change]:
    """Who is with somebody else, or newly with or without anybody, by the mentee's number."""
    return [
        Change(mentee, before.get(mentee), after.get(mentee))
        for mentee in sorted({*before, *after})
        if _mentor(before.get(mentee)) != _mentor(after.get(mentee))
    ]


def with_people(some: Sequence[Change]) -> list[ShownChange]:
    """These changes with the people they name."""
    ids = {one.mentee_id for one in some}
    ids |= {side.mentor_id for one in some for side in (one.before, one.after) if side}
    people = people_by_id(ids)
    return [
        ShownChange(
            one,
            people[one.mentee_id],
            people[one.before.mentor_id] if one.before else None,
            people[one.after.mentor_id] if one.after else None,
        )
        for one in some
    ]


def by_name(mentor_ids: Collection[int], words: str) -> list[Person]:
    """These people in the order of their names, or those of them who are so named."""
    query = select(Person).where(Person.id.in_(mentor_ids)).order_by(Person.name, Person.id)
    if words:
        query = query.where(Person.name.icontains(words, autoescape=True))
    return list(db.session.scalars(query))


def titles_in(programme: Programme) -> set[str]:
    """What its drafts are called."""
    query = select(MatchRun.title).where(
        MatchRun.programme_id == programme.id, MatchRun.published_at.is_(None)
    )
    return set(db.session.scalars(query))


def record_of(run: MatchRun) -> RunRecord | None:
    """What the run was solved from, and what came out."""
    return db.session.get(RunRecord, run.id)


def job_of(run: MatchRun) -> RunJob | None:
    """The work on this run that is not done yet."""
    query = select(RunJob).where(RunJob.run_id == run.id, RunJob.done_at.is_(None))
    return db.session.scalar(query.order_by(RunJob.id.desc()).limit(1))


def _mentor(side: Chosen | None) -> int | None:
    return side.mentor_id if side else None
