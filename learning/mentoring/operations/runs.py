"""A lead's match run: drafted, put right by hand, published."""

from collections import Counter
from datetime import datetime

from sqlalchemy import delete

from learning.extensions import db
from learning.i18n import _, ngettext
from learning.matching.scoring import rules_document
from learning.mentoring import pairing as pairs
from learning.mentoring import queries
from learning.mentoring.models import (
    ForbiddenPair,
    Match,
    MatchRun,
    MatchState,
    RunCircle,
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
from learning.mentoring.operations.solving import gather, keep, work_out
from learning.mentoring.rules import Settings
from learning.people.models import Person
from learning.programmes.models import Programme


def start_draft(
    programme: Programme, lead: Person, now: datetime, sizes: tuple[int, int] | None = None
) -> MatchRun:
    """A draft in which nobody is matched yet; with `sizes` one of circles, so many people each.

    An open draft of the kind is returned as it is. Raises NotRunning.
    """
    if not programme.is_joinable:
        raise NotRunning(_("Open the programme first; then people can be matched in it."))
    lock_row(Programme, programme.id)
    known = queries.draft_of(programme, of_circles=sizes is not None)
    if known is not None:
        return known
    settings = queries.settings_of(programme)
    least, most = sizes or (None, None)
    run = MatchRun(
        programme_id=programme.id,
        least=least,
        most=most,
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
    return give(run, people, mentee, mentor_id, match)


def give(
    run: MatchRun, people: pairs.Candidates, mentee: Person, mentor_id: int, match: Match | None
) -> Match:
    """Make this the mentee's match, in the row of another or in one of its own, and lock it."""
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
    for model in (Match, UnmatchedMentee, ForbiddenPair, RunCircle, RunRecord, RunJob):
        db.session.execute(delete(model).where(model.run_id == run.id))
    db.session.delete(run)


def _solve(run: MatchRun, now: datetime) -> int:
    return keep(run, work_out(gather(run, now)), now)


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
    waiting = queries.waiting_mentees(run.programme, now.date())
    concerned = {match.mentee_id for match in matches} & waiting.keys()
    musts = Settings(queries.settings_in(run).rules.musts)
    people = pairs.candidates(run.programme, now, sorted(concerned), musts)
    loads = Counter(match.mentor_id for match in matches)
    given = Counter(match.mentee_id for match in matches)
    allowed = pairs.possible_among(people, [match.pair for match in matches])
    broken = sum(
        match.pair not in allowed
        or loads[match.mentor_id] > people.free[match.mentor_id]
        or given[match.mentee_id] > waiting[match.mentee_id].wants
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
