"""Seats over all programmes and roles."""

from learning.mentoring.queries import free_seats
from learning.programmes.operations import give_back_seat, set_limit, take_seat
from learning.programmes.queries import limits_of, loads_of, seats_left
from learning.programmes.rules import MOST_PEOPLE
from tests.factories.mentoring import mentor_in, pairing
from tests.factories.people import NOON, person
from tests.factories.programmes import programme


def test_seats_of_all_kinds_count_alike_and_come_back(db):
    giver = person()
    take_seat(giver.id, "mentoring", 1, NOON)
    take_seat(giver.id, "buddies", 1, NOON)
    take_seat(giver.id, "buddies", 1, NOON)

    assert loads_of([giver.id]) == {giver.id: 2}
    give_back_seat("buddies", 1, NOON)
    assert seats_left([giver.id]) == {giver.id: MOST_PEOPLE - 1}


def test_the_own_number_counts_and_may_be_passed_already(db):
    giver = person()
    take_seat(giver.id, "mentoring", 1, NOON)
    take_seat(giver.id, "mentoring", 2, NOON)

    set_limit(giver, 3)
    assert seats_left([giver.id]) == {giver.id: 1}
    set_limit(giver, 1)

    assert limits_of([giver.id]) == {giver.id: 1}
    assert seats_left([giver.id]) == {giver.id: 0}


def test_a_pair_elsewhere_takes_a_seat_here_too(db):
    where = programme()
    mentor = mentor_in(where, capacity=2)
    set_limit(mentor.person, 2)
    pairing(mentor=mentor.person)

    assert free_seats(where, NOON.date()) == {mentor.person_id: 1}
