"""Usefulness, differences, addresses and starters."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.academy.rules.addresses import article_address, linked_articles, own_address
from learning.academy.rules.differences import differences
from learning.academy.rules.fingerprint import fingerprint
from learning.academy.rules.starters import STARTERS
from learning.academy.rules.usefulness import wilson_lower_bound
from learning.markup import render


def test_many_good_answers_count_more_than_one():
    assert wilson_lower_bound(0, 0) == 0
    assert wilson_lower_bound(1, 1) == pytest.approx(0.2065, abs=1e-4)
    assert wilson_lower_bound(90, 100) > wilson_lower_bound(9, 10) > wilson_lower_bound(1, 1)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_bound_lies_below_the_share(positive, negative):
    total = positive + negative

    assert 0 <= wilson_lower_bound(positive, total) <= (positive / total if total else 0) + 1e-12


def test_more_than_all_is_refused():
    with pytest.raises(ValueError, match="2 of 1"):
        wilson_lower_bound(2, 1)


def test_equal_texts_do_not_differ():
    assert differences("a\nb", "a\nb") == []


def test_a_changed_word_is_marked_within_its_line():
    [row] = differences("The machine is old.", "The machine is new.")

    assert [part.text for part in row.old if part.is_different] == ["old"]
    assert [part.text for part in row.new if part.is_different] == ["new"]


def test_added_and_taken_lines_stand_on_one_side():
    rows = differences("a\nb", "a\nb\nc")

    assert rows[-1].old is None
    assert rows[-1].new[0].text == "c"
    assert not rows[0].is_change


def test_far_equal_lines_are_left_out():
    old = "\n".join(map(str, range(40)))
    rows = differences(old, old.replace("20", "twenty"))

    assert rows[0].is_gap
    assert len(rows) == 8


@given(st.text(alphabet="ab \n", max_size=60), st.text(alphabet="ab \n", max_size=60))
def test_no_word_of_a_change_is_lost(old, new):
    for row in differences(old, new):
        if row.old is not None and not row.is_gap:
            assert "".join(part.text for part in row.old) in old
        if row.new is not None:
            assert "".join(part.text for part in row.new) in new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a\n" * 20_000, "a\n" * 19_999 + "b"),
        ("a\nb\n" * 10_000, "b\na\n" * 10_000),
        tuple("".join(f"{n} {word}\n\n" for n in range(900)) for word in ("old", "new")),
        ("x " * 990 + "\n", "x " * 990 + "y\n"),
    ],
    ids=["one line", "two lines", "each line", "one word"],
)
def test_texts_that_repeat_themselves_are_compared_in_seconds(old, new):
    """Pairing all their equal lines took minutes, and anybody may suggest such a text."""
    begun = process_time()
    rows = differences(old, new)

    assert process_time() - begun < 10
    assert any(row.is_change for row in rows)


def test_one_change_among_many_equal_lines_keeps_its_surroundings():
    lines = ["same"] * 9_000
    rows = differences("\n".join(lines), "\n".join([*lines[:4_500], "other", *lines[4_500:]]))

    assert [row.is_change for row in rows if not row.is_gap] == [False] * 3 + [True] + [False] * 3


def test_links_between_articles_are_read_from_the_page():
    html = f'<a href="{article_address(7)}#t-x">x</a> <a href="{article_address(12)}">y</a>'

    assert linked_articles(html + '<a href="https://x.example/academy/articles/3">z</a>') == {7, 12}


def test_paths_of_other_sites_lead_nowhere():
    assert own_address("/people/3") == "/people/3"
    assert own_address("/assets/x.png") is None
    assert own_address("guide.md") is None


def test_the_mark_tells_where_one_text_ends():
    assert fingerprint("ab", "c") != fingerprint("a", "bc")
    assert fingerprint("a", "b") == fingerprint("a", "b")


@pytest.mark.parametrize("starter", STARTERS, ids=lambda one: one.key)
def test_every_starter_is_a_readable_skeleton(app, starter):
    with app.test_request_context():
        assert render(str(starter.body)).html
        assert str(starter.name) != str(starter.purpose)
