"""Booking against a plain model: whatever people do in whatever order, the two agree.

The model is a list of dicts. After each step the answers are compared, and all that stands, row
by row. Each run of steps begins with new times of the same people; what it did is rolled back.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from learning.errors import DomainError
from learning.extensions import db
from learning.mentoring.models import Booking, Ending, Rhythm, Slot
from learning.mentoring.operations import (
    accept_booking,
    book_series,
    book_slot,
    cancel_booking,
    cancel_series,
    decline_booking,
    expire_booking,
    move_series,
    reschedule,
)
from learning.people.models import Person
from learning.scheduling.models import Attendance
from tests.factories.mentoring import hours, pairing
from tests.factories.people import NOON, person
from tests.factories.programmes import programme

STEPS_OF_ONE = 50
PART = 5_000  # steps, so that several processes share them
TO_ANSWER = timedelta(hours=48)

guests = st.integers(0, 4)
times = st.integers(0, 11)
some = st.integers(0, 30)
SERIES = (0, 7, 14)  # days of its sessions, after the first

BOOKED = select(Booking.id, Booking.ending, Booking.moves, Booking.slot_id)
STANDING = select(Booking.id).where(Booking.ending.is_(None))
HELD = select(Attendance.person_id, Attendance.starts_at).where(Attendance.released_at.is_(None))


@dataclass
class Model:
    """What the rules say, in lists: times on offer, and who has or had them."""

    now: datetime = NOON
    slots: list[dict[str, Any]] = field(default_factory=list)
    bookings: list[dict[str, Any]] = field(default_factory=list)

    def live(self, number: int) -> list[dict[str, Any]]:
        return [one for one in self.bookings if one["slot"] == number and one["ending"] is None]

    def is_busy(self, who: int, number: int, besides: Sequence[dict[str, Any]] = ()) -> bool:
        """Whether somebody (a guest, or a host below zero) is elsewhere at that time."""
        wanted = self.slots[number]
        for one in self.bookings:
            if one["ending"] is not None or any(one is moving for moving in besides):
                continue
            at = self.slots[one["slot"]]
            is_theirs = one["guest"] == who or at["host"] == who
            if is_theirs and at["start"] < wanted["end"] and wanted["start"] < at["end"]:
                return True
        return False

    def free_overdue(self, people: set[int]) -> None:
        for one in self.bookings:
            involved = {one["guest"], self.slots[one["slot"]]["host"]} & people
            if involved and self.is_overdue(one):
                one["ending"] = "expired"

    def is_overdue(self, one: dict[str, Any]) -> bool:
        return one["ending"] is None and one["waits"] and one["until"] <= self.now

    def refusal(self, guest: int, number: int, moving: Sequence[dict[str, Any]] = ()) -> str | None:
        """Why the guest cannot have the time; None if they can."""
        wanted = self.slots[number]
        if wanted["withdrawn"]:
            return "SlotGone"
        if wanted["start"] <= self.now:
            return "TimePast"
        if len(self.live(number)) >= wanted["seats"]:
            return "SlotTaken"
        if self.is_busy(guest, number, moving):
            return "OwnTimeTaken"
        if not self.live(number) and self.is_busy(wanted["host"], number, moving):
            return "SlotTaken"
        return None

    def add(self, guest: int, number: int, waits: bool, moves: int = 0) -> dict[str, Any]:
        made = {
            "guest": guest,
            "slot": number,
            "ending": None,
            "waits": waits,
            "until": min(self.now + TO_ANSWER, self.slots[number]["start"]),
            "moves": moves,
        }
        self.bookings.append(made)
        return made


def any_booked(machine: "Bookings") -> bool:
    return bool(machine.model.bookings)


class Bookings(RuleBasedStateMachine):
    """Three hosts, five guests, twelve times of which some overlap, ask first, or seat three."""

    hosts: list[int]
    guests: list[int]
    steps = 0
    endings: ClassVar[set[str]] = set()

    @initialize(seed=st.integers(0, 10_000))
    def begin(self, seed: int) -> None:
        draw = random.Random(seed)
        self.model = Model()
        self.is_touched = True
        self.rows: list[int] = []
        made: list[Slot] = []
        for number in range(12):
            host = number % 3
            start = NOON + timedelta(hours=draw.choice((20, 20.25, 45, 70, 96)) + number // 6)
            end = start + timedelta(minutes=30)
            on_request, seats = draw.random() < 0.5, draw.choice((1, 1, 1, 3))
            made.append(
                Slot(
                    mentor_id=self.hosts[host],
                    starts_at=start,
                    ends_at=end,
                    place="Room 7",
                    is_open_to_all=True,
                    is_on_request=on_request,
                    seats=seats,
                    offered_at=NOON,
                )
            )
            self.model.slots.append(
                {
                    "host": -1 - host,
                    "start": start,
                    "end": end,
                    "asks": on_request,
                    "seats": seats,
                    "withdrawn": False,
                }
            )
        db.session.add_all(made)
        db.session.flush()
        self.slots = [one.id for one in made]
        self.kept: list[object] = [
            *made,
            *db.session.scalars(select(Person)),
        ]  # not to be read anew

    @rule(guest=guests, number=times)
    def book(self, guest: int, number: int) -> None:
        model, wanted = self.model, self.model.slots[number]
        model.free_overdue({guest, wanted["host"]})
        own = next((one for one in model.live(number) if one["guest"] == guest), None)
        expected = None if own else model.refusal(guest, number)
        found = self.attempt(
            lambda: book_slot(self.slot(number), self.guest(guest), "Words", model.now)
        )
        if own is not None:
            assert found == self.rows[model.bookings.index(own)]
        elif expected is None:
            model.add(guest, number, wanted["asks"])
            self.rows.append(found)
        else:
            assert found == expected

    @precondition(any_booked)
    @rule(pick=some)
    def accept(self, pick: int) -> None:
        self.answer(pick, lambda row: accept_booking(row, self.model.now), says="yes")

    @precondition(any_booked)
    @rule(pick=some)
    def decline(self, pick: int) -> None:
        self.answer(pick, lambda row: decline_booking(row, "No", self.model.now), says="no")

    @precondition(any_booked)
    @rule(pick=some)
    def expire(self, pick: int) -> None:
        one, row = self.picked(pick)
        assert self.attempt(lambda: expire_booking(row, self.model.now)) is None
        if self.model.is_overdue(one):
            one["ending"] = "expired"

    @precondition(any_booked)
    @rule(pick=some, by_host=st.booleans())
    def cancel(self, pick: int, by_host: bool) -> None:
        one, row = self.picked(pick)
        at = self.model.slots[one["slot"]]
        by = self.db_person(at["host"] if by_host else one["guest"])
        found = self.attempt(lambda: cancel_booking(row, by, "Ill", self.model.now))
        if one["ending"] is not None:
            assert found is None
        elif at["start"] <= self.model.now:
            assert found == "SessionClosed"
        else:
            assert found is None
            for ended in self.model.live(one["slot"]) if by_host else [one]:
                ended["ending"] = "cancelled"
            at["withdrawn"] = at["withdrawn"] or by_host

    @precondition(any_booked)
    @rule(pick=some, further=st.sampled_from((3, 6, 9, 0, 1)), by_host=st.booleans())
    def move(self, pick: int, further: int, by_host: bool) -> None:
        model = self.model
        one, row = self.picked(pick)
        number = (one["slot"] + further) % 12  # every third is of the same host
        old, wanted = model.slots[one["slot"]], model.slots[number]
        model.free_overdue({one["guest"], old["host"]})
        known = one.get("moved_to")
        expected = None
        if known is not None and known["slot"] == number:
            expected = None
        elif (
            one["ending"] is not None
            or old["start"] <= model.now
            or old["seats"] > 1
            or wanted["seats"] > 1
        ):
            expected = "SessionClosed"
        elif one["moves"] >= 2:
            expected = "MovedTooOften"
        elif wanted["host"] != old["host"] or number == one["slot"]:
            expected = "SlotGone"
        else:
            expected = model.refusal(one["guest"], number, [one])
        by = self.db_person(old["host"] if by_host else one["guest"])
        found = self.attempt(lambda: reschedule(row, self.slot(number), by, model.now))
        if expected is not None:
            assert found == expected
        elif known is not None:
            assert found == self.rows[model.bookings.index(known)]
        else:
            one["ending"] = "moved"
            old["withdrawn"] = old["withdrawn"] or by_host
            waits = wanted["asks"] and not by_host
            one["moved_to"] = model.add(one["guest"], number, waits, one["moves"] + 1)
            if "series" in one:
                one["moved_to"]["series"] = one["series"]
            self.rows.append(found)

    @rule(hours=st.sampled_from((0.5, 2, 5, 13)))
    def wait(self, hours: float) -> None:
        type(self).steps += 1
        self.model.now += timedelta(hours=hours)

    @precondition(any_booked)
    @rule(pick=some)
    def let_run_out(self, pick: int) -> None:
        type(self).steps += 1
        one, _row = self.picked(pick)
        if one["waits"] and one["ending"] is None:
            self.model.now = max(self.model.now, one["until"])

    @invariant()
    def stands_the_same(self) -> None:
        if not getattr(self, "is_touched", False):  # time alone changes nothing
            return
        self.is_touched = False
        db.session.flush()
        found = {
            row.id: (row.ending.value if row.ending else None, row.moves, row.slot_id)
            for row in db.session.execute(BOOKED)
        }
        expected = {
            row_id: (one["ending"], one["moves"], self.slots[one["slot"]])
            for row_id, one in zip(self.rows, self.model.bookings, strict=True)
        }
        assert found == expected
        held = sorted((row.person_id, row.starts_at) for row in db.session.execute(HELD))
        taken = {
            (self.db_id(who), self.model.slots[one["slot"]]["start"])
            for one in self.model.bookings
            if one["ending"] is None
            for who in (one["guest"], self.model.slots[one["slot"]]["host"])
        }
        assert held == sorted(taken)

    def teardown(self) -> None:
        if hasattr(self, "rows"):
            self.endings.update(one["ending"] for one in self.model.bookings if one["ending"])
        db.session.rollback()
        db.session.expunge_all()

    def answer(self, pick: int, act: Any, says: str) -> None:
        one, row = self.picked(pick)
        found = self.attempt(lambda: act(row))
        stands = one["ending"] is None
        if (says == "yes" and stands and one.get("accepted")) or (
            says == "no" and one["ending"] == "declined"
        ):
            assert found is None
        elif not (stands and one["waits"]) or self.model.is_overdue(one):
            assert found == "RequestOver"
        elif says == "yes":
            assert found is None
            one["waits"], one["accepted"] = False, True
        else:
            assert found is None
            one["ending"] = "declined"
            at = self.model.slots[one["slot"]]
            at["withdrawn"] = at["withdrawn"] or at["seats"] == 1

    def attempt(self, act: Any) -> Any:
        """What the act answers: a booking's number, the name of the refusal, or nothing.

        A refused act is undone, as the edge does it.
        """
        type(self).steps += 1
        self.is_touched = True
        inner = db.session.begin_nested()
        try:
            answer = act()
            inner.commit()
        except DomainError as refusal:
            inner.rollback()
            # what ran out was given back in the same breath, and is due to be given back again
            standing = set(db.session.scalars(STANDING))
            for one, row_id in zip(self.model.bookings, self.rows, strict=True):
                if one["ending"] == "expired" and row_id in standing:
                    expire_booking(db.session.get_one(Booking, row_id), self.model.now)
            return type(refusal).__name__
        if isinstance(answer, Booking):
            self.kept.append(answer)
            return answer.id
        if isinstance(answer, list):
            self.kept += answer
            return [one.id for one in answer]
        return None

    def picked(self, pick: int) -> tuple[dict[str, Any], Booking]:
        number = pick % len(self.model.bookings)
        return self.model.bookings[number], db.session.get_one(Booking, self.rows[number])

    def slot(self, number: int) -> Slot:
        return db.session.get_one(Slot, self.slots[number])

    def guest(self, number: int) -> Person:
        return self.db_person(number)

    def db_person(self, who: int) -> Person:
        return db.session.get_one(Person, self.db_id(who))

    def db_id(self, who: int) -> int:
        return self.guests[who] if who >= 0 else self.hosts[-1 - who]


class BookingsAndSeries(Bookings):
    """Two of the hosts keep hours too, in which two of the guests have series."""

    @rule(guest=st.integers(0, 1), host=st.integers(0, 1), at=st.integers(0, 4))
    def book_a_series(self, guest: int, host: int, at: int) -> None:
        """Three weeks running, at an hour of the host's, with whom the guest is paired."""
        model = self.model
        model.free_overdue({guest, -1 - host})
        first = NOON + timedelta(days=3, hours=at)
        starts = [first + timedelta(days=days) for days in SERIES]
        numbers = [self.time_of(-1 - host, start) for start in starts]
        is_broken = any(model.refusal(guest, number) for number in numbers)
        found = self.attempt(
            lambda: book_series(
                self.db_person(-1 - host),
                self.guest(guest),
                starts,
                30,
                Rhythm.WEEKLY,
                "Words",
                model.now,
                submission=f"s{type(self).steps}",
            )
        )
        if is_broken:
            assert found == "SeriesBroken"
            self.forget(numbers)
        else:
            self.stands(found, [model.add(guest, number, False) for number in numbers], numbers)
            for one in model.bookings[-len(numbers) :]:
                one["series"] = type(self).steps

    @precondition(any_booked)
    @rule(pick=some, hours=st.sampled_from((1, 2, -1, 0.5)), by_host=st.booleans())
    def move_a_series(self, pick: int, hours: float, by_host: bool) -> None:
        one, row = self.picked(pick)
        if "series" not in one:
            return
        model = self.model
        host = model.slots[one["slot"]]["host"]
        model.free_overdue({one["guest"], host})
        ahead = self.ahead_of(one)
        starts = [model.slots[mate["slot"]]["start"] + timedelta(hours=hours) for mate in ahead]
        numbers = [self.time_of(host, start) for start in starts]
        is_broken = not ahead or any(
            mate["moves"] >= 2 or model.refusal(one["guest"], number, ahead)
            for mate, number in zip(ahead, numbers, strict=True)
        )
        to = {
            self.rows[model.bookings.index(mate)]: start
            for mate, start in zip(ahead, starts, strict=True)
        }
        by = self.db_person(host if by_host else one["guest"])
        found = self.attempt(
            lambda: move_series(row, to, by, model.now, submission=f"m{type(self).steps}")
        )
        if is_broken:
            assert found == "SeriesBroken"
            self.forget(numbers)
            return
        moved = []
        for mate, number in zip(ahead, numbers, strict=True):
            mate["ending"] = "moved"
            model.slots[mate["slot"]]["withdrawn"] = True
            mate["moved_to"] = model.add(one["guest"], number, False, mate["moves"] + 1)
            mate["moved_to"]["series"] = one["series"]
            moved.append(mate["moved_to"])
        self.stands(found, moved, numbers)

    @precondition(any_booked)
    @rule(pick=some, by_host=st.booleans(), following=st.booleans())
    def cancel_a_series(self, pick: int, by_host: bool, following: bool) -> None:
        one, row = self.picked(pick)
        if "series" not in one:
            return
        at = self.model.slots[one["slot"]]
        ahead = [
            mate
            for mate in self.ahead_of(one)
            if not following or self.model.slots[mate["slot"]]["start"] >= at["start"]
        ]
        by = self.db_person(at["host"] if by_host else one["guest"])
        found = self.attempt(
            lambda: cancel_series(row, by, "Away", self.model.now, following=following)
        )
        assert sorted(found) == sorted(self.rows[self.model.bookings.index(mate)] for mate in ahead)
        for mate in ahead:
            mate["ending"] = "cancelled"
            self.model.slots[mate["slot"]]["withdrawn"] = True

    def ahead_of(self, one: dict[str, Any]) -> list[dict[str, Any]]:
        """What stands of its series and has not begun, in order."""
        found = [
            mate
            for mate in self.model.bookings
            if mate.get("series") == one["series"]
            and mate["ending"] is None
            and self.model.slots[mate["slot"]]["start"] > self.model.now
        ]
        return sorted(found, key=lambda mate: self.model.slots[mate["slot"]]["start"])

    def time_of(self, host: int, start: datetime) -> int:
        """A time of the host's hours, in the model alone so far."""
        self.model.slots.append(
            {
                "host": host,
                "start": start,
                "end": start + timedelta(minutes=30),
                "asks": False,
                "seats": 1,
                "withdrawn": False,
            }
        )
        return len(self.model.slots) - 1

    def forget(self, numbers: list[int]) -> None:
        del self.model.slots[len(self.model.slots) - len(numbers) :]

    def stands(self, found: Any, made: list[dict[str, Any]], numbers: list[int]) -> None:
        """These bookings are those of the model, and their times are known now."""
        assert isinstance(found, list), found
        assert len(found) == len(made)
        self.rows += found
        self.slots += [db.session.get_one(Booking, row_id).slot_id for row_id in found]
        assert len(self.slots) == len(self.model.slots) == numbers[-1] + 1


