"""The pages: wiring, words, and how many queries they take."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.academy.models import Article, ArticleState, Rating, Reading
from learning.academy.operations import Draft, mark_of, save_text
from learning.markup import MAX_CHARACTERS
from tests.factories.academy import article, topic, topic_expert
from tests.factories.people import NOON, moderator, person, programme_lead


@pytest.fixture
def reader(client):
    someone = person()
    client.sign_in(someone)
    return someone


def test_the_start_page_says_what_to_do_when_it_is_empty(client, reader):
    page = client.get("/academy")

    assert "The shelves are empty" in page.text
    assert page.select_one('.empty a[href="/academy/start"]')


def test_the_start_page_shows_what_is_new_and_what_one_writes(client, reader):
    article(title="For all")
    article(reader, ArticleState.DRAFT, title="Mine alone")
    article(state=ArticleState.DRAFT, title="Hidden")
    page = client.get("/academy")

    assert "For all" in page.text
    assert "Mine alone" in page.select_one("aside").text
    assert "Hidden" not in page.text


def test_an_article_is_read_with_its_contents_and_its_trust(client, reader):
    found = article(title="Coffee", body="## Beans\n\nDark.\n\n## Water\n\nSoft.\n", language="ru")
    page = client.get(f"/academy/articles/{found.id}")

    assert [one["href"] for one in page.select(".contents a")] == ["#t-beans", "#t-water"]
    assert page.select_one("article.prose")["lang"] == "ru"
    assert "Not verified yet" in page.text
    assert page.select_one(".share input")["value"].startswith(
        f"https://collegium.example/academy/articles/{found.id}?via="
    )


def test_reading_writes_nothing_and_the_beacon_counts(client, db, reader):
    found = article()
    page = client.get(f"/academy/articles/{found.id}")
    assert db.scalars(select(Reading)).all() == []

    for _ in range(2):
        beacon = page.select_one("article.prose")["data-url"]
        assert client.open(beacon, method="POST", data=client.token()).status_code == 204
    [reading] = db.scalars(select(Reading))
    assert (reading.person_id, reading.views) == (reader.id, 1)


def test_authors_see_how_their_text_is_read_and_have_no_beacon(client, reader):
    page = client.get(f"/academy/articles/{article(reader).id}")

    assert "0 colleagues have read it" in page.text
    assert not page.select_one("[data-behaviour=beacon]")
    assert not page.select_one("form.useful")


def test_an_answer_is_kept_with_its_reason_and_shown_again(client, db, reader):
    found = article()
    url = f"/academy/articles/{found.id}"
    client.submit(url, form="form.useful", useful="no", why="Too old 咖啡")
    [rating] = db.scalars(select(Rating))

    assert (rating.is_useful, rating.why) == (False, "Too old 咖啡")
    assert "You said no." in client.get(url).text


def test_an_answer_without_yes_or_no_is_asked_again(client, reader):
    page = client.post(f"/academy/articles/{article().id}/rate", status=422, why="Because")

    assert "Because" in page.select_one("textarea").text


def test_drafts_of_others_look_like_nothing(client, reader):
    hidden = article(state=ArticleState.DRAFT)
    for part in ("", "/draft", "/edit", "/review", "/history"):
        client.get(f"/academy/articles/{hidden.id}{part}", status=404)
    client.get("/academy/articles/999999", status=404)


def test_an_article_is_written_from_a_starter_to_a_draft(client, db, reader):
    assert len(client.get("/academy/start").select(".cards a")) == 6
    page = client.get("/academy/write?start=how-to")
    assert "## Steps" in page.select_one("textarea[name=body]").text

    text = 'Очень «длинный» 文本 ☕ "quoted"\n' * 300
    client.submit("/academy/write?start=how-to", title="«Кофе» 咖啡 ☕", body=text, summary="")
    made = db.scalar(select(Article))
    assert made.newest.title == "«Кофе» 咖啡 ☕"
    assert made.newest.body == text.strip()
    assert made.state is ArticleState.DRAFT


def test_nothing_typed_is_lost_when_something_is_missing(client, db, reader):
    page = client.submit("/academy/write?start=note", status=422, title="", body="Kept words")

    assert "Kept words" in page.select_one("textarea[name=body]").text
    assert "Give it a title" in page.select_one("#title-error").text
    assert db.scalars(select(Article)).all() == []


def test_a_text_over_the_cap_is_refused_with_the_reason(client, reader):
    page = client.submit(
        "/academy/write", status=422, title="Long", body="x" * (MAX_CHARACTERS + 5)
    )

    assert "5 characters longer" in page.select_one("#body-error").text
    assert len(page.select_one("textarea[name=body]").text.strip()) == MAX_CHARACTERS + 5


def test_the_preview_draws_what_the_page_will_show(client, reader):
    def preview(body):
        return client.open("/academy/preview", method="POST", data=client.token() | {"body": body})

    drawn = preview("# One <script>x</script>")
    assert drawn.status_code == 200
    assert '<h2 id="t-one' in drawn.text
    assert "<script" not in drawn.text
    assert preview("x" * (MAX_CHARACTERS + 1)).status_code == 422


def test_the_preview_button_saves_nothing(client, db, reader):
    page = client.submit("/academy/write", status=200, title="T", body="# Drawn", preview="1")

    assert page.select_one("#preview h2").text == "Drawn"
    assert db.scalars(select(Article)).all() == []


def test_saving_and_sending_is_one_step(client, db, reader):
    found = article(reader, ArticleState.DRAFT)
    client.submit(f"/academy/articles/{found.id}/edit", body="Ready.", send="1")
    db.refresh(found)

    assert found.state is ArticleState.IN_REVIEW
    assert "Take it back" in client.get(f"/academy/articles/{found.id}/draft").text


def test_the_later_window_is_shown_the_difference_and_loses_nothing(client, db, reader):
    found = article(reader, ArticleState.DRAFT, body="First line.\nSame.")
    url = f"/academy/articles/{found.id}/edit"
    mark = mark_of(found.newest)
    client.submit(url, body="Other window.\nSame.")
    page = client.submit(url, status=409, body="This window.\nSame.", based_on=mark)

    assert "Other" in page.select_one(".compared del").text
    assert "This window." in page.select_one("textarea[name=body]").text
    names = ("title", "based_on", "compared")
    kept = {name: page.select_one(f"[name={name}]")["value"] for name in names}
    client.post(url, body="This window.\nSame.", language="en", **kept)
    db.expire_all()
    assert found.newest.body == "This window.\nSame."
    assert "Other window." in client.get(f"/academy/articles/{found.id}/history?show=1").text


def test_a_title_changed_in_another_window_is_a_difference_too(client, reader):
    found = article(reader, ArticleState.DRAFT, title="Old", body="Same.")
    url = f"/academy/articles/{found.id}/edit"
    mark = mark_of(found.newest)
    client.submit(url, title="Theirs")
    page = client.submit(url, status=409, title="Mine", based_on=mark)

    assert "Theirs" in page.select_one(".compared del").text
    assert "Mine" in page.select_one(".compared ins").text


def test_only_what_readers_see_can_change_in_small_things_alone(client, reader):
    draft = article(reader, ArticleState.DRAFT)

    assert not client.get("/academy/write").select("[name=is_minor]")
    assert not client.get(f"/academy/articles/{draft.id}/edit").select("[name=is_minor]")
    assert client.get(f"/academy/articles/{article(reader).id}/edit").select("[name=is_minor]")


def test_a_draft_saves_itself(client, db, reader):
    found = article(reader, ArticleState.DRAFT)
    url = f"/academy/articles/{found.id}/edit"
    fields = {"title": "New", "body": "Typed.", "language": "en", "based_on": mark_of(found.newest)}
    headers = {"Accept": "application/json"}
    answer = client.open(url, method="POST", data=client.token() | fields, headers=headers)
    assert answer.status_code == 200
    assert answer.json["url"] == url
    db.expire_all()
    assert answer.json["based_on"] == mark_of(db.get(Article, found.id).newest)

    again = client.open(
        url, method="POST", data=client.token() | fields | {"body": "Other."}, headers=headers
    )
    assert again.status_code == 409
    assert "another window" in again.json["problem"]
    assert again.json["is_clash"]
    long = client.open(
        url,
        method="POST",
        data=client.token() | fields | {"body": "x" * (MAX_CHARACTERS + 1)},
        headers=headers,
    )
    assert long.status_code == 422
    assert not long.json["is_clash"]


def test_a_draft_without_a_title_or_text_saves_itself_too(client, db, reader):
    answer = client.open(
        "/academy/write",
        method="POST",
        data=client.token() | {"title": "", "body": "", "language": "en"},
        headers={"Accept": "application/json"},
    )
    made = db.scalar(select(Article))
    assert answer.json["url"] == f"/academy/articles/{made.id}/edit"
    assert answer.json["files_url"] == f"/academy/articles/{made.id}/files/add"
    assert made.newest.title == "Untitled"


def test_newcomers_begin_an_article_and_read_why_it_waits(client, db):
    newcomer = person(started_on=NOON.date() + timedelta(days=3000))
    client.sign_in(newcomer)
    assert "first ninety days" in client.get("/academy/write?start=note").text
    client.submit("/academy/write?start=note", title="Printers", body="Where they are.")
    found = db.scalar(select(Article))

    assert "first ninety days" in client.get(f"/academy/articles/{found.id}/draft").text
    client.get(f"/academy/articles/{found.id}/edit", status=403)


def test_a_reader_translates_what_is_published_and_sees_no_later_draft(client, db, reader):
    original = article(body="What everybody reads.")
    draft = Draft("Coffee", "What nobody is to know yet.", "en")
    save_text(original, original.author, draft, mark_of(original.newest), NOON)
    db.commit()
    address = f"/academy/write?translates={original.id}"

    assert client.get(address).select_one("textarea[name=body]").text.strip() == (
        "What everybody reads."
    )
    client.sign_in(original.author)
    assert "nobody is to know" in client.get(address).text


def test_a_translation_begins_with_the_original_and_points_to_it(client, db, reader):
    original = article(body="To be translated.")
    page = client.get(f"/academy/write?translates={original.id}")
    assert "To be translated." in page.select_one("textarea[name=body]").text
    client.submit(
        f"/academy/write?translates={original.id}", title="Кофе", body="Текст.", language="ru"
    )

    made = db.scalar(select(Article).where(Article.language == "ru"))
    assert made.translation_of_id == original.id
    page = client.submit(
        f"/academy/write?translates={original.id}", status=409, title="Coffee", language="en"
    )
    assert "Choose another one" in page.select_one(".refusal").text


def test_a_reviewer_publishes_from_the_queue(client, db):
    client.sign_in(moderator())
    found = article(state=ArticleState.IN_REVIEW, title="To be read")
    assert "To be read" in client.get("/academy/queue").text
    url = f"/academy/articles/{found.id}/review"
    client.submit(url, form="aside form", status=422, decision="hand_back", reason="")
    client.submit(url, form="aside form", decision="publish", reason="")
    db.refresh(found)

    assert found.is_published
    assert "Nothing waits for you" in client.get("/academy/queue").text
    assert "does not wait" in client.get(url).text


def test_a_reviewer_whose_text_has_changed_meanwhile_reads_again(client, db):
    client.sign_in(moderator())
    found = article(state=ArticleState.IN_REVIEW)
    other = article()
    page = client.submit(
        f"/academy/articles/{found.id}/review",
        form="aside form",
        status=409,
        decision="publish",
        revision=other.newest_id,
    )

    assert "Read it again" in page.select_one(".refusal").text
    assert page.select_one("[name=revision]")["value"] == str(found.newest_id)


def test_an_expert_verifies_and_readers_see_it(client, db):
    expert = person(name="Vera Fied")
    about = topic()
    topic_expert(expert, about)
    found = article(topic_id=about.id)
    client.sign_in(expert)
    client.submit(f"/academy/articles/{found.id}", form=".keep form", span="90")

    trust = client.get(f"/academy/articles/{found.id}").select_one(".trust")
    assert "Vera Fied" in trust.text
    assert "trust-verified" in trust["class"]


def test_the_history_shows_what_changed_and_brings_it_back(client, db, reader):
    found = article(reader, body="First.")
    client.submit(f"/academy/articles/{found.id}/edit", body="Second.")
    page = client.get(f"/academy/articles/{found.id}/history?old=1&new=2")
    assert page.select_one(".compared del").text == "First"
    client.get(f"/academy/articles/{found.id}/history?old=1&new=77", status=404)

    client.post(f"/academy/articles/{found.id}/restore", number=1)
    db.expire_all()
    assert found.newest.number == 3
    assert found.newest.body == "First."


def test_a_proposal_names_a_colleague_or_asks_which_one(client, db, reader):
    about = topic(name="Coffee")
    url = f"/academy/topics/{about.id}/nominate"
    first, second = person(name="Anna Bell"), person(name="Anna Bell")
    page = client.submit(url, status=422, person="Anna Bell")
    assert {one["value"] for one in page.select("input[name=person][type=hidden]")} == {
        first.email, second.email
    }  # fmt: skip
    client.submit(url, person=first.email)
    assert "Anna Bell" in client.get(f"/academy/topics/{about.id}").select_one("aside").text
    client.submit(url, status=409, person=first.email)

    lead = programme_lead()
    client.sign_in(lead)
    client.submit(f"/academy/topics/{about.id}", form="aside form.act")
    assert "Anna Bell" in client.get("/academy/experts").text


def test_topics_are_added_below_others_and_renamed(client, db):
    client.sign_in(moderator())
    above = topic(name="Kitchen")
    client.submit(f"/academy/topics/add?below={above.id}", name="Coffee")
    page = client.get(f"/academy/topics/{above.id}")
    link = page.select_one("nav[aria-label='Topics below'] a")
    assert link.text == "Coffee"
    client.submit(f"{link['href']}/edit", name="Tea")
    assert client.get(link["href"]).h1.text == "Tea"


@pytest.mark.parametrize("place", ["/academy/articles", "/academy/topics/{topic}", "/academy"])
def test_lists_take_no_more_queries_for_more_articles(client, db, reader, count_queries, place):
    about = topic()
    place = place.format(topic=about.id)
    article(topic_id=about.id)
    count_queries.clear()
    client.get(place)
    few = len(count_queries)
    for _ in range(5):
        article(topic_id=about.id)
    count_queries.clear()
    client.get(place)

    assert len(count_queries) == few <= 16


def test_an_article_takes_few_queries(client, db, reader, count_queries):
    about = topic(parent_id=topic().id)
    topic_expert(person(), about)
    found = article(topic_id=about.id)
    for _ in range(5):
        article(topic_id=about.id)
    place = f"/academy/articles/{found.id}"
    count_queries.clear()
    client.get(place)

    assert len(count_queries) <= 12


def test_the_queue_and_the_league_take_no_more_queries_for_more_rows(client, db, count_queries):
    client.sign_in(moderator())
    counts = []
    for _ in range(2):
        for _ in range(3):
            about = topic()
            topic_expert(person(), about)
            article(state=ArticleState.IN_REVIEW, topic_id=about.id)
        count_queries.clear()
        client.get("/academy/queue")
        client.get("/academy/experts")
        counts.append(len(count_queries))

    assert counts[0] == counts[1]


def test_the_start_shows_what_one_reads_first(client):
    reader = person(language="ru")
    article(language="ru", title="Кофе")
    article(language="zh", title="咖啡")
    client.sign_in(reader)

    page = client.get("/academy")

    assert page.text.index("Кофе") < page.text.index("咖啡")
