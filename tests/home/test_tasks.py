"""The one statement of the start page finds what each feature's own page finds."""

from datetime import timedelta

import pytest

from learning import clock
from learning.academy import queries as academy
from learning.academy.models import ArticleState
from learning.academy.operations import (
    answer_flag,
    flag_outdated,
    invite_to_answer,
    suggest_change,
    take_over,
    talks,
)
from learning.academy.operations.handover import hand_over_articles
from learning.buddies import queries as buddies
from learning.buddies.models import PairingState
from learning.home.queries import tasks_for
from learning.home.rules import Kind
from learning.mentoring import queries as mentoring
from learning.mentoring.models import MatchState
from learning.mentoring.operations import join_circle, open_circle
from learning.moderation.models import ReportReason
from learning.moderation.operations import report_partner
from learning.people.models import Role
from learning.programmes.models import EnrolmentRole
from learning.reviews import queries as reviews
from learning.reviews.models import CycleState
from tests.factories.academy import article, topic, topic_expert
from tests.factories.buddies import buddy_pairing, newcomer, plan, volunteer
from tests.factories.circles import TOPIC, planned_circle
from tests.factories.mentoring import booking, feedback, match, pairing, request, slot
from tests.factories.people import moderator, person, programme_lead
from tests.factories.programmes import enrolment, programme
from tests.factories.questions import answer, question
from tests.factories.reviews import assignment, cycle, reviewee
from tests.factories.talks import asked_talk, sealed, talk


def found(who, *kinds):
    return {(one.kind, one.id) for one in tasks_for(who, clock.now()) if one.kind in kinds}


@pytest.fixture
def two(db):
    """A mentor and a mentee among whom everything happens that can."""
    now = clock.now()
    pair = pairing()
    mentor, mentee = pair.mentor, pair.mentee
    for state in MatchState:
        match(mentor_id=mentor.id, state=state)
        match(mentee_id=mentee.id, state=state)
    match(mentor_id=mentor.id, mentor_accepted_at=now)
    match(mentee_id=mentee.id, mentee_accepted_at=now)
    request(mentor_id=mentor.id)
    request(mentee_id=mentee.id)
    for days in (-9, -7, -5, -3, 2, 4, 8):
        booking(within=pair, starts_at=now + timedelta(days=days))
    over = mentoring.sessions_behind(mentor, now, 9)
    over[0].cancelled_at = now
    over[1].held_at = now
    over[2].held_at = now
    feedback(mentor, booking_id=over[1].id, author_id=mentee.id)
    for days, answer_by in ((3, now + timedelta(days=2)), (-1, now - timedelta(days=2))):
        booking(within=pair, starts_at=now + timedelta(days=days), answer_by=answer_by)
    db.commit()
    return mentor, mentee


@pytest.mark.parametrize("side", [0, 1])
def test_mentoring_waits_for_the_same(two, side):
    waiting = mentoring.waiting_for(two[side], clock.now())

    kinds = (Kind.MATCH, Kind.REQUEST, Kind.TO_CONFIRM, Kind.TO_RATE)
    assert found(two[side], *kinds) == {
        *((Kind.MATCH, one.id) for one in waiting.to_answer),
        *((Kind.REQUEST, one.id) for one in waiting.requests),
        *((Kind.TO_CONFIRM, one.id) for one in waiting.to_confirm),
        *((Kind.TO_RATE, one.id) for one in waiting.to_rate),
    }
    assert waiting.to_rate


@pytest.mark.parametrize("side", [0, 1])
def test_the_week_holds_the_sessions_of_seven_days(two, side):
    ahead = [one for one in mentoring.sessions_ahead(two[side], clock.now()) if not one.is_request]

    assert found(two[side], Kind.SESSION) == {(Kind.SESSION, one.id) for one in ahead[:2]}
    assert len(ahead) == 3


def test_a_pair_with_a_date_is_not_asked_to_book(two):
    assert not found(two[1], Kind.BOOK_NEXT)


def test_only_a_free_time_ahead_counts_as_offered(db):
    pair = pairing()
    now = clock.now()
    slot(pair.mentor, starts_at=now - timedelta(days=1))
    slot(pair.mentor, starts_at=now + timedelta(days=2), withdrawn_at=now)
    booking(within=pair, starts_at=now + timedelta(days=3))

    assert found(pair.mentor, Kind.OFFER_TIMES) == {(Kind.OFFER_TIMES, pair.mentor_id)}


