"""Who is asked to read what, who has, and who is missing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    and_,
    case,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import aliased, contains_eager, joinedload, lazyload

from learning.academy.models import (
    Acknowledgement,
    Article,
    ArticleAuthor,
    ArticleState,
    Audience,
    MustRead,
    Revision,
    Topic,
)
from learning.extensions import db
from learning.people.models import Department, Person, RoleGrant
from learning.people.queries.people import takes_part
from learning.programmes.models import Enrolment, EnrolmentState

_Published = aliased(Revision)


@dataclass(frozen=True)
class Asked:
    """An article that one is asked to read: by when, and whether one has said so."""

    article: Article
    due_on: date
    acknowledged_at: datetime | None

    @property
    def is_done(self) -> bool:
        return self.acknowledged_at is not None


@dataclass(frozen=True)
class Progress:
    """How far a must-read is."""

    must_read: MustRead
    people: int
    done: int

    @property
    def missing(self) -> int:
        return self.people - self.done


def asked_of(person: Person, article: Article) -> Asked | None:
    """Whether this person is asked to read the article; the earliest day counts."""
    return next(iter(_asked(person, Article.id == article.id, limit=1)), None)


def must_reads_for(person: Person, limit: int) -> list[Asked]:
    """Everything this person is asked to read: what is still to be read first, by its day."""
    return _asked(person, limit=limit)


def must_read(must_read_id: int) -> MustRead | None:
    query = (
        select(MustRead)
        .where(MustRead.id == must_read_id)
        .options(
            joinedload(MustRead.department),
            joinedload(MustRead.programme),
            joinedload(MustRead.setter).options(lazyload(Person.grants)),
            *_ARTICLE,
        )
    )
    return db.session.scalar(query)


def running_on(article: Article) -> list[MustRead]:
    """What is asked of an article's readers at present, by its day."""
    query = (
        select(MustRead)
        .where(MustRead.article_id == article.id, MustRead.ended_at.is_(None))
        .options(joinedload(MustRead.department), joinedload(MustRead.programme))
        .order_by(MustRead.due_on, MustRead.id)
    )
    return list(db.session.scalars(query))


def progress_for(programmes: Collection[int], limit: int) -> list[Progress]:
    """How far each must-read of these programmes' articles is, the next day first."""
    topic, above, top = Topic, aliased(Topic), aliased(Topic)
    query = (
        select(MustRead)
        .join(MustRead.article)
        .outerjoin(topic, topic.id == Article.topic_id)
        .outerjoin(above, above.id == topic.parent_id)
        .outerjoin(top, top.id == above.parent_id)
        .where(
            MustRead.ended_at.is_(None),
            Article.state == ArticleState.PUBLISHED,
            or_(*(one.programme_id.in_(programmes) for one in (Article, topic, above, top))),
        )
        .options(
            joinedload(MustRead.department),
            joinedload(MustRead.programme),
            contains_eager(MustRead.article)
            .joinedload(Article.published)
            .load_only(Revision.title),
        )
        .order_by(MustRead.due_on, MustRead.id)
        .limit(limit)
    )
    rows = list(db.session.scalars(query))
    counts = _counts([one.id for one in rows]) if rows else {}
    return [Progress(one, *counts.get(one.id, (0, 0))) for one in rows]


def progress_of(one: MustRead) -> Progress:
    return Progress(one, *_counts([one.id]).get(one.id, (0, 0)))


def missing(one: MustRead, limit: int | None = None, offset: int = 0) -> list[Person]:
    """Who is asked and has not said that they have read it, by name."""
    query = (
        _who_is_missing(one, Person)
        .options(lazyload(Person.grants))
        .order_by(Person.name_key, Person.id)
        .limit(limit)
        .offset(offset)
    )
    return list(db.session.scalars(query))


def missing_ids(one: MustRead) -> list[int]:
    return list(db.session.scalars(_who_is_missing(one, Person.id).order_by(Person.id)))


def running_must_reads() -> list[MustRead]:
    """Every must-read of a published article."""
    query = (
        select(MustRead)
        .join(MustRead.article)
        .where(MustRead.ended_at.is_(None), Article.state == ArticleState.PUBLISHED)
        .options(contains_eager(MustRead.article).joinedload(Article.published))
        .order_by(MustRead.id)
    )
    return list(db.session.scalars(query))


def major_number(article: Article) -> int:
    """The revision whose readers need not read the published text again, and all after it."""
    if article.published is None:
        return 0
    number = major_of(literal(article.id), literal(article.published.number))
    return db.session.scalar(select(number)) or 1


