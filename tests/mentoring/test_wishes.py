"""Wishes: kept in order, asked one after the other, known to a run and to nobody else."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.mentoring import pairing as pairs
from learning.mentoring import queries
from learning.mentoring.models import Mark, MarkKind, Match, MatchState
from learning.mentoring.operations import (
    ask_next_wish,
    decline_match,
    mark,
    request_match,
    set_wishes,
    tidy_up,
)
from learning.mentoring.operations.refusals import NotMatchable
from learning.notifications.models import Notification
from learning.programmes.models import EnrolmentRole
from tests.factories.mentoring import mentee_in, mentor_in, pairing
from tests.factories.people import NOON, person
from tests.factories.programmes import programme

DAY = timedelta(days=1)


def wish(own, *others, is_asking=True, now=NOON):
    return set_wishes(
        own,
        [one.person_id for one in others],
        words="I want to lead.",
        is_asking=is_asking,
        goals=[],
        matters=["skills"],
        now=now,
    )


def asked(db):
    return list(db.scalars(select(Match.mentor_id).order_by(Match.id)))


def test_keeping_wishes_asks_the_dearest(db):
    where = programme()
    own, first, second = mentee_in(where), mentor_in(where), mentor_in(where)

    match = wish(own, first, second)

    assert match.mentor_id == first.person_id
    assert match.request == "I want to lead."
    assert queries.wished_by(own) == [first.person_id, second.person_id]
    assert [one.person_id for one in db.scalars(select(Notification))] == [first.person_id]


def test_a_list_that_does_not_ask_only_waits_for_a_run(db):
    where = programme()

    assert wish(mentee_in(where), mentor_in(where), is_asking=False) is None
    assert asked(db) == []


def test_after_a_no_the_next_is_asked_at_once_and_the_person_told(db):
    where = programme()
    own, first, second = mentee_in(where), mentor_in(where), mentor_in(where)
    match = wish(own, first, second)

    decline_match(match, first.person, "", NOON + DAY)

    assert asked(db) == [first.person_id, second.person_id]
    told = db.scalars(select(Notification).where(Notification.kind == "mentoring.wish_asked")).one()
    assert told.person_id == own.person_id


def test_after_three_working_days_of_silence_the_next_is_asked_and_no_sooner(db):
    where = programme()
    own, first, second = mentee_in(where), mentor_in(where), mentor_in(where)
    wish(own, first, second)

    tidy_up(NOON + 2 * DAY)
    assert asked(db) == [first.person_id]
    tidy_up(NOON + 3 * DAY)
    tidy_up(NOON + 3 * DAY)

    assert asked(db) == [first.person_id, second.person_id]
    assert {one.state for one in db.scalars(select(Match))} == {MatchState.PROPOSED}


def test_who_cannot_be_asked_is_passed_over(db):
    where = programme()
    own, full, free = mentee_in(where), mentor_in(where, capacity=1), mentor_in(where)
    pairing(mentor=full.person, where=where)

    assert wish(own, full, free).mentor_id == free.person_id


def test_who_has_found_a_mentor_asks_nobody_any_more(db):
    where = programme()
    own, second = mentee_in(where), mentor_in(where)
    wish(own, second, is_asking=False)
    queries.wish_list_of(own).is_asking = True
    pairing(own.person, where=where)

    assert ask_next_wish(own, NOON) is None


def test_a_mentor_wishes_for_mentees(db):
    where = programme()
    own, mentee = mentor_in(where), mentee_in(where)

    match = wish(own, mentee)

    assert (match.mentee_id, match.asked_by) == (mentee.person_id, EnrolmentRole.MENTOR)


def test_refuses_a_sixth_wish_and_the_same_person_twice(db):
    where = programme()
    own = mentee_in(where)
    many = [mentor_in(where) for _number in range(6)]

    with pytest.raises(NotMatchable):
        wish(own, *many)
    with pytest.raises(NotMatchable):
        wish(own, many[0], many[0])


def test_a_run_knows_the_order_and_what_matters(db):
    where = programme()
    own, first, second, quiet = (
        mentee_in(where),
        mentor_in(where),
        mentor_in(where),
        mentee_in(where),
    )
    wish(own, second, first, is_asking=False)

    people = pairs.candidates(where, NOON)

    assert people.mentees[own.person_id].wishes == (second.person_id, first.person_id)
    assert people.mentees[own.person_id].matters == {"skills"}
    assert people.mentees[quiet.person_id].wishes == ()
    assert people.mentors[first.person_id].wishes == ()


def test_the_dearest_wish_wins_where_all_else_is_equal(db):
    where = programme()
    own, first, second = mentee_in(where), mentor_in(where), mentor_in(where)
    wish(own, second, first, is_asking=False)

    people = pairs.candidates(where, NOON, [own.person_id])

    assert [mentor for mentor, _score in pairs.choices(people, own.person_id)] == [
        second.person_id,
        first.person_id,
    ]


def test_marks_are_one_of_three_for_each_person(db):
    reader, other = person(), person()

    mark(reader, other, MarkKind.BOOKMARK, NOON)
    mark(reader, other, MarkKind.HIDDEN, NOON)
    assert queries.marked_by(reader, [other.id]) == {other.id: MarkKind.HIDDEN}
    mark(reader, other, None, NOON)
    mark(reader, other, None, NOON)

    assert db.scalars(select(Mark)).all() == []


def test_a_mentor_s_request_is_answered_by_the_mentee(db):
    where = programme()
    mentor, mentee = mentor_in(where), mentee_in(where)

    match = request_match(mentor, mentee, "I would like to help you.", NOON)

    assert queries.matches_awaiting(mentee.person) == [match]
    assert queries.matches_awaiting(mentor.person) == []
    assert queries.open_requests(mentor.person) == [match]


def test_goals_that_both_named_count_and_are_told(client, db):
    where = programme()
    mentee, mentor, other = mentee_in(where), mentor_in(where), mentor_in(where)
    mentee.goals, mentor.goals, other.goals = ["leading", "craft"], ["leading"], ["network"]
    db.commit()
    client.sign_in(mentee.person)

    first = client.get("/mentoring/mentors").select_one(".cards li").text

    assert mentor.person.name in first
    assert "helps with what you want to reach: Leading people" in first


def test_goals_can_be_changed_with_the_wishes(client, db):
    mentee = mentee_in(programme())
    client.sign_in(mentee.person)

    client.submit(f"/mentoring/wishes/{mentee.id}", goals=["step", "change"])

    db.refresh(mentee)
    assert mentee.goals == ["step", "change"]
