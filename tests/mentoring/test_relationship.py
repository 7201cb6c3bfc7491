"""What the two agree on, work toward, talk about and write to each other."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.mentoring import queries
from learning.mentoring.models import EndReason, GoalMode, PairingKind
from learning.mentoring.operations import (
    Terms,
    add_action,
    add_goal,
    add_point,
    answer_extension,
    ask_extension,
    book_slot,
    confirm_agreement,
    confirm_talk,
    correct_talk,
    cover_point,
    drop_talk,
    end_pairing,
    judge_goal,
    log_talk,
    pause_pairing,
    plan_agenda,
    propose_agreement,
    put_messages_aside,
    report_no_show,
    resume_pairing,
    save_agendas,
    save_milestones,
    tick_action,
    tick_milestone,
    write_message,
)
from learning.mentoring.operations.refusals import (
    DayNotPossible,
    HasMentor,
    NothingToConfirm,
    PairingPaused,
    TooEarly,
)
from learning.mentoring.queries import MilestoneDraft
from learning.notifications.models import Notification
from tests.factories.mentoring import booking, pairing, slot
from tests.factories.people import NOON, person, programme_lead
from tests.factories.programmes import programme

LATER = NOON + timedelta(days=1)


def terms(**fields):
    given = {
        "purpose": "To lead a team",
        "cadence_days": 14,
        "minutes": 45,
        "channel": "A call",
        "confidentiality": "All of it",
        "rules": "",
        "ends_on": None,
    }
    return Terms(**given | fields)


def told(db, kind):
    return [
        one
        for one in db.scalars(select(Notification).where(Notification.kind == f"mentoring.{kind}"))
        if one.withdrawn_at is None
    ]


# The agreement


def test_an_agreement_holds_once_both_have_said_yes(db):
    pair = pairing()
    ends_on = (NOON + timedelta(days=60)).date()

    first = propose_agreement(pair, pair.mentor, terms(ends_on=ends_on), NOON)
    assert (first.is_confirmed, pair.ends_on) == (False, None)
    assert [one.person_id for one in told(db, "agreement_written")] == [pair.mentee_id]

    confirm_agreement(pair, pair.mentee, 1, LATER)
    confirm_agreement(pair, pair.mentee, 1, LATER)
    assert (first.is_confirmed, pair.ends_on) == (True, ends_on)
    assert told(db, "agreement_written") == []
    assert [one.person_id for one in told(db, "agreement_confirmed")] == [pair.mentor_id]


def test_revisions_are_kept_and_nobody_confirms_what_they_have_not_read(db):
    pair = pairing()
    propose_agreement(pair, pair.mentor, terms(), NOON)
    propose_agreement(pair, pair.mentee, terms(purpose="To rest"), LATER)

    with pytest.raises(NothingToConfirm):
        confirm_agreement(pair, pair.mentor, 1, LATER)
    confirm_agreement(pair, pair.mentor, 2, LATER)

    assert [one.purpose for one in queries.agreements_of(pair)] == ["To rest", "To lead a team"]


def test_the_last_day_lies_ahead_and_within_the_programme(db):
    pair = pairing()
    for ends_on in (NOON.date(), pair.programme.ends_on and NOON.date() + timedelta(days=4000)):
        if ends_on:
            with pytest.raises(DayNotPossible):
                propose_agreement(pair, pair.mentor, terms(ends_on=ends_on), NOON)


# Goals, tasks, milestones


def test_a_judged_goal_keeps_its_history_and_is_reached_at_a_hundred(db):
    pair = pairing()
    goal = add_goal(pair, pair.mentee, "Give a talk", None, NOON)

    judge_goal(goal, pair, pair.mentor, 40, "Outline is there", NOON)
    judge_goal(goal, pair, pair.mentee, 100, "Held it", LATER)
    assert (goal.percent, goal.reached_at) == (100, LATER)

    judge_goal(goal, pair, pair.mentee, 80, "Once more", LATER)
    assert goal.reached_at is None
    assert [one.percent for one in queries.goal_history(goal)] == [80, 100, 40]


def test_a_goal_of_tasks_is_as_far_as_its_tasks(db):
    pair = pairing()
    goal = add_goal(pair, pair.mentee, "Give a talk", None, NOON, GoalMode.TASKS)
    tasks = [
        add_action(pair, pair.mentee, pair.mentee, words, None, NOON, goal)
        for words in ("Outline", "Slides", "Rehearse")
    ]

    tick_action(tasks[0], pair, is_done=True, now=NOON)
    progress = queries.goals_with_progress([goal], queries.actions_of(pair))
    assert progress[0].percent == 33

    for task in tasks:
        tick_action(task, pair, is_done=True, now=LATER)
    assert goal.reached_at == LATER
    tick_action(tasks[0], pair, is_done=False, now=LATER)
    assert goal.reached_at is None


def test_an_action_for_the_other_is_told_and_stays_until_done(db):
    pair = pairing()
    action = add_action(pair, pair.mentor, pair.mentee, "Read page 3", None, NOON)
    add_action(pair, pair.mentor, pair.mentor, "Ask the team", None, NOON)

    assert [one.person_id for one in told(db, "action_given")] == [pair.mentee_id]
    tick_action(action, pair, is_done=True, now=LATER)
    assert queries.actions_of(pair)[-1] is action


def test_editing_milestones_reaches_pairs_that_run_but_not_what_they_have_done(db):
    lead = programme_lead()
    where = programme(lead)
    save_milestones(
        where, lead, [MilestoneDraft(None, "Met", 14), MilestoneDraft(None, "Goals", 28)], NOON
    )
    pair = pairing(where=where)
    gone = pairing(where=where)
    end_pairing(gone, gone.mentee, EndReason.OTHER, NOON)
    save_milestones(where, lead, [], NOON)
    assert queries.milestones_of(pair) == []

    save_milestones(
        where, lead, [MilestoneDraft(None, "Met", 14), MilestoneDraft(None, "Goals", 28)], NOON
    )
    _met, goals = queries.milestone_templates(where.id)
    first, second = queries.milestones_of(pair)
    tick_milestone(first, pair, pair.mentee, is_done=True, now=LATER)
    drafts = [MilestoneDraft(goals.id, "Goals with dates", 30), MilestoneDraft(None, "End", 90)]

    changes = queries.milestone_changes(where, drafts)
    assert {(one.kind, one.words, one.pairs) for one in changes} == {
        ("added", "End", 1),
        ("removed", "Met", 0),
        ("changed", "Goals with dates", 1),
    }
    save_milestones(where, lead, drafts, LATER)
    db.expire_all()
    assert [one.words for one in queries.milestones_of(pair)] == ["Met", "Goals with dates", "End"]
    assert second.due_on == NOON.date() + timedelta(days=30)
    assert queries.milestones_of(gone) == []


# Agendas


def test_open_points_move_on_and_covered_ones_do_not(db):
    pair = pairing()
    mine = add_point(pair, pair.mentee, "My talk", NOON)
    add_point(pair, pair.mentor, "Your review", NOON)

    cover_point(mine, pair, is_covered=True, now=LATER)

    assert [one.words for one in queries.points_of(pair)] == ["Your review"]
    assert queries.covered_points(pair, 5) == [mine]


def test_a_programme_suggests_points_for_each_session_once(db):
    lead = programme_lead()
    pair = pairing(where=programme(lead))
    save_agendas(pair.programme, lead, PairingKind.MENTORING, {1: ["Hello"], 2: ["Goals"]}, NOON)

    plan_agenda(pair, 1, NOON)
    plan_agenda(pair, 1, NOON)
    assert [one.words for one in queries.points_of(pair)] == ["Hello"]

    booking(within=pair, starts_at=NOON - timedelta(days=3))
    assert queries.next_session_number(pair, NOON) == 2
    add_point(pair, pair.mentee, "My talk", NOON)
    plan_agenda(pair, 2, NOON)
    assert [one.words for one in queries.points_of(pair)] == ["My talk", "Goals"]


# Messages and logged talks


def test_lines_not_read_yet_are_one_notice(db):
    pair = pairing()
    write_message(pair, pair.mentee, "Hello", NOON)
    write_message(pair, pair.mentee, "One more thing", NOON)
    assert [one.person_id for one in told(db, "message_written")] == [pair.mentor_id]

    write_message(pair, pair.mentor, "Hello to you", LATER)
    assert queries.unread_messages(pair, pair.mentor) == []
    put_messages_aside(pair, pair.mentee, LATER)
    assert told(db, "message_written") == []


def test_a_logged_talk_counts_once_the_other_confirms(db):
    pair = pairing()
    talk = log_talk(pair, pair.mentee, LATER, 30, "Canteen", LATER)
    assert queries.progress_of(pair, LATER).held == 0
    with pytest.raises(NothingToConfirm):
        confirm_talk(talk, pair, pair.mentee, LATER)

    confirm_talk(talk, pair, pair.mentor, LATER)
    confirm_talk(talk, pair, pair.mentor, LATER)

    assert queries.progress_of(pair, LATER).held == 1
    with pytest.raises(NothingToConfirm):
        correct_talk(talk, pair, pair.mentor, LATER, 20, "", LATER)
    with pytest.raises(NothingToConfirm):
        drop_talk(talk, pair, LATER)


def test_a_corrected_talk_goes_back_to_who_wrote_it(db):
    pair = pairing()
    talk = log_talk(pair, pair.mentee, LATER, 30, "", LATER)

    correct_talk(talk, pair, pair.mentor, NOON, 45, "In the yard", LATER)

    assert [one.person_id for one in told(db, "talk_logged")] == [pair.mentee_id]
    confirm_talk(talk, pair, pair.mentee, LATER)
    assert (talk.minutes, talk.confirmed_by) == (45, pair.mentee_id)


@pytest.mark.parametrize("held_at", [LATER + timedelta(minutes=1), NOON - timedelta(days=2)])
def test_a_talk_to_come_or_before_the_pair_is_refused(db, held_at):
    pair = pairing()

    with pytest.raises(TooEarly):
        log_talk(pair, pair.mentee, held_at, 30, "", LATER)


# Going on, pausing


def test_two_go_on_when_both_agree(db):
    pair = pairing()
    until = (LATER + timedelta(weeks=4)).date()
    wish = ask_extension(pair, pair.mentee, until, LATER)
    with pytest.raises(NothingToConfirm):
        answer_extension(wish, pair, pair.mentee, is_agreed=True, now=LATER)

    answer_extension(wish, pair, pair.mentor, is_agreed=True, now=LATER)

    assert pair.ends_on == until
    assert queries.open_extension(pair) is None


def test_an_ended_pair_begins_again_when_both_agree(db):
    pair = pairing()
    end_pairing(pair, pair.mentee, EndReason.NO_TIME, NOON)
    wish = ask_extension(pair, pair.mentor, (LATER + timedelta(weeks=4)).date(), LATER)

    answer_extension(wish, pair, pair.mentee, is_agreed=True, now=LATER)

    assert pair.is_running
    assert pair.end_reason is None


def test_who_has_a_mentor_meanwhile_does_not_begin_again(db):
    pair = pairing()
    end_pairing(pair, pair.mentee, EndReason.NO_TIME, NOON)
    pairing(mentee=pair.mentee, where=pair.programme)
    wish = ask_extension(pair, pair.mentor, (LATER + timedelta(weeks=4)).date(), LATER)

    with pytest.raises(HasMentor):
        answer_extension(wish, pair, pair.mentee, is_agreed=True, now=LATER)


def test_nobody_goes_on_beyond_the_limit(db):
    pair = pairing()

    with pytest.raises(DayNotPossible):
        ask_extension(pair, pair.mentee, (LATER + timedelta(weeks=300)).date(), LATER)


def test_a_pause_empties_the_calendars_in_neutral_words_and_stops_all_writing(db):
    pair = pairing()
    ahead = booking(within=pair)

    pause_pairing(pair, LATER)
    pause_pairing(pair, LATER)

    assert (ahead.cancelled_at, ahead.cancelled_by, ahead.cancel_reason) == (LATER, None, "")
    with pytest.raises(PairingPaused):
        write_message(pair, pair.mentee, "Hello", LATER)
    assert queries.running_pairing(pair.mentee_id, pair.mentor_id) is None

    resume_pairing(pair, LATER)
    write_message(pair, pair.mentee, "Hello", LATER)
    assert {one.person_id for one in told(db, "pairing_resumed")} == {
        pair.mentee_id,
        pair.mentor_id,
    }


def test_points_of_a_session_to_which_nobody_came_are_still_those_of_the_next(db):
    pair = pairing()
    save_agendas(
        pair.programme, person(), PairingKind.MENTORING, {1: ["Hello"], 2: ["Goals"]}, NOON
    )
    missed = book_slot(
        slot(pair.mentor, starts_at=NOON + timedelta(days=1)), pair.mentee, "First", NOON
    )
    report_no_show(missed, pair.mentor, missed.slot.ends_at)

    book_slot(
        slot(pair.mentor, starts_at=NOON + timedelta(days=3)),
        pair.mentee,
        "Again",
        NOON + timedelta(days=2),
    )

    assert [one.words for one in queries.points_of(pair)] == ["Hello"]
