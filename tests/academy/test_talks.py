"""Talks: announced, joined, moved, cancelled; a seat for each, and a line for those without."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.academy.models import TalkDeadline
from learning.academy.operations import talks as operations
from learning.academy.operations.talks import (
    NotFull,
    SeatsTaken,
    TalkDraft,
    TalkFull,
    TalkGone,
    TalkOver,
    TalkPast,
    WrongCode,
)
from learning.academy.queries import talks as queries
from learning.academy.rules.talks import (
    clock_of,
    is_code,
    read_chapters,
    second_of,
    write_chapters,
)
from learning.notifications.models import Notification
from learning.scheduling.models import Offer
from learning.scheduling.operations import TimeTaken, hold_time
from learning.scheduling.queries import appointments_of, meetings_of
from tests.factories.academy import topic
from tests.factories.people import NOON, person, programme_lead
from tests.factories.programmes import programme
from tests.factories.talks import IN_A_WEEK, talk

DAY = timedelta(days=1)


def told(db, someone) -> list[str]:
    """The kinds of what was said to this person at once, in order."""
    query = (
        select(Notification.kind)
        .where(
            Notification.person_id == someone.id,
            Notification.withdrawn_at.is_(None),
            Notification.kind != "academy.talk_reminder",
        )
        .order_by(Notification.id)
    )
    return [kind.removeprefix("academy.") for kind in db.scalars(query)]


def reminded(db, someone) -> int:
    query = select(Notification.id).where(
        Notification.person_id == someone.id,
        Notification.withdrawn_at.is_(None),
        Notification.kind == "academy.talk_reminder",
    )
    return len(db.scalars(query).all())


def file_for(db, someone, kind: str) -> str:
    query = select(Notification.calendar).where(
        Notification.person_id == someone.id, Notification.kind == f"academy.{kind}"
    )
    return db.scalars(query.order_by(Notification.id.desc())).first() or ""


def draft(**fields) -> TalkDraft:
    given = {
        "title": "Coffee",
        "why": "You will know how.",
        "about": "",
        "language": "en",
        "place": "Room 4",
    }
    return TalkDraft(**{**given, "topic_id": topic().id, **fields})


def test_a_talk_takes_the_hosts_time_and_comes_into_their_calendar(db):
    host = person()

    made = talk(host)

    assert [one.uid for one in appointments_of(host, NOON, NOON + 9 * DAY)] == [
        made.appointment.uid
    ]
    assert told(db, host) == ["talk_planned"]
    assert made.appointment.uid in file_for(db, host, "talk_planned")


def test_a_series_is_planned_as_a_whole_or_not_at_all(db):
    host = person()
    hold_time([host], IN_A_WEEK + 7 * DAY, IN_A_WEEK + 7.05 * DAY, "mentoring.session")
    db.commit()
    times = [IN_A_WEEK, IN_A_WEEK + 7 * DAY]

    with pytest.raises(TimeTaken):
        operations.plan_talk(draft(), host, host, times, 60, NOON)
    db.rollback()
    times[1] += DAY
    made = operations.plan_talk(draft(), host, host, times, 60, NOON)

    assert [one.series_id for one in made] == [made[0].id] * 2
    assert queries.series_of(made[0], NOON) == [made[1]]
    with pytest.raises(TalkPast):
        operations.plan_talk(draft(), host, host, [NOON - DAY], 60, NOON)


def test_whoever_joins_has_the_time_taken_a_file_and_a_reminder(db):
    guest = person()
    made = talk()

    operations.join_talk(made, guest, NOON)
    operations.join_talk(made, guest, NOON)

    assert queries.seats_taken([made.id]) == {made.id: 1}
    assert told(db, guest) == ["talk_joined"]
    assert reminded(db, guest) == 2
    assert len(appointments_of(guest, NOON, NOON + 9 * DAY)) == 1


def test_whoever_has_another_appointment_gets_no_seat(db):
    guest, made = person(), talk()
    hold_time([guest], IN_A_WEEK, IN_A_WEEK + DAY / 24, "mentoring.session")

    with pytest.raises(TimeTaken, match="You have another appointment"):
        operations.join_talk(made, guest, NOON)
    assert queries.seat_of(made, guest) is None


def test_guests_do_not_see_one_another(db):
    one, other = person(), person()
    made = talk(guests=[one, other])

    [meeting] = meetings_of(one, NOON, NOON + 9 * DAY)

    assert meeting.others == ()
    assert other.email not in operations.calendar_file(made, one, NOON)


def test_a_full_talk_has_a_line_and_a_seat_that_comes_free_is_offered_for_a_day(db):
    first, second, third = person(), person(), person()
    made = talk(seats=1, guests=[first])

    with pytest.raises(TalkFull):
        operations.join_talk(made, second, NOON)
    operations.wait_for_seat(made, second, NOON)
    operations.wait_for_seat(made, third, NOON + timedelta(minutes=1))
    assert [queries.place_of(made, one).ahead for one in (second, third)] == [0, 1]

    operations.leave_talk(made, first, NOON + DAY)
    assert told(db, first) == ["talk_joined", "talk_left"]
    assert told(db, second) == ["talk_seat_offered"]
    assert queries.place_of(made, second).offered_until == NOON + 2 * DAY
    with pytest.raises(TalkFull):  # it is kept
        operations.join_talk(made, third, NOON + DAY)

    operations.join_talk(made, second, NOON + DAY)
    assert queries.place_of(made, second) is None
    assert told(db, second) == ["talk_joined"]


def test_an_offer_nobody_takes_goes_to_the_next_who_has_half_the_time_left(db):
    first, second, third = person(), person(), person()
    made = talk(seats=1, guests=[first])
    operations.wait_for_seat(made, second, NOON)
    operations.wait_for_seat(made, third, NOON)
    operations.leave_talk(made, first, IN_A_WEEK - 2 * DAY)
    offer = db.scalars(select(Offer).where(Offer.person_id == second.id)).one()

    operations.expire_offer(offer, IN_A_WEEK - 1.5 * DAY)
    assert told(db, third) == []  # it still holds
    operations.expire_offer(offer, IN_A_WEEK - DAY)
    operations.expire_offer(offer, IN_A_WEEK - DAY)

    assert told(db, second) == []
    assert told(db, third) == ["talk_seat_offered"]
    assert queries.place_of(made, third).offered_until == IN_A_WEEK - DAY / 2
    operations.wait_for_seat(made, second, IN_A_WEEK - DAY)
    assert queries.place_of(made, second).offered_until is None  # back, at the end


def test_a_no_to_an_offer_asks_the_next_and_nobody_waits_for_a_free_seat(db):
    first, second, third = person(), person(), person()
    made = talk(seats=1, guests=[first])
    operations.wait_for_seat(made, second, NOON)
    operations.wait_for_seat(made, third, NOON)
    operations.leave_talk(made, first, NOON)

    operations.stop_waiting(made, second, NOON)
    operations.stop_waiting(made, second, NOON)
    assert told(db, third) == ["talk_seat_offered"]
    with pytest.raises(NotFull):
        operations.wait_for_seat(made, third, NOON)


def test_more_seats_go_to_those_who_wait_and_fewer_than_taken_are_refused(db):
    first, second = person(), person()
    made = talk(seats=1, guests=[first])
    operations.wait_for_seat(made, second, NOON)

    operations.edit_talk(made, draft(seats=2), NOON)
    assert told(db, second) == ["talk_seat_offered"]

    operations.join_talk(made, second, NOON)
    with pytest.raises(SeatsTaken):
        operations.edit_talk(made, draft(seats=1), NOON)


def test_another_place_is_told_with_a_file_that_calendars_take(db):
    guest = person()
    made = talk(guests=[guest])
    before = made.appointment.sequence

    operations.edit_talk(made, draft(place="Room 5"), NOON)

    assert told(db, guest) == ["talk_joined", "talk_relocated"]
    assert f"SEQUENCE:{before + 1}" in file_for(db, guest, "talk_relocated")


def test_a_moved_talk_takes_its_guests_along_but_those_who_are_taken(db):
    host, free, busy = person(), person(), person()
    made = talk(host, guests=[free, busy])
    uid, before = made.appointment.uid, made.appointment.sequence
    hold_time([busy], IN_A_WEEK + DAY, IN_A_WEEK + 1.5 * DAY, "mentoring.session")

    lost = operations.move_talk(made, IN_A_WEEK + DAY, 60, NOON)

    assert lost == 1
    assert [one.person for one in queries.guests_of(made)] == [free]
    assert [told(db, one)[-1] for one in (host, free, busy)] == ["talk_moved"] * 3
    moved = file_for(db, free, "talk_moved")
    assert f"UID:{uid}" in moved
    assert "METHOD:REQUEST" in moved
    assert made.appointment.sequence > before
    assert "METHOD:CANCEL" in file_for(db, busy, "talk_moved")
    assert reminded(db, busy) == 0
    assert appointments_of(free, IN_A_WEEK, IN_A_WEEK + DAY / 2) == []


def test_a_talk_does_not_move_onto_its_hosts_other_appointment(db):
    host = person()
    made = talk(host)
    hold_time([host], IN_A_WEEK + DAY, IN_A_WEEK + 1.5 * DAY, "mentoring.session")

    with pytest.raises(TimeTaken):
        operations.move_talk(made, IN_A_WEEK + DAY, 60, NOON)
    with pytest.raises(TalkPast):
        operations.move_talk(made, NOON, 60, NOON)


def test_a_cancelled_talk_tells_everybody_and_gives_their_time_back(db):
    host, guest, waits = person(), person(), person()
    made = talk(host, seats=1, guests=[guest])
    operations.wait_for_seat(made, waits, NOON)

    operations.cancel_talk(made, "I am ill.", NOON)
    operations.cancel_talk(made, "I am ill.", NOON)

    assert [told(db, one)[-1] for one in (host, guest, waits)] == ["talk_cancelled"] * 3
    assert "METHOD:CANCEL" in file_for(db, guest, "talk_cancelled")
    assert appointments_of(guest, NOON, NOON + 9 * DAY) == []
    assert reminded(db, guest) == 0
    with pytest.raises(TalkOver):
        operations.join_talk(made, person(), NOON)
    with pytest.raises(TalkGone):
        operations.edit_talk(made, draft(), NOON)
    with pytest.raises(TalkGone):
        operations.move_talk(made, IN_A_WEEK + DAY, 60, NOON)


def test_a_series_is_cancelled_from_one_date_on(db):
    host = person()
    times = [IN_A_WEEK + week * 7 * DAY for week in range(3)]
    first, second, third = operations.plan_talk(draft(), host, host, times, 60, NOON)

    operations.cancel_talk(second, "Summer", NOON, and_following=True)

    assert [bool(one.cancelled_at) for one in (first, second, third)] == [False, True, True]
    with pytest.raises(TalkGone):
        operations.cancel_talk(first, "Late", IN_A_WEEK)


def test_presence_comes_from_the_list_or_from_the_code(db):
    came, missed, walked_in = person(), person(), person()
    made = talk(guests=[came, missed])
    during = IN_A_WEEK + timedelta(minutes=10)

    operations.mark_attendance(made, {came.id, missed.id}, during)
    operations.mark_attendance(made, {came.id}, during)
    typed = f"{made.code[:3]} {made.code[3:]}".lower()
    operations.check_in(made, walked_in, typed, during)
    operations.check_in(made, walked_in, typed, during)

    present = {one.person_id for one in queries.guests_of(made) if one.attended_at}
    assert present == {came.id, walked_in.id}
    with pytest.raises(WrongCode):
        operations.check_in(made, missed, "AAAAAA", during)
    with pytest.raises(WrongCode):
        operations.check_in(made, missed, made.code, NOON)


def test_the_seat_of_somebody_who_left_is_offered_and_leads_hear_of_a_lost_host(db):
    leaver, waits, lead = person(), person(), programme_lead()
    about = topic(programme_id=programme(lead=lead).id)
    made = talk(seats=1, guests=[leaver], topic_id=about.id)
    operations.wait_for_seat(made, waits, NOON)
    for one in (leaver, made.host):
        one.deactivated_at = NOON
    db.commit()

    operations.tend_talks(NOON)
    operations.tend_talks(NOON)

    assert queries.guests_of(made) == []
    assert told(db, waits) == ["talk_seat_offered"]
    assert told(db, lead) == ["talk_without_host"]


def test_each_talk_owes_a_look_after_its_end(db):
    made = talk()

    [owed] = db.scalars(select(TalkDeadline).where(TalkDeadline.object_id == made.id)).all()

    assert (owed.kind, owed.due_at) == ("feedback", made.ends_at + timedelta(hours=12))


def test_chapters_are_read_as_players_show_them():
    found = read_chapters("0:00 Welcome\n\n1:02:30 – Questions\n12:30 The machine")

    assert found == [(0, "Welcome"), (750, "The machine"), (3750, "Questions")]
    assert write_chapters(found).splitlines()[-1] == "1:02:30 Questions"
    with pytest.raises(ValueError, match="Welcome"):
        read_chapters("Welcome")


@pytest.mark.parametrize(
    ("typed", "second"), [("750", 750), ("12:30", 750), ("1:00:01", 3601), ("soon", None)]
)
def test_a_second_is_typed_as_players_show_it(typed, second):
    assert second_of(typed) == second
    if second is not None:
        assert second_of(clock_of(second)) == second


def test_a_code_is_taken_however_it_is_typed():
    assert is_code("ab c-d23", "ABCD23")
    assert not is_code("ABCD24", "ABCD23")
    assert not is_code("ключ", "ABCD23")
