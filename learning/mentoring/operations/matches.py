"""Asking for a mentor, and answering a match."""

from datetime import datetime

from learning.activity.operations import record
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import pairing as pairs
from learning.mentoring import queries
from learning.mentoring.models import Match, MatchState, Pairing
from learning.mentoring.operations.pairings import start_pairing
from learning.mentoring.operations.refusals import (
    HasMentor,
    MatchClosed,
    MentorFull,
    PairNotAllowed,
    TooManyRequests,
)
from learning.mentoring.rules import add_working_days, seats
from learning.notifications.operations import notify
from learning.people.models import Person
from learning.programmes.models import Enrolment
from learning.scheduling.operations import lock_people

MOST_OPEN_REQUESTS = 3
WORKING_DAYS_TO_ANSWER = 5


def request_match(mentee: Enrolment, mentor: Enrolment, request: str, now: datetime) -> Match:
    """Ask the mentor for a pairing, and tell them. Asking twice is asking once.

    Raises HasMentor, TooManyRequests, MentorFull, PairNotAllowed.
    """
    lock_people([mentee.person_id, mentor.person_id])
    programme = mentor.programme
    asked = queries.open_match(programme.id, mentee.person_id, mentor.person_id)
    if asked is not None:
        return asked
    if queries.mentor_of(mentee.person, programme.id):
        raise HasMentor(
            _("You have a mentor in this programme already. End that pairing to ask another.")
        )
    if len(queries.open_requests(mentee.person)) >= MOST_OPEN_REQUESTS:
        raise TooManyRequests(
            _("Three mentors have your request already. Wait for an answer, or take one back.")
        )
    people = pairs.candidates(programme, now, [mentee.person_id])
    if mentor.person_id not in dict(pairs.choices(people, mentee.person_id)):
        raise PairNotAllowed(_("This mentor cannot be asked. Choose another from the list."))
    if not people.free[mentor.person_id]:
        raise MentorFull(
            _("All places of this mentor are taken just now. Choose another from the list.")
        )
    found = pairs.suggest(people, mentee.person_id, mentor.person_id)
    match = Match(
        programme_id=programme.id,
        mentee_id=mentee.person_id,
        mentor_id=mentor.person_id,
        state=MatchState.PROPOSED,
        score=found.score,
        reasons=found.reasons,
        unanswered=found.unanswered,
        request=request,
        proposed_at=now,
        expires_at=time_to_answer(now),
        mentee_accepted_at=now,
    )
    db.session.add(match)
    db.session.flush()
    tell_of_proposal(match, mentor.person, mentee.person, "match_requested", now)
    record(mentee.person_id, "match_proposed", "match", match.id, now, programme.id)
    return match


def accept_match(match: Match, person: Person, now: datetime) -> Pairing | None:
    """Say yes for this side; the second yes starts the pairing, which is returned.

    Raises MatchClosed, HasMentor, MentorFull. Saying yes twice is saying it once.
    """
    lock_people([match.mentee_id, match.mentor_id])
    db.session.refresh(match)
    if match.state == MatchState.ACCEPTED:
        return queries.pairing_from(match)
    _check_open(match, now)
    if match.accepted_at(person) is None:
        record(person.id, "match_accepted", "match", match.id, now, match.programme_id)
        if person.id == match.mentee_id:
            match.mentee_accepted_at = now
        else:
            match.mentor_accepted_at = now
    if match.mentee_accepted_at is None or match.mentor_accepted_at is None:
        return None
    _check_room(match)
    match.state, match.closed_at, match.closed_by = MatchState.ACCEPTED, now, person.id
    pairing = start_pairing(match, now)
    for other in queries.other_open_matches(match):
        _close(other, MatchState.WITHDRAWN, now, by=None)
        _tell_closed(other, other.mentor, "match_withdrawn", now)
    return pairing


def decline_match(match: Match, person: Person, answer: str, now: datetime) -> None:
    """Say no for this side, with a kind word if they like; both are free for others again.

    Raises MatchClosed. Saying no twice is saying it once.
    """
    lock_people([match.mentee_id, match.mentor_id])
    db.session.refresh(match)
    if match.state == MatchState.DECLINED and match.closed_by == person.id:
        return
    _check_open(match, now)
    match.answer = answer
    _close(match, MatchState.DECLINED, now, by=person)
    record(person.id, "match_declined", "match", match.id, now, match.programme_id)
    _tell_closed(match, match.other(person), "match_declined", now)


def withdraw_match(match: Match, person: Person, now: datetime) -> None:
    """Take back one's own request. Raises MatchClosed; twice is once."""
    lock_people([match.mentee_id, match.mentor_id])
    db.session.refresh(match)
    if match.state == MatchState.WITHDRAWN:
        return
    _check_open(match, now)
    _close(match, MatchState.WITHDRAWN, now, by=person)
    _tell_closed(match, match.mentor, "match_withdrawn", now)


def expire_match(match: Match, now: datetime) -> None:
    """Let the time to answer run out, and tell both."""
    _close(match, MatchState.EXPIRED, now, by=None)
    for person in (match.mentee, match.mentor):
        _tell_closed(match, person, "match_expired", now)


def drop_match(match: Match, now: datetime) -> None:
    """One of the two has left: take the match back, and tell whoever is still here."""
    _close(match, MatchState.WITHDRAWN, now, by=None)
    for person in (match.mentee, match.mentor):
        if person.is_active:
            _tell_closed(match, person, "match_withdrawn", now)


def time_to_answer(now: datetime) -> datetime:
    """Until when an answer to a match made now is waited for."""
    return datetime.combine(add_working_days(now.date(), WORKING_DAYS_TO_ANSWER), now.timetz())


def tell_of_proposal(match: Match, to: Person, other: Person, notice: str, now: datetime) -> None:
    """Owe one side the notice that a match waits for their answer."""
    notify(
        to.id,
        f"mentoring.{notice}",
        {
            "other": other.name,
            "is_mentor": to.id == match.mentor_id,
            "programme": match.programme.name,
            "expires_at": match.expires_at.isoformat() if match.expires_at else None,
        },
        link=("mentoring.match", {"match_id": match.id}),
        dedupe_key=f"mentoring.{notice}:{match.id}:{to.id}",
        now=now,
    )


def _check_open(match: Match, now: datetime) -> None:
    if match.state != MatchState.PROPOSED or (match.expires_at and match.expires_at <= now):
        raise MatchClosed(_("This match is closed: it was answered, taken back or has expired."))


def _check_room(match: Match) -> None:
    if queries.mentor_of(match.mentee, match.programme_id):
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


def _close(match: Match, state: MatchState, now: datetime, by: Person | None) -> None:
    match.state, match.closed_at = state, now
    match.closed_by = by.id if by else None


def _tell_closed(match: Match, to: Person, notice: str, now: datetime) -> None:
    notify(
        to.id,
        f"mentoring.{notice}",
        {
            "other": match.other(to).name,
            "programme": match.programme.name,
            "is_mentee": to.id == match.mentee_id,
            "answer": match.answer,
        },
        link=("mentoring.match", {"match_id": match.id}),
        dedupe_key=f"mentoring.{notice}:{match.id}:{to.id}",
        now=now,
    )