def test_buddies_wait_for_the_same(db):
    where = programme()
    buddy = volunteer(where)
    for state in PairingState:
        buddy_pairing(plan(where), buddy, state)

    around = buddies.plans_around(buddy, clock.now().date())

    assert found(buddy, Kind.BUDDY_ASKED) == {(Kind.BUDDY_ASKED, one.id) for one in around.asked}
    shown = {one.id for one in around.as_buddy}
    assert {row[1] for row in found(buddy, Kind.BUDDY_ITEM)} <= shown


def test_a_check_in_is_asked_as_on_the_plan(db):
    made = plan(who=newcomer(clock.now().date() - timedelta(days=31)))
    who = made.newcomer

    open_one = buddies.open_check_in(made, clock.now().date())

    assert open_one is not None
    assert found(who, Kind.CHECK_IN) == {(Kind.CHECK_IN, open_one.id)}


def test_items_done_or_of_others_are_not_asked(db):
    made = plan(who=newcomer(clock.now().date()))
    for item in made.items:
        item.done_at = clock.now()
    db.commit()

    assert not found(made.newcomer, Kind.PLAN_ITEM)
    [shown] = [one for one in tasks_for(made.newcomer, clock.now()) if one.kind is Kind.PLAN]
    assert (shown.number, shown.total) == (len(made.items), len(made.items))


def test_a_plan_is_over_after_ninety_days(db):
    made = plan(who=newcomer(clock.now().date() - timedelta(days=95)))

    assert not found(made.newcomer, Kind.PLAN, Kind.PLAN_ITEM)


def test_reviews_wait_for_the_same(db):
    who = person()
    for state in CycleState:
        where = cycle(state=state, closes_on=clock.now().date())
        assignment(reviewee(where), by=who)
        reviewee(where, who)

    asked = reviews.reviews_asked(who)

    assert found(who, Kind.REVIEW) == {(Kind.REVIEW, one.id) for one in asked}
    nominating = [
        one.id for one in reviews.own_cycles(who) if one.cycle.state is CycleState.NOMINATING
    ]
    assert found(who, Kind.NOMINATE) == {(Kind.NOMINATE, one) for one in nominating}


@pytest.mark.parametrize("role", ["expert", "lead", "moderator", "colleague"])
def test_the_academy_waits_for_the_same(db, role):
    lead = programme_lead()
    led = programme(lead)
    mine = topic()
    below = topic(parent_id=topic(parent_id=mine.id).id)
    of_programme = topic(programme_id=led.id)
    who = {
        "expert": lambda: topic_expert(person(), mine).person,
        "lead": lambda: lead,
        "moderator": moderator,
        "colleague": person,
    }[role]()
    for fields in (
        {},
        {"topic_id": mine.id},
        {"topic_id": below.id},
        {"topic_id": topic(parent_id=of_programme.id).id},
        {"programme_id": led.id},
        {"author": who, "topic_id": mine.id},
    ):
        article(state=ArticleState.IN_REVIEW, **fields)

    count = academy.waiting_count(who)

    numbers = [one.number for one in tasks_for(who, clock.now()) if one.kind is Kind.SUBMISSIONS]
    assert numbers == ([count] if count else [])
    assert count == {"expert": 2, "lead": 2, "moderator": 5, "colleague": 0}[role]


def test_a_former_lead_is_not_asked(db):
    lead = person()
    where = programme(lead)
    article(state=ArticleState.IN_REVIEW, programme_id=where.id)

    assert Role.PROGRAMME_LEAD not in lead.roles
    assert not found(lead, Kind.SUBMISSIONS)


def test_a_changed_code_is_asked_about_as_on_the_programme(db):
    where = programme(code_of_conduct="Be kind.", code_version=2)
    who = person()
    old = enrolment(where, who, EnrolmentRole.MENTOR, code_version=1)
    enrolment(programme(), who, EnrolmentRole.MENTOR)
    assert old.has_old_code

    assert found(who, Kind.AGREE) == {(Kind.AGREE, old.id)}


