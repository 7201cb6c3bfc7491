"""What a programme needs from its lead: when a line comes, and that it goes by itself."""

from datetime import timedelta

import pytest

from learning import clock
from learning.buddies.models import CheckIn, PairingState
from learning.mentoring.models import MatchState, RematchReason
from learning.mentoring.operations import ask_for_rematch, open_rematch
from learning.metrics.queries import actions_for
from learning.metrics.rules import Action, Need
from learning.programmes.models import EnrolmentRole, EnrolmentState, ProgrammeState
from learning.reviews.models import CycleState
from tests.factories.academy import article
from tests.factories.buddies import buddy_pairing, newcomer, plan, volunteer
from tests.factories.mentoring import booking, match, mentee_in, pairing, request, run
from tests.factories.people import person, programme_lead
from tests.factories.programmes import enrolment, invitation, programme, topic_request
from tests.factories.reviews import cycle

DAY = timedelta(days=1)


@pytest.fixture
def lead(db):
    return programme_lead()


@pytest.fixture
def where(lead):
    return programme(lead)


def needs(lead):
    return {one.need: one.number for one in actions_for(lead, clock.now())}


def ago(days):
    return clock.now() - days * DAY


def test_nothing_is_asked_of_a_programme_at_rest(lead, where):
    assert needs(lead) == {}


def test_only_leads_of_this_programme_are_asked(db, where):
    enrolment(where, person(), EnrolmentRole.MENTOR, state=EnrolmentState.APPLIED)

    assert needs(programme_lead()) == {}
    assert needs(person()) == {}


def test_programmes_that_are_over_ask_for_nothing(lead):
    over = programme(lead, state=ProgrammeState.CLOSED)
    enrolment(over, person(), EnrolmentRole.MENTOR, state=EnrolmentState.APPLIED)

    assert needs(lead) == {}


def test_applications_are_counted_per_programme(lead, where):
    for one in (where, where, programme(lead)):
        enrolment(one, person(), EnrolmentRole.MENTOR, state=EnrolmentState.APPLIED)

    found = actions_for(lead, clock.now())

    assert sorted(one.number for one in found) == [1, 2]
    assert {one.need for one in found} == {Need.TO_DECIDE}


def test_mentees_wait_until_they_are_paired_or_proposed(db, lead, where):
    waiting = mentee_in(where).person
    mentee_in(where, paused_until=clock.now().date() + DAY)
    proposed = match(where)
    pairing(where=where)
    assert needs(lead)[Need.WAITING_MENTEES] == 1

    proposed.state = MatchState.EXPIRED
    waiting.deactivated_at = clock.now()
    db.commit()

    assert needs(lead)[Need.WAITING_MENTEES] == 1


def test_a_draft_run_waits_to_be_published(db, lead, where):
    draft = run(where, started_at=ago(1))
    [action] = actions_for(lead, clock.now())
    assert (action.need, action.values) == (Need.DRAFT_RUN, {"run_id": draft.id})

    newest = run(where, started_at=ago(0))
    [action] = actions_for(lead, clock.now())
    assert (action.number, action.values) == (2, {"run_id": newest.id})
    assert "publish one" in action.title

    draft.published_at = newest.published_at = clock.now()
    db.commit()

    assert needs(lead) == {}


def test_a_request_is_late_after_three_working_days(lead, where):
    asked = person()
    enrolment(where, asked, EnrolmentRole.MENTEE)
    request(where, mentee_id=asked.id, proposed_at=ago(1))
    assert Need.UNANSWERED_REQUEST not in needs(lead)

    request(where, mentee_id=asked.id, proposed_at=ago(6))

    assert needs(lead)[Need.UNANSWERED_REQUEST] == 1


def test_a_pair_without_a_first_session_after_ten_days(db, lead, where):
    old, young = pairing(where=where), pairing(where=where)
    old.started_at, young.started_at = ago(11), ago(9)
    db.commit()
    assert needs(lead) == {Need.NO_FIRST_SESSION: 1}

    booking(within=old, starts_at=clock.now() + DAY)

    assert needs(lead) == {}


@pytest.mark.parametrize(("days", "count"), [(15, 1), (13, None)])
def test_a_pair_without_a_next_session_after_fourteen_days(db, lead, where, days, count):
    pair = pairing(where=where)
    pair.started_at = ago(40)
    met = booking(within=pair, starts_at=ago(days))
    met.held_at = ago(days)
    db.commit()

    assert needs(lead).get(Need.NO_NEXT_SESSION) == count


