"""Review cycles for tests, at any step, with texts sealed as a reviewer's form seals them."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Any

from learning.anonymity.rules import new_token
from learning.extensions import db
from learning.people.models import Person
from learning.programmes.models import EnrolmentRole, Programme
from learning.reviews.models import (
    AssignmentState,
    CycleState,
    ReviewAssignment,
    ReviewCriterion,
    ReviewCycle,
    Reviewee,
)
from learning.reviews.operations import (
    close_cycle,
    mark_sent,
    release_cycle,
    seal_review,
)
from tests.factories.people import NOON, person, programme_lead
from tests.factories.programmes import enrolment, programme

SECRET = "only for tests"

_numbers = count(1)


def cycle(
    where: Programme | None = None, state: CycleState = CycleState.DRAFT, **fields: Any
) -> ReviewCycle:
    """A cycle with two criteria and nobody in it."""
    where = where or programme()
    given: dict[str, Any] = {
        "title": f"Cycle {next(_numbers)}",
        "purpose": "To grow.",
        "closes_on": (NOON + timedelta(days=14)).date(),
        "created_by": where.created_by,
        "created_at": NOON,
    }
    made = ReviewCycle(programme_id=where.id, state=state, **given | fields)
    db.session.add(made)
    db.session.flush()
    for position, name in enumerate(("Listening", "Sharing")):
        levels = [f"{name} {level}" for level in range(1, 6)]
        db.session.add(
            ReviewCriterion(cycle_id=made.id, position=position, name=name, levels=levels)
        )
    db.session.commit()
    return made


def reviewee(where: ReviewCycle, who: Person | None = None, **fields: Any) -> Reviewee:
    """Somebody who joined the programme and is reviewed in this cycle."""
    who = who or person()
    enrolment(where.programme, who, EnrolmentRole.PARTICIPANT)
    made = Reviewee(cycle_id=where.id, person_id=who.id, **fields)
    db.session.add(made)
    db.session.commit()
    db.session.expire(where, ["reviewees"])
    return made


def assignment(
    about: Reviewee, by: Person | None = None, state: AssignmentState = AssignmentState.ASSIGNED
) -> ReviewAssignment:
    made = ReviewAssignment(
        cycle_id=about.cycle_id,
        reviewee_id=about.id,
        reviewer_id=(by or person()).id,
        state=state,
    )
    db.session.add(made)
    db.session.commit()
    db.session.expire(about, ["assignments"])
    return made


def collecting(
    writers: int = 5, lead: Person | None = None, who: Person | None = None, **fields: Any
) -> Reviewee:
    """Somebody about whom so many colleagues are asked to write just now."""
    where = cycle(programme(lead or programme_lead()), CycleState.COLLECTING, **fields)
    made = reviewee(where, who)
    for _number in range(writers):
        assignment(made)
    return made


def write(asked: ReviewAssignment, ratings: Sequence[int] = (), *texts: str) -> str:
    """Send a review as its form does, in two transactions; returns the receipt."""
    token = new_token()
    given = dict(zip((one.key for one in asked.cycle.criteria), ratings, strict=False))
    mark_sent(asked, token)
    db.session.commit()
    seal_review(asked, token, {"ratings": given, "texts": list(texts)}, SECRET)
    db.session.commit()
    return token


def released(
    about: Reviewee, answers: Sequence[tuple[Sequence[int], str]], **when: Any
) -> Reviewee:
    """Write these answers, one a reviewer, then close and release the cycle."""
    for asked, (ratings, text) in zip(about.asked(), answers, strict=False):
        write(asked, ratings, *([text] if text else []))
    close_cycle(about.cycle, None, SECRET, NOON)
    release_cycle(about.cycle, None, when.get("now", NOON))
    db.session.commit()
    return about
