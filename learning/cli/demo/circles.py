"""Circles and office hours of the demo company: one meets, one is full, one is wished for."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from learning.cli.demo.company import Company, Story
from learning.extensions import db
from learning.mentoring.models import Audience, CircleSession, Rhythm
from learning.mentoring.operations import (
    ask_for_seat,
    join_circle,
    keep_presence_list,
    name_co_facilitator,
    open_circle,
    open_office_hour,
    plan_circle_sessions,
    propose_circle,
    skip_circle_session,
    wait_for_circle,
    wish_for_circle,
    write_circle_note,
)
from learning.mentoring.queries import gathering_of, membership
from learning.people.models import Person
from learning.programmes.models import Circle, Programme
from learning.scheduling.queries import appointments_of

BEGAN = 18  # days ago
HOURS = (time(12), time(11), time(13), time(10), time(14), time(9), time(15))  # UTC
MEETS = (16, 9, 2, -5, -12)  # days ago; negative days lie ahead
AGENDAS = (
    "Who we are, and the one no we regret most",
    "Each brings a request of this week; we find three ways to answer it",
    "Saying no upwards: what helped, what did not",
    "Saying no to a customer and keeping them",
    "What each of us does differently now",
)


def meet_in_circles(company: Company) -> Story:
    """One circle meets every week, another is full with somebody waiting, a third is a wish."""
    yield (now := company.ago(BEGAN))
    programme = db.session.scalars(
        select(Programme).where(Programme.name == "Next Step Mentoring")
    ).one()
    mentor, expert = company["mentor"], company["expert"]
    no = open_circle(
        programme,
        mentor,
        topic="Saying no and staying friends",
        why="Six colleagues, one hour a week: you bring a real request and leave with an answer "
        "you can give tomorrow.",
        seats=7,
        least=3,
        now=now,
    )
    members = company.all("mentee", "nemanja", "stefan", "liam", "amara")
    for member in members:
        join_circle(no, member, now)
    second = membership(no, company["nemanja"])
    if second is not None:
        name_co_facilitator(second, now)
    sessions = _plan(no, mentor, [company.workday(days) for days in MEETS], now)
    data = open_circle(
        programme,
        expert,
        topic="Reading a dashboard without fooling yourself",
        why="We take one chart of ours each time and ask what it hides.",
        seats=3,
        least=3,
        now=now,
    )
    for name in ("aigerim", "zihan", "mengjie"):
        join_circle(data, company[name], now)
    wait_for_circle(data, company["mentee"], now)
    _plan(data, expert, [company.workday(-9)], now)
    wished = propose_circle(
        programme,
        company["madina"],
        "Speaking up in English",
        "Meetings are easier when you have practised them among friends.",
        now,
    )
    for name in ("timur", "goncalo", "haoran"):
        wish_for_circle(wished, company[name], now)
    for session in sessions:
        if session.ends_at < company.now:
            yield session.ends_at
            _look_back(session, mentor, members, session.ends_at)
    yield (now := company.ago(1.5))
    skip_circle_session(sessions[3], company["stefan"], now)
    write_circle_note(
        no,
        company["nemanja"],
        "The sentence that worked for me: “I can do it by Thursday, or badly by tomorrow.”",
        now,
    )
    yield (now := company.ago(1))
    _open_hours(company, programme, now)


def _plan(circle: Circle, by: Person, days: Sequence[date], now: datetime) -> list[CircleSession]:
    """Weekly at noon, or at the next hour at which who leads it is free on all the days."""
    for hour in HOURS:
        starts = [datetime.combine(day, hour, UTC) for day in days]
        if not any(appointments_of(by, one, one + timedelta(hours=1)) for one in starts):
            break
    planned = plan_circle_sessions(
        circle,
        by,
        starts,
        minutes=60,
        place="https://meet.demo.example/circle",
        agenda=AGENDAS[0],
        now=now,
        rhythm=Rhythm.WEEKLY if len(days) > 1 else None,
        without_some=True,
    )
    for session, agenda in zip(planned, AGENDAS, strict=False):
        session.agenda = agenda
    return planned


def _look_back(
    session: CircleSession, host: Person, members: Sequence[Person], now: datetime
) -> None:
    """Everybody came but one, and somebody wrote down what was agreed."""
    met = gathering_of(host, session.appointment_id)
    if met is None:
        return
    absent = members[session.id % len(members)]
    there = {host.id, *(one.id for one in members)} - {absent.id}
    keep_presence_list(met, host, there, now)
    write_circle_note(
        session.circle, host, f"Agreed: each tries one of the three answers. {session.agenda}.", now
    )


def _open_hours(company: Company, programme: Programme, now: datetime) -> None:
    """One for whoever comes first, and one whose host chooses; two ask the demo mentor."""
    open_office_hour(
        company["helena"],
        topic="Anything about interviews",
        why="Bring the question you were asked, or the one you never dare to ask.",
        at=(company.workday(-7), time(16)),
        weeks=2,
        minutes=60,
        place="Room Ponte, second floor",
        seats=6,
        least=2,
        notice_minutes=60,
        choose_hours=0,
        audience=Audience.PROGRAMME,
        programme_id=programme.id,
        skill_id=None,
        now=now,
    )
    hour = open_office_hour(
        company["mentor"],
        topic="Your design, torn apart kindly",
        why="Three designs in ninety minutes. You leave with the two questions to answer first.",
        at=(company.workday(-13), time(17)),
        weeks=1,
        minutes=90,
        place="https://meet.demo.example/room-4",
        seats=3,
        least=1,
        notice_minutes=0,
        choose_hours=72,
        audience=Audience.NOBODY,
        programme_id=None,
        skill_id=None,
        now=now,
    )[0]
    for name, words in (
        ("mentee", "The queue between booking and billing: two pages, one diagram."),
        ("arsen", "Our test data service. Nobody but me has ever read it."),
        ("haoran", "A plug-in system that grew too many hooks."),
        ("daniel", "How we split the night shift over three teams."),
    ):
        ask_for_seat(hour.slot, company[name], words, now)
