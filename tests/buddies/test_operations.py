"""From the newcomer in the roster to a buddy who said yes; each refusal, and who is told."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from learning.activity.models import Fact
from learning.buddies import operations, queries
from learning.buddies.models import BuddyPairing, OnboardingPlan, Owner, PairingState
from learning.buddies.operations import AlreadyAnswered, NoBuddyFits, NotYet, WordsMissing
from learning.notifications.models import Notification
from learning.people.models import Avoidance, Tie
from tests.factories.buddies import buddy_pairing, newcomer, plan, volunteer
from tests.factories.people import person, programme_lead
from tests.factories.programmes import programme

NOW = datetime(2030, 1, 7, 9, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def where(db):
    return programme()


def told(db, kind):
    query = select(Notification.person_id).where(
        Notification.kind == f"buddies.{kind}", Notification.withdrawn_at.is_(None)
    )
    return set(db.scalars(query))


def test_a_newcomer_gets_a_plan_and_a_proposed_buddy_once(db, where):
    helper = volunteer(where)
    who = newcomer(TODAY + timedelta(days=7))

    assert operations.welcome_newcomers(NOW) == 1
    db.commit()
    assert operations.welcome_newcomers(NOW) == 0

    [made] = db.scalars(select(OnboardingPlan)).all()
    [pairing] = made.pairings
    assert (made.newcomer_id, len(made.items), len(made.check_ins)) == (who.id, 22, 5)
    assert (pairing.buddy_id, pairing.state) == (helper.id, PairingState.PROPOSED)
    assert told(db, "plan_ready") == {who.id}
    assert told(db, "to_confirm") == {lead.person_id for lead in where.leads}


def test_who_started_long_ago_or_starts_far_ahead_gets_no_plan(db, where):
    newcomer(TODAY - timedelta(days=90))
    newcomer(TODAY + timedelta(days=31))

    assert operations.welcome_newcomers(NOW) == 0


def test_the_manager_a_fresh_colleague_and_the_avoided_are_never_proposed(db, where):
    boss = volunteer(where)
    fresh = volunteer(where, started_on=TODAY - timedelta(days=100))
    avoided = volunteer(where)
    fits = volunteer(where)
    who = newcomer(TODAY, manager_id=boss.id)
    db.add(Avoidance(person_id=avoided.id, other_id=who.id))
    db.commit()

    operations.welcome_newcomers(NOW)

    [pairing] = db.scalars(select(BuddyPairing)).all()
    assert pairing.buddy_id == fits.id
    made = db.scalars(select(OnboardingPlan)).one()
    for nobody in (boss, fresh, avoided):
        with pytest.raises(NoBuddyFits):
            operations.choose_buddy(made, nobody.id, programme_lead(), NOW)


def test_a_buddy_has_one_newcomer_at_a_time_and_rests_afterwards(db, where):
    helper = volunteer(where)
    first = buddy_pairing(plan(where), helper)
    assert queries.volunteers(where, NOW) == {}

    operations.end(first, PairingState.ENDED, NOW)

    assert queries.volunteers(where, NOW + timedelta(days=29)) == {}
    assert queries.volunteers(where, NOW + timedelta(days=31)) == {helper.id: 1}


def test_the_lead_confirms_the_buddy_says_yes_and_all_sides_hear(db, where):
    helper, boss, lead = volunteer(where), person(), programme_lead()
    who = newcomer(TODAY + timedelta(days=7), manager_id=boss.id)
    operations.welcome_newcomers(NOW)
    pairing = db.scalars(select(BuddyPairing)).one()

    operations.confirm(pairing, lead, NOW)
    operations.confirm(pairing, lead, NOW)
    assert pairing.answer_due_at == NOW + timedelta(days=2)
    assert told(db, "buddy_asked") == {helper.id}
    operations.accept(pairing, NOW)
    operations.accept(pairing, NOW)
    db.commit()

    assert pairing.is_running
    assert told(db, "buddy_confirmed") == {helper.id, who.id, boss.id}
    assert db.scalars(select(Tie)).one().kind == "buddies"
    assert db.scalars(select(Fact.verb).where(Fact.verb == "buddy_confirmed")).all() == [
        "buddy_confirmed"
    ]


def test_two_working_days_leave_the_weekend_out(db, where):
    friday = NOW + timedelta(days=4)
    pairing = buddy_pairing(plan(where), volunteer(where), PairingState.PROPOSED)

    operations.confirm(pairing, programme_lead(), friday)

    assert pairing.answer_due_at == friday + timedelta(days=4)


def test_a_no_leads_to_the_next_candidate_and_never_back(db, where):
    first, second = volunteer(where), volunteer(where)
    made = plan(where, newcomer(TODAY))
    pairing = buddy_pairing(made, first, PairingState.ASKED)

    operations.decline(pairing, NOW)

    assert [one.buddy_id for one in made.pairings] == [first.id, second.id]
    assert made.open_pairing.state is PairingState.PROPOSED
    operations.confirm(made.open_pairing, programme_lead(), NOW)
    operations.decline(made.open_pairing, NOW)
    assert made.open_pairing is None


def test_a_request_that_ran_out_cannot_be_answered(db, where):
    made = plan(where, starts_on=TODAY, now=NOW)
    pairing = buddy_pairing(made, volunteer(where), PairingState.ASKED)
    pairing.answer_due_at = NOW - timedelta(hours=1)
    db.commit()

    operations.tidy_up(NOW)

    assert pairing.state is PairingState.EXPIRED
    for answer in (operations.accept, operations.decline):
        with pytest.raises(AlreadyAnswered):
            answer(pairing, NOW)


def test_the_lead_chooses_another_and_the_first_is_let_go(db, where):
    first, second = volunteer(where), volunteer(where)
    made = plan(where)
    old = buddy_pairing(made, first, PairingState.ASKED)

    new = operations.choose_buddy(made, second.id, programme_lead(), NOW)

    assert (old.state, new.state) == (PairingState.WITHDRAWN, PairingState.ASKED)
    assert made.open_pairing is new


def test_a_newcomer_changes_the_buddy_without_a_reason(db, where):
    first, second = volunteer(where), volunteer(where)
    made = plan(where, newcomer(TODAY))
    buddy_pairing(made, first)

    operations.change_buddy(made, NOW)

    assert made.open_pairing.buddy_id == second.id
    assert db.scalars(select(Tie.ended_at)).one() == NOW


def test_ninety_days_later_the_pairing_is_over(db, where):
    pairing = buddy_pairing(plan(where, starts_on=TODAY - timedelta(days=90)), volunteer(where))

    operations.tidy_up(NOW)

    assert pairing.state is PairingState.ENDED


def test_a_buddy_who_left_is_replaced(db, where):
    helper, next_one = volunteer(where), volunteer(where)
    made = plan(where, newcomer(TODAY))
    buddy_pairing(made, helper)
    helper.deactivated_at = NOW
    db.commit()

    operations.tidy_up(NOW)

    assert made.open_pairing.buddy_id == next_one.id


def test_ticking_is_undone_and_counts_once(db, where):
    made = plan(where)
    item = made.items[0]

    operations.tick(item, made.newcomer, NOW)
    operations.tick(item, made.newcomer, NOW)
    assert (item.done_at, item.done_by) == (NOW, made.newcomer_id)
    operations.untick(item)

    assert item.is_open
    assert len(db.scalars(select(Fact).where(Fact.verb == "checklist_ticked")).all()) == 1


def test_what_was_missed_is_skipped_or_kept_as_the_lead_decides(db, where):
    made = plan(where, starts_on=TODAY - timedelta(days=30), now=NOW)
    assert made.late_decided_at is None
    past = [one for one in made.items if one.due_on < made.made_at.date()]

    operations.decide_on_missed(made, {past[0].id}, programme_lead(), NOW)

    assert [one.is_open for one in past] == [False] + [True] * (len(past) - 1)
    assert made.late_decided_at == NOW


def test_a_meeting_counts_once_a_day_and_not_in_the_future(db, where):
    made = plan(where)
    pairing = buddy_pairing(made, volunteer(where))

    operations.note_meeting(made, TODAY, pairing.buddy, NOW)
    operations.note_meeting(made, TODAY, made.newcomer, NOW)
    with pytest.raises(NotYet):
        operations.note_meeting(made, TODAY + timedelta(days=1), made.newcomer, NOW)

    assert len(queries.meetings_of(made)) == 1


def test_a_red_answer_needs_words_and_reaches_the_leads(db, where):
    made = plan(where)
    check_in = made.check_ins[0]
    with pytest.raises(WordsMissing):
        operations.answer_check_in(check_in, "red", "", NOW)

    operations.answer_check_in(check_in, "red", "Nobody has time for me", NOW)

    assert told(db, "red_answer") == {lead.person_id for lead in where.leads}
    facts = db.scalars(select(Notification.facts).where(Notification.kind == "buddies.red_answer"))
    assert "Nobody" not in str(facts.all())


def test_a_green_answer_reaches_nobody_and_ends_the_reminder(db, where):
    made = plan(where, starts_on=datetime.now(UTC).date() + timedelta(days=3))
    check_in = made.check_ins[0]

    operations.answer_check_in(check_in, "green", "", NOW)
    db.commit()

    assert told(db, "red_answer") == set()
    key = f"buddies.check_in_due:{check_in.id}"
    notice = db.scalars(select(Notification).where(Notification.dedupe_key == key)).one()
    assert notice.withdrawn_at == NOW


def test_buddies_in_time_counts_those_confirmed_by_day_one(db, where):
    in_time, late = plan(where, starts_on=TODAY), plan(where, starts_on=TODAY)
    buddy_pairing(in_time, volunteer(where)).started_at = NOW
    buddy_pairing(late, volunteer(where)).started_at = NOW + timedelta(days=1)
    db.commit()

    assert queries.buddies_in_time(where, TODAY, TODAY) == (1, 2)


def test_an_item_of_the_lead_s_own_words_is_on_the_plan(db, where):
    made = plan(where)

    item = operations.add_item(made, "Посетить архив 档案室", Owner.NEWCOMER, TODAY)
    db.expire(made)

    assert item in made.items
