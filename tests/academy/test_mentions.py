"""Whom a text names, and whom it does not."""

import pytest

from learning.academy.rules.mentions import Named, linked, mentions, possible_names

KNOWN = {
    "anna bell": (Named(1, "Anna Bell", "Anna Bell · Design"),),
    "anna": (Named(2, "Anna", "Anna"),),
    "王伟": (Named(3, "王伟", "王伟"),),
    "пётр семёнов": (Named(4, "Пётр Семёнов", ""),),
    "петр семенов": (Named(4, "Пётр Семёнов", ""),),
    "li na": (Named(5, "Li Na", "Li Na · Oslo"), Named(6, "Li Na", "Li Na · Rome")),
}


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("@Anna Bell knows", [1]),
        ("Ask @anna bell, please", [1]),
        ("(@Anna Bell) and @Anna", [1, 2]),
        ("@王伟你好", [3]),
        ("@Петр Семенов!", [4]),
        ("@Li Na#6 may know", [6]),
        ("@Anna Belle", [2]),
        ("mail anna@anna.example", []),
        ("`@Anna Bell` is code", []),
        ("```\n@Anna Bell\n```", []),
        ("@ Anna Bell", []),
        ("@nobody at all", []),
    ],
)
def test_whole_names_alone_are_mentions(text, people):
    assert [one.people[0].id for one in mentions(text, KNOWN)] == people


def test_namesakes_are_all_named_unless_a_number_says_which():
    [found] = mentions("@Li Na", KNOWN)
    [other] = mentions("@Li Na#99", KNOWN)

    assert [one.id for one in found.people] == [5, 6]
    assert [one.id for one in other.people] == [5, 6]


def test_a_mention_becomes_a_link_to_the_person():
    text = "Ask @Anna Bell or @Li Na#6."

    assert linked(text, mentions(text, KNOWN)) == (
        "Ask [@Anna Bell](/people/1) or [@Li Na](/people/6)."
    )


def test_what_is_looked_up_stays_bounded():
    assert len(possible_names("@a b c d e f g " * 2000)) <= 40 * 10
