"""The figures of a board as CSV, hidden just as on the page."""

import csv
import io
from collections.abc import Iterator, Sequence

from flask import Response
from flask.typing import ResponseReturnValue

from learning import clock
from learning.i18n import _
from learning.metrics import queries
from learning.metrics.queries import Board
from learning.metrics.rules import INDICATORS, Figure, Unit
from learning.metrics.views.blueprint import bp, programme_or_403
from learning.metrics.views.cards import hidden_words
from learning.programmes.rules import MEASURES
from learning.web.access import access
from learning.web.cells import safe_cell

Cell = str | float | None
RELEASED = ("session_rating", "satisfaction", "nps")


@bp.get("/programmes/<int:programme_id>/export")
@access("dashboard.export")
def export(programme_id: int) -> ResponseReturnValue:
    """Every figure with its window, the weeks, the releases and the goals."""
    found = programme_or_403(programme_id)
    board = queries.board(found, clock.now())
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([_plain(cell) for cell in row] for row in _rows(board))
    name = f"programme-{found.id}-{board.as_of:%Y-%m-%d}.csv"
    return Response(
        out.getvalue().encode("utf-8-sig"),
        mimetype="text/csv",
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )


def _rows(board: Board) -> Iterator[Sequence[Cell]]:
    yield [
        *(_("Programme"), _("Figure"), _("Unit"), _("From"), _("To"), _("Value"), _("Low")),
        *(_("High"), _("Before"), _("Note"), _("What is this?")),
    ]
    name = board.programme.name
    for key, figure in board.figures.items():
        window = ("", "") if key in RELEASED else _days(board)
        yield [
            *(name, str(INDICATORS[key].label), _unit(key), *window, figure.value, figure.low),
            *(figure.high, figure.before, _note(figure), str(INDICATORS[key].definition)),
        ]
    for key, values in board.series.items():
        for week, value in zip(board.weeks, values, strict=True):
            days = (week.first_day.isoformat(), week.last_day.isoformat())
            note = hidden_words() if value is None else ""
            label = _("%(figure)s, by week", figure=INDICATORS[key].label)
            yield [name, label, _unit(key), *days, value, None, None, None, note, ""]
    for one in board.scores:
        days = (one.release.start.isoformat(), one.release.end.isoformat())
        label = _("%(figure)s, by release", figure=INDICATORS["nps"].label)
        score = one.score
        ends = (score.value, score.low, score.high)
        yield [name, label, _unit("nps"), *days, *ends, None, _note(score), ""]
    for goal in queries.goals(board):
        target = goal.target
        label = _("Goal: %(measure)s", measure=str(MEASURES.get(goal.measure, goal.measure)))
        days = ("", target.due_on.isoformat())
        note = _("target %(target)s", target=target.target)
        yield [name, label, "", *days, goal.now, None, None, target.baseline, note, ""]


def _days(board: Board) -> tuple[str, str]:
    return board.window.first_day.isoformat(), board.window.last_day.isoformat()


def _unit(key: str) -> str:
    names = {
        Unit.COUNT: _("number"),
        Unit.SHARE: _("share from 0 to 1"),
        Unit.SCALE: _("from 1 to 4"),
        Unit.POINTS: _("points from -100 to 100"),
    }
    return str(names[INDICATORS[key].unit])


def _note(figure: Figure) -> str:
    if figure.is_hidden:
        return hidden_words()
    if figure.is_one_sided:
        return str(_("nearly all say the same"))
    return str(_("%(number)s people answered", number=figure.answers)) if figure.answers else ""


def _plain(cell: Cell) -> str:
    """Numbers with a point whatever the language, so that every spreadsheet reads them alike."""
    if cell is None:
        return ""
    return safe_cell(cell) if isinstance(cell, str) else f"{cell:.6g}"