def test_a_question_waits_for_whom_it_was_put_to_until_they_answer(db):
    expert, asked = person(), question()
    invite_to_answer(asked, expert, None, clock.now())
    question()
    assert found(expert, Kind.ANSWER) == {(Kind.ANSWER, asked.id)}

    answer(asked, author=expert)
    assert found(expert, Kind.ANSWER) == set()


def test_a_moderator_hears_of_reports_but_of_none_about_themselves(db):
    judge, other = moderator(), moderator()
    pair = pairing(mentor=other)
    report_partner(pair, pair.mentee, ReportReason.OTHER, "Words.", clock.now())

    assert [one.number for one in tasks_for(judge, clock.now()) if one.kind is Kind.REPORT] == [1]
    assert not found(other, Kind.REPORT)
    assert not found(person(), Kind.REPORT)


def test_what_readers_say_waits_for_the_author_until_it_is_answered(db):
    ours = article()
    flag_outdated(ours, person(), "The floor is another.", clock.now())
    suggest_change(ours, person(), "A better text.", "It reads better.", clock.now())
    asked = {(Kind.DOUBT, ours.id), (Kind.SUGGESTION, ours.id)}
    assert found(ours.author, Kind.DOUBT, Kind.SUGGESTION) == asked

    [flag] = academy.flags_on(ours)
    answer_flag(flag, ours.author, "It is right.", clock.now())
    assert found(ours.author, Kind.DOUBT, Kind.SUGGESTION) == {(Kind.SUGGESTION, ours.id)}


def test_a_leavers_article_waits_for_whoever_is_asked(db):
    where = topic()
    expert = topic_expert(person(), where).person
    left = article(person(deactivated_at=clock.now()), topic_id=where.id)
    hand_over_articles(clock.now())
    [asked], _scope = academy.hand_overs_for(expert)
    assert found(expert, Kind.HAND_OVER) == {(Kind.HAND_OVER, asked.id)}

    take_over(asked, expert, expert, clock.now())
    assert not found(expert, Kind.HAND_OVER)
    assert left.author_id == expert.id


def test_talks_wait_for_the_same(db):
    now, guest = clock.now(), person()
    ahead = talk(starts_at=now + timedelta(days=2), now=now, guests=[guest])
    talk(starts_at=now + timedelta(days=9), now=now, guests=[guest])
    full = talk(starts_at=now + timedelta(days=3), now=now, seats=1, guests=[left := person()])
    talks.wait_for_seat(full, guest, now)
    assert found(guest, Kind.TALK, Kind.SEAT) == {(Kind.TALK, ahead.id)}

    talks.leave_talk(full, left, now)
    assert found(guest, Kind.SEAT) == {(Kind.SEAT, full.id)}
    talks.cancel_talk(full, "Ill", now)
    assert found(guest, Kind.SEAT) == set()
    assert found(ahead.host, Kind.TALK) == {(Kind.TALK, ahead.id)}


def test_a_planned_circle_waits_for_its_host_and_then_for_its_people(db):
    now, host, asked = clock.now(), person(), person()
    circle = planned_circle(host, asked)
    assert found(host, Kind.LEAD_CIRCLE) == {(Kind.LEAD_CIRCLE, circle.id)}
    assert not found(asked, Kind.LEAD_CIRCLE, Kind.CIRCLE_SEAT)

    open_circle(circle.programme, host, **TOPIC, seats=8, least=3, now=now, proposal=circle)
    assert not found(host, Kind.LEAD_CIRCLE)
    assert found(asked, Kind.CIRCLE_SEAT) == {(Kind.CIRCLE_SEAT, circle.id)}

    join_circle(circle, asked, now)
    assert not found(asked, Kind.CIRCLE_SEAT)


def test_feedback_on_a_talk_is_asked_until_it_is_sent(db):
    guest = person()
    held = asked_talk(guests=[guest, *(person() for _ in range(5))], now=clock.now())
    assert found(guest, Kind.TALK_FEEDBACK) == {(Kind.TALK_FEEDBACK, held.id)}

    sealed(held, guest, texts=["Good"])
    assert found(guest, Kind.TALK_FEEDBACK) == set()
