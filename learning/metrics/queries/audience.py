"""Who could take part: the people a programme invites, day by day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    case,
    cast,
    false,
    func,
    null,
    or_,
    select,
)

from learning.extensions import db
from learning.metrics.queries.activity import involved_in
from learning.metrics.rules import Window
from learning.people.models import Department, Person, PersonLanguage, RoleGrant
from learning.people.queries import openly_spoken
from learning.programmes.models import Programme
from learning.programmes.queries.audience import NO_COLLEAGUES
from learning.programmes.rules import RosterLine, is_invited
from learning.programmes.rules.audience import tenure_of

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Audience:
    """Who was invited and worked here on a day of the window."""

    people: int
    involved: int  # of these
    mean: float  # people over the days of the window


def audiences(programme: Programme, windows: Sequence[Window]) -> list[Audience]:
    """The programme's audience in each window.

    The mean of people over days is the sum of everybody's days ÷ the window's days.
    """
    rule = {name: values for name, values in programme.audience.items() if values}
    tenures = rule.pop("tenure", ())
    today = windows[0].last_day
    rows = db.session.execute(_roster(programme, windows))
    invited = [row for row in rows if is_invited(rule, _line(row, rule), today)]

    @cache
    def days(started_on: date | None, left_on: date | None, window: Window) -> int:
        first = max(window.first_day, started_on or window.first_day)
        last = min(window.last_day, left_on - ONE_DAY if left_on else window.last_day)
        length = max((last - first).days + 1, 0)
        if not tenures:
            return length
        some = (first + number * ONE_DAY for number in range(length))
        return sum(tenure_of(started_on, day) in tenures for day in some)

    found = []
    for number, window in enumerate(windows):
        people = involved = together = 0
        for row in invited:
            left_on = row.deactivated_at.date() if row.deactivated_at else None
            if here := days(row.started_on, left_on, window):
                people += row.people
                involved += getattr(row, f"involved_{number}") or 0
                together += here * row.people
        length = (window.last_day - window.first_day).days + 1
        found.append(Audience(people, involved, together / length))
    return found


def _roster(programme: Programme, windows: Sequence[Window]) -> Select[Any]:
    """How many there are of those whom the rule cannot tell apart, and how many were involved."""
    rule = programme.audience
    first_day = min(one.first_day for one in windows)
    left = datetime.combine(first_day + ONE_DAY, time(), UTC)
    limited = select(RoleGrant.person_id).where(RoleGrant.role.in_(NO_COLLEAGUES))
    involved = involved_in(programme, windows).subquery()
    lines = (
        select(
            (Department.name if rule.get("department") else _any_text()).label("department"),
            (Person.location if rule.get("location") else _any_text()).label("location"),
            _speaks(rule.get("language") or ()).label("speaks"),
            # a first day before all windows matters to tenures alone
            (
                Person.started_on
                if rule.get("tenure")
                else case((Person.started_on > first_day, Person.started_on))
            ).label("started_on"),
            Person.deactivated_at,
            *(column for column in involved.c if column.name != "person_id"),
        )
        .outerjoin(Department, Department.id == Person.department_id)
        .outerjoin(involved, involved.c.person_id == Person.id)
        .where(
            Person.id.not_in(limited),
            or_(Person.deactivated_at.is_(None), Person.deactivated_at >= left),
        )
        .subquery()
    )
    alike = [
        lines.c[name]
        for name in ("department", "location", "speaks", "started_on", "deactivated_at")
    ]
    counted = [
        func.sum(lines.c[f"in_{number}"]).label(f"involved_{number}")
        for number in range(len(windows))
    ]
    return select(*alike, func.count().label("people"), *counted).group_by(*alike)


def _any_text() -> ColumnElement[str | None]:
    return cast(null(), String)


def _speaks(codes: Sequence[str]) -> ColumnElement[bool]:
    """Whether a person tells colleagues that they speak one of these languages."""
    if not codes:
        return false()
    spoken = openly_spoken().where(PersonLanguage.code.in_(codes))
    return Person.id.in_(spoken.with_only_columns(PersonLanguage.person_id))


def _line(row: Row[Any], rule: Mapping[str, Sequence[str]]) -> RosterLine:
    """What the rule may ask; of languages, those that it names."""
    languages = rule.get("language", ()) if row.speaks else ()
    return RosterLine(row.department, row.location, frozenset(languages), None)
