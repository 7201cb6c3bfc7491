"""Circles: wished for, opened, joined, waited for, led on, closed; and their sessions."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning import clock
from learning.mentoring import queries
from learning.mentoring.models import Deadline, Rhythm
from learning.mentoring.operations import (
    CircleClosed,
    CircleFull,
    MentorFull,
    NotFull,
    OwnTimeTaken,
    SessionClosed,
    SomeCannotCome,
    attend_circle_session,
    call_off_circle_session,
    cancel_circle_session,
    change_circle_session,
    close_circle,
    drop_co_facilitator,
    edit_circle,
    expire_circle_offer,
    join_circle,
    leave_circle,
    look_after_circles,
    meet_deadline,
    name_co_facilitator,
    open_circle,
    plan_circle_sessions,
    propose_circle,
    skip_circle_session,
    stop_waiting_for_circle,
    wait_for_circle,
    wish_for_circle,
)
from learning.mentoring.rules import starts_of
from learning.notifications.models import Notification
from learning.people.models import Avoidance
from learning.programmes.models import CircleMember, Part, ProgrammeState
from learning.programmes.operations import set_limit
from learning.programmes.queries import loads_of
from learning.scheduling.models import Offer
from learning.scheduling.operations import hold_time
from learning.scheduling.queries import appointments_of
from tests.factories.circles import TOPIC, circle, circle_session, proposal
from tests.factories.people import NOON, person, programme_lead
from tests.factories.programmes import programme

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def told(db, notice, to=None):
    """Who is, or will be, told of this."""
    query = select(Notification).where(
        Notification.kind == f"mentoring.{notice}", Notification.withdrawn_at.is_(None)
    )
    if to is not None:
        query = query.where(Notification.person_id == to.id)
    return list(db.scalars(query))


def names(circle, part=None):
    return {one.person_id for one in queries.members_of(circle) if part in {None, one.part}}


def full(*members, **fields):
    """A circle of three seats, all of them taken."""
    facilitator = fields.pop("facilitator", None) or person()
    others = [person() for _ in range(3 - len(members))]
    return circle(facilitator, *members, *others, seats=3, **fields)


def plan(of, by, *starts, **fields):
    given = {"minutes": 60, "place": "Room 7", "agenda": "Stories", "now": NOON}
    return plan_circle_sessions(of, by, starts or [NOON + WEEK], **given | fields)


def test_who_wished_for_a_circle_is_told_once_it_opens(db):
    wished, other, opener = proposal(), person(), person()
    assert wish_for_circle(wished, other, NOON) is True

    open_circle(wished.programme, opener, **TOPIC, seats=8, least=3, now=NOON, proposal=wished)

    assert {one.person_id for one in told(db, "circle_opened")} == {wished.proposed_by, other.id}
    assert names(wished, Part.FACILITATOR) == {opener.id}
    with pytest.raises(CircleClosed):
        open_circle(wished.programme, other, **TOPIC, seats=8, least=3, now=NOON, proposal=wished)


def test_a_wish_can_be_taken_back(db):
    wished, other = proposal(), person()

    assert [wish_for_circle(wished, other, NOON) for _ in range(2)] == [True, False]
    assert queries.circle_wishers(wished) == [wished.proposed_by]


def test_leading_a_circle_counts_among_all_that_somebody_looks_after(db):
    busy = person()
    set_limit(busy, 1)
    circle(busy)

    assert loads_of([busy.id]) == {busy.id: 1}
    with pytest.raises(MentorFull):
        circle(busy)
    other = circle(None, busy)
    with pytest.raises(MentorFull):
        name_co_facilitator(queries.membership(other, busy), NOON)


def test_no_circle_opens_or_is_wished_for_in_a_programme_that_winds_down(db):
    where = programme(state=ProgrammeState.CLOSING)

    with pytest.raises(CircleClosed):
        circle(where=where)
    with pytest.raises(CircleClosed):
        propose_circle(where, person(), "A", "B", NOON)


def test_joining_brings_the_sessions_ahead_into_the_calendar(db):
    by, late, busy = person(), person(), person()
    found = circle(by)
    session = circle_session(found, by)
    hold_time([busy], session.starts_at, session.ends_at, "buddies.check_in")

    join_circle(found, late, NOON)
    join_circle(found, busy, NOON)

    assert appointments_of(late, session.starts_at, session.ends_at) == [session.appointment]
    coming = queries.comers([session])[session.appointment_id]
    assert {one.id for one in coming} == {by.id, late.id}, "nobody is booked twice"
    assert "BEGIN:VCALENDAR" in told(db, "circle_session_planned", late)[0].calendar
    assert len(told(db, "circle_joined", by)) == 2


def test_joining_twice_is_joining_once_and_a_full_circle_takes_nobody(db):
    here = person()
    found = full(here)

    assert join_circle(found, here, NOON).person_id == here.id
    with pytest.raises(CircleFull):
        join_circle(found, person(), NOON)
    assert len(names(found)) == 4


def test_the_next_in_line_has_a_seat_offered_that_nobody_else_can_take(db):
    leaver, first, second = person(), person(), person()
    found = full(leaver)
    for minutes, who in enumerate((first, second)):
        wait_for_circle(found, who, NOON + timedelta(minutes=minutes))
    assert queries.circle_place(found, second, NOON).ahead == 1

    leave_circle(found, leaver, NOON + HOUR)

    assert [one.person_id for one in told(db, "circle_seat_offered")] == [first.id]
    for who in (person(), second):
        with pytest.raises(CircleFull):
            join_circle(found, who, NOON + HOUR)
    assert join_circle(found, first, NOON + HOUR).seat == 1


def test_an_offer_that_runs_out_goes_to_the_next_and_the_first_may_come_back(db):
    leaver, first, second = person(), person(), person()
    found = full(leaver)
    wait_for_circle(found, first, NOON)
    wait_for_circle(found, second, NOON + HOUR)
    leave_circle(found, leaver, NOON + HOUR)
    due = db.scalar(select(Deadline).where(Deadline.kind == "circle_offer"))

    meet_deadline(due.kind, due.object_id, due.due_at)

    assert told(db, "circle_seat_offered", second)
    assert queries.circle_place(found, first, due.due_at) is None
    wait_for_circle(found, first, due.due_at)
    assert queries.circle_place(found, first, due.due_at).ahead == 0


def test_who_missed_an_offer_stands_in_line_anew_even_before_the_sweep(db):
    leaver, late = person(), person()
    found = full(leaver)
    wait_for_circle(found, late, NOON)
    leave_circle(found, leaver, NOON)
    join_circle(found, late, NOON)
    leave_circle(found, late, NOON)
    full_again = [join_circle(found, person(), NOON)]
    offer = wait_for_circle(found, late, NOON)
    leave_circle(found, full_again[0].person, NOON)
    assert offer.expires_at

    after = offer.expires_at
    join_circle(found, person(), after)
    wait_for_circle(found, late, after)
    expire_circle_offer(offer, after)

    assert queries.circle_place(found, late, after).offered_until is None


def test_an_offer_answered_with_no_goes_to_the_next(db):
    leaver, first, second = person(), person(), person()
    found = full(leaver)
    wait_for_circle(found, first, NOON)
    wait_for_circle(found, second, NOON + HOUR)
    leave_circle(found, leaver, NOON + HOUR)

    stop_waiting_for_circle(found, first, NOON + HOUR)
    offer = db.scalar(select(Offer).where(Offer.person_id == first.id))
    expire_circle_offer(offer, NOON + WEEK)

    assert [one.person_id for one in told(db, "circle_seat_offered")] == [second.id]


def test_nobody_waits_while_a_seat_is_free(db):
    with pytest.raises(NotFull):
        wait_for_circle(circle(), person(), NOON)


def test_seats_cannot_be_fewer_than_are_taken(db):
    found = circle(None, *(person() for _ in range(4)))

    with pytest.raises(CircleFull):
        edit_circle(found, topic="New", why="New", seats=3, least=3)
    edit_circle(found, topic="New", why="New", seats=4, least=2)

    assert (found.topic, found.seats) == ("New", 4)


def test_a_session_names_who_cannot_come_and_meets_without_them_if_so_wished(db):
    by, free, busy = person(), person(), person(name="Busy Bo")
    found = circle(by, free, busy)
    hold_time([busy], NOON + WEEK, NOON + WEEK + HOUR, "buddies.check_in")

    with pytest.raises(SomeCannotCome, match="Busy Bo"), db.begin_nested():
        plan(found, by)
    session = plan(found, by, without_some=True)[0]

    coming = queries.comers([session])[session.appointment_id]
    assert {one.id for one in coming} == {by.id, free.id}
    assert not told(db, "circle_session_planned", busy)


def test_whoever_plans_must_be_free(db):
    by = person()
    found = circle(by)
    hold_time([by], NOON + WEEK, NOON + WEEK + HOUR, "buddies.check_in")

    with pytest.raises(OwnTimeTaken):
        plan(found, by, without_some=True)


def test_a_series_is_all_or_nothing_and_keeps_its_clock_time(db):
    by = person(timezone="Europe/Berlin")
    found = circle(by, person(), person())
    starts = starts_of(NOON + 9 * WEEK, "weekly", 5, "Europe/Berlin")

    planned = plan(found, by, *starts, rhythm=Rhythm.WEEKLY)

    assert len({one.series_id for one in planned}) == 1
    assert {one.starts_at.hour for one in planned} == {12, 11}
    assert len(queries.circle_sessions_ahead(found, NOON)) == 5


def test_a_session_too_few_can_come_to_is_called_off_before_the_reminder_of_that_day(db):
    by, member, third = person(), person(), person()
    found = circle(by, member, third)
    session = circle_session(found, by)
    due = db.scalar(select(Deadline).where(Deadline.kind == "circle_minimum"))
    assert due.due_at == session.starts_at - 25 * HOUR

    skip_circle_session(session, third, NOON + HOUR)
    meet_deadline(due.kind, due.object_id, due.due_at)

    assert session.cancelled_at == due.due_at
    assert told(db, "circle_session_off", member)
    assert told(db, "circle_session_off", by)
    assert not told(db, "circle_reminder")
    assert not told(db, "circle_were_you_there")
    assert not appointments_of(member, session.starts_at, session.ends_at)


def test_a_session_enough_come_to_takes_place_and_reminds(db):
    by = person()
    session = circle_session(circle(by, person(), person()), by)

    call_off_circle_session(session, session.starts_at - 25 * HOUR)
    call_off_circle_session(session, NOON)

    assert session.cancelled_at is None
    assert len(told(db, "circle_reminder", by)) == 2


def test_who_cannot_come_has_the_time_back_and_may_change_their_mind(db):
    by, member = person(), person()
    session = circle_session(circle(by, member, person()), by)

    skip_circle_session(session, member, NOON)
    assert not appointments_of(member, session.starts_at, session.ends_at)
    assert not told(db, "circle_reminder", member)
    attend_circle_session(session, member, NOON)
    assert appointments_of(member, session.starts_at, session.ends_at)
    assert len(told(db, "circle_session_planned", member)) == 2
    assert told(db, "circle_reminder", member)

    skip_circle_session(session, member, NOON)
    hold_time([member], session.starts_at, session.ends_at, "buddies.check_in")
    with pytest.raises(OwnTimeTaken):
        attend_circle_session(session, member, NOON)


def change(session, by, **fields):
    given = {
        "starts_at": session.starts_at,
        "minutes": 60,
        "place": session.place,
        "agenda": session.agenda,
        "now": NOON,
    }
    change_circle_session(session, by, **given | fields)


def test_a_session_that_moves_drops_who_is_busy_then_and_takes_in_who_was_busy_before(db):
    by, dropped, gained, absent = person(), person(), person(), person()
    found = circle(by, dropped, gained, absent)
    new = NOON + WEEK + DAY
    hold_time([gained], NOON + WEEK, NOON + WEEK + HOUR, "buddies.check_in")
    hold_time([dropped], new, new + HOUR, "buddies.check_in")
    session = circle_session(found, by)
    skip_circle_session(session, absent, NOON)

    with pytest.raises(SomeCannotCome):
        change(session, by, starts_at=new)
    change(session, by, starts_at=new, without_some=True)

    coming = {one.id for one in queries.comers([session])[session.appointment_id]}
    assert coming == {by.id, gained.id}, "who said no is not called in again"
    assert told(db, "circle_session_off", dropped)
    assert "METHOD:CANCEL" in told(db, "circle_session_off", dropped)[0].calendar
    assert told(db, "circle_session_changed", gained)
    assert session.starts_at == new


def test_a_new_agenda_raises_the_sequence_so_that_calendars_follow(db):
    by = person()
    session = circle_session(circle(by, person()), by)
    before = session.appointment.sequence

    change(session, by, agenda="Something else", place="Room 8")

    assert session.appointment.sequence == before + 1
    assert "LOCATION:Room 8" in told(db, "circle_session_changed", by)[0].calendar


def test_a_session_that_has_begun_is_neither_changed_nor_called_off(db):
    by = person()
    session = circle_session(circle(by), by)

    for act in (
        lambda: change(session, by, now=session.starts_at),
        lambda: cancel_circle_session(session, by, "Ill", session.starts_at),
        lambda: skip_circle_session(session, by, session.starts_at),
    ):
        with pytest.raises(SessionClosed):
            act()


def test_who_leaves_is_free_again_and_the_seat_too(db):
    by, leaver = person(), person()
    found = circle(by, leaver)
    session = circle_session(found, by)

    leave_circle(found, leaver, NOON)
    leave_circle(found, leaver, NOON)

    assert not appointments_of(leaver, session.starts_at, session.ends_at)
    assert queries.circle_seats_left(found, NOON) == 8
    assert join_circle(found, leaver, NOON).seat == 1, "and may come back"


def test_when_the_facilitator_leaves_a_co_facilitator_goes_on(db):
    by, second = person(), person()
    found = circle(by, person(), second)
    name_co_facilitator(queries.membership(found, second), NOON)

    leave_circle(found, by, NOON)

    assert names(found, Part.FACILITATOR) == {second.id}
    assert told(db, "circle_handed_on", second)
    assert loads_of([by.id, second.id]) == {by.id: 0, second.id: 1}


def test_without_a_co_facilitator_a_lead_of_the_programme_goes_on(db):
    lead, by, member = programme_lead(), person(), person()
    found = circle(by, member, where=programme(lead))
    session = circle_session(found, by)

    leave_circle(found, by, NOON)

    assert names(found, Part.FACILITATOR) == {lead.id}
    assert appointments_of(lead, session.starts_at, session.ends_at)
    assert found.is_open


def test_a_circle_nobody_is_left_in_or_can_lead_is_closed(db):
    lead = programme_lead()
    alone, led = circle(), circle(lead, person(), where=programme(lead))

    leave_circle(alone, queries.members_of(alone)[0].person, NOON)
    leave_circle(led, lead, NOON)

    assert alone.closed_at == NOON
    assert led.closed_at == NOON
    assert {one.person_id for one in told(db, "circle_closed")} == names(led)


def test_a_co_facilitator_may_be_a_member_again(db):
    second = person()
    found = circle(None, second)
    member = queries.membership(found, second)
    name_co_facilitator(member, NOON)

    drop_co_facilitator(member, NOON)

    assert member.part is Part.MEMBER
    assert loads_of([second.id]) == {second.id: 0}


def test_closing_calls_off_what_is_ahead_and_tells_everybody_who_waits_too(db):
    by, member, waiting = person(), person(), person()
    found = full(member, facilitator=by)
    session = circle_session(found, by)
    wait_for_circle(found, waiting, NOON)

    close_circle(found, by, "We know it all now", NOON)
    close_circle(found, by, "Again", NOON)

    assert session.cancelled_at == NOON
    assert {member.id, waiting.id} <= {one.person_id for one in told(db, "circle_closed")}
    assert not told(db, "circle_closed", by)
    assert loads_of([by.id]) == {by.id: 0}
    with pytest.raises(CircleClosed):
        join_circle(found, person(), NOON)
    with pytest.raises(CircleClosed):
        plan(found, by)


def test_every_day_circles_without_a_programme_close_and_leavers_make_room(db):
    gone, by, waiting = person(), person(), person()
    over, going_on = circle(), full(gone, facilitator=by)
    wait_for_circle(going_on, waiting, NOON)
    over.programme.state = ProgrammeState.CLOSING
    gone.deactivated_at = NOON
    db.flush()

    for _ in range(2):
        look_after_circles(NOON + DAY)

    assert over.closed_at == NOON + DAY
    assert going_on.is_open
    assert gone.id not in names(going_on)
    assert told(db, "circle_seat_offered", waiting)


def test_circles_led_by_somebody_one_avoids_are_as_if_they_were_not_there(db):
    by, stranger = person(), person()
    found = circle(by)
    db.add(Avoidance(person_id=by.id, other_id=stranger.id))
    db.flush()

    assert queries.circle_for(stranger, found.id) is None
    assert queries.open_circles(stranger, NOON, 10) == []
    assert queries.circle_for(person(), found.id) == found


@pytest.fixture(params=["avoids", "is avoided"])
def apart(db, request):
    """Lets the one avoid the other, or the other the one; to both it is the same."""

    def avoid(one, other):
        two = (one, other) if request.param == "avoids" else (other, one)
        db.add(Avoidance(person_id=two[0].id, other_id=two[1].id))
        db.flush()

    return avoid


def test_circles_with_a_member_one_avoids_are_as_if_they_were_not_there(db, apart):
    member, stranger, anybody = person(), person(), person()
    found = circle(None, member, seats=3)
    apart(stranger, member)

    assert queries.circle_for(stranger, found.id) is None
    assert queries.open_circles(stranger, NOON, 10) == []
    assert queries.circle_counts(stranger) == (0, 0)
    assert queries.open_circles(anybody, NOON, 10) == [found]
    with pytest.raises(CircleFull):
        join_circle(found, stranger, NOON)
    leave_circle(found, member, NOON)
    assert queries.circle_for(stranger, found.id) == found


def test_who_is_in_a_circle_stays_when_somebody_they_avoid_would_come(db, apart):
    member, rival = person(), person()
    found = circle(None, member)
    apart(rival, member)

    assert queries.circle_for(member, found.id) == found
    assert queries.own_circles(member, NOON) == [found]
    with pytest.raises(CircleFull):
        join_circle(found, rival, NOON)


def test_a_wish_of_somebody_one_avoids_is_not_listed_nor_told_of(db, apart):
    proposer, reader, wisher = person(), person(), person()
    wished = proposal(proposer)
    apart(reader, proposer)

    assert queries.wished_circles(reader, 10) == []
    assert queries.circle_counts(reader) == (0, 0)
    assert queries.circle_for(reader, wished.id) is None

    wish_for_circle(wished, wisher, NOON)
    opener = person()
    apart(wisher, opener)
    open_circle(wished.programme, opener, **TOPIC, seats=8, least=3, now=NOON, proposal=wished)
    told = select(Notification.person_id).where(Notification.kind == "mentoring.circle_opened")
    assert db.scalars(told).all() == [proposer.id]


def test_a_seat_is_not_offered_to_who_would_meet_somebody_they_avoid(db, apart):
    leaver, kept, first, second = (person() for _ in range(4))
    found = circle(None, leaver, kept, person(), seats=3)
    wait_for_circle(found, first, NOON)
    wait_for_circle(found, second, NOON)
    apart(first, kept)

    leave_circle(found, leaver, NOON)

    offered = select(Offer.person_id).where(Offer.offered_at.is_not(None))
    assert db.scalars(offered).all() == [second.id]


def test_a_lead_looks_after_a_circle_whoever_is_in_it(db, apart):
    lead, member = programme_lead(), person()
    found = circle(None, member, where=programme(lead))
    apart(lead, member)

    assert queries.circle_for(lead, found.id) == found


def test_lists_of_circles_go_on_to_the_next_page(db):
    reader = person()
    soon, late, never = circle(), circle(), circle()
    for one, days in ((late, 9), (soon, 3)):
        host = queries.members_of(one)[0].person
        circle_session(one, host, NOON + timedelta(days=days))
    loved, fresh = proposal(), proposal()
    for one, wisher in ((loved, person()), (loved, person()), (fresh, person())):
        wish_for_circle(one, wisher, NOON)

    assert queries.open_circles(reader, NOON, 2) == [soon, late]
    assert queries.open_circles(reader, NOON, 2, 2) == [never]
    assert queries.wished_circles(reader, 1) == [loved]
    assert queries.wished_circles(reader, 1, 1) == [fresh]
    assert queries.circle_counts(reader) == (3, 2)
    assert queries.own_circles(reader, NOON) == []


def test_a_session_is_shown_to_members_alone(db):
    by, member, lead = person(), person(), programme_lead()
    session = circle_session(circle(by, member, where=programme(lead)), by)

    assert queries.circle_session_of(member, session.id) == session
    assert queries.circle_session_of(lead, session.id) is None
    assert queries.circle_session_of(person(), session.id) is None


def test_the_list_costs_the_same_whatever_its_size(db, count_queries):
    where, reader = programme(), person()
    for _ in range(5):
        by = person()
        circle_session(circle(by, person(), where=where), by)
        proposal(where=where)
    db.expire_all()
    count_queries.clear()

    now = clock.now()
    found = queries.open_circles(reader, now, 12) + queries.wished_circles(reader, 12)
    cards = queries.cards_of(found, reader, now)

    assert len(cards) == 10
    assert len(count_queries) <= 6


def test_one_seat_is_one_row(db):
    here = person()
    found = circle(None, here)

    seats = select(CircleMember.seat).where(CircleMember.circle_id == found.id)
    assert set(db.scalars(seats)) == {None, 1}
