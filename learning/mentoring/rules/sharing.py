"""Whose turn it is among several who could take a session."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

TURNS_WITHIN = timedelta(days=30)
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Turn:
    """One who could take the session, and what they have taken so far.

    `weight` is how many sessions they take where somebody of weight 1 takes one. Sessions to which
    the guest did not come are not counted in `taken`: they cost the host no work.
    """

    person_id: int
    weight: int
    taken: int  # within `TURNS_WITHIN`
    last_at: datetime | None


def in_turn(turns: Iterable[Turn]) -> list[Turn]:
    """The fairest first: the least taken by weight, then who waited longest, then by number."""
    return sorted(
        turns,
        key=lambda one: (one.taken / max(1, one.weight), one.last_at or _NEVER, one.person_id),
    )
