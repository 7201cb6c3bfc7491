"""Comments: threads, mentions, resolving, taking away, and who hears of what."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.academy import operations
from learning.academy.models import ArticleState, Comment
from learning.academy.operations import AmbiguousMention, TooManyMentions, add_author
from learning.academy.queries.comments import threads_on
from learning.activity.models import Fact
from learning.audit.models import AuditEntry
from learning.notifications.models import Notification
from tests.factories.academy import article
from tests.factories.comments import comment
from tests.factories.people import NOON, moderator, person


def told(db, someone) -> list[str]:
    query = select(Notification).where(
        Notification.person_id == someone.id, Notification.withdrawn_at.is_(None)
    )
    return sorted(one.kind.removeprefix("academy.") for one in db.scalars(query))


def notice(db, someone) -> Notification:
    return db.scalars(
        select(Notification).where(
            Notification.person_id == someone.id, Notification.withdrawn_at.is_(None)
        )
    ).one()


def test_authors_hear_of_the_comments_of_half_an_hour_in_one_notice(db):
    text, other = article(), person()
    add_author(text, other, NOON)
    db.commit()

    comment(text, at=NOON)
    last = comment(text, at=NOON + timedelta(minutes=20))

    [told_once] = [
        one
        for one in db.scalars(select(Notification).where(Notification.person_id == text.author_id))
        if one.kind == "academy.comment_written"
    ]
    assert told_once.facts["number"] == 2
    assert told_once.facts["person"] == last.author.name
    assert told_once.due_at == NOON + timedelta(minutes=30)
    assert "comment_written" in told(db, other)

    comment(text, at=NOON + timedelta(minutes=31))
    assert told(db, text.author).count("comment_written") == 2
    assert set(db.scalars(select(Fact.verb))) == {"comment_written"}


def test_an_author_hears_nothing_of_their_own_words(db):
    text = article()

    comment(text, text.author)

    assert told(db, text.author) == []


def test_an_answer_is_told_to_the_thread_and_opens_it_again(db):
    root = comment()
    operations.resolve_thread(root, root.author, NOON)

    second = comment(root.article, parent=root)
    comment(root.article, parent=root)

    assert root.resolved_at is None
    assert told(db, root.author) == ["comment_answered"]
    assert told(db, second.author) == ["comment_answered"]
    [thread], _total = threads_on(root.article, 9)
    assert [one.id for one in thread.replies] == [second.id, second.id + 1]


def test_a_mentioned_colleague_is_told_once_and_not_also_of_the_thread(db):
    anna = person(name="Anna Bell")
    text = article(anna)

    made = comment(text, body="@Anna Bell, which machine?")
    operations.edit_comment(made, text, made.author, "@Anna Bell, which of them?", NOON)

    assert told(db, anna) == ["mentioned"]
    assert f'href="/people/{anna.id}"' in made.html


def test_who_is_no_longer_mentioned_is_no_longer_told(db):
    anna, ben = person(name="Anna Bell"), person(name="Ben Ode")
    made = comment(body="@Anna Bell?")

    operations.edit_comment(made, made.article, made.author, "@Ben Ode?", NOON)

    assert (told(db, anna), told(db, ben)) == ([], ["mentioned"])


def test_a_name_of_several_colleagues_is_asked_back(db):
    first, second = person(name="Li Na", location="Oslo"), person(name="Li Na", location="Rome")

    with pytest.raises(AmbiguousMention, match=f"@Li Na#{second.id}"):
        comment(body="@Li Na?")

    comment(body=f"@Li Na#{second.id}?")
    assert (told(db, first), told(db, second)) == ([], ["mentioned"])


def test_whoever_left_is_not_mentioned(db):
    gone = person(name="Anna Bell", deactivated_at=NOON)

    comment(body="@Anna Bell?")

    assert told(db, gone) == []


def test_a_comment_does_not_name_everybody(db):
    names = [person(name=f"Anna Bell{chr(97 + n)}").name for n in range(11)]

    with pytest.raises(TooManyMentions):
        comment(body=" ".join(f"@{name}," for name in names))


def test_sent_twice_is_said_once(db):
    text, author = article(), person()

    assert comment(text, author).id == comment(text, author).id


def test_taking_ones_own_words_away_leaves_none_of_them(db):
    anna, text = person(name="Anna Bell"), article()
    made = comment(text, body="A secret, @Anna Bell")

    operations.hide_comment(made, text, made.author, "", NOON)

    assert (made.body, made.html) == ("", "")
    assert told(db, anna) == told(db, text.author) == []
    assert threads_on(text, 9) == ([], 0)
    assert db.scalar(select(AuditEntry)) is None


def test_an_answered_comment_leaves_a_trace_when_it_goes(db):
    root = comment()
    comment(root.article, parent=root)

    operations.hide_comment(root, root.article, root.author, "", NOON)

    assert threads_on(root.article, 9)[1] == 1


def test_what_a_moderator_takes_away_is_explained_and_on_record(db):
    made = comment()

    operations.hide_comment(made, made.article, moderator(), "It is rude.", NOON)
    operations.hide_comment(made, made.article, moderator(), "Again.", NOON)

    assert notice(db, made.author).facts["why"] == "It is rude."
    assert [one.action for one in db.scalars(select(AuditEntry))] == ["comment.hide"]


def test_headings_and_scripts_of_comments_do_not_disturb_the_page(db):
    made = comment(body="# One\n\n<script>alert(1)</script> [x](javascript:alert(1))")

    assert " id=" not in made.html
    assert "<script" not in made.html
    assert "href" not in made.html


def test_a_reader_comments_answers_and_resolves_on_the_page(client, db):
    text, reader = article(), person()
    client.sign_in(reader)
    address = f"/academy/articles/{text.id}"
    client.submit(address, form=".comment-form", status=422, body="")
    client.submit(address, form=".comment-form", body="Which machine?")
    [made] = db.scalars(select(Comment))

    client.sign_in(text.author)
    client.submit(f"{address}/comments?thread={made.id}", form=".comment-form", body="The red one.")
    client.submit(address, form=f"#thread-{made.id} form[action$=resolve]")
    assert client.get(address).select_one(f"#thread-{made.id} details .replies")
    assert not client.get(f"{address}/comments?thread={made.id}").select("#thread-1 details")


def test_a_refused_comment_is_not_lost(client, db):
    for _ in range(2):
        person(name="Li Na")
    client.sign_in(person())

    page = client.submit(
        f"/academy/articles/{article().id}", form=".comment-form", status=409, body="@Li Na, why?"
    )

    assert page.select_one(".comment-form textarea").text.strip() == "@Li Na, why?"
    assert "Several colleagues" in page.select_one(".refusal").text


def test_colleagues_are_offered_by_name_and_namesakes_with_their_number(client, db):
    one, two = person(name="Li Na"), person(name="Li Na")
    person(name="Lina Bo")
    client.sign_in(person())

    found = client.json("/academy/people-to-mention?q=li+na")

    assert {each["text"] for each in found} == {f"Li Na#{one.id}", f"Li Na#{two.id}", "Lina Bo"}


def test_the_page_of_an_article_asks_as_many_queries_with_more_comments(client, db, count_queries):
    text = article()
    client.sign_in(person())

    def counted(address: str) -> int:
        count_queries.clear()
        client.get(address)
        return len(count_queries)

    addresses = [f"/academy/articles/{text.id}", f"/academy/articles/{text.id}/comments"]
    comment(text, parent=comment(text))
    few = [counted(address) for address in addresses]
    for _ in range(5):
        comment(text, parent=comment(text))
    assert [counted(address) for address in addresses] == few
    assert max(few) <= 12


def test_what_readers_do_not_see_has_no_comments_not_even_for_its_author(client, db):
    draft = article(state=ArticleState.DRAFT)
    said = comment()
    operations.unpublish(said.article, moderator(), NOON)
    db.commit()
    client.sign_in(draft.author)

    client.get(f"/academy/articles/{draft.id}/comments", 404)
    client.post(f"/academy/articles/{draft.id}/comments/add", 404, body="To myself.")
    client.get(f"/moderation/comments/{said.id}/report", 404)
