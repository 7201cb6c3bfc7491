"""What changed between two texts, line by line, and what changed within a line."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_AROUND = 3  # unchanged lines shown beside a change
_LONGEST_LINE = 2000  # characters of a line that is compared word by word
_MOST_STEPS = 20_000_000  # that pairing the lines of two texts may take, some seconds at the worst
_MOST_STEPS_IN_LINE = 1_000_000

_Step = tuple[str, int, int, int, int]  # as difflib tells them


@dataclass(frozen=True)
class Part:
    """A piece of a line; whether it differs from the other side."""

    text: str
    is_different: bool = False


@dataclass(frozen=True)
class Row:
    """A line on both sides; None where one side has no such line. A gap stands for equal lines."""

    old: tuple[Part, ...] | None
    new: tuple[Part, ...] | None
    is_gap: bool = False

    @property
    def is_change(self) -> bool:
        return self.old != self.new


GAP = Row(None, None, is_gap=True)


def written(title: str, summary: str, body: str) -> str:
    """All that the author of a text has typed, in one piece that can be compared."""
    return "\n\n".join(one for one in (title, summary, body) if one)


def differences(old: str, new: str) -> list[Row]:
    """The changed lines with a few around them; empty when the texts are equal."""
    before, after = old.splitlines(), new.splitlines()
    rows: list[Row] = []
    for number, group in enumerate(_groups(before, after)):
        if number or group[0][1]:
            rows.append(GAP)
        for kind, i, j, k, m in group:
            if kind == "equal":
                rows += [Row(_whole(line), _whole(line)) for line in before[i:j]]
            else:
                rows += _changed(before[i:j], after[k:m])
    return rows


def _groups(before: list[str], after: list[str]) -> list[list[_Step]]:
    """The changes with their surroundings; one change for all where pairing would take too long."""
    if before == after:
        return []
    if _steps(before, after) <= _MOST_STEPS:
        matcher = SequenceMatcher(_is_blank, before, after, autojunk=False)
        return [[*group] for group in matcher.get_grouped_opcodes(_AROUND)]
    first = _common(before, after)
    room = min(len(before), len(after)) - first
    rest = min(_common(before[::-1], after[::-1]), room)
    i, j, k, m = first, len(before) - rest, first, len(after) - rest
    lead, trail = min(_AROUND, first), min(_AROUND, rest)
    return [
        [
            ("equal", i - lead, i, k - lead, k),
            ("replace", i, j, k, m),
            ("equal", j, j + trail, m, m + trail),
        ]
    ]


def _steps(before: list[str], after: list[str]) -> int:
    """How long pairing equal pieces takes at the worst: all pairs are visited for each match."""
    there = Counter(one for one in after if not _is_blank(one))
    return sum(there[one] for one in before) * min(len(before), len(after))


def _is_blank(piece: str) -> bool:
    """Blanks are everywhere: they go along with the words beside them and tie nothing together."""
    return not piece or piece.isspace()


def _common(before: list[str], after: list[str]) -> int:
    """How many lines both begin with."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((n for n, (old, new) in pairs if old != new), min(len(before), len(after)))


def _changed(before: list[str], after: list[str]) -> Iterator[Row]:
    for old, new in zip_longest(before, after):
        if old is None or new is None or max(len(old), len(new)) > _LONGEST_LINE:
            yield Row(_whole(old, changed=True), _whole(new, changed=True))
        else:
            yield Row(*_within(old, new))


def _whole(line: str | None, *, changed: bool = False) -> tuple[Part, ...] | None:
    return None if line is None else (Part(line, changed),)


def _within(old: str, new: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    left, right = _WORD.findall(old), _WORD.findall(new)
    if _steps(left, right) > _MOST_STEPS_IN_LINE:
        return (Part(old, is_different=True),), (Part(new, is_different=True),)
    before: list[Part] = []
    after: list[Part] = []
    for kind, i, j, k, m in SequenceMatcher(_is_blank, left, right, autojunk=False).get_opcodes():
        changed = kind != "equal"
        if i < j:
            before.append(Part("".join(left[i:j]), changed))
        if k < m:
            after.append(Part("".join(right[k:m]), changed))
    return tuple(before), tuple(after)
