"""Learning paths as followers and editors meet them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, lazyload

from learning.academy.models import (
    Acknowledgement,
    Article,
    ArticleState,
    Path,
    PathFollower,
    PathNeed,
    PathStep,
    Revision,
    StepKind,
    StepTick,
    Talk,
    TalkSeat,
    Teaching,
    Topic,
)
from learning.academy.queries.duties import major_of
from learning.academy.rules import paths as rules
from learning.activity.models import Fact
from learning.extensions import db
from learning.people.models import Direction, Person, PersonSkill, Skill


@dataclass(frozen=True)
class Overview:
    """A path in a list: how long it is, and how far the reader has come."""

    path: Path
    steps: int = 0
    minutes: int = 0
    done: int = 0
    is_followed: bool = False

    @property
    def is_finished(self) -> bool:
        return self.steps > 0 and self.done == self.steps


@dataclass(frozen=True)
class StepView:
    """A step on the page of somebody who may follow the path."""

    step: PathStep
    is_done: bool
    is_ticked: bool  # by their own word, which they can take back
    is_locked: bool
    is_next: bool
    is_there: bool  # what it leads to can be read at present
    is_changed: bool  # done once, but the text has changed since, beyond small things
    teaching: Teaching | None = None


@dataclass(frozen=True)
class Occasion:
    """A session, a solved case, an accepted answer or a talk of mine, and who the other was."""

    verb: str
    at: datetime
    other: Person

    @property
    def key(self) -> str:
        return f"{self.verb}-{self.other.id}-{int(self.at.timestamp())}"


# What one does, and what is then recorded of the other, of one and the same object.
TAUGHT = {
    "session_held": "session_held",
    "clinic_solved": "clinic_helped",
    "answer_accepted": "question_asked",
}


def path(path_id: int) -> Path | None:
    """The path with its topic, those above it, and the paths that come before."""
    query = (
        select(Path)
        .where(Path.id == path_id)
        .options(
            joinedload(Path.author).options(lazyload(Person.grants)),
            joinedload(Path.topic).options(
                joinedload(Topic.programme),
                joinedload(Topic.parent).options(
                    joinedload(Topic.programme),
                    joinedload(Topic.parent).joinedload(Topic.programme),
                ),
            ),
        )
    )
    return db.session.scalar(query)


def paths(
    person: Person,
    limit: int,
    offset: int = 0,
    *,
    topic_ids: Collection[int] | None = None,
    followed_alone: bool = False,
) -> tuple[list[Overview], int]:
    """Published paths and how many there are: those one follows and has gone on with last first."""
    mine = aliased(PathFollower)
    query = (
        select(Path, mine.path_id, func.count().over())
        .outerjoin(
            mine,
            and_(mine.path_id == Path.id, mine.person_id == person.id, mine.left_at.is_(None)),
        )
        .where(Path.published_at.is_not(None))
        .options(joinedload(Path.topic), joinedload(Path.author).options(lazyload(Person.grants)))
        .order_by(
            case((mine.path_id.is_(None), 2), (mine.finished_at.is_(None), 0), else_=1),
            case((mine.path_id.is_(None), Path.published_at), else_=mine.went_on_at).desc(),
            Path.id.desc(),
        )
        .limit(limit)
        .offset(offset)
    )
    if topic_ids is not None:
        query = query.where(Path.topic_id.in_(topic_ids))
    if followed_alone:
        query = query.where(mine.path_id.is_not(None))
    rows = db.session.execute(query).all()
    found = [(one, followed is not None) for one, followed, _total in rows]
    return _overviews(person, found), rows[0][2] if rows else 0


def drafts_by(person: Person) -> list[Path]:
    """Paths of one's own that colleagues do not see yet, the newest first."""
    query = select(Path).where(Path.author_id == person.id, Path.published_at.is_(None))
    return list(db.session.scalars(query.order_by(Path.id.desc())))


