"""The mentoring programme: seven pairs with two months of sessions, and a draft for the next."""

import tomllib
from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from learning.cli.demo.company import DATA, Company, Story
from learning.cli.demo.finding import (
    ask_early,
    book_flash_talks,
    make_wishes,
    part,
    say_how_it_fits,
)
from learning.cli.demo.joining import join, let_in, start_programme
from learning.clinics.operations import ask, claim_case, open_clinic, solve_case, thank
from learning.extensions import db
from learning.mentoring.models import Booking, GoalMode, Match, MatchRun, Pairing
from learning.mentoring.operations import (
    Terms,
    accept_match,
    add_action,
    add_goal,
    add_point,
    book_slot,
    cancel_booking,
    confirm_agreement,
    confirm_talk,
    copy_run,
    decline_match,
    judge_goal,
    log_talk,
    mark_goal,
    mark_held,
    move_match,
    offer_slots,
    propose_agreement,
    publish_run,
    rate_session,
    report_no_show,
    request_match,
    rerun,
    save_milestones,
    set_run_rules,
    start_match_run,
    tick_action,
    tick_milestone,
    write_message,
    write_note,
)
from learning.mentoring.queries import MilestoneDraft, milestones_of, settings_in
from learning.mentoring.rules import standard_milestones
from learning.people.models import Direction, Person
from learning.programmes.models import EnrolmentRole, Format, Goal, Programme
from learning.programmes.operations import decline_invitation, invite, remind
from learning.programmes.queries import invitation_of

BEGAN = 82  # days ago
PAIRED = 66
SESSIONS = (52, 41, 30, 19, 8)  # days ago
NEXT_RUN = 1

FADES = 5  # the pair that has not met for long
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
CASES = (  # what colleagues bring to the help clinic
    ("daniel", "My report counts the night shift twice since the clocks changed"),
    ("zihan", "Which of these two diagrams would you show a customer?"),
    ("arsen", "The tests pass alone and fail together"),
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
        [Format.MENTORING, Format.FLASH, Format.CIRCLE, Format.ACADEMY, Format.CLINIC],
        BEGAN,
        (company.workday(70), company.today + timedelta(days=110)),
    )
    told = tomllib.loads((DATA / "mentoring.toml").read_text("utf-8"))
    programme.mentors_per_mentee = 2
    db.session.flush()
    _enrol(company, programme, told, "first", 76)
    yield from _invite(company, programme)
    yield (now := company.ago(76.5))
    _plan_pairs(company, programme, now)
    yield from ask_early(company, programme)
    pairings = yield from _pair(company, programme)
    for number, pairing in enumerate(pairings):
        _meet(company, number, pairing)
    say_how_it_fits(company, pairings)
    _meet_guests(company)
    _write_down(company)
    yield (now := company.ago(60))
    remind(programme, lead, now)
    _enrol(company, programme, told, "later", 11)
    yield (now := company.ago(3))
    for name, wish in told["undecided"].items():
        join(programme, company[name], EnrolmentRole.MENTEE, now, capacity=1, answer=wish)
    _offer_times(company)
    _offer_group(company)
    _ask_mentor(company, programme)
    make_wishes(company, programme)
    yield (now := company.ago(NEXT_RUN))
    book_flash_talks(company)
    _try_out(company, start_match_run(programme, lead, now), now)
    _hold_clinic(company, programme)


def _try_out(company: Company, draft: MatchRun, now: datetime) -> None:
    """A second draft, to see what the fit gains if an even load matters less."""
    draft.title = "Even load"
    copy = copy_run(draft, company["lead"], "Best fit first", now)
    settings = settings_in(copy)
    set_run_rules(copy, replace(settings, objective=("served", "score")))
    rerun(copy, now)


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


