"""Who may see and change what of a person. Pure predicates.

Whether two people are paired is asked by the caller and passed in as `is_tied`.
"""

from learning.people.models import Person, Role


def _has(person: Person, *roles: Role) -> bool:
    return bool(person.roles & {role.value for role in roles})


def can_view(person: Person) -> bool:
    """A profile and its photo: everybody but the accounts of systems."""
    return not _has(person, Role.HR_INTEGRATION)


def sees_basics_only(person: Person) -> bool:
    """An auditor reads who somebody is, and nothing they say of themselves."""
    return _has(person, Role.AUDITOR)


def can_view_contact(person: Person, whom: Person, *, is_tied: bool) -> bool:
    """How to reach somebody: oneself, one's pair, one's manager and reports, an administrator."""
    if sees_basics_only(person) or not can_view(person):
        return False
    if person.id == whom.id or is_tied or _has(person, Role.ADMIN):
        return True
    return person.id == whom.manager_id or whom.id == person.manager_id


def can_view_hr_fields(person: Person, whom: Person) -> bool:
    """Number, manager and first day in full: oneself alone, among those who use pages."""
    return person.id == whom.id and not _has(person, Role.AUDITOR)


def can_view_masked_hr_fields(person: Person) -> bool:
    """Enough of them to tell two accounts apart."""
    return _has(person, Role.ADMIN)


def can_edit(person: Person, whom: Person) -> bool:
    """A profile belongs to whoever it is about."""
    return person.id == whom.id and not _has(person, Role.AUDITOR, Role.HR_INTEGRATION)


def can_search_directory(person: Person) -> bool:
    """Everybody who takes part; not the accounts that only read or write for others."""
    return not _has(person, Role.AUDITOR, Role.HR_INTEGRATION)


def can_propose_skill(person: Person) -> bool:
    return can_search_directory(person)


def can_merge_skills(person: Person) -> bool:
    return _has(person, Role.PROGRAMME_LEAD, Role.ADMIN)


def can_import_people(person: Person) -> bool:
    return _has(person, Role.ADMIN)
