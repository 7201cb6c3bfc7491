"""What can happen to a booking: an answer or none, a move, another host, a no-show."""

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from learning.mentoring.models import Deadline, Ending, Handover
from learning.mentoring.operations import (
    HostBusy,
    MovedTooOften,
    OnABreak,
    RequestOver,
    SlotTaken,
    SubmissionReused,
    TooLate,
    accept_booking,
    book_slot,
    cancel_booking,
    decline_booking,
    dispute_no_show,
    hand_over,
    meet_deadline,
    report_no_show,
    reschedule,
    wait_for_slot,
)
from learning.mentoring.queries import kept_by, live_bookings
from learning.mentoring.rules import break_until, kept_share
from learning.notifications.models import Notification
from learning.scheduling.operations import hold_time
from learning.scheduling.queries import appointments_of
from learning.web.notices import write
from tests.factories.mentoring import booking, slot
from tests.factories.people import NOON, person

DAY = timedelta(days=1)


def request(**fields):
    return book_slot(slot(is_on_request=True, **fields), person(), "May I?", NOON)


def kinds(db, who):
    query = select(Notification.kind).where(
        Notification.person_id == who.id, Notification.withdrawn_at.is_(None)
    )
    return {kind.removeprefix("mentoring.") for kind in db.scalars(query)}


def test_a_request_takes_the_time_and_waits_for_the_host(db):
    asked = request()

    assert asked.is_request
    assert asked.answer_by == NOON + 2 * DAY
    assert appointments_of(asked.mentee, asked.slot.starts_at, asked.slot.ends_at)
    assert kinds(db, asked.slot.mentor) == {"session_requested"}


def test_a_yes_makes_it_a_session_and_twice_is_once(db):
    asked = request()

    accept_booking(asked, NOON + DAY)
    accept_booking(asked, NOON + 3 * DAY)

    assert (asked.is_request, asked.accepted_at) == (False, NOON + DAY)
    assert "session_confirmed" in kinds(db, asked.mentee)


def test_a_no_frees_the_time_and_the_guest_reads_the_words(db):
    asked = request()

    decline_booking(asked, "Next week?", NOON)

    assert (asked.ending, asked.appointment.released_at) == (Ending.DECLINED, NOON)
    assert "request_refused" in kinds(db, asked.mentee)


def test_an_unanswered_request_frees_the_time_after_48_hours(db):
    asked = request()
    turn = db.scalars(select(Deadline)).one()
    late = NOON + 2 * DAY

    meet_deadline(turn.kind, turn.object_id, late - timedelta(minutes=1))
    assert asked.is_request
    with pytest.raises(RequestOver):
        accept_booking(asked, late)
    meet_deadline(turn.kind, turn.object_id, late)

    assert turn.due_at == late
    assert asked.ending == Ending.EXPIRED
    assert book_slot(asked.slot, person(), "Mine", late)


def test_what_ran_out_is_free_at_once_though_nobody_has_swept(db):
    asked = request()

    assert book_slot(asked.slot, person(), "Mine", NOON + 2 * DAY).cancelled_at is None
    assert asked.ending == Ending.EXPIRED


def test_a_move_keeps_the_meeting_and_its_history_with_a_rising_sequence(db):
    booked = book_slot(slot(), person(), "Career plan", NOON)
    other = slot(booked.slot.mentor, starts_at=booked.slot.starts_at + DAY)
    before = booked.appointment.sequence

    moved = reschedule(booked, other, booked.mentee, NOON)

    assert (booked.ending, moved.moved_from_id, moved.moves) == (Ending.MOVED, booked.id, 1)
    assert moved.appointment_id == booked.appointment_id
    assert appointments_of(moved.mentee, booked.slot.starts_at, booked.slot.ends_at) == []
    notice = db.scalars(
        select(Notification).where(Notification.kind == "mentoring.session_moved")
    ).first()
    [event] = Calendar.from_ical(notice.calendar).walk("VEVENT")
    assert (event["UID"], event["SEQUENCE"]) == (moved.appointment.uid, before + 1)
    assert reschedule(booked, other, booked.mentee, NOON) is moved
    assert not booked.is_cancelled_late


def test_twice_is_the_most_that_a_session_moves(db):
    one = book_slot(slot(), person(), "Career plan", NOON)
    for number in (1, 2):
        to = slot(one.slot.mentor, starts_at=NOON + timedelta(days=7 + number))
        one = reschedule(one, to, one.mentee, NOON)

    with pytest.raises(MovedTooOften):
        reschedule(one, slot(one.slot.mentor, starts_at=NOON + 20 * DAY), one.mentee, NOON)


