"""The tree of topics, and the colleagues who answer for them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload, lazyload, selectinload

from learning.academy.models import Article, ArticleState, Topic, TopicExpert
from learning.extensions import db
from learning.people.models import Person, PersonLanguage
from learning.people.queries.people import is_open, takes_part
from learning.people.rules.profile import Field, may_read
from learning.people.rules.text import folded, like_pattern


@dataclass
class TopicNode:
    """A topic with the topics below it; `total` counts the published articles of all of them."""

    id: int
    name: str
    own: int
    children: list["TopicNode"] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.own + sum(child.total for child in self.children)

    def flat(self, depth: int = 0) -> Iterator[tuple[int, "TopicNode"]]:
        """This topic and all below it, each with its depth."""
        yield depth, self
        for child in self.children:
            yield from child.flat(depth + 1)


@dataclass(frozen=True)
class ExpertCard:
    """Somebody of the League of Experts: their topics and how much they have published."""

    person: Person
    topics: list[Topic]
    articles: int
    languages: list[str]


def topic_by_id(topic_id: int) -> Topic | None:
    """The topic with those above it and the experts of each."""
    query = (
        select(Topic)
        .where(Topic.id == topic_id)
        .options(joinedload(Topic.parent).joinedload(Topic.parent), joinedload(Topic.programme))
    )
    return db.session.scalar(query)


def topic_tree() -> list[TopicNode]:
    """Every topic, by name, with how many published articles it has of its own."""
    query = (
        select(Topic.id, Topic.name, Topic.parent_id, func.count(Article.id))
        .outerjoin(
            Article,
            and_(Article.topic_id == Topic.id, Article.state == ArticleState.PUBLISHED),
        )
        .group_by(Topic.id)
        .order_by(func.lower(Topic.name), Topic.id)
    )
    rows = db.session.execute(query).all()
    nodes = {number: TopicNode(number, name, count) for number, name, _above, count in rows}
    for number, _name, above, _count in rows:
        if above is not None:
            nodes[above].children.append(nodes[number])
    return [nodes[number] for number, _name, above, _count in rows if above is None]


def topic_choices(tree: list[TopicNode]) -> list[tuple[int, str]]:
    """Topics as choices of a form, those below one another indented."""
    return [
        ("\u2003" * depth + node.name, node.id)[::-1]
        for root in tree
        for depth, node in root.flat()
    ]


def branch(topic: Topic) -> tuple[frozenset[int], list[Topic]]:
    """The numbers of the topic and all below it, and those right below it by name."""
    everything = list(db.session.scalars(select(Topic).order_by(func.lower(Topic.name), Topic.id)))
    found = {topic.id}
    while more := {one.id for one in everything if one.parent_id in found} - found:
        found |= more
    return frozenset(found), [one for one in everything if one.parent_id == topic.id]


def with_topics_below(ids: Collection[int]) -> frozenset[int]:
    """These topics and all below them."""
    if not ids:
        return frozenset()
    parents = dict(db.session.execute(select(Topic.id, Topic.parent_id)).all())
    found = set(ids)
    while more := {one for one, above in parents.items() if above in found} - found:
        found |= more
    return frozenset(found)


def in_branch(topic_id: int) -> Select[int]:
    """The topic and all below it, as a subquery; topics nest `MAX_DEPTH` levels."""
    above, top = aliased(Topic), aliased(Topic)
    return (
        select(Topic.id)
        .outerjoin(above, above.id == Topic.parent_id)
        .outerjoin(top, top.id == above.parent_id)
        .where(or_(Topic.id == topic_id, above.id == topic_id, top.id == topic_id))
    )


def expert_by_id(expert_id: int) -> TopicExpert | None:
    query = (
        select(TopicExpert)
        .where(TopicExpert.id == expert_id)
        .options(joinedload(TopicExpert.topic).joinedload(Topic.programme))
    )
    return db.session.scalar(query)


def experts_of(topic: Topic) -> list[TopicExpert]:
    """Who is named for this very topic, by name."""
    query = (
        select(TopicExpert)
        .join(TopicExpert.person)
        .where(TopicExpert.topic_id == topic.id, *_named())
        .options(joinedload(TopicExpert.person).options(lazyload(Person.grants)))
        .order_by(Person.name_key)
    )
    return list(db.session.scalars(query))


def named_and_proposed(topic: Topic) -> tuple[list[TopicExpert], list[TopicExpert]]:
    """Who is named for this very topic, by name, and who waits for a word, the oldest first."""
    query = (
        select(TopicExpert)
        .join(TopicExpert.person)
        .where(TopicExpert.topic_id == topic.id, TopicExpert.lapsed_at.is_(None), takes_part())
        .options(joinedload(TopicExpert.person).options(lazyload(Person.grants)))
        .order_by(Person.name_key, TopicExpert.id)
    )
    found = list(db.session.scalars(query))
    proposed = [one for one in found if not one.is_named]
    named = [one for one in found if one.is_named]
    return named, sorted(proposed, key=lambda one: one.nominated_at)


def experts(
    topic_id: int | None, language: str, text: str, limit: int, offset: int = 0
) -> tuple[list[ExpertCard], int]:
    """A page of the League of Experts by name, and how many there are in all.

    `topic_id` means the topic and those below it; `language` one that the expert speaks; `text` a
    part of the name.
    """
    conditions: list[ColumnElement[bool]] = [*_named()]
    if topic_id is not None:
        conditions.append(TopicExpert.topic_id.in_(in_branch(topic_id)))
    if language:
        speakers = select(PersonLanguage.person_id).where(PersonLanguage.code == language)
        conditions += [Person.id.in_(speakers), is_open(Field.LANGUAGES)]
    conditions += [
        Person.name_key.like(like_pattern(word), escape="\\") for word in folded(text).split()
    ]
    named = select(TopicExpert.person_id).join(TopicExpert.person).where(*conditions)
    people = select(Person).where(Person.id.in_(named))
    total = db.session.scalar(select(func.count()).select_from(people.subquery())) or 0
    query = (
        people.options(lazyload(Person.grants), selectinload(Person.languages))
        .order_by(Person.name_key, Person.id)
        .limit(limit)
        .offset(offset)
    )
    found = list(db.session.scalars(query))
    topics = _topics_by_person([person.id for person in found])
    counts = _articles_by_person([person.id for person in found])
    cards = [
        ExpertCard(
            person,
            topics.get(person.id, []),
            counts.get(person.id, 0),
            [one.code for one in person.languages] if _tells_languages(person) else [],
        )
        for person in found
    ]
    return cards, total


def _tells_languages(person: Person) -> bool:
    return may_read(person.privacy, Field.LANGUAGES, is_owner=False, is_tied=False)


def _topics_by_person(ids: Collection[int]) -> dict[int, list[Topic]]:
    query = (
        select(TopicExpert)
        .where(
            TopicExpert.person_id.in_(ids),
            TopicExpert.confirmed_at.is_not(None),
            TopicExpert.lapsed_at.is_(None),
        )
        .options(joinedload(TopicExpert.topic))
    )
    found: dict[int, list[Topic]] = {}
    for expert in db.session.scalars(query):
        found.setdefault(expert.person_id, []).append(expert.topic)
    return {who: sorted(topics, key=lambda one: one.name) for who, topics in found.items()}


def _articles_by_person(ids: Collection[int]) -> dict[int, int]:
    if not ids:
        return {}
    query = (
        select(Article.author_id, func.count(Article.id))
        .where(Article.author_id.in_(ids), Article.state == ArticleState.PUBLISHED)
        .group_by(Article.author_id)
    )
    return dict(db.session.execute(query).all())


def _named() -> tuple[ColumnElement[bool], ...]:
    return (
        TopicExpert.confirmed_at.is_not(None),
        TopicExpert.lapsed_at.is_(None),
        takes_part(),
    )
