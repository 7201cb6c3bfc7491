"""Every IANA zone and every change of its clock from 2024 to 2037."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from learning.i18n import clock_time, moment, offset_name, speaking
from learning.scheduling.rules.hours import Opening, openings, spans, starts
from learning.scheduling.rules.walls import (
    at_wall_time,
    minute_of,
    moment_of,
    wall_series,
)

FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
STRIDE = 5 * DAY  # no zone changes twice within it
STEP = 15
WHOLE_WEEK = (((0, 1440),),) * 7


def changes():
    """(zone, moment) of each change; where several zones change alike, one stands for them."""
    found = {}
    for name in sorted(available_timezones() - {"localtime"}):
        zone = ZoneInfo(name)
        before, moment = FIRST.astimezone(zone).utcoffset(), FIRST
        while moment < LAST:
            after = (moment + STRIDE).astimezone(zone).utcoffset()
            if after != before:
                low, high = minute_of(moment), minute_of(moment + STRIDE)
                while high - low > 1:
                    middle = (low + high) // 2
                    same = moment_of(middle).astimezone(zone).utcoffset() == before
                    low, high = (middle, high) if same else (low, middle)
                found.setdefault((high, before, after), name)
            before, moment = after, moment + STRIDE
    return [(name, moment_of(minute)) for (minute, _before, _after), name in found.items()]


def shown_on_the_grid(zone, start, end):
    """Each moment whose wall clock stands on the grid, found by asking the zone both ways."""
    wall = start.astimezone(zone).replace(tzinfo=None, minute=0) - timedelta(hours=3)
    found = set()
    while wall < end.astimezone(zone).replace(tzinfo=None) + timedelta(hours=3):
        for fold in (0, 1):
            moment = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
            exists = moment.astimezone(zone).replace(tzinfo=None, fold=0) == wall
            if exists and start <= moment < end:
                found.add(moment)
        wall += timedelta(minutes=STEP)
    return found


@pytest.fixture(scope="module")
def table():
    found = changes()
    assert len(found) > 500
    return found


def test_at_every_change_exactly_the_times_that_exist_are_offered(table):
    wrong = []
    for name, change in table:
        zone = ZoneInfo(name)
        start, end = change - timedelta(hours=5), change + timedelta(hours=5)
        open_ = openings(WHOLE_WEEK, name, minute_of(start), minute_of(end))
        offered = [moment_of(one) for one in starts(open_, spans(open_), 5, STEP)]
        if len(offered) != len(set(offered)) or set(offered) != shown_on_the_grid(zone, start, end):
            wrong.append((name, change))

    assert wrong == []


def test_at_every_change_a_weekly_series_keeps_its_local_time(table):
    wrong = []
    for name, change in table:
        zone = ZoneInfo(name)
        for hours in (-30, -2, -1, 0, 1, 30):
            first = change - 7 * DAY + timedelta(hours=hours)
            local = first.astimezone(zone)
            if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
                continue  # the first itself is doubled: another change a week before
            for number, one in enumerate(wall_series(first, name, 7, 3)):
                wanted = local.replace(tzinfo=None) + timedelta(days=7 * number)
                if one is None:
                    as_if = wanted.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
                    right = as_if.replace(tzinfo=None, fold=0) != wanted
                else:
                    right = one.astimezone(zone).replace(tzinfo=None, fold=0) == wanted
                if not right:
                    wrong.append((name, first, one))

    assert wrong == []


def test_a_time_in_a_gap_is_no_moment_and_a_doubled_one_is_two():
    assert at_wall_time(date(2030, 3, 31), time(2, 30), "Europe/Berlin") == []
    assert at_wall_time(date(2030, 10, 27), time(2, 30), "Europe/Berlin") == [
        datetime(2030, 10, 27, 0, 30, tzinfo=UTC),
        datetime(2030, 10, 27, 1, 30, tzinfo=UTC),
    ]
    assert len(at_wall_time(date(2030, 7, 1), time(2, 30), "Europe/Berlin")) == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Oct 7, 2030, 2:30 PM"),
        ("ru", "7 окт. 2030\u202fг., 14:30"),
        ("zh", "2030年10月7日 14:30"),
    ],
)
def test_a_day_and_its_hour_are_joined_as_the_language_does(app, language, words):
    with app.test_request_context(), speaking(language, "Europe/Berlin"):
        assert moment(datetime(2030, 10, 7, 12, 30, tzinfo=UTC)) == words


@pytest.mark.parametrize(("hour", "name"), [(0, "UTC+2"), (1, "UTC+1")])
def test_a_doubled_time_bears_its_offset(app, hour, name):
    doubled = datetime(2030, 10, 27, hour, 30, tzinfo=UTC)

    with app.test_request_context(), speaking("en", "Europe/Berlin"):
        assert clock_time(doubled).endswith(f"({name})")
        assert "UTC" not in clock_time(doubled - DAY)


@pytest.mark.parametrize(
    ("zone", "name"),
    [("Asia/Kolkata", "UTC+5:30"), ("America/St_Johns", "UTC−3:30"), ("UTC", "UTC+0")],
)
def test_offsets_have_names(zone, name):
    assert offset_name(datetime(2030, 1, 7, tzinfo=ZoneInfo(zone))) == name


def test_openings_of_a_window_that_a_change_cuts():
    """Lord Howe goes half an hour forward: 02:00 becomes 02:30."""
    change = datetime(2030, 10, 5, 15, 30, tzinfo=UTC)
    week = (((0, 0),),) * 6 + (((60, 240),),)

    found = openings(week, "Australia/Lord_Howe", minute_of(change - DAY), minute_of(change + DAY))

    first = minute_of(change) - 60
    assert found == [
        Opening(first, first + 60, first),
        Opening(first + 60, first + 150, first - 30),
    ]
