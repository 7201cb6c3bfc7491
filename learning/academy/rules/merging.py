"""Carrying a change over to a text that has changed elsewhere meanwhile."""

from difflib import SequenceMatcher
from itertools import pairwise


def merged(base: str, theirs: str, ours: str) -> str | None:
    """`ours` with what `theirs` changed in `base`; None where both changed the same place.

    A three-way merge by lines (as in Khanna, Kunal and Pierce, "A formal investigation of diff3",
    2007): a change applies where its lines, and one on each side, are in `ours` as they were.
    """
    before, after, now = (text.split("\n") for text in (base, theirs, ours))
    places = _where(before, now)
    result = list(now)
    changes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for kind, i, j, k, m in reversed(changes):
        if kind == "equal":
            continue
        around = range(max(i - 1, 0), min(j + 1, len(before)))
        found = [places.get(line, -2 * line - 2) for line in around]
        if any(b - a != 1 for a, b in pairwise(found)) or found[0] < 0:
            return None
        start = places[i] if i in places else places[i - 1] + 1
        result[start : start + j - i] = after[k:m]
    return "\n".join(result)


def _where(before: list[str], now: list[str]) -> dict[int, int]:
    """Where each unchanged line of the first text stands in the second."""
    blocks = SequenceMatcher(None, before, now, autojunk=False).get_matching_blocks()
    return {block.a + n: block.b + n for block in blocks for n in range(block.size)}
