"""A lead's match run: drafted, put right by hand, published."""

from collections import Counter
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert

from learning.extensions import db
from learning.i18n import _, ngettext
from learning.matching.explanation import NextBest, next_best
from learning.matching.scoring import rules_document
from learning.mentoring import pairing as pairs
from learning.mentoring import queries
from learning.mentoring.models import (
    ForbiddenPair,
    Match,
    MatchRun,
    MatchState,
    RunJob,
    RunRecord,
    UnmatchedMentee,
)
from learning.mentoring.operations.refusals import (
    DraftOutdated,
    MatchClosed,
    MentorFull,
    NotRunning,
    PairNotAllowed,
)
from learning.mentoring.operations.reports import keep_record, report_on
from learning.mentoring.queries import Pair
from learning.people.models import Person
from learning.programmes.models import Programme


def start_draft(programme: Programme, lead: Person, now: datetime) -> MatchRun:
    """A draft in which nobody is matched yet. An open draft is returned as it is.

    Raises NotRunning.
    """
    if not programme.is_joinable:
        raise NotRunning(_("Open the programme first; then people can be matched in it."))
    lock_row(Programme, programme.id)
    known = queries.draft_of(programme)
    if known is not None:
        return known
    settings = queries.settings_of(programme)
    run = MatchRun(
        programme_id=programme.id,
        rules=rules_document(settings.rules),
        objective=list(settings.objective),
        started_by=lead.id,
        started_at=now,
        solved_at=now,
        mentees=0,
        wanted=0,
        mentors=0,
        places=0,
    )
    db.session.add(run)
    db.session.flush()
    return run


def start_match_run(programme: Programme, lead: Person, now: datetime) -> MatchRun:
    """Draft a match of everybody who waits for a mentor. An open draft is returned as it is.

    Raises NotRunning.
    """
    run = start_draft(programme, lead, now)
    if is_untouched(run):
        _solve(run, now)
    return run


def is_untouched(run: MatchRun) -> bool:
    """Whether nobody has been matched in this draft yet."""
    return run.mentees == 0 and queries.record_of(run) is None


def rerun(run: MatchRun, now: datetime) -> int:
    """Draft anew around the locked pairs; returns how many of them had become impossible.

    Raises MatchClosed.
    """
    check_draft(run)
    return _solve(run, now)


def move_match(
    run: MatchRun,
    mentee: Person,
    mentor_id: int,
    now: datetime,
    instead_of: Match | None = None,
) -> Match:
    """Give the mentee this mentor, and lock the pair.

    It takes the place of `instead_of`, a pair of this mentee in the draft; where none is named, of
    the weakest one once the mentee has as many as they want.

    Raises PairNotAllowed, MentorFull, MatchClosed.
    """
    check_draft(run)
    people = pairs.candidates_in(run, now, [mentee.id])
    if mentor_id not in dict(pairs.choices(people, mentee.id)):
        raise PairNotAllowed(_("These two cannot be matched. Choose a mentor from the list."))
    held = queries.draft_matches(run, mentee.id)
    match = next((one for one in held if one.mentor_id == mentor_id), instead_of)
    if match is None and len(held) >= queries.wanted_by(run.programme, mentee.id):
        match = min(held, key=lambda one: (one.is_locked, one.score, one.id), default=None)
    load = queries.loads_in(run).get(mentor_id, 0)
    is_moved = match is None or match.mentor_id != mentor_id
    if is_moved and load >= people.free[mentor_id]:
        raise MentorFull(
            _("All places of this mentor are taken in this draft. Move one of the others first.")
        )
    if match is None:
        match = Match(
            programme_id=run.programme_id,
            run_id=run.id,
            mentee_id=mentee.id,
            state=MatchState.DRAFT,
        )
        db.session.add(match)
    found = pairs.suggest(people, mentee.id, mentor_id)
    match.mentor_id, match.score = mentor_id, found.score
    match.reasons, match.unanswered = found.reasons, found.unanswered
    match.is_locked = True
    for model in (UnmatchedMentee, ForbiddenPair):
        query = delete(model).where(model.run_id == run.id, model.mentee_id == mentee.id)
        if model is ForbiddenPair:
            query = query.where(ForbiddenPair.mentor_id == mentor_id)
        db.session.execute(query)
    db.session.flush()
    return match


def allow_pair(run: MatchRun, pair: ForbiddenPair) -> None:
    """Let re-runs consider the pair again. Raises MatchClosed."""
    check_draft(run)
    db.session.delete(pair)


def discard_run(run: MatchRun) -> None:
    """Throw the draft away; nobody has heard of it. Raises MatchClosed."""
    check_draft(run)
    for model in (Match, UnmatchedMentee, ForbiddenPair, RunRecord, RunJob):
        db.session.execute(delete(model).where(model.run_id == run.id))
    db.session.delete(run)


