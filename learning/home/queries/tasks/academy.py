"""Texts that came back to their author, and texts that wait for one's word."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from learning.academy.models import (
    AcademyQuestion,
    Answer,
    Article,
    ArticleAuthor,
    ArticleState,
    HandOver,
    MustRead,
    OutdatedFlag,
    Path,
    PathStep,
    QuestionInvitation,
    Revision,
    SubmissionDecision,
    Suggestion,
    Teaching,
    Topic,
    TopicExpert,
)
from learning.academy.queries import duties
from learning.home.queries.tasks.lines import ME, Line, line
from learning.home.rules import Kind
from learning.people.models import Person, Role, RoleGrant
from learning.programmes.models import ProgrammeLead

_Reviewer = aliased(Person)
_Asker = aliased(Person)
_Leaver = aliased(Person)
_Teacher = aliased(Person)


def _handed_back() -> Line:
    decision = aliased(SubmissionDecision)
    last = select(func.max(decision.id)).where(decision.article_id == Article.id).scalar_subquery()
    return (
        line(
            Kind.HANDED_BACK,
            Article.id,
            at=SubmissionDecision.decided_at,
            who=_Reviewer,
            words=Revision.title,
        )
        .select_from(Article)
        .join(Revision, Revision.id == Article.newest_id)
        .join(SubmissionDecision, SubmissionDecision.id == last)
        .join(_Reviewer, _Reviewer.id == SubmissionDecision.reviewer_id)
        .where(
            Article.author_id == ME,
            Article.state != ArticleState.ARCHIVED,
            Article.submitted_at.is_(None),
            SubmissionDecision.is_published.is_(False),
        )
    )


def _questions() -> Line:
    has_answered = select(Answer.id).where(
        Answer.question_id == AcademyQuestion.id, Answer.author_id == ME
    )
    return (
        line(
            Kind.ANSWER,
            AcademyQuestion.id,
            at=QuestionInvitation.invited_at,
            who=_Asker,
            words=AcademyQuestion.title,
        )
        .select_from(AcademyQuestion)
        .join(QuestionInvitation, QuestionInvitation.question_id == AcademyQuestion.id)
        .join(_Asker, _Asker.id == AcademyQuestion.asker_id)
        .where(
            QuestionInvitation.person_id == ME,
            AcademyQuestion.accepted_id.is_(None),
            AcademyQuestion.closed_at.is_(None),
            ~has_answered.exists(),
        )
    )


def _submissions() -> Line:
    return (
        line(
            Kind.SUBMISSIONS,
            number=func.count(Article.id),
            at=func.min(Article.submitted_at),
        )
        .where(
            Article.submitted_at.is_not(None),
            Article.author_id != ME,
            Article.id.not_in(
                select(ArticleAuthor.article_id).where(ArticleAuthor.person_id == ME)
            ),
            or_(
                _holds(Role.MODERATOR),
                Article.topic_id.in_(_topics_answered_for()),
                _holds(Role.PROGRAMME_LEAD) & Article.programme_id.in_(_led()),
            ),
        )
        .having(func.count(Article.id) > 0)
    )


def _topics_answered_for() -> Select[int]:
    """Topics one is an expert of or leads, and the topics below: three levels in all."""
    above, top = aliased(Topic), aliased(Topic)
    named = select(TopicExpert.topic_id).where(
        TopicExpert.person_id == ME,
        TopicExpert.confirmed_at.is_not(None),
        TopicExpert.lapsed_at.is_(None),
    )
    return (
        select(Topic.id)
        .outerjoin(above, above.id == Topic.parent_id)
        .outerjoin(top, top.id == above.parent_id)
        .where(
            or_(
                *(
                    one.id.in_(named) | (_holds(Role.PROGRAMME_LEAD) & one.programme_id.in_(_led()))
                    for one in (Topic, above, top)
                )
            )
        )
    )


def _led() -> Select[int]:
    return select(ProgrammeLead.programme_id).where(ProgrammeLead.person_id == ME)


def _holds(role: Role) -> ColumnElement[bool]:
    return select(RoleGrant.id).where(RoleGrant.person_id == ME, RoleGrant.role == role).exists()


def _must_reads() -> Line:
    return (
        duties.with_people(
            line(
                Kind.MUST_READ,
                Article.id,
                on=func.min(MustRead.due_on),
                words=func.min(duties.published_title()),
            )
        )
        .where(Person.id == ME, duties.said_at().is_(None))
        .group_by(Article.id)
    )


def _from_readers(kind: Kind, of: type[OutdatedFlag | Suggestion], at: Any, done: Any) -> Line:
    """What readers told the author of an article and nobody has answered, an article a line."""
    return (
        line(
            kind,
            Article.id,
            at=func.min(at),
            words=func.min(Revision.title),
            number=func.count(of.id),
        )
        .select_from(of)
        .join(Article, Article.id == of.article_id)
        .join(Revision, Revision.id == Article.newest_id)
        .where(Article.author_id == ME, Article.state != ArticleState.BINNED, done.is_(None))
        .group_by(Article.id)
    )


def _hand_overs() -> Line:
    return (
        line(
            Kind.HAND_OVER,
            HandOver.id,
            at=HandOver.asked_at,
            who=_Leaver,
            words=Revision.title,
        )
        .select_from(HandOver)
        .join(Article, Article.id == HandOver.article_id)
        .join(Revision, Revision.id == Article.newest_id)
        .join(_Leaver, _Leaver.id == HandOver.from_id)
        .where(
            HandOver.asked_id == ME,
            HandOver.settled_at.is_(None),
            HandOver.declined_at.is_(None),
        )
    )


def _taught() -> Line:
    return (
        line(Kind.TAUGHT, Teaching.id, at=Teaching.said_at, who=_Teacher, words=Path.title)
        .select_from(Teaching)
        .join(PathStep, PathStep.id == Teaching.step_id)
        .join(Path, Path.id == PathStep.path_id)
        .join(_Teacher, _Teacher.id == Teaching.teacher_id)
        .where(
            Teaching.learner_id == ME,
            Teaching.confirmed_at.is_(None),
            Teaching.declined_at.is_(None),
        )
    )


LINES = (
    _handed_back(),
    _questions(),
    _must_reads(),
    _taught(),
    _from_readers(Kind.DOUBT, OutdatedFlag, OutdatedFlag.flagged_at, OutdatedFlag.answered_at),
    _from_readers(Kind.SUGGESTION, Suggestion, Suggestion.made_at, Suggestion.decided_at),
    _hand_overs(),
    _submissions(),
)
