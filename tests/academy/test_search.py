"""One contract for both engines of the search index, and for what a person may learn from it."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, make_url

from learning.academy.search import (
    EVERYONE,
    Document,
    Gateway,
    Hits,
    IndexBusy,
    Key,
    SharedGateway,
    finding,
    open_search,
    ranking,
    whoosh_index,
)
from learning.academy.search.entries import FORMAT
from learning.academy.search.evaluation import evaluate
from learning.academy.search.postgres_index import SCHEMA, PostgresIndex, make_place
from learning.academy.search.snippets import snippet
from learning.academy.search.whoosh_index import WhooshIndex

EMPLOYEE = {EVERYONE, "person:1"}
HANDBOOK = [
    "Booking a session with your mentor",
    "How a newcomer meets the buddy in the first week",
    "Peer review of articles and talks",
    "Travel expenses and how to claim them",
    "Как найти наставника в компании",
    "在公司内部学习平台上找到导师",
]


def article(number: int, title: str = "", text: str = "", **more: Any) -> Document:
    document = Document(
        kind="article",
        id=number,
        version="1",
        language="en",
        title=title,
        text=text,
        url=f"/academy/articles/{number}",
        visibility=frozenset({EVERYONE}),
        updated_at=datetime(2026, 3, 1, tzinfo=UTC),
    )
    return replace(document, **more)


def handbook() -> Iterator[Document]:
    return (article(number, title) for number, title in enumerate(HANDBOOK, 1))


def ids(hits: Hits) -> list[int]:
    return [hit.id for hit in hits.hits]


@pytest.fixture(scope="module")
def postgres_url(worker_id: str) -> Iterator[str]:
    """The address of a database made for this module and dropped after it."""
    given = os.environ.get("TEST_DATABASE_URL")
    if not given:
        pytest.skip("TEST_DATABASE_URL is not set: the engine on PostgreSQL is left out")
    plain = given.replace("postgresql+psycopg://", "postgresql://")
    name = f"collegium_search_{worker_id}_{os.getpid()}"
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield f"{plain.rpartition('/')[0]}/{name}"
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def make_place_in(url: str) -> None:
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        make_place(connection)
    engine.dispose()


@pytest.fixture(params=["whoosh", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> list[str]:
    """Where the index of this test is, empty at first: the database's address, and a folder."""
    url = "sqlite://"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        make_place_in(url)
    return [url, str(tmp_path / "search")]


@pytest.fixture
def open_again(place: list[str]) -> Iterator[Callable[[], Gateway]]:
    """Opens the index of this test as another process would."""
    opened: list[Gateway] = []

    def open_again() -> Gateway:
        url, folder = place
        opened.append(open_search(url, Path(folder)))
        return opened[-1]

    yield open_again
    for gateway in opened:
        gateway.close()


@pytest.fixture
def search(open_again: Callable[[], Gateway]) -> Gateway:
    return open_again()


def test_an_empty_index_answers(search: Gateway) -> None:
    assert search.count() == 0
    assert search.find("mentor", EMPLOYEE) == Hits((), 0, {})
    assert search.suggest("men", EMPLOYEE) == ()
    assert search.versions() == {}


# Words


def test_any_word_may_match_and_more_words_come_first(search: Gateway) -> None:
    search.rebuild(
        [
            article(1, text="buddy"),
            article(2, text="the onboarding plan of a newcomer, with a buddy"),
            article(3, text="the plan of a buddy"),
            article(4, text="something else"),
        ]
    )
    hits = search.find("what is in the buddy onboarding plan", EMPLOYEE)
    assert ids(hits)[:2] == [2, 3]
    assert set(ids(hits)) == {1, 2, 3}
    assert hits.total == 3
    assert [hit.score for hit in hits.hits] == sorted(
        (hit.score for hit in hits.hits), reverse=True
    )


def test_title_weighs_more_than_text_and_the_exact_title_comes_first(search: Gateway) -> None:
    search.rebuild(
        [
            article(1, "Travel", "mentoring " * 20),
            article(2, "Mentoring at our company: mentoring for mentors", "mentoring"),
            article(3, "Mentoring", "x"),
        ]
    )
    assert ids(search.find("mentoring", EMPLOYEE)) == [3, 2, 1]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("she was running late", "runs"),
        ("список наставников", "наставник"),
        ("Ёлка в офисе", "елки"),
        ("елка в офисе", "Ёлка"),
        ("我们在公司内部学习平台上分享知识", "学习平台"),
        ("我们在公司内部学习平台上分享知识", "享"),
        ("服务用node.js编写", "Node.js"),
        ("我們在公司內部學習平台上分享知識", "学习平台"),
        ("我们在公司内部学习平台上分享知识", "關於學習"),
        ("a service in node.js", "node"),
        ("Node and JS", "node.js"),
        ("the R&D department", "r&d"),
        ("CAFÉ at noon", "cafe"),
    ],
)
def test_forms_of_a_word_meet(search: Gateway, text: str, query: str) -> None:
    search.rebuild([article(1, text=text), article(2, text="nothing of that 没有")])
    assert ids(search.find(query, EMPLOYEE)) == [1]


def test_names_with_signs_are_words_of_their_own(search: Gateway) -> None:
    names = ["C++", "C#", "C", ".NET", "net", "node.js"]
    search.rebuild(article(at, text=f"We write {name}, daily") for at, name in enumerate(names))
    for at, name in enumerate(names[:4]):
        assert ids(search.find(name, EMPLOYEE)) == [at]


