"""Asking a question, answering it, and what becomes of both."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from learning.academy.models import (
    AcademyQuestion,
    Answer,
    AnswerVote,
    Article,
    QuestionInvitation,
    QuestionVote,
)
from learning.academy.operations.attachments import add_author
from learning.academy.operations.texts import render_text
from learning.academy.operations.writing import Draft, create_article
from learning.academy.queries.questions import (
    questions_without_answer,
    voters_of,
    whom_to_invite,
)
from learning.academy.queries.topics import experts_of
from learning.activity.operations import record
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.notifications.operations import notify, withdraw_notice
from learning.outbox import index_change
from learning.people.models import Person
from learning.people.rules.days import working_days_before
from learning.people.rules.text import folded

WAIT_DAYS = 2  # working days without an answer until an expert is invited
SAME = timedelta(hours=1)  # the same words again within it are a second click
LOOK_BACK = timedelta(days=60)  # nobody is invited to what has been quiet for longer


class QuestionClosed(DomainError):
    """The question takes no more answers."""


class AlreadyInvited(DomainError):
    """This person was asked to answer before."""


class ArticleExists(DomainError):
    """The answer has become an article already."""


def ask_question(
    asker: Person, title: str, body: str, topic_id: int | None, language: str, now: datetime
) -> AcademyQuestion:
    """Put a question; the topic's named experts hear of it. Sent twice, it is put once."""
    db.session.get(Person, asker.id, with_for_update={"of": Person})  # a double click waits here
    known = db.session.scalar(
        select(AcademyQuestion).where(
            AcademyQuestion.asker_id == asker.id,
            AcademyQuestion.title == title,
            AcademyQuestion.body == body,
            AcademyQuestion.asked_at > now - SAME,
        )
    )
    if known is not None:
        return known
    question = AcademyQuestion(
        asker_id=asker.id,
        topic_id=topic_id,
        language=language,
        title=title,
        title_key=folded(title),
        body=body,
        html=render_text(body).html,
        asked_at=now,
    )
    db.session.add(question)
    db.session.flush()
    record(asker.id, "question_asked", "question", question.id, now, _programme_of(question))
    index_change("question", question.id, now)
    for expert in experts_of(question.topic) if question.topic else []:
        if expert.person_id != asker.id:
            _tell(expert.person_id, "question_asked", question, now)
    return question


def edit_question(
    question: AcademyQuestion,
    title: str,
    body: str,
    topic_id: int | None,
    language: str,
    now: datetime,
) -> None:
    """Say it better. Raises QuestionClosed."""
    _check_takes_answers(question)
    question.title, question.title_key = title, folded(title)
    question.body, question.html = body, render_text(body).html
    question.topic_id, question.language = topic_id, language
    question.edited_at = now
    index_change("question", question.id, now)


def close_question(question: AcademyQuestion, by: Person, reason: str, now: datetime) -> None:
    """Take no more answers, and say why. Twice is harmless."""
    if question.closed_at is not None:
        return
    question.closed_at, question.closed_by, question.close_reason = now, by.id, reason
    _forget_requests(question, now)
    if by.id != question.asker_id:
        _tell(question.asker_id, "question_closed", question, now, reason=reason, by=by.name)


def reopen_question(question: AcademyQuestion) -> None:
    """Take answers again. Twice is harmless."""
    question.closed_at = question.closed_by = None
    question.close_reason = ""


def write_answer(question: AcademyQuestion, author: Person, body: str, now: datetime) -> Answer:
    """Answer, and tell who asked. Sent twice, it is given once. Raises QuestionClosed."""
    _hold(question)
    _check_takes_answers(question)
    known = db.session.scalar(
        select(Answer).where(
            Answer.question_id == question.id, Answer.author_id == author.id, Answer.body == body
        )
    )
    if known is not None:
        return known
    answer = Answer(
        question_id=question.id,
        author_id=author.id,
        body=body,
        html=render_text(body).html,
        written_at=now,
    )
    db.session.add(answer)
    db.session.flush()
    question.answer_count = _count(Answer.question_id == question.id)
    index_change("question", question.id, now)
    withdraw_notice(_key("question_invited", question, author.id), now)
    withdraw_notice(_key("question_asked", question, author.id), now)
    record(author.id, "question_answered", "question", question.id, now, _programme_of(question))
    if author.id != question.asker_id:
        _tell(question.asker_id, "question_answered", question, now, by=author.name)
    return answer


def edit_answer(answer: Answer, body: str, now: datetime) -> None:
    """Say it better; whoever vouched for it vouched for other words. Raises QuestionClosed."""
    _check_takes_answers(answer.question)
    if body == answer.body:
        return
    answer.body, answer.html, answer.edited_at = body, render_text(body).html, now
    answer.verified_at = answer.verified_by = None
    index_change("question", answer.question_id, now)


