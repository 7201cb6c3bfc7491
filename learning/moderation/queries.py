"""Reports for those who decide on them."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from learning.academy.models import Article, Comment
from learning.academy.policy.comments import can_comment
from learning.extensions import db
from learning.mentoring.models import Pairing
from learning.moderation import policy
from learning.moderation.models import Report
from learning.people.models import Person, Role, RoleGrant


def reports_for(person: Person, *, is_open: bool, limit: int, offset: int = 0) -> list[Report]:
    """Open reports, the oldest first, or decided ones, the latest first; never one's own case."""
    query = select(Report).where(*_of_others(person), _state(is_open=is_open))
    order = Report.reported_at if is_open else Report.decided_at.desc()
    query = query.options(joinedload(Report.reporter), joinedload(Report.about))
    return list(db.session.scalars(query.order_by(order, Report.id).limit(limit).offset(offset)))


def reports_for_count(person: Person, *, is_open: bool) -> int:
    query = select(func.count(Report.id)).where(*_of_others(person), _state(is_open=is_open))
    return db.session.scalar(query) or 0


def report_for(person: Person, report_id: int) -> Report | None:
    """The report if this moderator may decide on it; None to anybody else."""
    query = (
        select(Report)
        .where(Report.id == report_id)
        .options(
            joinedload(Report.reporter),
            joinedload(Report.about),
            joinedload(Report.decider),
            joinedload(Report.pairing).joinedload(Pairing.programme),
            joinedload(Report.comment).joinedload(Comment.article).joinedload(Article.published),
        )
    )
    found = db.session.scalar(query)
    return found if found and policy.can_decide(person, found) else None


def open_report(pairing: Pairing, person: Person) -> Report | None:
    """What this person reported in the pairing and nobody has decided yet."""
    query = select(Report).where(
        Report.pairing_id == pairing.id,
        Report.reported_by == person.id,
        Report.decided_at.is_(None),
    )
    return db.session.scalar(query)


def open_reports_of(pairing: Pairing) -> list[Report]:
    query = select(Report).where(Report.pairing_id == pairing.id, Report.decided_at.is_(None))
    return list(db.session.scalars(query.order_by(Report.id)))


def open_report_on(comment: Comment, person: Person) -> Report | None:
    """What this person reported of the comment and nobody has decided yet."""
    query = select(Report).where(
        Report.comment_id == comment.id,
        Report.reported_by == person.id,
        Report.decided_at.is_(None),
    )
    return db.session.scalar(query)


def open_reports_on(comment: Comment) -> list[Report]:
    query = select(Report).where(Report.comment_id == comment.id, Report.decided_at.is_(None))
    return list(db.session.scalars(query.order_by(Report.id)))


def comment_for(person: Person, comment_id: int) -> Comment | None:
    """The comment if this person can read it."""
    query = (
        select(Comment)
        .where(Comment.id == comment_id, Comment.hidden_at.is_(None))
        .options(
            joinedload(Comment.author), joinedload(Comment.article).joinedload(Article.published)
        )
    )
    found = db.session.scalar(query)
    return found if found and can_comment(person, found.article) else None


def moderators(without: set[int]) -> list[Person]:
    """Who can decide, besides these people."""
    query = (
        select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.role == Role.MODERATOR,
            Person.deactivated_at.is_(None),
            Person.id.not_in(without),
        )
    )
    return list(db.session.scalars(query))


def _of_others(person: Person) -> tuple[ColumnElement[bool], ...]:
    return Report.reported_by != person.id, Report.about_id != person.id


def _state(*, is_open: bool) -> ColumnElement[bool]:
    return Report.decided_at.is_(None) if is_open else Report.decided_at.is_not(None)
