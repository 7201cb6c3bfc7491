"""Mentoring for tests: people who take part, matches, pairings, times and sessions."""

from datetime import timedelta
from typing import Any

from learning.extensions import db
from learning.mentoring.models import (
    Booking,
    Feedback,
    FlashTalk,
    LanguageWish,
    Match,
    MatchRun,
    MatchState,
    Pairing,
    Slot,
)
from learning.mentoring.operations import accept_tandem, ask_tandem
from learning.people.models import Direction, Person, Skill
from learning.people.operations import tie
from learning.programmes.models import Enrolment, EnrolmentRole, Programme
from learning.programmes.operations import take_seat
from learning.scheduling.models import Availability
from learning.scheduling.operations import hold_time
from tests.factories.people import NOON, person, person_skill, skill, spoken
from tests.factories.programmes import enrolment, programme


def mentor_in(where: Programme, **fields: Any) -> Enrolment:
    """A colleague who takes part as a mentor; `capacity` is their own limit."""
    capacity = fields.pop("capacity", None)
    return enrolment(where, person(**fields), EnrolmentRole.MENTOR, capacity=capacity)


def mentee_in(where: Programme, **fields: Any) -> Enrolment:
    """A colleague who takes part as a mentee; `capacity` is how many mentors they want."""
    capacity = fields.pop("capacity", None)
    return enrolment(where, person(**fields), EnrolmentRole.MENTEE, capacity=capacity)


def teaches(who: Person, name: str, level: int = 4) -> None:
    person_skill(who, _skill(name), Direction.TEACHES, level)


def wants(who: Person, name: str, level: int = 3) -> None:
    person_skill(who, _skill(name), Direction.WANTS, level)


def match(where: Programme | None = None, **fields: Any) -> Match:
    """A proposal of a published run; `state` and the like can be given."""
    where = where or programme()
    if "mentee_id" not in fields:
        fields["mentee_id"] = mentee_in(where).person_id
    if "mentor_id" not in fields:
        fields["mentor_id"] = mentor_in(where).person_id
    if "run_id" not in fields:
        fields["run_id"] = run(where, published_at=NOON).id
    given = {
        "programme_id": where.id,
        "state": MatchState.PROPOSED,
        "score": 70.0,
        "reasons": [],
        "unanswered": [],
        "proposed_at": NOON,
        "expires_at": NOON + timedelta(days=7),
    }
    return _kept(Match(**given | fields))


def request(where: Programme | None = None, **fields: Any) -> Match:
    """What a mentee asked a mentor for."""
    given = {
        "run_id": None,
        "asked_by": EnrolmentRole.MENTEE,
        "mentee_accepted_at": NOON,
        "request": "Help me lead a team.",
    }
    return match(where, **given | fields)


def run(where: Programme, **fields: Any) -> MatchRun:
    given = {
        "programme_id": where.id,
        "started_by": where.created_by,
        "started_at": NOON,
        "solved_at": NOON,
        "mentees": 1,
        "mentors": 1,
        "places": 2,
    }
    return _kept(MatchRun(**given | fields))


def pairing(
    mentee: Person | None = None, mentor: Person | None = None, where: Programme | None = None
) -> Pairing:
    """A running pairing whose two take part in the programme and are tied to each other."""
    where = where or programme()
    mentee, mentor = mentee or person(), mentor or person()
    for who, role in ((mentee, EnrolmentRole.MENTEE), (mentor, EnrolmentRole.MENTOR)):
        known = db.session.query(Enrolment).filter_by(
            programme_id=where.id, person_id=who.id, role=role
        )
        if known.first() is None:
            enrolment(where, who, role)
    accepted = match(
        where,
        mentee_id=mentee.id,
        mentor_id=mentor.id,
        state=MatchState.ACCEPTED,
        mentee_accepted_at=NOON,
        mentor_accepted_at=NOON,
    )
    made = _kept(
        Pairing(
            programme_id=where.id,
            match_id=accepted.id,
            mentee_id=mentee.id,
            mentor_id=mentor.id,
            started_at=NOON,
        )
    )
    tie(mentee.id, mentor.id, "mentoring", made.id, NOON)
    take_seat(mentor.id, "mentoring", made.id, NOON)
    db.session.commit()
    return made


