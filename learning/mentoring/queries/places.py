"""Lines before mentors who are full: who stands in them, and where."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from learning.extensions import db
from learning.mentoring.models import Match, MatchState
from learning.mentoring.queries.pool import waiting_mentees
from learning.mentoring.rules import PLACES
from learning.people.models import Person
from learning.programmes.models import Enrolment, EnrolmentState, Programme
from learning.scheduling.models import Offer
from learning.scheduling.queries import waiting_in, waiting_in_all


@dataclass(frozen=True)
class InLine:
    """Where somebody stands before a mentor: at which place from 1, or until when one is kept."""

    place: int | None
    kept_until: datetime | None


def line_for(theirs: Enrolment, today: date) -> list[Offer]:
    """Who waits for a place with this mentor, the next first, without those who need none now."""
    mentees = waiting_mentees(theirs.programme, today)
    waiting = [one for one in waiting_in(PLACES, theirs.id) if one.person_id in mentees]
    return sorted(waiting, key=lambda one: -mentees[one.person_id].priority)


def places_in_line(person: Person, programme: Programme, today: date) -> dict[int, InLine]:
    """By the mentor's number where this person waits in the programme, or has an offer.

    Three queries at most, however many mentors.
    """
    lines = lines_of(person.id, programme.id)
    places = {
        theirs.person_id: InLine(None, offer.expires_at)
        for offer, theirs in lines
        if offer.offered_at is not None
    }
    mentors = {theirs.id: theirs.person_id for offer, theirs in lines if offer.offered_at is None}
    if not mentors:
        return places
    mentees = waiting_mentees(programme, today)
    waiting = defaultdict[int, list[int]](list)
    for one in waiting_in_all(PLACES, mentors):
        if one.person_id in mentees:
            waiting[one.object_id].append(one.person_id)
    for number, mentor_id in mentors.items():
        line = sorted(waiting[number], key=lambda one: -mentees[one].priority)
        place = line.index(person.id) + 1 if person.id in line else len(line) + 1
        places[mentor_id] = InLine(place, None)
    return places


def open_requests_to(theirs: Enrolment) -> int:
    """How many mentees have asked this mentor and wait for the answer."""
    query = select(func.count(Match.id)).where(
        Match.programme_id == theirs.programme_id,
        Match.mentor_id == theirs.person_id,
        Match.state == MatchState.PROPOSED,
        Match.run_id.is_(None),
    )
    return db.session.scalar(query) or 0


def lines_of(person_id: int, programme_id: int) -> list[tuple[Offer, Enrolment]]:
    """Where this mentee waits in the programme, or has an offer, each with the mentor's part."""
    query = (
        select(Offer, Enrolment)
        .join(Enrolment, Enrolment.id == Offer.object_id)
        .where(
            Offer.queue == PLACES,
            Offer.person_id == person_id,
            Offer.answer.is_(None),
            Enrolment.programme_id == programme_id,
        )
    )
    return [(offer, theirs) for offer, theirs in db.session.execute(query)]


def line_of_mentor(mentor_id: int, programme_id: int) -> Enrolment | None:
    """The mentor's part in the programme if anybody waits for a place with them."""
    return next(
        (
            one
            for one in mentors_with_lines()
            if (one.person_id, one.programme_id) == (mentor_id, programme_id)
        ),
        None,
    )


def mentors_with_lines() -> list[Enrolment]:
    """The part of every mentor for whom somebody waits without an offer so far."""
    waiting = select(Offer.object_id).where(
        Offer.queue == PLACES, Offer.answer.is_(None), Offer.offered_at.is_(None)
    )
    query = (
        select(Enrolment)
        .join(Enrolment.person)
        .where(
            Enrolment.id.in_(waiting),
            Enrolment.state == EnrolmentState.ACTIVE,
            Person.deactivated_at.is_(None),
        )
        .options(contains_eager(Enrolment.person), joinedload(Enrolment.programme))
        .order_by(Enrolment.id)
    )
    return list(db.session.scalars(query))
