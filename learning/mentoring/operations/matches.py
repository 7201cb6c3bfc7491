"""Answering a match, letting it run out, and taking it back."""

from datetime import date, datetime

from learning.activity.operations import record
from learning.audit import operations as audit
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import queries
from learning.mentoring.models import Match, MatchState, Pairing, RematchReason
from learning.mentoring.operations.pairings import start_pairing
from learning.mentoring.operations.places import leave_every_line, owe_offers
from learning.mentoring.operations.refusals import HasMentor, MatchClosed, MentorFull
from learning.mentoring.operations.rematches import finish_rematch, open_rematch
from learning.mentoring.operations.requests import tell_of_proposal, time_to_answer
from learning.mentoring.operations.wishes import ask_next_wish
from learning.mentoring.rules import seats
from learning.notifications.operations import notify, withdraw_notice
from learning.people.models import Person
from learning.programmes.queries import seats_left
from learning.scheduling.operations import lock_people


def accept_match(match: Match, person: Person, now: datetime) -> Pairing | None:
    """Say yes for this side; the second yes starts the pairing, which is returned.

    Where the lead has one side asked first, the first yes asks the other and gives them their own
    time to answer. Raises MatchClosed, HasMentor, MentorFull. Saying yes twice is saying it once.
    """
    lock_people([match.mentee_id, match.mentor_id])
    db.session.refresh(match)
    if match.state == MatchState.ACCEPTED:
        return queries.pairing_from(match)
    _check_open(match, now)
    if not match.programme.is_joinable:
        raise MatchClosed(_("The programme is over or winding down, so no new pair starts in it."))
    other = match.other(person)
    is_other_waiting = not match.is_told_to(other)
    if match.accepted_at(person) is None:
        record(person.id, "match_accepted", "match", match.id, now, match.programme_id)
        if person.id == match.mentee_id:
            match.mentee_accepted_at = now
        else:
            match.mentor_accepted_at = now
    if match.accepted_at(other) is None:
        if is_other_waiting:
            match.expires_at, match.reminded_at = time_to_answer(now), None
            tell_of_proposal(match, other, person, "match_proposed", now)
        return None
    _check_room(match)
    match.state, match.closed_at, match.closed_by = MatchState.ACCEPTED, now, person.id
    _withdraw_reminders(match, now)
    pairing = start_pairing(match, now)
    finish_rematch(match.mentee_id, match.programme_id, now)
    if queries.has_every_mentor(match.programme, match.mentee_id):
        for rival in queries.other_open_matches(match):
            drop_match(rival, now, tell=[rival.mentor])
        leave_every_line(match.mentee_id, match.programme_id, now)
    return pairing


def decline_match(
    match: Match, person: Person, answer: str, now: datetime, paused_until: date | None = None
) -> None:
    """Say no for this side, with a kind word if they like; both are free for others again.

    With `paused_until` the person is merely not available before that day: the other reads that
    it is not about them, and may ask again then. The pause itself is `pause_role`. A mentee for
    whom a run's proposal comes to nothing is matched anew before those who wait; where somebody
    had asked, their next wish is asked. Raises MatchClosed; twice is once.
    """
    asker = queries.enrolment_of_asker(match) if match.is_request else None
    wished = queries.wished_by(asker) if asker else []
    lock_people([match.mentee_id, match.mentor_id, *wished])
    db.session.refresh(match)
    is_closed = match.state in {MatchState.DECLINED, MatchState.UNAVAILABLE}
    if is_closed and match.closed_by == person.id:
        return
    _check_open(match, now)
    match.answer = answer
    state = MatchState.UNAVAILABLE if paused_until else MatchState.DECLINED
    _close(match, state, now, by=person)
    record(person.id, "match_declined", "match", match.id, now, match.programme_id)
    other = match.other(person)
    if match.is_told_to(other):
        _tell_closed(match, other, "match_declined", now, paused_until=paused_until)
    if asker is not None:
        ask_next_wish(asker, now)
    elif not match.is_request:
        open_rematch(match.mentee_id, match.programme_id, RematchReason.DECLINED, now)


def withdraw_match(match: Match, person: Person, now: datetime) -> None:
    """Take back one's own request. Raises MatchClosed; twice is once."""
    lock_people([match.mentee_id, match.mentor_id])
    db.session.refresh(match)
    if match.state == MatchState.WITHDRAWN:
        return
    _check_open(match, now)
    _close(match, MatchState.WITHDRAWN, now, by=person)
    _tell_closed(match, match.other(person), "match_withdrawn", now)


