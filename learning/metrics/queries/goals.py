"""What a programme set out to reach, beside where it stands."""

from dataclasses import dataclass
from datetime import date

from learning.metrics.queries.board import Board
from learning.metrics.rules import INDICATORS, Figure, Unit, on_course
from learning.programmes.models import Target


@dataclass(frozen=True)
class Goal:
    """A target in the unit it was set in; `now` is None where nothing can be shown."""

    target: Target
    figure: Figure
    now: float | None
    is_on_course: bool | None

    @property
    def measure(self) -> str:
        return self.target.measure


def goals(board: Board) -> list[Goal]:
    """The programme's targets, the one due first on top."""
    programme, today = board.programme, board.as_of.date()
    start = programme.starts_on or (programme.opened_at or programme.created_at).date()
    found = []
    for target in sorted(programme.targets, key=lambda one: (one.due_on, one.id)):
        figure = board.figures.get(target.measure, Figure())
        now = in_unit_of_target(target.measure, figure.value)
        elapsed = _elapsed(start, target.due_on, today)
        course = None
        if now is not None:
            course = on_course(target.baseline, now, target.target, elapsed)
        found.append(Goal(target, figure, now, course))
    return found


def in_unit_of_target(measure: str, value: float | None) -> float | None:
    """Shares are set as targets in percent."""
    if value is None or measure not in INDICATORS:
        return None
    return 100 * value if INDICATORS[measure].unit is Unit.SHARE else value


def _elapsed(start: date, due_on: date, today: date) -> float:
    length = (due_on - start).days
    return (today - start).days / length if length > 0 else 1.0
