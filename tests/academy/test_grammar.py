"""What a person types is always a query."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.academy.search.documents import Filter, Query
from learning.academy.search.grammar import FILTERS, LONGEST, MOST_CONDITIONS, parse


def test_words_are_words() -> None:
    query = parse("  how do I\tbook a mentor? ")
    assert query.words == query.typed == "how do I book a mentor?"
    assert query == Query(typed=query.typed, words=query.words)


def test_quotes_of_any_kind_make_phrases() -> None:
    assert parse('"peer review" guide').phrases == ("peer review",)
    assert parse("«обратная связь» “one on one” 「在线学习」").phrases == (
        "обратная связь",
        "one on one",
        "在线学习",
    )


def test_minus_refuses_a_word_or_a_phrase() -> None:
    query = parse('onboarding -draft -"old plan"')
    assert (query.words, query.refused) == ("onboarding", ("draft", "old plan"))


@pytest.mark.parametrize("name", FILTERS)
def test_filters(name: str) -> None:
    query = parse(f'plan {name}:some -{name.upper()}:"Other one"')
    assert query.filters == (
        Filter(name, "some", exact=False, refused=False),
        Filter(name, "Other one", exact=True, refused=True),
    )
    assert query.words == "plan"


@pytest.mark.parametrize(
    "text", ["foo:bar", "12:30", "title:", "a-b", "[a TO z]", "*", "word~9", "((a", "a AND", "- b"]
)
def test_anything_else_is_plain_words(text: str) -> None:
    query = parse(text)
    assert query.words == text
    assert query == Query(typed=query.typed, words=query.words)


def test_open_quote_is_ignored() -> None:
    assert parse('say "hello world').words == "say hello world"


def test_nothing_but_exclusions_are_words() -> None:
    assert parse("-profile -x").words == "profile x"
    assert parse("-draft type:article").refused == ("draft",)


def test_conditions_beyond_the_cap_are_words() -> None:
    query = parse(" ".join(f'"phrase {number}"' for number in range(MOST_CONDITIONS + 1)))
    assert len(query.phrases) == MOST_CONDITIONS
    assert query.words == f"phrase {MOST_CONDITIONS}"


def test_text_beyond_the_cap_is_not_looked_at() -> None:
    assert len(parse("word " * 10_000).typed) <= LONGEST


def test_characters_no_engine_can_store_are_taken_out() -> None:
    assert parse("a\0b \ud800c").words == "a b c"


_pieces = st.sampled_from(
    [
        *'"“”«»-:()[]*~^\\ \n\t\0\ud800',
        "title:",
        "type:",
        "-",
        '-"',
        "AND ",
        "在线",
        "ё",
        "C++",
        "a",
    ]
)


@given(st.text() | st.lists(_pieces, max_size=400).map("".join))
def test_any_text_is_a_query(text: str) -> None:
    query = parse(text)
    conditions = len(query.phrases) + len(query.refused) + len(query.filters)
    assert conditions <= MOST_CONDITIONS
    assert len(query.words) <= LONGEST
    query.typed.encode()


@pytest.mark.parametrize("piece", ['"', '-"', "title:", '" "', "(", "a:", "-", "«", " "])
def test_time_is_bounded(piece: str) -> None:
    started = time.process_time()
    parse(piece * 100_000)
    assert time.process_time() - started < 0.2
