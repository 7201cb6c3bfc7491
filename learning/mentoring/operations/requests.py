"""Asking somebody for a pairing, and telling them."""

from datetime import datetime

from learning.activity.operations import record
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import pairing as pairs
from learning.mentoring import queries
from learning.mentoring.models import Match, MatchState
from learning.mentoring.operations.places import take_place
from learning.mentoring.operations.refusals import (
    HasMentor,
    MentorFull,
    PairNotAllowed,
    TooManyRequests,
)
from learning.mentoring.rules import add_working_days
from learning.notifications.operations import Notice, notify_many
from learning.people.models import Person
from learning.programmes.models import Enrolment, EnrolmentRole
from learning.scheduling.operations import lock_people

MOST_OPEN_REQUESTS = 3
WORKING_DAYS_TO_ANSWER = 5


def request_match(own: Enrolment, theirs: Enrolment, request: str, now: datetime) -> Match:
    """Ask the other for a pairing, and tell them. Asking twice is asking once.

    `own` is the asker's part in the programme: a mentee asks a mentor, or a mentor a mentee.
    Raises HasMentor, TooManyRequests, MentorFull, PairNotAllowed.
    """
    lock_people([own.person_id, theirs.person_id])
    programme = theirs.programme
    mentee, mentor = (own, theirs) if own.role is EnrolmentRole.MENTEE else (theirs, own)
    asked = queries.open_match(programme.id, mentee.person_id, mentor.person_id)
    if asked is not None:
        return asked
    _check_may_ask(own, mentee)
    people = pairs.candidates(programme, now, [mentee.person_id])
    if mentor.person_id not in dict(pairs.choices(people, mentee.person_id)):
        raise PairNotAllowed(_("This person cannot be asked. Choose another from the list."))
    if not people.free[mentor.person_id]:
        raise MentorFull(
            _("All places of this mentor are taken just now. Choose another from the list.")
            if own is mentee
            else _("All your places are taken just now. Take more people, then ask again.")
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
        asked_by=own.role,
        request=request,
        proposed_at=now,
        expires_at=time_to_answer(now),
        mentee_accepted_at=now if own is mentee else None,
        mentor_accepted_at=now if own is mentor else None,
    )
    db.session.add(match)
    db.session.flush()
    if own is mentee:
        take_place(theirs, own.person, now)
    tell_of_proposal(match, theirs.person, own.person, "match_requested", now)
    record(own.person_id, "match_proposed", "match", match.id, now, programme.id)
    return match


def time_to_answer(now: datetime) -> datetime:
    """Until when an answer to a match made now is waited for."""
    return datetime.combine(add_working_days(now.date(), WORKING_DAYS_TO_ANSWER), now.timetz())


def tell_of_proposal(match: Match, to: Person, other: Person, notice: str, now: datetime) -> None:
    """Owe one side the notice that a match waits for their answer."""
    notify_many([notice_of_proposal(match, to, other, notice)], now)


def notice_of_proposal(match: Match, to: Person, other: Person, notice: str) -> Notice:
    """What one side is told of a match that waits for their answer."""
    return Notice(
        to.id,
        f"mentoring.{notice}",
        {
            "other": other.name,
            "is_mentor": to.id == match.mentor_id,
            "programme": match.programme.name,
            "expires_at": match.expires_at.isoformat() if match.expires_at else None,
        },
        ("mentoring.match", {"match_id": match.id}),
        f"mentoring.{notice}:{match.id}:{to.id}",
    )


def _check_may_ask(own: Enrolment, mentee: Enrolment) -> None:
    if queries.has_every_mentor(mentee.programme, mentee.person_id):
        raise HasMentor(
            _("You have your mentor in this programme. End that pairing to ask another.")
            if own is mentee
            else _("%(mentee)s has found a mentor meanwhile.", mentee=mentee.person.name)
        )
    if len(queries.open_requests(own.person)) >= MOST_OPEN_REQUESTS:
        raise TooManyRequests(
            _("Three people have your request already. Wait for an answer, or take one back.")
        )
