"""What an administrator looks after."""

from sqlalchemy import ColumnElement, func, select

from learning.extensions import db
from learning.home.rules import Kind, Task
from learning.identity.models import Credential, LinkRequest
from learning.identity.rules import LinkPurpose
from learning.outbox import MAX_ATTEMPTS, Owed
from learning.people.models import Person
from learning.people.queries.people import takes_part


def upkeep_tasks() -> list[Task]:
    """Effects that were given up, people who cannot come in, and an empty company."""
    given_up, outside, people = db.session.execute(select(_given_up(), _outside(), _people())).one()
    found = []
    if given_up:
        found.append(Task(Kind.GIVEN_UP, number=given_up))
    if people == 1:
        found.append(Task(Kind.IMPORT))
    elif outside:
        found.append(Task(Kind.UNINVITED, number=outside))
    return found


def _given_up() -> ColumnElement[int]:
    counts = [
        select(func.count(owed.id))
        .where(owed.done_at.is_(None), owed.attempts >= MAX_ATTEMPTS)
        .scalar_subquery()
        for owed in Owed.__subclasses__()
    ]
    return sum(counts[1:], counts[0])


def _people() -> ColumnElement[int]:
    return select(func.count(Person.id)).where(takes_part()).scalar_subquery()


def _outside() -> ColumnElement[int]:
    """Neither a password nor an invitation."""
    credential = select(Credential.id).where(Credential.person_id == Person.id)
    invitation = select(LinkRequest.id).where(
        LinkRequest.email == Person.email, LinkRequest.purpose == LinkPurpose.INVITATION
    )
    return (
        select(func.count(Person.id))
        .where(takes_part(), ~credential.exists(), ~invitation.exists())
        .scalar_subquery()
    )
