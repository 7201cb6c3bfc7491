"""Taking a roster in: what it changes, what it leaves alone, who leaves."""

import io
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import func, select

from learning.audit.models import AuditEntry
from learning.outbox import NAME, IndexChange
from learning.people import operations
from learning.people.models import (
    Department,
    Direction,
    ImportRun,
    Person,
    PersonSkill,
    Skill,
)
from learning.people.operations import RunClosed
from learning.people.operations.profile import Spoken
from tests.factories.people import NOON, admin, person, person_skill, roster, skill

_minutes = count(1)


def take_in(*rows, full=False, by=None):
    now = NOON + timedelta(minutes=next(_minutes))
    return operations.import_people("p.csv", roster(*rows), is_full=full, by=by, now=now)


def counts(outcome):
    return (outcome.created, outcome.updated, outcome.unchanged, outcome.refused)


def colleague(db, number="E1"):
    return db.scalars(select(Person).where(Person.employee_id == number)).one()


def teaches(someone):
    rows = [row for row in someone.skills if row.direction is Direction.TEACHES]
    return {row.skill.name: row.level for row in rows}


FULL_ROW = {
    "email": "Anna.Bell@Demo.Example",
    "name": "Анна Белл",
    "job_title": "Buyer",
    "department": "Operations",
    "location": "Berlin",
    "timezone": "Europe/Berlin",
    "languages": "ru;en",
    "start_date": "2024-03-01",
    "teaches": "Excel:3;Chess",
    "learns": "Negotiation:2",
}


def test_a_new_colleague_comes_with_everything_the_roster_says(db):
    outcome = take_in(FULL_ROW)

    made = colleague(db)
    assert counts(outcome) == (1, 0, 0, 0)
    assert (made.email, made.name, made.name_key) == (
        "anna.bell@demo.example",
        "Анна Белл",
        "анна белл",
    )
    assert (made.department.name, made.location, made.timezone) == (
        "Operations",
        "Berlin",
        "Europe/Berlin",
    )
    assert [(one.code, one.level) for one in made.languages] == [
        ("ru", "native"),
        ("en", "working"),
    ]
    assert made.language == "ru", "pages greet them in their own language"
    assert teaches(made) == {"Excel": 3, "Chess": None}


def test_a_second_run_changes_nothing(db):
    rows = (FULL_ROW | {"manager_email": "e2@demo.example"}, {"employee_id": "E2"})
    take_in(*rows)

    assert counts(take_in(*rows)) == (0, 0, 2, 0)


def test_letter_case_of_an_address_is_no_change(db):
    take_in(FULL_ROW)

    assert counts(take_in(FULL_ROW | {"email": "ANNA.BELL@demo.example"})) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("email", "other@demo.example"),
        ("name", "Anna Winter"),
        ("job_title", "Head"),
        ("department", "Design"),
        ("location", ""),
        ("timezone", "Asia/Tokyo"),
        ("languages", "ru;de"),
        ("start_date", ""),
        ("teaches", "Excel:4;Chess"),
        ("learns", ""),
    ],
)
def test_a_changed_column_is_an_update_once(db, column, value):
    take_in(FULL_ROW)
    changed = FULL_ROW | {column: value}

    outcome = take_in(changed)

    assert counts(outcome) == (0, 1, 0, 0)
    assert outcome.changes["updated"][0]["columns"] == [column]
    assert counts(take_in(changed)) == (0, 0, 1, 0)


def test_groups_of_the_company_s_own_are_kept_and_only_a_file_that_has_them_changes_them(db):
    staged = FULL_ROW | {"group: Career stage": "Senior", "Group:Shift": "", "other": "?"}
    take_in(staged)
    assert colleague(db).groups == {"Career stage": "Senior"}

    assert counts(take_in(staged)) == (0, 0, 1, 0)
    assert counts(take_in(FULL_ROW)) == (0, 0, 1, 0)
    assert counts(take_in(FULL_ROW | {"job_title": "Head"})) == (0, 1, 0, 0)
    db.expire_all()
    assert colleague(db).groups == {"Career stage": "Senior"}

    outcome = take_in(FULL_ROW | {"job_title": "Head", "group: Shift": "Night"})
    assert outcome.changes["updated"][0]["columns"] == ["groups"], "the values are not told"
    assert colleague(db).groups == {"Shift": "Night"}


def test_managers_stand_before_or_after_their_people(db):
    take_in(
        {"employee_id": "E1", "manager_email": "e3@demo.example"},
        {"employee_id": "E3"},
        {"employee_id": "E2", "manager_email": "E3@DEMO.example"},
    )

    boss = colleague(db, "E3").id
    assert [colleague(db, number).manager_id for number in ("E1", "E2")] == [boss, boss]


