"""Submissions that wait, and who decides on them."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload, lazyload

from learning.academy.models import Article, ArticleAuthor, Revision, Topic, TopicExpert
from learning.academy.queries.topics import with_topics_below
from learning.extensions import db
from learning.people.models import Person, Role, RoleGrant
from learning.programmes.models import ProgrammeLead


@dataclass(frozen=True)
class Scope:
    """What somebody answers for: everything, or these topics and programmes."""

    everything: bool
    topic_ids: frozenset[int]
    programme_ids: frozenset[int]


def is_topic_expert(person: Person) -> bool:
    """Whether this person is named for any topic."""
    return db.session.scalar(_expert_topics(person).limit(1)) is not None


def review_duty(person: Person) -> tuple[bool, int]:
    """Whether this person is named for any topic, and how many texts they may decide on."""
    waiting = select(func.count(Article.id)).where(*_waiting(person)).scalar_subquery()
    is_expert, count = db.session.execute(select(_expert_topics(person).exists(), waiting)).one()
    return bool(is_expert), count


def scope_of(person: Person) -> Scope:
    """The topics and programmes whose submissions this person decides on."""
    if Role.MODERATOR in person.roles:
        return Scope(True, frozenset(), frozenset())
    led: frozenset[int] = frozenset()
    if Role.PROGRAMME_LEAD in person.roles:
        query = select(ProgrammeLead.programme_id).where(ProgrammeLead.person_id == person.id)
        led = frozenset(db.session.scalars(query))
    roots = set(db.session.scalars(_expert_topics(person)))
    if led:
        roots |= set(db.session.scalars(select(Topic.id).where(Topic.programme_id.in_(led))))
    return Scope(False, with_topics_below(roots), led)


def waiting_for(person: Person, limit: int, offset: int = 0) -> list[Article]:
    """Submissions of others in this person's scope, the one that waits longest first."""
    query = (
        select(Article)
        .where(*_waiting(person))
        .options(
            joinedload(Article.newest).load_only(
                Revision.article_id, Revision.number, Revision.title, Revision.summary
            ),
            joinedload(Article.author).options(lazyload(Person.grants)),
            joinedload(Article.topic),
        )
        .order_by(Article.submitted_at, Article.id)
        .limit(limit)
        .offset(offset)
    )
    return list(db.session.scalars(query))


def waiting_count(person: Person) -> int:
    return db.session.scalar(select(func.count(Article.id)).where(*_waiting(person))) or 0


def reviewers_of(article: Article) -> list[Person]:
    """Who is told of a submission: the topic's experts and the leads; without them, moderators."""
    line = article.topic.line if article.topic else []
    ids = {expert.person_id for topic in line for expert in topic.experts if expert.is_named}
    for programme in [article.programme, *(topic.programme for topic in line)]:
        ids |= {lead.person_id for lead in programme.leads} if programme else set()
    found = active_people(Person.id.in_(ids - article.author_ids))
    if found:
        return found
    moderators = holders(Role.MODERATOR)
    return active_people(Person.id.in_(moderators) & Person.id.not_in(article.author_ids))


def keepers_of(topic: Topic) -> list[Person]:
    """Who confirms the topic's experts: its programme's leads, else every lead, else moderators."""
    if topic.programme is not None:
        found = active_people(Person.id.in_([lead.person_id for lead in topic.programme.leads]))
    else:
        found = active_people(Person.id.in_(holders(Role.PROGRAMME_LEAD)))
    return found or active_people(Person.id.in_(holders(Role.MODERATOR)))


def holders(role: Role) -> Select[int]:
    """The people who hold a role."""
    return select(RoleGrant.person_id).where(RoleGrant.role == role)


def active_people(condition: ColumnElement[bool]) -> list[Person]:
    """Those of them who still work here."""
    query = select(Person).where(condition, Person.deactivated_at.is_(None)).order_by(Person.id)
    return list(db.session.scalars(query))


def _expert_topics(person: Person) -> Select[int]:
    return select(TopicExpert.topic_id).where(
        TopicExpert.person_id == person.id,
        TopicExpert.confirmed_at.is_not(None),
        TopicExpert.lapsed_at.is_(None),
    )


def _waiting(person: Person) -> list[ColumnElement[bool]]:
    along = select(ArticleAuthor.article_id).where(ArticleAuthor.person_id == person.id)
    conditions = [
        Article.submitted_at.is_not(None),
        Article.author_id != person.id,
        Article.id.not_in(along),
    ]
    if Role.MODERATOR in person.roles:
        return conditions
    led = select(ProgrammeLead.programme_id).where(ProgrammeLead.person_id == person.id)
    is_lead = Role.PROGRAMME_LEAD in person.roles
    above, top = aliased(Topic), aliased(Topic)  # topics nest three levels deep
    topics = (
        select(Topic.id)
        .outerjoin(above, above.id == Topic.parent_id)
        .outerjoin(top, top.id == above.parent_id)
        .where(
            or_(
                *(one.id.in_(_expert_topics(person)) for one in (Topic, above, top)),
                *(one.programme_id.in_(led) for one in (Topic, above, top) if is_lead),
            )
        )
    )
    answers_for = [Article.topic_id.in_(topics)]
    if is_lead:
        answers_for.append(Article.programme_id.in_(led))
    return [*conditions, or_(*answers_for)]
