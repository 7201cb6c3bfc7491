"""Who sees the figures of a programme: sums and shares only, never a person's own act."""

from learning.people.models import Person, Role
from learning.programmes.models import Programme
from learning.programmes.policy import leads

OVERSEERS = frozenset({Role.ADMIN, Role.AUDITOR})


def can_list(person: Person) -> bool:
    return bool(person.roles & (OVERSEERS | {Role.PROGRAMME_LEAD}))


def can_oversee(person: Person) -> bool:
    """Whether the figures of every programme are shown to this person."""
    return bool(person.roles & OVERSEERS)


def can_view(person: Person, programme: Programme) -> bool:
    return can_oversee(person) or leads(person, programme)


def can_export(person: Person, programme: Programme) -> bool:
    return can_view(person, programme)
