"""Calling a session off: the time is free, the other is told, calendars too."""

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from learning.audit.models import AuditEntry
from learning.mentoring.operations import book_slot, cancel_booking
from learning.mentoring.operations.refusals import SessionClosed
from learning.mentoring.queries import open_slots
from learning.notifications.models import Notification
from learning.scheduling.queries import appointments_of
from tests.factories.mentoring import booking, pairing, slot
from tests.factories.people import NOON, person, programme_lead
from tests.factories.programmes import programme


def notices(db, kind):
    query = select(Notification).where(Notification.kind == f"mentoring.{kind}")
    return {one.person_id: one for one in db.scalars(query)}


def test_the_time_is_free_for_others_again(db):
    offered, mentee = slot(), person()
    booked = book_slot(offered, mentee, "Career plan", NOON)

    cancel_booking(booked, mentee, "I am ill.", NOON)
    db.commit()

    assert (booked.cancelled_at, booked.cancelled_by) == (NOON, mentee.id)
    assert appointments_of(mentee, offered.starts_at, offered.ends_at) == []
    assert open_slots(person(), NOON) == [offered]
    again = book_slot(offered, person(), "Mine now", NOON)
    assert again.id != booked.id


def test_the_other_is_told_why_and_both_calendars_forget_it(db):
    booked = book_slot(slot(), person(), "Career plan", NOON)

    cancel_booking(booked, booked.mentee, "I am ill.", NOON)

    told = notices(db, "session_cancelled")
    assert told.keys() == {booked.mentee_id, booked.slot.mentor_id}
    other = told[booked.slot.mentor_id]
    assert (other.facts["reason"], other.facts["is_own"]) == ("I am ill.", False)
    for notice in told.values():
        [event] = Calendar.from_ical(notice.calendar).walk("VEVENT")
        assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)
        assert event["UID"] == booked.appointment.uid


def test_a_reminder_of_a_cancelled_session_is_never_sent(db):
    booked = book_slot(slot(), person(), "Career plan", NOON)

    cancel_booking(booked, booked.mentee, "Ill", NOON)

    for kind, count in (("session_reminder", 4), ("feedback_asked", 2)):
        query = select(Notification).where(Notification.kind == f"mentoring.{kind}")
        later = db.scalars(query).all()
        assert len(later) == count
        assert all(one.withdrawn_at == NOON for one in later)


def test_a_mentor_who_cancels_does_not_offer_the_time_any_more(db):
    booked = booking()

    cancel_booking(booked, booked.slot.mentor, "Travelling", NOON)

    assert open_slots(person(), NOON) == []


@pytest.mark.parametrize(("hours", "is_late"), [(24, False), (23, True)])
def test_less_than_a_day_before_is_late(db, hours, is_late):
    booked = booking(starts_at=NOON + timedelta(hours=hours))

    cancel_booking(booked, booked.mentee, "Ill", NOON)

    assert booked.is_cancelled_late is is_late
    assert notices(db, "session_cancelled")[booked.slot.mentor_id].facts["is_late"] is is_late


def test_cancelling_twice_tells_once(db):
    booked = booking()

    cancel_booking(booked, booked.mentee, "Ill", NOON)
    cancel_booking(booked, booked.slot.mentor, "Also", NOON + timedelta(hours=1))

    assert (booked.cancelled_by, booked.cancel_reason) == (booked.mentee_id, "Ill")
    assert len(notices(db, "session_cancelled")) == 2


def test_refuses_a_session_that_has_begun(db):
    booked = booking(starts_at=NOON)

    with pytest.raises(SessionClosed):
        cancel_booking(booked, booked.mentee, "Too late", NOON)

    assert booked.cancelled_at is None


def test_a_lead_s_cancelling_is_audited_and_told_to_both(db):
    lead = programme_lead()
    booked = booking(within=pairing(where=programme(lead)))

    cancel_booking(booked, lead, "The programme pauses.", NOON)

    assert [one.action for one in db.scalars(select(AuditEntry))] == ["booking.cancel"]
    told = notices(db, "session_cancelled")
    assert not any(one.facts["is_own"] for one in told.values())
    assert len(told) == 2
