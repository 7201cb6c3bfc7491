"""A figure of a board: a value, the change against the window before, and what is hidden."""

from dataclasses import dataclass

from learning.metrics.rules.disclosure import is_small


@dataclass(frozen=True)
class Measured:
    """A value over one window; `people` stand behind it, None where it tells of no people."""

    value: float | None
    people: int | None = None

    @property
    def is_hidden(self) -> bool:
        return is_small(self.people)


@dataclass(frozen=True)
class Figure:
    """What may be shown. `low` and `high` end a 95 % interval; `answers` is roughly how many.

    Where `is_one_sided`, all or nearly all said the same: a number would tell what each thinks.
    """

    value: float | None = None
    is_hidden: bool = False
    before: float | None = None
    low: float | None = None
    high: float | None = None
    answers: str = ""
    is_one_sided: bool = False

    @property
    def change(self) -> float | None:
        if self.value is None or self.before is None:
            return None
        return self.value - self.before


def figure(now: Measured, before: Measured, *, counts_people: bool = False) -> Figure:
    """Put two windows side by side, and hide what would point at one to four people.

    A hidden change hides the value before, too, or one could subtract.
    """
    if now.is_hidden:
        return Figure(is_hidden=True)
    is_told = not before.is_hidden
    if counts_people and is_told and now.value is not None and before.value is not None:
        is_told = not is_small(round(abs(now.value - before.value)))
    return Figure(now.value, before=before.value if is_told else None)


def on_course(baseline: float, now: float, target: float, elapsed: float) -> bool:
    """Whether as much of the way to the target is done as of the time; `elapsed` is from 0 to 1.

    A target below the baseline is a way down.
    """
    way = target - baseline
    if way == 0:
        return now >= target
    return (now - baseline) / way >= min(max(elapsed, 0), 1)
