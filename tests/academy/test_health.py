"""Article health: age and use in one formula."""

from datetime import date, timedelta

import pytest

from learning.academy.rules.health import Health, Signs, health, needs_attention, score
from learning.academy.rules.shares import share_token, sharer_of

TODAY = date(2026, 3, 2)


def signs(days=0, readers=5, views=5, useful=0, not_useful=0, *, is_trusted=True):
    seen_on = TODAY - timedelta(days=days)
    return Signs(seen_on, readers, views, useful, not_useful, is_trusted)


@pytest.mark.parametrize(
    ("one", "reached"),
    [
        (signs(useful=3), 100),
        (signs(), 88),
        (signs(days=180, useful=1, not_useful=1), 88),
        (signs(days=455, readers=0), 38),
        (signs(days=5000, readers=0, not_useful=2), 0),
        (signs(useful=3, is_trusted=False), 40),
        (signs(days=-3, useful=3), 100),
    ],
)
def test_health_weighs_freshness_use_and_liking(one, reached):
    assert score(one, TODAY) == reached


def test_the_score_has_a_word_and_doubt_is_never_well():
    assert health(signs(), TODAY) is Health.GOOD
    assert health(signs(days=455, readers=3), TODAY) is Health.FAIR
    assert health(signs(days=800, readers=0), TODAY) is Health.POOR
    assert health(signs(useful=9, is_trusted=False), TODAY) is Health.POOR


@pytest.mark.parametrize(
    ("one", "is_needed"),
    [
        (signs(views=10, useful=1, not_useful=2), True),
        (signs(views=10, useful=1, not_useful=1), False),
        (signs(views=9, not_useful=2), False),
        (signs(views=100), False),
    ],
)
def test_ten_views_and_less_than_half_useful_call_for_attention(one, is_needed):
    assert needs_attention(one) is is_needed


def test_a_link_names_its_sharer_for_its_article_alone():
    token = share_token("secret", 7, 3)

    assert sharer_of("secret", 7, token) == 3
    assert sharer_of("secret", 8, token) is None
    assert sharer_of("other", 7, token) is None
    assert sharer_of("secret", 7, "nonsense") is None
