"""Reading the hours in which people can be met."""

from collections.abc import Collection, Iterable
from datetime import date
from functools import cache

from sqlalchemy import BindParameter, Select, bindparam, select

from learning.extensions import db
from learning.people.models import Person
from learning.scheduling.models import Availability, ReminderChoice, SpecialDay
from learning.scheduling.rules.hours import ANY, Caps, Hours, Week, strictest, week_of
from learning.scheduling.rules.reminders import Choice


def hours_of(person_ids: Iterable[int], kind: str) -> dict[int, Hours]:
    """By person, the hours for this kind of meeting; who keeps none is absent.

    Hours of the kind itself stand before those for every kind; of the two limits the strictest
    holds.
    """
    general: dict[int, Availability] = {}
    own: dict[int, Availability] = {}
    for row in db.session.scalars(_kept(), {"people": list(set(person_ids)), "kind": kind}):
        (general if row.kind == ANY else own)[row.person_id] = row
    weeks: dict[str, Week] = {}  # many keep the same
    return {
        person_id: _hours(row, general.get(person_id), weeks)
        for person_id, row in (general | own).items()
    }


@cache
def _kept() -> Select[Availability]:
    return select(Availability).where(
        Availability.person_id.in_(bindparam("people", expanding=True)),
        Availability.kind.in_([ANY, bindparam("kind")]),
    )


def limits_of(person_ids: Iterable[int], kind: str) -> dict[int, Hours]:
    """As `hours_of`, for who has limits that a new meeting must keep: buffers or caps."""
    return {
        person_id: hours
        for person_id, hours in hours_of(person_ids, kind).items()
        if hours.before or hours.after or hours.caps != Caps()
    }


def availability_of(person: Person, kind: str) -> Availability | None:
    """The hours that the person keeps for exactly this kind of meeting."""
    query = select(Availability).where(
        Availability.person_id == person.id, Availability.kind == kind
    )
    return db.session.scalar(query)


def kinds_with_hours(person: Person) -> set[str]:
    """The kinds of meeting for which the person keeps hours of their own."""
    query = select(Availability.kind).where(Availability.person_id == person.id)
    return set(db.session.scalars(query))


def keeping_own_hours(person_ids: Iterable[int], kind: str) -> set[int]:
    """Who of these people keeps hours for just this kind of meeting."""
    query = select(Availability.person_id).where(
        Availability.person_id.in_(set(person_ids)), Availability.kind == kind
    )
    return set(db.session.scalars(query))


def special_days_of(person: Person, since: date, limit: int) -> list[SpecialDay]:
    """The dates on which something else holds, the soonest first."""
    query = (
        select(SpecialDay)
        .where(SpecialDay.person_id == person.id, SpecialDay.on >= since)
        .order_by(SpecialDay.on)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def special_day_of(person: Person, day_id: int) -> SpecialDay | None:
    """The date if it is this person's; None to anybody else."""
    query = select(SpecialDay).where(SpecialDay.id == day_id, SpecialDay.person_id == person.id)
    return db.session.scalar(query)


def _hours(row: Availability, general: Availability | None, weeks: dict[str, Week]) -> Hours:
    written = repr(row.week)
    if written not in weeks:
        weeks[written] = week_of(row.week)
    return Hours(
        week=weeks[written],
        step=row.step_minutes,
        notice=row.notice_hours,
        horizon=row.horizon_days,
        before=row.before_minutes,
        after=row.after_minutes,
        caps=strictest(
            *(Caps(one.most_per_day, one.most_per_week) for one in (row, general) if one)
        ),
        lengths=tuple(row.lengths),
        place=row.place or (general.place if general else ""),
    )


def reminder_choice_of(person_id: int) -> Choice:
    """How the person wants to be reminded: a day and an hour before, unless they chose."""
    return reminder_choices_of([person_id])[person_id]


def reminder_choices_of(person_ids: Collection[int]) -> dict[int, Choice]:
    """As `reminder_choice_of`, by person."""
    chosen = {
        row.person_id: Choice(row.minutes_before, row.quiet_from, row.quiet_to)
        for row in db.session.scalars(_chosen(), {"people": list(person_ids)})
    }
    return {person_id: chosen.get(person_id, Choice()) for person_id in person_ids}


@cache
def _chosen() -> Select[ReminderChoice]:
    people: BindParameter[int] = bindparam("people", expanding=True)
    return select(ReminderChoice).where(ReminderChoice.person_id.in_(people))
