"""Who could take part: the people a programme invites, day by day."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from sqlalchemy import select

from learning.extensions import db
from learning.metrics.rules import Window
from learning.people.models import Department, Person, RoleGrant
from learning.people.queries import openly_spoken
from learning.programmes.models import Programme
from learning.programmes.queries.audience import NO_COLLEAGUES
from learning.programmes.rules import RosterLine, is_invited
from learning.programmes.rules.audience import tenure_of

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Audience:
    """Who was invited and worked here on a day of the window; `mean` is over its days."""

    people: frozenset[int]
    mean: float


def audiences(programme: Programme, windows: Sequence[Window]) -> list[Audience]:
    """The programme's audience in each window.

    The mean of people over days is the sum of everybody's days ÷ the window's days.
    """
    rule = {field: values for field, values in programme.audience.items() if field != "tenure"}
    tenures = programme.audience.get("tenure")
    spoken = _spoken() if rule.get("language") else {}
    limited = select(RoleGrant.person_id).where(RoleGrant.role.in_(NO_COLLEAGUES))
    query = (
        select(
            Person.id,
            Department.name.label("department"),
            Person.location,
            Person.started_on,
            Person.deactivated_at,
        )
        .outerjoin(Department, Department.id == Person.department_id)
        .where(Person.id.not_in(limited))
    )
    invited = [
        row
        for row in db.session.execute(query)
        if is_invited(
            rule,
            RosterLine(row.department, row.location, spoken.get(row.id, frozenset()), None),
            windows[0].last_day,
        )
    ]

    @cache
    def days(started_on: date | None, left_on: date | None, window: Window) -> int:
        first = max(window.first_day, started_on or window.first_day)
        last = min(window.last_day, left_on - ONE_DAY if left_on else window.last_day)
        if not tenures:
            return max((last - first).days + 1, 0)
        some = (first + ONE_DAY * number for number in range((last - first).days + 1))
        return sum(tenure_of(started_on, day) in tenures for day in some)

    found = []
    for window in windows:
        counted = {
            row.id: days(
                row.started_on, row.deactivated_at.date() if row.deactivated_at else None, window
            )
            for row in invited
        }
        length = (window.last_day - window.first_day).days + 1
        people = frozenset(one for one, number in counted.items() if number)
        found.append(Audience(people, sum(counted.values()) / length))
    return found


def _spoken() -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for person_id, code in db.session.execute(openly_spoken()):
        found[person_id].add(code)
    return {person_id: frozenset(codes) for person_id, codes in found.items()}
