"""Who sets what of other people's time."""

from learning.people.models import Person, Role


def can_set_site_holidays(person: Person) -> bool:
    """Say when nobody works at a site: administrators and programme leads."""
    return bool(person.roles & {Role.ADMIN, Role.PROGRAMME_LEAD})
