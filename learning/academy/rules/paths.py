"""What may come when on a path, how long it takes, and where a link may lead."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

WORDS_A_MINUTE = 200
SIGNS_A_MINUTE = 300  # of Chinese
PEER_MINUTES = 45  # what a session or a case takes, unless an editor knows better

_OWN = re.compile(r"^(?:https?://[^/]+)?/academy/(articles|questions|talks)/(\d{1,9})(?:[/?#].*)?$")
_KINDS = {"articles": "article", "questions": "question", "talks": "talk"}
_CJK = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Step:
    """As much of a step as its place on the path needs."""

    id: int
    after_id: int | None
    is_done: bool


def locked(steps: Sequence[Step]) -> set[int]:
    """The steps that another one, not done yet, comes before."""
    open_ones = {one.id for one in steps if not one.is_done}
    return {one.id for one in steps if not one.is_done and one.after_id in open_ones}


def next_step(steps: Sequence[Step]) -> int | None:
    """Where to go on: the first step that is open and not locked."""
    closed = locked(steps)
    return next((one.id for one in steps if not one.is_done and one.id not in closed), None)


def has_order(steps: Sequence[Step]) -> bool:
    """Whether every step stands behind the one that comes before it."""
    seen: set[int] = set()
    known = {one.id for one in steps}
    for one in steps:
        if one.after_id in known and one.after_id not in seen:
            return False
        seen.add(one.id)
    return True


def leads_back(path_id: int, needed: Collection[int], needs: Mapping[int, Collection[int]]) -> bool:
    """Whether a path that needs these would in the end need itself."""
    waiting, seen = list(needed), set[int]()
    while waiting:
        one = waiting.pop()
        if one == path_id:
            return True
        if one not in seen:
            seen.add(one)
            waiting += needs.get(one, ())
    return False


def reading_minutes(text: str) -> int:
    """How long one reads, in minutes, one at least."""
    signs = len(_CJK.findall(text))
    words = len(_CJK.sub(" ", text).split())
    return max(1, round(words / WORDS_A_MINUTE + signs / SIGNS_A_MINUTE))


def own_item(address: str, base_url: str) -> tuple[str, int] | None:
    """The kind and number of an article, a question or a talk that an address of ours names."""
    found = _OWN.match(address.strip())
    if found is None:
        return None
    parts = urlsplit(address.strip())
    if parts.netloc and parts.netloc.lower() != urlsplit(base_url).netloc.lower():
        return None
    return _KINDS[found[1]], int(found[2])


def safe_link(address: str) -> str | None:
    """The address, if it leads to a page of the web and shows whose: no script, no password."""
    address = address.strip()
    if any(ord(sign) <= 32 or sign in '\\"<>' for sign in address):
        return None
    try:
        parts = urlsplit(address)
        is_named = bool(parts.hostname) and parts.username is None and (parts.port or True)
    except ValueError:
        return None
    return address if is_named and parts.scheme in {"https", "http"} else None