@pytest.mark.parametrize(("days", "count"), [(3, 1), (4, None), (-5, 1)])
def test_a_newcomer_needs_a_buddy_three_days_before(lead, where, days, count):
    plan(where, newcomer(clock.now().date() + days * DAY))

    assert needs(lead).get(Need.NO_BUDDY) == count


def test_a_proposed_buddy_waits_for_the_lead(db, lead, where):
    made = plan(where, newcomer(clock.now().date()))
    proposed = buddy_pairing(made, volunteer(where), PairingState.PROPOSED)
    assert needs(lead) == {Need.BUDDY_TO_CONFIRM: 1}

    proposed.state = PairingState.ASKED
    db.commit()

    assert needs(lead) == {}


def test_a_red_answer_is_told_until_a_better_one_follows(db, lead, where):
    made = plan(where, newcomer(clock.now().date() - 40 * DAY))
    buddy_pairing(made, volunteer(where))
    first, second = sorted(made.check_ins, key=lambda one: one.day)[:2]
    first.mood, first.answered_at = "red", ago(3)
    db.commit()
    assert needs(lead) == {Need.RED_ANSWER: 1}

    answered = db.get(CheckIn, second.id)
    answered.mood, answered.answered_at = "green", ago(1)
    db.commit()

    assert needs(lead) == {}


@pytest.mark.parametrize(
    ("state", "need"),
    [
        (CycleState.APPROVING, Need.CYCLE_APPROVING),
        (CycleState.CLOSED, Need.CYCLE_CLOSED),
        (CycleState.COLLECTING, None),
    ],
)
def test_a_cycle_waits_where_only_the_lead_can_go_on(lead, where, state, need):
    made = cycle(where, state)

    found = actions_for(lead, clock.now())

    assert [(one.need, one.id) for one in found] == ([(need, made.id)] if need else [])


@pytest.mark.parametrize(("votes", "count"), [(5, 1), (4, None)])
def test_a_topic_many_wish_for_needs_an_expert(lead, where, votes, count):
    topic_request(where, person(), votes=votes)
    topic_request(where, person(), votes=votes, expert_id=lead.id)

    assert needs(lead).get(Need.TOPIC_WANTED) == count


@pytest.mark.parametrize(("days", "count"), [(14, 1), (13, None)])
def test_an_article_is_overdue_two_weeks_after_its_date(lead, where, days, count):
    article(programme_id=where.id, verified_until=clock.now().date() - days * DAY)

    assert needs(lead).get(Need.VERIFICATION_OVERDUE) == count


def test_an_invitation_without_an_answer_is_counted_once(db, lead, where):
    old = invitation(where, person(), sent_at=ago(15))
    invitation(where, person(), sent_at=ago(13))
    invitation(where, person(), sent_at=ago(15), declined_at=ago(1))
    joined = person()
    invitation(where, joined, sent_at=ago(15))
    enrolment(where, joined, EnrolmentRole.MENTOR)
    assert needs(lead) == {Need.UNANSWERED_INVITATIONS: 1}

    old.reminders = 1
    db.commit()

    assert needs(lead) == {}


def test_every_need_has_its_words_and_a_place(app, lead, where):
    with app.test_request_context():
        for need in Need:
            action = Action(need, where.id, where.name, 2, id=1, at=ago(1))
            assert action.title
            assert action.why
            assert action.label
            assert app.url_for(action.endpoint, **action.values)


@pytest.mark.parametrize("need", [Need.NO_FIRST_SESSION, Need.NO_NEXT_SESSION])
def test_pairs_that_do_not_meet_are_seen_where_the_worst_off_come_first(where, need):
    assert Action(need, where.id, where.name, 2).endpoint == "mentoring.pairings"


def test_the_list_takes_one_query_however_long_it_is(lead, count_queries):
    for _ in range(3):
        one = programme(lead)
        enrolment(one, person(), EnrolmentRole.MENTOR, state=EnrolmentState.APPLIED)
        topic_request(one, person(), votes=5)
    assert lead.roles
    count_queries.clear()

    assert len(actions_for(lead, clock.now())) == 6
    assert len(count_queries) == 1


def test_requests_for_somebody_else_and_searches_are_told_apart(db, lead, where):
    where.is_rematch_approved = True
    pair = pairing(where=where)
    ask_for_rematch(pair, pair.mentee, RematchReason.ASKED, clock.now())
    open_rematch(mentee_in(where).person_id, where.id, RematchReason.LEFT, clock.now())
    db.commit()

    found = needs(lead)

    assert found[Need.REMATCH_ASKED] == 1
    assert found[Need.MATCH_ANEW] == 1
