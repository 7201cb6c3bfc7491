"""What mentoring computes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from learning.mentoring.rules import (
    Answer,
    add_working_days,
    count_band,
    feedback_figures,
    moments_of,
    released,
    seats,
)


@pytest.mark.parametrize(
    ("own", "programme", "expected"), [(None, 2, 2), (1, 2, 1), (5, 2, 2), (0, 2, 0)]
)
def test_seats_are_the_least_of_the_limits(own, programme, expected):
    assert seats(own, programme) == expected


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2030, 1, 7), 5, date(2030, 1, 14)),  # Monday to Monday
        (date(2030, 1, 11), 1, date(2030, 1, 14)),  # Friday to Monday
        (date(2030, 1, 12), 1, date(2030, 1, 14)),  # Saturday to Monday
    ],
)
def test_weekends_are_no_working_days(start, count, expected):
    assert add_working_days(start, count) == expected


def test_an_ordinary_clock_time_happens_once():
    assert moments_of(date(2026, 6, 1), time(9), "Europe/Berlin") == [
        datetime(2026, 6, 1, 7, tzinfo=UTC)
    ]


def test_a_clock_time_that_is_skipped_never_happens():
    assert moments_of(date(2026, 3, 29), time(2, 30), "Europe/Berlin") == []


def test_a_doubled_clock_time_happens_twice_the_first_first():
    assert moments_of(date(2026, 10, 25), time(2, 30), "Europe/Berlin") == [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    ]


def _answers(count, month=1, usefulness=3, first_author=1, tags=()):
    return [
        Answer(
            first_author + number,
            datetime(2030, month, 1 + number, tzinfo=UTC),
            usefulness if isinstance(usefulness, int) else usefulness[number],
            tags,
            8,
        )
        for number in range(count)
    ]


def test_nothing_is_released_within_the_month():
    assert released(_answers(6), date(2030, 1, 31)) == []
    assert len(released(_answers(6), date(2030, 2, 1))) == 6


def test_four_people_are_never_released():
    same_four = _answers(4) + _answers(4, month=2)

    assert released(same_four, date(2031, 1, 1)) == []


def test_a_release_waits_until_five_more_have_answered():
    first, four_more = _answers(6), _answers(4, month=2, first_author=20)
    fifth = _answers(1, month=3, first_author=40)

    assert released(first + four_more, date(2030, 6, 1)) == first
    assert len(released(first + four_more + fifth, date(2030, 6, 1))) == 11


def test_four_people_have_no_figures():
    assert feedback_figures(_answers(4)) is None
    assert feedback_figures(_answers(4) + _answers(4, month=2)) is None


def test_means_are_rounded_to_halves_and_counts_are_bands():
    figures = feedback_figures(_answers(6, usefulness=(4, 4, 3, 3, 3, 2)))

    assert figures is not None
    assert (figures.answers, figures.usefulness) == ("5–9", 3.0)


def test_where_all_agree_only_a_band_is_said():
    figures = feedback_figures(_answers(7, usefulness=4))

    assert figures is not None
    assert figures.usefulness is None
    assert figures.is_mostly_useful


def test_a_tag_shows_if_five_said_it_and_not_all():
    with_tag = _answers(5, usefulness=(4, 3, 3, 3, 2), tags=("listened",))
    without = _answers(1, first_author=50)

    assert feedback_figures(with_tag).tags == ()
    assert feedback_figures(with_tag + without).tags == ("listened",)


@pytest.mark.parametrize(("count", "band"), [(5, "5–9"), (9, "5–9"), (10, "10–19"), (20, "20+")])
def test_counts_are_bands(count, band):
    assert count_band(count) == band


def test_moments_are_right_through_every_change_of_a_year():
    for zone in ("Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu"):
        for number in range(365):
            on = date(2027, 1, 1) + timedelta(days=number)
            for moment in moments_of(on, time(2, 15), zone):
                local = moment.astimezone(ZoneInfo(zone))
                assert (local.date(), local.time()) == (on, time(2, 15))
