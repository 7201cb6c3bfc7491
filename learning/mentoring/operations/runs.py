"""A lead's match run: drafted, put right by hand, published."""

from collections import Counter
from datetime import datetime

from sqlalchemy import delete

from learning.activity.operations import record
from learning.audit import operations as audit
from learning.extensions import db
from learning.i18n import _, ngettext
from learning.mentoring import pairing as pairs
from learning.mentoring import queries
from learning.mentoring.models import (
    ForbiddenPair,
    Match,
    MatchRun,
    MatchState,
    UnmatchedMentee,
)
from learning.mentoring.operations.matches import tell_of_proposal, time_to_answer
from learning.mentoring.operations.refusals import (
    DraftOutdated,
    MatchClosed,
    MentorFull,
    NotRunning,
    PairNotAllowed,
)
from learning.people.models import Person
from learning.programmes.models import Programme


def start_match_run(programme: Programme, lead: Person, now: datetime) -> MatchRun:
    """Draft a match of everybody who waits for a mentor. An open draft is returned as it is.

    Raises NotRunning.
    """
    if not programme.is_joinable:
        raise NotRunning(_("Open the programme first; then people can be matched in it."))
    _lock(Programme, programme.id)
    known = queries.draft_of(programme)
    if known is not None:
        return known
    run = MatchRun(
        programme_id=programme.id,
        started_by=lead.id,
        started_at=now,
        solved_at=now,
        mentees=0,
        mentors=0,
        places=0,
    )
    db.session.add(run)
    db.session.flush()
    _solve(run, now)
    return run


def rerun(run: MatchRun, now: datetime) -> int:
    """Draft anew around the locked pairs; returns how many of them had become impossible.

    Raises MatchClosed.
    """
    _check_draft(run)
    return _solve(run, now)


def move_match(run: MatchRun, mentee: Person, mentor_id: int, now: datetime) -> Match:
    """Give the mentee this mentor instead, and lock the pair.

    Raises PairNotAllowed, MentorFull, MatchClosed.
    """
    _check_draft(run)
    people = pairs.candidates(run.programme, now, [mentee.id])
    if mentor_id not in dict(pairs.choices(people, mentee.id)):
        raise PairNotAllowed(_("These two cannot be matched. Choose a mentor from the list."))
    match = queries.draft_match(run, mentee.id)
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


def lock_match(run: MatchRun, match: Match, *, is_locked: bool) -> None:
    """Keep the pair in every re-run, or leave it to the next one again. Raises MatchClosed."""
    _check_draft(run)
    match.is_locked = is_locked


def remove_match(run: MatchRun, match: Match) -> None:
    """Take the pair out of the draft, and out of every re-run. Raises MatchClosed."""
    _check_draft(run)
    db.session.add(
        ForbiddenPair(run_id=run.id, mentee_id=match.mentee_id, mentor_id=match.mentor_id)
    )
    db.session.add(
        UnmatchedMentee(
            run_id=run.id,
            mentee_id=match.mentee_id,
            reason=pairs.REMOVED,
            allowed=0,
            rules=[],
        )
    )
    db.session.delete(match)
    db.session.flush()


def allow_pair(run: MatchRun, pair: ForbiddenPair) -> None:
    """Let re-runs consider the pair again. Raises MatchClosed."""
    _check_draft(run)
    db.session.delete(pair)


def discard_run(run: MatchRun) -> None:
    """Throw the draft away; nobody has heard of it. Raises MatchClosed."""
    _check_draft(run)
    for model in (Match, UnmatchedMentee, ForbiddenPair):
        db.session.execute(delete(model).where(model.run_id == run.id))
    db.session.delete(run)


def publish_run(run: MatchRun, lead: Person, now: datetime) -> int:
    """Propose every pair of the draft to its two people; returns how many.

    Raises DraftOutdated if a pair has become impossible. Publishing twice is publishing once.
    """
    _lock(MatchRun, run.id)
    db.session.refresh(run)
    if not run.is_draft:
        return 0
    matches = queries.matches_in(run)
    _check_possible(run, matches, now)
    run.published_at, run.published_by = now, lead.id
    expires_at = time_to_answer(now)
    people = queries.people_by_id(
        {one.mentee_id for one in matches} | {one.mentor_id for one in matches}
    )
    for match in matches:
        match.state, match.proposed_at, match.expires_at = MatchState.PROPOSED, now, expires_at
        mentee, mentor = people[match.mentee_id], people[match.mentor_id]
        tell_of_proposal(match, mentee, mentor, "match_proposed", now)
        tell_of_proposal(match, mentor, mentee, "match_proposed", now)
        record(match.mentee_id, "match_proposed", "match", match.id, now, run.programme_id)
    audit.record(lead.id, "match.publish", f"match_run:{run.id}", now, matches=len(matches))
    return len(matches)


def _solve(run: MatchRun, now: datetime) -> int:
    people = pairs.candidates(run.programme, now)
    locked = queries.locked_pairs(run)
    removed = {(one.mentee_id, one.mentor_id) for one in queries.removed_pairs(run)}
    plan, left = pairs.best_plan(people, locked, removed)
    for model in (Match, UnmatchedMentee):
        db.session.execute(delete(model).where(model.run_id == run.id))
    run.solved_at, run.mentees, run.mentors = now, len(people.mentees), len(people.mentors)
    run.places = sum(people.free.values())
    kept = set(locked)
    for pair in plan.pairs:
        found = pairs.suggest(people, pair.mentee, pair.mentor)
        db.session.add(
            Match(
                programme_id=run.programme_id,
                run_id=run.id,
                mentee_id=pair.mentee,
                mentor_id=pair.mentor,
                state=MatchState.DRAFT,
                score=found.score,
                reasons=found.reasons,
                unanswered=found.unanswered,
                is_locked=pair.key in kept,
            )
        )
    for one in left:
        db.session.add(
            UnmatchedMentee(
                run_id=run.id,
                mentee_id=one.mentee_id,
                reason=one.reason,
                allowed=one.allowed,
                rules=one.rules,
            )
        )
    db.session.flush()
    return len(kept - {pair.key for pair in plan.pairs})


def _check_draft(run: MatchRun) -> None:
    _lock(MatchRun, run.id)
    db.session.refresh(run)
    if not run.is_draft:
        raise MatchClosed(_("This match is published; its pairs are with the people now."))


def _check_possible(run: MatchRun, matches: list[Match], now: datetime) -> None:
    people = pairs.candidates(run.programme, now)
    loads = Counter(match.mentor_id for match in matches)
    allowed = pairs.allowed_pairs(people)
    broken = sum(
        match.pair not in allowed or loads[match.mentor_id] > people.free[match.mentor_id]
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


def _lock(model: type[MatchRun] | type[Programme], row_id: int) -> None:
    db.session.get(model, row_id, with_for_update={"of": model})
