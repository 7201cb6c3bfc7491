"""Who may do what with onboarding plans."""

from collections.abc import Collection
from datetime import date

from learning.buddies.models import ChecklistItem, OnboardingPlan, Owner
from learning.people.models import Person, Role
from learning.programmes.models import EnrolmentRole, Programme


def leads(person: Person, programme: Programme) -> bool:
    return Role.PROGRAMME_LEAD in person.roles and programme.is_led_by(person)


def can_edit_plan(person: Person, plan: OnboardingPlan) -> bool:
    return leads(person, plan.programme)


def can_assign_buddy(person: Person, plan: OnboardingPlan) -> bool:
    return leads(person, plan.programme)


def can_volunteer(person: Person, today: date) -> bool:
    return not person.is_newcomer(today)


def can_tick(
    person: Person, item: ChecklistItem, roles: Collection[EnrolmentRole], today: date
) -> bool:
    """The newcomer all own items, the buddy those given to the buddy, the lead any."""
    plan = item.plan
    if leads(person, plan.programme):
        return True
    if plan.newcomer_id == person.id:
        return person.is_newcomer(today) and item.owner is Owner.NEWCOMER
    is_buddy = any(one.buddy_id == person.id and one.is_running for one in plan.pairings)
    return is_buddy and item.owner is Owner.BUDDY and EnrolmentRole.BUDDY in roles


def can_tick_as_manager(person: Person, item: ChecklistItem) -> bool:
    return item.owner is Owner.MANAGER and item.plan.newcomer.manager_id == person.id


def can_change_buddy(person: Person, plan: OnboardingPlan) -> bool:
    return plan.newcomer_id == person.id


def can_note_meeting(person: Person, plan: OnboardingPlan) -> bool:
    """Either of the two, while they are a pair."""
    pairing = plan.open_pairing
    if pairing is None or not pairing.is_running:
        return False
    return person.id in {plan.newcomer_id, pairing.buddy_id}


def can_read_check_ins(person: Person, plan: OnboardingPlan) -> bool:
    """As the form says: the newcomer and the leads of the programme, nobody else."""
    return plan.newcomer_id == person.id or leads(person, plan.programme)