def accept_answer(answer: Answer, now: datetime) -> None:
    """Say that this answer settles the question, in place of another. Raises QuestionClosed."""
    question = answer.question
    _hold(question)
    _check_takes_answers(question)
    if question.accepted_id == answer.id:
        return
    question.accepted_id = answer.id
    _forget_requests(question, now)
    if answer.author_id != question.asker_id:
        record(answer.author_id, "answer_accepted", "question", question.id, now)
        _tell(answer.author_id, "answer_accepted", question, now, by=question.asker.name)
    for person_id in voters_of(question) - {answer.author_id, question.asker_id}:
        _tell(person_id, "question_solved", question, now, by=answer.author.name)


def take_acceptance_back(answer: Answer) -> None:
    """The question is open again. Twice is harmless."""
    if answer.is_accepted:
        answer.question.accepted_id = None


def verify_answer(answer: Answer, by: Person, now: datetime) -> None:
    """Vouch for an answer. Twice is harmless."""
    if answer.verified_at is None:
        answer.verified_at, answer.verified_by = now, by.id


def toggle_question_vote(question: AcademyQuestion, person: Person) -> None:
    """Say that one would like to know it too, or no longer."""
    _hold(question)
    mine = QuestionVote(question_id=question.id, person_id=person.id)
    _toggle(mine, QuestionVote.question_id == question.id, QuestionVote.person_id == person.id)
    question.vote_count = _count(QuestionVote.question_id == question.id)


def toggle_answer_vote(answer: Answer, person: Person) -> None:
    """Say that an answer is good, or take it back."""
    _hold(answer.question)
    mine = AnswerVote(answer_id=answer.id, person_id=person.id)
    _toggle(mine, AnswerVote.answer_id == answer.id, AnswerVote.person_id == person.id)
    answer.vote_count = _count(AnswerVote.answer_id == answer.id)


def invite_to_answer(
    question: AcademyQuestion, person: Person, by: Person | None, now: datetime
) -> None:
    """Ask somebody to answer; None stands for nobody but the time that passed.

    Raises AlreadyInvited, QuestionClosed.
    """
    _check_takes_answers(question)
    invitation = QuestionInvitation(
        question_id=question.id,
        person_id=person.id,
        invited_by=by.id if by else None,
        invited_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(invitation)
    except IntegrityError as error:
        raise AlreadyInvited(
            _("%(person)s was asked to answer already.", person=person.name)
        ) from error
    _tell(person.id, "question_invited", question, now, by=by.name if by else "")


def invite_experts(now: datetime) -> None:
    """Ask an expert of the topic wherever nobody has answered for two working days.

    One at a time, and another one after two more; the one who was asked least of late comes first.
    """
    before = working_days_before(now, WAIT_DAYS)
    for question in questions_without_answer(now - LOOK_BACK, before):
        expert = whom_to_invite(question, now)
        if expert is not None:
            invite_to_answer(question, expert, None, now)


def draft_article(answer: Answer, by: Person, now: datetime) -> Article:
    """Begin an article with the answer as its text; asker and answerer both write it.

    Raises ArticleExists.
    """
    _hold(answer.question)
    db.session.refresh(answer)
    if answer.article_id is not None:
        raise ArticleExists(_("This answer has become an article already."))
    question = answer.question
    article = create_article(
        by,
        Draft(
            title=question.title,
            body=answer.body,
            language=question.language,
            topic_id=question.topic_id,
        ),
        now,
    )
    answer.article_id = article.id
    for other in {answer.author_id: answer.author, question.asker_id: question.asker}.values():
        if other.id != by.id and other.deactivated_at is None:
            add_author(article, other, now)
    return article


def _toggle(mine: QuestionVote | AnswerVote, *is_mine: object) -> None:
    kind = type(mine)
    gone = db.session.execute(delete(kind).where(*is_mine))  # type: ignore[arg-type]
    if not gone.rowcount:  # type: ignore[attr-defined]
        db.session.add(mine)
    db.session.flush()


def _count(condition: object) -> int:
    return db.session.scalar(select(func.count()).where(condition)) or 0  # type: ignore[arg-type]


def _hold(question: AcademyQuestion) -> None:
    """Answers and votes of one question come one at a time, so that its counts are right."""
    db.session.flush()
    db.session.refresh(question, with_for_update={"of": AcademyQuestion})


def _check_takes_answers(question: AcademyQuestion) -> None:
    if question.closed_at is not None:
        raise QuestionClosed(_("This question is closed. Ask it anew if it is still open to you."))


def _forget_requests(question: AcademyQuestion, now: datetime) -> None:
    """Nobody is asked any more for what is settled."""
    for invitation in question.invitations:
        withdraw_notice(_key("question_invited", question, invitation.person_id), now)
    for expert in experts_of(question.topic) if question.topic else []:
        withdraw_notice(_key("question_asked", question, expert.person_id), now)


def _programme_of(question: AcademyQuestion) -> int | None:
    return question.topic.programme_id if question.topic else None


def _key(notice: str, question: AcademyQuestion, person_id: int) -> str:
    return f"{notice}:{question.id}:{person_id}"


def _tell(
    person_id: int, notice: str, question: AcademyQuestion, now: datetime, **facts: str
) -> None:
    notify(
        person_id,
        f"academy.{notice}",
        {"title": question.title, **facts},
        link=("academy.question", {"question_id": question.id}),
        dedupe_key=_key(notice, question, person_id),
        now=now,
    )
