"""Questions colleagues ask, the answers they get, and who finds which of them good."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.academy.models.articles import Article
from learning.academy.models.topics import Topic
from learning.extensions import Base
from learning.people.models import Person


class AcademyQuestion(Base):
    """Something somebody wants to know. It is open until an answer is accepted or it is closed."""

    __tablename__ = "questions"
    __table_args__ = (Index("ix_questions_asked", "asked_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    asker_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id"), index=True)
    language: Mapped[str]
    title: Mapped[str]
    title_key: Mapped[str]  # folded, for finding the like of it
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    accepted_id: Mapped[int | None] = mapped_column(
        ForeignKey("answers.id", use_alter=True, name="fk_questions_accepted_id_answers")
    )
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    close_reason: Mapped[str] = mapped_column(Text, default="")
    vote_count: Mapped[int] = mapped_column(default=0)  # who would like to know it too
    answer_count: Mapped[int] = mapped_column(default=0)

    asker: Mapped[Person] = relationship(foreign_keys=[asker_id])
    topic: Mapped[Topic | None] = relationship()
    accepted: Mapped[Answer | None] = relationship(foreign_keys=[accepted_id], post_update=True)
    answers: Mapped[list[Answer]] = relationship(
        back_populates="question", foreign_keys="Answer.question_id"
    )
    invitations: Mapped[list[QuestionInvitation]] = relationship(
        back_populates="question", order_by="QuestionInvitation.invited_at"
    )

    @property
    def is_open(self) -> bool:
        return self.accepted_id is None and self.closed_at is None


class Answer(Base):
    """What a colleague answers; `article_id` is the text that grew out of it."""

    __tablename__ = "answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    verified_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    vote_count: Mapped[int] = mapped_column(default=0)
    article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id"))

    question: Mapped[AcademyQuestion] = relationship(
        back_populates="answers", foreign_keys=[question_id]
    )
    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    verifier: Mapped[Person | None] = relationship(foreign_keys=[verified_by])
    article: Mapped[Article | None] = relationship()

    @property
    def is_accepted(self) -> bool:
        return self.question.accepted_id == self.id


class QuestionVote(Base):
    """Somebody would like to know it too."""

    __tablename__ = "question_votes"

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)


class AnswerVote(Base):
    """Somebody finds an answer good."""

    __tablename__ = "answer_votes"

    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)


class QuestionInvitation(Base):
    """An expert who is asked to answer: by a colleague, or since nobody else did."""

    __tablename__ = "question_invitations"
    __table_args__ = (UniqueConstraint("question_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    invited_at: Mapped[datetime] = mapped_column(index=True)

    question: Mapped[AcademyQuestion] = relationship(back_populates="invitations")
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
