"""Match runs, for the leads of their programme only."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    case,
    cast,
    distinct,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased, defer, joinedload, lazyload, load_only

from learning.extensions import db
from learning.mentoring import policy
from learning.mentoring.models import (
    ForbiddenPair,
    Match,
    MatchRun,
    MatchState,
    Rematch,
    RematchState,
    UnmatchedMentee,
)
from learning.mentoring.queries.pool import Pair, free_seats, own_wish, waiting_mentees
from learning.mentoring.rules import seats
from learning.people.models import Person
from learning.programmes.models import (
    Enrolment,
    EnrolmentRole,
    EnrolmentState,
    Format,
    Programme,
)
from learning.programmes.queries.catalogue import JOINABLE

LOW_SCORE = 40.0


class PairFilter(StrEnum):
    """Which pairs of a run are looked at."""

    LOCKED = "locked"
    LOW = "low"  # under LOW_SCORE
    RELAXED = "relaxed"  # a rule was dropped so that the mentee has somebody


@dataclass(frozen=True)
class RunFigures:
    """What a run comes to. `spread` is the sum of (mentees)² over the mentors: evener is less."""

    pairs: int
    served: int
    mentors_used: int
    total_score: float
    locked: int
    low: int
    relaxed: int
    spread: int
    left: int

    @property
    def mean_score(self) -> float | None:
        return self.total_score / self.pairs if self.pairs else None


def run_of(person: Person, run_id: int) -> MatchRun | None:
    """The run if this person leads its programme; None to anybody else."""
    with_leads = joinedload(MatchRun.programme).joinedload(Programme.leads)
    query = select(MatchRun).where(MatchRun.id == run_id).options(with_leads)
    found = db.session.scalars(query).unique().one_or_none()
    return found if found and policy.can_run_matches(person, found.programme) else None


def runs_of(programme: Programme) -> list[MatchRun]:
    """The programme's runs, the latest first."""
    query = (
        select(MatchRun)
        .where(MatchRun.programme_id == programme.id)
        .order_by(MatchRun.started_at.desc(), MatchRun.id.desc())
    )
    return list(db.session.scalars(query))


def draft_of(programme: Programme, *, of_circles: bool = False) -> MatchRun | None:
    """The latest draft of pairs, or of circles, that is open, if any."""
    query = select(MatchRun).where(
        MatchRun.programme_id == programme.id,
        MatchRun.published_at.is_(None),
        MatchRun.least.is_not(None) if of_circles else MatchRun.least.is_(None),
    )
    return db.session.scalar(query.order_by(MatchRun.id.desc()).limit(1))


def programmes_to_draft(now: datetime) -> list[Programme]:
    """Those that people join at any time and where somebody came since the last match.

    Not where a draft is open: that one is its lead's to decide.
    """
    runs = select(MatchRun.id).where(MatchRun.programme_id == Programme.id)
    last = select(func.max(MatchRun.started_at)).where(MatchRun.programme_id == Programme.id)
    came = select(func.max(func.coalesce(Enrolment.decided_at, Enrolment.applied_at))).where(
        Enrolment.programme_id == Programme.id,
        Enrolment.role.in_((EnrolmentRole.MENTEE, EnrolmentRole.MENTOR)),
        Enrolment.state == EnrolmentState.ACTIVE,
    )
    again = select(func.max(Rematch.asked_at)).where(
        Rematch.programme_id == Programme.id, Rematch.state == RematchState.OPEN
    )
    since = last.scalar_subquery()
    query = select(Programme).where(
        Programme.is_evergreen,
        Programme.state.in_(JOINABLE),
        ~runs.where(MatchRun.published_at.is_(None)).exists(),
        or_(since.is_(None), came.scalar_subquery() > since, again.scalar_subquery() > since),
    )
    today = now.date()
    return [
        one
        for one in db.session.scalars(query.order_by(Programme.id))
        if one.has_format(Format.MENTORING)
        and waiting_mentees(one, today)
        and free_seats(one, today)
    ]


def drafts_of(programme: Programme) -> list[MatchRun]:
    """Every open draft, the latest first."""
    return [run for run in runs_of(programme) if run.is_draft]


