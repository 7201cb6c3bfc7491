"""The language tandem: one pair that teaches each other, a request, and others who could."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from learning.cli.demo.company import Company, Story
from learning.cli.demo.joining import let_in, start_programme
from learning.mentoring.models import Booking, Pairing
from learning.mentoring.operations import (
    accept_tandem,
    ask_tandem,
    book_slot,
    mark_held,
    offer_slots,
    set_languages,
    share_time,
)
from learning.people.models import Person
from learning.programmes.models import EnrolmentRole, Format, Goal
from learning.programmes.operations import edit_benefits

BEGAN = 45  # days ago
PAIRED = 36
SESSIONS = (27, 13)  # days ago
WANTED = {  # who takes part, and which languages they want to learn
    "mentee": ["zh"],
    "expert": ["ru"],
    "mentor": ["fr"],
    "newcomer": ["pt"],
    "owen": ["pt", "zh"],
    "aigerim": ["zh", "fr"],
    "zihan": ["ru"],
    "goncalo": ["fr"],
    "sophie": ["sr", "ru"],
    "jelena": ["fr"],
}
PLACE = "https://meet.demo.example/room-9"
AGENDAS = ("Ordering in a restaurant", "A phone call with a customer", "Telling of the weekend")


def learn_in_tandem(company: Company) -> Story:
    """From the start of the programme to a pair that meets every other week."""
    programme = yield from start_programme(
        company, "Language Tandem", Goal.CAREER, [Format.TANDEM], BEGAN
    )
    lead = company["lead"]
    benefit = (
        "Half an hour of a language from somebody who grew up with it, for half an hour of yours."
    )
    edit_benefits(
        programme,
        lead,
        company.ago(BEGAN - 3),
        one_line="Teach your language, learn another, in the same hour.",
        giver_benefit=benefit,
        receiver_benefit=benefit,
        manager_benefit="Offices that understand each other, for two hours a month.",
    )
    for name, codes in WANTED.items():
        at, someone = company.ago(BEGAN - 4), company[name]
        company.begin(let_in(programme, someone, EnrolmentRole.PARTICIPANT, lead, at))
        set_languages(someone, codes)
    yield (now := company.ago(PAIRED + 1))
    one, other = company["mentee"], company["expert"]
    request = ask_tandem(
        programme,
        one,
        other,
        "I hear you would like to speak Russian with the colleagues in Almaty. Shall we?",
        "To follow a meeting in Shanghai without subtitles",
        now,
    )
    yield (now := company.ago(PAIRED))
    pairing = accept_tandem(request, "To tell a joke in Russian, and to get one", now)
    for number, days_ago in enumerate(SESSIONS):
        held = _book(company, pairing, days_ago, AGENDAS[number])
        mark_held(held, held.slot.mentor, held.slot.ends_at)
        if number == 0:
            share_time(held, pairing, other, 40, held.slot.ends_at)
    _book(company, pairing, -4, AGENDAS[2])
    yield (now := company.ago(1))
    ask_tandem(
        programme,
        company["newcomer"],
        company["mentor"],
        "I speak French at home, and my new team writes Portuguese between the lines.",
        "To understand what is said in the coffee corner in Lisbon",
        now,
    )


def _book(company: Company, pairing: Pairing, days_ago: int, agenda: str) -> Booking:
    """An hour of the one who is asked, booked four days before, or yesterday if it lies ahead."""
    host: Person = pairing.mentor
    day = company.workday(days_ago)
    begins = datetime.combine(day, time(17), ZoneInfo(host.timezone)).astimezone(UTC)
    at = min(begins - timedelta(days=4), company.ago(1))
    [slot] = offer_slots(
        host,
        [(day, time(17))],
        weeks=1,
        minutes=60,
        place=PLACE,
        is_open_to_all=False,
        now=at - timedelta(days=1),
    )
    return book_slot(slot, pairing.mentee, agenda, at)
