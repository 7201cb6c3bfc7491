"""Who was there when a group met: by code, by list, by a tick of one's own."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.activity.models import Fact
from learning.mentoring import queries
from learning.mentoring.models import NoShow, Presence, Proof
from learning.mentoring.operations import (
    SessionClosed,
    TooEarly,
    TooLate,
    WrongCode,
    book_slot,
    enter_code,
    keep_presence_list,
    report_no_show,
    show_code,
    skip_circle_session,
    tick_presence,
)
from learning.mentoring.queries import figures, kept_by
from learning.mentoring.rules import as_code
from learning.metrics.queries.sessions import sessions
from learning.metrics.rules import last_weeks, last_window
from learning.notifications.models import Notification
from tests.factories.circles import circle, circle_session
from tests.factories.mentoring import slot
from tests.factories.people import NOON, person

MINUTE = timedelta(minutes=1)


@pytest.fixture
def met(db):
    """A session of a circle of three, and its three people."""
    by, first, second = person(), person(), person()
    session = circle_session(circle(by, first, second), by)
    return session, by, first, second


def seen_by(who, session):
    return queries.gathering_of(who, session.appointment_id)


def known(db, session):
    rows = db.scalars(select(Presence).where(Presence.appointment_id == session.appointment_id))
    return {one.person_id: (one.is_present, one.proof) for one in rows}


def test_whoever_types_the_code_is_there_and_so_is_who_shows_it(db, met):
    session, by, first, _second = met
    at = session.starts_at + 5 * MINUTE
    code = show_code(seen_by(by, session), by, at).code
    assert show_code(seen_by(by, session), by, at).code == code

    enter_code(seen_by(first, session), first, f" {code.lower()[:2]} {code[2:]}", at)
    enter_code(seen_by(first, session), first, code, at)

    assert known(db, session) == {by.id: (True, Proof.CODE), first.id: (True, Proof.CODE)}
    facts = db.scalars(select(Fact).where(Fact.verb == "session_held")).all()
    assert {(one.person_id, one.programme_id) for one in facts} == {
        (by.id, session.circle.programme_id),
        (first.id, session.circle.programme_id),
    }
    assert len(facts) == 2


def test_a_wrong_code_or_one_at_another_time_says_nothing(db, met):
    session, by, first, _second = met
    guest, at = seen_by(first, session), session.starts_at
    with pytest.raises(WrongCode):
        enter_code(guest, first, "ABCDE", at)
    code = show_code(seen_by(by, session), by, at).code
    with pytest.raises(WrongCode):
        enter_code(guest, first, "?", at)
    with pytest.raises(WrongCode):
        enter_code(guest, first, code, session.ends_at + 15 * MINUTE)

    assert known(db, session) == {by.id: (True, Proof.CODE)}


def test_the_code_is_shown_from_shortly_before_the_start_to_shortly_after_the_end(met):
    session, by, _first, _second = met

    with pytest.raises(TooEarly):
        show_code(seen_by(by, session), by, session.starts_at - 16 * MINUTE)
    with pytest.raises(TooLate):
        show_code(seen_by(by, session), by, session.ends_at + 15 * MINUTE)


def test_the_list_says_of_everybody_and_can_be_corrected(db, met):
    session, by, first, second = met
    host, at = seen_by(by, session), session.ends_at

    keep_presence_list(host, by, {by.id, first.id}, at)
    keep_presence_list(host, by, {by.id, second.id}, at)

    there = {one for one, (is_present, _proof) in known(db, session).items() if is_present}
    assert there == {by.id, second.id}
    asked = select(Notification).where(
        Notification.kind == "mentoring.circle_were_you_there",
        Notification.withdrawn_at.is_(None),
    )
    assert db.scalars(asked).all() == [], "nobody is asked what is known"


def test_the_list_waits_for_who_is_a_little_late(met):
    session, by, _first, _second = met

    with pytest.raises(TooEarly):
        keep_presence_list(seen_by(by, session), by, set(), session.starts_at + 9 * MINUTE)


def test_a_tick_of_ones_own_counts_for_a_week_and_not_against_the_host(db, met):
    session, by, first, second = met
    with pytest.raises(TooEarly):
        tick_presence(seen_by(first, session), first, session.starts_at)
    with pytest.raises(TooLate):
        tick_presence(seen_by(first, session), first, session.ends_at + timedelta(days=7))
    tick_presence(seen_by(first, session), first, session.ends_at)
    keep_presence_list(seen_by(by, session), by, {by.id}, session.ends_at)

    assert known(db, session)[first.id] == (False, Proof.LIST)
    for who in (first, second):
        with pytest.raises(SessionClosed):
            tick_presence(seen_by(who, session), who, session.ends_at)


def test_who_said_no_is_not_expected_and_strangers_see_nothing(db, met):
    session, by, first, _second = met
    skip_circle_session(session, first, NOON)
    code = show_code(seen_by(by, session), by, session.starts_at).code

    with pytest.raises(SessionClosed):
        enter_code(seen_by(first, session), first, code, session.starts_at)
    assert seen_by(person(), session) is None
    assert seen_by(by, session).is_host
    assert not seen_by(first, session).is_host


def test_figures_count_a_session_that_two_came_to_and_appointments_that_were_kept(met):
    session, by, first, second = met
    programme, start = session.circle.programme, NOON
    end = session.ends_at + MINUTE
    assert figures.sessions_held(start, end, programme.id) == 0

    keep_presence_list(seen_by(by, session), by, {by.id, first.id}, session.ends_at)

    assert figures.sessions_held(start, end, programme.id) == 1
    assert figures.sessions_held(start, end) == 1
    [spent], by_week = sessions(programme, [last_window(end)], last_weeks(end))
    assert (len(spent.held), spent.people_held) == (1, {by.id, first.id})
    assert by_week[-1] == spent
    assert (kept_by(first, end).held, kept_by(first, end).no_shows) == (1, 0)
    assert (kept_by(second, end).held, kept_by(second, end).no_shows) == (0, 1)


@pytest.fixture
def group(db):
    """A time with seats, two of them taken."""
    offered = slot(seats=3)
    return offered, [book_slot(offered, person(), "Join", NOON) for _ in range(2)]


def test_seats_of_a_group_are_held_or_missed_by_the_list(db, group):
    offered, (came, missed) = group
    host = queries.gathering_of(offered.mentor, came.appointment_id)

    keep_presence_list(host, offered.mentor, {offered.mentor_id, came.mentee_id}, offered.ends_at)

    assert came.held_at == offered.ends_at
    assert missed.held_at is None
    assert db.scalar(select(NoShow.absent_id)) == missed.mentee_id
    assert kept_by(came.mentee, offered.ends_at).held == 1
    assert kept_by(missed.mentee, offered.ends_at).no_shows == 1


def test_the_host_can_correct_a_missed_seat_and_a_code_holds_one(db, group):
    offered, (one, other) = group
    host = queries.gathering_of(offered.mentor, one.appointment_id)
    code = show_code(host, offered.mentor, offered.starts_at).code
    guest = queries.gathering_of(one.mentee, one.appointment_id)
    enter_code(guest, one.mentee, code, offered.starts_at)
    assert one.held_at == offered.starts_at
    keep_presence_list(host, offered.mentor, {offered.mentor_id}, offered.ends_at)

    everybody = {offered.mentor_id, one.mentee_id, other.mentee_id}
    keep_presence_list(host, offered.mentor, everybody, offered.ends_at)

    assert db.scalars(select(NoShow)).all() == []
    assert one.held_at
    assert other.held_at


def test_a_guest_who_waited_in_vain_is_not_overruled(db, group):
    offered, (one, _other) = group
    report_no_show(one, one.mentee, offered.starts_at + 11 * MINUTE)
    host = queries.gathering_of(offered.mentor, one.appointment_id)

    keep_presence_list(host, offered.mentor, {one.mentee_id}, offered.ends_at)

    assert one.held_at is None
    assert db.scalar(select(NoShow.absent_id).where(NoShow.booking_id == one.id)) == (
        offered.mentor_id
    )


def test_a_code_is_read_whatever_the_case_and_the_gaps():
    assert as_code(" ab-3 Xy ") == "AB3XY"
