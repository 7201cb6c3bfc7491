"""How long free times take to compute: one mentor for four weeks, 500 mentors for two.

Mentors sit in eight zones, each with hours of their own on five days, two meetings a week, a day
off and some busy times of another calendar; the times suit a guest in Berlin. Of all mentors it is
asked who is free when, as by "any mentor who teaches this". In one process on SQLite, reading
included; each figure is the median of `ROUNDS`.
"""

import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import select

from learning.app import create_app
from learning.config import cookie_settings, database_settings
from learning.extensions import db
from learning.people.models import Person
from learning.scheduling.models import (
    Appointment,
    Attendance,
    Availability,
    BusyTime,
    SpecialDay,
)
from learning.scheduling.queries import free_hosts, free_times

MENTORS = 500
ROUNDS = 15
KIND = "mentoring.session"
NOW = datetime(2030, 3, 18, 7, tzinfo=UTC)  # European clocks change within two weeks
ZONES = (
    *("Europe/Berlin", "Europe/Moscow", "Asia/Shanghai", "America/New_York"),
    *("America/Los_Angeles", "Asia/Kolkata", "Australia/Lord_Howe", "Europe/London"),
)
WORKS = {str(day): ["09:00", "18:00"] for day in range(5)}


def fill(chance: random.Random) -> None:
    """The mentors with all that takes their time, and the guest."""
    for number in range(MENTORS + 1):
        person = Person(
            name=f"Mentor {number}",
            email=f"mentor{number}@demo.example",
            timezone="Europe/Berlin" if number == MENTORS else chance.choice(ZONES),
            working_hours=WORKS,
        )
        db.session.add(person)
        db.session.flush()
        if number < MENTORS:
            _keep_hours(person.id, chance)
        for day in range(0, 28, 4):
            _meet(person.id, NOW + timedelta(days=day, hours=chance.randrange(12)))
    db.session.commit()


def _keep_hours(person_id: int, chance: random.Random) -> None:
    first = chance.choice((8, 9, 10, 13))
    week = {
        str(day): [[f"{first:02}:00", f"{first + 2:02}:00"], [f"{first + 3:02}:30", "18:00"]]
        for day in range(5)
    }
    db.session.add(
        Availability(person_id=person_id, kind="", week=week, most_per_day=4, updated_at=NOW)
    )
    db.session.add(
        SpecialDay(
            person_id=person_id, on=NOW.date() + timedelta(chance.randrange(28)), is_off=True
        )
    )
    for day in range(0, 28, 7):
        starts_at = NOW + timedelta(days=day, hours=3)
        db.session.add(
            BusyTime(
                person_id=person_id, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)
            )
        )


def _meet(person_id: int, starts_at: datetime) -> None:
    ends_at = starts_at + timedelta(minutes=30)
    meeting = Appointment(
        kind=KIND, starts_at=starts_at, ends_at=ends_at, uid=f"{person_id}-{starts_at}"
    )
    db.session.add(meeting)
    db.session.flush()
    db.session.add(
        Attendance(
            appointment_id=meeting.id, person_id=person_id, starts_at=starts_at, ends_at=ends_at
        )
    )


def _milliseconds(work: Callable[[], int]) -> tuple[list[float], list[float], int]:
    """By the clock, and of the processor alone, which a busy machine does not falsify."""
    taken, computed, found = [], [], work()
    for _round in range(ROUNDS):
        db.session.expire_all()
        db.session.rollback()
        people = list(db.session.scalars(select(Person)))
        assert people
        start, start_cpu = time.perf_counter(), time.process_time()
        work()
        taken.append((time.perf_counter() - start) * 1000)
        computed.append((time.process_time() - start_cpu) * 1000)
    return taken, computed, found


def measure() -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="collegium-free-times-") as name:
        folder = Path(name)
        app = create_app(
            {
                "SECRET_KEY": "only for the bench",
                "INSTANCE_DIR": folder,
                "BASE_URL": "http://127.0.0.1",
                "REDIS_URL": "",
                "MAIL_URL": f"file:{folder / 'mail'}",
                "MAIL_FROM": "bench@demo.example",
                "JOBS": "off",
                "TESTING": True,
                **database_settings(f"sqlite:///{folder / 'bench.db'}"),
                **cookie_settings(secure=False),
            }
        )
        with app.app_context():
            db.create_all()
            fill(random.Random(7))
            everybody = list(db.session.scalars(select(Person).order_by(Person.id)))
            mentors, guest = everybody[:-1], everybody[-1]

            def ask(hosts: list[Person], days: int) -> int:
                until = NOW + timedelta(days=days)
                return len(free_times(hosts, guest, 30, NOW, until, KIND, NOW))

            def ask_any(days: int) -> int:
                until = NOW + timedelta(days=days)
                found = free_hosts(mentors, guest, 30, NOW, until, KIND, NOW)
                return sum(len(free) for free in found.values())

            one, one_cpu, times_of_one = _milliseconds(lambda: ask(mentors[:1], 28))
            many, many_cpu, times_of_many = _milliseconds(lambda: ask_any(14))
            db.session.remove()
            db.engine.dispose()
    return {
        "mentors": MENTORS,
        "one_mentor_four_weeks_ms": round(median(one), 1),
        "one_mentor_four_weeks_cpu_ms": round(median(one_cpu), 1),
        "one_mentor_times": times_of_one,
        "all_mentors_two_weeks_ms": round(median(many), 1),
        "all_mentors_two_weeks_cpu_ms": round(median(many_cpu), 1),
        "all_mentors_times": times_of_many,
    }
