"""The mentoring programme: seven pairs with two months of sessions, and a draft for the next."""

import tomllib
from collections.abc import Generator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from learning.cli.demo.company import DATA, Company, Story
from learning.cli.demo.joining import join, let_in, start_programme
from learning.extensions import db
from learning.mentoring.models import Booking, Match, Pairing
from learning.mentoring.operations import (
    accept_match,
    add_goal,
    book_slot,
    cancel_booking,
    decline_match,
    mark_goal,
    mark_held,
    move_match,
    offer_slots,
    publish_run,
    rate_session,
    report_no_show,
    request_match,
    rerun,
    start_match_run,
    write_note,
)
from learning.people.models import Person
from learning.programmes.models import Enrolment, EnrolmentRole, Format, Goal, Programme
from learning.programmes.operations import decline_invitation, invite, remind
from learning.programmes.queries import invitation_of

BEGAN = 82  # days ago
PAIRED = 66
SESSIONS = (52, 41, 30, 19, 8)  # days ago
NEXT_RUN = 1

DECLINES = "lilit"  # the pair that a mentor kindly declined

AGENDAS = (
    "First meeting: who we are, what each of us expects",
    "My design for the new timetable service, page 1 to 3",
    "How to say no to a deadline and keep the customer",
    "Looking at my last two reviews together",
    "What went well since we began, and what comes next",
)
PLACES = ("https://meet.demo.example/room-4", "Room Ponte, second floor", "Small room by the door")
RATINGS = ((4, 9), (3, 8), (4, 10), (2, 6), (4, 9), (3, 9), (4, 10), (2, 7), (4, 9))
TAGS = (
    ["listened", "questions"],
    ["questions", "practical"],
    ["practical", "prepared"],
    ["listened", "questions", "honest"],
    ["questions", "too_short"],
)
GUESTS = (  # who booked an open time
    *("amara", "timur", "stefan", "zihan", "mengjie"),
    *("daniel", "arsen", "egor", "ognjen"),
)


def run_mentoring(company: Company) -> Story:
    """From the invitation to a draft that waits for the lead."""
    lead = company["lead"]
    programme = yield from start_programme(
        company,
        "Next Step Mentoring",
        Goal.CAREER,
        [Format.MENTORING, Format.FLASH, Format.ACADEMY],
        BEGAN,
        (company.workday(70), company.today + timedelta(days=110)),
    )
    told = tomllib.loads((DATA / "mentoring.toml").read_text("utf-8"))
    _enrol(company, programme, told["first"], 76)
    yield from _invite(company, programme)
    pairings = yield from _pair(company, programme)
    for number, pairing in enumerate(pairings):
        _meet(company, number, pairing)
    _meet_guests(company)
    _write_down(company)
    yield (now := company.ago(60))
    remind(programme, lead, now)
    _enrol(company, programme, told["later"], 11)
    yield (now := company.ago(3))
    for name, wish in told["undecided"].items():
        join(programme, company[name], EnrolmentRole.MENTEE, now, answer=wish)
    _offer_times(company)
    _ask_mentor(company, programme)
    yield (now := company.ago(NEXT_RUN))
    start_match_run(programme, lead, now)


def _invite(company: Company, programme: Programme) -> Story:
    """Everybody who is past the first ninety days; three have said no."""
    lead = company["lead"]
    yield (now := company.ago(78.5))
    asked = [
        person.id
        for person in company.people.values()
        if person.id != lead.id and not person.is_newcomer(company.today)
    ]
    invite(programme, asked, lead, now)
    yield (now := company.ago(77))
    for name in ("katarina", "jianguo", "zhanna"):
        invitation = invitation_of(company[name], programme)
        if invitation is not None:
            decline_invitation(invitation, now)


def _enrol(company: Company, programme: Programme, told: dict[str, Any], days_ago: int) -> None:
    lead = company["lead"]
    for name, (seats, answer) in told["mentors"].items():
        at, role = company.ago(days_ago), EnrolmentRole.MENTOR
        someone = company[name]
        company.begin(let_in(programme, someone, role, lead, at, capacity=seats, answer=answer))
    for name, wish in told["mentees"].items():
        at, role = company.ago(days_ago - 1), EnrolmentRole.MENTEE
        company.begin(let_in(programme, company[name], role, lead, at, answer=wish))


def _pair(company: Company, programme: Programme) -> Generator[datetime, None, list[Pairing]]:
    """One run, one pair put together by hand, one kind no; the demo mentor's pairs come first."""
    lead = company["lead"]
    yield (now := company.ago(70))
    run = start_match_run(programme, lead, now)
    move_match(run, company["mentee"], company["mentor"].id, now)
    rerun(run, now)
    yield (now := company.ago(69))
    publish_run(run, lead, now)
    yield (now := company.ago(PAIRED))
    found = list[Pairing]()
    for match in _matches(run.id):
        if match.mentee_id == company[DECLINES].id:
            words = "I am away all of next month. Ask me again then, with pleasure."
            decline_match(match, match.mentor, words, now)
            continue
        accept_match(match, match.mentee, company.ago(PAIRED + 1))
        pairing = accept_match(match, match.mentor, now)
        if pairing is not None:
            found.append(pairing)
    mentor = company["mentor"]
    return sorted(found, key=lambda one: (one.mentor_id != mentor.id, one.id))


def _matches(run_id: int) -> list[Match]:
    return list(db.session.scalars(select(Match).where(Match.run_id == run_id).order_by(Match.id)))