def needed_by(one: Path, person: Person) -> list[Overview]:
    """The published paths that come before this one, and how far the person has come."""
    query = (
        select(Path)
        .join(PathNeed, PathNeed.needed_id == Path.id)
        .where(PathNeed.path_id == one.id, Path.published_at.is_not(None))
        .order_by(Path.title)
    )
    return _overviews(person, [(each, False) for each in db.session.scalars(query)])


def needs_of_all() -> dict[int, set[int]]:
    """Which paths each path comes after."""
    found: dict[int, set[int]] = {}
    for path_id, needed_id in db.session.execute(select(PathNeed.path_id, PathNeed.needed_id)):
        found.setdefault(path_id, set()).add(needed_id)
    return found


def path_choices(but: Path) -> list[tuple[int, str]]:
    """Other published paths as choices of a form."""
    query = select(Path.id, Path.title).where(Path.published_at.is_not(None), Path.id != but.id)
    return [(number, title) for number, title in db.session.execute(query.order_by(Path.title))]


def follower(one: Path, person: Person) -> PathFollower | None:
    return db.session.get(PathFollower, (one.id, person.id))


def follower_count(one: Path) -> int:
    query = select(func.count()).where(
        PathFollower.path_id == one.id, PathFollower.left_at.is_(None)
    )
    return db.session.scalar(query) or 0


def steps_of(one: Path) -> list[PathStep]:
    """The steps in their order, with what they lead to."""
    return [step for step, *_done in _steps(one, None)]


def steps_for(one: Path, person: Person) -> list[StepView]:
    """The steps in their order and how far the person is with each."""
    rows = _steps(one, person)
    there = {step.id: _is_there(step) for step, *_done in rows}
    places = [
        rules.Step(step.id, step.after_id, bool(done))
        for step, done, *_how in rows
        if there[step.id]
    ]
    closed, at = rules.locked(places), rules.next_step(places)
    asked = _teachings(person, [step.id for step, *_rest in rows if step.kind is StepKind.TEACH])
    return [
        StepView(
            step,
            bool(done),
            bool(ticked) and not step.kind.is_peer,
            step.id in closed,
            step.id == at,
            there[step.id],
            bool(was_done) and not done,
            asked.get(step.id),
        )
        for step, done, ticked, was_done in rows
    ]


def step_of(one: Path, step_id: int) -> PathStep | None:
    query = (
        select(PathStep)
        .where(PathStep.id == step_id, PathStep.path_id == one.id, PathStep.removed_at.is_(None))
        .options(joinedload(PathStep.skill), joinedload(PathStep.article))
    )
    return db.session.scalar(query)


def is_finished(one: Path, person: Person) -> bool:
    [overview] = _overviews(person, [(one, True)])
    return overview.is_finished


def learnt_from(person: Person, kind: StepKind, skill_id: int | None, since: datetime) -> bool:
    """Whether a session or a solved case since then is on record with somebody who teaches it."""
    mine, theirs = ("session_held",) * 2
    if kind is StepKind.CLINIC:
        mine, theirs = "clinic_helped", "clinic_solved"
    own, other = aliased(Fact), aliased(Fact)
    query = (
        select(own.id)
        .join(
            other,
            and_(
                other.object_kind == own.object_kind,
                other.object_id == own.object_id,
                other.verb == theirs,
                other.person_id != own.person_id,
            ),
        )
        .where(own.person_id == person.id, own.verb == mine, own.at >= since)
        .limit(1)
    )
    if skill_id is not None:
        teaches = select(PersonSkill.id).where(
            PersonSkill.person_id == other.person_id,
            PersonSkill.skill_id == skill_id,
            PersonSkill.direction == Direction.TEACHES,
        )
        query = query.where(teaches.exists())
    return db.session.scalar(query) is not None