@pytest.mark.parametrize(
    ("chatty", "telling", "query"),
    [
        ("how do I, and how do I with a form", "the refund", "how do I find a refund form"),
        ("как мне быть и как с бланком", "возмещение", "как мне быть с возмещением и бланком"),
        ("我们，应该，怎么，表格", "报销", "我们应该怎么报销表格"),
    ],
)
def test_function_words_do_not_order_a_small_collection(
    search: Gateway, monkeypatch: pytest.MonkeyPatch, chatty: str, telling: str, query: str
) -> None:
    others = (article(number, text="Any form, бланк, 表格") for number in range(3, 7))
    search.rebuild([article(1, text=chatty), article(2, text=telling), *others])
    assert ids(search.find(query, EMPLOYEE))[:2] == [2, 1]

    monkeypatch.setattr(ranking, "BACKGROUND", 0)  # the control
    assert ids(search.find(query, EMPLOYEE))[:2] == [1, 2]


@pytest.mark.parametrize("query", ["how to find a refund", "как найти возмещение", "我们怎么报销"])
def test_function_words_answer_no_question(search: Gateway, query: str) -> None:
    search.rebuild([article(1, text="How to, a как, 我们，怎么"), article(2, text="nothing of it")])
    assert search.find(query, EMPLOYEE).total == 0
    assert ids(search.find("how to", EMPLOYEE)) == [1]
    assert ids(search.find('"how to" find', EMPLOYEE)) == [1]


def test_function_words_are_marked_where_there_are_no_others(search: Gateway) -> None:
    search.rebuild([article(1, text="How to do it: to begin with, the form.")])
    marked = [
        [hit.snippet.text[start:end] for start, end in hit.snippet.ranges]
        for query in ("how to find the form", "how to")
        for hit in search.find(query, EMPLOYEE).hits
    ]
    assert marked == [["form"], ["How", "to", "to"]]


def test_one_query_runs_in_all_languages(search: Gateway) -> None:
    search.rebuild(handbook())
    assert set(ids(search.find("mentor наставник 导师", EMPLOYEE))) == {1, 5, 6}


def test_common_words_make_no_hits_unless_there_are_few(search: Gateway) -> None:
    search.rebuild(
        article(number, text=f"the page {'about parking' if number < 20 else ''}")
        for number in range(200)
    )
    assert search.find("the parking page", EMPLOYEE).total == 20
    assert search.find("the unheardof page", EMPLOYEE).total == 200
    assert search.find("the page", EMPLOYEE).total == 200


