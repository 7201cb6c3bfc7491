"""After a session: it was held, somebody did not come, how it was."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.activity.models import Fact
from learning.mentoring.models import Feedback, NoShow
from learning.mentoring.operations import (
    book_slot,
    cancel_booking,
    mark_held,
    rate_session,
    report_no_show,
)
from learning.mentoring.operations.refusals import SessionClosed, TooEarly
from learning.notifications.models import Notification
from tests.factories.mentoring import booking, slot
from tests.factories.people import NOON, person

MINUTE = timedelta(minutes=1)


def rate(booked, by, now, **answers):
    given = {"usefulness": 4, "tags": ["listened"], "recommend": 9}
    rate_session(booked, by, now=now, **given | answers)


def test_the_host_marks_it_held_once_for_both(db):
    booked = booking(starts_at=NOON)

    mark_held(booked, booked.slot.mentor, NOON)
    mark_held(booked, booked.slot.mentor, NOON + MINUTE)

    assert booked.held_at == NOON
    facts = db.scalars(select(Fact)).all()
    assert {fact.person_id for fact in facts} == {booked.mentee_id, booked.slot.mentor_id}
    assert [fact.verb for fact in facts] == ["session_held", "session_held"]


def test_refuses_held_before_the_start(db):
    booked = booking(starts_at=NOON)

    with pytest.raises(TooEarly):
        mark_held(booked, booked.slot.mentor, NOON - MINUTE)


def test_refuses_held_when_it_was_cancelled_or_missed(db):
    cancelled, missed = booking(starts_at=NOON + MINUTE), booking(starts_at=NOON)
    cancel_booking(cancelled, cancelled.mentee, "Ill", NOON)
    report_no_show(missed, missed.mentee, NOON + 10 * MINUTE)

    for booked in (cancelled, missed):
        with pytest.raises(SessionClosed):
            mark_held(booked, booked.slot.mentor, NOON + 60 * MINUTE)


@pytest.mark.parametrize("side", ["mentee", "mentor"])
def test_either_side_reports_that_the_other_did_not_come(db, side):
    booked = booking(starts_at=NOON)
    by = booked.mentee if side == "mentee" else booked.slot.mentor

    report_no_show(booked, by, NOON + 10 * MINUTE)
    report_no_show(booked, by, NOON + 11 * MINUTE)

    missed = db.scalars(select(NoShow)).one()
    assert (missed.reported_by, missed.absent_id) == (by.id, booked.other(by).id)
    told = db.scalars(select(Notification)).one()
    assert (told.person_id, told.kind) == (missed.absent_id, "mentoring.no_show_reported")


def test_one_waits_ten_minutes_before_reporting(db):
    booked = booking(starts_at=NOON)

    with pytest.raises(TooEarly):
        report_no_show(booked, booked.mentee, NOON + 9 * MINUTE)


def test_the_first_word_on_a_no_show_stands(db):
    booked = booking(starts_at=NOON)
    report_no_show(booked, booked.mentee, NOON + 10 * MINUTE)

    with pytest.raises(SessionClosed):
        report_no_show(booked, booked.slot.mentor, NOON + 11 * MINUTE)


def test_refuses_a_no_show_of_a_session_marked_as_held(db):
    booked = booking(starts_at=NOON)
    mark_held(booked, booked.slot.mentor, NOON)

    with pytest.raises(SessionClosed):
        report_no_show(booked, booked.mentee, NOON + 10 * MINUTE)


def test_both_rate_and_the_fact_carries_no_score(db):
    booked = booking(starts_at=NOON)

    for side in (booked.mentee, booked.slot.mentor):
        rate(booked, side, booked.slot.ends_at)

    about = {one.author_id: one.about_id for one in db.scalars(select(Feedback))}
    assert about == {
        booked.mentee_id: booked.slot.mentor_id,
        booked.slot.mentor_id: booked.mentee_id,
    }
    facts = db.scalars(select(Fact)).all()
    assert [fact.verb for fact in facts] == ["session_rated", "session_rated"]


def test_a_rating_is_given_once_and_kept(db):
    booked = booking(starts_at=NOON)

    rate(booked, booked.mentee, booked.slot.ends_at)
    rate(booked, booked.mentee, booked.slot.ends_at, usefulness=1)

    assert db.scalars(select(Feedback.usefulness)).all() == [4]


def test_refuses_a_rating_before_the_end(db):
    booked = booking(starts_at=NOON)

    with pytest.raises(TooEarly):
        rate(booked, booked.mentee, booked.slot.ends_at - MINUTE)


def test_refuses_a_rating_of_what_did_not_take_place(db):
    cancelled, missed = booking(starts_at=NOON + MINUTE), booking(starts_at=NOON)
    cancel_booking(cancelled, cancelled.mentee, "Ill", NOON)
    report_no_show(missed, missed.mentee, NOON + 10 * MINUTE)

    for booked in (cancelled, missed):
        with pytest.raises(SessionClosed):
            rate(booked, booked.mentee, NOON + timedelta(days=1))


def test_who_has_rated_is_not_asked_any_more(db):
    booked = book_slot(slot(starts_at=NOON + MINUTE), person(), "Career", NOON)

    rate(booked, booked.mentee, booked.slot.ends_at)

    asked = {
        one.person_id: one.withdrawn_at
        for one in db.scalars(
            select(Notification).where(Notification.kind == "mentoring.feedback_asked")
        )
    }
    assert asked == {booked.mentee_id: booked.slot.ends_at, booked.slot.mentor_id: None}
