"""What readers doubt and suggest, what is due, and who is asked about it."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload, lazyload, selectinload

from learning.academy.models import (
    Article,
    ArticleState,
    HandOver,
    OutdatedFlag,
    Reading,
    Remark,
    Revision,
    SubmissionDecision,
    Successor,
    Suggestion,
)
from learning.academy.queries.review import active_people, holders, reviewers_of, scope_of
from learning.extensions import db
from learning.people.models import Person, Role

SOON = timedelta(days=14)


def approvals_of(article: Article) -> set[int]:
    """Who has approved the newest text."""
    query = select(SubmissionDecision.reviewer_id).where(
        SubmissionDecision.revision_id == article.newest_id,
        SubmissionDecision.is_published.is_(True),
    )
    return set(db.session.scalars(query))


def only_minor_since(article: Article, revision: Revision) -> bool:
    """Whether nothing but minor changes came between what readers see and this revision."""
    if article.published is None:
        return False
    query = select(func.count(Revision.id)).where(
        Revision.article_id == article.id,
        Revision.number > article.published.number,
        Revision.number <= revision.number,
        Revision.is_minor.is_(False),
    )
    return not db.session.scalar(query)


def remarks_on(article: Article) -> list[Remark]:
    """Remarks that are not settled, in the order of the text."""
    query = (
        select(Remark)
        .where(Remark.article_id == article.id, Remark.settled_at.is_(None))
        .options(joinedload(Remark.reviewer).options(lazyload(Person.grants)))
        .order_by(Remark.line, Remark.id)
    )
    return list(db.session.scalars(query))


def remark_of(article: Article, remark_id: int) -> Remark | None:
    query = select(Remark).where(Remark.article_id == article.id, Remark.id == remark_id)
    return db.session.scalar(query)


def suggestions_for(article: Article) -> list[Suggestion]:
    """What readers suggest and nobody has answered, the oldest first."""
    query = (
        select(Suggestion)
        .where(Suggestion.article_id == article.id, Suggestion.decided_at.is_(None))
        .options(
            joinedload(Suggestion.person).options(lazyload(Person.grants)),
            joinedload(Suggestion.revision),
        )
        .order_by(Suggestion.made_at, Suggestion.id)
        .limit(12)
    )
    return list(db.session.scalars(query))


def suggestion_of(article: Article, suggestion_id: int) -> Suggestion | None:
    query = select(Suggestion).where(
        Suggestion.article_id == article.id, Suggestion.id == suggestion_id
    )
    return db.session.scalar(query)


def helpers_of(article: Article) -> list[Person]:
    """Whose suggestions are part of the published text."""
    if article.published is None:
        return []
    query = (
        select(Person)
        .where(
            Person.id.in_(
                select(Revision.suggested_by).where(
                    Revision.article_id == article.id,
                    Revision.number <= article.published.number,
                    Revision.suggested_by.is_not(None),
                )
            )
        )
        .options(lazyload(Person.grants))
        .order_by(Person.name)
    )
    return list(db.session.scalars(query))


def flags_on(article: Article) -> list[OutdatedFlag]:
    """Doubts that nobody has answered, the oldest first."""
    query = (
        select(OutdatedFlag)
        .where(OutdatedFlag.article_id == article.id, OutdatedFlag.answered_at.is_(None))
        .options(joinedload(OutdatedFlag.person).options(lazyload(Person.grants)))
        .order_by(OutdatedFlag.flagged_at, OutdatedFlag.id)
    )
    return list(db.session.scalars(query))


def flag_of(article: Article, flag_id: int) -> OutdatedFlag | None:
    query = select(OutdatedFlag).where(
        OutdatedFlag.article_id == article.id, OutdatedFlag.id == flag_id
    )
    return db.session.scalar(query)


def due_for(person: Person, today: date, limit: int, offset: int = 0) -> list[Article]:
    """Articles that this person may verify and whose verification ends soon or is over."""
    query = (
        select(Article)
        .where(*_due(person, today))
        .options(
            joinedload(Article.published).load_only(
                Revision.article_id, Revision.title, Revision.number
            ),
            joinedload(Article.author).options(lazyload(Person.grants)),
            joinedload(Article.topic),
        )
        .order_by(Article.flagged_at.is_(None), Article.verified_until, Article.id)
        .limit(limit)
        .offset(offset)
    )
    return list(db.session.scalars(query))


def due_count(person: Person, today: date) -> int:
    query = select(func.count(Article.id)).where(*_due(person, today))
    return db.session.scalar(query) or 0


def verifiers_of(article: Article) -> list[Person]:
    """Who is asked to look again: whoever vouched, or the topic's group."""
    if article.verified_by is not None and not article.is_verified_by_group:
        found = active_people(Person.id == article.verified_by)
        if found:
            return found
    return reviewers_of(article)


