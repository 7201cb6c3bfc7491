"""What is searched for: kept without persons, merged while typing, reported from five people up."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning import clock
from learning.academy import operations, queries
from learning.academy.models import SearchQuery
from learning.academy.operations.searches import SameWords, SynonymKnown
from learning.academy.rules.searches import is_gap
from learning.academy.search import EVERYONE
from tests.factories.academy import article
from tests.factories.people import NOON, admin, person, programme_lead
from tests.factories.programmes import programme


def asked(db):
    query = select(SearchQuery).order_by(SearchQuery.id)
    return [(one.words, one.hits, one.clicks) for one in db.scalars(query)]


def search_for(text, searcher="a", *, hits=0, at=NOON, took_ms=5):
    operations.note_search(searcher, text, "en", hits=hits, took_ms=took_ms, now=at)


def test_what_is_typed_on_the_way_is_one_search(db):
    for second, text in enumerate(["par", "Parking", "parking  lot", "parking"]):
        search_for(text, hits=second, at=NOON + timedelta(seconds=20 * second))
    assert asked(db) == [("parking", 3, 0)]


def test_another_search_another_browser_or_a_pause_counts_anew(db):
    search_for("parking")
    search_for("bicycles")
    search_for("bicycles", "b")
    search_for("bicycles", "b", at=NOON + timedelta(seconds=31))
    search_for(" \0 ", "b")
    assert [words for words, *_ in asked(db)] == ["parking", "bicycles", "bicycles", "bicycles"]


def test_a_click_belongs_to_the_search_of_the_same_browser(db):
    search_for("parking", "a", hits=2)
    search_for("parking", "b", hits=2)
    operations.note_click("b", "Parking", NOON)
    operations.note_click("c", "parking", NOON)
    assert asked(db) == [("parking", 2, 0), ("parking", 2, 1)]


def test_searches_are_forgotten_after_ninety_days(db):
    search_for("parking", at=NOON - timedelta(days=91))
    search_for("bicycles", at=NOON - timedelta(days=89))
    operations.forget_searches(NOON)
    assert [words for words, *_ in asked(db)] == ["bicycles"]


@pytest.mark.parametrize(
    ("searchers", "count", "opened", "found", "expected"),
    [
        (4, 100, 0, 0, False),
        (5, 5, 0, 0, True),
        (5, 10, 2, 10, True),
        (5, 10, 3, 10, False),
    ],
)
def test_a_gap_needs_five_searchers_and_no_answer(searchers, count, opened, found, expected):
    assert is_gap(searchers, count, opened, found) is expected


def test_the_report_hides_small_groups(db):
    for number in range(5):
        search_for("parking", f"s{number}")
        search_for("lunch", f"t{number}", hits=4)
        operations.note_click(f"t{number}", "lunch", NOON)
    for number in range(4):
        search_for("secret", f"u{number}")
    assert [(gap.words, gap.searchers) for gap in queries.gaps(NOON)] == [("parking", 5)]
    assert queries.asked_before("lu", NOON) == ["lunch"]
    assert queries.asked_before("par", NOON) == queries.asked_before("sec", NOON) == []
    figures = queries.search_figures(NOON)
    assert (figures.asked, round(figures.zero_rate or 0, 2)) == (14, 0.64)


def test_figures_of_few_searchers_are_withheld(db):
    search_for("parking")
    assert queries.search_figures(NOON).zero_rate is None


def test_synonyms_are_found_for_one_another(db, app):
    gateway = app.extensions["search"]()
    by = person()
    operations.add_synonym(by, "ru", "ДМС", "медицинское страхование", NOON)
    made = article(title="Медицинское страхование", body="Полис.", language="ru")
    try:
        gateway.rebuild(queries.documents("article", [made.id], NOON))
        assert gateway.find("ДМС", {EVERYONE}).total == 0
        found = gateway.find("как получить дмс", {EVERYONE}, synonyms=queries.meanings())
        assert [hit.id for hit in found.hits] == [made.id]
        assert found.correction is None
    finally:
        gateway.rebuild([])


def test_synonyms_are_two_different_words_and_known_once(db):
    by = person()
    operations.add_synonym(by, "en", "NPS", "net promoter score", NOON)
    with pytest.raises(SynonymKnown):
        operations.add_synonym(by, "en", "Net  Promoter Score", "nps", NOON)
    with pytest.raises(SameWords):
        operations.add_synonym(by, "en", "NPS", " nps ", NOON)


def test_a_lead_adds_and_removes_a_synonym(client, db):
    lead = programme_lead()
    programme(lead=lead)
    client.sign_in(lead)
    new = 'form:has(input[name="words"])'
    client.submit("/academy/synonyms", form=new, words="HR", meaning="people team")
    [known] = queries.synonyms()
    assert (known.words, known.meaning) == ("hr", "people team")
    page = client.submit("/academy/synonyms", 409, form=new, words="hr", meaning="People team")
    assert "mean the same" in page.text
    client.submit("/academy/synonyms", form=f'form[action$="/{known.id}/remove"]')
    assert queries.synonyms() == []


def test_a_gap_becomes_a_topic_with_one_click(client, db):
    there = programme()
    for number in range(5):
        search_for("parking", f"s{number}", at=clock.now())
    client.sign_in(admin())
    client.submit("/academy/search-gaps")
    page = client.get(f"/programmes/{there.id}/topics")
    assert "Parking" in page.text
    assert "5 colleagues searched for it" in page.text


def tell(client, **said):
    response = client.open("/search/note", method="POST", data=client.token() | said)
    assert response.status_code == 204


def test_the_page_tells_its_search_and_the_beacon_keeps_it(client, db):
    client.sign_in(person())
    page = client.get("/search?q=unheard+of")
    [teller] = page.select("[data-behaviour=searched]")
    assert (teller["data-q"], teller["data-hits"]) == ("unheard of", "0")
    assert asked(db) == []
    tell(client, q="Unheard of", hits="0", took="7")
    tell(client, q="unheard of", opened="article:7")
    assert asked(db) == [("unheard of", 0, 1)]


def test_a_beacon_with_nonsense_keeps_nothing(client, db):
    client.sign_in(person())
    tell(client, q="x" * 500, hits="-1")
    assert asked(db) == []