def major_of(
    article_id: SQLColumnExpression[Any], shown: SQLColumnExpression[Any]
) -> ColumnElement[int]:
    """The same as a column, of an article that shows readers the revision of this number."""
    revision = aliased(Revision)
    number = select(func.max(revision.number)).where(
        revision.article_id == article_id,
        revision.number <= shown,
        revision.is_minor.is_(False),
    )
    return func.coalesce(number.correlate_except(revision).scalar_subquery(), 1)


def departments() -> list[tuple[int, str]]:
    """The departments that somebody who takes part belongs to, as choices of a form."""
    query = (
        select(Department.id, Department.name)
        .where(Department.id.in_(select(Person.department_id).where(takes_part())))
        .order_by(Department.name)
    )
    return [(number, name) for number, name in db.session.execute(query)]


def is_asked() -> ColumnElement[bool]:
    """Whether a must-read asks a person, for queries over both with the article between them.

    Who wrote the text knows it.
    """
    enrolled = select(Enrolment.id).where(
        Enrolment.person_id == Person.id, Enrolment.state == EnrolmentState.ACTIVE
    )
    along = select(ArticleAuthor.person_id).where(
        ArticleAuthor.article_id == Article.id, ArticleAuthor.person_id == Person.id
    )
    granted = select(RoleGrant.id).where(
        RoleGrant.person_id == Person.id, RoleGrant.role == MustRead.role
    )
    reached = or_(
        MustRead.audience == Audience.EVERYBODY,
        MustRead.department_id == Person.department_id,
        enrolled.where(Enrolment.programme_id == MustRead.programme_id).exists(),
        enrolled.where(Enrolment.role == MustRead.role).exists(),
        granted.exists(),
    )
    return and_(takes_part(), reached, Person.id != Article.author_id, ~along.exists())


def is_running() -> ColumnElement[bool]:
    return and_(MustRead.ended_at.is_(None), Article.state == ArticleState.PUBLISHED)


def said_at() -> ScalarSelect[datetime]:
    """When a person said that they have read what readers see now, small changes aside."""
    return (
        select(func.max(Acknowledgement.acknowledged_at))
        .where(
            Acknowledgement.article_id == Article.id,
            Acknowledgement.person_id == Person.id,
            Acknowledgement.number >= major_of(Article.id, _Published.number),
        )
        .correlate(Article, Person, _Published)
        .scalar_subquery()
    )


def with_people(query: Select[*tuple[Any, ...]]) -> Select[Any]:
    """A query over must-reads, their published articles, and everybody whom each asks."""
    return (
        query.select_from(MustRead)
        .join(Article, Article.id == MustRead.article_id)
        .join(_Published, _Published.id == Article.published_id)
        .join(Person, is_asked())
        .where(is_running())
    )


def published_title() -> ColumnElement[str]:
    """The title that readers see, in queries made by `with_people`."""
    return _Published.title.expression


def _asked(person: Person, *conditions: ColumnElement[bool], limit: int) -> list[Asked]:
    said = func.min(said_at())
    query = (
        with_people(select(Article.id, func.min(MustRead.due_on), said))
        .where(Person.id == person.id, *conditions)
        .group_by(Article.id)
        .order_by(case((said.is_(None), 0), else_=1), func.min(MustRead.due_on), Article.id)
        .limit(limit)
    )
    rows = db.session.execute(query).all()
    ids = [row[0] for row in rows]
    loaded = (
        select(Article)
        .where(Article.id.in_(ids))
        .options(joinedload(Article.published).load_only(Revision.title, Revision.number))
    )
    known = {one.id: one for one in db.session.scalars(loaded)} if ids else {}
    return [Asked(known[number], due_on, at) for number, due_on, at in rows]


def _counts(ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """By must-read, how many people it asks and how many of them have read it."""
    said = said_at()
    each = (
        with_people(select(MustRead.id.label("id"), said.label("said")))
        .where(MustRead.id.in_(ids))
        .subquery()
    )
    query = select(each.c.id, func.count(), func.count(each.c.said)).group_by(each.c.id)
    return {number: (people, done) for number, people, done in db.session.execute(query)}


def _who_is_missing(one: MustRead, what: Any) -> Select[Any]:
    said = said_at()
    return with_people(select(what)).where(MustRead.id == one.id, said.is_(None))


_ARTICLE = (
    joinedload(MustRead.article).options(
        joinedload(Article.published).load_only(Revision.title, Revision.number),
        joinedload(Article.programme),
        joinedload(Article.topic).options(
            joinedload(Topic.programme),
            joinedload(Topic.parent).options(
                joinedload(Topic.programme),
                joinedload(Topic.parent).joinedload(Topic.programme),
            ),
        ),
    ),
)
