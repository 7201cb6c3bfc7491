"""What may be shown of few answers, and how a text is sealed."""

import itertools
import math

import pytest
from cryptography.exceptions import InvalidTag

from learning.anonymity.rules import (
    PADDED_TO,
    Figure,
    count_band,
    envelope_of,
    figure,
    new_token,
    seal,
    spread,
    ticket_of,
    unseal,
)


@pytest.mark.parametrize(
    ("count", "band"),
    [(0, None), (4, None), (5, "5–9"), (9, "5–9"), (10, "10–19"), (20, "20+"), (400, "20+")],
)
def test_counts_are_told_as_bands_from_five(count, band):
    assert count_band(count) == band


def test_a_cycle_may_raise_the_threshold_and_never_lower_it():
    assert count_band(7, k=8) is None
    assert count_band(4, k=1) is None


def test_a_mean_is_rounded_to_halves():
    assert figure([3, 4, 4, 5, 3, 3], 1, 5) == Figure("5–9", 3.5)


@pytest.mark.parametrize("answers", [[4] * 6, [5, 5, 5, 5, 4, 5, 5], [1, 1, 1, 1, 1, 2]])
def test_agreement_and_the_ends_of_the_scale_show_only_how_many(answers):
    assert figure(answers, 1, 5) == Figure("5–9", None)


def test_four_answers_show_nothing():
    assert figure([3, 4, 4, 5], 1, 5) is None


def test_a_spread_needs_ten():
    assert spread([1, 2, 3, 4, 5, 1, 2, 3, 4]) is None
    assert spread([1, 2, 2, 3, 3, 3, 4, 4, 5, 5]) == (2.0, 4.0)
    assert spread([3] * 12) is None


def test_a_sealed_text_opens_with_its_secret_and_round_only():
    sealed = seal({"text": "Спасибо 谢谢"}, "secret", "review:1")

    assert unseal(sealed, "secret", "review:1") == {"text": "Спасибо 谢谢"}
    for secret, name in (("another", "review:1"), ("secret", "review:2")):
        with pytest.raises(InvalidTag):
            unseal(sealed, secret, name)


def test_the_length_of_an_envelope_says_little():
    short, long = (
        seal({"text": " ".join(map(str, range(n)))}, "secret", "review:1") for n in (1, 5000)
    )

    assert len(short) == len(long)
    assert len(short) % PADDED_TO == 28  # nonce and tag


def test_nothing_that_is_kept_leads_from_ticket_to_envelope():
    token = new_token()

    assert len({token, ticket_of(token), envelope_of(token)}) == 3
    assert ticket_of(token) == ticket_of(token)


def values_left_open(count: int, mean: float) -> list[int]:
    """What one of so many answers from 1 to 5 may be, given their mean rounded to halves."""
    sums = range(math.ceil((mean - 0.25) * count), math.floor((mean + 0.25) * count) + 1)
    return [
        value
        for value in range(1, 6)
        if any(count - 1 <= total - value <= 5 * (count - 1) for total in sums)
    ]


def test_a_mean_that_is_told_leaves_each_answer_three_steps_open():
    """From four answers on, since a writer knows one of the five."""
    for count, halves in itertools.product(range(4, 41), range(3, 10)):
        left = values_left_open(count, halves / 2)
        assert not left or left[-1] - left[0] >= 3, (count, halves / 2)


def test_control_a_mean_at_the_end_of_the_scale_would_tell():
    left = values_left_open(5, 5.0)

    assert left[-1] - left[0] < 3
