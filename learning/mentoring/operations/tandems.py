"""Two who teach each other: asking, answering, and noting who taught how long."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from learning.activity.operations import record
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import pairing as pairs
from learning.mentoring import policy, queries
from learning.mentoring.models import (
    Booking,
    Deadline,
    LanguageWish,
    Pairing,
    PairingKind,
    TandemEnding,
    TandemRequest,
    TaughtTime,
)
from learning.mentoring.operations.contact import touch
from learning.mentoring.operations.goals import add_goal
from learning.mentoring.operations.pairings import begin
from learning.mentoring.operations.refusals import (
    HasTandem,
    MatchClosed,
    PairNotAllowed,
    TooEarly,
    TooManyRequests,
)
from learning.mentoring.operations.requests import MOST_OPEN_REQUESTS, time_to_answer
from learning.notifications.operations import notify, withdraw_notice
from learning.people.models import Person
from learning.programmes.models import Programme
from learning.scheduling.operations import lock_people


def set_languages(person: Person, codes: Collection[str]) -> None:
    """Keep the languages that the person wants to learn from a tandem partner."""
    db.session.execute(delete(LanguageWish).where(LanguageWish.person_id == person.id))
    db.session.add_all(LanguageWish(person_id=person.id, code=code) for code in sorted(codes))
    db.session.flush()


def ask_tandem(
    programme: Programme, asker: Person, asked: Person, words: str, goal: str, now: datetime
) -> TandemRequest:
    """Ask somebody to teach each other; they have some working days to answer.

    What waits between the two already is answered instead, whoever asked. Raises HasTandem,
    TooManyRequests and PairNotAllowed.
    """
    lock_people([asker.id, asked.id])
    known = queries.tandem_request_between(programme.id, asker.id, asked.id)
    if known is not None:
        return known
    check_single(programme, asker, asked)
    if sum(one.asker_id == asker.id for one in queries.tandem_requests_open(asker)) >= (
        MOST_OPEN_REQUESTS
    ):
        raise TooManyRequests(
            _("Three people have your request already. Wait for an answer, or take one back.")
        )
    found = pairs.tandems(programme, asker.id, now, asked.id)
    if not found:
        raise PairNotAllowed(_("This person cannot be asked. Choose another from the list."))
    request = TandemRequest(
        programme_id=programme.id,
        asker_id=asker.id,
        asked_id=asked.id,
        asker_teaches=policy.told_subjects(found[0].teaches, asked, "wants"),
        asked_teaches=policy.told_subjects(found[0].learns, asked, "teaches"),
        words=words,
        goal=goal,
        asked_at=now,
        expires_at=time_to_answer(now),
    )
    db.session.add(request)
    db.session.flush()
    db.session.add(Deadline(kind="tandem", object_id=request.id, due_at=request.expires_at))
    _tell(request, asked, "tandem_asked", now)
    record(asker.id, "tandem_asked", "tandem_request", request.id, now, programme.id)
    return request


def accept_tandem(request: TandemRequest, goal: str, now: datetime) -> Pairing:
    """The other says yes and what they want to reach themselves: the tandem begins.

    Raises MatchClosed and HasTandem; saying yes twice is saying it once.
    """
    lock_people([request.asker_id, request.asked_id])
    db.session.refresh(request)
    if request.pairing is not None:
        return request.pairing
    _check_open(request, now)
    check_single(request.programme, request.asked, request.asker)
    pairing = Pairing(
        programme_id=request.programme_id,
        mentee_id=request.asker_id,
        mentor_id=request.asked_id,
        kind=PairingKind.TANDEM,
        started_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(pairing)
    except IntegrityError as error:  # the database has the last word
        raise HasTandem(_("One of you two has a tandem in this programme already.")) from error
    begin(pairing, now)
    for person, words in ((request.asker, request.goal), (request.asked, goal)):
        add_goal(pairing, person, words, None, now)
    request.pairing_id = pairing.id
    _end(request, TandemEnding.ACCEPTED, now)
    both = [request.asker_id, request.asked_id]
    for rival in queries.tandem_requests_in(request.programme_id, both):
        _end(rival, TandemEnding.UNAVAILABLE, now)
        waiting = rival.asker if rival.asker_id not in both else rival.asked
        _tell(rival, waiting, "tandem_closed", now)
    return pairing


def decline_tandem(request: TandemRequest, answer: str, now: datetime) -> None:
    """The other says no, with a kind word if they like. Raises MatchClosed; twice is once."""
    lock_people([request.asker_id, request.asked_id])
    db.session.refresh(request)
    if request.ending is TandemEnding.DECLINED:
        return
    _check_open(request, now)
    request.answer = answer
    _end(request, TandemEnding.DECLINED, now)
    _tell(request, request.asker, "tandem_closed", now)


def withdraw_tandem(request: TandemRequest, now: datetime) -> None:
    """Take the own request back. Raises MatchClosed; twice is once."""
    lock_people([request.asker_id, request.asked_id])
    db.session.refresh(request)
    if request.ending is TandemEnding.WITHDRAWN:
        return
    _check_open(request, now)
    _end(request, TandemEnding.WITHDRAWN, now)


def expire_tandem(request: TandemRequest, now: datetime) -> None:
    """Nobody answered in time: both are free to ask others. Twice is once."""
    lock_people([request.asker_id, request.asked_id])
    db.session.refresh(request)
    if request.is_open and request.expires_at <= now:
        _end(request, TandemEnding.EXPIRED, now)
        _tell(request, request.asker, "tandem_closed", now)


def share_time(
    booking: Booking, pairing: Pairing, by: Person, taught: int, now: datetime
) -> TaughtTime:
    """Say how many minutes `by` taught in a session that was not halved; the rest the other did.

    The latest word of the two counts. Raises TooEarly.
    """
    lock_people([pairing.mentee_id, pairing.mentor_id])
    if booking.slot.ends_at > now:
        raise TooEarly(_("That can be said once the session is over."))
    taught = min(taught, booking.slot.minutes)
    rest = booking.slot.minutes - taught
    row = queries.taught_time_of(booking)
    if row is None:
        row = TaughtTime(booking_id=booking.id)
        db.session.add(row)
    is_mentor = by.id == pairing.mentor_id
    row.mentor_minutes, row.mentee_minutes = (taught, rest) if is_mentor else (rest, taught)
    row.said_by, row.said_at = by.id, now
    touch(pairing, now)
    db.session.flush()
    db.session.expire(booking, ["taught_time"])
    return row


def check_single(programme: Programme, *people: Person) -> None:
    """Everybody has one tandem at a time in a programme. Raises HasTandem."""
    for person in people:
        if queries.tandem_in(person.id, programme.id) is not None:
            raise HasTandem(_("%(name)s has a tandem in this programme already.", name=person.name))


def _check_open(request: TandemRequest, now: datetime) -> None:
    if not request.is_open or request.expires_at <= now:
        raise MatchClosed(_("This request is closed: it was answered, taken back or ran out."))


def _end(request: TandemRequest, ending: TandemEnding, now: datetime) -> None:
    request.ending, request.ended_at = ending, now
    withdraw_notice(_key(request, request.asked, "tandem_asked"), now)


def _tell(request: TandemRequest, to: Person, notice: str, now: datetime) -> None:
    if not to.is_active:
        return
    notify(
        to.id,
        f"mentoring.{notice}",
        {
            "other": request.other(to).name,
            "programme": request.programme.name,
            "expires_at": request.expires_at.isoformat(),
            "answer": request.answer,
        },
        link=("mentoring.tandem_request", {"request_id": request.id}),
        dedupe_key=_key(request, to, notice),
        now=now,
    )


def _key(request: TandemRequest, to: Person, notice: str) -> str:
    return f"mentoring.{notice}:{request.id}:{to.id}"