def test_common_words_beyond_what_may_be_read_weigh_in(
    search: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    search.rebuild(
        [
            *(article(number, text="plan review") for number in range(1, 40)),
            *(article(number, text="plan") for number in range(40, 60)),
            *(article(number, text="review") for number in range(60, 80)),
            article(80, text="buddy"),
            article(81, text="buddy plan"),
        ]
    )
    assert search.find("review buddy plan", EMPLOYEE).total == 81
    monkeypatch.setattr(finding, "MOST_LEADING", 61)  # buddy and review, not plan
    hits = search.find("review buddy plan", EMPLOYEE)
    assert ids(hits)[:2] == [81, 80]
    assert hits.total == 61


def test_common_words_of_a_passage_make_no_hits(search: Gateway) -> None:
    search.rebuild(
        article(number, text=f"the page {'about parking' if number < 2 else ''}")
        for number in range(200)
    )
    assert search.find("the parking page", EMPLOYEE).total == 200
    assert search.find("the parking page " * 20, EMPLOYEE).total == 2
    assert search.find("the page " * 30, EMPLOYEE).total == 200


def test_a_passage_is_not_corrected(search: Gateway) -> None:
    search.rebuild(handbook())
    assert search.find("session mentro", EMPLOYEE).correction == "session mentor"
    assert search.find("session mentro " * 20, EMPLOYEE).correction is None


def test_a_pasted_passage_is_compared_word_by_word(search: Gateway) -> None:
    first = "A mentor listens before giving advice, and asks what the mentee has tried so far. "
    second = 'Sessions take "an hour" at most - longer ones tire: both write down what comes next. '
    search.rebuild([article(1, text=first * 3), article(2, text=second), article(3, text="hour")])
    passage = f'Some words of mine. {second} {second} {first} language:none "unknown"'
    assert ids(search.find(passage, EMPLOYEE))[:2] == [2, 1]


# Operators


def test_a_phrase_is_found_as_it_stands(search: Gateway) -> None:
    search.rebuild(
        [
            article(1, text="a review by peers"),
            article(2, text="how peer reviews work"),
            article(3, "Peer", "review"),
            article(4, text="我们在线学习平台"),
            article(5, text="学习在线"),
        ]
    )
    assert ids(search.find('"peer review"', EMPLOYEE)) == [2]
    assert ids(search.find('the "peer review" of articles', EMPLOYEE)) == [2]
    assert ids(search.find('"在线学习"', EMPLOYEE)) == [4]


def test_a_phrase_not_found_is_asked_again_without_quotes(search: Gateway) -> None:
    search.rebuild(handbook())
    hits = search.find('"mentor your session"', EMPLOYEE)
    assert ids(hits) == [1]
    assert hits.correction == "mentor your session"


def test_what_is_refused_is_not_found(search: Gateway) -> None:
    search.rebuild(handbook())
    assert ids(search.find("mentor buddy -newcomers", EMPLOYEE)) == [1]
    assert ids(search.find('mentor buddy -"your mentor"', EMPLOYEE)) == [2]
    assert ids(search.find('mentor buddy -"mentor your"', EMPLOYEE)) == [1, 2]


def test_filters_narrow(search: Gateway) -> None:
    machine, learning = ("Machine learning",), ("Learning",)
    search.rebuild(
        [
            article(1, "Plans", "a plan", topics=machine, author="Ann Lee"),
            article(2, "Goals", "a plan", topics=learning, author="Анна Ли", language="ru"),
            article(3, "Goals", "a plan", kind="talk", topics=machine, author="Lee Wong"),
        ]
    )

    def found(query: str) -> set[int]:
        return set(ids(search.find(query, EMPLOYEE)))

    assert found("plan title:goal") == {2, 3}
    assert found("plan topic:learning") == {1, 2, 3}
    assert found('plan topic:"learning"') == {2}
    assert found("plan topic:machine -type:talk") == {1}
    assert found("plan author:lee") == {1, 3}
    assert found('plan author:"ann lee"') == {1}
    assert found("plan author:анна") == {2}
    assert found("plan TYPE:Talk") == {3}
    assert found("plan language:ru") == {2}
    assert found("type:talk") == {3}
    assert found("plan since:2026-03-01") == {1, 2, 3}
    assert found("plan since:2026-03-02") == found("since:2027-01-01") == set()
    assert found("plan since:soon") == {1, 2, 3}
    assert found("plan verified:yes") == set()
    assert found("plan verified:no -type:talk") == {1, 2}
    assert found("type:talk zebra") == set()
    assert found("plan type:nothing") == set()


def test_no_filter_reaches_visibility(search: Gateway) -> None:
    search.rebuild([article(1, "Plan", visibility=frozenset({"person:2"}))])
    for query in ("visibility:person:2 plan", 'type:"x" viewer:person:2', "title:plan"):
        assert search.find(query, EMPLOYEE).total == 0


# Order


def test_verified_goes_up_outdated_down_and_use_counts_a_little(search: Gateway) -> None:
    search.rebuild(
        [
            article(1, text="the same words"),
            article(2, text="the same words", outdated=True),
            article(3, text="the same words", verified=True),
            article(4, text="the same words", popularity=5),
            article(5, text="the same words", popularity=1_000_000),
            article(6, text="the same words, the same words", popularity=0),
        ]
    )
    order = ids(search.find("same words", EMPLOYEE))
    assert order.index(5) < order.index(4) < order.index(1) < order.index(2) == 5
    assert order.index(3) < order.index(1)


def test_the_newer_one_comes_first_among_equals(search: Gateway) -> None:
    days = [1, 3, 2]
    search.rebuild(
        article(day, text="news", updated_at=datetime(2026, 3, day, tzinfo=UTC)) for day in days
    )
    assert ids(search.find("type:article", EMPLOYEE)) == [3, 2, 1]


def test_pages_follow_each_other(search: Gateway) -> None:
    search.rebuild(article(number, text="plan " * (number % 7 + 1)) for number in range(120))
    pages = [ids(search.find("plan", EMPLOYEE, 25, offset)) for offset in range(0, 150, 25)]
    assert [len(page) for page in pages] == [25, 25, 25, 25, 20, 0]
    assert sorted(one for page in pages for one in page) == list(range(120))
    assert search.find("plan", EMPLOYEE, 25, 100).total == 120


def test_facets_count_all_hits(search: Gateway) -> None:
    search.rebuild(
        [
            article(1, text="plan", topics=("Agile", "HR"), author="Ann"),
            article(2, text="plan", topics=("Agile",), verified=True),
            article(3, text="plan", kind="talk", language="ru"),
            article(4, text="something else", topics=("Else",)),
        ]
    )
    facets = search.find("plan", EMPLOYEE, limit=1).facets
    counts = {name: {one.value: one.count for one in values} for name, values in facets.items()}
    assert counts == {
        "type": {"article": 2, "talk": 1},
        "language": {"en": 2, "ru": 1},
        "topic": {"Agile": 2, "HR": 1},
        "author": {"Ann": 1},
        "verified": {"no": 2, "yes": 1},
    }
    assert [one.value for one in facets["topic"]] == ["Agile", "HR"]


def test_only_the_most_frequent_values_of_a_facet_are_told(search: Gateway) -> None:
    search.rebuild(
        article(number, text="plan", author=f"Author {number % 30}") for number in range(55)
    )
    authors = search.find("plan", EMPLOYEE).facets["author"]
    assert [one.count for one in authors] == [2] * 20
    assert authors[0].value == "Author 0"


# Slips


def test_an_unknown_word_is_corrected(search: Gateway) -> None:
    search.rebuild(handbook())
    for slip in ("mentro", "metor", "mentorr", "Mintor"):
        hits = search.find(f"your {slip}, please", EMPLOYEE)
        assert ids(hits)[0] == 1
        assert hits.correction == "your mentor, please"
    hits = search.find("наставнкиа", EMPLOYEE)
    assert (ids(hits), hits.correction) == ([5], "наставника")


def test_known_words_and_words_in_quotes_stay(search: Gateway) -> None:
    search.rebuild([article(1, "The mentor"), article(2, "The mentos")])
    assert search.find("mentos", EMPLOYEE).correction is None
    assert search.find('"mentro"', EMPLOYEE) == Hits((), 0, {})


def test_the_more_frequent_word_is_meant(search: Gateway) -> None:
    search.rebuild([article(1, "lender"), article(2, "render"), article(3, "rendering")])
    assert search.find("kender", EMPLOYEE).correction == "render"


def test_a_rare_word_may_be_a_slip_for_a_frequent_one(search: Gateway) -> None:
    search.rebuild(
        article(number, text="the mentor" if number else "the mentro") for number in range(40)
    )
    hits = search.find("mentro", EMPLOYEE)
    assert (ids(hits), hits.correction, hits.did_you_mean) == ([0], None, "mentor")
    assert search.find("mentor", EMPLOYEE).did_you_mean is None
    assert search.find("mentro", {"person:1"}).did_you_mean is None


def test_a_synonym_is_found_and_the_word_itself_comes_first(search: Gateway) -> None:
    same = {("nps",): {("net", "promot", "score")}}
    search.rebuild(
        [
            article(1, text="the net promoter score of a course"),
            article(2, text="the nps of a course"),
            article(3, text="a course"),
        ]
    )
    assert ids(search.find("nps", EMPLOYEE, synonyms=same)) == [2, 1]
    assert ids(search.find("nps", EMPLOYEE)) == [2]


# Who may find what

SECRET = frozenset({"person:2", "programme:3"})


def test_nobody_finds_what_they_may_not_open(search: Gateway) -> None:
    search.rebuild(
        [
            article(1, "Budget for all", "the plan", topics=("Money",)),
            article(2, "Budget of takeover", "project Zanzibar", visibility=SECRET, author="Zoe"),
        ]
    )
    hits = search.find("budget", EMPLOYEE)
    assert (ids(hits), hits.total) == ([1], 1)
    assert "author" not in hits.facets
    assert [(one.value, one.count) for one in hits.facets["type"]] == [("article", 1)]
    assert search.find("zanzibar", EMPLOYEE).total == 0
    assert search.find('"project zanzibar"', EMPLOYEE).total == 0
    assert search.find("author:zoe", EMPLOYEE).total == 0
    assert [one.id for one in search.suggest("bud", EMPLOYEE)] == [1]
    assert search.suggest("takeo", EMPLOYEE) == ()
    for key in SECRET:
        assert ids(search.find("zanzibar", {EVERYONE, key})) == [2]
        assert [one.id for one in search.suggest("takeo", {key})] == [2]
    assert search.find("budget", set()).total == 0


def test_corrections_betray_no_hidden_word(search: Gateway) -> None:
    search.rebuild(
        [
            article(1, text="the zanzibars of old"),
            article(2, text="project zanzibar", visibility=SECRET),
            article(3, text="takeover", visibility=SECRET),
        ]
    )
    assert search.find("takeovr", EMPLOYEE).correction is None
    assert search.find("takeovr", SECRET).correction == "takeover"
    # Only the hidden document spells it so.
    assert search.find("zanzibr", EMPLOYEE).correction is None


def test_a_word_known_only_to_others_counts_as_unknown(search: Gateway) -> None:
    documents = [article(1, text="the mentor"), article(2, text="mentar", visibility=SECRET)]
    search.rebuild(documents[:1])
    without = search.find("mentar", EMPLOYEE)
    search.rebuild(documents)
    hits = search.find("mentar", EMPLOYEE)
    assert (ids(hits), hits.correction) == (ids(without), without.correction) == ([1], "mentor")


# What is shown


def test_the_snippet_shows_the_words_in_their_best_passage(search: Gateway) -> None:
    text = "Nothing here. " * 50 + "A mentor gives advice. Book your mentors early. " + "End. " * 90
    search.rebuild([article(1, "Title", text)])
    snippet = search.find("book mentor", EMPLOYEE).hits[0].snippet
    shown = [snippet.text[start:end] for start, end in snippet.ranges]
    assert shown == ["mentor", "Book", "mentors"]
    assert snippet.text.startswith("…")
    assert snippet.text.endswith("…")
    assert len(snippet.text) < 300


def test_the_snippet_joins_neighbouring_characters(search: Gateway) -> None:
    search.rebuild([article(1, text="我们在线学习平台。")])
    snippet = search.find("在线学习", EMPLOYEE).hits[0].snippet
    assert [snippet.text[start:end] for start, end in snippet.ranges] == ["在线学习"]


def test_the_snippet_marks_traditional_characters(search: Gateway) -> None:
    search.rebuild([article(1, text="我們的學習平台。")])
    snippet = search.find("学习", EMPLOYEE).hits[0].snippet
    assert [snippet.text[start:end] for start, end in snippet.ranges] == ["學習"]


def test_a_hit_found_by_its_title_shows_the_beginning(search: Gateway) -> None:
    search.rebuild([article(1, "Mentoring", "First words. " * 40)])
    snippet = search.find("mentoring", EMPLOYEE).hits[0].snippet
    assert snippet.text.startswith("First words.")
    assert snippet.ranges == ()


def test_a_hit_says_what_a_list_shows(search: Gateway) -> None:
    given = article(7, "Ёлки & <b>", "text", topics=("Agile",), author="Ann", verified=True)
    search.rebuild([given])
    (hit,) = search.find("ёлки", EMPLOYEE).hits
    for field in ("kind", "id", "title", "url", "language", "author", "topics", "updated_at"):
        assert getattr(hit, field) == getattr(given, field)
    assert (hit.verified, hit.outdated) == (True, False)


def test_suggestions_complete_titles(search: Gateway) -> None:
    search.rebuild(handbook())

    def suggested(typed: str) -> list[int]:
        return [one.id for one in search.suggest(typed, EMPLOYEE)]

    assert suggested("b") == [1, 2]
    assert suggested("mentor boo") == [1]
    assert suggested("Buddy WEEK") == [2]
    assert suggested("наст") == [5]
    assert suggested("学习") == suggested("学") == [6]
    assert suggested("zzz") == suggested("") == suggested("!") == []


def test_suggestions_put_the_verified_first(search: Gateway) -> None:
    search.rebuild([article(1, "Mentors"), article(2, "Mentoring for all", verified=True)])
    assert [one.id for one in search.suggest("ment", EMPLOYEE)] == [2, 1]
    assert [one.id for one in search.suggest("ment", EMPLOYEE, limit=1)] == [2]


# Changes


def test_a_change_replaces_and_twice_is_harmless(search: Gateway) -> None:
    search.rebuild(handbook())
    changed = article(1, "Parking", version="2", visibility=frozenset({"person:1"}))
    for _ in range(2):
        search.refresh([article(1, "overtaken"), changed])
        assert search.count() == len(HANDBOOK)
        assert search.versions()[Key("article", 1)] == ("2", frozenset({"person:1"}))
        assert ids(search.find("parking", EMPLOYEE)) == [1]
        assert search.find("parking", {EVERYONE}).total == 0
        assert search.find("session", EMPLOYEE).total == 0
        assert search.find("overtaken", EMPLOYEE).total == 0


def test_kinds_have_their_own_numbers(search: Gateway) -> None:
    search.refresh([article(1, "Plan"), article(1, "Plan", kind="talk")])
    search.forget([Key("article", 1)])
    assert [hit.kind for hit in search.find("plan", EMPLOYEE).hits] == ["talk"]


def test_what_has_no_title_of_its_own_is_found_by_its_words_and_says_where_it_stands(
    search: Gateway,
) -> None:
    under = {"within": "The machine", "within_url": "/academy/articles/1"}
    search.refresh(
        [
            article(1, "The machine", "Descaling is monthly."),
            article(2, "A path", "Descaling for beginners.", kind="path", topics=("Kitchen",)),
            article(3, "", "Descaling took me an hour.", kind="comment", author="Ann", **under),
            article(4, "", "Descaling costs", kind="comment", visibility=frozenset({"person:9"})),
        ]
    )
    found = search.find("descaling", EMPLOYEE)
    assert {(hit.kind, hit.id) for hit in found.hits} == {
        ("article", 1), ("path", 2), ("comment", 3)
    }  # fmt: skip
    assert {one.value: one.count for one in found.facets["type"]} == {
        "article": 1, "path": 1, "comment": 1
    }  # fmt: skip
    [hit] = search.find("type:comment descaling", EMPLOYEE).hits
    assert (hit.id, hit.within, hit.author) == (3, "The machine", "Ann")
    assert [hit.id for hit in search.find("type:path topic:kitchen", EMPLOYEE).hits] == [2]
    assert ids(search.find("author:ann", EMPLOYEE)) == [3]
    assert [one.id for one in search.suggest("desc", EMPLOYEE)] == []
    assert [one.title for one in search.suggest("a p", EMPLOYEE)] == ["A path"]
    assert search.find("costs", EMPLOYEE).total == 0
    search.forget([Key("comment", 3)])
    assert search.find("type:comment descaling", EMPLOYEE).total == 0


def test_what_is_forgotten_is_gone_and_twice_is_harmless(search: Gateway) -> None:
    search.rebuild(handbook())
    for _ in range(2):
        search.forget([Key("article", 1), Key("article", 99)])
        assert search.count() == len(HANDBOOK) - 1
        assert search.find("session", EMPLOYEE).total == 0
        assert search.suggest("sess", EMPLOYEE) == ()
        assert search.find("sesion", EMPLOYEE).correction is None


def test_a_rebuild_leaves_nothing_of_before(search: Gateway) -> None:
    search.refresh([article(99, "Parking")])
    search.rebuild(handbook())
    assert search.count() == len(HANDBOOK)
    assert search.find("parking", EMPLOYEE).total == 0


def test_others_see_a_change_at_once(open_again: Callable[[], Gateway]) -> None:
    here, there = open_again(), open_again()
    assert there.find("session", EMPLOYEE).total == 0
    here.refresh(handbook())
    assert ids(there.find("session", EMPLOYEE)) == [1]


def test_the_old_state_answers_until_a_rebuild_is_done(open_again: Callable[[], Gateway]) -> None:
    writer, reader = open_again(), open_again()
    writer.rebuild(article(number, "old plan") for number in range(30))
    seen: list[tuple[int, str]] = []
    done: list[bool] = []

    def ask() -> None:
        while not done:
            hits = reader.find("plan", EMPLOYEE)
            seen.append((hits.total, hits.hits[0].title))

    def renewed() -> Iterator[Document]:
        for number in range(60):
            assert reader.find("plan", EMPLOYEE, limit=1).total == 30
            yield article(number, "new plan")

    with ThreadPoolExecutor() as pool:
        asking = [pool.submit(ask) for _ in range(2)]
        try:
            writer.rebuild(renewed())
            enough = time.monotonic() + 10
            while (60, "new plan") not in seen[-3:] and time.monotonic() < enough:
                time.sleep(0.01)
        finally:
            done.append(True)
        for one in asking:
            one.result()
    assert set(seen) == {(30, "old plan"), (60, "new plan")}


def test_a_rebuild_that_fails_changes_nothing(search: Gateway) -> None:
    search.rebuild(handbook())

    def broken() -> Iterator[Document]:
        yield article(99, "Parking")
        raise ConnectionError

    with pytest.raises(ConnectionError):
        search.rebuild(broken())
    assert search.count() == len(HANDBOOK)
    search.refresh([article(100, "Parking")])
    assert ids(search.find("parking", EMPLOYEE)) == [100]


def test_writers_at_once_lose_no_change(open_again: Callable[[], Gateway]) -> None:
    def write(writer: int) -> None:
        gateway = open_again()
        for number in range(4):
            gateway.refresh([article(writer * 10 + number, f"change {number}")])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    everything = open_again()
    assert everything.count() == 16
    assert everything.find("change", EMPLOYEE).total == 16


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from learning.academy.search import EVERYONE, Document, IndexBusy, open_search, postgres_index
from learning.academy.search import whoosh_index

url, folder, writer, changes, patience = sys.argv[1:]
whoosh_index.WRITER_TIMEOUT = float(patience)
postgres_index.WRITER_TIMEOUT_MS = max(round(float(patience) * 1000), 1)
gateway = open_search(url, Path(folder))
for number in range(int(changes)):
    one = Document(
        kind="article", id=int(writer) * 1000 + number, version="1", language="en",
        title=f"change {number}", text="", url="/", visibility=frozenset({EVERYONE}),
        updated_at=datetime(2026, 3, 1, tzinfo=UTC),
    )
    try:
        gateway.refresh([one])
    except IndexBusy:
        pass  # a careless writer: it neither waits long nor tries again
gateway.close()
"""


def writing(
    place: list[str], writer: int, changes: int, patience: float
) -> subprocess.Popen[bytes]:
    """A process of its own that writes so many changes and waits so long for each."""
    told = [*place, str(writer), str(changes), str(patience)]
    return subprocess.Popen([sys.executable, "-W", "ignore", "-c", WRITER, *told])


def test_a_process_that_does_not_wait_loses_its_change(
    open_again: Callable[[], Gateway], place: list[str]
) -> None:
    """The control of the next test: without waiting for each other, changes are lost."""
    holder = open_again()

    def held() -> Iterator[Document]:
        assert writing(place, 1, 1, 0.001).wait() == 0
        yield article(1, "change")

    holder.refresh(held())
    assert open_again().find("change", EMPLOYEE).total == 1


@pytest.mark.full
def test_eight_processes_writing_at_once_lose_no_change(
    open_again: Callable[[], Gateway], place: list[str]
) -> None:
    search = open_again()
    search.rebuild(handbook())
    writers = [writing(place, writer, 25, 60) for writer in range(1, 9)]
    assert [one.wait() for one in writers] == [0] * 8

    found = open_again()
    assert found.count() == len(HANDBOOK) + 200
    assert found.find("change", EMPLOYEE).total == 200
    assert len(found.versions()) == len(HANDBOOK) + 200


def test_who_waits_too_long_is_told(
    open_again: Callable[[], Gateway], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whoosh_index, "WRITER_TIMEOUT", 0.1)
    monkeypatch.setattr("learning.academy.search.postgres_index.WRITER_TIMEOUT_MS", 100)
    holder, other = open_again(), open_again()
    other.refresh([])

    def held() -> Iterator[Document]:
        with pytest.raises(IndexBusy):
            other.refresh([article(2)])
        yield article(1)

    holder.refresh(held())
    assert set(holder.versions()) == {Key("article", 1)}


# Bad input

BOMBS = [
    "[a TO z] " * 100,
    "*" * 1000,
    "word~9 " * 100,
    "(" * 1000,
    '"' * 1001,
    '"the the the" ' * 50,
    "-the " * 200,
    "title:the " * 100,
    "的" * 1000,
    " ".join(f"mentorx{number}" for number in range(200)),
    "наставникк " * 100,
    "a" * 1000,
    "the page about plans and the people of the company " * 20,
    "\0\ud800%_'\\;--",
]


@given(
    st.text() | st.lists(st.sampled_from(["plan", "Ёлка", "在线", ". ", "\n", "C++"])).map("".join)
)
def test_a_snippet_marks_words_in_their_order(text: str) -> None:
    shown = snippet(text, {"plan": 1.0, "елк": 2.0, "在线": 1.0, "c++": 0.5})
    places = [place for start_and_end in shown.ranges for place in start_and_end]
    assert places == sorted(set(places))
    assert all(shown.text[start:end].strip() for start, end in shown.ranges)


def test_a_snippet_marks_a_word_beside_another_script() -> None:
    assert snippet("我们用Python编写", {"python": 1.0}).ranges == ((3, 9),)


@pytest.mark.parametrize("bomb", BOMBS, ids=range(len(BOMBS)))
def test_no_query_stalls(search: Gateway, bomb: str) -> None:
    text = "the page about plans and the people of the company 的的的 наставник mentor "
    search.rebuild(article(number, f"The page {number}", text * 20) for number in range(100))
    started = time.process_time()
    search.find(bomb, EMPLOYEE)
    search.suggest(bomb, EMPLOYEE)
    assert time.process_time() - started < 0.5


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text() | st.lists(st.sampled_from([*HANDBOOK, *'"-: ', "topic:", "-"])).map("".join))
def test_every_query_is_answered(search: Gateway, text: str) -> None:
    if not search.count():
        search.rebuild(handbook())
    hits = search.find(text, EMPLOYEE)
    assert len(hits.hits) == min(hits.total, 10)
    assert len(search.suggest(text, EMPLOYEE)) <= 8


def test_any_text_can_be_stored(search: Gateway) -> None:
    long = "слово " * 10_000 + "end\0 \ud800 " + "x" * 10_000
    search.rebuild([article(1, "\0" + "Title " * 500, long, topics=("y" * 5000,), author="\ud800")])
    (hit,) = search.find("title слово", EMPLOYEE).hits
    assert "\0" not in hit.title


def build_in_another_format(place: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    url, folder = place
    with monkeypatch.context() as patched:
        patched.setattr(whoosh_index, "_NAME", "v3")
        older = WhooshIndex(Path(folder)) if url == "sqlite://" else PostgresIndex(url, "search_v3")
        older.rebuild(handbook())
        assert older.is_whole()
        older.close()


def names_of_formats(place: list[str]) -> set[str]:
    url, folder = place
    if url == "sqlite://":
        return {re.findall(r"v\d+", file.name)[0] for file in Path(folder).iterdir()}
    with psycopg.connect(url) as connection:
        found = connection.execute("select nspname from pg_namespace where nspname ~ '^search_v'")
        return {name.removeprefix("search_") for (name,) in found}


def test_an_index_of_another_format_answers_and_is_not_whole_until_it_is_rebuilt(
    place: list[str], open_again: Callable[[], Gateway], monkeypatch: pytest.MonkeyPatch
) -> None:
    build_in_another_format(place, monkeypatch)
    search = open_again()
    assert search.find("mentor", EMPLOYEE).total == 0
    search.refresh([article(1, "mentor")])
    assert not search.is_whole()
    assert names_of_formats(place) == {"v3", f"v{FORMAT}"}

    search.rebuild(handbook())
    assert search.is_whole()
    assert open_again().is_whole()
    assert open_again().find("mentor", EMPLOYEE).total
    assert names_of_formats(place) == {f"v{FORMAT}"}


def test_documents_without_title_or_text_are_accepted(search: Gateway) -> None:
    search.rebuild([article(1), article(2, "Plan"), article(3, text="plan")])
    assert ids(search.find("plan", EMPLOYEE)) == [2, 3]


# Quality


def test_both_engines_order_alike(postgres_url: str, tmp_path: Path) -> None:
    make_place_in(postgres_url)
    embedded = open_search("sqlite://", tmp_path)
    inside = open_search(postgres_url, tmp_path)
    documents = [
        article(
            number, " ".join(words[:3]), " ".join(words) + ". " * number, verified=number % 2 > 0
        )
        for number, words in enumerate(sorted(title.split() for title in HANDBOOK * 12))
    ]
    try:
        for gateway in (embedded, inside):
            gateway.rebuild(documents)
        for query in (*HANDBOOK, "mentro session", '"peer review" talks', "type:article -talks"):
            one, other = (gateway.find(query, EMPLOYEE, 50) for gateway in (embedded, inside))
            assert (one.total, one.correction, one.facets) == (
                other.total,
                other.correction,
                other.facets,
            )
            assert [round(hit.score, 4) for hit in one.hits] == [
                round(hit.score, 4) for hit in other.hits
            ]
    finally:
        embedded.close()
        inside.close()


def test_threads_that_come_at_once_share_one_gateway(monkeypatch, tmp_path: Path) -> None:
    """Each engine opened apart would keep files and connections of its own."""
    opened = []

    def open_slowly(*where: Any) -> object:
        opened.append(where)
        time.sleep(0.05)
        return object()

    monkeypatch.setattr("learning.academy.search.open_search", open_slowly)
    shared = SharedGateway("sqlite://", tmp_path)
    with ThreadPoolExecutor(4) as threads:
        got = {id(one) for one in threads.map(lambda _number: shared(), range(4))}

    assert (len(got), opened) == (1, [("sqlite://", tmp_path)])


def test_an_evaluation_writes_a_run() -> None:
    corpus = [
        {"id": "a", "title": "Mentors", "text": "How to find one", "language": "en"},
        {"id": "b", "title": "", "text": "Buddies and mentors", "language": "en"},
    ]
    queries = [{"id": "q1", "text": "mentor"}, {"id": "q2", "text": "unheard"}]
    lines = [str(result).split() for result in evaluate(corpus, queries)]
    assert [(line[0], line[2], line[3], line[5]) for line in lines] == [
        ("q1", "a", "1", "collegium"),
        ("q1", "b", "2", "collegium"),
    ]
    assert float(lines[0][4]) > float(lines[1][4])


SETS = Path(os.environ.get("SHARED_DIR") or Path(__file__).parents[3] / "shared") / "data/retrieval"
FLOORS = [
    ("xquad-en", "queries", "ndcg@10", 0.965),
    ("xquad-ru", "queries", "ndcg@10", 0.95),
    ("xquad-zh", "queries", "ndcg@10", 0.96),
    ("handbook-titles-en", "queries", "mrr@10", 0.95),
    ("handbook-titles-en", "queries-typo", "mrr@10", 0.88),
]


@pytest.mark.full
@pytest.mark.parametrize(("name", "queries", "figure", "floor"), FLOORS)
def test_quality_stays_above_its_floor(
    tmp_path: Path, name: str, queries: str, figure: str, floor: float
) -> None:
    folder = SETS / name
    if not folder.is_dir():
        pytest.skip(f"{folder} is missing: the quality of search is not measured")

    def rows(file: str) -> list[dict[str, str]]:
        return [json.loads(line) for line in (folder / f"{file}.jsonl").read_text().splitlines()]

    run = tmp_path / "run.trec"
    run.write_text("".join(f"{line}\n" for line in evaluate(rows("corpus"), rows(queries))))
    judge = [sys.executable, SETS / "evaluate.py", folder / "qrels.trec", run]
    figures = json.loads(subprocess.run(judge, capture_output=True, check=True).stdout)
    assert figures[figure] >= floor
    assert figures["zero_rate"] < 0.05


PIECES = [
    *("the", "page", "plans", "people", "mentor", "наставник", "的", "内部", "學習", "mentro"),
    *('"', '"the page"', "“", "-", "--", "-the", "title:", "topic:the", 'author:"', "type:article"),
    *(
        "since:",
        "since:2026-01-01",
        "since:9999-99-99",
        "verified:yes",
        "language:en",
        "programme:x",
    ),
    *(
        "[a TO z]",
        "*",
        "?",
        "~9",
        "^2",
        "AND",
        "OR",
        "NOT",
        "(",
        ")",
        "((((",
        "\\",
        "/",
        ":",
        "%",
        "_",
    ),
    *(
        "\0",
        "\ud800",
        "\u202e",
        "ﷺ",
        "🂡",
        "a" * 300,
        "的" * 300,
        "ё" * 70,
        "'" * 40,
        "x.y_z&q" * 20,
    ),
]
DEADLINE_S = 0.5  # of the processors' time, a query: this process's and the database's


@pytest.mark.full
def test_grammar_fuzzed_queries_stay_within_their_deadline(tmp_path: Path) -> None:
    gateway = open_search("sqlite://", tmp_path)
    fuzz(gateway, documents=20_000, queries=100_000, spent=time.process_time)


@pytest.mark.full
def test_grammar_fuzzed_queries_stall_no_database(postgres_url: str, tmp_path: Path) -> None:
    make_place_in(postgres_url)
    index = PostgresIndex(postgres_url)
    with index.connected() as connection:
        may_ask = "select pg_has_role('pg_read_server_files', 'usage')"
        if not connection.exec_driver_sql(may_ask).scalar():
            pytest.skip("this role may not ask the server how long it was at work")

    def spent() -> float:
        """Ours, and that of the one server process that answers our only thread."""
        with index.connected() as connection:
            asked = connection.exec_driver_sql("select pg_read_file('/proc/self/schedstat')")
            nanoseconds, *_ = str(asked.scalar()).split()
        return time.process_time() + int(nanoseconds) / 1e9

    fuzz(Gateway(index), documents=20_000, queries=100_000, spent=spent)


def test_fuzzed_queries_stay_within_their_deadline(tmp_path: Path) -> None:
    gateway = open_search("sqlite://", tmp_path)
    fuzz(gateway, documents=150, queries=120, spent=time.process_time)


def fuzz(gateway: Gateway, documents: int, queries: int, spent: Callable[[], float]) -> None:
    """Ask what nobody should ask; each answer comes, and in time."""
    chance = Random(11)
    common = "the page about plans and the people of the company 的的的 内部学习 наставник mentor "
    gateway.rebuild(
        article(number, f"The page {number}", common * 5) for number in range(documents)
    )
    gateway.find("mentor mentro", EMPLOYEE)  # whoever comes first loads the index
    slowest, culprit = 0.0, ""
    before = spent()
    for _ in range(queries):
        glue = chance.choice(["", " ", " ", "\n"])
        asked = glue.join(chance.choices(PIECES, k=chance.randint(1, 60)))
        gateway.find(asked, EMPLOYEE)
        gateway.suggest(asked, EMPLOYEE)
        after = spent()
        if after - before > slowest:
            slowest, culprit = after - before, asked
        before = after
    gateway.close()
    assert slowest < DEADLINE_S, culprit


def test_a_few_people_and_skills_stand_before_the_many_titles(search: Gateway) -> None:
    titles = [article(number, f"Anna on {number}", popularity=9) for number in range(1, 11)]
    people = [article(number, f"Anna {number}", kind="person") for number in range(21, 25)]
    skill = article(31, "Annotating")
    search.rebuild([*titles, *people, replace(skill, kind="skill")])

    found = search.suggest("ann", EMPLOYEE, 8)
    assert [one.kind for one in found] == ["person"] * 2 + ["skill"] + ["article"] * 5
    assert len({(one.kind, one.id) for one in found}) == 8


def test_what_others_asked_is_known_only_by_words_one_may_read(search: Gateway) -> None:
    search.rebuild(
        [
            article(1, "Parking at the office"),
            article(2, "Merger with Quagga", visibility=frozenset({"person:2"})),
        ]
    )
    asked = ["parking office", "quagga merger", "parking quagga", "?"]

    assert search.known(asked, EMPLOYEE) == ["parking office"]
    assert search.known(asked, {EVERYONE, "person:2"}) == asked[:3]
    assert search.known([], EMPLOYEE) == []