def _meet(company: Company, number: int, pairing: Pairing) -> None:
    """Five sessions, of which one pair missed one and another called one off."""
    mentor, mentee = pairing.mentor, pairing.mentee
    hour = time(10 + number % 5)
    for turn, days_ago in enumerate(SESSIONS):
        day = company.workday(days_ago + 3 * (number % 4))
        agenda = AGENDAS[turn]
        booking = _book(company, mentor, mentee, day, hour, agenda)
        if (number, turn) == (2, 3):
            at = booking.slot.starts_at - timedelta(days=2)
            cancel_booking(booking, mentee, "I have to travel that day, sorry.", at)
        elif (number, turn) == (4, 2):
            report_no_show(booking, mentor, booking.slot.starts_at + timedelta(minutes=20))
        else:
            _hold(booking, number + turn, _raters(number, turn, pairing))
    if number == 0:
        _book(company, mentor, mentee, company.today + timedelta(days=1), time(11), AGENDAS[1])
    elif number not in {3, 5}:  # two pairs have set no date, as the lead can see
        day = company.workday(-3 - number)
        _book(company, mentor, mentee, day, hour, AGENDAS[number % len(AGENDAS)])


def _meet_guests(company: Company) -> None:
    """Short sessions of the demo mentor with whoever booked an open time."""
    mentor = company["mentor"]
    for number, guest in enumerate(company.all(*GUESTS)):
        day = company.workday(64 - 2 * number)
        hour = time(16 + number % 2)  # two of them may share a Friday
        booking = _book(company, mentor, guest, day, hour, "Half an hour on a design of mine")
        _hold(booking, number, [guest, mentor])


def _book(
    company: Company, mentor: Person, mentee: Person, day: date, hour: time, agenda: str
) -> Booking:
    """A session booked four days before it begins, or yesterday if it lies ahead."""
    begins = datetime.combine(day, hour, ZoneInfo(mentor.timezone)).astimezone(UTC)
    at = min(begins - timedelta(days=4), company.ago(1))
    place = PLACES[0] if mentor.location != mentee.location else PLACES[1]
    slots = offer_slots(
        mentor,
        [(day, hour)],
        weeks=1,
        minutes=45,
        place=place,
        is_open_to_all=True,
        now=at - timedelta(days=1),
    )
    return book_slot(slots[0], mentee, agenda, at)


def _raters(number: int, turn: int, pairing: Pairing) -> list[Person]:
    """Both, but for the last session: there mentors are late, and the demo pair is, too."""
    if turn < len(SESSIONS) - 1:
        return [pairing.mentee, pairing.mentor]
    return [pairing.mentee] if number else []


def _hold(booking: Booking, number: int, raters: list[Person]) -> None:
    """It took place, and these say how it was."""
    end = booking.slot.ends_at
    mark_held(booking, booking.slot.mentor, end)
    db.session.flush()  # as a page would, before anybody says how it was
    for person in raters:
        useful, recommend = RATINGS[(number + person.id) % len(RATINGS)]
        rate_session(
            booking,
            person,
            usefulness=useful,
            tags=TAGS[number % len(TAGS)],
            recommend=recommend,
            now=end + timedelta(hours=2),
        )


def _write_down(company: Company) -> None:
    """Goals and notes of the demo pair, which nobody else reads."""
    mentor, mentee = company["mentor"], company["mentee"]
    query = select(Pairing).where(Pairing.mentee_id == mentee.id, Pairing.mentor_id == mentor.id)
    pairing = db.session.scalars(query).one()
    add_goal(
        pairing,
        mentee,
        "Write the design of the timetable service and have it agreed",
        company.today + timedelta(days=40),
        company.ago(57),
    )
    add_goal(pairing, mentee, "Present one design to the whole office", None, company.ago(45))
    small = add_goal(pairing, mentor, "Review three designs of others", None, company.ago(57))
    mark_goal(small, pairing, is_reached=True, now=company.ago(20))
    for writer, words, is_shared, days_ago in (
        (mentor, "Draw the load first, then the boxes. Next time: the failure table.", True, 45),
        (mentee, "Прочитать про идемпотентность до следующей встречи.", False, 33),
        (mentee, "I will bring two versions of page 3 and say which one I like less.", True, 7),
    ):
        write_note(pairing, writer, words, is_shared=is_shared, now=company.ago(days_ago))


def _offer_times(company: Company) -> None:
    """Times that are free, for the pages of those who look for one."""
    for name, hour in (("mentor", 15), ("rui", 16), ("expert", 16), ("owen", 15), ("helena", 16)):
        offer_slots(
            company[name],
            [(company.workday(-2), time(hour)), (company.workday(-5), time(hour))],
            weeks=2,
            minutes=30,
            place=PLACES[0],
            is_open_to_all=True,
            now=company.ago(2),
        )


def _ask_mentor(company: Company, programme: Programme) -> None:
    """A request that waits for the demo mentor's answer."""
    request_match(
        _enrolment(programme, company["zihan"]),
        _enrolment(programme, company["mentor"]),
        "我看了您关于评审的文章。 I read your article on reviews and would like to design my first "
        "service with somebody who asks good questions. Two talks a month would be wonderful.",
        company.ago(1),
    )


def _enrolment(programme: Programme, person: Person) -> Enrolment:
    query = select(Enrolment).where(
        Enrolment.programme_id == programme.id, Enrolment.person_id == person.id
    )
    return db.session.scalars(query).one()
