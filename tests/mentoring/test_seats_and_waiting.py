"""Seats of a group, the waiting list of a full time, series, and whose turn it is."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from learning.mentoring.models import Rhythm
from learning.mentoring.operations import (
    NotFull,
    SeriesBroken,
    SlotTaken,
    book_pool,
    book_series,
    book_slot,
    book_time,
    call_off_group,
    cancel_booking,
    stop_waiting,
    wait_for_slot,
)
from learning.mentoring.queries import open_slots, plan_series, points_of
from learning.mentoring.rules import Turn, days_of, in_turn, starts_of
from learning.notifications.models import Notification
from learning.scheduling.models import Answer, Offer
from learning.scheduling.operations import OfferRefused, hold_time
from learning.scheduling.queries import appointments_of
from tests.factories.mentoring import booking, hours, mentor_in, pairing, slot
from tests.factories.people import NOON, person
from tests.factories.programmes import programme

DAY = timedelta(days=1)
MONDAY = datetime(2030, 1, 14, 12, tzinfo=UTC)


def test_each_seat_is_booked_once_and_all_meet_at_one_appointment(db):
    group = slot(seats=3)
    booked = [book_slot(group, person(), "Join", NOON) for _ in range(3)]

    assert [one.seat for one in booked] == [1, 2, 3]
    assert len({one.appointment_id for one in booked}) == 1
    with pytest.raises(SlotTaken):
        book_slot(group, person(), "Too late", NOON)


def test_a_guest_who_leaves_frees_a_seat_and_the_group_goes_on(db):
    group = slot(seats=2)
    first, second = (book_slot(group, person(), "Join", NOON) for _ in range(2))

    cancel_booking(first, first.mentee, "Ill", NOON)

    assert second.cancelled_at is None
    assert appointments_of(group.mentor, group.starts_at, group.ends_at)
    assert book_slot(group, person(), "Mine", NOON).seat == 1


def test_a_group_that_too_few_have_joined_is_called_off(db):
    group = slot(seats=4, least=2)
    only = book_slot(group, person(), "Join", NOON)

    call_off_group(group, group.starts_at - DAY)

    assert only.cancelled_at is not None
    assert group.withdrawn_at is not None


def test_the_next_in_line_has_an_offer_that_nobody_else_can_take(db):
    taken = booking()
    waiting, stranger = person(), person()
    wait_for_slot(taken.slot, waiting, NOON)

    cancel_booking(taken, taken.mentee, "Ill", NOON)

    offer = db.scalars(select(Offer)).one()
    assert offer.expires_at == NOON + timedelta(hours=12)
    assert taken.slot not in open_slots(stranger, NOON)
    with pytest.raises(SlotTaken):
        book_slot(taken.slot, stranger, "Me first", NOON)
    assert book_slot(taken.slot, waiting, "At last", NOON)
    assert offer.answer == Answer.YES


def test_an_offer_near_the_start_holds_half_the_time_left(db):
    taken = booking(starts_at=NOON + timedelta(hours=8))
    wait_for_slot(taken.slot, person(), NOON)

    cancel_booking(taken, taken.mentee, "Ill", NOON)

    assert db.scalars(select(Offer.expires_at)).one() == NOON + timedelta(hours=4)


def test_a_no_is_final_and_the_next_is_asked(db):
    taken = booking()
    first, second = person(), person()
    for minutes, who in enumerate((first, second)):
        wait_for_slot(taken.slot, who, NOON + timedelta(minutes=minutes))
    cancel_booking(taken, taken.mentee, "Ill", NOON)

    stop_waiting(taken.slot, first, NOON)

    told = select(Notification.person_id).where(Notification.kind == "mentoring.seat_offered")
    assert set(db.scalars(told)) == {first.id, second.id}
    with pytest.raises(OfferRefused):
        wait_for_slot(taken.slot, first, NOON)


def test_nobody_waits_for_what_is_free(db):
    with pytest.raises(NotFull):
        wait_for_slot(slot(), person(), NOON)


def pair_with_hours(**fields):
    pair = pairing(mentor=person(timezone="Europe/Berlin", **fields))
    hours(pair.mentor, horizon_days=300)
    return pair


def test_own_mentees_book_the_hours_at_once_and_others_ask(db):
    pair = pair_with_hours()

    own = book_time(pair.mentor, pair.mentee, MONDAY, 30, "Goals", NOON)
    other = book_time(pair.mentor, person(), MONDAY + DAY, 30, "May I?", NOON)

    assert (own.is_request, other.is_request) == (False, True)
    with pytest.raises(SlotTaken):
        book_time(pair.mentor, person(), MONDAY, 30, "Me first", NOON)


def test_a_series_names_each_clash_and_books_all_or_nothing(db):
    pair = pair_with_hours()
    hold_time([pair.mentor], MONDAY + 7 * DAY, MONDAY + 7.1 * DAY, "buddies.check_in")

    plan = plan_series(pair.mentee, pair.mentor, MONDAY, 30, "weekly", 4, NOON)

    assert [one.is_free for one in plan] == [True, False, True, True]
    assert plan[1].others
    wanted = [one.wanted for one in plan]
    with pytest.raises(SeriesBroken):
        book_series(
            pair.mentor, pair.mentee, wanted, 30, Rhythm.WEEKLY, "Ours", NOON, submission="a"
        )


def test_a_series_asks_the_database_as_much_however_long_it_is(db, count_queries):
    asked = []
    for length in (3, 12):
        pair = pair_with_hours()
        starts = [MONDAY + n * 7 * DAY for n in range(length)]
        db.commit()
        count_queries.clear()
        book_series(pair.mentor, pair.mentee, starts, 30, Rhythm.WEEKLY, "A", NOON, submission="a")
        asked.append(len(count_queries))

    inserts = 4 * 9 if db.get_bind().dialect.name == "sqlite" else 0  # it takes them one by one
    assert asked[1] - asked[0] == inserts
    assert asked[0] <= 40


@pytest.mark.parametrize(
    ("limits", "apart"),
    [({}, 0.01), ({"after_minutes": 45}, 0.04), ({"most_per_day": 1}, 0.1)],
)
def test_sessions_of_a_series_keep_clear_of_each_other(db, limits, apart):
    pair = pairing(mentor=person(timezone="UTC"))
    hours(pair.mentor, step_minutes=5, **limits)
    second = MONDAY + timedelta(minutes=round(apart * 24 * 60 / 5) * 5)

    with pytest.raises(SeriesBroken, match=f"{second:%H:%M}|{second:%-I:%M}"):
        book_series(
            pair.mentor,
            pair.mentee,
            [MONDAY, second],
            30,
            Rhythm.WEEKLY,
            "Ours",
            NOON,
            submission="a",
        )
    assert not appointments_of(pair.mentee, MONDAY, MONDAY + DAY)


def test_a_limit_for_the_week_counts_the_series_and_what_was_held_before(db):
    pair = pairing(mentor=person(timezone="UTC"))
    hours(pair.mentor, most_per_week=2)
    hold_time([pair.mentor], MONDAY + DAY, MONDAY + 1.1 * DAY, "buddies.check_in")

    for starts in ([MONDAY, MONDAY + 7 * DAY], [MONDAY + 14 * DAY, MONDAY + 15 * DAY]):
        book_series(
            pair.mentor,
            pair.mentee,
            starts,
            30,
            Rhythm.WEEKLY,
            "Ours",
            NOON,
            submission=f"{starts[0]}",
        )
    with pytest.raises(SeriesBroken):
        book_series(
            pair.mentor,
            pair.mentee,
            [MONDAY + 7 * DAY + 1 * DAY, MONDAY + 9 * DAY],
            30,
            Rhythm.WEEKLY,
            "Ours",
            NOON,
            submission="b",
        )


def test_the_agenda_planned_with_a_series_is_that_of_its_first_session(db):
    pair = pair_with_hours()
    starts = [MONDAY + n * 7 * DAY for n in range(3)]

    book_series(pair.mentor, pair.mentee, starts, 30, Rhythm.WEEKLY, "Ours", NOON, submission="a")

    assert {one.session_number for one in points_of(pair)} == {1}


def test_the_same_form_books_a_series_once(db):
    pair = pair_with_hours()
    starts = [MONDAY + n * 7 * DAY for n in range(4)]

    booked, again = (
        book_series(
            pair.mentor, pair.mentee, starts, 30, Rhythm.WEEKLY, "Ours", NOON, submission="a"
        )
        for _ in range(2)
    )

    assert [one.id for one in again] == [one.id for one in booked]


def test_a_series_keeps_its_clock_time_over_the_change_to_summer_time():
    starts = starts_of(datetime(2030, 3, 18, 12, tzinfo=UTC), "weekly", 4, "Europe/Berlin")

    berlin = ZoneInfo("Europe/Berlin")
    assert {one.astimezone(berlin).hour for one in starts} == {13}
    assert {one.hour for one in starts} == {12, 11}


def test_monthly_means_the_same_weekday_of_the_month():
    days = days_of(date(2030, 1, 8), "monthly", 12)

    assert all(one.weekday() == 1 and 8 <= one.day <= 14 for one in days)
    assert all(later > one for one, later in pairwise(days))
    assert days_of(date(2030, 1, 29), "monthly", 2)[1] == date(2030, 4, 30)


def test_the_turn_goes_to_the_least_taken_by_weight_then_to_who_waited_longest():
    turns = [
        Turn(1, weight=1, taken=1, last_at=NOON),
        Turn(2, weight=4, taken=2, last_at=NOON),
        Turn(3, weight=2, taken=1, last_at=NOON - DAY),
        Turn(4, weight=1, taken=0, last_at=None),
    ]

    assert [one.person_id for one in in_turn(turns)] == [4, 3, 2, 1]


def test_a_pool_shares_its_sessions_and_passes_over_who_is_taken(db):
    where = programme()
    hosts = [mentor_in(where, timezone="UTC").person for _ in range(3)]
    for host in hosts:
        hours(host)

    booked = [book_pool(hosts, person(), MONDAY, 30, "Anybody", NOON) for _ in range(3)]

    assert {one.slot.mentor_id for one in booked} == {host.id for host in hosts}
    with pytest.raises(SlotTaken):
        book_pool(hosts, person(), MONDAY, 30, "Anybody", NOON)