def _solve(run: MatchRun, now: datetime) -> int:
    people = pairs.candidates_in(run, now)
    locked = queries.locked_pairs(run)
    removed = {(one.mentee_id, one.mentor_id) for one in queries.removed_pairs(run)}
    solved = pairs.best_plan(people, locked, removed)
    report = report_on(run.programme, people, solved, now.date())
    return keep_plan(run, people, solved, locked, removed, report, now)


def keep_plan(
    run: MatchRun,
    people: pairs.Candidates,
    solved: pairs.Solved,
    locked: Collection[Pair],
    removed: Collection[Pair],
    report: dict[str, Any],
    now: datetime,
) -> int:
    """Put what was solved into the draft; how many locked pairs had to be let go."""
    run.previous = [list(one) for one in queries.pairs_in(run)]
    store_plan(run, people, solved, set(locked), now)
    keep_record(run, people, solved, locked, removed, report)
    return len(set(locked) - {pair.key for pair in solved.plan.pairs})


def store_plan(
    run: MatchRun, people: pairs.Candidates, solved: pairs.Solved, locked: set[Pair], now: datetime
) -> None:
    """Make the plan the run's draft: its pairs with their reasons, and who is left and why."""
    for model in (Match, UnmatchedMentee):
        db.session.execute(delete(model).where(model.run_id == run.id))
    run.solved_at, run.mentees, run.mentors = now, len(people.mentees), len(people.mentors)
    run.wanted, run.places = people.wanted, sum(people.free.values())
    run.is_optimal = solved.plan.optimal
    others = next_best(solved.problem, solved.plan)
    suggestions = pairs.suggest_all(people, [pair.key for pair in solved.plan.pairs])
    matches = [
        {
            "programme_id": run.programme_id,
            "run_id": run.id,
            "mentee_id": found.mentee_id,
            "mentor_id": found.mentor_id,
            "state": MatchState.DRAFT,
            "score": found.score,
            "reasons": found.reasons,
            "unanswered": found.unanswered,
            "is_locked": pair.key in locked,
            "alternatives": _alternatives(others[pair.key]),
            "relaxed": list(solved.relaxed.get(pair.mentee, ())),
        }
        for pair, found in zip(solved.plan.pairs, suggestions, strict=True)
    ]
    left = [
        {
            "run_id": run.id,
            "mentee_id": one.mentee_id,
            "reason": one.reason,
            "rules": one.rules,
            "remedies": [asdict(remedy) for remedy in one.remedies],
        }
        for one in solved.left
    ]
    for table, rows in ((Match, matches), (UnmatchedMentee, left)):
        if rows:
            db.session.execute(insert(table), rows)


def _alternatives(found: NextBest[int]) -> dict[str, list[Any]]:
    """The other person, the score and whether the pair is open, for each side that has one."""
    sides = {}
    if found.for_mentee:
        pair = found.for_mentee.pair
        sides["for_mentee"] = [pair.mentor, pair.score, found.for_mentee.is_open]
    if found.for_mentor:
        pair = found.for_mentor.pair
        sides["for_mentor"] = [pair.mentee, pair.score, found.for_mentor.is_open]
    return sides


def check_draft(run: MatchRun) -> None:
    """Hold the run until the transaction ends. Raises MatchClosed where it is no draft any more."""
    lock_row(MatchRun, run.id)
    db.session.refresh(run)
    if not run.is_draft:
        raise MatchClosed(_("This match is published; its pairs are with the people now."))
    if queries.job_of(run):
        raise MatchClosed(_("This draft is being matched just now. Wait for it, or stop it."))


def check_possible(run: MatchRun, matches: list[Match], now: datetime) -> None:
    """Raises DraftOutdated where a pair may no longer be made or a mentor has too few places."""
    people = pairs.candidates(run.programme, now)
    loads = Counter(match.mentor_id for match in matches)
    given = Counter(match.mentee_id for match in matches)
    allowed = pairs.possible_among(people, [match.pair for match in matches])
    broken = sum(
        match.pair not in allowed
        or loads[match.mentor_id] > people.free[match.mentor_id]
        or given[match.mentee_id] > people.wants[match.mentee_id]
        for match in matches
    )
    if broken:
        raise DraftOutdated(
            ngettext(
                "Since this draft was made, %(num)s pair has become impossible. "
                "Run it again; locked pairs stay.",
                "Since this draft was made, %(num)s pairs have become impossible. "
                "Run it again; locked pairs stay.",
                broken,
            )
        )


def lock_row(model: type[MatchRun] | type[Programme], row_id: int) -> None:
    """Let one transaction at a time change what hangs on this row."""
    db.session.get(model, row_id, with_for_update={"of": model})