def participant_in(where: Programme, **fields: Any) -> Enrolment:
    return enrolment(where, person(**fields), EnrolmentRole.PARTICIPANT)


def two_who_fit(where: Programme, first: Person | None = None) -> tuple[Person, Person]:
    """Participants of the programme: one speaks German and wants Spanish, the other reversed."""
    one, other = first or person(), person()
    for who, native, wanted in ((one, "de", "es"), (other, "es", "de")):
        enrolment(where, who, EnrolmentRole.PARTICIPANT)
        spoken(who, native)
        _kept(LanguageWish(person_id=who.id, code=wanted))
    return one, other


def tandem(first: Person | None = None, where: Programme | None = None) -> Pairing:
    """A running tandem, asked for by `first`."""
    where = where or programme()
    asker, asked = two_who_fit(where, first)
    request = ask_tandem(where, asker, asked, "Shall we?", "To order in Spanish", NOON)
    made = accept_tandem(request, "To write letters", NOON)
    db.session.commit()
    return made


def slot(mentor: Person | None = None, **fields: Any) -> Slot:
    """A time open to all, in a week, of half an hour."""
    starts_at = fields.pop("starts_at", NOON + timedelta(days=7))
    given = {
        "mentor_id": (mentor or person()).id,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=30),
        "place": "Room 7",
        "is_open_to_all": True,
        "offered_at": NOON,
    }
    return _kept(Slot(**given | fields))


def hours(host: Person, **fields: Any) -> Availability:
    """Hours of the host's for sessions: workdays from nine to five on the own clock."""
    given = {
        "person_id": host.id,
        "kind": "mentoring.session",
        "week": {str(day): [["09:00", "17:00"]] for day in range(5)},
        "place": "Room 7",
        "updated_at": NOON,
    }
    return _kept(Availability(**given | fields))


def booking(
    mentee: Person | None = None,
    mentor: Person | None = None,
    within: Pairing | None = None,
    **fields: Any,
) -> Booking:
    """A session booked of a slot, with both people's time taken; `starts_at` is the slot's."""
    mentee = mentee or (within.mentee if within else person())
    offered = slot(
        mentor or (within.mentor if within else person()),
        **{"starts_at": fields.pop("starts_at")} if "starts_at" in fields else {},
    )
    held = hold_time(
        [mentee, offered.mentor], offered.starts_at, offered.ends_at, "mentoring.session"
    )
    given = {
        "slot_id": offered.id,
        "mentee_id": mentee.id,
        "pairing_id": within.id if within else None,
        "appointment_id": held.id,
        "agenda": "Career plan",
        "booked_at": NOON,
    }
    return _kept(Booking(**given | fields))


def flash_talk(host: Person, guest: Person, **fields: Any) -> FlashTalk:
    """A flash talk that the two have open, about a skill of its own."""
    given = {
        "programme_id": programme().id,
        "skill_id": skill().id,
        "host_id": host.id,
        "guest_id": guest.id,
        "opened_at": NOON,
        "closes_at": NOON + timedelta(days=14),
    }
    return _kept(FlashTalk(**given | fields))


def feedback(about: Person, **fields: Any) -> Feedback:
    """An answer on a session of its own with somebody new."""
    if "booking_id" not in fields:
        held = booking(mentor=about, starts_at=fields.pop("starts_at", NOON))
        fields |= {"booking_id": held.id, "author_id": held.mentee_id}
    given = {
        "about_id": about.id,
        "usefulness": 3,
        "tags": [],
        "recommend": 8,
        "written_at": NOON,
    }
    return _kept(Feedback(**given | fields))


def _skill(name: str) -> Skill:
    known = db.session.query(Skill).filter_by(key=name.casefold()).first()
    return known or skill(name)


def _kept(row: Any) -> Any:
    db.session.add(row)
    db.session.commit()
    return row
