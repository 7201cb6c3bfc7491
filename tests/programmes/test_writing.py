"""Writing a programme step by step, from a template or a copy."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from learning.audit.models import AuditEntry
from learning.i18n import force_locale
from learning.notifications.models import Notification
from learning.outbox import IndexChange
from learning.programmes.models import (
    CodeOfConduct,
    EnrolmentRole,
    EnrolmentState,
    Format,
    Goal,
    ProgrammeState,
    Step,
)
from learning.programmes.operations import (
    Incomplete,
    QuestionDraft,
    RoleInUse,
    TargetDraft,
    create_programme,
    edit_audience,
    edit_benefits,
    edit_formats,
    edit_goal,
    edit_targets,
)
from tests.factories.people import NOON, admin, person, programme_lead
from tests.factories.programmes import enrolment, programme, question


def audience_step(where, **changed):
    given = {
        "audience": where.audience,
        "questions": [QuestionDraft(q.id, q.role, q.text, q.use) for q in where.questions],
        "is_approval_needed": where.is_approval_needed,
        "seats": where.seats,
        "mentor_capacity": where.mentor_capacity,
        "mentors_per_mentee": where.mentors_per_mentee,
        "code_of_conduct": where.code_of_conduct,
    }
    edit_audience(where, where.leads[0].person, NOON, **given | changed)


@pytest.mark.parametrize("goal", [Goal.ADAPTATION, Goal.EXPERTS])
def test_a_template_is_ready_to_open(app, db, goal):
    lead = programme_lead()
    with app.test_request_context():
        made = create_programme("Welcome", goal, lead, NOON)

        assert list(made.gaps(NOON.date())) == []
    assert made.state is ProgrammeState.DRAFT
    assert made.is_led_by(lead)
    assert made.questions


def test_an_own_goal_starts_with_gaps_at_every_step_but_targets(app, db):
    with app.test_request_context():
        made = create_programme("Mine", Goal.OWN, programme_lead(), NOON)

        assert {step for step, _words in made.gaps(NOON.date())} == {
            Step.GOAL,
            Step.FORMATS,
            Step.BENEFITS,
        }


def test_a_template_speaks_the_lead_s_language(app, db):
    """Whatever the catalogue holds: the words are looked up when the draft is made."""
    with app.test_request_context(), force_locale("ru"):
        spoken = create_programme("Добро пожаловать", Goal.ADAPTATION, programme_lead(), NOON)
        from learning.programmes.rules import starter  # noqa: PLC0415

        assert spoken.one_line == starter(Goal.ADAPTATION).one_line


def test_an_administrator_who_is_no_lead_does_not_lead_what_they_create(app, db):
    with app.test_request_context():
        made = create_programme("For others", Goal.ADAPTATION, admin(), NOON)

        assert made.leads == []
        assert [step for step, _words in made.gaps(NOON.date())] == [Step.GOAL]


def test_a_copy_takes_texts_and_questions_but_no_dates_and_no_people(db):
    first = programme(audience={"department": ["Design"]}, seats={"mentor": 5})
    question(first, EnrolmentRole.MENTOR, "What can you teach?", "matching")
    enrolment(first, person(), EnrolmentRole.MENTOR)

    copied = create_programme("Again", first.goal, programme_lead(), NOON, first)

    assert copied.state is ProgrammeState.DRAFT
    assert (copied.one_line, copied.formats) == (first.one_line, first.formats)
    assert (copied.audience, copied.seats) == ({"department": ["Design"]}, {"mentor": 5})
    assert [one.text for one in copied.questions] == ["What can you teach?"]
    assert [one.measure for one in copied.targets] == ["people_involved"]
    assert (copied.starts_on, copied.ends_on) == (None, None)
    assert not copied.is_led_by(first.leads[0].person)


def test_a_draft_may_have_gaps_and_its_changes_are_nobody_s_business(db):
    draft = programme(state="draft")
    lead = draft.leads[0].person

    edit_goal(draft, lead, NOON, name="New", goal=Goal.OWN, goal_text="")
    edit_benefits(
        draft, lead, NOON, one_line="", giver_benefit="", receiver_benefit="", manager_benefit=""
    )
    edit_targets(draft, lead, NOON, [])

    assert draft.name == "New"
    assert db.scalars(select(AuditEntry)).all() == []
    assert db.scalars(select(IndexChange)).all() == []


def test_an_open_programme_stays_complete(db):
    opened = programme()
    lead = opened.leads[0].person

    with pytest.raises(Incomplete):
        edit_targets(opened, lead, NOON, [])
    with pytest.raises(Incomplete):
        edit_benefits(
            opened,
            lead,
            NOON,
            one_line="",
            giver_benefit="a",
            receiver_benefit="b",
            manager_benefit="c",
        )


def test_a_change_of_an_open_programme_is_audited_and_found_anew(db):
    opened = programme(goal_text="People grow.")

    edit_goal(
        opened, opened.leads[0].person, NOON, name="Grow", goal=Goal.CAREER, goal_text="Still."
    )

    [entry] = db.scalars(select(AuditEntry)).all()
    assert (entry.action, entry.details) == ("programme.edit", {"step": "goal"})
    [change] = db.scalars(select(IndexChange)).all()
    assert (change.kind, change.object_id) == ("programme", opened.id)


def test_a_format_whose_role_people_hold_stays(db):
    opened = programme(goal_text="x")
    enrolment(opened, person(), EnrolmentRole.BUDDY)
    enrolment(opened, person(), EnrolmentRole.EXPERT, state=EnrolmentState.WITHDRAWN)
    change = {"is_evergreen": True, "starts_on": None, "ends_on": None}
    lead = opened.leads[0].person

    with pytest.raises(RoleInUse):
        edit_formats(opened, lead, NOON, formats=[Format.COFFEE], **change)
    edit_formats(opened, lead, NOON, formats=[Format.COFFEE, Format.BUDDY], **change)

    assert opened.formats == ["buddy", "coffee"]


def test_a_question_keeps_its_number_when_it_is_reworded(db):
    draft = programme(state="draft")
    old = question(draft, EnrolmentRole.MENTOR, "Why?")
    gone = question(draft, EnrolmentRole.MENTOR, "Unwanted?")
    db.refresh(draft)

    audience_step(
        draft,
        questions=[
            QuestionDraft(None, EnrolmentRole.MENTEE, "New?", "lead"),
            QuestionDraft(old.id, EnrolmentRole.MENTOR, "Why so?", "matching"),
        ],
    )

    assert [(one.text, one.use) for one in draft.questions] == [
        ("New?", "lead"),
        ("Why so?", "matching"),
    ]
    assert draft.questions[1] is old
    assert gone not in draft.questions


def test_a_question_of_another_programme_is_not_taken_over(db):
    draft, other = programme(state="draft"), programme()
    foreign = question(other, EnrolmentRole.MENTOR, "Theirs?")

    audience_step(
        draft, questions=[QuestionDraft(foreign.id, EnrolmentRole.MENTOR, "Ours?", "lead")]
    )

    assert foreign.programme_id == other.id
    assert foreign.text == "Theirs?"
    assert [one.text for one in draft.questions] == ["Ours?"]


def test_a_changed_code_of_an_open_programme_is_a_new_version_for_everybody(db):
    opened = programme(code_of_conduct="Be kind.", goal_text="x")
    one, gone = person(), person()
    enrolment(opened, one, EnrolmentRole.MENTOR, code_version=1)
    enrolment(opened, one, EnrolmentRole.MENTEE, code_version=1)
    enrolment(opened, gone, EnrolmentRole.MENTEE, state=EnrolmentState.WITHDRAWN)

    audience_step(opened, code_of_conduct="Be kind and on time.")
    audience_step(opened)

    assert opened.code_version == 2
    [kept] = db.scalars(select(CodeOfConduct)).all()
    assert (kept.version, kept.text) == (2, "Be kind and on time.")
    [told] = db.scalars(select(Notification)).all()
    assert (told.person_id, told.kind) == (one.id, "programmes.code_changed")


def test_more_seats_let_those_who_wait_in(db):
    opened = programme(seats={"mentee": 1}, goal_text="x")
    enrolment(opened, person(), EnrolmentRole.MENTEE)
    waiting = [
        enrolment(opened, person(), EnrolmentRole.MENTEE, state=EnrolmentState.WAITING)
        for _ in range(2)
    ]

    audience_step(opened, seats={"mentee": 2})
    assert [one.state for one in waiting] == [EnrolmentState.ACTIVE, EnrolmentState.WAITING]

    audience_step(opened, seats={})
    assert waiting[1].state is EnrolmentState.ACTIVE


def test_a_measure_keeps_its_row(db):
    draft = programme(state="draft")
    [before] = draft.targets
    due = date(2031, 1, 1)

    edit_targets(
        draft,
        draft.leads[0].person,
        NOON,
        [TargetDraft("people_involved", 5, 50, due), TargetDraft("nps", 0, 40, due)],
    )

    assert draft.targets[0] is before
    assert [(one.measure, one.target) for one in draft.targets] == [
        ("people_involved", 50),
        ("nps", 40),
    ]


def test_a_draft_whose_targets_are_all_past_has_a_gap(app, db):
    draft = programme(state="draft", goal_text="x")
    past = NOON.date() - timedelta(days=1)
    edit_targets(draft, draft.leads[0].person, NOON, [TargetDraft("people_involved", 0, 50, past)])

    with app.test_request_context():
        assert [step for step, _words in draft.gaps(NOON.date())] == [Step.TARGETS]
