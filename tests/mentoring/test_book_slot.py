"""Booking a slot: it works, each refusal, twice is once, and who is told."""

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from learning.activity.models import Fact
from learning.mentoring.models import Booking
from learning.mentoring.operations import book_slot, withdraw_slot
from learning.mentoring.operations.refusals import OwnTimeTaken, SlotGone, SlotTaken, TimePast
from learning.mentoring.queries import nearest_times, open_slots, slot_for
from learning.notifications.models import Notification
from learning.people.models import Avoidance
from learning.scheduling.operations import hold_time
from learning.scheduling.queries import appointments_of
from tests.factories.mentoring import booking, pairing, slot
from tests.factories.people import NOON, person

WEEK = timedelta(days=7)


def test_books_and_takes_both_people_s_time(db):
    offered, mentee = slot(), person()

    booked = book_slot(offered, mentee, "Career plan", NOON)
    db.commit()

    assert (booked.slot_id, booked.agenda, booked.booked_at) == (
        offered.id,
        "Career plan",
        NOON,
    )
    for side in (mentee, offered.mentor):
        assert appointments_of(side, offered.starts_at, offered.ends_at) == [booked.appointment]
    assert [fact.verb for fact in db.scalars(select(Fact))] == ["session_booked"]


def test_both_get_it_for_the_calendar_and_as_a_notice(db):
    offered = slot(person(language="ru", name="Анна"))
    booked = book_slot(offered, person(), "Career plan", NOON)

    told = {
        one.kind: one for one in db.scalars(select(Notification).where(Notification.due_at == NOON))
    }

    host, guest = told["mentoring.session_booked"], told["mentoring.session_confirmed"]
    assert (host.person_id, guest.person_id) == (offered.mentor_id, booked.mentee_id)
    for notice in (host, guest):
        [event] = Calendar.from_ical(notice.calendar).walk("VEVENT")
        assert event["UID"] == booked.appointment.uid
        assert event["DTSTART"].dt == offered.starts_at
        assert "Career plan" not in notice.calendar + str(notice.facts), "the agenda stays here"


def test_reminders_are_due_a_day_and_an_hour_before(db):
    offered = slot()
    book_slot(offered, person(), "Career plan", NOON)

    reminders = db.scalars(
        select(Notification).where(Notification.kind == "mentoring.session_reminder")
    ).all()

    assert len(reminders) == 4
    assert {(one.due_at, one.moot_at) for one in reminders} == {
        (offered.starts_at - timedelta(hours=24), offered.starts_at - timedelta(hours=1)),
        (offered.starts_at - timedelta(hours=1), offered.starts_at),
    }


def test_a_session_within_the_hour_needs_no_reminder(db):
    book_slot(slot(starts_at=NOON + timedelta(minutes=50)), person(), "Now", NOON)

    kinds = set(db.scalars(select(Notification.kind)))
    assert "mentoring.session_reminder" not in kinds


def test_within_a_pairing_the_session_counts_for_its_programme(db):
    pair = pairing()

    booked = book_slot(slot(pair.mentor, is_open_to_all=False), pair.mentee, "Goals", NOON)

    assert booked.pairing_id == pair.id
    assert booked.programme_id == pair.programme_id


def test_the_same_mentee_booking_twice_has_one_booking(db):
    offered, mentee = slot(), person()

    first = book_slot(offered, mentee, "Once", NOON)
    second = book_slot(offered, mentee, "Twice", NOON)

    assert second is first
    assert first.agenda == "Once"
    assert len(db.scalars(select(Booking)).all()) == 1


def test_refuses_a_taken_slot(db):
    taken = booking()

    with pytest.raises(SlotTaken):
        book_slot(taken.slot, person(), "Second", NOON)


def test_refuses_a_slot_while_the_mentor_meets_somebody_else(db):
    offered = slot()
    hold_time([offered.mentor], offered.starts_at, offered.ends_at, "buddies.check_in")

    with pytest.raises(SlotTaken):
        book_slot(offered, person(), "Both", NOON)


def test_refuses_when_the_mentee_meets_somebody_else(db):
    offered, mentee = slot(), person()
    hold_time([mentee], offered.starts_at, offered.ends_at, "buddies.check_in")

    with pytest.raises(OwnTimeTaken):
        book_slot(offered, mentee, "Both", NOON)

    assert db.scalars(select(Booking)).all() == []


def test_refuses_a_withdrawn_slot(db):
    offered = slot()
    withdraw_slot(offered, NOON)

    with pytest.raises(SlotGone):
        book_slot(offered, person(), "Late", NOON)


def test_refuses_a_slot_that_has_begun(db):
    with pytest.raises(TimePast):
        book_slot(slot(starts_at=NOON), person(), "Late", NOON)


def test_a_slot_is_on_offer_to_those_it_is_meant_for(db):
    pair = pairing()
    reserved = slot(pair.mentor, is_open_to_all=False)

    assert open_slots(pair.mentee, NOON) == [reserved]
    assert open_slots(person(), NOON) == []
    assert open_slots(pair.mentor, NOON) == []


def test_nothing_on_offer_is_taken_past_or_of_somebody_away(db):
    booking()
    slot(starts_at=NOON)
    slot(person(deactivated_at=NOON))
    slot(person(paused_until=(NOON + WEEK).date()))
    busy = slot()
    hold_time([busy.mentor], busy.starts_at, busy.ends_at, "buddies.check_in")

    assert open_slots(person(), NOON) == []


@pytest.mark.parametrize("avoider", ["reader", "mentor"])
def test_who_avoids_each_other_offers_each_other_nothing(db, avoider):
    offered, reader = slot(), person()
    one, other = (reader, offered.mentor) if avoider == "reader" else (offered.mentor, reader)
    db.add(Avoidance(person_id=one.id, other_id=other.id))
    db.commit()

    assert open_slots(reader, NOON) == []
    assert slot_for(reader, offered.id) is None


def test_the_nearest_free_times_are_of_the_same_mentor(db):
    taken = booking()
    mentor = taken.slot.mentor
    near = [slot(mentor, starts_at=taken.slot.starts_at + timedelta(hours=n)) for n in (-2, 1, 5)]
    slot(mentor, starts_at=taken.slot.starts_at + WEEK)
    slot()

    assert nearest_ids(taken.slot) == [one.id for one in near]


def test_where_the_mentor_has_none_others_are_named(db):
    taken, other = booking(), slot()

    assert nearest_ids(taken.slot) == [other.id]


def test_where_the_mentor_has_too_few_others_fill_up_the_three(db):
    taken, other = booking(), slot()
    own = slot(taken.slot.mentor, starts_at=taken.slot.starts_at + timedelta(hours=1))
    slot(taken.slot.mentor, starts_at=taken.slot.starts_at + WEEK, is_open_to_all=False)

    assert sorted(nearest_ids(taken.slot)) == sorted([own.id, other.id])


def nearest_ids(slot):
    """The offered times that somebody who came too late for this one is shown."""
    found = nearest_times(person(), slot.mentor, slot.minutes, slot.starts_at, NOON)
    return [one.slot_id for one in found]
