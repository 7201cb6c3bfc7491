"""Making learning paths, following them, and doing their steps."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from learning.academy.models import (
    AcademyQuestion,
    Article,
    Path,
    PathFollower,
    PathNeed,
    PathStep,
    Revision,
    StepKind,
    StepTick,
    Talk,
    Teaching,
)
from learning.academy.queries import only_minor_since
from learning.academy.queries import paths as queries
from learning.academy.queries.paths import Occasion
from learning.academy.rules import paths as rules
from learning.activity.operations import record
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.notifications.operations import notify, withdraw_notice
from learning.outbox import index_change
from learning.people.models import Person

MOST_STEPS = 40


class NoSuchItem(DomainError):
    """Nothing that colleagues can open has this address."""


class TooManySteps(DomainError):
    """Nobody walks a path that long."""


class StepsTangled(DomainError):
    """A step would stand before the one that comes first."""


class PathsTangled(DomainError):
    """A path would come after itself."""


class PathEmpty(DomainError):
    """A path without a step leads nowhere."""


class StepLocked(DomainError):
    """Something else comes first."""


class NothingOnRecord(DomainError):
    """What a peer step asks for has not happened yet, as far as anybody wrote down."""


class OccasionGone(DomainError):
    """What was chosen is no longer among what is on record."""


@dataclass(frozen=True)
class About:
    """What an editor says of a path."""

    title: str
    summary: str
    topic_id: int
    language: str


@dataclass(frozen=True)
class StepWords:
    """What an editor says of a step, whatever its kind; no minutes: as long as it usually takes."""

    note: str = ""
    minutes: int | None = None
    after_id: int | None = None


def create_path(author: Person, about: About, now: datetime) -> Path:
    """Begin a path that only its editors see."""
    made = Path(
        title=about.title,
        summary=about.summary,
        topic_id=about.topic_id,
        language=about.language,
        author_id=author.id,
        created_at=now,
    )
    db.session.add(made)
    db.session.flush()
    return made


def edit_path(path: Path, about: About, needed: Collection[int], now: datetime) -> None:
    """Say it better, and what comes before. Raises PathsTangled."""
    _begin_change(path, now)
    if rules.leads_back(path.id, needed, queries.needs_of_all()):
        raise PathsTangled(
            _("One of these paths comes after this one. It cannot come before, too.")
        )
    path.title, path.summary = about.title, about.summary
    path.topic_id, path.language = about.topic_id, about.language
    db.session.execute(delete(PathNeed).where(PathNeed.path_id == path.id))
    db.session.add_all(PathNeed(path_id=path.id, needed_id=one) for one in sorted(set(needed)))
    db.session.flush()


def publish_path(path: Path, by: Person, now: datetime) -> None:
    """Let colleagues find it. Twice is harmless. Raises PathEmpty."""
    if path.published_at is not None:
        return
    if not queries.steps_of(path):
        raise PathEmpty(_("Add a step first: a path leads from somewhere to somewhere."))
    path.published_at = now
    index_change("path", path.id, now)
    record(by.id, "path_published", "path", path.id, now, path.topic.programme_id)


def withdraw_path(path: Path, now: datetime) -> None:
    """Take it away from colleagues; what they have done is kept. Twice is harmless."""
    path.published_at = None
    index_change("path", path.id, now)


def add_item(path: Path, kind: StepKind, number: int, words: StepWords, now: datetime) -> PathStep:
    """Add an article, a question or a talk. Raises NoSuchItem, TooManySteps."""
    if kind is StepKind.ARTICLE:
        article = db.session.get(Article, number)
        if article is None or not article.is_published:
            raise _no_such_item()
        text = db.session.scalar(select(Revision.text).where(Revision.id == article.published_id))
        minutes = rules.reading_minutes(text or "")
        return _add(path, kind, words, minutes, now, article_id=number)
    if kind is StepKind.QUESTION:
        if db.session.get(AcademyQuestion, number) is None:
            raise _no_such_item()
        return _add(path, kind, words, 5, now, question_id=number)
    talk = db.session.get(Talk, number)
    if talk is None or talk.cancelled_at is not None:
        raise _no_such_item()
    return _add(path, kind, words, talk.minutes, now, talk_id=number)


def add_link(path: Path, url: str, title: str, words: StepWords, now: datetime) -> PathStep:
    """Add something elsewhere. Raises TooManySteps."""
    return _add(path, StepKind.LINK, words, 15, now, url=url, title=title)


def add_peer_step(
    path: Path, kind: StepKind, skill_id: int | None, words: StepWords, now: datetime
) -> PathStep:
    """Add something to do with a colleague. Raises TooManySteps."""
    return _add(path, kind, words, rules.PEER_MINUTES, now, skill_id=skill_id)


def edit_step(path: Path, step: PathStep, words: StepWords, now: datetime) -> None:
    """Change what is said of a step. Raises StepsTangled."""
    _begin_change(path, now)
    step.note, step.after_id = words.note, words.after_id
    step.minutes = words.minutes or step.minutes
    db.session.flush()
    _check_order(queries.steps_of(path))


def move_step(path: Path, step: PathStep, now: datetime, *, up: bool) -> None:
    """Let a step change places with its neighbour; at either end nothing happens.

    Raises StepsTangled.
    """
    _begin_change(path, now)
    steps = queries.steps_of(path)
    place = next(n for n, one in enumerate(steps) if one.id == step.id)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(steps):
        return
    steps[place], steps[other] = steps[other], steps[place]
    _check_order(steps)
    for position, one in enumerate(steps, 1):
        one.position = position


def remove_step(path: Path, step: PathStep, now: datetime) -> None:
    """Take a step off the path; those that came after it wait for nothing any more."""
    _begin_change(path, now)
    step.removed_at = step.removed_at or now
    waiting = update(PathStep).where(PathStep.after_id == step.id)
    db.session.execute(waiting.values(after_id=None))


def forget_steps(article_id: int, now: datetime) -> None:
    """An article goes for good: it is on no path any more."""
    steps = select(PathStep.id).where(PathStep.article_id == article_id)
    db.session.execute(
        update(PathStep).where(PathStep.after_id.in_(steps)).values(after_id=None),
        execution_options={"synchronize_session": False},
    )
    of_them = select(PathStep.path_id).where(
        PathStep.article_id == article_id, PathStep.removed_at.is_(None)
    )
    for path_id in db.session.scalars(of_them.distinct()):
        index_change("path", path_id, now)
    gone = update(PathStep).where(PathStep.article_id == article_id)
    db.session.execute(gone.values(article_id=None, removed_at=now))


def open_steps_anew(article: Article, revision: Revision) -> None:
    """Before readers see a revision: a change beyond small things is something new to do."""
    if article.published_id is None or only_minor_since(article, revision):
        return
    paths = select(PathStep.path_id).where(
        PathStep.article_id == article.id, PathStep.removed_at.is_(None)
    )
    followers = update(PathFollower).where(PathFollower.path_id.in_(paths))
    db.session.execute(
        followers.values(finished_at=None), execution_options={"synchronize_session": False}
    )


def follow_path(path: Path, person: Person, now: datetime) -> None:
    """Follow a path, or come back to it. Twice is harmless."""
    known = db.session.get(PathFollower, (path.id, person.id))
    if known is not None:
        if known.left_at is not None:
            known.left_at, known.went_on_at = None, now
        return
    made = PathFollower(path_id=path.id, person_id=person.id, followed_at=now, went_on_at=now)
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:  # a double click
        return
    record(person.id, "path_followed", "path", path.id, now, path.topic.programme_id)


def leave_path(path: Path, person: Person, now: datetime) -> None:
    """Follow it no longer; what is done stays done. Twice is harmless."""
    known = db.session.get(PathFollower, (path.id, person.id))
    if known is not None and known.left_at is None:
        known.left_at = now


def tick_step(path: Path, step: PathStep, person: Person, now: datetime) -> None:
    """Say that one has done a step. Twice is once. Raises StepLocked."""
    _check_unlocked(path, step, person)
    follow_path(path, person, now)
    _tick(step, person, now)
    _go_on(path, person, now)


def untick_step(path: Path, step: PathStep, person: Person) -> None:
    """Take that back; what was confirmed by others stays. Twice is harmless."""
    if step.kind.is_peer:
        return
    mine = StepTick.step_id == step.id, StepTick.person_id == person.id
    db.session.execute(delete(StepTick).where(*mine))
    known = db.session.get(PathFollower, (path.id, person.id))
    if known is not None:
        known.finished_at = None


def check_step(path: Path, step: PathStep, person: Person, now: datetime) -> None:
    """Look whether a session or a solved case is on record since the person began the path.

    Raises StepLocked, NothingOnRecord.
    """
    _check_unlocked(path, step, person)
    known = db.session.get(PathFollower, (path.id, person.id))
    since = known.followed_at if known is not None else now
    if not queries.learnt_from(person, step.kind, step.skill_id, since):
        raise NothingOnRecord(_nothing_yet(step))
    _tick(step, person, now)
    _go_on(path, person, now)


def note_peer_steps(now: datetime) -> None:
    """Tick the sessions and cases that have come on record, for everybody who waits for it."""
    for step, person, since in queries.open_peer_steps():
        if queries.learnt_from(person, step.kind, step.skill_id, since):
            _tick(step, person, now)
            _go_on(step.path, person, now)


def say_taught(path: Path, step: PathStep, teacher: Person, chosen: str, now: datetime) -> Teaching:
    """Say on which occasion one taught it to whom; that colleague is asked to confirm it.

    Asking the same colleague again is harmless unless they said no. Raises StepLocked,
    OccasionGone.
    """
    _check_unlocked(path, step, teacher)
    occasion = next((one for one in occasions_for(path, teacher) if one.key == chosen), None)
    if occasion is None:
        raise OccasionGone(_("This is no longer on the list. Choose another occasion."))
    follow_path(path, teacher, now)
    query = select(Teaching).where(
        Teaching.step_id == step.id,
        Teaching.teacher_id == teacher.id,
        Teaching.learner_id == occasion.other.id,
    )
    known = db.session.scalar(query)
    if known is not None:
        if known.declined_at is not None:
            raise OccasionGone(
                _("%(name)s did not see it that way. Choose another one.", name=occasion.other.name)
            )
        return known
    made = Teaching(
        step_id=step.id,
        teacher_id=teacher.id,
        learner_id=occasion.other.id,
        taught_at=occasion.at,
        said_at=now,
    )
    db.session.add(made)
    db.session.flush()
    notify(
        occasion.other.id,
        "academy.taught",
        {
            "person": teacher.name,
            "what": step.skill.name if step.skill else path.title,
            "on": occasion.at.isoformat(),
        },
        link=("academy.teaching", {"teaching_id": made.id}),
        dedupe_key=_teaching_key(made),
        now=now,
    )
    return made


def occasions_for(path: Path, teacher: Person) -> list[Occasion]:
    """What is on record since the person follows the path."""
    known = db.session.get(PathFollower, (path.id, teacher.id))
    return queries.occasions(teacher, known.followed_at, 12) if known is not None else []


def answer_teaching(teaching: Teaching, now: datetime, *, is_right: bool) -> None:
    """Say that one learnt it there, or that one did not. The first answer counts."""
    db.session.refresh(teaching, with_for_update={"of": Teaching})
    if not teaching.is_open:
        return
    withdraw_notice(_teaching_key(teaching), now)
    path = teaching.step.path
    if is_right:
        teaching.confirmed_at = now
        _tick(teaching.step, teaching.teacher, now)
        _go_on(path, teaching.teacher, now)
        record(teaching.teacher_id, "path_taught", "path_teaching", teaching.id, now)
    else:
        teaching.declined_at = now
    notify(
        teaching.teacher_id,
        "academy.teaching_answered",
        {"person": teaching.learner.name, "title": path.title, "is_right": is_right},
        link=("academy.path", {"path_id": path.id}),
        dedupe_key=f"teaching_answered:{teaching.id}",
        now=now,
    )


def _begin_change(path: Path, now: datetime) -> None:
    """Changes of one path come one at a time, and search hears of them."""
    db.session.flush()
    db.session.refresh(path, ["title"], with_for_update={"of": Path})
    index_change("path", path.id, now)


def _add(
    path: Path,
    kind: StepKind,
    words: StepWords,
    minutes: int,
    now: datetime,
    **what: str | int | None,
) -> PathStep:
    _begin_change(path, now)
    steps = queries.steps_of(path)
    if len(steps) >= MOST_STEPS:
        raise TooManySteps(_("A path has at most %(num)s steps. Make two of it.", num=MOST_STEPS))
    made = PathStep(
        path_id=path.id,
        position=max((one.position for one in steps), default=0) + 1,
        kind=kind,
        note=words.note,
        minutes=words.minutes or minutes,
        after_id=words.after_id,
        **what,
    )
    db.session.add(made)
    db.session.flush()
    db.session.execute(  # somebody who has finished it has something new to do
        update(PathFollower).where(PathFollower.path_id == path.id).values(finished_at=None)
    )
    return made


def _check_order(steps: list[PathStep]) -> None:
    places = [rules.Step(one.id, one.after_id, is_done=False) for one in steps]
    if not rules.has_order(places):
        raise StepsTangled(_("A step cannot stand before the one that comes first."))


def _check_unlocked(path: Path, step: PathStep, person: Person) -> None:
    for needed in queries.needed_by(path, person):
        if not needed.is_finished:
            raise StepLocked(
                _("“%(title)s” comes first. Finish that path, then go on.", title=needed.path.title)
            )
    view = next((one for one in queries.steps_for(path, person) if one.step.id == step.id), None)
    if view is None or view.is_locked:
        raise StepLocked(_("Another step comes first."))


def _tick(step: PathStep, person: Person, now: datetime) -> None:
    published = step.article.published if step.article is not None else None
    number = published.number if published is not None else None
    known = db.session.get(StepTick, (step.id, person.id))
    if known is not None:  # perhaps of an earlier text
        known.ticked_at, known.number = now, number
        return
    try:
        with db.session.begin_nested():
            db.session.add(
                StepTick(step_id=step.id, person_id=person.id, ticked_at=now, number=number)
            )
    except IntegrityError:  # a double click
        return


def _go_on(path: Path, person: Person, now: datetime) -> None:
    """Note that somebody has come further, and the first time that they are through."""
    known = db.session.get(PathFollower, (path.id, person.id))
    if known is None:
        return
    known.went_on_at = now
    if known.finished_at is None and queries.is_finished(path, person):
        known.finished_at = now
        record(person.id, "path_finished", "path", path.id, now, path.topic.programme_id)


def _nothing_yet(step: PathStep) -> str:
    if step.kind is StepKind.CLINIC:
        return str(
            _("No solved case of yours is on record yet. It counts as soon as it is solved.")
        )
    if step.skill is not None:
        return str(
            _(
                "No session with somebody who teaches %(skill)s is on record since you began this"
                " path. It counts once your mentor says that it took place.",
                skill=step.skill.name,
            )
        )
    return str(
        _(
            "No session is on record since you began this path. It counts once your mentor says"
            " that it took place."
        )
    )


def _no_such_item() -> NoSuchItem:
    return NoSuchItem(_("Nothing that colleagues can open is at this address."))


def _teaching_key(teaching: Teaching) -> str:
    return f"taught:{teaching.id}"
