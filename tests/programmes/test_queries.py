"""What features above and the pages read."""

from datetime import timedelta

import pytest

from learning.programmes import queries
from learning.programmes.models import EnrolmentRole, EnrolmentState, Format, ProgrammeState
from tests.factories.people import NOON, admin, department, person, programme_lead
from tests.factories.programmes import enrolment, invitation, programme

DAY = timedelta(days=1)


def test_active_enrolments_are_those_who_take_part_and_work_here(db, count_queries):
    where = programme()
    mentors = [person() for _ in range(5)]
    for who in mentors:
        enrolment(where, who, EnrolmentRole.MENTOR)
    enrolment(where, person(), EnrolmentRole.MENTEE)
    enrolment(where, person(), EnrolmentRole.MENTOR, state=EnrolmentState.WAITING)
    enrolment(where, person(deactivated_at=NOON), EnrolmentRole.MENTOR)
    enrolment(programme(), mentors[0], EnrolmentRole.MENTOR)
    assert where.id
    count_queries.clear()

    found = queries.active_enrolments(where, EnrolmentRole.MENTOR)

    assert [one.person.name for one in found] == [one.name for one in mentors]
    assert len(count_queries) <= 2
    assert len(queries.active_enrolments(where)) == 6


def test_roles_are_those_of_programmes_that_are_on(db):
    who = person()
    enrolment(programme(), who, EnrolmentRole.MENTOR)
    enrolment(programme(state="open"), who, EnrolmentRole.BUDDY)
    enrolment(programme(state="closed"), who, EnrolmentRole.EXPERT)
    enrolment(programme(), who, EnrolmentRole.MENTEE, state=EnrolmentState.APPLIED)

    assert queries.roles_of(who) == {EnrolmentRole.MENTOR, EnrolmentRole.BUDDY}


def test_programmes_led_by_somebody_need_the_role(db):
    lead, former = programme_lead(), person()
    own, draft = programme(lead), programme(lead, state="draft")
    programme(lead, state="archived")
    programme(former)

    assert queries.programmes_led_by(lead) == [draft, own]
    assert queries.programmes_led_by(former) == []


def test_programmes_with_a_format_are_those_one_can_join(db):
    wanted = programme(formats=["buddy", "coffee"])
    programme(formats=["mentoring"])
    programme(formats=["buddy"], state="closing")

    assert queries.programmes_with_format(Format.BUDDY) == [wanted]


def test_winding_down_is_what_pairs_are_swept_by(db):
    closing, closed = programme(state="closing"), programme(state="closed")
    programme()
    programme(state="archived")

    assert set(queries.programmes_winding_down()) == {closing, closed}


def test_ended_enrolments_are_found_from_a_moment_on(db):
    where, role = programme(), EnrolmentRole.MENTEE
    gone, old = EnrolmentState.WITHDRAWN, NOON - DAY
    late = enrolment(where, person(), role, state=gone, ended_at=NOON)
    enrolment(where, person(), role, state=gone, ended_at=old)
    removed = enrolment(where, person(), role, state=EnrolmentState.REMOVED, ended_at=NOON)
    enrolment(where, person(), role, state=EnrolmentState.DECLINED, ended_at=NOON)

    assert queries.enrolments_ended_since(NOON) == [late, removed]


def test_an_enrolment_is_seen_by_its_person_and_its_lead_only(db):
    lead, who = programme_lead(), person()
    one = enrolment(programme(lead), who, EnrolmentRole.MENTEE)

    assert queries.enrolment_of(who, one.id) is one
    assert queries.enrolment_of(lead, one.id) is None
    assert queries.enrolment_for(lead, one.id) is one
    for stranger in (person(), programme_lead(), admin()):
        assert queries.enrolment_for(stranger, one.id) is None


def test_open_for_me_follows_audience_invitation_and_answer(db):
    design = department(name="Design")
    me = person(department_id=design.id)
    everybody = programme()
    mine = programme(audience={"department": ["Design"]})
    theirs = programme(audience={"department": ["Sales"]})
    programme(state="closing")
    joined, refused = programme(), programme()
    enrolment(joined, me, EnrolmentRole.MENTEE)
    invitation(refused, me, declined_at=NOON)

    assert set(queries.open_for(me, NOON.date())) == {everybody, mine}
    invitation(theirs, me)
    assert theirs in queries.open_for(me, NOON.date())


def test_drafts_are_listed_for_their_leads_and_administrators(db):
    lead = programme_lead()
    draft = programme(lead, state="draft")
    states = [ProgrammeState.DRAFT]

    assert queries.catalogue(lead, states, 12) == [draft]
    assert queries.catalogue(admin(), states, 12) == [draft]
    assert queries.catalogue(programme_lead(), states, 12) == []
    assert queries.catalogue_count(programme_lead(), states) == 0


def test_places_on_the_waiting_list_follow_the_time_of_asking(db):
    where, state = programme(), EnrolmentState.WAITING
    second = enrolment(where, person(), EnrolmentRole.MENTEE, state=state)
    first = enrolment(where, person(), EnrolmentRole.MENTEE, state=state, applied_at=NOON - DAY)
    third = enrolment(where, person(), EnrolmentRole.MENTEE, state=state)
    enrolment(where, person(), EnrolmentRole.MENTOR, state=state, applied_at=NOON - DAY)

    assert [queries.waiting_place(one) for one in (first, second, third)] == [1, 2, 3]


@pytest.mark.parametrize(("number", "shown"), [(4, {}), (5, {"no_time": "5–9"})])
def test_reasons_of_four_people_are_hidden(db, number, shown):
    where, role = programme(), EnrolmentRole.MENTEE
    left = {"state": EnrolmentState.WITHDRAWN, "ended_at": NOON - DAY}
    for _ in range(number):
        enrolment(where, person(), role, leave_reason="no_time", **left)
    enrolment(where, person(), role, **left)
    enrolment(where, person(), role, leave_reason="no_time", **left | {"ended_at": NOON + DAY})

    assert queries.leave_reasons(where, before=NOON) == shown
