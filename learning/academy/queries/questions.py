"""Questions and answers as colleagues meet them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import reduce
from operator import add

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from learning.academy.models import (
    AcademyQuestion,
    Answer,
    AnswerVote,
    Article,
    QuestionInvitation,
    QuestionVote,
    Topic,
    TopicExpert,
)
from learning.academy.queries.topics import in_branch
from learning.extensions import db
from learning.people.models import Person
from learning.people.queries.people import takes_part
from learning.people.rules.text import folded, like_pattern

RECENT = timedelta(days=30)  # how far back an expert's turns count
SHORTEST_WORD = 4  # shorter words are in too many questions to say anything


class Shown(StrEnum):
    """Which questions a list shows."""

    OPEN = "open"
    MINE_TO_ANSWER = "for-me"
    SOLVED = "solved"
    MINE = "mine"


@dataclass(frozen=True)
class Marks:
    """What the reader has said good of on the page of one question."""

    question: bool
    answers: frozenset[int]


def question(question_id: int) -> AcademyQuestion | None:
    """The question with its topic, its experts, and who was asked to answer."""
    query = (
        select(AcademyQuestion)
        .where(AcademyQuestion.id == question_id)
        .options(
            joinedload(AcademyQuestion.asker),
            selectinload(AcademyQuestion.invitations).joinedload(QuestionInvitation.person),
            joinedload(AcademyQuestion.topic).options(
                joinedload(Topic.programme),
                selectinload(Topic.experts),
                joinedload(Topic.parent).options(
                    joinedload(Topic.programme),
                    selectinload(Topic.experts),
                    joinedload(Topic.parent).options(
                        joinedload(Topic.programme), selectinload(Topic.experts)
                    ),
                ),
            ),
        )
    )
    return db.session.scalar(query)


def solved_among(ids: Collection[int]) -> set[int]:
    """Those of the questions with these ids whose asker has accepted an answer."""
    if not ids:
        return set()
    query = select(AcademyQuestion.id).where(
        AcademyQuestion.id.in_(ids), AcademyQuestion.accepted_id.is_not(None)
    )
    return set(db.session.scalars(query))


def answers_to(asked: AcademyQuestion) -> list[Answer]:
    """The accepted one first, then what is vouched for, then what most find good."""
    query = (
        select(Answer)
        .where(Answer.question_id == asked.id)
        .options(
            joinedload(Answer.author),
            joinedload(Answer.verifier),
            joinedload(Answer.article).selectinload(Article.co_authors),
        )
        .order_by(
            (Answer.id == (asked.accepted_id or 0)).desc(),
            Answer.verified_at.is_(None),
            Answer.vote_count.desc(),
            Answer.written_at,
            Answer.id,
        )
    )
    return list(db.session.scalars(query))


def answer(answer_id: int) -> Answer | None:
    query = select(Answer).where(Answer.id == answer_id).options(joinedload(Answer.author))
    return db.session.scalar(query)


def questions(
    shown: Shown, person: Person, topic_id: int | None, limit: int, offset: int = 0
) -> list[AcademyQuestion]:
    """Questions, those that most want answered first; what is solved, the newest first."""
    query = select(AcademyQuestion).where(*_shown(shown, person, topic_id))
    if shown in {Shown.OPEN, Shown.MINE_TO_ANSWER}:
        query = query.order_by(AcademyQuestion.answer_count > 0, AcademyQuestion.vote_count.desc())
    query = query.order_by(AcademyQuestion.asked_at.desc(), AcademyQuestion.id.desc())
    options = (joinedload(AcademyQuestion.asker), joinedload(AcademyQuestion.topic))
    return list(db.session.scalars(query.options(*options).limit(limit).offset(offset)))


def question_count(shown: Shown, person: Person, topic_id: int | None) -> int:
    query = select(func.count(AcademyQuestion.id)).where(*_shown(shown, person, topic_id))
    return db.session.scalar(query) or 0


def questions_like(title: str, limit: int) -> list[AcademyQuestion]:
    """Questions that share most of their longer words with this title."""
    words = [one for one in folded(title).split() if len(one) >= SHORTEST_WORD or not one.isascii()]
    if not words:
        return []
    hits = [AcademyQuestion.title_key.like(like_pattern(word), escape="\\") for word in words[:12]]
    matched = reduce(add, (case((hit, 1), else_=0) for hit in hits))
    query = (
        select(AcademyQuestion)
        .where(or_(*hits), matched * 2 >= len(hits))
        .order_by(
            matched.desc(), AcademyQuestion.accepted_id.is_(None), AcademyQuestion.asked_at.desc()
        )
        .limit(limit)
    )
    return list(db.session.scalars(query))


def marks_of(person: Person, asked: AcademyQuestion) -> Marks:
    """What this person has said good of here."""
    mine = exists().where(QuestionVote.question_id == asked.id, QuestionVote.person_id == person.id)
    found = (
        select(AnswerVote.answer_id)
        .join(Answer, Answer.id == AnswerVote.answer_id)
        .where(Answer.question_id == asked.id, AnswerVote.person_id == person.id)
    )
    return Marks(bool(db.session.scalar(select(mine))), frozenset(db.session.scalars(found)))


def voters_of(asked: AcademyQuestion) -> set[int]:
    """Who would like to know it too."""
    query = select(QuestionVote.person_id).where(QuestionVote.question_id == asked.id)
    return set(db.session.scalars(query))


def questions_without_answer(since: datetime, before: datetime) -> list[AcademyQuestion]:
    """Open questions with a topic and no answer, where nobody was asked since `before` either."""
    asked_lately = exists().where(
        QuestionInvitation.question_id == AcademyQuestion.id, QuestionInvitation.invited_at > before
    )
    query = select(AcademyQuestion).where(
        AcademyQuestion.topic_id.is_not(None),
        AcademyQuestion.answer_count == 0,
        AcademyQuestion.closed_at.is_(None),
        AcademyQuestion.asked_at.between(since, before),
        ~asked_lately,
    )
    return list(db.session.scalars(query.order_by(AcademyQuestion.asked_at)))


def whom_to_invite(asked: AcademyQuestion, now: datetime) -> Person | None:
    """The expert of the topic, or of one above it, who was asked least often of late.

    Never who asked, nor who was asked before; among equals, the one named longest.
    """
    lately = (
        select(QuestionInvitation.person_id, func.count().label("turns"))
        .where(QuestionInvitation.invited_at > now - RECENT)
        .group_by(QuestionInvitation.person_id)
        .subquery()
    )
    before = select(QuestionInvitation.person_id).where(QuestionInvitation.question_id == asked.id)
    line = [one.id for one in asked.topic.line] if asked.topic else []
    query = (
        select(Person)
        .join(TopicExpert, TopicExpert.person_id == Person.id)
        .outerjoin(lately, lately.c.person_id == Person.id)
        .where(
            TopicExpert.topic_id.in_(line),
            TopicExpert.confirmed_at.is_not(None),
            TopicExpert.lapsed_at.is_(None),
            takes_part(),
            Person.id != asked.asker_id,
            Person.id.not_in(before),
        )
        .order_by(func.coalesce(lately.c.turns, 0), TopicExpert.confirmed_at, Person.id)
        .limit(1)
    )
    return db.session.scalar(query)


def _shown(shown: Shown, person: Person, topic_id: int | None) -> list[ColumnElement[bool]]:
    is_open = and_(AcademyQuestion.accepted_id.is_(None), AcademyQuestion.closed_at.is_(None))
    invited = select(QuestionInvitation.question_id).where(
        QuestionInvitation.person_id == person.id
    )
    named = select(TopicExpert.topic_id).where(
        TopicExpert.person_id == person.id,
        TopicExpert.confirmed_at.is_not(None),
        TopicExpert.lapsed_at.is_(None),
    )
    conditions = {
        Shown.OPEN: is_open,
        Shown.MINE_TO_ANSWER: and_(
            is_open,
            AcademyQuestion.asker_id != person.id,
            or_(AcademyQuestion.id.in_(invited), AcademyQuestion.topic_id.in_(named)),
        ),
        Shown.SOLVED: AcademyQuestion.accepted_id.is_not(None),
        Shown.MINE: AcademyQuestion.asker_id == person.id,
    }
    found = [conditions[shown]]
    if topic_id is not None:
        found.append(AcademyQuestion.topic_id.in_(in_branch(topic_id)))
    return found
