"""Who may sign in, and who may end whose sign-ins."""

from learning.identity.models import SignIn
from learning.people.models import Person, Role


def can_sign_in(person: Person) -> bool:
    """An integration is no person: it comes with a token of its own, never through this door."""
    return person.is_active and Role.HR_INTEGRATION not in person.roles


def can_end_sign_in(person: Person, sign_in: SignIn) -> bool:
    return person.id == sign_in.person_id or Role.ADMIN in person.roles
