"""The end of a cycle: all is opened at once, what may be shown is frozen, the rest is gone."""

from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from learning.activity import operations as activity
from learning.anonymity import operations as anonymity
from learning.extensions import db
from learning.notifications.operations import notify, withdraw_notice
from learning.people.models import Person
from learning.reviews import queries
from learning.reviews.models import (
    INSTRUMENT,
    CycleState,
    ReviewAssignment,
    ReviewCycle,
    ReviewResult,
)
from learning.reviews.operations.cycles import reminder_key, step
from learning.reviews.rules import RELEASE_AFTER, CriterionFigure, release_of, summary_of


def close_cycle(cycle: ReviewCycle, lead: Person | None, secret: str, now: datetime) -> None:
    """End the writing: open all texts together, freeze each result, destroy what stays hidden.

    After it no row tells who wrote, how often or what exactly. Raises WrongStep, SealLost.
    """
    anonymity.take_turn()  # whoever is sending is in or out, never in between
    step(cycle, CycleState.CLOSED, lead, now)
    cycle.closed_on = now.date()
    asked = queries.asked_ids(cycle)
    reviewees = {one.id: one for one in cycle.reviewees if one.takes_part}
    written: dict[int, list[dict[str, Any]]] = {reviewee_id: [] for reviewee_id in reviewees}
    for one in anonymity.open_envelopes(INSTRUMENT, cycle.id, secret):
        written[one.subject_id].append(one.content)
    criteria = [one.key for one in cycle.criteria]
    for reviewee_id, answers in written.items():
        release = release_of(answers, criteria, cycle.k)
        figures = [frozen(one) for one in release.figures]
        db.session.add(
            ReviewResult(
                reviewee_id=reviewee_id, band=release.band, figures=figures, texts=release.texts
            )
        )
    invited = sum(len(one.asked()) for one in reviewees.values())
    summary = summary_of(list(written.values()), criteria, cycle.k, invited)
    cycle.summary = asdict(summary) | {"figures": [frozen(one) for one in summary.figures]}
    anonymity.clear_marks(ReviewAssignment, ReviewAssignment.cycle_id == cycle.id)
    for reviewer_id in asked:
        withdraw_notice(reminder_key(cycle, reviewer_id), now)
    db.session.flush()


def release_cycle(cycle: ReviewCycle, lead: Person | None, now: datetime) -> None:
    """Show each person their own result, once and for good. Raises WrongStep."""
    step(cycle, CycleState.RELEASED, lead, now)
    cycle.released_on = now.date()
    for reviewee in cycle.reviewees:
        if reviewee.result is None:
            continue
        notify(
            reviewee.person_id,
            "reviews.result_released",
            {"title": cycle.title, "is_shown": reviewee.result.band is not None},
            link=("reviews.result", {"reviewee_id": reviewee.id}),
            dedupe_key=f"review-released:{reviewee.id}",
            now=now,
        )
        if reviewee.result.band is not None:
            activity.record(
                reviewee.person_id,
                "review_released",
                "review_cycle",
                cycle.id,
                now,
                cycle.programme_id,
            )


def finish_cycle(cycle: ReviewCycle, lead: Person, now: datetime) -> None:
    """File the cycle once people have talked about their results. Raises WrongStep."""
    step(cycle, CycleState.DISCUSSED, lead, now)


def close_due_cycles(secret: str, now: datetime) -> int:
    """Close what has passed its last day, release what has waited long enough; how many.

    A cycle whose seal cannot be broken waits for its key and holds up no other.
    """
    today = now.date()
    over = _cycles(CycleState.COLLECTING, ReviewCycle.closes_on < today)
    closed = 0
    for cycle in over:
        with suppress(anonymity.SealLost), db.session.begin_nested():
            close_cycle(cycle, None, secret, now)
            closed += 1
    waiting = _cycles(CycleState.CLOSED, ReviewCycle.closed_on <= today - RELEASE_AFTER)
    for cycle in waiting:
        release_cycle(cycle, None, now)
    return closed + len(waiting)


def frozen(one: CriterionFigure) -> dict[str, Any]:
    """A figure as it is kept for good."""
    return {
        "criterion": one.criterion,
        "band": one.figure.band if one.figure else None,
        "mean": one.figure.mean if one.figure else None,
        "spread": list(one.spread) if one.spread else None,
    }


def _cycles(state: CycleState, condition: ColumnElement[bool]) -> list[ReviewCycle]:
    query = select(ReviewCycle).where(ReviewCycle.state == state, condition)
    return list(db.session.scalars(query.order_by(ReviewCycle.id)))
