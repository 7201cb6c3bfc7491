"""Who works in the demo company, and how its past is counted: in days before today."""

import csv
import io
import tomllib
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush
from itertools import count
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

import learning
from learning.extensions import db
from learning.people.models import Person, Role
from learning.people.operations import (
    edit_about,
    edit_hours,
    edit_languages,
    import_people,
)
from learning.people.operations.profile import Spoken
from learning.people.operations.roles import grant_role
from learning.people.rules.roster import COLUMNS

DATA = Path(learning.__file__).parent / "demo"
HOST = "demo.example"
ACCOUNTS = ("admin", "lead", "mentor", "mentee", "newcomer", "buddy", "expert", "moderator")
FOUNDED = 150  # days ago
WEEKDAYS = range(5)
SATURDAY = 5

Story = Generator[datetime, None, None]


@dataclass
class Company:
    """The company on the day it is loaded; `people` by the first part of their address.

    What happens in it is told in stories, each of which yields the moment at which it goes on.
    They are lived through together in the order of time, so that the audit trail, the notices and
    every check of an operation see the past as it would have been.
    """

    now: datetime
    secret: str
    people: dict[str, Person] = field(default_factory=dict)
    _begun: list[tuple[datetime, int, Story]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)  # of two moments alike, the first first

    def begin(self, story: Story) -> None:
        """Let a story happen beside those that have begun."""
        moment = next(story, None)
        if moment is not None:
            heappush(self._begun, (moment, next(self._numbers), story))

    def live(self) -> Iterator[datetime]:
        """Go on with whichever story is next until all are told; yields each moment."""
        while self._begun:
            moment, _number, story = heappop(self._begun)
            self.begin(story)
            yield moment

    @property
    def today(self) -> date:
        return self.now.date()

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    def all(self, *names: str) -> list[Person]:
        return [self.people[name] for name in names]

    def ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def workday(self, days: int) -> date:
        """The day so many days ago, or the last working day before; negative days lie ahead."""
        day, step = self.today - timedelta(days=days), timedelta(days=1 if days < 0 else -1)
        while day.weekday() >= SATURDAY:
            day += step
        return day

    def morning(self, day: date) -> datetime:
        """Half past nine in UTC, but never later than now."""
        return min(datetime.combine(day, time(9, 30), UTC), self.now)


def accounts() -> list[Person]:
    """Those of the demo accounts who are here."""
    addresses = [_address(name) for name in ACCOUNTS]
    query = select(Person).where(Person.email.in_(addresses)).order_by(Person.id)
    return list(db.session.scalars(query))


def found_company(company: Company) -> None:
    """Take everybody in by a roster, as an administrator would, and fill in their profiles."""
    told = tomllib.loads((DATA / "people.toml").read_text("utf-8"))
    everybody: dict[str, dict[str, Any]] = told["people"]
    founded = company.ago(FOUNDED)
    roster = _roster(everybody, told["offices"], company.today)
    done = import_people(
        "demo company", lambda: io.BytesIO(roster), is_full=False, by=None, now=founded
    )
    if done.refused:
        first = done.findings[0]
        raise click.ClickException(
            f"The demo company cannot move in: {first.value or first.column} belongs to somebody "
            "else here. Load it into a database of its own."
        )
    people = db.session.scalars(
        select(Person).where(Person.email.in_([_address(name) for name in everybody]))
    )
    company.people = {person.email.partition("@")[0]: person for person in people}
    for name, said in everybody.items():
        _fill_in(company[name], said, founded)
    _give_roles(company, founded)


def _roster(everybody: dict[str, dict[str, Any]], offices: dict[str, str], today: date) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for number, (name, said) in enumerate(everybody.items(), 1):
        spoken = [said["pages"], *(one.partition(":")[0] for one in said["speaks"].split())]
        writer.writerow(
            {
                "employee_id": f"DEMO-{number:03}",
                "email": _address(name),
                "name": said["name"],
                "job_title": said["title"],
                "department": said["department"],
                "location": said["office"],
                "timezone": offices[said["office"]],
                "languages": ";".join(dict.fromkeys(spoken)),
                "manager_email": _address(said["manager"]) if "manager" in said else "",
                "start_date": (today - timedelta(days=said["here"])).isoformat(),
                "teaches": said.get("teaches", ""),
                "learns": said.get("wants", ""),
            }
        )
    return out.getvalue().encode()


def _fill_in(person: Person, said: dict[str, Any], now: datetime) -> None:
    spoken = [one.partition(":") for one in said["speaks"].split()]
    edit_languages(person, [Spoken(code, level, True) for code, _colon, level in spoken], {}, now)
    if "hours" in said:
        start, _dash, end = said["hours"].partition("-")
        hours = dict.fromkeys(WEEKDAYS, (start, end))
        edit_hours(person, timezone=person.timezone, working_hours=hours, audiences={}, now=now)
    edit_about(
        person,
        story=said.get("story", ""),
        ask_me_about=said.get("ask", ""),
        interests=said.get("interests", []),
        audiences={},
        now=now,
    )


def _give_roles(company: Company, now: datetime) -> None:
    grant_role(company["admin"], Role.ADMIN, None, now)
    for name, role in (
        ("lead", Role.PROGRAMME_LEAD),
        ("sophie", Role.PROGRAMME_LEAD),
        ("moderator", Role.MODERATOR),
    ):
        grant_role(company[name], role, company["admin"], now)


def _address(name: str) -> str:
    return f"{name}@{HOST}"
