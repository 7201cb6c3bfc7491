"""Mentees who want several mentors: runs, moves, requests."""

import pytest

from learning.mentoring import queries
from learning.mentoring.operations import (
    HasMentor,
    accept_match,
    move_match,
    publish_run,
    remove_matches,
    request_match,
    rerun,
    start_match_run,
)
from tests.factories.mentoring import match, mentee_in, mentor_in, pairing, teaches, wants
from tests.factories.people import NOON, programme_lead
from tests.factories.programmes import programme


@pytest.fixture
def where(app, db):
    return programme(programme_lead(), mentors_per_mentee=2)


def draft(where):
    return start_match_run(where, where.leads[0].person, NOON)


def mentors_of(run, mentee):
    return {one.mentor_id for one in queries.draft_matches(run, mentee.person_id)}


def test_everybody_has_a_first_mentor_before_anybody_has_a_second(db, where):
    dear, other = mentee_in(where), mentee_in(where)
    wants(dear.person, "Python")
    mentors = [mentor_in(where, capacity=1) for _ in range(3)]
    for mentor in mentors:
        teaches(mentor.person, "Python")

    run = draft(where)

    assert len(mentors_of(run, dear)) == 2
    assert len(mentors_of(run, other)) == 1
    figures = queries.figures_of(run)
    assert (figures.served, figures.pairs, run.wanted) == (2, 3, 4)


def test_a_mentee_has_no_more_than_they_asked_for(db, where):
    modest = mentee_in(where, capacity=1)
    mentor_in(where), mentor_in(where)

    assert len(mentors_of(draft(where), modest)) == 1


def test_who_has_one_mentor_of_two_waits_for_the_other(db, where):
    mentee, other = mentee_in(where), mentor_in(where)
    mentor = mentor_in(where)
    pairing(mentee.person, mentor.person, where)

    run = draft(where)

    assert mentors_of(run, mentee) == {other.person_id}
    assert run.wanted == 1


def test_a_chosen_mentor_is_added_while_one_is_wanted_then_replaces_the_weakest(db, where):
    mentee = mentee_in(where)
    wants(mentee.person, "Python")
    first, second, third = (mentor_in(where) for _ in range(3))
    teaches(second.person, "Python")
    run = draft(where)
    remove_matches(run, [one.id for one in queries.draft_matches(run, mentee.person_id)])
    rows = queries.unmatched_in(run)
    assert [one.reason for one in rows] == ["removed"]

    for mentor in (first, second):
        move_match(run, mentee.person, mentor.person_id, NOON)
    assert mentors_of(run, mentee) == {first.person_id, second.person_id}
    move_match(run, mentee.person, third.person_id, NOON)

    assert mentors_of(run, mentee) == {second.person_id, third.person_id}


def test_a_chosen_mentor_takes_the_place_of_the_pair_named(db, where):
    mentee = mentee_in(where)
    mentor_in(where), mentor_in(where)
    run = draft(where)
    leaves, stays = queries.draft_matches(run, mentee.person_id)
    third = mentor_in(where)

    move_match(run, mentee.person, third.person_id, NOON, leaves)

    assert mentors_of(run, mentee) == {stays.mentor_id, third.person_id}


def test_locked_pairs_of_one_mentee_are_all_kept(db, where):
    mentee = mentee_in(where)
    mentors = [mentor_in(where) for _ in range(4)]
    run = draft(where)
    for mentor in mentors[2:]:
        run_matches = queries.draft_matches(run, mentee.person_id)
        loose = next(one for one in run_matches if not one.is_locked)
        move_match(run, mentee.person, mentor.person_id, NOON, loose)

    assert rerun(run, NOON) == 0
    assert mentors_of(run, mentee) == {one.person_id for one in mentors[2:]}


def test_both_mentors_of_a_published_run_can_be_accepted(db, where):
    mentee = mentee_in(where)
    mentor_in(where), mentor_in(where)
    run = draft(where)
    publish_run(run, where.leads[0].person, NOON)

    for made in queries.matches_in(run):
        accept_match(made, made.mentor, NOON)
        assert accept_match(made, mentee.person, NOON) is not None

    assert queries.has_every_mentor(where, mentee.person_id)
    assert mentee.person_id not in queries.waiting_mentees(where, NOON.date())


def test_a_request_beyond_what_one_wants_is_refused(db, where):
    mentee, asked = mentee_in(where, capacity=1), mentor_in(where)
    pairing(mentee.person, where=where)

    with pytest.raises(HasMentor):
        request_match(mentee, asked, "Please", NOON)


def test_open_requests_go_on_until_the_last_wanted_mentor_is_found(db, where):
    mentee = mentee_in(where)
    first, second, third = (
        match(where, mentee_id=mentee.person_id, mentor_id=mentor_in(where).person_id)
        for _ in range(3)
    )

    accept_match(first, first.mentor, NOON)
    accept_match(first, mentee.person, NOON)
    assert second.state == "proposed"
    accept_match(second, second.mentor, NOON)
    accept_match(second, mentee.person, NOON)

    assert third.state == "unavailable"
