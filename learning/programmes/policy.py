"""Who may do what with programmes. A programme itself is no secret; an enrolment is."""

from learning.people.models import Person, Role
from learning.programmes.models import Enrolment, Programme


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
