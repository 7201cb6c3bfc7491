"""Views and ratings."""

from datetime import timedelta

from sqlalchemy import select

from learning.academy import operations, queries
from learning.academy.models import ArticleState, Rating
from learning.academy.queries import Choice
from learning.activity.models import Fact
from tests.factories.academy import article, topic, topic_expert
from tests.factories.paths import path
from tests.factories.people import NOON, person, programme_lead, spoken
from tests.factories.programmes import programme
from tests.factories.talks import talk


def facts(db, verb):
    return len(db.scalars(select(Fact).where(Fact.verb == verb)).all())


def test_a_view_counts_once_in_half_an_hour(db):
    found, reader = article(), person()
    for minutes in (0, 5, 29, 31):
        operations.note_view(found, reader, NOON + timedelta(minutes=minutes))

    assert queries.readers_of(found) == (1, 2)
    assert facts(db, "article_viewed") == 2


def test_authors_and_drafts_have_no_views(db):
    found = article()
    operations.note_view(found, found.author, NOON)
    operations.note_view(article(state=ArticleState.DRAFT), person(), NOON)

    assert queries.readers_of(found) == (0, 0)
    assert facts(db, "article_viewed") == 0


def test_a_later_answer_replaces_the_first(db):
    found, reader = article(), person()
    operations.rate_article(found, reader, "clear", NOON, is_useful=True)
    operations.rate_article(found, reader, "old by now", NOON, is_useful=False)

    [rating] = db.scalars(select(Rating))
    assert (rating.is_useful, rating.why) == (False, "old by now")
    assert (found.useful_count, found.not_useful_count) == (0, 1)
    assert facts(db, "article_rated") == 1


def test_many_good_answers_come_before_a_single_one(db):
    once, often, never = article(), article(), article()
    operations.rate_article(once, person(), "", NOON, is_useful=True)
    for _ in range(6):
        operations.rate_article(often, person(), "", NOON, is_useful=True)
    operations.rate_article(often, person(), "", NOON, is_useful=False)
    db.flush()

    found = queries.articles(Choice(most_useful_first=True), 3)
    assert [one.id for one in found] == [often.id, once.id, never.id]


def test_related_articles_share_topic_and_language(db):
    about = topic()
    found, near = article(topic_id=about.id), article(topic_id=about.id)
    article(topic_id=about.id, language="ru")
    article(topic_id=about.id, state=ArticleState.DRAFT)
    article(topic_id=topic().id)

    assert [one.id for one in queries.beside(found, NOON).related] == [near.id]
    assert queries.beside(article(), NOON).related == []


def test_variants_are_the_texts_of_one_family(db):
    original = article()
    russian = article(language="ru", translation_of_id=original.id)
    chinese = article(language="zh", translation_of_id=original.id)
    article(language="ru", translation_of_id=original.id, state=ArticleState.DRAFT)

    assert [one.id for one in queries.variants(original)] == [russian.id, chinese.id]
    assert [one.id for one in queries.variants(chinese)] == [original.id, russian.id]


def test_the_start_page_shows_ones_own_languages_first_and_what_was_useful(db):
    reader = person(language="ru")
    spoken(reader, "de")
    author = person()
    for name, language, days, fields in (
        ("english", "en", 0, {"useful_count": 9, "usefulness": 0.9}),
        ("german", "de", 2, {"useful_count": 2, "usefulness": 0.2}),
        ("russian", "ru", 1, {"useful_count": 3, "usefulness": 0.3}),
        ("late", "en", 3, {}),
    ):
        made = article(author, title=name, language=language, **fields)
        made.published_at = NOON - timedelta(days=days)
    article(author, ArticleState.DRAFT)

    shelves = queries.shelves(reader, 3)

    assert [one.published.title for one in shelves.newest] == ["russian", "german", "english"]
    assert [one.published.title for one in shelves.most_useful] == ["russian", "german", "english"]
    assert shelves.total == 4


def test_the_start_page_asks_few_queries_of_whoever_decides_too(client, db, count_queries):
    lead = programme_lead()
    kept = topic(programme_id=programme(lead=lead).id)
    topic_expert(lead, topic(parent_id=kept.id))
    for _ in range(5):
        article(topic_id=topic(parent_id=kept.id).id, useful_count=2, usefulness=0.5)
        article(state=ArticleState.IN_REVIEW, topic_id=topic(parent_id=kept.id).id)
        talk(topic_id=kept.id)
        path(None, kept)
    client.sign_in(lead)

    count_queries.clear()
    page = client.get("/academy")

    assert "5 texts wait for your word" in page.text
    assert len(count_queries) <= 12
