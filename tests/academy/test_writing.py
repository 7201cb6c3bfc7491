"""Drafts: begun, saved, guarded against another window, sent and taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.academy import operations, queries
from learning.academy.models import ArticleState, Revision
from learning.academy.operations import Draft, NothingToSubmit, TextChanged, TranslationTaken
from learning.academy.rules.starters import STARTERS
from learning.activity.models import Fact
from learning.i18n import force_locale
from learning.notifications.models import Notification
from tests.factories.academy import article, topic, topic_expert
from tests.factories.people import NOON, moderator, person
from tests.factories.programmes import programme

LATER = NOON + timedelta(hours=2)


def draft(body="Fill in water.", **given):
    return Draft(**{"title": "Coffee", "body": body, "language": "en"} | given)


def numbers(db, found):
    query = select(Revision.number).where(Revision.article_id == found.id)
    return list(db.scalars(query.order_by(Revision.number)))


def told(db, kind):
    return list(db.scalars(select(Notification).where(Notification.kind == kind)))


def test_a_new_article_is_a_draft_of_its_author_alone(db):
    author = person()
    made = operations.create_article(author, draft("# One\n\nText"), NOON)

    assert made.state is ArticleState.DRAFT
    assert not made.is_waiting
    assert made.newest.html == '<h2 id="t-one">One</h2>\n<p>Text</p>\n'
    assert made.newest.excerpt == "Text"
    assert [one.id for one in queries.drafts_of(author)] == [made.id]
    assert queries.drafts_of(person()) == []


def test_a_sitting_is_one_revision(db):
    author = person()
    made = operations.create_article(author, draft(), NOON)
    mark = operations.mark_of(made.newest)
    operations.save_text(made, author, draft("More."), mark, NOON + timedelta(minutes=5))

    assert numbers(db, made) == [1]
    assert made.newest.body == "More."


def test_the_next_sitting_is_another_revision(db):
    author = person()
    made = operations.create_article(author, draft(), NOON)
    operations.save_text(made, author, draft("More."), operations.mark_of(made.newest), LATER)

    assert numbers(db, made) == [1, 2]
    assert made.newest.number == 2


def test_saving_the_same_text_changes_nothing(db):
    author = person()
    made = operations.create_article(author, draft(), NOON)
    operations.save_text(made, author, draft(), "an old mark", LATER)

    assert numbers(db, made) == [1]


def test_no_window_overwrites_another_in_silence(db):
    author = person()
    made = operations.create_article(author, draft(), NOON)
    mark = operations.mark_of(made.newest)
    operations.save_text(made, author, draft("One window."), mark, NOON)

    with pytest.raises(TextChanged):
        operations.save_text(made, author, draft("Other window."), mark, NOON)
    assert made.newest.body == "One window."


def test_what_another_window_saved_stays_in_the_history_within_a_sitting(db):
    author = person()
    made = operations.create_article(author, draft("Theirs."), NOON)
    mark = operations.mark_of(made.newest)
    operations.save_text(made, author, draft("Mine."), mark, NOON, keeps_other=True)

    assert numbers(db, made) == [1, 2]
    assert queries.revision_of(made, 1).body == "Theirs."
    assert made.newest.body == "Mine."


def test_what_readers_see_is_not_touched_by_a_save(db):
    found = article(body="Old.")
    operations.save_text(found, found.author, draft("New."), operations.mark_of(found.newest), NOON)

    assert found.published.body == "Old."
    assert found.newest.body == "New."
    assert found.has_changes
    assert found.is_published


def test_a_text_put_aside_is_a_draft_again_once_it_is_edited(db):
    found = article(state=ArticleState.ARCHIVED)
    operations.save_text(found, found.author, draft("New."), operations.mark_of(found.newest), NOON)

    assert found.state is ArticleState.DRAFT


def test_reviewers_are_told_of_a_submission_and_the_author_is_none(db):
    lead, author, expert = person(), person(), person()
    about = topic(programme_id=programme(lead=lead).id)
    topic_expert(expert, about)
    topic_expert(author, about)
    moderator()
    made = operations.create_article(author, draft(topic_id=about.id), NOON)
    operations.submit(made, NOON)

    assert made.state is ArticleState.IN_REVIEW
    assert {one.person_id for one in told(db, "academy.article_submitted")} == {lead.id, expert.id}
    assert db.scalar(select(Fact.person_id).where(Fact.verb == "article_submitted")) == author.id


def test_moderators_are_told_where_nobody_answers_for_the_topic(db):
    keeper = moderator()
    made = operations.create_article(person(), draft(), NOON)
    operations.submit(made, NOON)

    assert keeper.id in {one.person_id for one in told(db, "academy.article_submitted")}


def test_an_expert_of_the_topic_above_is_asked_too(db):
    above = topic()
    expert = person()
    topic_expert(expert, above)
    below = topic(parent_id=above.id)
    made = operations.create_article(person(), draft(topic_id=below.id), NOON)
    operations.submit(made, NOON)

    assert [one.person_id for one in told(db, "academy.article_submitted")] == [expert.id]
    assert [one.id for one in queries.waiting_for(expert, 5)] == [made.id]


def test_a_waiting_text_is_not_sent_twice(db):
    made = operations.create_article(person(), draft(), NOON)
    operations.submit(made, NOON)

    with pytest.raises(NothingToSubmit):
        operations.submit(made, NOON)


def test_a_published_text_without_changes_is_not_sent(db):
    with pytest.raises(NothingToSubmit):
        operations.submit(article(), NOON)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_skeleton_nobody_has_filled_in_is_not_sent(db, language):
    with force_locale(language):
        skeleton = str(STARTERS[0].body)
    made = operations.create_article(person(), draft(body=skeleton), NOON)

    with pytest.raises(NothingToSubmit, match="skeleton"):
        operations.submit(made, NOON)

    filled = draft(body=f"{skeleton}\nTurn the key twice.")
    operations.save_text(made, made.author, filled, operations.mark_of(made.newest), NOON)
    operations.submit(made, NOON)
    assert made.is_waiting


def test_taking_back_withdraws_the_notices(db):
    moderator()
    made = operations.create_article(person(), draft(), NOON)
    operations.submit(made, NOON)
    operations.take_back(made, NOON)

    assert made.state is ArticleState.DRAFT
    assert not made.is_waiting
    assert all(one.withdrawn_at for one in told(db, "academy.article_submitted"))
    with pytest.raises(NothingToSubmit):
        operations.take_back(made, NOON)


def test_an_earlier_text_comes_back_as_a_new_revision(db):
    author = person()
    made = operations.create_article(author, draft("First."), NOON)
    operations.save_text(made, author, draft("Second."), operations.mark_of(made.newest), LATER)
    operations.restore_revision(made, author, queries.revision_of(made, 1), LATER)
    operations.restore_revision(made, author, queries.revision_of(made, 1), LATER)

    assert numbers(db, made) == [1, 2, 3]
    assert made.newest.body == "First."


def test_a_translation_points_to_its_original(db):
    original = article(language="en")
    made = operations.create_article(person(), draft(language="ru"), NOON, original)

    assert made.translation_of_id == original.id
    with pytest.raises(TranslationTaken):
        operations.create_article(person(), draft(language="en"), NOON, original)


def test_an_imported_article_keeps_its_links_when_it_is_edited(db):
    neighbour = article(source_path="guides/b.md")
    found = article(source_path="guides/a.md")
    operations.save_text(
        found,
        found.author,
        draft("[b](b.md#x) [gone](c.md) [people](/people) ![p](p.png)"),
        operations.mark_of(found.newest),
        NOON,
    )

    assert f'href="/academy/articles/{neighbour.id}#t-x"' in found.newest.html
    assert 'href="/people"' in found.newest.html
    assert "c.md" not in found.newest.html
    assert "p.png" not in found.newest.html


def test_any_text_goes_through_unharmed(db):
    title, body = '«Кофе» 咖啡 ☕ "quoted"', "Очень «длинный» 文本 ☕ " * 500
    made = operations.create_article(person(), draft(body, title=title), NOON)

    assert (made.newest.title, made.newest.body) == (title, body)
    assert "☕" in made.newest.html