def test_somebody_known_gets_a_manager_who_is_new(db):
    take_in({})

    outcome = take_in({"manager_email": "e2@demo.example"}, {"employee_id": "E2"})

    assert counts(outcome) == (1, 1, 0, 0)
    assert colleague(db).manager_id == colleague(db, "E2").id


def test_good_rows_are_kept_beside_bad_ones(db):
    outcome = take_in({}, {"employee_id": "E2", "timezone": "Mars"})

    assert counts(outcome) == (1, 0, 0, 1)
    assert db.scalar(select(func.count(Person.id))) == 1


def test_an_unreadable_file_changes_nothing(db):
    outcome = operations.import_people(
        "p.csv", lambda: io.BytesIO(b""), is_full=True, by=None, now=NOON
    )

    assert outcome.is_unreadable
    assert db.scalar(select(func.count(Person.id))) == 0


def test_people_swap_their_addresses(db):
    take_in({"employee_id": "E1"}, {"employee_id": "E2"})

    outcome = take_in(
        {"employee_id": "E1", "email": "e2@demo.example"},
        {"employee_id": "E2", "email": "e1@demo.example"},
    )

    assert counts(outcome) == (0, 2, 0, 0)
    assert colleague(db, "E1").email == "e2@demo.example"


def test_an_account_made_by_hand_is_taken_over_by_its_address(db):
    made = person(email="e1@demo.example")

    outcome = take_in({})

    assert counts(outcome) == (0, 1, 0, 0)
    assert colleague(db).id == made.id


def test_own_changes_to_a_profile_survive_the_next_run(db):
    take_in(FULL_ROW)
    anna = colleague(db)
    operations.edit_skills(
        anna, teaches=[("Excel", 5), ("Yoga", 2)], wants=[], audiences={}, now=NOON
    )
    operations.edit_languages(anna, [Spoken("de", "native", True)], {}, NOON)
    operations.edit_hours(anna, timezone="Asia/Tokyo", working_hours={}, audiences={}, now=NOON)

    assert counts(take_in(FULL_ROW)) == (0, 0, 1, 0)
    db.expire_all()
    assert teaches(colleague(db)) == {"Excel": 5, "Yoga": 2}
    assert [one.code for one in colleague(db).languages] == ["de"]
    assert colleague(db).timezone == "Asia/Tokyo"


def test_a_new_word_of_the_roster_joins_what_the_person_said(db):
    take_in(FULL_ROW)
    operations.edit_skills(
        colleague(db), teaches=[("Excel", 5), ("Yoga", 2)], wants=[], audiences={}, now=NOON
    )

    take_in(FULL_ROW | {"teaches": "Excel:3;Chess;Python:4;Yoga:1", "languages": "ru;de"})

    db.expire_all()
    assert teaches(colleague(db)) == {"Excel": 5, "Yoga": 2, "Python": 4}
    assert {one.code for one in colleague(db).languages} == {"ru", "de"}


def test_a_skill_in_capitals_is_the_same_skill(db):
    known = skill("Python")

    take_in({"teaches": "PYTHON:2"})

    assert db.scalars(select(PersonSkill.skill_id)).all() == [known.id]


def test_a_synonym_leads_to_its_skill_and_the_higher_level_counts(db):
    known = skill("JavaScript")
    operations.add_synonym(known, "JS", admin(), NOON)

    take_in({"teaches": "js:2;JavaScript:4"})

    assert teaches(colleague(db)) == {"JavaScript": 4}
    assert counts(take_in({"teaches": "js:2;JavaScript:4"})) == (0, 0, 1, 0)


def test_only_a_full_roster_lets_people_leave(db):
    take_in({}, {"employee_id": "E2"})

    take_in({})
    assert colleague(db, "E2").is_active
    outcome = take_in({}, full=True)

    assert outcome.deactivated == 1
    assert not colleague(db, "E2").is_active
    assert colleague(db, "E1").is_active


def test_a_full_roster_leaves_accounts_made_by_hand(db):
    guest = person()

    take_in({}, full=True)

    assert guest.is_active


def test_a_bad_line_does_not_make_its_person_leave(db):
    take_in({}, {"employee_id": "E2"})

    take_in({}, {"employee_id": "E2", "timezone": "Mars"}, full=True)

    assert colleague(db, "E2").is_active


def test_nobody_leaves_while_a_line_names_nobody(db):
    take_in({}, {"employee_id": "E2"})

    outcome = take_in({}, {"employee_id": "", "email": "x@demo.example"}, full=True)

    assert outcome.changes["is_unsure_who_left"]
    assert colleague(db, "E2").is_active


def test_neither_the_importer_nor_the_last_administrator_leaves(db):
    chief, importer = admin(employee_id="E8"), admin(employee_id="E9")

    take_in({}, full=True, by=importer)
    assert importer.is_active
    assert not colleague(db, "E8").is_active
    take_in({}, full=True)

    assert importer.is_active
    assert not chief.is_active


