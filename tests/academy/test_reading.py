"""Views and ratings."""

from datetime import timedelta

from sqlalchemy import select

from learning.academy import operations, queries
from learning.academy.models import ArticleState, Rating
from learning.academy.queries import Choice
from learning.activity.models import Fact
from tests.factories.academy import article, topic
from tests.factories.people import NOON, person


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
