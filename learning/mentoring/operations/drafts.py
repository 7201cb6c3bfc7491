"""Drafts beside each other: copied as a what-if, and changed many pairs at a time."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, insert, select

from learning.audit import operations as audit
from learning.extensions import db
from learning.matching.scoring import rules_document
from learning.mentoring import pairing as pairs
from learning.mentoring import queries
from learning.mentoring.models import (
    ForbiddenPair,
    Match,
    MatchRun,
    MatchSettings,
    MatchState,
    RunCircle,
    RunRecord,
    UnmatchedMentee,
)
from learning.mentoring.operations.runs import check_draft, lock_row
from learning.mentoring.rules import Settings
from learning.people.models import Person
from learning.programmes.models import Programme

COPIED_OF_A_MATCH = (
    *("programme_id", "mentee_id", "mentor_id", "score", "reasons", "unanswered"),
    *("alternatives", "relaxed"),
)


def copy_run(run: MatchRun, lead: Person, title: str, now: datetime) -> MatchRun:
    """A draft like this run, to try something out: its settings, pairs, locks and removals.

    Nothing is matched anew, so that what a change does can be told apart. Of a published run,
    whose pairs are with the people, only the settings and the removals are taken.
    """
    lock_row(Programme, run.programme_id)
    copy = MatchRun(
        programme_id=run.programme_id,
        title=title,
        copied_from_id=run.id,
        started_by=lead.id,
        started_at=now,
        solved_at=run.solved_at,
        rules=run.rules,
        objective=run.objective,
        seats=run.seats if run.is_draft else {},
        least=run.least,
        most=run.most,
        mentees=run.mentees,
        wanted=run.wanted,
        mentors=run.mentors,
        places=run.places,
        is_optimal=run.is_optimal,
    )
    db.session.add(copy)
    db.session.flush()
    _copy_rows(ForbiddenPair, ("mentee_id", "mentor_id"), run, copy)
    if run.is_draft:
        _copy_rows(Match, (*COPIED_OF_A_MATCH, "is_locked"), run, copy, state=MatchState.DRAFT)
        _copy_rows(UnmatchedMentee, ("mentee_id", "reason", "rules", "remedies"), run, copy)
        _copy_rows(RunCircle, ("host_id", "topic"), run, copy)
        _copy_rows(RunRecord, ("problem", "pairs", "report"), run, copy)
    return copy


def set_rules(programme: Programme, settings: Settings, lead: Person, now: datetime) -> None:
    """Match the programme by these rules from the next draft on."""
    lock_row(Programme, programme.id)
    found = db.session.get(MatchSettings, programme.id)
    kept = found or MatchSettings(programme_id=programme.id)
    kept.rules, kept.objective = rules_document(settings.rules), list(settings.objective)
    kept.changed_at, kept.changed_by = now, lead.id
    db.session.add(kept)
    audit.record(lead.id, "match.rules", f"programme:{programme.id}", now)


def set_run_rules(run: MatchRun, settings: Settings) -> None:
    """Match this draft alone by these rules, from the next time on. Raises MatchClosed."""
    check_draft(run)
    run.rules, run.objective = rules_document(settings.rules), list(settings.objective)


def set_seats(run: MatchRun, seats: dict[int, int | None]) -> None:
    """Give these mentors so many places in this draft alone; None leaves them what they have.

    Takes effect when the draft is matched again. Raises MatchClosed.
    """
    check_draft(run)
    kept = {mentor: places for mentor, places in run.seats.items() if int(mentor) not in seats}
    given = {str(mentor): places for mentor, places in seats.items() if places is not None}
    run.seats = kept | given


def lock_matches(run: MatchRun, match_ids: Collection[int], *, is_locked: bool) -> int:
    """Keep these pairs in every re-run, or leave them to the next one; returns how many.

    Raises MatchClosed.
    """
    check_draft(run)
    matches = queries.chosen_matches(run, match_ids)
    for match in matches:
        match.is_locked = is_locked
    return len(matches)


def remove_matches(run: MatchRun, match_ids: Collection[int]) -> int:
    """Take these pairs out of the draft and of every re-run; returns how many.

    Raises MatchClosed.
    """
    check_draft(run)
    matches = queries.chosen_matches(run, match_ids)
    if not matches:
        return 0
    pair = [
        {"run_id": run.id, "mentee_id": one.mentee_id, "mentor_id": one.mentor_id}
        for one in matches
    ]
    db.session.execute(insert(ForbiddenPair), pair)
    db.session.execute(delete(Match).where(Match.id.in_([one.id for one in matches])))
    served = {mentee for mentee, _mentor in queries.pairs_in(run)}
    left = [
        {
            "run_id": run.id,
            "mentee_id": mentee,
            "reason": pairs.REMOVED,
            "rules": [],
            "remedies": [],
        }
        for mentee in sorted({one.mentee_id for one in matches} - served)
    ]
    if left:
        db.session.execute(insert(UnmatchedMentee), left)
    return len(matches)


def _copy_rows(
    model: type[Match | UnmatchedMentee | ForbiddenPair | RunCircle | RunRecord],
    columns: Collection[str],
    run: MatchRun,
    copy: MatchRun,
    **given: MatchState,
) -> None:
    query = select(*(getattr(model, name) for name in columns)).where(model.run_id == run.id)
    rows = [
        dict(zip(columns, row, strict=True)) | {"run_id": copy.id} | given
        for row in db.session.execute(query)
    ]
    if rows:
        db.session.execute(insert(model), rows)
