"""Circles for a whole pool: a draft put right by hand, published, and taken back."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import update

from learning.audit import operations as audit
from learning.extensions import db
from learning.i18n import _, ngettext
from learning.mentoring import pairing as pairs
from learning.mentoring import queries
from learning.mentoring.models import Deadline, Match, MatchRun, MatchState, RunCircle
from learning.mentoring.operations.circle_telling import host_keys, tell_circle
from learning.mentoring.operations.circles import close_circle, lock_circle
from learning.mentoring.operations.drafts import remove_matches
from learning.mentoring.operations.jobs import match_run
from learning.mentoring.operations.refusals import CircleFull, DraftOutdated, PairNotAllowed
from learning.mentoring.operations.requests import time_to_answer
from learning.mentoring.operations.runs import check_draft, give, lock_row, start_draft
from learning.mentoring.operations.solving import wanted_in
from learning.mentoring.pairing.circles import circles_for, possible_seats
from learning.mentoring.rules import time_to_remind
from learning.notifications.operations import notify, withdraw_notices
from learning.people.models import Person
from learning.programmes.models import Circle, Programme


def start_circle_run(
    programme: Programme, lead: Person, least: int, most: int, now: datetime
) -> MatchRun:
    """Draft circles of such sizes of everybody who waits. An open draft is returned as it is.

    Raises NotRunning.
    """
    run = start_draft(programme, lead, now, (least, most))
    if run.mentees == 0 and queries.record_of(run) is None and queries.job_of(run) is None:
        match_run(run, lead, now)
    return run


def resize_circles(run: MatchRun, lead: Person, least: int, most: int, now: datetime) -> int | None:
    """Draft anew with circles of these sizes; answers as `match_run`. Raises MatchClosed."""
    check_draft(run)
    run.least, run.most = least, most
    return match_run(run, lead, now)


def move_to_circle(
    run: MatchRun, member: Person, host_id: int, lead: Person, now: datetime
) -> int | None:
    """Give the person a seat in the circle of this host, lock it, and draft the rest around it.

    Answers as `match_run`. Raises PairNotAllowed, CircleFull, MatchClosed.
    """
    check_draft(run)
    people = pairs.candidates_in(run, now, [member.id])
    if host_id not in hosts_open_to(run, people, member):
        raise PairNotAllowed(_("This person cannot be in that circle. Choose one from the list."))
    if queries.locked_in(run).get(host_id, 0) >= (run.most or 0):
        raise CircleFull(_("Every seat of this circle is locked. Unlock one of them first."))
    held = queries.draft_matches(run, member.id)
    give(run, people, member, host_id, held[0] if held else None)
    return match_run(run, lead, now)


def hosts_open_to(run: MatchRun, people: pairs.Candidates, member: Person) -> set[int]:
    """The hosts of those circles of the draft that the person may be in."""
    wanted = wanted_in(run)
    if wanted is None:
        return set()
    found = circles_for(people, wanted, member.id)
    met = {
        host
        for other, host in queries.locked_pairs(run)
        if (other, member.id) in people.bars or (member.id, other) in people.bars
    }
    return found - met


def take_out_of_circle(run: MatchRun, match: Match, lead: Person, now: datetime) -> int | None:
    """Take the seat away, now and in every re-run, and draft the rest anew.

    Answers as `match_run`. Raises MatchClosed.
    """
    remove_matches(run, [match.id])
    return match_run(run, lead, now)


def publish_circles(run: MatchRun, lead: Person, now: datetime) -> int:
    """Ask the hosts whether they would lead the circles of the draft; returns how many.

    Nobody is in a circle by it: once its host opens it, each of its people is asked, and a seat
    is kept for them meanwhile. Raises DraftOutdated if a seat has become impossible.
    """
    lock_row(Programme, run.programme_id)
    _check_possible(run, now)
    until = time_to_answer(now)
    planned = queries.planned_circles(run)
    for one in planned:
        circle = Circle(
            programme_id=run.programme_id,
            topic=one.topic,
            why=_("Several of you would like to learn it, and a mentor here teaches it."),
            proposed_by=lead.id,
            proposed_at=now,
            seats=run.most,
            least=run.least,
        )
        db.session.add(circle)
        db.session.flush()
        one.circle_id = circle.id
        db.session.add(Deadline(kind="circle_host", object_id=one.id, due_at=until))
        _ask_host(one, circle, until, now)
    db.session.execute(
        update(Match)
        .where(Match.run_id == run.id)
        .values(state=MatchState.OFFERED, proposed_at=now)
    )
    run.published_at, run.published_by = now, lead.id
    audit.record(lead.id, "match.publish", f"match_run:{run.id}", now, circles=len(planned))
    return len(planned)


def decline_to_lead(circle: Circle, host: Person, now: datetime) -> None:
    """The host would rather not: the circle does not come about. Twice is harmless."""
    lock_circle(circle)
    if circle.is_proposal:
        close_circle(circle, host, _("%(name)s cannot lead it just now.", name=host.name), now)
        withdraw_notices(host_keys(circle, host.id), now)


def expire_circle_host(planned: RunCircle, now: datetime) -> None:
    """The host has not answered in time. Twice is harmless."""
    circle = planned.circle
    if circle is None:
        return
    lock_circle(circle)
    if circle.is_proposal:
        _drop(planned, circle, None, _("It was not opened in time."), now)


def recall_circles(run: MatchRun, lead: Person, reason: str, now: datetime) -> int:
    """Take back the circles that no host has opened, and tell the hosts why; returns how many."""
    planned = queries.circles_not_opened(run)
    for one in planned:
        if one.circle is not None:
            _drop(one, one.circle, lead, reason, now)
    return len(planned)


def _drop(
    planned: RunCircle, circle: Circle, by: Person | None, reason: str, now: datetime
) -> None:
    close_circle(circle, by, reason, now)
    withdraw_notices(host_keys(circle, planned.host_id), now)
    tell_circle(circle, [planned.host_id], "circle_closed", now, "", reason=reason)


def _ask_host(planned: RunCircle, circle: Circle, until: datetime, now: datetime) -> None:
    """Ask at once, and once more if no answer has come by then."""
    seats = queries.seats_from(planned)
    asked, reminded = host_keys(circle, planned.host_id)
    for key, due_at in ((asked, None), (reminded, time_to_remind(now))):
        notify(
            planned.host_id,
            "mentoring.circle_suggested",
            {
                "topic": circle.topic,
                "programme": circle.programme.name,
                "people": len(seats),
                "until": until.isoformat(),
            },
            link=("mentoring.circle", {"circle_id": circle.id}),
            dedupe_key=key,
            now=now,
            due_at=due_at,
            moot_at=until,
        )


def _check_possible(run: MatchRun, now: datetime) -> None:
    """Raises DraftOutdated where a seat may no longer be given, or a host has no place for it."""
    wanted, seats = wanted_in(run), queries.pairs_in(run)
    free = queries.free_seats(run.programme, now.date())
    people = replace(pairs.candidates_in(run, now), free=free)
    possible = possible_seats(people, wanted, seats) if wanted else set()
    broken = len(seats) - len(possible)
    if broken:
        raise DraftOutdated(
            ngettext(
                "Since this draft was made, %(num)s seat has become impossible. "
                "Run it again; locked seats stay.",
                "Since this draft was made, %(num)s seats have become impossible. "
                "Run it again; locked seats stay.",
                broken,
            )
        )
