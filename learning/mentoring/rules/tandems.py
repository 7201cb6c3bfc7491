"""Two who teach each other: what is taught, by whom first, and whether the hours are balanced."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LANGUAGE = "language:"
TAUGHT = {"native": 4, "working": 2}  # how well somebody teaches a language, against
PRESENT = {"basic": 2, None: 1}  # where a learner stands
UNEVEN_MINUTES = 30


@dataclass(frozen=True)
class Half:
    """One part of a session: who teaches, from when to when."""

    teacher_id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class TeachingBalance:
    """How many minutes each of the two has taught."""

    minutes: Mapping[int, int]

    @property
    def is_even(self) -> bool:
        return max(self.minutes.values()) - min(self.minutes.values()) < UNEVEN_MINUTES

    @property
    def behind_id(self) -> int:
        """Who has taught less, the first named where both are alike."""
        return min(self.minutes, key=lambda one: self.minutes[one])


def subjects_first(subjects: Iterable[str]) -> list[str]:
    """Languages before skills, otherwise in their order."""
    return sorted(subjects, key=lambda one: not one.startswith(LANGUAGE))


def halves(starts_at: datetime, ends_at: datetime, first_id: int, second_id: int) -> list[Half]:
    """The session in two parts of whole minutes; an odd one goes to the second part."""
    minutes = (ends_at - starts_at) // timedelta(minutes=1)
    middle = starts_at + timedelta(minutes=minutes // 2)
    return [Half(first_id, starts_at, middle), Half(second_id, middle, ends_at)]


def teaching_balance(
    one_id: int, other_id: int, shares: Sequence[tuple[int, int]]
) -> TeachingBalance:
    """`shares` are the minutes that the one and the other taught in each meeting."""
    return TeachingBalance(
        {one_id: sum(share[0] for share in shares), other_id: sum(share[1] for share in shares)}
    )


def halved(minutes: int) -> tuple[int, int]:
    """A meeting of which nobody said otherwise."""
    return minutes - minutes // 2, minutes // 2
