"""Articles chosen for one reader, each with its reason."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain, zip_longest

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from learning.academy.models import (
    Article,
    ArticleAuthor,
    ArticleState,
    Path,
    PathFollower,
    PathStep,
    PicksDeclined,
    Reading,
    StepTick,
    Topic,
    TopicFollower,
)
from learning.academy.queries.articles import card_options
from learning.academy.queries.documents import viewer_keys
from learning.academy.search import Gateway
from learning.extensions import db
from learning.people.models import Direction, Person, PersonLanguage

MOST_SKILLS = 5
LOOKED_AT = 12  # found for each skill, of which some will have been read


class Reason(StrEnum):
    PATH = "path"
    TOPIC = "topic"
    SKILL = "skill"


@dataclass(frozen=True)
class Pick:
    """An article somebody may want to read, and why: their path, topic or wanted skill."""

    article: Article
    reason: Reason
    name: str


def wants_picks(person: Person) -> bool:
    """Whether the academy may choose for this person; nobody is asked, everybody may decline."""
    return db.session.get(PicksDeclined, person.id) is None


def follows(person: Person, topic: Topic) -> bool:
    return db.session.get(TopicFollower, (topic.id, person.id)) is not None


def picks_for(person: Person, search: Gateway, limit: int) -> list[Pick]:
    """What this person has not opened and did not write, from paths, topics and skills in turn."""
    sources = (_of_paths(person, limit), _of_topics(person, limit), _of_skills(person, search))
    by_turns = zip_longest(*sources)
    chosen: dict[int, Pick] = {}
    for pick in filter(None, chain.from_iterable(by_turns)):
        chosen.setdefault(pick.article.id, pick)
    return list(chosen.values())[:limit]


def _of_paths(person: Person, limit: int) -> Iterator[Pick]:
    """The next articles of the paths somebody is on, of the one they went on with last first."""
    ticked = select(StepTick.step_id).where(StepTick.person_id == person.id)
    query = (
        _unread(person)
        .add_columns(Path.title)
        .join(PathStep, PathStep.article_id == Article.id)
        .join(Path, Path.id == PathStep.path_id)
        .join(PathFollower, PathFollower.path_id == Path.id)
        .where(
            PathFollower.person_id == person.id,
            PathFollower.left_at.is_(None),
            PathStep.removed_at.is_(None),
            PathStep.id.not_in(ticked),
            Path.published_at.is_not(None),
        )
        .order_by(PathFollower.went_on_at.desc(), PathStep.position)
        .limit(limit)
    )
    for article, title in db.session.execute(query.options(*card_options())):
        yield Pick(article, Reason.PATH, title)


def new_in_topics(person: Person, since: datetime, limit: int) -> list[Article]:
    """What was published since then in the topics somebody follows, the newest first."""
    query = _newest_of_topics(person, limit).where(Article.published_at >= since)
    return list(db.session.scalars(query.options(*card_options())))


def _of_topics(person: Person, limit: int) -> Iterator[Pick]:
    """The newest of the topics somebody follows, and of those below them."""
    newest = _newest_of_topics(person, limit)
    for article in db.session.scalars(newest.options(*card_options())):
        if article.topic is not None:
            yield Pick(article, Reason.TOPIC, article.topic.name)


def _newest_of_topics(person: Person, limit: int) -> Select[Article]:
    followed = select(TopicFollower.topic_id).where(TopicFollower.person_id == person.id)
    above = aliased(Topic)
    topics = (  # topics nest three levels deep
        select(Topic.id)
        .outerjoin(above, above.id == Topic.parent_id)
        .where(or_(*(one.in_(followed) for one in (Topic.id, Topic.parent_id, above.parent_id))))
    )
    newest = _unread(person).where(Article.topic_id.in_(topics))
    return newest.order_by(Article.published_at.desc(), Article.id.desc()).limit(limit)


def _of_skills(person: Person, search: Gateway) -> Iterator[Pick]:
    """What search finds for the skills somebody wants to learn, the best for each first."""
    wanted = [one.skill.name for one in person.skills if one.direction == Direction.WANTS]
    found = {name: _found(search, person, name) for name in wanted[:MOST_SKILLS]}
    ids = set(chain.from_iterable(found.values()))
    if not ids:
        return
    query = _unread(person).where(Article.id.in_(ids))
    known = {one.id: one for one in db.session.scalars(query.options(*card_options()))}
    of_each = [[(name, one) for one in ids if one in known] for name, ids in found.items()]
    for name, article_id in filter(None, chain.from_iterable(zip_longest(*of_each))):
        yield Pick(known[article_id], Reason.SKILL, name)


def _found(search: Gateway, person: Person, name: str) -> Iterable[int]:
    quoted = name.replace('"', " ")
    hits = search.find(f'type:article "{quoted}"', viewer_keys(person), LOOKED_AT).hits
    return [hit.id for hit in hits]


def _unread(person: Person) -> Select[Article]:
    """Published, in a language the person reads, not opened and not written by them."""
    opened = select(Reading.article_id).where(Reading.person_id == person.id)
    reads = select(PersonLanguage.code).where(
        PersonLanguage.person_id == person.id, PersonLanguage.reads
    )
    along = select(ArticleAuthor.article_id).where(ArticleAuthor.person_id == person.id)
    return select(Article).where(
        Article.state == ArticleState.PUBLISHED,
        Article.obsolete_at.is_(None),
        Article.author_id != person.id,
        or_(Article.language == person.language, Article.language.in_(reads)),
        Article.id.not_in(opened),
        Article.id.not_in(along),
    )
