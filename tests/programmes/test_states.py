"""The life of a programme: one step at a time, wrong steps refused, everybody told."""

import pytest
from sqlalchemy import select

from learning.audit.models import AuditEntry
from learning.notifications.models import Notification
from learning.outbox import IndexChange
from learning.programmes.models import (
    CodeOfConduct,
    EnrolmentRole,
    EnrolmentState,
    ProgrammeState,
)
from learning.programmes.operations import (
    NotReady,
    WrongStep,
    archive_programme,
    close_programme,
    open_programme,
    restore_programme,
    run_programme,
    wind_down,
)
from tests.factories.people import NOON, person
from tests.factories.programmes import enrolment, programme

STEPS = [
    ("draft", open_programme, "open"),
    ("open", run_programme, "running"),
    ("running", wind_down, "closing"),
    ("closing", close_programme, "closed"),
    ("closed", archive_programme, "archived"),
    ("archived", restore_programme, "closed"),
]


def complete(state):
    return programme(state=state, goal_text="People grow.", code_of_conduct="Be kind.")


@pytest.mark.parametrize(("start", "take", "end"), STEPS)
def test_each_step_works_is_audited_and_twice_is_harmless(db, start, take, end):
    where = complete(start)
    lead = where.leads[0].person

    take(where, lead, NOON)
    take(where, lead, NOON)

    assert where.state == end
    [entry] = db.scalars(select(AuditEntry)).all()
    assert entry.details == {"before": start, "after": end}
    assert [change.kind for change in db.scalars(select(IndexChange))] == ["programme"]


@pytest.mark.parametrize(("start", "take", "end"), STEPS)
def test_every_other_step_is_refused(db, start, take, end):
    for state in ProgrammeState:
        if state in {start, end}:
            continue
        where = complete(state.value)
        with pytest.raises(WrongStep):
            take(where, where.leads[0].person, NOON)
        assert where.state is state


def test_opening_without_a_target_is_refused(db):
    draft = complete("draft")
    draft.targets.clear()
    db.commit()

    with pytest.raises(NotReady, match="target"):
        open_programme(draft, draft.leads[0].person, NOON)
    assert draft.state is ProgrammeState.DRAFT


@pytest.mark.parametrize("field", ["one_line", "giver_benefit", "receiver_benefit", "goal_text"])
def test_opening_without_a_benefit_is_refused(db, field):
    draft = complete("draft")
    setattr(draft, field, "")
    db.commit()

    with pytest.raises(NotReady):
        open_programme(draft, draft.leads[0].person, NOON)


def test_a_group_needs_dates_and_an_evergreen_programme_none(db):
    draft = complete("draft")
    draft.starts_on = None
    db.commit()

    with pytest.raises(NotReady):
        open_programme(draft, draft.leads[0].person, NOON)
    draft.is_evergreen = True
    db.commit()
    open_programme(draft, draft.leads[0].person, NOON)

    assert draft.opened_at == NOON
    assert db.scalars(select(CodeOfConduct.text)).all() == ["Be kind."]


def test_winding_down_tells_everyone_and_answers_open_applications(db):
    where = complete("running")
    role = EnrolmentRole.MENTEE
    inside, asking, waiting, gone = person(), person(), person(), person()
    enrolment(where, inside, role)
    asked = enrolment(where, asking, role, state=EnrolmentState.APPLIED)
    waits = enrolment(where, waiting, role, state=EnrolmentState.WAITING)
    enrolment(where, gone, role, state=EnrolmentState.WITHDRAWN)

    wind_down(where, where.leads[0].person, NOON)

    assert asked.state is waits.state is EnrolmentState.DECLINED
    told = {one.person_id: one.kind for one in db.scalars(select(Notification))}
    assert told == {
        inside.id: "programmes.winding_down",
        asking.id: "programmes.no_longer_joinable",
        waiting.id: "programmes.no_longer_joinable",
    }


def test_closing_thanks_those_who_took_part(db):
    where = complete("closing")
    inside = person()
    enrolment(where, inside, EnrolmentRole.MENTOR)

    close_programme(where, where.leads[0].person, NOON)

    assert where.closed_at == NOON
    [told] = db.scalars(select(Notification)).all()
    assert (told.person_id, told.kind) == (inside.id, "programmes.closed")
