"""Who may see and change what of a person, each relation alone."""

import pytest

from learning.people import policy
from learning.people.models import Role
from tests.factories.people import admin, moderator, person, programme_lead


def test_contact_details_are_for_oneself_pairs_the_line_and_administrators(db):
    boss = person()
    anna, stranger = person(manager_id=boss.id), person()

    assert policy.can_view_contact(anna, anna, is_tied=False)
    assert policy.can_view_contact(stranger, anna, is_tied=True)
    assert policy.can_view_contact(boss, anna, is_tied=False)
    assert policy.can_view_contact(anna, boss, is_tied=False)
    assert policy.can_view_contact(admin(), anna, is_tied=False)
    assert not policy.can_view_contact(stranger, anna, is_tied=False)
    assert not policy.can_view_contact(moderator(), anna, is_tied=False)
    assert not policy.can_view_contact(programme_lead(), anna, is_tied=False)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.HR_INTEGRATION])
def test_accounts_that_serve_others_see_no_contact_and_edit_nothing(db, role):
    account, anna = person(role), person()

    assert not policy.can_view_contact(account, anna, is_tied=True)
    assert not policy.can_edit(account, account)
    assert not policy.can_search_directory(account)


def test_people_without_a_manager_are_not_in_one_line(db):
    assert not policy.can_view_contact(person(), person(), is_tied=False)


def test_hr_fields_are_whole_for_oneself_alone(db):
    boss, chief = person(), admin()
    anna = person(manager_id=boss.id)

    assert policy.can_view_hr_fields(anna, anna)
    for other in (boss, chief, person(), programme_lead()):
        assert not policy.can_view_hr_fields(other, anna)
    assert policy.can_view_masked_hr_fields(chief)
    assert not policy.can_view_masked_hr_fields(boss)


def test_a_profile_is_edited_by_its_person_alone(db):
    anna = person()

    assert policy.can_edit(anna, anna)
    for other in (admin(), programme_lead(), person()):
        assert not policy.can_edit(other, anna)


def test_an_account_of_a_system_views_nobody(db):
    assert not policy.can_view(person(Role.HR_INTEGRATION))
    assert policy.can_view(person(Role.AUDITOR))
    assert policy.sees_basics_only(person(Role.AUDITOR))
    assert not policy.sees_basics_only(person())


def test_leads_and_administrators_merge_skills(db):
    assert policy.can_merge_skills(programme_lead())
    assert policy.can_merge_skills(admin())
    assert not policy.can_merge_skills(moderator())
    assert policy.can_propose_skill(person())


def test_administrators_alone_bring_a_roster(db):
    assert policy.can_import_people(admin())
    for other in (person(), programme_lead(), moderator()):
        assert not policy.can_import_people(other)
