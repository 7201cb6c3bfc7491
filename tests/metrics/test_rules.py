"""The formulas, against figures worked out by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from learning.metrics.rules import (
    Measured,
    coarse_score,
    coarse_share,
    figure,
    last_weeks,
    last_window,
    mean,
    net_promoter_score,
    on_course,
    releases,
    share,
    shown_change,
    shown_count,
    window_before,
)
from learning.web.cells import safe_cell

NOON = datetime(2030, 5, 15, 12, tzinfo=UTC)  # a Wednesday


def test_nps_counts_promoters_less_detractors():
    found = net_promoter_score([10, 9, 9, 8, 7, 6, 0, 10, 9, 3])

    assert found.value == pytest.approx(20)  # 5 promoters, 3 detractors of 10
    assert found.low == pytest.approx(20 - 196 * (0.76 / 10) ** 0.5, abs=0.1)
    assert found.answers == 10


def test_nps_of_everybody_agreeing_has_no_width():
    found = net_promoter_score([10] * 6)

    assert (found.value, found.low, found.high) == (100, 100, 100)


def test_nps_without_answers_is_unknown():
    assert net_promoter_score([]) is None


@pytest.mark.parametrize("rating", [-1, 11])
def test_nps_refuses_what_was_not_on_the_scale(rating):
    with pytest.raises(ValueError, match="between 0 and 10"):
        net_promoter_score([rating])


def test_a_mean_or_share_of_nothing_is_unknown():
    assert mean([]) is None
    assert share(0, 0) is None


@pytest.mark.parametrize(("people", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (80, 80)])
def test_one_to_four_people_are_not_counted_in_the_open(people, shown):
    assert shown_count(people) == shown


@pytest.mark.parametrize(
    ("now", "before", "shown"),
    [(12, 12, 0), (12, 9, None), (12, 7, 5), (12, 3, None), (0, 6, -6), (8, 10, None)],
)
def test_a_change_never_points_at_one_to_four_people(now, before, shown):
    assert shown_change(now, before) == shown


# Figures of two windows


def test_a_figure_of_few_people_is_hidden_with_its_change():
    shown = figure(Measured(4, 4), Measured(9, 9), counts_people=True)

    assert shown.is_hidden
    assert (shown.value, shown.before, shown.change) == (None, None, None)


def test_a_change_of_few_people_hides_the_value_before():
    shown = figure(Measured(12, 12), Measured(9, 9), counts_people=True)

    assert (shown.value, shown.before, shown.change) == (12, None, None)


def test_a_large_change_is_shown():
    assert figure(Measured(12, 12), Measured(6, 6), counts_people=True).change == 6


def test_a_small_change_of_what_tells_of_no_people_is_shown():
    assert figure(Measured(12, 30), Measured(11, 25)).change == 1


def test_nobody_is_a_group_that_may_be_named():
    assert figure(Measured(0, 0), Measured(0, 0), counts_people=True).value == 0


# Answers given in confidence


def answered(*given):
    """(author, day) pairs as answers."""
    return [(author, datetime.combine(on, NOON.time(), UTC)) for author, on in given]


def released(answers):
    found = releases(answers, lambda one: one[1], lambda one: one[0], NOON.date())
    return [(one.start, one.end, len(one.answers)) for one in found]


def five_in(month, first_author=0):
    return [(first_author + n, date(2030, month, 3 + n)) for n in range(5)]


def test_a_closed_month_with_five_people_is_released():
    assert released(answered(*five_in(4))) == [(date(2030, 4, 1), date(2030, 4, 30), 5)]


def test_the_running_month_shows_nothing_yet():
    assert released(answered(*five_in(5))) == []


def test_months_with_too_few_wait_for_the_next():
    few = [(n, date(2030, 2, 1 + n)) for n in range(3)]

    assert released(answered(*few, *five_in(3, 10), *five_in(4, 20))) == [
        (date(2030, 2, 1), date(2030, 3, 31), 8),
        (date(2030, 4, 1), date(2030, 4, 30), 5),
    ]


def test_one_person_answering_often_is_still_one():
    assert released(answered(*[(1, date(2030, 4, n + 1)) for n in range(9)])) == []


def test_december_ends_with_the_year():
    answers = answered(*[(n, date(2029, 12, 9)) for n in range(5)])

    assert released(answers) == [(date(2029, 12, 1), date(2029, 12, 31), 5)]


@pytest.mark.parametrize(
    ("score", "shown"), [(23.4, 20), (-8, -10), (100, None), (-97, None), (94, 90)]
)
def test_a_score_is_rounded_to_tens_and_hidden_at_the_ends(score, shown):
    assert coarse_score(score) == shown


@pytest.mark.parametrize(("part", "shown"), [(0.83, 0.8), (1.0, None), (0.02, None), (0.5, 0.5)])
def test_a_share_is_rounded_to_tenths_and_hidden_at_the_ends(part, shown):
    assert coarse_share(part) == shown


# Windows and goals


def test_windows_follow_one_another_without_gap():
    window = last_window(NOON)
    before = window_before(window)

    assert (window.first_day, window.last_day) == (date(2030, 4, 16), date(2030, 5, 15))
    assert before.end == window.start
    assert before.end - before.start == window.end - window.start
    assert window.has(window.start)
    assert not window.has(window.end)


def test_weeks_end_now():
    weeks = last_weeks(NOON, 3)

    assert [week.last_day.day for week in weeks] == [1, 8, 15]
    assert weeks[0].start == NOON - timedelta(days=21)


@pytest.mark.parametrize(
    ("baseline", "now", "target", "elapsed", "is_there"),
    [
        (0, 50, 100, 0.5, True),
        (0, 49, 100, 0.5, False),
        (20, 12, 10, 0.5, True),  # a way down
        (20, 18, 10, 0.5, False),
        (0, 100, 100, 3.0, True),  # after the day
        (0, -1, 100, -1, False),  # before the first day, and worse than at the start
        (7, 7, 7, 0.5, True),
    ],
)
def test_a_goal_is_on_course_while_the_way_keeps_up_with_time(
    baseline, now, target, elapsed, is_there
):
    assert on_course(baseline, now, target, elapsed) is is_there


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-x", "@SUM(A1)", " =1", "\t=1", "＝1"])
def test_no_cell_is_run_as_a_formula(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Growing", "5 = five", "2026-01-01"])
def test_other_cells_stay_as_they_are(text):
    assert safe_cell(text) == text