def occasions(person: Person, since: datetime, limit: int) -> list[Occasion]:
    """When this person may have taught somebody something: what is on record, the latest first."""
    own, other = aliased(Fact), aliased(Fact)
    pairs = or_(*(and_(own.verb == mine, other.verb == theirs) for mine, theirs in TAUGHT.items()))
    query = (
        select(own.verb, func.max(own.at), Person)
        .join(
            other,
            and_(
                other.object_kind == own.object_kind,
                other.object_id == own.object_id,
                other.person_id != own.person_id,
                pairs,
            ),
        )
        .join(Person, Person.id == other.person_id)
        .where(own.person_id == person.id, own.at >= since, Person.deactivated_at.is_(None))
        .group_by(own.verb, Person.id)
        .order_by(func.max(own.at).desc())
        .limit(limit)
        .options(lazyload(Person.grants), lazyload(Person.department))
    )
    found = [Occasion(verb, at, who) for verb, at, who in db.session.execute(query)]
    return sorted([*found, *_talks_given(person, since, limit)], key=lambda one: one.at)[::-1]


def teaching(teaching_id: int) -> Teaching | None:
    query = (
        select(Teaching)
        .where(Teaching.id == teaching_id)
        .options(
            joinedload(Teaching.teacher),
            joinedload(Teaching.step).joinedload(PathStep.path),
            joinedload(Teaching.step).joinedload(PathStep.skill),
        )
    )
    return db.session.scalar(query)


def open_peer_steps() -> list[tuple[PathStep, Person, datetime]]:
    """Sessions and cases that somebody's path asks for, with the day since when they count."""
    ticked = select(StepTick.step_id).where(
        StepTick.step_id == PathStep.id, StepTick.person_id == PathFollower.person_id
    )
    query = (
        select(PathStep, Person, PathFollower.followed_at)
        .join(PathFollower, PathFollower.path_id == PathStep.path_id)
        .join(Person, Person.id == PathFollower.person_id)
        .join(Path, Path.id == PathStep.path_id)
        .where(
            PathStep.kind.in_((StepKind.MENTOR, StepKind.CLINIC)),
            PathStep.removed_at.is_(None),
            Path.published_at.is_not(None),
            PathFollower.left_at.is_(None),
            Person.deactivated_at.is_(None),
            ~ticked.exists(),
        )
        .options(contains_eager(PathStep.path), lazyload(Person.grants))
        .order_by(PathStep.id, Person.id)
    )
    return [(step, person, since) for step, person, since in db.session.execute(query)]


def skill_choices() -> list[tuple[int, str]]:
    """Skills that somebody teaches, by name, as choices of a form."""
    taught = select(PersonSkill.skill_id).where(PersonSkill.direction == Direction.TEACHES)
    query = (
        select(Skill.id, Skill.name)
        .where(Skill.id.in_(taught), Skill.merged_into_id.is_(None))
        .order_by(Skill.key)
    )
    return [(number, name) for number, name in db.session.execute(query)]


def done_by(person_id: int) -> ColumnElement[bool]:
    """Whether a person has done a step: ticked, confirmed as read, or been at the talk.

    Of an article only the text counts that readers see now, small changes aside.
    """
    said = select(Acknowledgement.id).where(
        Acknowledgement.article_id == PathStep.article_id,
        Acknowledgement.person_id == person_id,
        Acknowledgement.number >= _asked_for(),
    )
    attended = select(TalkSeat.id).where(
        TalkSeat.talk_id == PathStep.talk_id,
        TalkSeat.person_id == person_id,
        TalkSeat.attended_at.is_not(None),
    )
    return or_(_ticked_by(person_id), said.exists(), attended.exists())


def _ticked_by(person_id: int) -> ColumnElement[bool]:
    """Whether they say so themselves, of the text that readers see now."""
    ticked = select(StepTick.step_id).where(
        StepTick.step_id == PathStep.id,
        StepTick.person_id == person_id,
        or_(StepTick.number.is_(None), StepTick.number >= _asked_for()),
    )
    return ticked.exists()


