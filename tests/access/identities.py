"""The thirteen identities of the authorization table, each a person made for the occasion."""

from datetime import timedelta

from learning import clock
from learning.extensions import db
from learning.people.models import Person, Role
from learning.programmes.models import EnrolmentRole
from tests.factories.academy import topic_expert
from tests.factories.people import person
from tests.factories.programmes import enrolment, programme

IDENTITIES = (
    *("anonymous", "deactivated", "employee", "newcomer", "mentee", "mentor", "buddy", "expert"),
    *("programme_lead", "moderator", "admin", "hr_integration", "auditor"),
)
ROLES = {
    "programme_lead": Role.PROGRAMME_LEAD,
    "moderator": Role.MODERATOR,
    "admin": Role.ADMIN,
    "hr_integration": Role.HR_INTEGRATION,
    "auditor": Role.AUDITOR,
}
ENROLLED = {
    "mentee": EnrolmentRole.MENTEE,
    "mentor": EnrolmentRole.MENTOR,
    "buddy": EnrolmentRole.BUDDY,
}


def make(identity: str) -> Person:
    """A person who is exactly this; an anonymous visitor's scenes are told of a plain employee."""
    now = clock.now()
    made = person(
        *([ROLES[identity]] if identity in ROLES else []),
        name=f"The {identity}",
        started_on=now.date() - timedelta(days=10 if identity == "newcomer" else 2000),
    )
    if identity in ENROLLED:
        enrolment(programme(), made, ENROLLED[identity])
    if identity == "expert":
        topic_expert(made)
    return made


def close(someone: Person) -> None:
    """End the person's account, as a roster without them does."""
    someone.deactivated_at = clock.now()
    db.session.commit()
