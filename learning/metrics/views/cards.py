"""Figures in words: value, change, target and definition, as their reader writes numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from learning.i18n import _, day, decimal, percent
from learning.metrics.queries import Board, Goal
from learning.metrics.rules import INDICATORS, Figure, Unit


@dataclass(frozen=True)
class Card:
    key: str
    label: Any
    value: str | None
    unit: str | None
    beside: str
    target: str | None
    definition: Any


def hidden_words() -> str:
    return str(_("hidden: fewer than five"))


def cards(board: Board, keys: Iterable[str], goals: Sequence[Goal]) -> list[Card]:
    """The figures of these keys that this programme has."""
    return [_card(key, board.figures[key], goals) for key in keys if key in board.figures]


def value_words(value: float | None, unit: Unit) -> str | None:
    """A value as it is read; None stays None."""
    if value is None:
        return None
    if unit is Unit.SHARE:
        return percent(value)
    return decimal(round(value, 1))


def target_words(value: float, measure: str) -> str:
    """A value in the unit in which targets are set: shares in percent."""
    is_share = measure in INDICATORS and INDICATORS[measure].unit is Unit.SHARE
    return percent(value / 100) if is_share else decimal(value)


def _card(key: str, figure: Figure, goals: Sequence[Goal]) -> Card:
    indicator = INDICATORS[key]
    goal = next((one for one in goals if one.measure == key), None)
    target = None
    if goal is not None:
        target = _(
            "%(value)s by %(day)s",
            value=target_words(goal.target.target, key),
            day=day(goal.target.due_on),
        )
    return Card(
        key=key,
        label=indicator.label,
        value=value_words(figure.value, indicator.unit),
        unit=_unit(figure, indicator.unit),
        beside=_beside(figure, indicator.unit),
        target=target,
        definition=indicator.definition,
    )


def _unit(figure: Figure, unit: Unit) -> str | None:
    if figure.value is None:
        return None
    if unit is Unit.SCALE:
        return str(_("of 4"))
    if unit is Unit.POINTS and figure.low is not None and figure.high is not None:
        return str(
            _("from %(low)s to %(high)s", low=decimal(figure.low), high=decimal(figure.high))
        )
    return None


def _beside(figure: Figure, unit: Unit) -> str:
    """The change, or why there is no value, and how many answers a mean rests on."""
    if figure.is_hidden:
        return hidden_words()
    if figure.is_one_sided:
        parts = [_("nearly all say the same")]
    elif figure.value is None:
        parts = [_("nothing to count yet")]
    else:
        parts = [_change(figure.change, unit)] if figure.change is not None else []
    if figure.answers:
        parts.append(_("%(number)s people answered", number=figure.answers))
    return " · ".join(str(part) for part in parts)


def _change(change: float, unit: Unit) -> str:
    if unit is Unit.SHARE:
        points = round(100 * change)
        if not points:
            return str(_("as before"))
        return str(_("%(change)s points since before", change=_signed(points)))
    rounded = round(change, 1)
    if not rounded:
        return str(_("as before"))
    return str(_("%(change)s since before", change=_signed(rounded)))


def _signed(number: float) -> str:
    return f"+{decimal(number)}" if number > 0 else f"−{decimal(-number)}"
