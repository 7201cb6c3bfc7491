"""Tandems: who fits, asking and answering, what runs then, the two halves and the balance."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning import clock
from learning.mentoring import pairing as pairs
from learning.mentoring import queries
from learning.mentoring.models import Deadline, Goal, Pairing, TandemEnding
from learning.mentoring.operations import (
    accept_tandem,
    ask_tandem,
    book_time,
    decline_tandem,
    end_pairing,
    expire_tandem,
    meet_deadline,
    share_time,
    tidy_up,
    withdraw_tandem,
)
from learning.mentoring.operations.refusals import (
    HasTandem,
    MatchClosed,
    PairNotAllowed,
    TooManyRequests,
)
from learning.mentoring.rules import halved, halves, teaching_balance
from learning.notifications.models import Notification
from learning.people.models import Avoidance
from learning.programmes.models import EnrolmentRole, EnrolmentState
from learning.programmes.queries import loads_of
from tests.factories.mentoring import (
    booking,
    hours,
    participant_in,
    tandem,
    teaches,
    two_who_fit,
    wants,
)
from tests.factories.people import NOON, person
from tests.factories.programmes import enrolment, programme

DAY = timedelta(days=1)


def ask(where, one, other, goal="To order in Spanish"):
    return ask_tandem(where, one, other, "Shall we?", goal, NOON)


def partners(where, who):
    return [one.partner_id for one in pairs.tandems(where, who.id, NOON)]


def told(db, kind):
    query = select(Notification.person_id).where(
        Notification.kind == f"mentoring.{kind}", Notification.withdrawn_at.is_(None)
    )
    return list(db.scalars(query))


# Who fits


def test_languages_stand_before_skills_in_both_directions(db):
    where = programme()
    one, other = two_who_fit(where)
    for learner, teacher, skill in ((one, other, "Chess"), (other, one, "Rust")):
        wants(learner, skill, 4)
        teaches(teacher, skill)

    [found] = pairs.tandems(where, one.id, NOON)

    assert (found.learns, found.teaches) == (["language:es", "Chess"], ["language:de", "Rust"])


def test_one_direction_is_not_enough(db):
    where = programme()
    one, _other = two_who_fit(where)
    teaches(participant_in(where).person, "Chess")
    wants(one, "Chess")

    assert len(partners(where, one)) == 1


def test_bars_and_the_reporting_line_hold_unseen(db):
    where = programme()
    one, other = two_who_fit(where)
    db.add(Avoidance(person_id=other.id, other_id=one.id))
    db.commit()
    assert partners(where, one) == partners(where, other) == []
    with pytest.raises(PairNotAllowed):
        ask(where, one, other)

    boss, report = two_who_fit(where)
    report.manager_id = boss.id
    db.commit()
    assert boss.id not in partners(where, report)
    assert report.id not in partners(where, boss)


def test_who_keeps_languages_to_oneself_teaches_none(db):
    where = programme()
    one, other = two_who_fit(where)
    other.privacy = {"languages": "me"}
    db.commit()

    assert partners(where, one) == []


# Asking and answering


def test_a_yes_begins_a_tandem_with_a_goal_on_either_side(db):
    where = programme()
    one, other = two_who_fit(where)

    request = ask(where, one, other)
    assert told(db, "tandem_asked") == [other.id]
    made = accept_tandem(request, "To write letters", NOON)

    assert made.is_tandem
    assert {(goal.written_by, goal.words) for goal in db.scalars(select(Goal))} == {
        (one.id, "To order in Spanish"),
        (other.id, "To write letters"),
    }
    assert sorted(told(db, "pairing_started")) == sorted([one.id, other.id])
    assert told(db, "tandem_asked") == []
    assert loads_of([one.id, other.id]) == {one.id: 0, other.id: 0}
    assert accept_tandem(request, "Twice", NOON) is made


def test_asking_twice_or_crosswise_is_asking_once(db):
    where = programme()
    one, other = two_who_fit(where)

    first = ask(where, one, other)

    assert ask(where, one, other) is first
    assert ask(where, other, one) is first


def test_everybody_has_one_tandem_at_a_time(db):
    where = programme()
    made = tandem(where=where)
    third = participant_in(where).person

    assert partners(where, made.mentee) == []
    with pytest.raises(HasTandem):
        ask(where, made.mentee, third)


def test_the_first_yes_closes_the_other_requests_of_both(db):
    where = programme()
    one, other = two_who_fit(where)
    third, _fourth = two_who_fit(where)
    mine, rival = ask(where, one, other), ask(where, third, other)

    accept_tandem(mine, "To write letters", NOON)

    assert rival.ending is TandemEnding.UNAVAILABLE
    assert told(db, "tandem_closed") == [third.id]


def test_a_fourth_open_request_is_refused(db):
    where = programme()
    one, _other = two_who_fit(where)
    asked = [two_who_fit(where)[1] for _number in range(4)]
    for other in asked[:3]:
        ask(where, one, other)

    with pytest.raises(TooManyRequests):
        ask(where, one, asked[3])


def test_a_no_is_told_with_its_words_and_a_request_taken_back_is_not(db):
    where = programme()
    one, other = two_who_fit(where)

    request = ask(where, one, other)
    decline_tandem(request, "Next year, gladly.", NOON)
    decline_tandem(request, "Again", NOON)
    assert (request.answer, told(db, "tandem_closed")) == ("Next year, gladly.", [one.id])

    again = ask(where, one, other)
    withdraw_tandem(again, NOON)
    assert told(db, "tandem_closed") == [one.id]
    with pytest.raises(MatchClosed):
        accept_tandem(again, "Late", NOON)


def test_without_an_answer_it_runs_out_by_itself(db):
    where = programme()
    one, other = two_who_fit(where)
    request = ask(where, one, other)
    due = db.scalars(select(Deadline).where(Deadline.kind == "tandem")).one()

    meet_deadline("tandem", request.id, due.due_at - DAY)
    assert request.is_open
    meet_deadline("tandem", request.id, due.due_at)
    expire_tandem(request, due.due_at)

    assert request.ending is TandemEnding.EXPIRED
    assert told(db, "tandem_closed") == [one.id]


# What runs then


@pytest.mark.parametrize("side", ["mentee", "mentor"])
def test_each_books_the_other_s_hours_at_once(db, side):
    made = tandem()
    guest = getattr(made, side)
    host = made.other(guest)
    hours(host, notice_hours=0)

    booked = book_time(host, guest, NOON + DAY, 30, "Verbs", NOON)

    assert (booked.is_request, booked.pairing_id) == (False, made.id)


def test_it_is_no_mentor_for_a_mentee(db):
    where = programme()
    made = tandem(where=where)
    enrolment(where, made.mentee, EnrolmentRole.MENTEE)

    [search] = queries.searches_of(made.mentee, EnrolmentRole.MENTEE)
    assert search.mentors == []
    assert queries.running_count(made.mentor_id, where.id) == 0


def test_it_ends_when_one_of_them_leaves_the_programme_and_not_before(db):
    where = programme()
    made = tandem(where=where)

    tidy_up(NOON + DAY)
    assert made.is_running
    [own] = queries.tandem_enrolments(made.mentor)
    own.state = EnrolmentState.WITHDRAWN
    db.commit()
    tidy_up(NOON + DAY)

    assert not made.is_running


def test_the_halves_are_whole_minutes_and_the_balance_counts_them(db):
    parts = halves(NOON, NOON + timedelta(minutes=45), 1, 2)

    assert [(one.teacher_id, one.ends_at - one.starts_at) for one in parts] == [
        (1, timedelta(minutes=22)),
        (2, timedelta(minutes=23)),
    ]
    assert halved(45) == (23, 22)
    found = teaching_balance(1, 2, [(30, 30), (50, 10)])
    assert (found.minutes, found.is_even, found.behind_id) == ({1: 80, 2: 40}, False, 2)


def balance(made, now):
    sessions, talks = queries.sessions_of_pairing(made), queries.talks_of(made)
    return queries.balance_of(made, sessions, talks, now)


def test_a_session_counts_half_for_each_until_one_says_otherwise(db):
    made = tandem()
    held = booking(within=made, starts_at=NOON - DAY)
    assert balance(made, NOON).minutes == {made.mentor_id: 15, made.mentee_id: 15}

    share_time(held, made, made.mentee, 25, NOON)
    share_time(held, made, made.mentee, 25, NOON)

    assert balance(made, NOON).minutes == {made.mentor_id: 5, made.mentee_id: 25}


# The pages


def test_from_the_languages_to_a_tandem(client, db):
    where = programme()
    one, other = two_who_fit(where)
    third = person(name="Eva")
    enrolment(where, third, queries.tandem_enrolments(one)[0].role)
    db.commit()
    client.sign_in(one)

    page = client.get(f"/mentoring/programmes/{where.id}/tandem-partners")
    assert "1 colleague fits both ways" in page.text
    assert "German" in page.text
    assert "Spanish" in page.text
    client.submit(
        f"/mentoring/programmes/{where.id}/tandem-partners/{other.id}",
        goal="To order in Spanish",
        words="Shall we?",
    )

    client.sign_in(other)
    assert "would like to teach and learn with you" in client.get("/").text
    request = queries.tandem_requests_open(other)[0]
    address = f"/mentoring/tandem-requests/{request.id}"
    client.submit(address, form="form[action$='/accept']", goal="To write letters")
    made = db.scalars(select(Pairing)).one()
    page = client.get(f"/mentoring/pairings/{made.id}")
    assert "Teaching each other" in page.text
    assert "another mentor" not in page.text
    goals = client.get(f"/mentoring/pairings/{made.id}/goals").text
    assert "Yours" in goals


def test_a_stranger_finds_neither_the_request_nor_the_list(client, db):
    where = programme()
    one, other = two_who_fit(where)
    request = ask(where, one, other)
    db.commit()
    client.sign_in(person())

    for address in (
        f"/mentoring/tandem-requests/{request.id}",
        f"/mentoring/programmes/{where.id}/tandem-partners",
    ):
        assert client.open(address).status_code == 404


def test_the_two_halves_stand_there_without_a_script(client, db):
    made = tandem()
    now = clock.now().replace(second=0, microsecond=0)
    held = booking(within=made, starts_at=now - timedelta(minutes=10))
    client.sign_in(made.mentee)

    page = client.get(f"/mentoring/bookings/{held.id}/halves")
    times = [one["datetime"] for one in page.select(".halves time")]
    middle = (held.slot.starts_at + timedelta(minutes=15)).isoformat()
    assert times == [held.slot.starts_at.isoformat(), middle, middle, held.slot.ends_at.isoformat()]
    late = client.get(f"/mentoring/bookings/{held.id}/halves?at={now:%Y-%m-%dT%H:%M}Z")
    assert late.select_one(".halves time")["datetime"] == now.isoformat()


def test_who_taught_how_long_is_said_after_the_session(client, db):
    made = tandem()
    held = booking(within=made, starts_at=clock.now() - DAY)
    client.sign_in(made.mentor)

    client.submit(f"/mentoring/bookings/{held.id}/halves", taught="30")

    page = client.get(f"/mentoring/pairings/{made.id}").text
    assert "You have taught 30 min" in page
    assert "teaches first" in page


def test_the_list_asks_a_constant_number_of_queries(client, db, count_queries):
    where = programme()
    one, _other = two_who_fit(where)
    client.sign_in(one)
    counts = []
    for _round in range(2):
        for _number in range(3):
            two_who_fit(where)
        count_queries.clear()
        client.get(f"/mentoring/programmes/{where.id}/tandem-partners")
        counts.append(len(count_queries))

    assert counts[0] == counts[1], counts


def test_an_ended_tandem_frees_both(db):
    where = programme()
    made = tandem(where=where)
    end_pairing(made, made.mentee, "reached", NOON)

    assert partners(where, made.mentee) == [made.mentor_id]