def figures_of(run: MatchRun) -> RunFigures:
    loads = (
        select(func.count(Match.id).label("mentees"))
        .where(Match.run_id == run.id)
        .group_by(Match.mentor_id)
        .subquery()
    )
    spread = select(func.coalesce(func.sum(loads.c.mentees * loads.c.mentees), 0))
    left = select(func.count(UnmatchedMentee.id)).where(UnmatchedMentee.run_id == run.id)
    query = select(
        func.count(Match.id),
        func.count(distinct(Match.mentee_id)),
        func.count(distinct(Match.mentor_id)),
        func.coalesce(func.sum(Match.score), 0.0),
        _count_if(_FILTERS[PairFilter.LOCKED]),
        _count_if(_FILTERS[PairFilter.LOW]),
        _count_if(_FILTERS[PairFilter.RELAXED]),
        spread.scalar_subquery(),
        left.scalar_subquery(),
    ).where(Match.run_id == run.id)
    pairs, served, mentors, total, locked, low, relaxed, squares, left_count = db.session.execute(
        query
    ).one()
    return RunFigures(
        pairs=pairs,
        served=served,
        mentors_used=mentors,
        total_score=total,
        locked=locked,
        low=low,
        relaxed=relaxed,
        spread=int(squares),
        left=left_count,
    )


