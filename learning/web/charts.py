"""The geometry of the charts: plain numbers in, places in a picture out.

Across, places are percentages of the width, so that a picture fits any screen with its text at full
size; down, they are pixels. `templates/components/charts.html` draws them.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

HEIGHT = 240
TOP, BOTTOM = 26, 34  # room for labels above the highest value and for the words below the axis
LEFT, RIGHT = 9.0, 99.0  # the first values stand clear of the numbers at the axis
LABEL_WIDTH = 20.0  # a line's name stands at its end, above all of the line on this width
LABEL_STEP = 18  # labels of lines that end close together are moved apart by this much
MARKS = 4  # words below an axis that fit a phone

Value = float | None


@dataclass(frozen=True)
class Series:
    """One line: its name, and a value for each label; None where nothing is known."""

    label: str
    values: Sequence[Value]


@dataclass(frozen=True)
class Tick:
    value: float
    y: float


@dataclass(frozen=True)
class Mark:
    """A word below the axis; `anchor` as in SVG, so that the outer ones stay inside."""

    label: str | float
    x: float
    anchor: str


@dataclass(frozen=True)
class Dot:
    label: str
    value: float
    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """A drawn series. `ends` is its last known value; its name stands at `label_y`."""

    label: str
    values: Sequence[Value]
    path: str
    dots: Sequence[Dot]
    label_y: float

    @property
    def ends(self) -> Dot | None:
        return self.dots[-1] if self.dots else None

    @property
    def first(self) -> float:
        return self.dots[0].value

    @property
    def last(self) -> float:
        return self.dots[-1].value

    @property
    def lowest(self) -> float:
        return min(dot.value for dot in self.dots)

    @property
    def highest(self) -> float:
        return max(dot.value for dot in self.dots)


@dataclass(frozen=True)
class LineChart:
    labels: Sequence[str]
    lines: Sequence[Line]
    ticks: Sequence[Tick]
    marks: Sequence[Mark]
    target: Tick | None
    height: int = HEIGHT


@dataclass(frozen=True)
class Bar:
    """A bar from `x`, as wide as `width`; `share` is its part of the step before."""

    label: str
    value: Value
    width: float
    x: float = 0.0
    share: float | None = None


@dataclass(frozen=True)
class BarChart:
    rows: Sequence[Bar]
    target: float | None = None
    target_x: float | None = None


@dataclass(frozen=True)
class Cell:
    """A week of one row; `level` from 0 to 4, None where nothing is known."""

    label: str
    value: Value
    level: int | None
    x: float
    width: float


@dataclass(frozen=True)
class HeatRow:
    label: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class HeatMap:
    labels: Sequence[str]
    rows: Sequence[HeatRow]
    marks: Sequence[Mark]
    highest: float


@dataclass(frozen=True)
class Rating:
    """A value and the interval it may lie in, each with its place."""

    label: str
    value: Value
    low: Value
    high: Value
    x: float | None
    low_x: float | None
    high_x: float | None


@dataclass(frozen=True)
class DotChart:
    rows: Sequence[Rating]
    marks: Sequence[Mark]


def line(labels: Sequence[str], series: Sequence[Series], target: float | None = None) -> LineChart:
    """Lines over time, the axis from zero (or the lowest value, if below) to a round number.

    Raises ValueError when a series has not one value for each label.
    """
    if any(len(one.values) != len(labels) for one in series):
        raise ValueError("a series needs one value for each label")
    known = [value for one in series for value in one.values if value is not None]
    values = ticks(min([0.0, *known]), max([*known, target or 0.0]))
    low, high = values[0], values[-1]

    def down(value: float) -> float:
        return round(TOP + (high - value) / (high - low) * (HEIGHT - TOP - BOTTOM), 1)

    across = _spread(len(labels), LEFT, RIGHT)
    drawn = [_line(one, labels, across, down) for one in series]
    return LineChart(
        labels=labels,
        lines=_keep_labels_apart(drawn),
        ticks=[Tick(value, down(value)) for value in values],
        marks=_marks(labels, across),
        target=None if target is None else Tick(target, down(target)),
    )


def bars(rows: Iterable[tuple[str, Value]], target: float | None = None) -> BarChart:
    """Bars from zero; values below zero have no bar, only their number."""
    rows = list(rows)
    highest = max([*(value or 0.0 for _, value in rows), target or 0.0]) or 1.0
    return BarChart(
        rows=[
            Bar(label, value, _percent(max(value or 0.0, 0.0), highest)) for label, value in rows
        ],
        target=target,
        target_x=None if target is None else _percent(target, highest),
    )


def funnel(steps: Iterable[tuple[str, Value]]) -> BarChart:
    """Steps centred below one another, with the share that came from the step before."""
    steps = list(steps)
    highest = max([value or 0.0 for _, value in steps], default=0.0) or 1.0
    rows: list[Bar] = []
    before: Value = None
    for label, value in steps:
        width = _percent(value or 0.0, highest)
        share = value / before if before and value is not None else None
        rows.append(Bar(label, value, width, round((100 - width) / 2, 2), share))
        before = value
    return BarChart(rows)


def heat_map(labels: Sequence[str], rows: Iterable[tuple[str, Sequence[Value]]]) -> HeatMap:
    """A cell per label and row in five levels: zero alone is level 0.

    Raises ValueError when a row has not one value for each label.
    """
    rows = list(rows)
    if any(len(values) != len(labels) for _, values in rows):
        raise ValueError("a row needs one value for each label")
    highest = max((value for _, values in rows for value in values if value is not None), default=0)
    step = 100 / max(len(labels), 1)
    places = [round(index * step, 2) for index in range(len(labels))]
    width = round(step * 0.92, 2)
    return HeatMap(
        labels=labels,
        rows=[
            HeatRow(
                label,
                [
                    Cell(name, value, _level(value, highest), x, width)
                    for name, value, x in zip(labels, values, places, strict=True)
                ],
            )
            for label, values in rows
        ],
        marks=_marks(labels, [round(x + width / 2, 2) for x in places]),
        highest=highest,
    )


def dots(rows: Iterable[tuple[str, Value, Value, Value]], low: float, high: float) -> DotChart:
    """Values on a scale from `low` to `high`, each with the ends of its interval."""

    def across(value: Value) -> float | None:
        return None if value is None else _percent(min(max(value, low), high) - low, high - low)

    scale = [value for value in ticks(low, high) if low <= value <= high]
    return DotChart(
        rows=[
            Rating(label, value, least, most, across(value), across(least), across(most))
            for label, value, least, most in rows
        ],
        marks=[
            Mark(value, across(value) or 0.0, _anchor(index, len(scale)))
            for index, value in enumerate(scale)
        ],
    )


def ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Round numbers from at most `low` to at least `high`, near `about` steps.

    A range too narrow to draw counts as one unit.
    Source: Heckbert, "Nice Numbers for Graph Labels", Graphics Gems, 1990.
    """
    if high - low < max(abs(low), abs(high), 1.0) * 1e-6:
        high = low + 1
    step = _nice((high - low) / about)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(index * step, 10) for index in range(first, last + 1)]