def take_back_match(match: Match, lead: Person, answer: str, now: datetime) -> None:
    """The lead takes an open match back and says why; both may be matched with others.

    Raises MatchClosed; twice is once.
    """
    lock_people([match.mentee_id, match.mentor_id])
    db.session.refresh(match)
    if match.state == MatchState.MOVED:
        return
    _check_open(match, now)
    match.answer = answer
    _close(match, MatchState.MOVED, now, by=lead)
    audit.record(lead.id, "match.override", f"match:{match.id}", now, decision="taken back")
    for person in (match.mentee, match.mentor):
        if match.is_told_to(person):
            _tell_closed(match, person, "match_recalled", now)
    if not match.is_request:
        open_rematch(match.mentee_id, match.programme_id, RematchReason.DECLINED, now)


def expire_match(match: Match, now: datetime) -> None:
    """Let the time to answer run out, and tell both."""
    _close(match, MatchState.EXPIRED, now, by=None)
    for person in (match.mentee, match.mentor):
        if match.is_told_to(person):
            _tell_closed(match, person, "match_expired", now)


def drop_match(match: Match, now: datetime, tell: list[Person] | None = None) -> None:
    """It cannot come about any more: tell whoever knew of it and is still here, or just these."""
    _close(match, MatchState.UNAVAILABLE, now, by=None)
    for person in (match.mentee, match.mentor) if tell is None else tell:
        if person.is_active and match.is_told_to(person):
            _tell_closed(match, person, "match_unavailable", now)


def remind_of_match(match: Match, now: datetime) -> None:
    """Remind whoever has not answered, once for each turn."""
    match.reminded_at = now
    for person in (match.mentee, match.mentor):
        if match.awaits(person):
            tell_of_proposal(match, person, match.other(person), "match_reminder", now)


def _check_open(match: Match, now: datetime) -> None:
    if match.state != MatchState.PROPOSED or (match.expires_at and match.expires_at <= now):
        raise MatchClosed(_("This match is closed: it was answered, taken back or has expired."))


def _check_room(match: Match) -> None:
    """Call it with both people locked, so that no rival takes the last place meanwhile."""
    if queries.has_every_mentor(match.programme, match.mentee_id):
        raise HasMentor(
            _(
                "%(mentee)s has a mentor in this programme already, so this match came too late.",
                mentee=match.mentee.name,
            )
        )
    limit = seats(
        queries.own_limit(match.mentor_id, match.programme_id), match.programme.mentor_capacity
    )
    if queries.running_count(match.mentor_id, match.programme_id) >= limit:
        raise MentorFull(
            _(
                "All places of %(mentor)s are taken meanwhile. A place more can be set in the "
                "programme's enrolment.",
                mentor=match.mentor.name,
            )
        )
    if not seats_left([match.mentor_id])[match.mentor_id]:
        raise MentorFull(
            _(
                "%(mentor)s looks after as many people as they wanted, over all programmes and "
                "roles. They can raise that number under “Your places”.",
                mentor=match.mentor.name,
            )
        )


def _close(match: Match, state: MatchState, now: datetime, by: Person | None) -> None:
    match.state, match.closed_at = state, now
    match.closed_by = by.id if by else None
    _withdraw_reminders(match, now)
    owe_offers(match.mentor_id, match.programme_id, now)


def _withdraw_reminders(match: Match, now: datetime) -> None:
    for person_id in match.pair:
        withdraw_notice(f"mentoring.match_reminder:{match.id}:{person_id}", now)


def _tell_closed(
    match: Match, to: Person, notice: str, now: datetime, paused_until: date | None = None
) -> None:
    notify(
        to.id,
        f"mentoring.{notice}",
        {
            "other": match.other(to).name,
            "programme": match.programme.name,
            "is_mentee": to.id == match.mentee_id,
            "answer": match.answer,
            "reason": match.answer,
            "paused_until": paused_until.isoformat() if paused_until else None,
        },
        link=("mentoring.match", {"match_id": match.id}),
        dedupe_key=f"mentoring.{notice}:{match.id}:{to.id}",
        now=now,
    )
