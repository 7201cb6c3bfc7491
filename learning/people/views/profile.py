"""A profile as its reader may see it."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import abort, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.i18n import to_local
from learning.people import policy, queries
from learning.people.models import Person
from learning.people.queries.profile import filled_fields, person_with_profile, profile_for
from learning.people.rules.profile import (
    AUDIENCES,
    LANGUAGE_LEVELS,
    Field,
    audience,
    completeness,
    working_week,
)
from learning.people.rules.skills import LEVELS
from learning.people.views.blueprint import bp
from learning.web.access import access


@dataclass(frozen=True)
class HrFields:
    """What the personnel department knows, whole or masked."""

    employee_id: str
    started_on: date | None
    year: int | None
    manager: Person | None
    is_masked: bool


@bp.get("/<int:person_id>")
@access("profile.view_basic")
def profile(person_id: int) -> ResponseReturnValue:
    if not policy.can_view(current_user):
        abort(403)
    person = person_with_profile(person_id) or abort(404)
    is_own = policy.can_edit(current_user, person)
    is_tied = queries.are_tied(current_user, person)
    basics_only = policy.sees_basics_only(current_user) or not person.is_active
    seen = None if basics_only else profile_for(person, is_owner=is_own, is_tied=is_tied)
    now = clock.now()
    return render_template(
        "people/profile.html",
        person=person,
        seen=seen,
        levels=LEVELS,
        language_levels=LANGUAGE_LEVELS,
        sees_contact=policy.can_view_contact(current_user, person, is_tied=is_tied),
        hr=_hr_fields(person),
        here=_their_clock(person, now),
        is_elsewhere=_is_elsewhere(person, now),
        week=working_week(seen.working_hours, person.timezone, now.date()) if seen else [],
        ask_url=_ask_url(person) if seen and seen.teaches and not is_own else None,
        is_newcomer=person.is_newcomer(now.date()),
        state=completeness(filled_fields(person)) if is_own else None,
        audience=lambda part: AUDIENCES[audience(person.privacy, Field(part))],
    )


def _hr_fields(person: Person) -> HrFields | None:
    is_whole = policy.can_view_hr_fields(current_user, person)
    if not is_whole and not policy.can_view_masked_hr_fields(current_user):
        return None
    number, started_on = person.employee_id or "", person.started_on
    return HrFields(
        employee_id=number if is_whole else number and f"…{number[-3:]}",
        started_on=started_on if is_whole else None,
        year=started_on.year if started_on and not is_whole else None,
        manager=person.manager if is_whole else None,
        is_masked=not is_whole,
    )


def _ask_url(person: Person) -> str | None:
    """Where one asks for their time, once there is such a place."""
    known = "mentoring.mentor" in current_app.view_functions
    return url_for("mentoring.mentor", person_id=person.id) if known else None


def _is_elsewhere(person: Person, now: datetime) -> bool:
    """Whether the reader's clock shows another time than the person's."""
    return (
        to_local(now).utcoffset() != now.astimezone(ZoneInfo(person.timezone or "UTC")).utcoffset()
    )


def _their_clock(person: Person, now: datetime) -> datetime | None:
    """This moment where the person is, if that is known."""
    return now.astimezone(ZoneInfo(person.timezone)) if person.timezone else None
