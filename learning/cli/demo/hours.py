"""The hours in which the demo company's mentors can be met."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from learning.cli.demo.company import Company, Story
from learning.extensions import db
from learning.mentoring.rules import FLASH
from learning.people.models import Person
from learning.programmes.models import Enrolment, EnrolmentRole, EnrolmentState
from learning.scheduling.operations import keep_hours, set_site_holidays, set_special_days
from learning.scheduling.rules.hours import ANY, Limits

SETTLED = 2.5  # days ago
WEEKS: tuple[dict[str, Sequence[Sequence[str]]], ...] = (
    {"1": [["09:00", "12:00"]], "3": [["14:00", "17:00"]]},
    {"0": [["16:00", "18:00"]], "2": [["09:30", "11:30"], ["15:00", "17:00"]]},
    {"1": [["10:00", "13:00"]], "2": [["10:00", "13:00"]], "4": [["09:00", "11:00"]]},
)
FLASH_HOSTS = ("expert", "helena", "owen")  # whom one can book for a short talk at once
FLASH_WEEK = {str(day): [["11:00", "12:00"], ["15:00", "16:00"]] for day in range(5)}
PLACES = ("https://meet.demo.example/room-7", "Room Ponte, second floor", "By call, see chat")


def settle_hours(company: Company) -> Story:
    """Every mentor keeps hours of one of three weeks; some are away for a few days."""
    yield (now := company.ago(SETTLED))
    active = select(Enrolment.person_id).where(
        Enrolment.role == EnrolmentRole.MENTOR, Enrolment.state == EnrolmentState.ACTIVE
    )
    query = select(Person).where(Person.id.in_(active)).order_by(Person.id)
    mentors = db.session.scalars(query).all()
    moves = company.workday(-24)
    days = [moves, moves + timedelta(days=1)]
    set_site_holidays("Lisbon", days, "The office moves to Rua Nova", company["lead"], now)
    for mentor in company.all(*FLASH_HOSTS):
        short = Limits(
            lengths=(15, 20, 30),
            step_minutes=15,
            notice_hours=4,
            horizon_days=30,
            before_minutes=0,
            after_minutes=5,
            most_per_day=2,
            most_per_week=None,
            place="https://meet.demo.example/{host}-{date}-{time}",
        )
        keep_hours(mentor, FLASH, FLASH_WEEK, short, now)
    for number, mentor in enumerate(mentors):
        week = WEEKS[number % len(WEEKS)]
        limits = Limits(
            lengths=(30, 60),
            step_minutes=30,
            notice_hours=24,
            horizon_days=60,
            before_minutes=0,
            after_minutes=10 if number % 2 else 0,
            most_per_day=3,
            most_per_week=None,
            place=PLACES[number % len(PLACES)],
        )
        kept = {day: [list(span) for span in spans] for day, spans in week.items()}
        keep_hours(mentor, ANY, kept, limits, now)
        if number % 4 == 0:
            away = company.workday(-15)
            days = [away + timedelta(days=day) for day in range(4)]
            set_special_days(mentor, days, is_off=True, extra=[], why="Walking in the hills")
