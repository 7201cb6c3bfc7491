"""Holidays of single sites: who keeps them, who sets them, and what they take off the hours."""

from datetime import date, timedelta

from sqlalchemy import select

from learning import clock
from learning.audit.models import AuditEntry
from learning.scheduling.models import SiteHoliday
from learning.scheduling.operations import drop_site_holiday, set_site_holidays
from learning.scheduling.queries import free_times, open_hours
from learning.scheduling.queries.days_ahead import ahead_of
from learning.scheduling.rules.walls import DAY, day_number
from tests.factories.people import NOON, admin, person, programme_lead
from tests.factories.scheduling import hours, site_holiday, special_day

TUESDAY = date(2030, 1, 8)


def days_free(who):
    found = free_times([who], None, 30, NOON, NOON + timedelta(days=4), "", NOON)
    return sorted({one.starts_at.date() for one in found})


def test_nobody_at_the_site_is_free_and_everybody_elsewhere_is(db):
    here, there = person(location="Lisbon"), person(location="Almaty")
    hours(here), hours(there)
    set_site_holidays("Lisbon", [TUESDAY], "Saint Anthony", admin(), NOON)

    assert TUESDAY not in days_free(here)
    assert TUESDAY in days_free(there)
    [shared] = open_hours({here.id: (here.timezone, {})}, "", TUESDAY, 1).values()
    assert shared.opened == ()


def test_hours_added_for_the_day_hold_all_the_same(db):
    who = person(location="Lisbon")
    hours(who)
    site_holiday("Lisbon", TUESDAY)
    special_day(who, TUESDAY, is_off=False, extra=[["10:00", "11:00"]])

    assert TUESDAY in days_free(who)


def test_the_holidays_of_the_country_and_of_the_site_add_up(db):
    who = person(location="Lisbon")
    hours(who, holidays_of="PT")
    site_holiday("Lisbon", TUESDAY)

    first, last = (day_number(date(2030, 1, day)) * DAY for day in (2, 30))
    kept = ahead_of([who.id], first, last)[who.id].holidays

    assert {day_number(TUESDAY), day_number(date(2030, 1, 1))} <= kept


def test_setting_twice_renames_and_taking_off_frees_the_day(db):
    by, who = admin(), person(location="Lisbon")
    hours(who)
    for name in ("Saint Antony", "Saint Anthony"):
        set_site_holidays("Lisbon", [TUESDAY], name, by, NOON)
    [kept] = db.scalars(select(SiteHoliday)).all()
    assert kept.name == "Saint Anthony"

    drop_site_holiday(kept, by, NOON)

    assert TUESDAY in days_free(who)
    assert len(db.scalars(select(AuditEntry)).all()) == 3


def test_a_lead_sets_days_and_the_people_of_the_site_see_them(client, db):
    today = clock.now().date()
    ahead = today + timedelta(days=10)
    who = person(location="Lisbon")
    client.sign_in(programme_lead())

    page = client.submit(
        "/sites/holidays",
        status=422,
        location="Lisbon",
        first=str(ahead),
        last=str(today),
        name="Break",
    )
    assert "comes before the first" in page.text
    client.submit(
        "/sites/holidays",
        location="Lisbon",
        first=str(ahead),
        last=str(ahead + timedelta(days=1)),
        name="Summer break",
    )
    assert len(db.scalars(select(SiteHoliday)).all()) == 2

    client.sign_in(who)
    assert "Summer break" in client.get("/hours/days").text
    client.get("/sites/holidays", status=403)
