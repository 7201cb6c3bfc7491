"""Words of three languages and their terms."""

import pytest

from learning.academy.search import analysis


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Running", "runs"),
        ("policies", "policy"),
        ("наставники", "наставников"),
        ("отзыв", "отзывы"),
        ("Ёлка", "елка"),
        ("за\u0301мок", "замок"),
        ("CAFÉ", "cafe"),
        ("Straße", "STRASSE"),
        ("Ｐｙｔｈｏｎ", "python"),
        ("mentor’s", "mentors"),
    ],
)
def test_spellings_and_forms_of_a_word_are_one_term(one: str, other: str) -> None:
    assert analysis.terms(one) == analysis.terms(other) != []


@pytest.mark.parametrize(
    "name", ["c++", "c#", "f#", ".net", "node.js", "r&d", "3.11", "snake_case"]
)
def test_names_with_signs_stay_whole(name: str) -> None:
    assert analysis.terms(f"We use {name.upper()}, daily.") == ["we", "use", name, "daili"]


def test_parts_of_a_name_find_it_but_a_single_letter_does_not() -> None:
    (node,) = analysis.words("node.js")
    (cplusplus,) = analysis.words("C++")
    assert node.also == ("node", "js")
    assert cplusplus.also == ()


def test_chinese_is_cut_into_pairs_and_found_by_single_characters() -> None:
    words = list(analysis.words("在线学习"))
    assert [word.term for word in words] == ["在线", "线学", "学习"]
    assert [word.also for word in words] == [("在",), ("线",), ("学", "习")]
    assert analysis.terms("学") == ["学"]


def test_scripts_meet_in_one_text() -> None:
    assert analysis.terms("用Python学习 и анализ 308分") == [
        "用",
        "python",
        "学习",
        "и",
        "анализ",
        "308",
        "分",
    ]


def test_places_point_into_the_text_as_it_was_written() -> None:
    text = "«Ёлки» 在线学 and C++!"
    spelt = [text[place.start : place.end] for place in analysis.places(text)]
    assert spelt == ["Ёлки", "在线", "线学", "and", "C++"]


def test_what_is_no_word_is_left_out() -> None:
    assert analysis.terms("— ... !!! 🎉 \u0301") == []
    assert analysis.terms("x" * 65) == []


@pytest.mark.parametrize("slip", ["menor", "menttor", "mentxr", "metnor", "entor", "mentorx"])
def test_a_slip_away_in_either_direction(slip: str) -> None:
    assert "mentor" in analysis.neighbours(slip)
    assert slip in analysis.neighbours("mentor")


def test_a_word_is_not_its_own_neighbour() -> None:
    assert "book" not in analysis.neighbours("book")
    assert "mentor" not in analysis.neighbours("metnro")  # two slips


def test_only_plain_words_are_corrected() -> None:
    assert analysis.is_correctable("mentor")
    assert analysis.is_correctable("наставник")
    assert not any(map(analysis.is_correctable, ["abc", "3.11", "node.js", "在线学习", "1234"]))
