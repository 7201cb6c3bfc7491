"""How people of the mentoring programme find each other: requests, wishes, a rest, a fit."""

from datetime import timedelta

from sqlalchemy import select

from learning.cli.demo.company import Company, Story
from learning.extensions import db
from learning.mentoring.models import Fit, MarkKind, Pairing
from learning.mentoring.operations import (
    answer_fit,
    ask_for_fit,
    book_flash,
    decline_match,
    mark,
    pause_role,
    request_match,
    set_wishes,
)
from learning.mentoring.queries import flash_hosts, flash_times
from learning.mentoring.rules import FLASH_OPEN_FOR
from learning.people.models import Direction
from learning.programmes.models import Enrolment, Programme
from learning.programmes.operations import set_limit

EARLY = 72  # days ago
ASKERS = ("goncalo", "liam", "haoran")  # who asked the demo mentor before everybody was matched
FLASH_TALKS = (  # host, guest, question
    ("expert", "amara", "Which of these two indexes would you take, and how would you tell?"),
    ("mentor", "daniel", "My first design review is next week: what do people usually forget?"),
)
ANSWERED_AFTER = (3, 6, 20)  # hours


def ask_early(company: Company, programme: Programme) -> Story:
    """Three ask the demo mentor before the first match and are answered soon and kindly."""
    mentor = company["mentor"]
    for name, hours in zip(ASKERS, ANSWERED_AFTER, strict=True):
        yield (now := company.ago(EARLY))
        own, theirs = part(programme, company, name), part(programme, company, "mentor")
        asked = request_match(own, theirs, "Would you be my mentor? I read your articles.", now)
        yield (now := now + timedelta(hours=hours))
        words = "Gladly another time: Marta matches all of us next week."
        decline_match(asked, mentor, words, now, company.ago(EARLY - 3).date())


def book_flash_talks(company: Company) -> None:
    """Two flash talks lie ahead: one is booked, one waits for the demo mentor's yes."""
    now = company.ago(1)
    for name, guest, question in FLASH_TALKS:
        host = company[name]
        skill = next(one.skill for one in host.skills if one.direction is Direction.TEACHES)
        found = flash_hosts(company[guest], skill, now, [host.id])
        until = now + FLASH_OPEN_FOR
        times = flash_times(company[guest], found, 30, until, now)[host.id]
        book_flash(found[0], company[guest], skill, times[-1].starts_at, 30, question, now)


def make_wishes(company: Company, programme: Programme) -> None:
    """Somebody has ranked mentors, a mentor offers help, another rests for some weeks."""
    now = company.ago(1)
    set_wishes(
        part(programme, company, "stefan"),
        [company["ruslan"].id, company["priya"].id],
        words="To speak in front of more than five people, and to enjoy it.",
        is_asking=False,
        matters=["skills", "hours"],
        goals=["speaking", "confidence"],
        now=now,
    )
    mark(company["stefan"], company["ruslan"], MarkKind.BOOKMARK, now)
    request_match(
        part(programme, company, "ruslan"),
        part(programme, company, "madina"),
        "Your numbers deserve to be heard. I would like to help you tell them aloud.",
        now,
    )
    set_limit(company["mentor"], 4)
    pause_role(part(programme, company, "olga"), company.workday(-21), now)


def say_how_it_fits(company: Company, pairings: list[Pairing]) -> None:
    """After their first sessions all but one have said that they fit; one has not answered yet."""
    for number, pairing in enumerate(pairings):
        for person in (pairing.mentee, pairing.mentor):
            question = ask_for_fit(pairing, person, 1, company.ago(45))
            if number != 1 or person is pairing.mentor:
                answer_fit(question, person, Fit.GOOD, company.ago(44))


def part(programme: Programme, company: Company, name: str) -> Enrolment:
    """Somebody's part in the programme."""
    query = select(Enrolment).where(
        Enrolment.programme_id == programme.id, Enrolment.person_id == company[name].id
    )
    return db.session.scalars(query).one()
