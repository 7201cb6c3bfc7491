"""Participants as plain JSON, so that what was matched can be kept and matched again."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from learning.matching.scoring.participants import Participant

_BY_PERSON = "earlier"  # the one mapping whose keys are people, which JSON would turn into text


def participant_document(one: Participant[Any]) -> dict[str, Any]:
    """What the participant has answered, as `parse_participant` reads it."""
    found = {field.name: getattr(one, field.name) for field in fields(one)}
    return {name: _plain(name, value) for name, value in found.items() if _is_told(value)}


def parse_participant(document: Mapping[str, Any]) -> Participant[Any]:
    """The participant of a document. Raises KeyError without an id."""
    read: dict[str, Any] = {"id": document["id"]}
    for field in fields(Participant):
        if field.name in document and field.name != "id":
            read[field.name] = _read(field.name, _empty(field), document[field.name])
    return Participant(**read)


def _is_told(value: Any) -> bool:
    """Zero is an answer: a clock at Greenwich, a first day today."""
    return value is not None and (isinstance(value, int) or bool(value))


def _plain(name: str, value: Any) -> Any:
    if name == _BY_PERSON:
        return [[person, days] for person, days in value.items()]
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value


def _read(name: str, empty: Any, value: Any) -> Any:
    if name == _BY_PERSON:
        return dict(value)
    if isinstance(empty, bytes):
        return bytes.fromhex(value)
    if isinstance(empty, frozenset | tuple):
        return type(empty)(value)
    return value


def _empty(field: Any) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()
