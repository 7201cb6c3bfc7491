"""One place before a full mentor, and two who could have it: real threads, on both databases.

The controls show that the races are real: without the protection both have the place.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from learning import clock
from learning.extensions import db
from learning.mentoring.models import EndReason, Match, MatchState
from learning.mentoring.operations import (
    MentorFull,
    accept_match,
    end_pairing,
    offer_places,
    request_match,
    wait_for_place,
)
from learning.mentoring.operations.places import expire_place
from learning.mentoring.rules import PLACES
from learning.programmes.models import Enrolment
from learning.scheduling.models import Answer, Offer
from tests.client import Client
from tests.factories.mentoring import mentee_in, mentor_in, pairing
from tests.factories.people import NOON
from tests.factories.programmes import programme
from tests.mentoring.test_races import ROUNDS, at_once, outcomes

LATER = NOON + timedelta(days=1)
OVER = LATER + timedelta(days=5)


@dataclass
class Line:
    """A mentor with one place that has just come free, and two who have waited for it, by id."""

    mentor: int
    first: int
    second: int


@pytest.fixture
def line(real_db) -> Callable[[], Line]:
    def make() -> Line:
        where = programme()
        mentor = mentor_in(where, capacity=1)
        taken = pairing(mentor=mentor.person, where=where)
        waiting = [mentee_in(where) for _ in range(2)]
        for hours, one in enumerate(waiting):
            wait_for_place(one, mentor, NOON + timedelta(hours=hours))
        end_pairing(taken, None, EndReason.REACHED, NOON)
        found = Line(mentor.id, waiting[0].id, waiting[1].id)
        real_db.commit()
        return found

    return make


def enrolment(row_id: int) -> Enrolment:
    return db.session.get_one(Enrolment, row_id)


def offer_of(line: Line, own_id: int) -> Offer | None:
    return db.session.scalar(
        select(Offer).where(
            Offer.queue == PLACES,
            Offer.object_id == line.mentor,
            Offer.person_id == enrolment(own_id).person_id,
        )
    )


def look(line: Line) -> Callable[[], object]:
    """What the sweep does when a place may have come free."""

    def act() -> object:
        offer_places(enrolment(line.mentor), LATER)
        return line.mentor

    return act


def ask(line: Line, own_id: int) -> Callable[[], object]:
    def act() -> object:
        return request_match(enrolment(own_id), enrolment(line.mentor), "Please", LATER).id

    return act


def run_out(line: Line) -> Callable[[], object]:
    """The offer to the first in line is over, so the next is asked."""

    def act() -> object:
        offer = offer_of(line, line.first)
        assert offer is not None
        expire_place(offer, OVER)
        return offer.id

    return act


def having(line: Line) -> int:
    """How many have the place: it is kept for them, or they have asked for it."""
    db.session.rollback()
    kept = select(func.count(Offer.id)).where(
        Offer.object_id == line.mentor,
        Offer.queue == PLACES,
        Offer.offered_at.is_not(None),
        Offer.answer.is_(None),
    )
    asked = select(func.count(Match.id)).where(
        Match.mentor_id == enrolment(line.mentor).person_id, Match.state == MatchState.PROPOSED
    )
    return (db.session.scalar(kept) or 0) + (db.session.scalar(asked) or 0)


def test_a_place_that_opens_is_kept_for_one_however_many_look(app, line):
    for _round in range(ROUNDS):
        made = line()

        results = at_once(app, [look(made) for _ in range(4)])

        assert outcomes(results) == {"done": 4}
        assert having(made) == 1


def accept(match_id: int) -> Callable[[], object]:
    def act() -> object:
        match = db.session.get_one(Match, match_id)
        pair = accept_match(match, match.mentor, LATER)
        return pair.id if pair else None

    return act


def test_of_two_in_line_one_is_paired_and_the_other_reads_why(app, line):
    """Who asks before the one whose place it is reads it at once, who asks after, from the yes."""
    for _round in range(ROUNDS):
        made = line()
        look(made)()
        db.session.commit()

        first, second = at_once(app, [ask(made, made.first), ask(made, made.second)])
        assert isinstance(first, int)
        if isinstance(second, int):
            first, second = at_once(app, [accept(first), accept(second)])
            first, second = (first, second) if isinstance(first, int) else (second, first)

        assert isinstance(first, int)
        assert isinstance(second, MentorFull)
        assert str(second).startswith("All places of")


def test_a_yes_in_the_moment_an_offer_runs_out_leaves_the_place_to_one(app, line):
    for _round in range(ROUNDS):
        made = line()
        look(made)()
        db.session.commit()

        results = at_once(app, [ask(made, made.first), run_out(made)])

        assert outcomes(results) in ({"done": 2}, {"done": 1, MentorFull.__name__: 1})
        assert having(made) == 1


def test_over_http_who_is_not_the_first_in_line_gets_409_and_the_reason(app, real_db, line):
    made = line()
    offer_places(enrolment(made.mentor), clock.now())
    visitor = Client(app.test_client())
    visitor.sign_in(enrolment(made.second).person)
    real_db.commit()

    token = visitor.token()
    answer = visitor.open(
        f"/mentoring/mentors/{made.mentor}/ask", method="POST", data=token | {"request": "Please"}
    )

    assert answer.status_code == 409
    assert "All places of this mentor are taken" in answer.text


def test_control_looking_and_then_offering_gives_one_place_to_both(app, line):
    made = line()
    seen = threading.Barrier(2)

    def naive(own_id: int) -> Callable[[], object]:
        def act() -> object:
            is_free = having(made) == 0
            db.session.rollback()
            seen.wait()
            offer = offer_of(made, own_id)
            assert offer is not None
            if is_free:
                offer.offered_at, offer.expires_at = LATER, OVER
            return offer.id

        return act

    at_once(app, [naive(made.first), naive(made.second)])

    assert having(made) == 2


def test_control_a_yes_that_looks_before_the_offer_runs_out_seats_two(app, line):
    made = line()
    look(made)()
    db.session.commit()
    seen = threading.Barrier(2)

    def is_unanswered() -> bool:
        offer = offer_of(made, made.first)
        unanswered = offer is not None and offer.answer is None
        db.session.rollback()
        seen.wait()
        return unanswered

    def naive_yes() -> object:
        if is_unanswered():
            own = enrolment(made.first)
            db.session.add(
                Match(
                    programme_id=own.programme_id,
                    mentee_id=own.person_id,
                    mentor_id=enrolment(made.mentor).person_id,
                    state=MatchState.PROPOSED,
                    score=70.0,
                    proposed_at=LATER,
                )
            )
        return made.first

    def naive_end() -> object:
        if is_unanswered():
            first, second = offer_of(made, made.first), offer_of(made, made.second)
            assert first is not None
            assert second is not None
            first.answer = Answer.MISSED
            second.offered_at, second.expires_at = OVER, OVER + timedelta(days=2)
        return made.second

    at_once(app, [naive_yes, naive_end])

    assert having(made) == 2
