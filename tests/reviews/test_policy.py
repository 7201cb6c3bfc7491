"""Who may do what in a review cycle."""

from datetime import timedelta

from learning.programmes.models import Format
from learning.reviews import policy
from learning.reviews.models import AssignmentState, CycleState
from tests.factories.people import NOON, admin, person, programme_lead
from tests.factories.programmes import programme
from tests.factories.reviews import assignment, collecting, cycle, reviewee

TODAY = NOON.date()


def test_only_the_programme_s_own_lead_runs_its_cycles(db):
    lead, other = programme_lead(), programme_lead()
    found = cycle(programme(lead))

    assert policy.can_run(lead, found)
    assert not any(policy.can_run(one, found) for one in (other, admin(), person()))


def test_a_cycle_needs_a_programme_that_offers_reviews(db):
    lead = programme_lead()

    assert policy.can_create_cycle(lead, programme(lead))
    assert not policy.can_create_cycle(lead, programme(lead, formats=[Format.MENTORING.value]))


def test_nobody_writes_about_themselves_even_if_asked(db):
    about = collecting(5)
    asked = about.asked()[0]

    assert policy.is_reviewer(asked.reviewer, asked)
    assert not policy.is_reviewer(about.person, assignment(about, about.person))


def test_only_those_who_were_asked_write(db):
    about = collecting(5)
    proposed = assignment(about, state=AssignmentState.PROPOSED)
    declined = assignment(about, state=AssignmentState.DECLINED)

    for one in (proposed, declined):
        assert not policy.is_reviewer(one.reviewer, one)
    assert not policy.is_reviewer(person(), about.asked()[0])


def test_a_result_is_its_person_s_and_only_once_released(db):
    for state in CycleState:
        about = reviewee(cycle(state=state))
        is_shown = state in {CycleState.RELEASED, CycleState.DISCUSSED}

        assert policy.can_read_result(about.person, about) is is_shown
        assert not policy.can_read_result(about.cycle.programme.leads[0].person, about)


def test_whoever_stepped_out_is_no_longer_reviewed(db):
    about = reviewee(cycle(state=CycleState.RELEASED), left_at=NOON)

    assert not policy.is_reviewee(about.person, about)


def test_the_lead_reads_the_whole_a_week_after_the_people(db):
    lead = programme_lead()
    found = cycle(programme(lead), CycleState.RELEASED, released_on=TODAY)

    assert not policy.can_read_summary(lead, found, TODAY + timedelta(days=6))
    assert policy.can_read_summary(lead, found, TODAY + timedelta(days=7))
    assert not policy.can_read_summary(admin(), found, TODAY + timedelta(days=7))
    assert not policy.is_summary_open(cycle(state=CycleState.COLLECTING), TODAY)
