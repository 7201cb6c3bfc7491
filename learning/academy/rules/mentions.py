"""Whom a text names: `@Anna Bell` where one colleague has that name, `@Anna Bell#12` where several.

A name is only ever a whole name of somebody, so that a slip tells nobody anything.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from learning.academy.rules.addresses import person_address
from learning.people.rules.text import folded

MOST_MENTIONS = 10  # in one comment
LONGEST_NAME = 5  # words
MOST_SIGNS = 40  # more @ than that in one text are no mentions

_CODE = re.compile(r"(`+)(?:(?!\1)[\s\S])*\1")
_NAMES = re.compile(r"(?<![\w@./`])@([^\s@`]+(?:[ \u00a0][^\s@`]+){0,4})")
_CJK = re.compile(r"[\u3400-\u9fff]+")
_NUMBER = re.compile(r"#(\d{1,9})\b")
_ENDS = ".,:;!?)]»”’、。，：；！？）"


@dataclass(frozen=True)
class Named:
    """Somebody whose whole name stands in a text, and what tells them from their namesakes."""

    id: int
    name: str
    label: str


@dataclass(frozen=True)
class Found:
    """A mention: where it stands in the text, and whom it may mean."""

    start: int
    end: int
    people: tuple[Named, ...]


def possible_names(text: str) -> set[str]:
    """Folded beginnings after each @ that may be names."""
    return {folded(name) for _start, names in _places(text) for name in names}


def mentions(text: str, known: Mapping[str, tuple[Named, ...]]) -> list[Found]:
    """The mentions in a text; `known` has, by folded name, everybody of that name.

    The longest name that fits counts; a number behind it chooses among people of one name.
    """
    found = []
    for start, names in _places(text):
        name = next((one for one in names if folded(one) in known), None)
        if name is None:
            continue
        people, end = known[folded(name)], start + 1 + len(name)
        if number := _NUMBER.match(text, end):
            chosen = tuple(one for one in people if one.id == int(number[1]))
            people, end = (chosen, number.end()) if chosen else (people, end)
        found.append(Found(start, end, people))
    return found


def linked(text: str, found: list[Found]) -> str:
    """The Markdown with each mention as a link to the person; each must mean one."""
    parts, last = [], 0
    for one in found:
        [person] = one.people
        name = re.sub(r"([\\\[\]`*_<>])", r"\\\1", person.name)
        parts += [text[last : one.start], f"[@{name}]({person_address(person.id)})"]
        last = one.end
    return "".join([*parts, text[last:]])


def _places(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each @ outside code, and the names that may follow it, the longest first."""
    code = [match.span() for match in _CODE.finditer(text)]
    count = 0
    for match in _NAMES.finditer(text):
        if any(start <= match.start() < end for start, end in code):
            continue
        count += 1
        if count > MOST_SIGNS:
            return
        yield match.start(), list(_beginnings(match[1]))


def _beginnings(following: str) -> Iterator[str]:
    words = list(re.finditer(r"[^ \u00a0]+", following))[:LONGEST_NAME]
    for word in reversed(words):
        name = following[: word.end()].partition("#")[0]
        yield name
        if name != (bare := name.rstrip(_ENDS)):
            yield bare
    if signs := _CJK.match(following):  # nothing parts a Chinese name from what follows
        yield from (signs[0][:length] for length in range(min(4, len(signs[0])), 1, -1))