def test_a_move_to_a_taken_time_is_refused_and_changes_nothing(db):
    taken = booking()
    booked = booking(mentor=taken.slot.mentor, starts_at=taken.slot.starts_at + DAY)

    with pytest.raises(SlotTaken):
        reschedule(booked, taken.slot, booked.mentee, NOON)

    assert booked.cancelled_at is None


def test_another_host_takes_the_same_booking_over(db):
    booked, other = book_slot(slot(), person(), "Career plan", NOON), person()
    giver, uid = booked.slot.mentor, booked.appointment.uid

    hand_over(booked, other, "I am away.", NOON)

    assert (booked.slot.mentor_id, booked.appointment.uid) == (other.id, uid)
    assert appointments_of(giver, booked.slot.starts_at, booked.slot.ends_at) == []
    assert appointments_of(other, booked.slot.starts_at, booked.slot.ends_at)
    assert db.scalars(select(Handover.words)).all() == ["I am away."]
    for who in (giver, other, booked.mentee):
        assert "session_handed_over" in kinds(db, who)


def test_a_host_with_another_appointment_cannot_take_it_over(db):
    booked, other = booking(), person()
    hold_time([other], booked.slot.starts_at, booked.slot.ends_at, "buddies.check_in")

    with pytest.raises(HostBusy):
        hand_over(booked, other, "Please", NOON)


def test_a_disputed_no_show_counts_for_nothing_and_can_be_disputed_for_a_week(db):
    held = booking(starts_at=NOON)
    report_no_show(held, held.slot.mentor, NOON + timedelta(minutes=10))
    no_show = held.no_show

    assert kept_by(held.mentee, NOON + DAY).no_shows == 1
    with pytest.raises(TooLate):
        dispute_no_show(no_show, "I was there.", NOON + 8 * DAY)
    dispute_no_show(no_show, "I was there.", NOON + DAY)

    assert kept_by(held.mentee, NOON + DAY).no_shows == 0
    assert "no_show_disputed" in kinds(db, held.slot.mentor)


def test_two_no_shows_bring_a_friendly_word_and_four_a_break(db):
    absent = person()
    for number in range(4):
        held = booking(mentee=absent, starts_at=NOON + number * DAY)
        report_no_show(held, held.slot.mentor, NOON + number * DAY + timedelta(minutes=30))
        assert ("no_show_warning" in kinds(db, absent)) == (number >= 1)

    with pytest.raises(OnABreak):
        book_slot(slot(), absent, "Again", NOON + 4 * DAY)
    later = slot(starts_at=NOON + 30 * DAY)
    assert book_slot(later, absent, "After the break", NOON + 18 * DAY)


def test_a_break_needs_four_within_thirty_days():
    assert break_until([NOON + n * 11 * DAY for n in range(4)]) is None
    assert break_until([NOON + n * 10 * DAY for n in range(4)]) == NOON + 44 * DAY


def test_kept_appointments_are_told_from_five_on():
    assert kept_share(4, 0, 0) is None
    assert kept_share(3, 1, 1) == 0.6


def test_the_same_form_sent_again_books_once_and_with_other_words_is_refused(db):
    offered, mentee = slot(), person()
    first = book_slot(offered, mentee, "Once", NOON, submission="abc")

    assert book_slot(offered, mentee, "Once", NOON, submission="abc") is first
    with pytest.raises(SubmissionReused):
        book_slot(offered, mentee, "Other words", NOON, submission="abc")
    assert len(live_bookings(offered)) == 1


def test_every_notice_can_be_written_in_its_reader_s_words(app, db):
    asked = request()
    decline_booking(asked, "Next week?", NOON)
    moved = book_slot(slot(), person(), "Career plan", NOON)
    to = slot(moved.slot.mentor, starts_at=NOON + 9 * DAY)
    hand_over(reschedule(moved, to, moved.mentee, NOON), person(), "I am away.", NOON)
    absent = person()
    for number in range(4):
        held = booking(mentee=absent, starts_at=NOON + number * DAY)
        report_no_show(held, held.slot.mentor, NOON + number * DAY + timedelta(minutes=30))
    dispute_no_show(held.no_show, "I was there.", NOON + 4 * DAY)
    full = booking()
    wait_for_slot(full.slot, person(), NOON)
    cancel_booking(full, full.mentee, "Ill", NOON)

    written = set()
    for notice in db.scalars(select(Notification)):
        wording = write(notice.kind, notice.facts, "en", "Europe/Berlin")
        assert wording.subject
        assert wording.body
        written.add(notice.kind.removeprefix("mentoring."))
    assert written >= {
        *("session_requested", "session_asked", "request_refused", "session_moved"),
        *("session_handed_over", "no_show_warning", "no_show_disputed", "seat_offered"),
    }