def _enrol(
    company: Company, programme: Programme, told: dict[str, Any], group: str, days_ago: int
) -> None:
    lead, told_goals = company["lead"], told["goals"]
    for name, (seats, answer) in told[group]["mentors"].items():
        at, role = company.ago(days_ago), EnrolmentRole.MENTOR
        someone = company[name]
        goals = told_goals.get(name, ())
        company.begin(
            let_in(programme, someone, role, lead, at, capacity=seats, answer=answer, goals=goals)
        )
    for name, wish in told[group]["mentees"].items():
        at, role = company.ago(days_ago - 1), EnrolmentRole.MENTEE
        mentors, goals = told["wanted"].get(name, 1), told_goals.get(name, ())
        company.begin(
            let_in(
                programme,
                company[name],
                role,
                lead,
                at,
                capacity=mentors,
                answer=wish,
                goals=goals,
            )
        )


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
        if number == FADES and turn > 1:
            break  # they have not met since: the lead finds them at risk
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
    _agree(company, pairing)
    design = add_goal(
        pairing,
        mentee,
        "Write the design of the timetable service and have it agreed",
        company.today + timedelta(days=40),
        company.ago(57),
        GoalMode.TASKS,
    )
    for words, owner, days_ahead, is_done in (
        ("Draw the load of a normal Monday", mentee, -30, True),
        ("Two versions of page 3", mentee, -4, True),
        ("The failure table", mentee, 6, False),
        ("Read both versions before we talk", mentor, 1, False),
    ):
        due_on = company.today + timedelta(days=days_ahead)
        task = add_action(pairing, mentee, owner, words, due_on, company.ago(40), design)
        tick_action(task, pairing, is_done=is_done, now=company.ago(9))
    talk = add_goal(
        pairing, mentee, "Present one design to the whole office", None, company.ago(45)
    )
    for percent, comment, days_ago in (
        (10, "Chosen: the timetable service.", 40),
        (35, "Owen lets me have ten minutes at the office hour in two weeks.", 7),
    ):
        judge_goal(talk, pairing, mentee, percent, comment, company.ago(days_ago))
    small = add_goal(pairing, mentor, "Review three designs of others", None, company.ago(57))
    mark_goal(small, pairing, is_reached=True, now=company.ago(20))
    for writer, words, is_shared, days_ago in (
        (mentor, "Draw the load first, then the boxes. Next time: the failure table.", True, 45),
        (mentee, "Прочитать про идемпотентность до следующей встречи.", False, 33),
        (mentee, "I will bring two versions of page 3 and say which one I like less.", True, 7),
    ):
        write_note(pairing, writer, words, is_shared=is_shared, now=company.ago(days_ago))


def _agree(company: Company, pairing: Pairing) -> None:
    """How the demo pair works together, what it will talk about, and a line of each."""
    mentor, mentee = pairing.mentor, pairing.mentee
    terms = Terms(
        purpose="Design a service that others want to work on, and stand in front of it.",
        cadence_days=14,
        minutes=45,
        channel="A video call; once a month lunch in the canteen",
        confidentiality="What we tell each other stays between us, unless we both say otherwise.",
        rules="Two lines of agenda a day before. Whoever cannot come says so a day before.",
        ends_on=company.today + timedelta(days=80),
    )
    propose_agreement(pairing, mentor, terms, company.ago(60))
    confirm_agreement(pairing, mentee, 1, company.ago(59))
    for milestone in milestones_of(pairing)[:2]:
        tick_milestone(milestone, pairing, mentee, is_done=True, now=company.ago(50))
    talk = log_talk(pairing, mentee, company.ago(25), 30, "Lunch: how to say no", company.ago(24))
    confirm_talk(talk, pairing, mentor, company.ago(24))
    for author, words in (
        (mentee, "Version two of page 3: which boxes would you take out?"),
        (mentor, "What would you do differently if you began today?"),
    ):
        add_point(pairing, author, words, company.ago(2))
    write_message(pairing, mentee, "Version two of page 3 is in the folder.", company.ago(2))
    write_message(
        pairing, mentor, "Read it with a coffee. The first table is already good!", company.ago(1.5)
    )


def _hold_clinic(company: Company, programme: Programme) -> None:
    """A weekly open hour with one case solved and two that wait."""
    lead, mentor = company["lead"], company["mentor"]
    clinic = open_clinic(
        programme,
        lead,
        name="Repair café for code and tables",
        weekday=2,
        at=time(15),
        minutes=60,
        place=PLACES[1],
        now=company.ago(30),
    )
    skills = [one.skill for one in mentor.skills if one.direction is Direction.TEACHES]
    sat = clinic.sitting(company.ago(9)).starts_at + timedelta(minutes=5)
    for number, (guest, words) in enumerate(CASES):
        case = ask(clinic, company[guest], skills[number % len(skills)], words, company.ago(9.5))
        if number == 0:
            claim_case(case, mentor, sat)
            solve_case(case, mentor, "Two clocks, one index: compare in UTC.", sat)
            thank(case, "Three days of searching, solved in ten minutes!", sat)


def _plan_pairs(company: Company, programme: Programme, now: datetime) -> None:
    """Milestones that every pair of the programme comes to."""
    drafts = [MilestoneDraft(None, words, day) for words, day in standard_milestones()]
    save_milestones(programme, company["lead"], drafts, now)


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


def _offer_group(company: Company) -> None:
    """An open hour of the demo expert with seats for six, two of them taken."""
    [hour] = offer_slots(
        company["expert"],
        [(company.workday(-8), time(14))],
        weeks=1,
        minutes=60,
        place=PLACES[1],
        is_open_to_all=True,
        seats=6,
        least=2,
        now=company.ago(2),
    )
    for name in ("stefan", "mengjie"):
        book_slot(hour, company[name], "Questions about the last talk", company.ago(1))


def _ask_mentor(company: Company, programme: Programme) -> None:
    """A request that waits for the demo mentor's answer."""
    request_match(
        part(programme, company, "zihan"),
        part(programme, company, "mentor"),
        "我看了您关于评审的文章。 I read your article on reviews and would like to design my first "
        "service with somebody who asks good questions. Two talks a month would be wonderful.",
        company.ago(1),
    )