def test_whoever_comes_back_may_sign_in_again(db):
    take_in({}, {"employee_id": "E2"})
    take_in({}, full=True)

    outcome = take_in({}, {"employee_id": "E2"}, full=True)

    assert counts(outcome) == (0, 1, 1, 0)
    assert colleague(db, "E2").is_active


def test_a_roster_does_not_open_what_an_administrator_closed(db):
    take_in({})
    operations.deactivate_person(colleague(db), admin(), NOON)

    assert counts(take_in({})) == (0, 0, 1, 0)
    assert not colleague(db).is_active


def test_search_is_told_of_whoever_is_new_or_changed(db):
    take_in({}, {"employee_id": "E2"})
    take_in({"job_title": "Head"}, {"employee_id": "E2"})

    told = db.execute(select(IndexChange.kind, IndexChange.object_id)).all()
    first, second = colleague(db, "E1").id, colleague(db, "E2").id
    assert sorted(told) == [("person", first), ("person", first), ("person", second)]


def test_a_new_name_is_told_to_search_with_the_rename(db):
    take_in({"name": "Anna Bell"}, {"employee_id": "E2"})
    db.execute(IndexChange.__table__.delete())
    take_in({"name": "Anna Bell-Kowalska"}, {"employee_id": "E2", "job_title": "Head"})

    told = db.execute(select(IndexChange.kind, IndexChange.object_id)).all()
    first, second = colleague(db, "E1").id, colleague(db, "E2").id
    assert sorted(told) == [(NAME, first), ("person", first), ("person", second)]


def test_every_run_is_kept_and_leaves_a_trail(db):
    chief = admin()

    take_in({}, {"employee_id": "E2", "email": "no"}, by=chief)

    run = db.scalars(select(ImportRun)).one()
    assert (run.created, run.refused, run.by_id) == (1, 1, chief.id)
    assert run.findings == [{"line": 3, "column": "email", "code": "bad_email", "value": "no"}]
    entry = db.scalars(select(AuditEntry)).one()
    assert (entry.actor_id, entry.action) == (chief.id, "data.import_people")


def test_looking_through_says_what_would_happen_and_changes_nothing(db):
    take_in({}, {"employee_id": "E2"})

    outcome = operations.check_roster(
        roster({"job_title": "Head"}, {"employee_id": "E3"}), is_full=True, by=None
    )

    assert counts(outcome) == (1, 1, 0, 0)
    assert [one["name"] for one in outcome.changes["leaving"]] == ["Colleague E2"]
    assert db.scalar(select(func.count(Person.id))) == 2
    assert colleague(db).job_title == ""


def waiting(by):
    run = operations.keep_upload("p.csv", "0" * 32, 100, is_full=False, by=by, now=NOON)
    operations.check_upload(run, roster({}), by, NOON)
    return run


def test_a_waiting_run_is_applied_once(db):
    chief = admin()
    run = waiting(chief)

    operations.apply_upload(run, roster({}), chief, NOON)

    assert (run.applied_at, run.created) == (NOON, 1)
    with pytest.raises(RunClosed):
        operations.apply_upload(run, roster({}), chief, NOON)


def test_a_discarded_run_is_never_applied(db):
    chief = admin()
    run = waiting(chief)
    operations.discard_run(run, NOON)
    operations.discard_run(run, NOON + timedelta(hours=1))

    assert run.discarded_at == NOON
    with pytest.raises(RunClosed):
        operations.apply_upload(run, roster({}), chief, NOON)


def test_an_applied_run_cannot_be_discarded(db):
    chief = admin()
    run = waiting(chief)
    operations.apply_upload(run, roster({}), chief, NOON)

    with pytest.raises(RunClosed):
        operations.discard_run(run, NOON)


def test_a_roster_takes_few_statements_however_long_it_is(db, count_queries):
    take_in({})
    count_queries.clear()
    take_in(*({"employee_id": f"E{n}", "teaches": "Chess:3"} for n in range(100, 400)))

    assert len(count_queries) < 25
    assert db.scalar(select(func.count(Skill.id))) == 1
    assert db.scalar(select(func.count(Department.id))) == 0


def test_a_merge_between_two_runs_changes_nobody(db):
    take_in({"teaches": "Py:3"})
    old, new = db.scalars(select(Skill)).one(), skill("Python")
    operations.merge_skill(old, new, admin(), NOON)

    assert counts(take_in({"teaches": "Py:3"})) == (0, 0, 1, 0)
    db.expire_all()
    assert teaches(colleague(db)) == {"Python": 3}


def test_skills_a_person_had_before_the_first_roster_stay(db):
    made = person(email="e1@demo.example")
    person_skill(made, skill("Excel"), Direction.TEACHES, 5)

    take_in({"teaches": "Excel:1;Chess:2"})

    db.expire_all()
    assert teaches(made) == {"Excel": 5, "Chess": 2}
