"""Questions: asked, answered, routed to who knows, settled, and made into articles."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.academy import operations, queries
from learning.academy.models import Article, QuestionInvitation
from learning.academy.operations import AlreadyInvited, ArticleExists, QuestionClosed
from learning.academy.queries import Shown
from learning.activity.models import Fact
from learning.notifications.models import Notification
from tests.factories.academy import topic, topic_expert
from tests.factories.people import NOON, person
from tests.factories.questions import answer, question

MONDAY = NOON + timedelta(days=(7 - NOON.weekday()) % 7)


def told(db, someone) -> list[str]:
    """The kinds of what is open for this person, by name."""
    query = select(Notification.kind).where(
        Notification.person_id == someone.id, Notification.withdrawn_at.is_(None)
    )
    return sorted(kind.removeprefix("academy.") for kind in db.scalars(query))


def test_experts_of_the_topic_hear_of_a_question_and_the_asker_of_an_answer(db):
    about, asker, expert = topic(), person(), person()
    topic_expert(expert, about)

    asked = operations.ask_question(asker, "Why?", "", about.id, "en", NOON)
    assert told(db, expert) == ["question_asked"]

    operations.write_answer(asked, expert, "Because.", NOON)
    assert told(db, expert) == []  # it is done
    assert told(db, asker) == ["question_answered"]
    assert asked.answer_count == 1
    assert (
        "question_answered"
        in db.scalars(select(Fact.verb).where(Fact.person_id == expert.id)).all()
    )


def test_an_accepted_answer_thanks_its_author_and_tells_who_wanted_to_know_too(db):
    asked, wants_it = question(), person()
    given = answer(asked)
    operations.toggle_question_vote(asked, wants_it)

    operations.accept_answer(given, NOON)

    assert not asked.is_open
    assert told(db, given.author) == ["answer_accepted"]
    assert told(db, wants_it) == ["question_solved"]

    operations.take_acceptance_back(given)
    assert asked.is_open


def test_an_edited_answer_is_vouched_for_no_longer(db):
    given = answer(verified_at=NOON, verified_by=person().id)

    operations.edit_answer(given, given.body, NOON)
    assert given.verified_at is not None

    operations.edit_answer(given, "In the other kitchen.", NOON)
    assert given.verified_at is None


def test_a_vote_counts_once_and_can_be_taken_back(db):
    given, reader = answer(), person()

    operations.toggle_answer_vote(given, reader)
    operations.toggle_answer_vote(given, person())
    assert given.vote_count == 2

    operations.toggle_answer_vote(given, reader)
    assert given.vote_count == 1


def test_a_closed_question_takes_no_answer_and_can_be_opened_again(db):
    asked, by = question(), person()
    operations.close_question(asked, by, "Asked twice", NOON)

    with pytest.raises(QuestionClosed):
        operations.write_answer(asked, person(), "Late", NOON)
    assert told(db, asked.asker) == ["question_closed"]

    operations.reopen_question(asked)
    operations.write_answer(asked, person(), "In time", NOON)


def test_after_two_working_days_an_expert_is_asked_and_after_two_more_another(db):
    about = topic()
    first, second = person(), person()
    topic_expert(first, about)
    topic_expert(second, about)
    asked = question(topic_id=about.id, asked_at=MONDAY)

    def invited(days: float) -> list[int]:
        operations.invite_experts(MONDAY + timedelta(days=days))
        query = select(QuestionInvitation.person_id).order_by(QuestionInvitation.id)
        return list(db.scalars(query))

    assert invited(1.9) == []
    assert invited(2.1) == [first.id]
    assert invited(3) == [first.id]
    assert invited(4.2) == [first.id, second.id]
    assert invited(30) == [first.id, second.id]
    assert told(db, first) == ["question_invited"]
    assert asked.is_open


def test_whoever_was_asked_least_of_late_is_asked_first(db):
    about = topic()
    busy, idle = person(), person()
    topic_expert(busy, about)
    topic_expert(idle, about)
    operations.invite_to_answer(question(topic_id=about.id), busy, None, MONDAY)
    question(topic_id=about.id, asked_at=MONDAY)

    operations.invite_experts(MONDAY + timedelta(days=2.1))

    assert told(db, idle) == ["question_invited"]


def test_nobody_is_invited_twice_to_one_question(db):
    asked, expert = question(), person()
    operations.invite_to_answer(asked, expert, person(), NOON)

    with pytest.raises(AlreadyInvited):
        operations.invite_to_answer(asked, expert, person(), NOON)


def test_an_answer_becomes_an_article_once_in_both_names(db):
    given = answer(question(title="Where is the coffee?"), is_accepted=True)

    made = operations.draft_article(given, given.author, NOON)

    assert (made.newest.title, made.newest.body) == ("Where is the coffee?", "In the kitchen.")
    assert made.author_ids == {given.author_id, given.question.asker_id}
    with pytest.raises(ArticleExists):
        operations.draft_article(given, given.question.asker, NOON)
    assert len(db.scalars(select(Article)).all()) == 1


def test_like_questions_share_most_of_their_longer_words(db):
    alike = question(title="How do I reset the coffee machine?")
    question(title="How do I book a room?")
    chinese = question(title="咖啡机怎么重启")

    assert queries.questions_like("Reset coffee machine", 4) == [alike]
    assert queries.questions_like("咖啡机怎么重启", 4) == [chinese]
    assert queries.questions_like("the of a", 4) == []
    assert queries.questions_like("100% _", 4) == []


def test_what_nobody_answered_stands_first_and_mine_to_answer_is_mine(db):
    about, expert = topic(), person()
    topic_expert(expert, about)
    answered = question(topic_id=about.id)
    answer(answered)
    bare = question(topic_id=about.id)
    elsewhere = question()
    operations.invite_to_answer(elsewhere, expert, person(), NOON)

    assert queries.questions(Shown.OPEN, expert, about.id, 9) == [bare, answered]
    assert set(queries.questions(Shown.MINE_TO_ANSWER, expert, None, 9)) == {
        bare,
        answered,
        elsewhere,
    }


def test_a_second_click_asks_and_answers_once(db):
    asker, knows = person(), person()
    asked = operations.ask_question(asker, "Why?", "", None, "en", NOON)
    assert operations.ask_question(asker, "Why?", "", None, "en", NOON) is asked

    given = operations.write_answer(asked, knows, "Because.", NOON)
    assert operations.write_answer(asked, knows, "Because.", NOON) is given
    assert asked.answer_count == 1