def keepers_of_article(article: Article) -> list[Person]:
    """The leads of the article's programme or topic; without them, moderators."""
    line = article.topic.line if article.topic else []
    programmes = [article.programme, *(topic.programme for topic in line)]
    ids = {lead.person_id for one in programmes if one for lead in one.leads}
    return active_people(Person.id.in_(ids)) or active_people(
        Person.id.in_(holders(Role.MODERATOR))
    )


def readers_since(article: Article, since: datetime) -> int:
    """How many people have opened it since."""
    query = select(func.count(Reading.id)).where(
        Reading.article_id == article.id, Reading.last_at >= since
    )
    return db.session.scalar(query) or 0


def likely_owner(article: Article) -> Person | None:
    """Who should look after a leaver's article: a co-author, whoever vouched for it, its busiest
    editor, an expert for its topic, in this order."""
    along = [one.person for one in article.co_authors]
    editors = (
        select(Revision.author_id)
        .where(Revision.article_id == article.id, Revision.author_id != article.author_id)
        .group_by(Revision.author_id)
        .order_by(func.count(Revision.id).desc(), Revision.author_id)
    )
    line = article.topic.line if article.topic else []
    ids = [
        *(one.id for one in along),
        *([article.verified_by] if article.verified_by else []),
        *db.session.scalars(editors),
        *(expert.person_id for one in line for expert in one.experts if expert.is_named),
    ]
    known = {one.id: one for one in active_people(Person.id.in_(ids))}
    return next((known[one] for one in ids if one in known and one != article.author_id), None)


def hand_overs_for(person: Person) -> tuple[list[HandOver], list[HandOver]]:
    """What this person is asked to take over, and what waits in their scope for anybody."""
    query = (
        select(HandOver)
        .join(HandOver.article)
        .where(HandOver.settled_at.is_(None))
        .options(
            joinedload(HandOver.article)
            .joinedload(Article.newest)
            .load_only(Revision.article_id, Revision.title),
            joinedload(HandOver.leaver).options(lazyload(Person.grants)),
            joinedload(HandOver.asked).options(lazyload(Person.grants)),
        )
        .order_by(HandOver.asked_at, HandOver.id)
        .limit(50)
    )
    own = query.where(HandOver.asked_id == person.id, HandOver.declined_at.is_(None))
    asked = list(db.session.scalars(own))
    if not person.roles & {Role.MODERATOR, Role.PROGRAMME_LEAD}:
        return asked, []
    return asked, list(db.session.scalars(query.where(*_in_scope(person))))


def hand_over_by_id(hand_over_id: int) -> HandOver | None:
    return db.session.get(HandOver, hand_over_id)


def binned(person: Person, limit: int = 50) -> list[Article]:
    """What lies in the bin and this person may take out, the latest first."""
    query = (
        select(Article)
        .where(Article.state == ArticleState.BINNED)
        .options(joinedload(Article.newest).load_only(Revision.article_id, Revision.title))
        .order_by(Article.binned_at.desc())
        .limit(limit)
    )
    if Role.MODERATOR not in person.roles:
        scope = scope_of(person)
        led = Article.programme_id.in_(scope.programme_ids)
        query = query.where(or_(Article.author_id == person.id, led))
    return list(db.session.scalars(query))


def successor_of(article_id: int) -> Successor | None:
    """What stands in the place of an article that readers no longer find."""
    query = (
        select(Successor)
        .join(Successor.successor)
        .where(Successor.article_id == article_id, Article.state == ArticleState.PUBLISHED)
        .options(joinedload(Successor.successor).joinedload(Article.published))
    )
    return db.session.scalar(query)


def published_by_ids(ids: Collection[int]) -> list[Article]:
    """These articles as far as they are published, with what the policy looks at."""
    query = (
        select(Article)
        .where(Article.id.in_(ids), Article.state == ArticleState.PUBLISHED)
        .options(selectinload(Article.co_authors), joinedload(Article.topic))
    )
    return list(db.session.scalars(query))


def _due(person: Person, today: date) -> list[ColumnElement[bool]]:
    is_due = or_(
        Article.verified_until <= today + SOON,
        Article.verified_id != Article.published_id,
        Article.flagged_at.is_not(None),
    )
    return [
        Article.state == ArticleState.PUBLISHED,
        Article.obsolete_at.is_(None),
        is_due,
        *_in_scope(person),
    ]


def _in_scope(person: Person) -> list[ColumnElement[bool]]:
    scope = scope_of(person)
    if scope.everything:
        return []
    return [
        or_(
            Article.topic_id.in_(scope.topic_ids),
            Article.programme_id.in_(scope.programme_ids),
        )
    ]