def states_of(run: MatchRun) -> dict[MatchState, int]:
    """How many of the run's matches are in each state."""
    query = (
        select(Match.state, func.count(Match.id))
        .where(Match.run_id == run.id)
        .group_by(Match.state)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def matches_of_run(
    run: MatchRun, words: str, limit: int, offset: int = 0, only: PairFilter | None = None
) -> list[Match]:
    """The run's pairs in which somebody is so named, the weakest score first."""
    query = _filtered(_named(select(Match), run, words), only).options(
        joinedload(Match.mentee), joinedload(Match.mentor)
    )
    query = query.order_by(Match.score, Match.id).limit(limit).offset(offset)
    return list(db.session.scalars(query))


def matches_of_run_count(run: MatchRun, words: str, only: PairFilter | None = None) -> int:
    query = _filtered(_named(select(func.count(Match.id)), run, words), only)
    return db.session.scalar(query) or 0


def open_matches_in(run: MatchRun, *, with_half_answered: bool) -> list[Match]:
    """What of a published run waits for an answer: of both sides, or of either."""
    query = select(Match).where(Match.run_id == run.id, Match.state == MatchState.PROPOSED)
    if not with_half_answered:
        query = query.where(Match.mentee_accepted_at.is_(None), Match.mentor_accepted_at.is_(None))
    return list(db.session.scalars(query))


def chosen_matches(run: MatchRun, match_ids: Collection[int]) -> list[Match]:
    """Those of the run's pairs that are named here."""
    query = select(Match).where(Match.run_id == run.id, Match.id.in_(match_ids))
    return list(db.session.scalars(query))


def draft_matches(run: MatchRun, mentee_id: int) -> list[Match]:
    """The pairs the run holds for this mentee, the best fit first."""
    query = (
        select(Match)
        .where(Match.run_id == run.id, Match.mentee_id == mentee_id)
        .options(joinedload(Match.mentee), joinedload(Match.mentor))
        .order_by(Match.score.desc(), Match.id)
    )
    return list(db.session.scalars(query))


def match_in(run: MatchRun, match_id: int) -> Match | None:
    """The pair if it is one of this run's."""
    query = select(Match).where(Match.run_id == run.id, Match.id == match_id)
    return db.session.scalar(query.options(joinedload(Match.mentee), joinedload(Match.mentor)))


def matches_in(run: MatchRun) -> list[Match]:
    """Every pair of the run; what is said of each is read when it is asked for."""
    said = (Match.reasons, Match.unanswered, Match.alternatives, Match.relaxed)
    query = select(Match).where(Match.run_id == run.id).order_by(Match.id)
    return list(db.session.scalars(query.options(*(defer(column) for column in said))))


def people_to_tell(person_ids: Collection[int]) -> dict[int, Person]:
    """These people, of whom no more is read than what a notice says."""
    query = select(Person).where(Person.id.in_(person_ids))
    told = load_only(Person.name, Person.deactivated_at), lazyload(Person.department)
    return {one.id: one for one in db.session.scalars(query.options(*told))}


def pairs_in(run: MatchRun) -> list[Pair]:
    """Mentee and mentor of each of the run's pairs."""
    query = select(Match.mentee_id, Match.mentor_id).where(Match.run_id == run.id)
    return [(mentee, mentor) for mentee, mentor in db.session.execute(query.order_by(Match.id))]


def locked_pairs(run: MatchRun) -> list[Pair]:
    query = select(Match.mentee_id, Match.mentor_id).where(Match.run_id == run.id, Match.is_locked)
    return [(mentee, mentor) for mentee, mentor in db.session.execute(query.order_by(Match.id))]


def loads_and_locked(run: MatchRun) -> tuple[dict[int, int], dict[int, int]]:
    """By mentor how many mentees the run gives them, and how many of these pairs are locked."""
    query = select(Match.mentor_id, func.count(Match.id), _count_if(Match.is_locked.is_(True)))
    found = db.session.execute(query.where(Match.run_id == run.id).group_by(Match.mentor_id)).all()
    return {row[0]: row[1] for row in found}, {row[0]: row[2] for row in found}


def locked_in(run: MatchRun) -> dict[int, int]:
    """By mentor how many of their pairs are locked."""
    query = select(Match.mentor_id, func.count(Match.id)).where(
        Match.run_id == run.id, Match.is_locked
    )
    return {row[0]: row[1] for row in db.session.execute(query.group_by(Match.mentor_id))}


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


def unmatched_in(run: MatchRun, limit: int | None = None, offset: int = 0) -> list[UnmatchedMentee]:
    """Whom the run leaves without a mentor, by name."""
    query = (
        select(UnmatchedMentee)
        .join(UnmatchedMentee.mentee)
        .where(UnmatchedMentee.run_id == run.id)
        .options(joinedload(UnmatchedMentee.mentee))
        .order_by(Person.name, Person.id)
        .limit(limit)
        .offset(offset)
    )
    return list(db.session.scalars(query))


def unmatched_count(run: MatchRun) -> int:
    query = select(func.count(UnmatchedMentee.id)).where(UnmatchedMentee.run_id == run.id)
    return db.session.scalar(query) or 0


def is_ruled_out(run: MatchRun) -> bool:
    """Whether the run leaves somebody without a mentor because of a rule that could be loosened."""
    by_rule = UnmatchedMentee.reason.in_(("excluded", "no_overlap"))
    query = select(exists().where(UnmatchedMentee.run_id == run.id, by_rule))
    return bool(db.session.scalar(query))


def need_of(run: MatchRun, mentee_id: int) -> tuple[int, UnmatchedMentee | None]:
    """How many mentors this mentee wants, and why the run leaves them without, if it does."""
    is_left = (UnmatchedMentee.run_id == run.id) & (UnmatchedMentee.mentee_id == Person.id)
    own = own_wish(run.programme, mentee_id).scalar_subquery()
    query = (
        select(own, UnmatchedMentee)
        .select_from(Person)
        .outerjoin(UnmatchedMentee, is_left)
        .where(Person.id == mentee_id)
        .options(joinedload(UnmatchedMentee.mentee))
    )
    found = db.session.execute(query).one_or_none()
    wanted, left_out = found or (None, None)
    return seats(wanted, run.programme.mentors_per_mentee), left_out


def unmatched(run: MatchRun, mentee_id: int) -> UnmatchedMentee | None:
    query = (
        select(UnmatchedMentee)
        .where(UnmatchedMentee.run_id == run.id, UnmatchedMentee.mentee_id == mentee_id)
        .options(joinedload(UnmatchedMentee.mentee))
    )
    return db.session.scalar(query)


_FILTERS: dict[PairFilter, ColumnElement[bool]] = {
    PairFilter.LOCKED: Match.is_locked.is_(True),
    PairFilter.LOW: Match.score < LOW_SCORE,
    PairFilter.RELAXED: cast(Match.relaxed, Text) != "[]",
}


def _count_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _filtered(query: Select, only: PairFilter | None) -> Select:  # type: ignore[type-arg]
    return query if only is None else query.where(_FILTERS[only])


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