def run(steps: int, machine: type[Bookings] = Bookings) -> None:
    """Take at least this many steps, in runs of `STEPS_OF_ONE`; each of them asks something."""
    hosts = [person(timezone="UTC") for _ in range(3)]
    guests = [person(timezone="UTC") for _ in range(5)]
    if machine is BookingsAndSeries:
        where = programme()
        for host in hosts[:2]:
            hours(
                host,
                week={str(day): [["00:00", "23:00"]] for day in range(7)},
                notice_hours=0,
                horizon_days=300,
                step_minutes=30,
            )
            for guest in guests[:2]:
                pairing(mentor=host, mentee=guest, where=where)
    machine.hosts = [one.id for one in hosts]
    machine.guests = [one.id for one in guests]
    machine.steps = 0
    machine.endings.clear()
    while machine.steps < steps:
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=-(-(steps - machine.steps) // STEPS_OF_ONE),
                stateful_step_count=STEPS_OF_ONE + 1,  # the first of which begins
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )


@pytest.mark.parametrize("part", range(4))
def test_booking_does_what_a_plain_model_says_for_20_000_steps(db, part):
    run(PART)

    assert Bookings.endings == {one.value for one in Ending}


def test_series_do_what_a_plain_model_says_for_1_000_steps(db):
    run(1_000, BookingsAndSeries)

    assert BookingsAndSeries.endings >= {"cancelled", "moved"}


@pytest.mark.full
@pytest.mark.parametrize("part", range(10))
def test_booking_does_what_a_plain_model_says_for_50_000_steps(db, part):
    run(PART)

    assert Bookings.endings == {one.value for one in Ending}


@pytest.mark.full
@pytest.mark.parametrize("part", range(4))
def test_series_do_what_a_plain_model_says_for_20_000_steps(db, part):
    run(PART, BookingsAndSeries)
