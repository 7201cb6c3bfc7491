"""The search page: everything one may read, in one box."""

from urllib.parse import urlencode

import pytest

from learning import clock
from learning.academy import operations, queries
from learning.people.models import Direction
from tests.factories.academy import article, topic
from tests.factories.clinics import clinic
from tests.factories.people import NOON, person, person_skill, skill


@pytest.fixture
def search(app, db, client):
    """Make everything there is by now findable, and be somebody who looks for it."""
    gateway = app.extensions["search"]()
    client.sign_in(person())

    def rebuild():
        gateway.rebuild(queries.everything_findable(NOON))

    yield rebuild
    gateway.rebuild([])


def question(title):
    return operations.ask_question(person(), title, "", None, "en", NOON)


def hits(page):
    return [one.text.strip() for one in page.select(".hits h2")]


def test_an_empty_question_explains_the_box(client, search):
    search()

    assert "Ask in your own words" in client.get("/search?q=").text
    assert "Ask in your own words" in client.get("/search").text


def test_articles_people_and_skills_are_found_together(client, search):
    article(title="Descaling the espresso machine")
    barista = person(name="Anna Bell", story="I make espresso.", privacy={"story": "colleagues"})
    person_skill(barista, skill("Espresso"), Direction.TEACHES, 3)
    search()
    page = client.get("/search?q=espresso")

    assert len(hits(page)) == 3
    assert [one.text.split()[0] for one in page.select(".tabs a")] == [
        "All", "Articles", "People", "Skills"
    ]  # fmt: skip
    assert hits(client.get("/search?q=espresso&type=article")) == ["Descaling the espresso machine"]
    assert page.select_one("mark")


def test_word_forms_meet_in_every_language(client, search):
    article(title="Отпуска и больничные", language="ru")
    article(title="关于咖啡机的说明", language="zh")
    search()

    assert hits(client.get("/search?q=отпуск")) == ["Отпуска и больничные"]
    assert hits(client.get("/search?q=咖啡")) == ["关于咖啡机的说明"]


def test_a_typing_error_is_set_right_and_can_be_insisted_on(client, search):
    article(title="Bicycles in the yard")
    search()
    page = client.get("/search?q=bycicles yard")

    assert hits(page) == ["Bicycles in the yard"]


def test_operators_narrow_the_result(client, search):
    kitchen = topic(name="Kitchen")
    article(title="Machines for coffee", topic_id=kitchen.id)
    article(title="Machines for tea", body="Leaves.")
    search()

    assert hits(client.get("/search?q=machines topic:kitchen")) == ["Machines for coffee"]
    assert hits(client.get("/search?q=machines -coffee")) == ["Machines for tea"]


def test_a_dead_end_leads_on(client, search):
    search()
    page = client.get("/search?q=zzzzzz")

    assert "Nothing found" in page.text
    assert page.select_one('main a[href="/academy/experts"]')
    assert page.select_one('main a[href="/people?text=zzzzzz"]')
    assert page.select_one('main a[href="/academy/questions/ask?title=zzzzzz"]')


def test_a_found_question_says_whether_it_is_solved(client, search):
    question("Where is the espresso machine?")
    settled = question("Who cleans the espresso machine?")
    operations.accept_answer(operations.write_answer(settled, person(), "I do.", NOON), NOON)
    search()
    page = client.get("/search?q=espresso&type=question")

    states = {one.h2.get_text(strip=True): "Solved" in one.text for one in page.select(".hits li")}
    assert states == {
        "Where is the espresso machine?": False,
        "Who cleans the espresso machine?": True,
    }


def test_a_page_of_results_takes_few_queries_however_many_there_are(client, search, count_queries):
    def queries_of_page():
        search()
        count_queries.clear()
        client.get("/search?q=espresso")
        return len(count_queries)

    question("Where is the espresso machine?")
    person(name="Anna Espresso")
    article(title="Espresso 0")
    few = queries_of_page()
    for number in range(3):
        question(f"Espresso machine {number}?")
        person(name=f"Bela Espresso {number}")
        article(title=f"Espresso {number}")

    assert queries_of_page() == few <= 12


@pytest.mark.parametrize("text", ["[a TO z]", "*", '"', "-", "type:", "a" * 5000, "☕'\\<script>"])
def test_any_text_is_a_question(client, search, text):
    search()

    client.get(f"/search?{urlencode({'q': text})}")


def test_long_results_have_pages(client, search):
    for number in range(12):
        article(title=f"Coffee {number}")
    search()
    first, second = client.get("/search?q=coffee"), client.get("/search?q=coffee&page=2")

    assert (len(hits(first)), len(hits(second))) == (10, 2)
    assert not set(hits(first)) & set(hits(second))


def test_a_page_beyond_the_last_is_the_last(client, search):
    for number in range(12):
        article(title=f"Coffee {number}")
    search()

    answer = client.open("/search?q=coffee&page=9")
    assert (answer.status_code, answer.location) == (302, "/search?q=coffee&page=2")


def test_titles_are_offered_as_one_types(client, search):
    article(title="Descaling the espresso machine")
    search()

    assert [one["title"] for one in client.json("/search/suggest?q=desc")] == [
        "Descaling the espresso machine"
    ]
    assert client.json("/search/suggest?q=") == []


def test_a_page_of_people_takes_a_fixed_number_of_queries(
    client, search, count_queries, database_url
):
    for number in range(6):
        person(name=f"Anna Bell {number}")
    search()
    count_queries.clear()
    assert len(hits(client.get("/search?q=anna"))) == 6
    in_database = not database_url.startswith("sqlite")  # there the index is asked by a statement
    assert len(count_queries) <= 8 + in_database


def test_a_word_that_was_not_finished_leads_on_to_titles(client, search):
    found = article(title="Descaling the espresso machine")
    search()
    page = client.get("/search?q=espre")

    assert not hits(page)
    assert page.select_one(f"main a[href='/academy/articles/{found.id}']")


def test_a_dead_end_names_the_next_clinic_hour(client, search):
    clinic(name="Later", weekday=(clock.now().weekday() + 3) % 7)
    soon = clinic(name="Soon", weekday=(clock.now().weekday() + 1) % 7)
    search()
    page = client.get("/search?q=quagga")

    assert page.select_one(f'a[href="/clinics/{soon.id}"]')
    assert "Later" not in page.text


def test_what_others_found_is_offered_unless_it_tells_of_what_is_hidden(client, search):
    article(title="Parking at the office")
    search()
    for words in ("parking office", "parking secret"):
        for number in range(5):
            key = f"{words}{number}"
            operations.note_search(key, words, "en", hits=2, took_ms=1, now=clock.now())
            operations.note_click(key, words, clock.now())

    found = client.json("/search/suggest?q=park")
    assert [(one["kind"], one["title"]) for one in found] == [
        ("query", "parking office"),
        ("article", "Parking at the office"),
    ]


def test_a_comment_leads_to_its_place_under_the_article(client, search):
    found = article(title="The machine")
    root = operations.add_comment(found, person(), "Ours drips.", None, NOON)
    reply = operations.add_comment(found, person(name="Anna Bell"), "Buy a gasket.", root, NOON)
    search()
    page = client.get("/search?q=gasket")

    assert hits(page) == ["The machine"]
    assert [one.text.split()[0] for one in page.select(".tabs a")] == ["All", "Comments"]
    assert "Anna Bell" in page.select_one(".hit-kind").text
    address, _hash, place = page.select_one(".hits h2 a")["href"].partition("#")
    assert "Buy a gasket." in client.get(address).select_one(f"#{place}").text
    assert place == f"comment-{reply.id}"
