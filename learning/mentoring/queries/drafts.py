"""Two runs side by side: who moves, from whom to whom."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import CompoundSelect, select, union_all

from learning.extensions import db
from learning.matching.explanation import Move
from learning.mentoring.models import Match, MatchRun, RunJob, RunRecord, UnmatchedMentee
from learning.mentoring.queries.matches import people_by_id
from learning.mentoring.queries.pool import Pair
from learning.people.models import Person
from learning.programmes.models import Programme

Plan = Mapping[Pair, float | None]
"""The score of each pair, None where it is not known."""


@dataclass(frozen=True)
class ShownMove:
    """A mentee whose mentors differ between two plans, and whom only the one plan gives them."""

    mentee: Person
    before: list[tuple[Person, float | None]]
    after: list[tuple[Person, float | None]]


def plan_of(run: MatchRun) -> Plan:
    """The pairs of the run."""
    query = select(Match.mentee_id, Match.mentor_id, Match.score).where(Match.run_id == run.id)
    return {(mentee, mentor): score for mentee, mentor, score in db.session.execute(query)}


def mentees_in(*runs: MatchRun) -> list[set[int]]:
    """Everybody whom each of these runs is about: with a mentor in it, or left without."""
    ids = [run.id for run in runs]
    served = select(Match.run_id, Match.mentee_id).where(Match.run_id.in_(ids))
    left = select(UnmatchedMentee.run_id, UnmatchedMentee.mentee_id).where(
        UnmatchedMentee.run_id.in_(ids)
    )
    found = dict[int, set[int]]({one: set() for one in ids})
    both: CompoundSelect[int, int] = union_all(served, left)
    for run_id, mentee_id in db.session.execute(both):
        found[run_id].add(mentee_id)
    return [found[one] for one in ids]


def plan_before(run: MatchRun) -> Plan:
    """The pairs of the draft before it was last matched again."""
    return dict.fromkeys((mentee, mentor) for mentee, mentor in run.previous)


def with_people(some: Sequence[Move[int]], before: Plan, after: Plan) -> list[ShownMove]:
    """These moves from the one plan to the other with the people they name."""
    people = people_by_id(
        {one for move in some for one in (move.mentee, *move.before, *move.after)}
    )
    return [
        ShownMove(
            people[move.mentee],
            [(people[one], before[move.mentee, one]) for one in move.before],
            [(people[one], after[move.mentee, one]) for one in move.after],
        )
        for move in some
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