def path(points: Sequence[tuple[float, float] | None]) -> str:
    """An SVG path through the points; None breaks it, a lone point stays a dot."""
    parts: list[str] = []
    is_drawing = False
    for point in points:
        if point is not None:
            parts.append(f"{'L' if is_drawing else 'M'}{point[0]:g} {point[1]:g}")
        is_drawing = point is not None
    return "".join(parts)


def _nice(size: float) -> float:
    power = 10.0 ** math.floor(math.log10(size))
    return float(next(n for n in (1, 2, 5, 10) if n * power >= size * 0.999) * power)


def _percent(part: float, whole: float) -> float:
    return round(part / whole * 100, 2)


def _spread(count: int, first: float, last: float) -> list[float]:
    if count == 1:
        return [last]
    return [round(first + (last - first) * index / (count - 1), 2) for index in range(count)]


def _line(
    series: Series, labels: Sequence[str], across: Sequence[float], down: Callable[[float], float]
) -> Line:
    found = [
        None if value is None else Dot(label, value, x, down(value))
        for label, value, x in zip(labels, series.values, across, strict=True)
    ]
    known = [dot for dot in found if dot is not None]
    return Line(
        label=series.label,
        values=series.values,
        path=path([None if dot is None else (dot.x, dot.y) for dot in found]),
        dots=known,
        label_y=min((dot.y for dot in known if dot.x >= known[-1].x - LABEL_WIDTH), default=0.0)
        - 9,
    )


def _keep_labels_apart(lines: Sequence[Line]) -> list[Line]:
    """The same lines, their names at least a line of text apart and above the axis."""
    order = sorted((line.label_y, index) for index, line in enumerate(lines) if line.dots)
    places: dict[int, float] = {}
    above = -math.inf
    for wished, index in order:
        above = places[index] = max(wished, above + LABEL_STEP)
    below: float = HEIGHT - BOTTOM - 4 + LABEL_STEP
    for _, index in reversed(order):
        below = places[index] = min(places[index], below - LABEL_STEP)
    return [replace(line, label_y=places.get(index, 0.0)) for index, line in enumerate(lines)]


def _marks(labels: Sequence[str], places: Sequence[float]) -> list[Mark]:
    """As many labels as a phone has room for, counted back from the last."""
    stride = max(1, math.ceil((len(labels) - 1) / (MARKS - 1)))
    shown = range(len(labels) - 1, -1, -stride)
    return [Mark(labels[i], places[i], _anchor(i, len(labels))) for i in reversed(shown)]


def _anchor(index: int, count: int) -> str:
    if index == 0 and count > 1:
        return "start"
    return "end" if index == count - 1 else "middle"


def _level(value: Value, highest: float) -> int | None:
    if value is None:
        return None
    return math.ceil(value / highest * 4) if highest > 0 and value > 0 else 0
