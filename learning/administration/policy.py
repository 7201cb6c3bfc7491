"""Who may run what."""

from learning.people.models import Person, Role


def can_administer(person: Person) -> bool:
    return Role.ADMIN in person.roles


def can_change(person: Person, account: Person) -> bool:
    """Nobody changes their own role or closes their own account."""
    return can_administer(person) and person.id != account.id


def can_close(person: Person, account: Person) -> bool:
    """The HR system closes accounts, too."""
    may = person.roles & {Role.ADMIN, Role.HR_INTEGRATION}
    return bool(may) and person.id != account.id


def can_read_trail(person: Person) -> bool:
    return bool(person.roles & {Role.ADMIN, Role.AUDITOR})


def can_read_details(person: Person) -> bool:
    """An administrator sees who did what to whom; what exactly, only the auditor."""
    return Role.AUDITOR in person.roles
