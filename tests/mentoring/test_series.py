"""A series: several of its sessions moved or called off in one breath."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import func, select

from learning import clock, jobs
from learning.mail import MemoryMailer
from learning.mentoring.models import Booking, Ending, Rhythm
from learning.mentoring.operations import (
    MovedTooOften,
    SeriesBroken,
    SessionClosed,
    SubmissionReused,
    book_series,
    cancel_series,
    hand_over,
    move_series,
    reschedule,
)
from learning.mentoring.queries import Clash, plan_move, series_ahead
from learning.mentoring.rules import shifted
from learning.notifications.models import Notification
from learning.scheduling.operations import hold_time
from learning.scheduling.queries import appointments_of
from tests.factories.mentoring import hours, pairing, slot
from tests.factories.people import NOON, person
from tests.mentoring.test_too_late import workday_noon

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MONDAY = datetime(2030, 1, 14, 12, tzinfo=UTC)


def series(length=4, first=MONDAY, now=NOON, zone="Europe/Berlin", **fields):
    """So many sessions of two, a week apart."""
    pair = pairing(mentor=person(timezone=zone))
    hours(pair.mentor, horizon_days=300, **fields)
    starts = [first + n * WEEK for n in range(length)]
    return book_series(
        pair.mentor, pair.mentee, starts, 30, Rhythm.WEEKLY, "Ours", now, submission="a"
    )


def starts_of(bookings):
    return [one.slot.starts_at for one in bookings]


def by_number(bookings, shift):
    return {one.id: one.slot.starts_at + shift for one in bookings}


def told(db, who, kind):
    return db.scalars(
        select(Notification).where(
            Notification.person_id == who.id,
            Notification.kind == f"mentoring.{kind}",
            Notification.withdrawn_at.is_(None),
        )
    ).all()


def events(notice):
    """By UID the method and the sequence of each file of a notice."""
    return {
        str(event["UID"]): (str(file["METHOD"]), event["SEQUENCE"])
        for file in Calendar.from_ical(notice.calendar, multiple=True)
        for event in file.walk("VEVENT")
    }


def test_all_go_as_far_on_the_clock_of_the_wall():
    starts = [datetime(2030, 3, day, 12, tzinfo=UTC) for day in (18, 25)]
    starts.append(datetime(2030, 4, 1, 11, tzinfo=UTC))

    moved = shifted(starts, starts[0], starts[0] + 2 * DAY - timedelta(hours=1), "Europe/Berlin")

    assert [one.hour for one in moved] == [11, 11, 10], (
        "noon in Berlin, before and after the change"
    )
    assert [one.day for one in moved] == [20, 27, 3]


def test_what_the_clocks_skip_goes_nowhere():
    night = [datetime(2030, 3, day, 1, 30, tzinfo=UTC) for day in (17, 24)]

    moved = shifted(night, night[0], night[0] + 7 * DAY, "Europe/Berlin")

    assert moved == [night[1], None]


def test_sessions_stand_in_no_other_s_way_when_all_move_by_a_week(db):
    booked = series()

    plan = plan_move(booked, booked[0], MONDAY + WEEK, NOON)
    moved = move_series(booked[0], by_number(booked, WEEK), booked[0].mentee, NOON, submission="b")

    assert [planned.wanted for _one, planned in plan] == starts_of(moved)
    assert all(planned.is_free for _one, planned in plan)
    assert starts_of(moved) == [MONDAY + n * WEEK for n in range(1, 5)]
    assert not appointments_of(booked[0].mentee, MONDAY, MONDAY + DAY)


def test_each_clash_has_its_reason_and_the_nearest_times(db):
    booked = series()
    host, guest = booked[0].slot.mentor, booked[0].mentee
    for who, week in ((guest, 1), (host, 2)):
        hold_time([who], MONDAY + week * WEEK + DAY, MONDAY + week * WEEK + 1.1 * DAY, "a.b")

    plan = plan_move(booked, booked[0], MONDAY + DAY, NOON)

    assert [planned.clash for _one, planned in plan] == [None, Clash.GUEST, Clash.HOST, None]
    for week in (1, 2):
        planned = plan[week][1]
        assert len(planned.others) == 3
        assert all(abs(one - planned.wanted) <= 3 * DAY for one in planned.others)
    beside_it = plan_move(booked, booked[0], MONDAY + timedelta(minutes=15), NOON)
    assert not {at for _one, planned in beside_it for at in planned.others} & set(starts_of(booked))
    assert {planned.clash for _one, planned in beside_it} == {Clash.HOST}


def test_all_move_or_none_and_each_that_cannot_is_named(db):
    booked = series()
    for week in (1, 2):
        start = MONDAY + week * WEEK + DAY
        hold_time([booked[0].slot.mentor], start, start + timedelta(hours=1), "a.b")
    to = by_number(booked, DAY)

    with pytest.raises(SeriesBroken) as refused:
        move_series(booked[0], to, booked[0].mentee, NOON, submission="b")

    assert str(refused.value).count("another appointment") == 2
    assert "Nothing was changed" in str(refused.value)
    assert starts_of(series_ahead(booked[0], NOON, following=False)) == starts_of(booked)
    free = {booked[n].id: to[booked[n].id] for n in (0, 3)}
    assert len(move_series(booked[0], free, booked[0].mentee, NOON, submission="b")) == 2
    assert [one.ending for one in booked] == [Ending.MOVED, None, None, Ending.MOVED]


def test_calendars_follow_with_one_mail_to_each(app, db, monkeypatch):
    mailer = MemoryMailer()
    monkeypatch.setitem(app.extensions, "mailer", mailer)
    now = clock.now()
    booked = series(3, workday_noon(), now, zone="UTC")
    host, guest = booked[0].slot.mentor, booked[0].mentee
    before = {one.appointment.uid: one.appointment.sequence for one in booked}

    moved = move_series(booked[0], by_number(booked, DAY), guest, now, submission="b")

    for who in (host, guest):
        [notice] = told(db, who, "session_moved")
        assert events(notice) == {
            uid: ("REQUEST", sequence + 1) for uid, sequence in before.items()
        }
        assert notice.values == {"booking_id": moved[0].id}
        reminders = {one.values["booking_id"] for one in told(db, who, "session_reminder")}
        assert reminders == {one.id for one in moved}
    db.commit()
    jobs.run_once(app)
    [mail] = [one for one in mailer.sent if one["Subject"].startswith("You moved 3 sessions")]
    files = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert [file.get_param("method") for file in files] == ["REQUEST"] * 3
    assert (
        len({Calendar.from_ical(one.get_content()).walk("VEVENT")[0]["UID"] for one in files}) == 3
    )


def test_a_series_is_told_of_in_one_notice_to_each(db):
    booked = series(5)

    for who, kind in (
        (booked[0].slot.mentor, "session_booked"),
        (booked[0].mentee, "session_confirmed"),
    ):
        [notice] = told(db, who, kind)
        assert events(notice) == {one.appointment.uid: ("REQUEST", 0) for one in booked}
        assert len(notice.facts["starts"]) == 5


def test_the_old_times_stay_as_history(db):
    booked = series(3)

    moved = move_series(
        booked[1], by_number(booked[1:], DAY), booked[0].mentee, NOON, submission="b"
    )

    assert [one.moved_from_id for one in moved] == [one.id for one in booked[1:]]
    assert [one.appointment_id for one in moved] == [one.appointment_id for one in booked[1:]]
    assert {(one.moves, one.series_id) for one in moved} == {(1, booked[0].series_id)}
    assert booked[0].cancelled_at is None


def test_the_same_form_moves_once_and_another_with_its_number_is_refused(db):
    booked = series(3)
    to = by_number(booked, DAY)
    guest = booked[0].mentee
    moved = move_series(booked[0], to, guest, NOON, submission="b")

    assert move_series(booked[0], to, guest, NOON, submission="b") == moved
    with pytest.raises(SubmissionReused):
        move_series(booked[0], by_number(booked, 2 * DAY), guest, NOON, submission="b")
    with pytest.raises(SessionClosed):
        move_series(booked[0], to, guest, NOON, submission="c")
    assert len(told(db, guest, "session_moved")) == 1


def test_what_was_moved_twice_stays(db):
    booked = series(2)
    last = booked[1]
    for n in (1, 2):
        free = slot(last.slot.mentor, starts_at=MONDAY + WEEK + n * DAY)
        last = reschedule(last, free, last.mentee, NOON)

    with pytest.raises(SeriesBroken, match="moved twice"):
        move_series(booked[0], by_number([booked[0], last], DAY), last.mentee, NOON, submission="b")
    with pytest.raises(MovedTooOften):
        reschedule(last, slot(last.slot.mentor, starts_at=MONDAY), last.mentee, NOON)
    assert last.is_settled


def test_nothing_moves_to_where_it_stands(db):
    booked = series(2)

    with pytest.raises(SeriesBroken):
        move_series(booked[0], by_number(booked, 0 * DAY), booked[0].mentee, NOON, submission="b")


def test_those_that_follow_are_called_off_in_one_notice_to_each(db):
    booked = series(4)
    host, guest = booked[0].slot.mentor, booked[0].mentee
    before = {one.appointment.uid: one.appointment.sequence for one in booked}

    ended = cancel_series(booked[1], guest, "Away", NOON, following=True)

    assert ended == booked[1:]
    assert [one.ending for one in booked] == [None, *[Ending.CANCELLED] * 3]
    assert not any(appointments_of(host, start, start + DAY) for start in starts_of(ended))
    for who in (host, guest):
        [notice] = told(db, who, "session_cancelled")
        assert events(notice) == {
            one.appointment.uid: ("CANCEL", before[one.appointment.uid] + 1) for one in ended
        }
        reminded = {one.values["booking_id"] for one in told(db, who, "session_reminder")}
        assert reminded == {booked[0].id}
    assert cancel_series(booked[1], guest, "Away", NOON, following=True) == []


def test_all_that_are_ahead_leaves_what_has_begun(db):
    booked = series(3)

    ended = cancel_series(booked[2], booked[0].mentee, "Away", MONDAY, following=False)

    assert ended == booked[1:]


def test_what_went_to_another_host_is_neither_moved_nor_called_off_with_the_rest(db):
    booked = series(3)
    host, other = booked[0].slot.mentor, person()
    hand_over(booked[1], other, "I am away.", NOON)

    with pytest.raises(SessionClosed):
        move_series(booked[0], by_number(booked, DAY), host, NOON, submission="b")
    assert cancel_series(booked[1], other, "Ill", NOON, following=False) == [booked[1]]
    assert booked[0].cancelled_at is None, "a session is no matter of a host who is not in it"


@pytest.mark.parametrize("act", ["move", "cancel"])
def test_the_database_is_asked_as_much_however_long_the_series_is(db, count_queries, act):
    asked = []
    for length in (3, 12):
        booked = series(length)
        db.commit()
        db.expire_all()
        first, to = booked[0], by_number(booked, DAY)
        count_queries.clear()
        if act == "move":
            move_series(first, to, first.mentee, NOON, submission="b")
        else:
            cancel_series(first, first.mentee, "Away", NOON, following=False)
        asked.append(len(count_queries))

    rows = {"move": 3, "cancel": 1}[act] if db.get_bind().dialect.name == "sqlite" else 0
    assert asked[1] - asked[0] == rows * 9, "SQLite takes new rows one by one"
    assert asked[0] <= 35


def of_today(**fields):
    """A series from three weeks from now on, in UTC."""
    return series(3, workday_noon(), clock.now(), zone="UTC", **fields)


def test_a_person_moves_this_one_and_those_after_it(client, db):
    booked = of_today()
    to = booked[1].slot.starts_at + DAY
    client.sign_in(booked[0].mentee)

    client.submit(
        f"/mentoring/bookings/{booked[1].id}/reschedule",
        to=to.isoformat(timespec="minutes"),
        scope="following",
    )
    at = to.isoformat(timespec="minutes").replace("+", "%2B")
    url = f"/mentoring/bookings/{booked[1].id}/move-series?to={at}&scope=following"
    page = client.get(url)
    assert len(page.select(".series-date")) == 2
    assert "Every new date is free" in page.text
    client.submit(url)

    db.expire_all()
    assert [one.ending for one in booked] == [None, Ending.MOVED, Ending.MOVED]


def test_a_time_that_is_offered_once_is_for_one_session(client, db):
    booked = of_today()
    offered = slot(booked[0].slot.mentor, starts_at=booked[0].slot.starts_at + DAY)
    client.sign_in(booked[0].mentee)

    page = client.post(
        f"/mentoring/bookings/{booked[0].id}/reschedule",
        status=409,
        to=f"slot-{offered.id}",
        scope="all",
    )

    assert "offered just once" in page.select_one(".refusal").text


def test_who_is_too_late_reads_which_sessions_cannot_go_and_when_they_could(client, db):
    booked = of_today()
    taken = booked[1].slot.starts_at + DAY
    hold_time([booked[0].slot.mentor], taken, taken + timedelta(minutes=30), "a.b")
    client.sign_in(booked[0].mentee)
    at = (booked[0].slot.starts_at + DAY).isoformat(timespec="minutes").replace("+", "%2B")
    url = f"/mentoring/bookings/{booked[0].id}/move-series?to={at}&scope=all"

    page = client.post(
        url,
        status=409,
        submission="b",
        **{
            f"dates-{number}": f"{one.id} {(one.slot.starts_at + DAY).isoformat()}"
            for number, one in enumerate(booked)
        },
    )

    assert "Nothing was changed" in page.select_one(".refusal").text
    [clash] = page.select(".series-date:has(.status-warn)")
    assert "is not free then" in clash.text
    assert len(clash.select("input")) == 4, "three other times, or none"
    assert len(page.select("input[checked]")) == 3, "what was chosen stays chosen"
    assert db.scalar(select(func.count(Booking.id))) == 3


def test_nonsense_in_the_form_is_a_time_no_longer_offered(client, db):
    booked = of_today()
    client.sign_in(booked[0].mentee)
    at = (booked[0].slot.starts_at + DAY).isoformat(timespec="minutes").replace("+", "%2B")
    url = f"/mentoring/bookings/{booked[0].id}/move-series?to={at}"

    for nonsense in ("x", "7", f"{booked[0].id} 9999-12-31T23:59-10:00", "1 2030-01-01"):
        page = client.post(url, status=409, submission="b", **{"dates-0": nonsense})
        assert "no longer offered" in page.select_one(".refusal").text
    client.get(f"/mentoring/bookings/{booked[0].id}/move-series?to=9999-12-31T23:59-10:00", 404)


def test_each_choice_says_how_many_sessions_it_means(client, db):
    booked = of_today()
    client.sign_in(booked[0].mentee)

    def choices(number):
        page = client.get(f"/mentoring/bookings/{booked[number].id}/cancel")
        return [one["value"] for one in page.select("input[name=scope]")]

    assert [choices(n) for n in range(3)] == [
        ["one", "following"],
        ["one", "following", "all"],
        ["one", "all"],
    ]
    client.submit(f"/mentoring/bookings/{booked[1].id}/cancel", scope="following", reason="Away")
    db.expire_all()
    assert [one.ending for one in booked] == [None, Ending.CANCELLED, Ending.CANCELLED]
