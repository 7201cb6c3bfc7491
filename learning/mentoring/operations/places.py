"""Waiting for a place with a mentor who is full, and the offers made when one comes free."""

from datetime import datetime

from learning.extensions import db
from learning.i18n import _
from learning.mentoring import pairing as pairs
from learning.mentoring import queries
from learning.mentoring.models import Deadline
from learning.mentoring.operations.refusals import HasMentor, NotFull, PairNotAllowed
from learning.mentoring.rules import PLACES, add_working_days
from learning.notifications.operations import notify, withdraw_notice
from learning.people.models import Person
from learning.programmes.models import Enrolment
from learning.scheduling.models import Answer, Offer
from learning.scheduling.operations import answer_offer, join_queue, lock_people, make_offer
from learning.scheduling.queries import offer_to

WORKING_DAYS_KEPT = 2


def wait_for_place(own: Enrolment, theirs: Enrolment, now: datetime) -> Offer:
    """Stand in line for a mentor who is full. Twice is once; whoever let an offer go may come back.

    `own` is the mentee's part in the programme, `theirs` the mentor's.
    Raises HasMentor, PairNotAllowed, NotFull.
    """
    lock_people([theirs.person_id])
    if queries.has_every_mentor(theirs.programme, own.person_id):
        raise HasMentor(
            _("You have your mentor in this programme. End that pairing to look for another.")
        )
    people = pairs.candidates(theirs.programme, now, [own.person_id])
    if theirs.person_id not in dict(pairs.choices(people, own.person_id)):
        raise PairNotAllowed(_("This person cannot be asked. Choose another from the list."))
    if people.free[theirs.person_id]:
        raise NotFull(_("This mentor has a free place: you can ask at once."))
    return join_queue(PLACES, theirs.id, own.person, now, may_return=True)


def stop_waiting_for_place(theirs: Enrolment, person: Person, now: datetime) -> None:
    """Leave the line, or say no to the offer; the place goes to the next."""
    lock_people([theirs.person_id])
    offer = offer_to(PLACES, theirs.id, person)
    if offer is None or offer.answer is not None:
        return
    _close(offer, Answer.LEFT if offer.offered_at is None else Answer.NO, now)
    offer_places(theirs, now)


def take_place(theirs: Enrolment, person: Person, now: datetime) -> None:
    """The person has asked this mentor, so the place in line has done its work."""
    offer = offer_to(PLACES, theirs.id, person)
    if offer is not None and offer.answer is None:
        _close(offer, Answer.YES, now)


def leave_every_line(person_id: int, programme_id: int, now: datetime) -> None:
    """The mentee has whom they wanted: places kept for them, or waited for, are for others."""
    for offer, theirs in queries.lines_of(person_id, programme_id):
        was_offered = offer.offered_at is not None
        _close(offer, Answer.NO if was_offered else Answer.LEFT, now)
        if was_offered:
            owe_offers(theirs.person_id, programme_id, now)


def offer_places(theirs: Enrolment, now: datetime) -> None:
    """Offer what this mentor has free to those in line, each place to one of them.

    First come the higher stated priorities, where the programme goes by them, then who has waited
    longest. Who may not be matched with this mentor any more is passed over.
    """
    lock_people([theirs.person_id])
    waiting = queries.line_for(theirs, now.date())
    if not waiting or not theirs.programme.is_joinable:
        return
    people = pairs.candidates(theirs.programme, now, [one.person_id for one in waiting])
    asked = queries.open_requests_to(theirs)
    free = people.free.get(theirs.person_id, 0) - asked
    wanted = [(one.person_id, theirs.person_id) for one in waiting]
    allowed = pairs.possible_among(people, wanted) if free > 0 else set()
    able = [one for one in waiting if (one.person_id, theirs.person_id) in allowed]
    until = datetime.combine(add_working_days(now.date(), WORKING_DAYS_KEPT), now.timetz())
    kept = until - now
    for offer in able[: max(0, free)]:
        make_offer(offer, now + 2 * kept, now, kept)
        db.session.add(Deadline(kind="place", object_id=offer.id, due_at=until))
        notify(
            offer.person_id,
            "mentoring.place_offered",
            {
                "other": theirs.person.name,
                "programme": theirs.programme.name,
                "until": until.isoformat(),
            },
            link=("mentoring.request_match", {"enrolment_id": theirs.id}),
            dedupe_key=_key(offer),
            now=now,
        )


def expire_place(offer: Offer, now: datetime) -> None:
    """Nobody answered the offer in time: the next is asked. Twice is harmless."""
    theirs = db.session.get_one(Enrolment, offer.object_id)
    lock_people([theirs.person_id])
    db.session.refresh(offer)
    if offer.answer is None and offer.expires_at is not None and offer.expires_at <= now:
        _close(offer, Answer.MISSED, now)
        offer_places(theirs, now)


def owe_offers(mentor_id: int, programme_id: int, now: datetime) -> None:
    """A place of this mentor may have come free: look at once, if anybody is in line."""
    theirs = queries.line_of_mentor(mentor_id, programme_id)
    if theirs is not None:
        db.session.add(Deadline(kind="places", object_id=theirs.id, due_at=now))


def offer_all_places(now: datetime) -> None:
    """What nobody has noted, such as a raised limit or a mentor who is back: looked at daily."""
    for theirs in queries.mentors_with_lines():
        offer_places(theirs, now)


def _close(offer: Offer, answer: Answer, now: datetime) -> None:
    answer_offer(offer, answer, now)
    withdraw_notice(_key(offer), now)


def _key(offer: Offer) -> str:
    return f"mentoring.place_offered:{offer.id}:{offer.joined_at.isoformat()}"
