"""Questions and answers for tests."""

from itertools import count
from typing import Any

from learning.academy.models import AcademyQuestion, Answer
from learning.extensions import db
from learning.markup import render
from learning.people.models import Person
from learning.people.rules.text import folded
from tests.factories.people import NOON, person

_numbers = count(1)


def question(
    asker: Person | None = None, title: str = "", body: str = "I looked.", **fields: Any
) -> AcademyQuestion:
    title = title or f"Question {next(_numbers)}"
    given = {"language": "en", "asked_at": NOON} | fields
    made = AcademyQuestion(
        asker_id=(asker or person()).id,
        title=title,
        title_key=folded(title),
        body=body,
        html=render(body).html,
        **given,
    )
    db.session.add(made)
    db.session.commit()
    return made


def answer(
    to: AcademyQuestion | None = None,
    author: Person | None = None,
    body: str = "In the kitchen.",
    *,
    is_accepted: bool = False,
    **fields: Any,
) -> Answer:
    to = to or question()
    made = Answer(
        **{"written_at": NOON} | fields,
        question_id=to.id,
        author_id=(author or person()).id,
        body=body,
        html=render(body).html,
    )
    db.session.add(made)
    db.session.flush()
    to.answer_count += 1
    if is_accepted:
        to.accepted_id = made.id
    db.session.commit()
    return made