def _was_done_by(person_id: int) -> ColumnElement[bool]:
    """Whether they have ever said so, be it of an earlier text."""
    said = select(Acknowledgement.id).where(
        Acknowledgement.article_id == PathStep.article_id, Acknowledgement.person_id == person_id
    )
    ticked = select(StepTick.step_id).where(
        StepTick.step_id == PathStep.id, StepTick.person_id == person_id
    )
    return or_(said.exists(), ticked.exists())


def _asked_for() -> ColumnElement[int]:
    """The number of the revision that a step asks its reader to have read, or a later one."""
    article, published = aliased(Article), aliased(Revision)
    shown = (
        select(published.number)
        .join(article, article.published_id == published.id)
        .where(article.id == PathStep.article_id)
        .correlate(PathStep)
    )
    return major_of(PathStep.article_id, shown.scalar_subquery())


def _overviews(person: Person, found: list[tuple[Path, bool]]) -> list[Overview]:
    is_done = case((done_by(person.id), 1), else_=0)
    query = (
        select(
            PathStep.path_id,
            func.count(),
            func.coalesce(func.sum(PathStep.minutes), 0),
            func.coalesce(func.sum(is_done), 0),
        )
        .outerjoin(Article, Article.id == PathStep.article_id)
        .where(
            PathStep.path_id.in_([one.id for one, _ in found]),
            PathStep.removed_at.is_(None),
            or_(PathStep.article_id.is_(None), Article.state == ArticleState.PUBLISHED),
        )
        .group_by(PathStep.path_id)
    )
    rows = db.session.execute(query) if found else ()
    counts = {number: (steps, minutes, done) for number, steps, minutes, done in rows}
    return [Overview(one, *counts.get(one.id, (0, 0, 0)), followed) for one, followed in found]


def _steps(one: Path, person: Person | None) -> list[tuple[PathStep, bool, bool, bool]]:
    """The steps; whether the person has done each, by their own word, or an earlier text of it."""
    who = person.id if person is not None else 0
    query = (
        select(PathStep, done_by(who), _ticked_by(who), _was_done_by(who))
        .where(PathStep.path_id == one.id, PathStep.removed_at.is_(None))
        .options(
            joinedload(PathStep.article)
            .joinedload(Article.published)
            .load_only(Revision.title, Revision.number),
            joinedload(PathStep.question),
            joinedload(PathStep.talk),
            joinedload(PathStep.skill),
        )
        .order_by(PathStep.position, PathStep.id)
    )
    rows = db.session.execute(query)
    return [(step, done, ticked, was_done) for step, done, ticked, was_done in rows]


def _is_there(step: PathStep) -> bool:
    if step.kind is StepKind.ARTICLE:
        return step.article is not None and step.article.is_published
    return True


def _teachings(person: Person, ids: Collection[int]) -> dict[int, Teaching]:
    query = (
        select(Teaching)
        .where(Teaching.step_id.in_(ids), Teaching.teacher_id == person.id)
        .options(joinedload(Teaching.learner).options(lazyload(Person.grants)))
        .order_by(Teaching.said_at)
    )
    return {one.step_id: one for one in db.session.scalars(query)} if ids else {}


def _talks_given(person: Person, since: datetime, limit: int) -> list[Occasion]:
    at = func.max(TalkSeat.attended_at)
    query = (
        select(at, Person)
        .join(Talk, Talk.id == TalkSeat.talk_id)
        .join(Person, Person.id == TalkSeat.person_id)
        .where(
            Talk.host_id == person.id,
            TalkSeat.attended_at >= since,
            Person.id != person.id,
            Person.deactivated_at.is_(None),
        )
        .group_by(Person.id)
        .order_by(at.desc())
        .limit(limit)
        .options(lazyload(Person.grants), lazyload(Person.department))
    )
    return [Occasion("talk_given", when, who) for when, who in db.session.execute(query) if when]
