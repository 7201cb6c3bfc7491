"""Office hours, and seats that a host gives to some of those who ask."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.mentoring import queries
from learning.mentoring.models import Audience, Deadline, SeatAnswer
from learning.mentoring.operations import (
    HostChooses,
    NotFull,
    RequestOver,
    SlotTaken,
    SomeCannotCome,
    TimePast,
    ask_for_seat,
    book_slot,
    choose_guest,
    decline_guest,
    meet_deadline,
    withdraw_seat_request,
    withdraw_slot,
)
from learning.mentoring.queries import live_bookings
from learning.notifications.models import Notification
from learning.programmes.models import EnrolmentRole
from learning.scheduling.operations import hold_time
from learning.scheduling.queries import appointments_of
from tests.factories.circles import office_hour
from tests.factories.mentoring import teaches, wants
from tests.factories.people import NOON, person
from tests.factories.programmes import enrolment, programme

HOUR = timedelta(hours=1)


def told(db, notice):
    query = select(Notification.person_id).where(
        Notification.kind == f"mentoring.{notice}", Notification.withdrawn_at.is_(None)
    )
    return set(db.scalars(query))


@pytest.fixture
def chosen(db):
    """The time of an hour with two seats, whose host chooses until two days before."""
    return office_hour(seats=2, choose_hours=48).slot


def test_seats_of_an_office_hour_go_to_whoever_comes_first(db):
    slot = office_hour(seats=2).slot
    for _ in range(2):
        book_slot(slot, person(), "My table", NOON)

    with pytest.raises(SlotTaken):
        book_slot(slot, person(), "My table", NOON)


def test_the_audience_is_told_once_and_of_the_first_hour_only(db):
    host, where, wanting = person(), programme(), person()
    member = enrolment(where, person(), EnrolmentRole.MENTEE).person
    wants(wanting, "Spreadsheets")
    teaches(host, "Spreadsheets")
    spreadsheets = queries.skills_to_tell(host)

    office_hour(host, weeks=3, audience=Audience.PROGRAMME, programme_id=where.id)
    assert told(db, "office_hour_opened") == {member.id}
    office_hour(
        host,
        at=((NOON + timedelta(days=9)).date(), NOON.time()),
        audience=Audience.SKILL,
        skill_id=spreadsheets[0].id,
    )

    assert told(db, "office_hour_opened") == {member.id, wanting.id}
    assert len(db.scalars(select(Notification)).all()) == 2


def test_all_colleagues_are_told_but_the_host(db):
    host, colleague, gone = person(), person(), person(deactivated_at=NOON)

    office_hour(host, audience=Audience.ALL)

    assert colleague.id in told(db, "office_hour_opened")
    assert not {host.id, gone.id} & told(db, "office_hour_opened")


def test_where_the_host_chooses_nobody_books_and_asking_takes_no_time(db, chosen):
    guest = person()
    with pytest.raises(HostChooses):
        book_slot(chosen, guest, "Me first", NOON)

    asked = [ask_for_seat(chosen, guest, "My table", NOON) for _ in range(2)]

    assert asked[0].id == asked[1].id
    assert not appointments_of(guest, chosen.starts_at, chosen.ends_at)
    assert told(db, "seat_asked") == told(db, "seats_to_choose") == {chosen.mentor_id}


def test_the_host_gives_seats_and_says_a_kind_no(db, chosen):
    one, other = (ask_for_seat(chosen, person(), "My table", NOON) for _ in range(2))

    choose_guest(one, NOON)
    choose_guest(one, NOON)
    decline_guest(other, "Next month again", NOON)

    assert [booking.mentee_id for booking in live_bookings(chosen)] == [one.person_id]
    assert told(db, "session_confirmed") == {one.person_id}
    assert told(db, "seat_declined") == {other.person_id}
    assert told(db, "seats_to_choose") == set(), "nobody waits for an answer any more"
    for act in (lambda: decline_guest(one, "", NOON), lambda: choose_guest(other, NOON)):
        with pytest.raises(RequestOver):
            act()


def test_no_more_are_chosen_than_there_are_seats_nor_who_has_no_time(db, chosen):
    busy, *others = (ask_for_seat(chosen, person(), "My table", NOON) for _ in range(4))
    hold_time([busy.person], chosen.starts_at, chosen.ends_at, "buddies.check_in")

    with pytest.raises(SomeCannotCome), db.begin_nested():
        choose_guest(busy, NOON)
    for one in others[:2]:
        choose_guest(one, NOON)
    with pytest.raises(SlotTaken), db.begin_nested():
        choose_guest(others[2], NOON)

    assert len(live_bookings(chosen)) == 2


def test_seats_nobody_chose_for_go_to_who_asked_first_and_others_hear_a_no(db, chosen):
    asked = [
        ask_for_seat(chosen, person(), "My table", NOON + timedelta(minutes=turn))
        for turn in range(4)
    ]
    withdraw_seat_request(chosen, asked[0].person, NOON + HOUR)
    due = db.scalar(select(Deadline).where(Deadline.kind == "choice"))
    assert due.due_at == chosen.choose_by

    for _ in range(2):
        meet_deadline("choice", due.object_id, due.due_at)

    assert [one.answer for one in asked] == [
        SeatAnswer.WITHDRAWN,
        SeatAnswer.CHOSEN,
        SeatAnswer.CHOSEN,
        SeatAnswer.DECLINED,
    ]
    assert told(db, "seat_declined") == {asked[3].person_id}
    with pytest.raises(NotFull):
        ask_for_seat(chosen, person(), "Late", due.due_at)


def test_who_took_a_request_back_may_ask_again_but_not_after_a_no(db, chosen):
    guest = person()
    ask_for_seat(chosen, guest, "My table", NOON)
    withdraw_seat_request(chosen, guest, NOON)
    again = ask_for_seat(chosen, guest, "After all", NOON + HOUR)
    assert (again.answer, again.words) == (None, "After all")

    decline_guest(again, "", NOON)
    with pytest.raises(RequestOver):
        ask_for_seat(chosen, guest, "Please", NOON)


def test_an_hour_that_is_withdrawn_tells_who_asked(db, chosen):
    request = ask_for_seat(chosen, person(), "My table", NOON)

    withdraw_slot(chosen, NOON)

    assert request.answer is SeatAnswer.DECLINED
    assert told(db, "seat_declined") == {request.person_id}


def test_there_must_be_time_left_to_choose(db):
    with pytest.raises(TimePast):
        office_hour(at=((NOON + timedelta(days=1)).date(), NOON.time()), choose_hours=48)


def test_requests_are_read_by_their_host_alone(db, chosen):
    request = ask_for_seat(chosen, person(), "My table", NOON)

    assert queries.seat_request_to(chosen.mentor, request.id) == request
    assert queries.seat_request_to(request.person, request.id) is None
    assert queries.own_group(request.person, chosen.id) is None
