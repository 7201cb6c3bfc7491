"""Who opens a clinic, who helps, who closes a case."""

from collections.abc import Collection
from datetime import datetime

from learning.clinics.models import Case, Clinic
from learning.people.models import Person
from learning.programmes.models import EnrolmentRole, Format, Programme
from learning.programmes.policy import leads

HELPERS = frozenset({EnrolmentRole.MENTOR, EnrolmentRole.EXPERT})


def can_open(person: Person, programme: Programme, roles: Collection[EnrolmentRole]) -> bool:
    """Open a clinic: its lead, or a mentor or expert; `roles` are those in the programme."""
    if not programme.has_format(Format.CLINIC):
        return False
    return leads(person, programme) or bool(HELPERS & set(roles))


def can_close(person: Person, clinic: Clinic) -> bool:
    return leads(person, clinic.programme) or clinic.opened_by == person.id


def can_claim(person: Person, case: Case, taught: Collection[int]) -> bool:
    """Help with it: one teaches the skill, and it is not one's own; `taught` are skill ids."""
    return case.asker_id != person.id and case.skill_id in taught


def can_resolve(person: Person, case: Case, now: datetime) -> bool:
    """Say that it is solved, or hand it on: the guest, or who is at it."""
    return person.id == case.asker_id or (case.is_claimed(now) and case.claimed_by == person.id)
