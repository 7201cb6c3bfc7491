"""Questions as colleagues type, press and see them."""

from learning.academy import queries
from learning.academy.queries import Shown
from tests.factories.academy import topic
from tests.factories.people import person
from tests.factories.questions import answer, question


def test_a_question_goes_from_its_asker_to_an_article(client, db):
    asker, knows = person(), person()
    client.sign_in(asker)
    client.submit("/academy/questions/ask", title="Where is the coffee?", body="**Really**")
    [asked] = queries.questions(Shown.OPEN, asker, None, 9)
    address = f"/academy/questions/{asked.id}"
    assert client.get(address).select_one(".prose strong").text == "Really"

    client.sign_in(knows)
    client.post(f"{address}/answer", body="In the kitchen.")
    client.sign_in(asker)
    [given] = queries.answers_to(asked)
    client.post(f"/academy/answers/{given.id}/accept")
    assert "Solved" in client.get(address).text

    client.sign_in(knows)
    client.submit(address, form=f"#answer-{given.id} form[action$=draft-article]")
    [text] = queries.drafts_of(knows, 9)
    assert client.get(f"/academy/articles/{text.id}/edit").select_one("textarea").text


def test_an_empty_answer_is_refused_at_the_field(client, db):
    client.sign_in(person())
    asked = question()

    page = client.post(f"/academy/questions/{asked.id}/answer", status=422, body="")

    assert "Write a line or two first." in page.text


def test_what_is_typed_finds_what_was_asked(client, db):
    client.sign_in(person())
    asked = question(title="How do I reset the coffee machine?")

    found = client.open("/academy/questions/similar?title=coffee+machine+reset")

    assert asked.title in found.text


def test_a_hostile_question_is_shown_as_text(client, db):
    client.sign_in(person())
    asked = question(title="<script>alert(1)</script>", body="<script>alert(2)</script>")

    page = client.get(f"/academy/questions/{asked.id}")

    assert page.h1.text.strip() == "<script>alert(1)</script>"
    assert not page.select("main script")


def test_the_list_and_the_page_ask_a_constant_number_of_queries(client, count_queries):
    client.sign_in(person())
    about = topic()
    asked = question(topic_id=about.id)

    def counted(address: str) -> int:
        count_queries.clear()
        client.get(address)
        return len(count_queries)

    addresses = ["/academy/questions", f"/academy/questions/{asked.id}"]
    answer(asked)
    few = [counted(address) for address in addresses]
    for _ in range(5):
        answer(asked)
        answer(question(topic_id=about.id))
    assert [counted(address) for address in addresses] == few
    assert max(few) <= 14
