"""Scenes of people's time."""

from datetime import date
from typing import Any

from learning import clock
from learning.extensions import db
from learning.people.models import Person
from learning.scheduling.operations import make_feed
from learning.scheduling.queries import feeds_of
from tests.access import scene
from tests.factories.people import person
from tests.factories.scheduling import site_holiday, special_day

LIMITS = {
    "lengths": "30",
    "step_minutes": "30",
    "notice_hours": "24",
    "horizon_days": "60",
    "before_minutes": "0",
    "after_minutes": "0",
    "country": "",
}


def own_pages(actor: Person, relation: str) -> dict[str, Any]:
    return {}


def of_sessions(actor: Person, relation: str) -> dict[str, Any]:
    return {"kind": "mentoring.session"}


def own_day(actor: Person, relation: str) -> dict[str, Any]:
    return {"day_id": special_day(_whose(actor, relation), date(2031, 3, 4)).id}


def own_feed(actor: Person, relation: str) -> dict[str, Any]:
    owner = _whose(actor, relation)
    make_feed(owner, clock.now(), is_busy_only=True, count=0)
    db.session.commit()
    return {"feed_id": feeds_of(owner)[0].id}


def busy_feed(actor: Person, relation: str) -> dict[str, Any]:
    return {"what": "busy"}


def _whose(actor: Person, relation: str) -> Person:
    return actor if relation == "O" else person()


for endpoint, fields in {
    "hours": LIMITS,
    "special_days": {"first": "2031-03-04", "what": "off"},
    "busy_calendar": {"address": "nowhere"},
    "forget_busy_calendar": {},
    "reminders": {"minutes_before": "60"},
    "feeds": {},
}.items():
    scene(f"scheduling.{endpoint}", relations="O", fields=fields, strangers=False)(own_pages)
scene("scheduling.drop_hours", relations="O", strangers=False)(of_sessions)
scene("scheduling.drop_special_day", relations="O")(own_day)
scene("scheduling.create_feed", relations="O", strangers=False)(busy_feed)
for endpoint in ("renew_feed", "end_feed"):
    scene(f"scheduling.{endpoint}", relations="O")(own_feed)


@scene(
    "scheduling.site_holidays",
    fields={"location": "Lisbon", "first": "2031-06-13", "name": "Saint Anthony"},
)
def site_holidays(actor: Person, relation: str) -> dict[str, Any]:
    person(location="Lisbon")
    return {}


@scene("scheduling.drop_site_holiday")
def drop_site_holiday(actor: Person, relation: str) -> dict[str, Any]:
    return {"day_id": site_holiday(f"Site {person().id}", date(2031, 6, 13)).id}


@scene("scheduling.read_feed", relations="O", strangers=False)
def read_feed(actor: Person, relation: str) -> dict[str, Any]:
    token = make_feed(actor, clock.now(), is_busy_only=False, count=0)
    db.session.commit()
    return {"token": token}
