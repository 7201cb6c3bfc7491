"""Who decides on what is reported: moderators, and none in a case of their own."""

from learning.moderation.models import Report
from learning.people.models import Person, Role


def is_moderator(person: Person) -> bool:
    return Role.MODERATOR in person.roles


def can_decide(person: Person, report: Report) -> bool:
    """Read and decide: a moderator who is no part of it."""
    return is_moderator(person) and person.id not in {report.reported_by, report.about_id}
