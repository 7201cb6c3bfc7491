"""The list of dashboards, and one programme's board."""

from dataclasses import dataclass, field
from typing import Any

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.i18n import _, day, month_day
from learning.metrics import policy, queries
from learning.metrics.queries import Board, Goal
from learning.metrics.queries.board import Scored
from learning.metrics.rules import INDICATORS
from learning.metrics.views.blueprint import bp, programme_or_403
from learning.metrics.views.cards import Card, cards, hidden_words, target_words
from learning.programmes.rules import MEASURES
from learning.web import charts
from learning.web.access import access
from learning.web.pagination import Page, page_number

PER_PAGE = 12


@dataclass(frozen=True)
class Part:
    """A question, the figures that answer it, and a picture."""

    question: Any
    cards: list[Card]
    kind: str = ""  # of the chart: "line", "dots" or none
    chart: Any = None
    chart_question: Any = None
    unit: Any = None
    said: list[Any] = field(default_factory=list)


@bp.get("")
@access("dashboard.programme")
def index() -> ResponseReturnValue:
    """The programmes whose figures one may see, and what they need."""
    if not policy.can_list(current_user):
        abort(403)
    number = page_number()
    programmes = queries.programmes_shown_to(current_user, PER_PAGE, (number - 1) * PER_PAGE)
    return render_template(
        "metrics/index.html",
        page=Page(programmes, number, PER_PAGE, queries.programmes_shown_count(current_user)),
        actions=queries.actions_for(current_user, clock.now()),
        oversees=policy.can_oversee(current_user),
    )


@bp.get("/programmes/<int:programme_id>")
@access("dashboard.programme")
def programme(programme_id: int) -> ResponseReturnValue:
    """Action list, goals, then question by question: figures, a picture, its table."""
    found = programme_or_403(programme_id)
    now = clock.now()
    board = queries.board(found, now)
    goals = queries.goals(board)
    return render_template(
        "metrics/programme.html",
        board=board,
        programme=found,
        actions=[
            one
            for one in queries.actions_for(current_user, now)
            if one.programme_id == programme_id
        ],
        goals=goals,
        measures=MEASURES,
        target_words=target_words,
        hidden=hidden_words(),
        indicators=INDICATORS,
        parts=[part for part in _parts(board, goals) if part.cards],
    )


def _parts(board: Board, goals: list[Goal]) -> list[Part]:
    def some(*keys: str) -> list[Card]:
        return cards(board, keys, goals)

    return [
        Part(
            _("Do people take part?"),
            some("people_involved", "participation"),
            *_lines(board, "people_involved"),
            chart_question=_("How many people are involved each week?"),
            unit=_("different people per week"),
            said=_gaps(board, "people_involved"),
        ),
        Part(
            _("Do pairs come together, and do they meet?"),
            some("matched_now", "acceptance", "sessions_held", "sessions_kept"),
            *_lines(board, "sessions_held"),
            chart_question=_("How many sessions are held each week?"),
            unit=_("sessions per week"),
            said=_gaps(board, "sessions_held"),
        ),
        Part(
            _("Is a session worth their time?"),
            some("satisfaction", "session_rating", "nps", "feedback_share"),
            *_dots(board),
            chart_question=_("Would people recommend it?"),
            unit=_("net promoter score, from -100 to 100, with its 95 percent interval"),
            said=_one_sided(board),
        ),
        Part(
            _("Is what experts write read, and of use?"),
            some("unique_readers", "views", "articles_published", "usefulness"),
            *_lines(board, "views", "unique_readers"),
            chart_question=_("How much is read each week?"),
            unit=_("per week"),
            said=_gaps(board, "unique_readers"),
        ),
        Part(_("Does somebody wait for newcomers?"), some("buddy_in_time")),
        Part(
            _("Do people hear what colleagues think?"),
            some("reviews_released", "review_coverage"),
        ),
    ]


def _lines(board: Board, *keys: str) -> tuple[str, Any]:
    """Lines by week; nothing is drawn before there is something to see."""
    if not any(value for key in keys for value in board.series.get(key, ())):
        return "", None
    labels = [month_day(week.last_day) for week in board.weeks]
    series = [charts.Series(str(INDICATORS[key].label), board.series[key]) for key in keys]
    return "line", charts.line(labels, series)


def _gaps(board: Board, key: str) -> list[Any]:
    if None not in board.series.get(key, ()):
        return []
    return [_("A gap is a week with one to four people: hidden, fewer than five.")]


def _dots(board: Board) -> tuple[str, Any]:
    if not board.scores:
        return "", None
    rows = [(_months(one), one.score.value, one.score.low, one.score.high) for one in board.scores]
    return "dots", charts.dots(rows, -100, 100)


def _months(scored: Scored) -> str:
    return f"{day(scored.release.start)} – {day(scored.release.end)}"


def _one_sided(board: Board) -> list[Any]:
    if not any(one.score.is_one_sided for one in board.scores):
        return []
    return [_("Where nearly all say the same, a number would tell what each of them thinks.")]
