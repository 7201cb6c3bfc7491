"""A lead's match run: drafted, put right by hand, run again, published."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from learning.audit.models import AuditEntry
from learning.mentoring import queries
from learning.mentoring.models import Match, MatchRun, MatchState, UnmatchedMentee
from learning.mentoring.operations import (
    allow_pair,
    decline_match,
    discard_run,
    lock_matches,
    move_match,
    publish_run,
    remove_matches,
    rerun,
    start_match_run,
)
from learning.mentoring.operations.refusals import (
    DraftOutdated,
    MatchClosed,
    MentorFull,
    NotRunning,
    PairNotAllowed,
)
from learning.notifications.models import Notification
from learning.people.models import Avoidance, Person
from learning.programmes.models import EnrolmentRole, EnrolmentState, ProgrammeState
from tests.factories.mentoring import (
    match,
    mentee_in,
    mentor_in,
    pairing,
    request,
    teaches,
    wants,
)
from tests.factories.people import NOON, programme_lead
from tests.factories.programmes import enrolment, programme

LATER = NOON + timedelta(days=1)


def draft(where, lead=None):
    return start_match_run(where, lead or programme_lead(), NOON)


def pairs(run):
    return {one.pair for one in queries.matches_in(run)}


def reasons(run):
    return {one.mentee_id: (one.reason, tuple(one.rules)) for one in queries.unmatched_in(run)}


def test_pairs_everybody_with_who_teaches_what_they_want(db):
    where = programme()
    ana, ben = mentee_in(where), mentee_in(where)
    python, speaking = mentor_in(where), mentor_in(where)
    wants(ana.person, "Python")
    teaches(python.person, "Python")
    wants(ben.person, "Public speaking")
    teaches(speaking.person, "Public speaking")

    run = draft(where)

    assert pairs(run) == {
        (ana.person_id, python.person_id),
        (ben.person_id, speaking.person_id),
    }
    assert (run.mentees, run.mentors, run.places) == (2, 2, 4)
    figures = queries.figures_of(run)
    assert (figures.served, figures.mentors_used) == (2, 2)
    [first, _second] = queries.matches_of_run(run, "", 10)
    assert {reason["rule"] for reason in first.reasons} >= {"skills"}
    assert db.scalar(select(func.count(Notification.id))) == 0, "a draft is the lead's alone"


def test_starting_again_opens_the_same_draft(db):
    where, lead = programme(), programme_lead()

    assert start_match_run(where, lead, NOON) is start_match_run(where, lead, LATER)
    assert db.scalar(select(func.count(MatchRun.id))) == 1


@pytest.mark.parametrize("state", [ProgrammeState.DRAFT, ProgrammeState.CLOSING])
def test_refuses_a_programme_that_is_not_open(db, state):
    with pytest.raises(NotRunning):
        draft(programme(state=state))


def test_capacity_is_the_least_of_the_limits_less_what_runs(db):
    where = programme(mentor_capacity=2)
    modest, eager = mentor_in(where, capacity=1), mentor_in(where, capacity=9)
    busy = mentor_in(where)
    pairing(mentor=busy.person, where=where)
    match(where, mentor_id=busy.person_id)
    for _number in range(5):
        mentee_in(where)

    run = draft(where)

    loads = queries.loads_in(run)
    assert loads == {modest.person_id: 1, eager.person_id: 2}
    assert set(reasons(run).values()) == {("contested", ())}


def test_a_request_keeps_no_place(db):
    where = programme()
    mentor = mentor_in(where, capacity=1)
    request(where, mentor_id=mentor.person_id)

    assert queries.free_seats(where, NOON.date()) == {mentor.person_id: 1}


def test_who_has_a_mentor_a_proposal_or_a_pause_does_not_wait(db):
    where = programme()
    pairing(where=where)
    match(where)
    mentee_in(where, paused_until=LATER.date())
    mentee_in(where, deactivated_at=NOON)
    enrolment(where, mentor_in(where).person, EnrolmentRole.MENTEE, state=EnrolmentState.APPLIED)

    assert queries.waiting_mentees(where, NOON.date()) == {}


def test_a_pause_ends_on_its_day(db):
    where = programme()
    back = mentee_in(where, paused_until=NOON.date())

    assert list(queries.waiting_mentees(where, NOON.date())) == [back.person_id]


def test_nobody_mentors_the_own_boss_report_or_self(db):
    where = programme()
    chief = mentor_in(where)
    boss = mentor_in(where, manager_id=chief.person_id)
    mentee = mentee_in(where, manager_id=boss.person_id)
    mentor_in(where, manager_id=mentee.person_id)
    enrolment(where, mentee.person, EnrolmentRole.MENTOR)

    run = draft(where)

    assert reasons(run) == {mentee.person_id: ("excluded", ("reporting_line",))}


def test_past_and_declined_pairs_stay_apart(db):
    where = programme()
    over = pairing(where=where)
    over.ended_at = NOON
    db.commit()

    assert reasons(draft(where)) == {over.mentee_id: ("excluded", ("earlier",))}

    elsewhere = programme()
    declined = match(elsewhere)
    decline_match(declined, declined.mentor, "", NOON)
    assert reasons(draft(elsewhere)) == {declined.mentee_id: ("excluded", ("earlier",))}


@pytest.mark.parametrize("avoider", ["mentee", "mentor"])
def test_do_not_pair_leaves_no_trace(db, avoider):
    where = programme()
    mentee, mentor = mentee_in(where), mentor_in(where)
    one, other = (mentee, mentor) if avoider == "mentee" else (mentor, mentee)
    db.add(Avoidance(person_id=one.person_id, other_id=other.person_id))
    db.commit()

    run = draft(where)

    assert reasons(run) == {mentee.person_id: ("no_candidate", ())}
    [left] = queries.unmatched_in(run)
    assert [one["kind"] for one in left.remedies] == ["mentor"]
    with pytest.raises(PairNotAllowed):
        move_match(run, mentee.person, mentor.person_id, NOON)


def test_a_field_kept_to_oneself_is_not_matched_by(db):
    where = programme()
    mentee, mentor = mentee_in(where), mentor_in(where)
    wants(mentee.person, "Python")
    teaches(mentor.person, "Python")
    mentor.person.privacy = {"teaches": "me"}
    db.commit()

    [made] = queries.matches_in(draft(where))

    assert "skills" in made.unanswered


def test_an_empty_programme_gives_an_empty_draft(db):
    run = draft(programme())

    assert (run.mentees, run.mentors, pairs(run)) == (0, 0, set())


def test_mentees_without_any_mentor_are_named(db):
    where = programme()
    mentee = mentee_in(where)

    assert reasons(draft(where)) == {mentee.person_id: ("no_candidate", ())}


def test_full_mentors_are_the_reason_when_no_place_is_free(db):
    where = programme()
    mentor = mentor_in(where, capacity=1)
    pairing(mentor=mentor.person, where=where)
    mentee = mentee_in(where)

    assert reasons(draft(where)) == {mentee.person_id: ("no_seat", ())}


def test_a_moved_pair_is_locked_and_kept_by_a_rerun(db):
    where = programme()
    mentee, fit, other = mentee_in(where), mentor_in(where), mentor_in(where)
    wants(mentee.person, "Python")
    teaches(fit.person, "Python")
    teaches(other.person, "Chess")
    run = draft(where)
    assert pairs(run) == {(mentee.person_id, fit.person_id)}

    moved = move_match(run, mentee.person, other.person_id, NOON)
    assert rerun(run, LATER) == 0

    assert pairs(run) == {(mentee.person_id, other.person_id)}
    assert queries.draft_matches(run, mentee.person_id)[0].is_locked
    assert moved.score < 100


def test_a_move_respects_the_places_of_the_draft(db):
    where = programme()
    full, free = mentor_in(where, capacity=1), mentor_in(where, capacity=1)
    mentees = [mentee_in(where), mentee_in(where)]
    run = draft(where)
    given = dict(pairs(run))
    mover = next(one for one in mentees if given[one.person_id] == free.person_id)

    with pytest.raises(MentorFull):
        move_match(run, mover.person, full.person_id, NOON)

    move_match(run, mover.person, free.person_id, NOON)


def test_an_unmatched_mentee_is_given_a_mentor_by_hand(db):
    where = programme()
    mentor = mentor_in(where, capacity=1)
    for _number in range(2):
        mentee_in(where)
    run = draft(where)
    [left] = queries.unmatched_in(run)
    [made] = queries.matches_in(run)
    remove_matches(run, [made.id])

    move_match(run, left.mentee, mentor.person_id, NOON)

    assert pairs(run) == {(left.mentee_id, mentor.person_id)}
    assert reasons(run) == {made.mentee_id: ("removed", ())}


def test_a_removed_pair_stays_out_until_it_is_allowed_again(db):
    where = programme()
    mentee, mentor = mentee_in(where), mentor_in(where)
    run = draft(where)
    [made] = queries.matches_in(run)

    remove_matches(run, [made.id])
    rerun(run, LATER)
    assert reasons(run) == {mentee.person_id: ("excluded", ("removed",))}

    [taken_out] = queries.removed_pairs(run)
    allow_pair(run, taken_out)
    rerun(run, LATER)
    assert pairs(run) == {(mentee.person_id, mentor.person_id)}


def test_a_rerun_lets_go_of_a_lock_that_became_impossible(db):
    where = programme()
    mentee, mentor = mentee_in(where), mentor_in(where)
    other = mentor_in(where)
    run = draft(where)
    move_match(run, mentee.person, mentor.person_id, NOON)
    mentor.person.deactivated_at = NOON
    db.commit()

    assert rerun(run, LATER) == 1
    assert pairs(run) == {(mentee.person_id, other.person_id)}


def test_unlocking_leaves_the_pair_to_the_next_run(db):
    where = programme()
    mentee, fit, other = mentee_in(where), mentor_in(where), mentor_in(where)
    wants(mentee.person, "Python")
    teaches(fit.person, "Python")
    teaches(other.person, "Chess")
    run = draft(where)
    moved = move_match(run, mentee.person, other.person_id, NOON)

    lock_matches(run, [moved.id], is_locked=False)
    rerun(run, LATER)

    assert pairs(run) == {(mentee.person_id, fit.person_id)}


def test_publishing_tells_both_and_happens_once(db):
    where, lead = programme(), programme_lead()
    mentee, mentor = mentee_in(where), mentor_in(where)
    run = draft(where)

    assert publish_run(run, lead, LATER) == 1
    assert publish_run(run, lead, LATER) == 0

    [proposal] = queries.matches_in(run)
    assert proposal.state == MatchState.PROPOSED
    assert proposal.expires_at == LATER + timedelta(days=7)
    told = {one.person_id for one in db.scalars(select(Notification))}
    assert told == {mentee.person_id, mentor.person_id}
    assert [one.action for one in db.scalars(select(AuditEntry))] == ["match.publish"]


@pytest.mark.parametrize("change", ["left", "paired", "full"])
def test_an_outdated_draft_is_not_published(db, change):
    where = programme()
    mentee, mentor = mentee_in(where), mentor_in(where, capacity=1)
    run = draft(where)
    if change == "left":
        db.get(Person, mentor.person_id).deactivated_at = NOON
    elif change == "paired":
        pairing(mentee=mentee.person, where=where)
    else:
        pairing(mentor=mentor.person, where=where)
    db.commit()

    with pytest.raises(DraftOutdated):
        publish_run(run, programme_lead(), LATER)

    assert run.is_draft


def test_a_published_run_is_not_changed_any_more(db):
    where = programme()
    mentee, mentor = mentee_in(where), mentor_in(where)
    run = draft(where)
    publish_run(run, programme_lead(), LATER)
    [made] = queries.matches_in(run)

    for change in (
        lambda: rerun(run, LATER),
        lambda: move_match(run, mentee.person, mentor.person_id, LATER),
        lambda: lock_matches(run, [made.id], is_locked=True),
        lambda: remove_matches(run, [made.id]),
        lambda: discard_run(run),
    ):
        with pytest.raises(MatchClosed):
            change()


def test_a_discarded_draft_leaves_nothing(db):
    where = programme()
    mentee_in(where)
    run = draft(where)

    discard_run(run)
    db.flush()

    for model in (MatchRun, Match, UnmatchedMentee):
        assert db.scalar(select(func.count()).select_from(model)) == 0


def test_the_same_people_give_the_same_draft(db):
    where = programme()
    for number in range(6):
        wants(mentee_in(where).person, f"Skill {number % 3}")
    for number in range(4):
        teaches(mentor_in(where).person, f"Skill {number % 3}")

    run = draft(where)
    first = pairs(run)
    rerun(run, LATER)

    assert pairs(run) == first


def test_a_draft_of_more_people_reads_as_often(db, count_queries):
    def reads(people):
        where, lead = programme(), programme_lead()
        for _number in range(people):
            mentee_in(where), mentor_in(where)
        count_queries.clear()
        start_match_run(where, lead, NOON)
        return len([one for one in count_queries if one.startswith("SELECT")])

    assert reads(9) == reads(2)
