"""Learning paths for tests."""

from datetime import datetime
from itertools import count
from typing import Any

from learning.academy.models import Article, Path, PathStep, StepKind, Teaching, Topic
from learning.academy.operations import (
    About,
    StepWords,
    add_item,
    add_link,
    add_peer_step,
    create_path,
    publish_path,
)
from learning.activity.operations import record
from learning.extensions import db
from learning.people.models import Person
from tests.factories.academy import article, topic
from tests.factories.people import NOON, person

_numbers = count(1)


def path(
    author: Person | None = None,
    of: Topic | None = None,
    *links: str,
    is_published: bool = True,
) -> Path:
    """A path with a step for each of these titles, one at least."""
    about = About(f"Path {next(_numbers)}", "You can do it.", (of or topic()).id, "en")
    made = create_path(author or person(), about, NOON)
    for title in links or ("A page",):
        link(made, title)
    if is_published:
        publish_path(made, made.author, NOON)
    db.session.commit()
    return made


def link(of: Path, title: str = "A page", after: PathStep | None = None) -> PathStep:
    words = StepWords(after_id=after.id if after else None)
    made = add_link(of, "https://demo.example/page", title, words, NOON)
    db.session.commit()
    return made


def to_read(of: Path, text: Article | None = None) -> PathStep:
    made = add_item(of, StepKind.ARTICLE, (text or article()).id, StepWords(), NOON)
    db.session.commit()
    return made


def peer(of: Path, kind: StepKind, skill_id: int | None = None) -> PathStep:
    made = add_peer_step(of, kind, skill_id, StepWords(), NOON)
    db.session.commit()
    return made


def happened(at: datetime, kind: str, number: int, **verbs: Any) -> None:
    """What is on record of one occasion: who did what, by verb; several people as a list."""
    for verb, people in verbs.items():
        for who in people if isinstance(people, list) else [people]:
            record(who.id, verb, kind, number, at)
    db.session.commit()


def teaching(of: PathStep, teacher: Person, learner: Person) -> Teaching:
    made = Teaching(
        step_id=of.id, teacher_id=teacher.id, learner_id=learner.id, taught_at=NOON, said_at=NOON
    )
    db.session.add(made)
    db.session.commit()
    return made
