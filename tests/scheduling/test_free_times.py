"""When people can meet: hours, less what takes time, on every clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from learning.scheduling.operations import DayFull, TimeTaken, hold_time, move_time
from learning.scheduling.queries import (
    at_work,
    free_hosts,
    free_times,
    is_free_time,
    nearest_free_times,
)
from tests.factories.people import NOON, person
from tests.factories.scheduling import busy_time, hours, special_day

MIDNIGHT = NOON.replace(hour=0)  # a Monday
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
KIND = "mentoring.session"


def at(hour, minute=0, day=7):
    return datetime(2030, 1, day, hour, minute, tzinfo=UTC)


def times(host, guest=None, minutes=60, since=MIDNIGHT, until=MIDNIGHT + DAY, now=MIDNIGHT):
    found = free_times([host], guest, minutes, since, until, KIND, now)
    return [one.starts_at for one in found]


def host_in(zone="UTC", **fields):
    host = person(timezone=zone)
    hours(host, **fields)
    return host


def test_who_keeps_no_hours_cannot_be_met(db):
    assert times(person()) == []


def test_times_stand_on_the_grid_and_end_within_the_window(db):
    host = host_in(week={"0": [["09:00", "11:00"]]}, step_minutes=30)

    assert times(host) == [at(9), at(9, 30), at(10)]


def test_the_step_is_apart_from_the_length(db):
    host = host_in(week={"0": [["09:00", "11:00"]]}, step_minutes=60)

    assert times(host, minutes=20) == [at(9), at(10)]


def test_hours_are_on_the_own_clock(db):
    host = host_in("Asia/Tokyo", week={"0": [["09:00", "10:00"]]})

    assert times(host, since=MIDNIGHT - DAY) == [at(0)]


def test_hours_of_the_kind_stand_before_those_for_every_kind(db):
    host = host_in(week={"0": [["09:00", "10:00"]]})
    hours(host, kind=KIND, week={"0": [["14:00", "15:00"]]})

    assert times(host) == [at(14)]
    other = free_times([host], None, 60, MIDNIGHT, at(23), "coffee.talk", MIDNIGHT)
    assert [one.starts_at for one in other] == [at(9)]


@pytest.mark.parametrize("who", ["host", "guest"])
def test_what_takes_the_time_of_either_leaves_none_free(db, who):
    people = {"host": host_in(week={"0": [["09:00", "12:00"]]}), "guest": person()}
    hold_time([people[who]], at(10), at(11), "coffee.talk")

    assert times(people["host"], people["guest"]) == [at(9), at(11)]


def test_busy_times_of_another_calendar_count(db):
    host = host_in(week={"0": [["09:00", "12:00"]]})
    busy_time(host, at(9), at(10, 30))

    assert times(host) == [at(10, 30), at(11)]


def test_minutes_kept_free_add_up_between_neighbours(db):
    host = host_in(week={"0": [["09:00", "13:00"]]}, before_minutes=10, after_minutes=20)
    hold_time([host], at(9), at(10), KIND)

    assert times(host) == [at(10, 30), at(11), at(11, 30), at(12)]


def test_minutes_kept_free_hold_wherever_a_meeting_is_written(db):
    host = host_in(before_minutes=15)
    hold_time([host], at(9), at(10), KIND)
    later = hold_time([host], at(12), at(13), KIND)

    with pytest.raises(TimeTaken):
        hold_time([host], at(10), at(11), "coffee.talk")
    with pytest.raises(TimeTaken):
        move_time(later, at(10), at(11))
    move_time(later, at(10, 15), at(11))


def test_notice_and_horizon_bound_what_is_offered(db):
    host = host_in(week={"0": [["09:00", "17:00"]]}, notice_hours=24, horizon_days=14)

    found = times(host, until=MIDNIGHT + 30 * DAY)

    assert {one.date() for one in found} == {date(2030, 1, 14)}


def test_a_full_day_offers_nothing_more_and_takes_nothing_more(db):
    host = host_in(most_per_day=1)
    hold_time([host], at(9), at(10), "coffee.talk")

    assert times(host) == []
    assert times(host, until=MIDNIGHT + 2 * DAY)[0] == at(9, day=8)
    with pytest.raises(DayFull):
        hold_time([host], at(14), at(15), KIND)


def test_the_strictest_limit_wins_over_all_kinds_of_meeting(db):
    host = host_in(most_per_week=5)
    hours(host, kind=KIND, most_per_week=2)
    for day in (7, 8):
        hold_time([host], at(9, day=day), at(10, day=day), "coffee.talk")

    with pytest.raises(DayFull):
        hold_time([host], at(9, day=9), at(10, day=9), KIND)
    assert times(host, until=MIDNIGHT + 7 * DAY) == []
    assert times(host, until=MIDNIGHT + 8 * DAY)[0] == at(9, day=14)


def test_a_meeting_may_move_within_a_full_day(db):
    host = host_in(most_per_day=1)
    held = hold_time([host], at(9), at(10), KIND)

    move_time(held, at(14), at(15))

    assert held.starts_at == at(14)


def test_days_off_and_extra_hours(db):
    host = host_in(week={"0": [["09:00", "10:00"]], "1": [["09:00", "10:00"]]})
    special_day(host, date(2030, 1, 7))
    special_day(host, date(2030, 1, 8), is_off=False, extra=[["18:00", "19:00"]])

    assert times(host, until=MIDNIGHT + 2 * DAY) == [at(9, day=8), at(18, day=8)]


def test_public_holidays_are_free_unless_the_day_says_otherwise(db):
    host = host_in(week={str(n): [["09:00", "10:00"]] for n in range(7)}, holidays_of="DE-BY")
    new_year, epiphany = datetime(2030, 1, 1, tzinfo=UTC), datetime(2030, 1, 6, tzinfo=UTC)
    special_day(host, epiphany.date(), is_off=False, extra=[["18:00", "19:00"]])

    found = times(host, since=new_year, until=MIDNIGHT, now=new_year)

    assert {one.day for one in found} == {2, 3, 4, 5, 6}


def test_a_break_ends_on_its_day(db):
    host = host_in()
    host.paused_until = date(2030, 1, 8)
    db.commit()

    assert times(host, until=MIDNIGHT + 2 * DAY)[0] == at(9, day=8)


def test_times_at_work_are_told_from_others(db):
    guest = person(timezone="Asia/Tokyo", working_hours={"0": ["09:00", "17:00"]})
    monday = datetime(2030, 1, 14, tzinfo=UTC)  # nine o'clock there
    starts = [monday + timedelta(hours=hour) for hour in (-1, 0, 7.5, 8)]

    assert at_work(guest, starts, 30) == {starts[1], starts[2]}
    assert at_work(person(working_hours={}), starts, 30) == set(starts)


def test_working_hours_are_a_preference(db):
    host = host_in(week={"0": [["06:00", "10:00"]]})
    guest = person(timezone="UTC", working_hours={"0": ["09:00", "17:00"]})

    found = free_times([host], guest, 60, MIDNIGHT, MIDNIGHT + DAY, KIND, MIDNIGHT)

    assert [one.starts_at for one in found if one.is_inside_both] == [at(9)]
    assert len(found) == 7


def test_a_gap_is_never_offered(db):
    host = host_in("Europe/Berlin", week={"6": [["01:00", "05:00"]]})
    night = datetime(2030, 3, 31, tzinfo=UTC)  # 02:00 becomes 03:00

    found = times(host, since=night - DAY, until=night + DAY, now=night - DAY)

    assert [one.astimezone(ZoneInfo("Europe/Berlin")).hour for one in found] == [1, 1, 3, 3, 4]


def test_a_doubled_hour_is_there_twice(db):
    host = host_in("Europe/Berlin", week={"6": [["02:00", "03:00"]]}, step_minutes=60)
    night = datetime(2030, 10, 27, tzinfo=UTC)  # 03:00 becomes 02:00

    found = times(host, since=night - DAY, until=night + DAY, now=night - DAY)

    assert found == [night, night + HOUR]


def test_nearest_times_prefer_the_hours_of_both(db):
    host = host_in(week={"0": [["06:00", "17:00"]]}, step_minutes=60)
    guest = person(timezone="UTC", working_hours={"0": ["11:00", "17:00"]})
    hold_time([host], at(10), at(11), KIND)

    found = nearest_free_times([host], guest, 60, at(10), KIND, MIDNIGHT)

    assert [one.starts_at for one in found] == [at(11), at(12), at(13)]


def test_who_is_free_when_is_the_same_told_by_the_moment(db):
    hosts = [host_in(week={"0": [[start, "12:00"]]}) for start in ("09:00", "10:00", "11:00")]
    hold_time([hosts[0]], at(10), at(11), KIND)

    found = free_hosts(hosts, person(), 60, MIDNIGHT, MIDNIGHT + DAY, KIND, MIDNIGHT)

    told = free_times(hosts, person(), 60, MIDNIGHT, MIDNIGHT + DAY, KIND, MIDNIGHT)
    assert [(start, one) for start, free in found.items() for one in free] == [
        (one.starts_at, one.host_id) for one in told
    ]
    assert found[at(9)] == [hosts[0].id]
    assert found[at(11)] == [host.id for host in hosts]


def test_a_time_is_offered_or_not(db):
    host, guest = host_in(), person()

    assert is_free_time(host, guest, at(9), 60, KIND, MIDNIGHT)
    assert not is_free_time(host, guest, at(9, 10), 60, KIND, MIDNIGHT)
    assert not is_free_time(host, guest, at(16, 30), 60, KIND, MIDNIGHT)
    assert not is_free_time(host, host, at(9), 60, KIND, MIDNIGHT)


def test_many_hosts_cost_no_more_queries(db, count_queries):
    hosts, guest = [host_in() for _ in range(5)], person()
    assert all(one.timezone for one in [*hosts, guest])  # read again after the commits
    count_queries.clear()

    free_times(hosts, guest, 30, MIDNIGHT, MIDNIGHT + DAY, KIND, MIDNIGHT)

    assert len(count_queries) <= 5
