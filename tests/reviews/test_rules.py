"""What leaves a closed cycle, and which words may tell who wrote."""

import time

import pytest

from learning.anonymity.rules import Figure
from learning.reviews.rules import (
    NEXT_STATES,
    RUBRICS,
    CycleState,
    participation_band,
    release_of,
    summary_of,
    telltales,
)
from learning.reviews.rules.states import MAX_CRITERIA


def answers(*levels: int | None, text: str = "") -> list[dict]:
    """One answer for each level; None could not judge."""
    return [
        {"ratings": {} if level is None else {"a": level}, "texts": [text] if text else []}
        for level in levels
    ]


def test_below_the_threshold_nothing_is_told():
    hidden = release_of(answers(3, 4, 4, 5, text="kind"), ["a"], 5)

    assert (hidden.band, hidden.figures, hidden.texts) == (None, [], [])


def test_from_five_answers_a_rounded_mean_and_a_band_are_told():
    shown = release_of(answers(3, 4, 4, 5, 3, 3), ["a"], 5)

    assert shown.band == "5–9"
    assert shown.figures[0].figure == Figure("5–9", 3.5)
    assert shown.figures[0].spread is None


def test_a_criterion_too_few_could_judge_stays_hidden():
    [figure] = release_of(answers(3, 4, 2, 5, None, None), ["a"], 5).figures

    assert figure.figure is None


def test_texts_need_enough_writers_of_their_own():
    four_wrote = [*answers(3, 4, 3, 4, text="said"), *answers(5, 2)]

    assert release_of(four_wrote, ["a"], 5).texts == []
    assert release_of([*four_wrote, *answers(3, text="said")], ["a"], 5).texts == ["said"] * 5


def test_one_writer_of_many_texts_counts_once():
    talkative = {"ratings": {"a": 3}, "texts": ["one", "two", "three", "four", "five"]}

    assert release_of([talkative, *answers(2, 3, 4, 5)], ["a"], 5).texts == []


def test_texts_come_in_an_order_of_chance():
    said = [{"ratings": {}, "texts": [str(number)]} for number in range(20)]

    seen = {tuple(release_of(said, [], 5).texts) for _try in range(5)}

    assert len(seen) == 5
    assert all(sorted(one, key=int) == [str(n) for n in range(20)] for one in seen)


def test_where_all_but_one_agree_the_spread_is_silent_too():
    nearly = answers(*[5] * 11, 4)

    [figure] = release_of(nearly, ["a"], 5).figures

    assert figure.figure == Figure("10–19", None)
    assert figure.spread is None


def test_a_cycle_may_ask_for_more_than_five():
    assert release_of(answers(1, 2, 3, 4, 5, 3, 3), ["a"], 8).band is None


def test_a_lead_sees_a_whole_only_of_five_people_with_a_result():
    group = answers(2, 3, 4, 3, 4)

    assert summary_of([group] * 4, ["a"], 5, 20).people is None
    whole = summary_of([group] * 5, ["a"], 5, 25)
    assert (whole.people, whole.participation) == ("5–9", "75–100 %")
    assert whole.figures[0].figure == Figure("20+", 3.0)


def test_a_hidden_group_never_folds_into_the_whole():
    """Four who wrote about somebody are not the difference between the whole and its parts."""
    group, hidden = answers(2, 3, 4, 3, 4), answers(5, 5, 5, 4)

    with_it = summary_of([group] * 6 + [hidden], ["a"], 5, 40)

    assert with_it.figures == summary_of([group] * 6, ["a"], 5, 40).figures


def test_a_group_silent_on_one_criterion_is_out_of_its_total():
    """Two who could judge, or ten who agree, would be what is left of the total."""
    group = answers(2, 3, 4, 3, 4)
    few, agreed = answers(5, 5, None, None, None), answers(*[5] * 10)

    assert (
        summary_of([group] * 5 + [few, agreed], ["a"], 5, 50).figures
        == summary_of([group] * 5, ["a"], 5, 50).figures
    )


@pytest.mark.parametrize(
    ("sent", "asked", "band"),
    [(0, 0, "0–49 %"), (4, 10, "0–49 %"), (5, 10, "50–74 %"), (8, 10, "75–100 %")],
)
def test_participation_is_a_band(sent, asked, band):
    assert participation_band(sent, asked) == band


def test_states_only_go_forward():
    order = list(CycleState)

    assert all(order.index(to) == order.index(here) + 1 for here, to in NEXT_STATES.items())


def test_rubrics_to_start_from_are_complete():
    for rubric in RUBRICS.values():
        assert len(rubric.lines) <= MAX_CRITERIA
        assert all(all(line.levels) and len(line.levels) == 5 for line in rubric.lines)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("On 12.03. you helped", ["12.03"]),
        ("since 2024 already", ["2024"]),
        ("last Tuesday with Anna", ["Tuesday", "Anna"]),
        ("write me: anna@demo.example", ["anna@demo.example"]),
        ("В понедельник Анна помогла", ["понедельник", "Анна"]),
        ("3月5日我们开会", ["3月5日"]),
        ("You explain with patience", []),
        ("Annapurna is a mountain", []),
    ],
)
def test_days_addresses_and_names_are_pointed_at(text, found):
    assert telltales([text], ["Anna Bell", "Анна Белл"]) == found


def test_the_name_of_the_person_written_about_tells_nothing():
    found = telltales(["Anna's talk with Anne-Marie O'Neil"], ["Anne-Marie O'Neil"], "Anna Neil")

    assert found == ["Anne", "Marie"]


@pytest.mark.parametrize("part", ["a.", "@", "周", "1-", "а", "a@a.", " "])
def test_a_long_text_cannot_stall_the_warning(part):
    started = time.process_time()

    telltales([part * (64_000 // len(part))], [f"Name{number} Bell" for number in range(2_000)])

    assert time.process_time() - started < 1
