"""Who may do what with programmes. A programme itself is no secret; an enrolment is."""

from collections.abc import Collection

from learning.people.models import Person, Role
from learning.programmes.models import (
    Circle,
    CircleMember,
    Enrolment,
    EnrolmentRole,
    Format,
    Part,
    Programme,
)

OPENERS = frozenset({EnrolmentRole.MENTOR, EnrolmentRole.EXPERT})


def leads(person: Person, programme: Programme) -> bool:
    """Whether this is one of its leads and still holds the role."""
    return Role.PROGRAMME_LEAD in person.roles and programme.is_led_by(person)


def can_create(person: Person) -> bool:
    return bool(person.roles & {Role.PROGRAMME_LEAD, Role.ADMIN})


def can_edit(person: Person, programme: Programme) -> bool:
    return leads(person, programme) or Role.ADMIN in person.roles


def can_close(person: Person, programme: Programme) -> bool:
    return can_edit(person, programme)


def can_assign_leads(person: Person, programme: Programme) -> bool:
    return can_edit(person, programme)


def can_assign_lead(person: Person, programme: Programme, colleague: Person) -> bool:
    """Whether this person may make the colleague a lead, or take that away; never their own."""
    return can_assign_leads(person, programme) and colleague.id != person.id


def can_step_down(person: Person, programme: Programme) -> bool:
    return leads(person, programme)


def can_list_enrolments(person: Person, programme: Programme) -> bool:
    return leads(person, programme)


def can_approve(person: Person, enrolment: Enrolment) -> bool:
    return leads(person, enrolment.programme) and enrolment.person_id != person.id


def can_remove(person: Person, enrolment: Enrolment) -> bool:
    return can_approve(person, enrolment)


def can_invite(person: Person, programme: Programme) -> bool:
    return can_edit(person, programme)


def can_decide_topics(person: Person, programme: Programme) -> bool:
    return leads(person, programme)


def can_open_circle(person: Person, programme: Programme, roles: Collection[EnrolmentRole]) -> bool:
    """Open a circle: a mentor, an expert or a lead; `roles` are the person's in the programme."""
    if not (programme.is_joinable and programme.has_format(Format.CIRCLE)):
        return False
    return leads(person, programme) or bool(OPENERS & set(roles))


def can_facilitate(member: CircleMember | None) -> bool:
    """Plan sessions, edit and keep the list of who came: who leads the circle."""
    return member is not None and member.left_at is None and member.part.leads


def can_name_co_facilitators(member: CircleMember | None) -> bool:
    """Ask others to lead it too: the one who answers for the circle."""
    return can_facilitate(member) and member is not None and member.part is Part.FACILITATOR


def can_close_circle(person: Person, circle: Circle, member: CircleMember | None) -> bool:
    """Close it: who leads it, a lead, or whoever proposed it as long as nobody has opened it."""
    is_own_wish = circle.is_proposal and circle.proposed_by == person.id
    return is_own_wish or can_facilitate(member) or leads(person, circle.programme)
