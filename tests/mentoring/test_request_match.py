"""Asking for a mentor: it works, each refusal, twice is once, and who is told."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from learning.activity.models import Fact
from learning.mentoring.models import Match, MatchState
from learning.mentoring.operations import request_match
from learning.mentoring.operations.refusals import (
    HasMentor,
    MentorFull,
    PairNotAllowed,
    TooManyRequests,
)
from learning.mentoring.operations.requests import MOST_OPEN_REQUESTS
from learning.notifications.models import Notification
from learning.people.models import Avoidance
from learning.programmes.queries import active_enrolments
from tests.factories.mentoring import mentee_in, mentor_in, pairing, teaches, wants
from tests.factories.people import NOON
from tests.factories.programmes import programme


def test_asks_and_tells_the_mentor(db):
    where = programme()
    mentee, mentor = mentee_in(where), mentor_in(where)
    wants(mentee.person, "Python")
    teaches(mentor.person, "Python")

    asked = request_match(mentee, mentor, "I want to lead.", NOON)

    assert (asked.state, asked.request) == (MatchState.PROPOSED, "I want to lead.")
    assert asked.expires_at == NOON + timedelta(days=7), "five working days from a Monday"
    assert asked.mentee_accepted_at == NOON
    assert asked.reasons[0]["facts"]
    told = db.scalars(select(Notification)).one()
    assert (told.person_id, told.kind) == (mentor.person_id, "mentoring.match_requested")
    assert "lead" not in str(told.facts), "what the mentee wrote stays on the page"
    fact = db.scalars(select(Fact)).one()
    assert (fact.verb, fact.programme_id) == ("match_proposed", where.id)


def test_asking_twice_is_asking_once(db):
    where = programme()
    mentee, mentor = mentee_in(where), mentor_in(where)

    first = request_match(mentee, mentor, "Once", NOON)
    second = request_match(mentee, mentor, "Twice", NOON)

    assert second is first
    assert db.scalar(select(func.count(Match.id))) == 1


def test_refuses_a_fourth_open_request(db):
    where = programme()
    mentee = mentee_in(where)
    for _number in range(MOST_OPEN_REQUESTS):
        request_match(mentee, mentor_in(where), "Please", NOON)

    with pytest.raises(TooManyRequests):
        request_match(mentee, mentor_in(where), "Please", NOON)


def test_refuses_who_has_a_mentor_here(db):
    where = programme()
    mentee = mentee_in(where)
    pairing(mentee.person, where=where)

    with pytest.raises(HasMentor):
        request_match(mentee, mentor_in(where), "Another", NOON)


def test_refuses_a_mentor_whose_places_are_taken(db):
    where = programme()
    mentor = mentor_in(where, capacity=1)
    pairing(mentor=mentor.person, where=where)

    with pytest.raises(MentorFull):
        request_match(mentee_in(where), mentor, "Please", NOON)


def test_refuses_the_own_line_two_levels_up_and_down(db):
    where = programme()
    chief = mentor_in(where)
    boss = mentor_in(where, manager_id=chief.person_id)
    mentee = mentee_in(where, manager_id=boss.person_id)
    report = mentor_in(where, manager_id=mentee.person_id)

    for mentor in (boss, chief, report):
        with pytest.raises(PairNotAllowed):
            request_match(mentee, mentor, "Please", NOON)


def test_refuses_past_pairs(db):
    where = programme()
    over = pairing(where=where)
    over.ended_at = NOON
    db.commit()
    by_person = {one.person_id: one for one in active_enrolments(where)}

    with pytest.raises(PairNotAllowed):
        request_match(by_person[over.mentee_id], by_person[over.mentor_id], "Again", NOON)


@pytest.mark.parametrize("avoider", ["mentee", "mentor"])
def test_do_not_pair_works_both_ways_and_says_nothing(db, avoider):
    where = programme()
    mentee, mentor = mentee_in(where), mentor_in(where)
    one, other = (mentee, mentor) if avoider == "mentee" else (mentor, mentee)
    db.add(Avoidance(person_id=one.person_id, other_id=other.person_id))
    db.commit()

    with pytest.raises(PairNotAllowed) as private:
        request_match(mentee, mentor, "Please", NOON)

    boss = mentor_in(where)
    mentee.person.manager_id = boss.person_id
    db.commit()
    with pytest.raises(PairNotAllowed) as known:
        request_match(mentee, boss, "Please", NOON)
    assert str(private.value) == str(known.value)
