"""Every other state that the object named by an address can be in.

What a row of the table denies stays denied whether the object is a draft, published, ended or
thrown away. The states are read off the model: each value of its enumerated columns, and each
moment that may be unset, set or unset.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import DateTime, Enum, inspect
from sqlalchemy.exc import IntegrityError

from learning.columns import UTCDateTime
from learning.extensions import Base, db
from tests.factories.people import NOON

# Where the address has another word than the model.
NAMED_OTHERWISE = {
    "academy.expert_id": "TopicExpert",
    "academy.flag_id": "OutdatedFlag",
    "academy.question_id": "AcademyQuestion",
    "buddies.item_id": "ChecklistItem",
    "buddies.pairing_id": "BuddyPairing",
    "buddies.plan_id": "OnboardingPlan",
    "clinics.case_id": "Case",
    "mentoring.pair_id": "Pairing",
    "mentoring.point_id": "AgendaPoint",
    "mentoring.run_id": "MatchRun",
    "mentoring.talk_id": "LoggedTalk",
    "moderation.pairing_id": "Pairing",
    "people.run_id": "ImportRun",
    "reviews.assignment_id": "ReviewAssignment",
    "reviews.cycle_id": "ReviewCycle",
    "scheduling.feed_id": "FeedToken",
}
MODELS = {mapper.class_.__name__: mapper.class_ for mapper in Base.registry.mappers}


def model_of(endpoint: str, argument: str) -> type[Base] | None:
    """The model whose row this argument of the address numbers."""
    word = "".join(part.title() for part in argument.removesuffix("_id").split("_"))
    name = NAMED_OTHERWISE.get(f"{endpoint.partition('.')[0]}.{argument}", word)
    return MODELS.get(name) if argument.endswith("_id") and name != "Person" else None


def has_states(endpoint: str, arguments: set[str]) -> bool:
    models = [model_of(endpoint, argument) for argument in arguments]
    return any(_columns(model) for model in models if model is not None)


def states_of(
    endpoint: str, values: dict[str, Any]
) -> Iterator[tuple[str, AbstractContextManager[None]]]:
    """Each other state of the objects that these values name; they are in it within the block."""
    for argument, number in values.items():
        model = model_of(endpoint, argument)
        row = db.session.get(model, number) if model else None
        for column, kinds in _columns(type(row)).items() if row else ():
            for kind in kinds:
                if kind != getattr(row, column):
                    yield f"{type(row).__name__}.{column}={kind}", _state(row, column, kind)


def _columns(model: type[Base]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for column in inspect(model).columns:
        if isinstance(column.type, Enum) and column.type.enum_class is not None:
            found[column.key] = list(column.type.enum_class)
        elif column.nullable and isinstance(column.type, DateTime | UTCDateTime):
            found[column.key] = [NOON, None]
    return found


@contextmanager
def _state(row: Base, column: str, value: Any) -> Iterator[None]:
    model, key, before = type(row), inspect(row).identity, getattr(row, column)
    _set(row, column, value)
    yield
    if db.session.get(model, key):  # an act may have deleted it
        _set(row, column, before)


def _set(row: Base, column: str, value: Any) -> None:
    try:
        with db.session.begin_nested():
            setattr(row, column, value)
    except IntegrityError:  # the database knows no such state of this row
        db.session.refresh(row)
    db.session.commit()
