"""What pages that let somebody choose a time share."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from flask import abort, request, url_for
from flask_login import current_user

from learning.extensions import db
from learning.i18n import _, to_local
from learning.mentoring.operations import SlotGone
from learning.mentoring.queries import Time
from learning.mentoring.views.blueprint import bp
from learning.people.models import Person
from learning.web.limits import YEARS

LONGEST_LOOK = timedelta(days=90)
FURTHEST = timedelta(days=3650)


def moment_asked(name: str = "at") -> datetime:
    """The moment in the address, to the minute and in UTC; what is none answers 404."""
    try:
        found = chosen_moment(request.args.get(name, ""))
    except SlotGone:
        abort(404)
    if found.second or found.microsecond:
        abort(404)
    return found


def chosen_moment(text: str) -> datetime:
    """The moment of a choice in a form, in UTC. Raises SlotGone, for none such was offered."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise gone() from error
    if found.tzinfo is None or found.year not in YEARS:
        raise gone()
    return found.astimezone(UTC)


def gone() -> SlotGone:
    return SlotGone(_("This time is no longer offered. Choose another time."))


def day_asked(name: str = "from") -> date | None:
    """The day in the address; None without one, and at the ends of time."""
    try:
        found = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return found if found.year in YEARS else None


def start_of(day: date, now: datetime) -> datetime:
    """The beginning of this day on the reader's clock, and never before now."""
    zone = to_local(now).tzinfo
    start = datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
    return max(now, min(start, now + FURTHEST))


def by_day(times: Sequence[Time]) -> list[tuple[date, list[Time]]]:
    """Times in their order under each day of the reader's calendar."""
    days = groupby(times, key=lambda one: to_local(one.starts_at).date())
    return [(day, list(offered)) for day, offered in days]


def host_or_404(person_id: int) -> Person:
    person = db.session.get(Person, person_id)
    if person is None or not person.is_active or person_id == current_user.id:
        abort(404)
    return person


@bp.app_template_global()
def time_url(time: Time) -> str:
    """Where this time is booked."""
    if time.slot_id is not None:
        return url_for("mentoring.book_slot", slot_id=time.slot_id)
    return url_for(
        "mentoring.book_time",
        person_id=time.host.id,
        at=time.starts_at.isoformat(timespec="minutes"),
        minutes=time.minutes,
    )
