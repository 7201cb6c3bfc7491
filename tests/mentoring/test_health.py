"""How a pair is doing, whose turn it is, and what silence leads to."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from learning.mentoring import queries
from learning.mentoring.models import EndReason
from learning.mentoring.operations import (
    Terms,
    answer_extension,
    ask_extension,
    confirm_agreement,
    confirm_talk,
    log_talk,
    look_after_pairings,
    pause_pairing,
    propose_agreement,
    write_message,
)
from learning.mentoring.rules import (
    Act,
    Health,
    Reason,
    Stand,
    condition,
    next_act,
    nudge_due,
    share_done,
)
from learning.notifications.models import Notification
from tests.factories.mentoring import booking, pairing, slot
from tests.factories.people import NOON, programme_lead
from tests.factories.programmes import programme

START = date(2030, 1, 7)


def days(count):
    return START + timedelta(days=count)


@pytest.mark.parametrize(
    ("today", "met", "next_on", "health", "reason"),
    [
        (0, None, None, Health.TOO_EARLY, Reason.JUST_BEGUN),
        (9, None, None, Health.TOO_EARLY, Reason.JUST_BEGUN),
        (9, None, 12, Health.TOO_EARLY, Reason.JUST_BEGUN),
        (10, None, 12, Health.ON_TRACK, Reason.NEXT_BOOKED),
        (10, None, None, Health.CHECK_IN, Reason.NOT_MET_YET),
        (20, None, None, Health.CHECK_IN, Reason.NOT_MET_YET),
        (21, None, None, Health.AT_RISK, Reason.NEVER_MET),
        (21, None, 25, Health.ON_TRACK, Reason.NEXT_BOOKED),
        (5, 3, None, Health.ON_TRACK, Reason.MET_LATELY),
        (31, 10, None, Health.ON_TRACK, Reason.MET_LATELY),
        (32, 10, None, Health.CHECK_IN, Reason.A_WHILE_AGO),
        (51, 10, None, Health.CHECK_IN, Reason.A_WHILE_AGO),
        (52, 10, None, Health.AT_RISK, Reason.LONG_AGO),
        (52, 10, 60, Health.ON_TRACK, Reason.NEXT_BOOKED),
    ],
)
def test_the_printed_rule_at_a_rhythm_of_two_weeks(today, met, next_on, health, reason):
    found = condition(
        START,
        days(today),
        14,
        None if met is None else days(met),
        None if next_on is None else days(next_on),
    )

    assert (found.health, found.reason) == (health, reason)


@pytest.mark.parametrize(
    ("silence", "due"), [(0, None), (6, None), (7, 7), (13, 7), (14, 14), (21, 21), (90, 21)]
)
def test_nudges_come_at_7_14_and_21_days(silence, due):
    assert nudge_due(START, days(silence)) == due


def test_only_all_tasks_are_a_hundred_percent():
    assert [share_done(0, 0), share_done(199, 200), share_done(3, 3)] == [0, 99, 100]


def stand(**fields):
    given = dict.fromkeys(Stand.__dataclass_fields__, False)
    return Stand(**given | {"is_mentee": True} | fields)


@pytest.mark.parametrize(
    ("found", "act"),
    [
        (stand(agreement_awaits=True, message_awaits=True), Act.CONFIRM_AGREEMENT),
        (stand(message_awaits=True, has_next=True), Act.REPLY),
        (stand(has_next=True), Act.PREPARE),
        (stand(has_next=True, has_agenda=True), Act.WAIT),
        (stand(needs_agreement=True), Act.WRITE_AGREEMENT),
        (stand(has_times=True), Act.BOOK),
        (stand(), Act.AWAIT_TIMES),
        (stand(is_mentee=False), Act.OFFER_TIMES),
        (stand(is_mentee=False, has_times=True), Act.AWAIT_BOOKING),
    ],
)
def test_what_the_other_waits_for_comes_first(found, act):
    assert next_act(found) is act


def nudges(db):
    query = select(Notification).where(Notification.kind == "mentoring.pair_nudge")
    return [(one.person_id, one.facts["act"], one.endpoint) for one in db.scalars(query)]


def running_pair():
    return pairing(where=programme())


def after(count):
    return NOON + timedelta(days=count)


def test_who_is_to_answer_is_nudged_once_for_each_length_of_silence(db):
    pair = running_pair()
    write_message(pair, pair.mentee, "When shall we meet?", NOON)

    for day in (6, 7, 7, 8):
        look_after_pairings(after(day))

    assert (pair.mentor_id, "reply", "mentoring.messages") in nudges(db)
    assert len([one for one in nudges(db) if one[0] == pair.mentor_id]) == 1
    look_after_pairings(after(14))
    assert len([one for one in nudges(db) if one[0] == pair.mentor_id]) == 2


def test_nudges_stop_at_contact_and_at_a_booked_talk(db):
    pair, booked = running_pair(), running_pair()
    booking(within=booked, starts_at=after(30))
    write_message(pair, pair.mentor, "Hello", after(6))

    look_after_pairings(after(8))

    assert nudges(db) == []


def test_the_mentee_is_led_to_free_times(db):
    pair = running_pair()
    write_agreement(pair)
    slot(pair.mentor, starts_at=after(20))

    look_after_pairings(after(8))

    assert nudges(db) == [(pair.mentee_id, "book", "mentoring.mentor")]


def write_agreement(pair):
    terms = Terms("To lead", 14, 45, "A call", "All", "", None)
    propose_agreement(pair, pair.mentor, terms, NOON)
    confirm_agreement(pair, pair.mentee, 1, NOON)


def test_a_silent_pair_ends_after_28_days_at_risk_and_a_week_s_notice(db):
    pair = running_pair()

    look_after_pairings(after(21 + 27))
    assert pair.warned_at is None
    look_after_pairings(after(21 + 28))
    assert pair.warned_at is not None
    look_after_pairings(after(21 + 28 + 6))
    assert pair.is_running
    look_after_pairings(after(21 + 28 + 7))

    assert (pair.end_reason, pair.ended_by) == (EndReason.SILENT, None)


def test_any_sign_of_life_keeps_the_pair(db):
    pair = running_pair()
    look_after_pairings(after(49))
    write_message(pair, pair.mentee, "I am still here", after(50))

    look_after_pairings(after(57))

    assert pair.is_running


def test_a_talk_held_elsewhere_counts_for_health(db):
    pair = running_pair()
    talk = log_talk(pair, pair.mentee, after(30), 30, "", after(30))
    assert queries.standing_of(pair, after(31)).condition(after(31)).health is Health.AT_RISK

    confirm_talk(talk, pair, pair.mentor, after(31))

    assert queries.standing_of(pair, after(31)).condition(after(31)).health is Health.ON_TRACK


def test_paused_pairs_are_left_alone(db):
    pair = running_pair()
    pause_pairing(pair, NOON)

    look_after_pairings(after(80))

    assert pair.is_running
    assert nudges(db) == []


def test_a_pair_ends_after_its_last_day_and_is_asked_before(db):
    pair = running_pair()
    wish = ask_extension(pair, pair.mentee, after(40).date(), NOON)
    answer_extension(wish, pair, pair.mentor, is_agreed=True, now=NOON)

    look_after_pairings(after(30))
    asked = select(Notification).where(Notification.kind == "mentoring.last_day_near")
    assert len(list(db.scalars(asked))) == 2
    look_after_pairings(after(40))
    assert pair.is_running
    look_after_pairings(after(41))

    assert pair.end_reason is EndReason.ON_DATE


def test_a_lead_sees_the_pairs_in_need_first_and_in_few_queries(client, db, count_queries):
    lead = programme_lead()
    where = programme(lead)
    for _number in range(4):
        pairing(where=where)
    client.sign_in(lead)

    client.get(f"/mentoring/programmes/{where.id}/pairings")
    few = len(count_queries)
    for _number in range(4):
        pairing(where=where)
    count_queries.clear()
    page = client.get(f"/mentoring/programmes/{where.id}/pairings")

    assert len(page.select(".pair-rows > li")) == 8
    assert len(count_queries) <= max(few, 12)


def test_the_page_of_a_pair_asks_no_more_when_there_is_more_to_show(client, db, count_queries):
    pair = running_pair()
    booking(within=pair, starts_at=after(3))
    client.sign_in(pair.mentee)
    address = f"/mentoring/pairings/{pair.id}"
    count_queries.clear()
    client.get(address)
    few = len(count_queries)
    for day in range(4, 9):
        booking(within=pair, starts_at=after(day))
        write_message(pair, pair.mentor, "Hello", NOON)
    db.commit()
    count_queries.clear()
    client.get(address)

    assert len(count_queries) <= few <= 13
