"""Finding people, reporting lines, the directory."""

from datetime import timedelta

import pytest

from learning.people import operations, queries
from learning.people.models import Direction, Role
from learning.people.queries.directory import Filters, directory, languages_in_use
from learning.people.queries.people import departments_in_use, label, locations_in_use
from tests.factories.people import (
    NOON,
    admin,
    department,
    person,
    person_skill,
    programme_lead,
    skill,
    spoken,
)

TODAY = NOON.date()


def test_a_person_is_found_by_address_name_or_label(db):
    anna = person(name="Анна Ёлкина", department_id=department(name="Design").id)
    person()

    for text in (anna.email.upper(), "анна елкина", "Анна Ёлкина · Design"):
        assert queries.find_person(text) is anna


def test_people_of_one_name_are_told_apart_by_their_labels(db):
    berlin = person(name="Anna Bell", location="Berlin")
    moscow = person(name="Anna Bell", location="Moscow")

    assert queries.find_person("Anna Bell") is None
    assert queries.find_person(label(moscow)) is moscow
    assert queries.people_named("bell ann") == [berlin, moscow]
    assert queries.people_for_select([moscow.id]) == [(moscow.id, "Anna Bell · Moscow")]


@pytest.mark.parametrize("text", ["", "%", "_", "nobody@demo.example", "a' OR 1=1 --"])
def test_nonsense_finds_nobody(db, text):
    person(name="Anna Bell")

    assert queries.find_person(text) is None
    assert queries.people_named(text) == []


def test_whoever_left_and_accounts_of_systems_are_not_found(db):
    for someone in (person(deactivated_at=NOON), person(Role.HR_INTEGRATION)):
        assert queries.find_person(someone.email) is None
        assert queries.active_person(someone.id) is None
    assert directory(Filters(), TODAY, 10, 0) == ([], 0)


def line() -> list:
    """Four levels: each leads the next."""
    made = [person()]
    for _level in range(3):
        made.append(person(manager_id=made[-1].id))
    return made


def test_a_reporting_line_reaches_two_levels_both_ways(db):
    top, second, third, fourth = line()
    peer = person(manager_id=second.id)

    assert queries.reporting_line_ids(third.id) == {top.id, second.id, fourth.id}
    assert queries.reporting_line_ids(top.id) == {second.id, third.id, peer.id}
    assert queries.reporting_line_ids(top.id, levels=1) == {second.id}
    assert queries.reports_of(second) == [third, peer]


def test_reporting_lines_of_many_take_as_many_queries_as_of_one(db, count_queries):
    ids = [one.id for one in line()]
    count_queries.clear()

    queries.reporting_lines(ids)

    assert len(count_queries) == 2


def found(**filters) -> list[int]:
    profiles, total = directory(Filters(**filters), TODAY, 50, 0)
    assert total == len(profiles)
    return [one.person.id for one in profiles]


def test_the_directory_finds_by_name_and_job_title(db):
    anna = person(name="Анна Ёлкина", job_title="Buyer")
    person(name="Boris")

    assert found(text="ЕЛКИНА") == [anna.id]
    assert found(text="buyer анна") == [anna.id]


def test_the_directory_finds_by_job_title_in_any_script_and_case(db):
    anna = person(job_title="Старший Бухгалтер")

    assert found(text="бухгалтер") == [anna.id]


def test_each_filter_finds_whom_it_names(db):
    design, chess = department(name="Design"), skill("Chess")
    anna = person(department_id=design.id, location="Berlin", started_on=TODAY - timedelta(days=89))
    spoken(anna, "de")
    person_skill(anna, chess, Direction.TEACHES)
    boris = person(location="Moscow", started_on=TODAY - timedelta(days=90))
    person_skill(boris, chess, Direction.WANTS)

    for filters in (
        {"department": "Design"},
        {"location": "Berlin"},
        {"language": "de"},
        {"teaches": "CHESS"},
        {"is_newcomer": True},
    ):
        assert found(**filters) == [anna.id], filters
    assert found(wants="chess") == [boris.id]
    assert found(teaches="Chess", wants="Chess") == []
    assert found(teaches="no such skill") == []


def test_a_filter_does_not_tell_what_a_profile_hides(db):
    chess = skill("Chess")
    for audience in ("pairs", "matching", "me"):
        shy = person(privacy={"teaches": audience, "wants": audience, "languages": audience})
        person_skill(shy, chess, Direction.TEACHES)
        person_skill(shy, chess, Direction.WANTS)
        spoken(shy, "de")

    assert found(teaches="Chess") == found(wants="Chess") == found(language="de") == []
    assert languages_in_use() == []
    profiles, _total = directory(Filters(), TODAY, 50, 0)
    assert all(not (one.teaches or one.wants) for one in profiles)


def test_a_card_names_first_what_was_asked_for(db):
    anna = person()
    for name, level in (("Chess", 5), ("Go", 2), ("Bridge", 5)):
        person_skill(anna, skill(name), Direction.TEACHES, level)

    [asked], _total = directory(Filters(teaches="GO"), TODAY, 5, 0)
    [plain], _total = directory(Filters(), TODAY, 5, 0)

    assert asked.teaches == ["Go", "Bridge", "Chess"]
    assert plain.teaches == ["Bridge", "Chess", "Go"]


def test_choices_name_only_what_somebody_has(db):
    department(name="Empty")
    person(location="Berlin", department_id=department(name="Design").id)
    person(location="Moscow", deactivated_at=NOON)

    assert departments_in_use() == ["Design"]
    assert locations_in_use() == ["Berlin"]


def test_pages_of_the_directory_follow_each_other(db):
    for name in "CAB":
        person(name=name)

    first, total = directory(Filters(), TODAY, 2, 0)
    rest, _total = directory(Filters(), TODAY, 2, 2)

    assert [one.person.name for one in [*first, *rest]] == ["A", "B", "C"]
    assert total == 3


def test_people_are_found_by_address_also_after_they_left(db):
    gone = person(deactivated_at=NOON)

    assert queries.person_by_email(f" {gone.email.upper()} ") is gone
    assert queries.people_by_id([gone.id]) == {gone.id: gone}


def test_the_last_of_several_roles_changes_nothing_about_being_found(db):
    for someone in (admin(), programme_lead()):
        assert queries.find_person(someone.email) is someone


def test_a_deactivated_pair_partner_is_still_tied(db):
    anna, gone = person(), person(deactivated_at=NOON)
    operations.tie(anna.id, gone.id, "mentoring", 1, NOON)

    assert queries.are_tied(anna, gone)
