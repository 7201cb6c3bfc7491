"""The formulas, against figures worked out by hand."""

import pytest

from learning.metrics.rules import (
    mean,
    net_promoter_score,
    share,
    shown_change,
    shown_count,
    wilson_lower_bound,
)


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


def test_wilson_trusts_many_votes_more():
    assert wilson_lower_bound(90, 100) > wilson_lower_bound(9, 10) > wilson_lower_bound(0, 3)
    assert wilson_lower_bound(9, 10) == pytest.approx(0.596, abs=0.001)


@pytest.mark.parametrize(("people", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (80, 80)])
def test_one_to_four_people_are_not_counted_in_the_open(people, shown):
    assert shown_count(people) == shown


@pytest.mark.parametrize(
    ("now", "before", "shown"),
    [(12, 12, 0), (12, 9, None), (12, 7, 5), (12, 3, None), (0, 6, -6), (8, 10, None)],
)
def test_a_change_never_points_at_one_to_four_people(now, before, shown):
    assert shown_change(now, before) == shown
