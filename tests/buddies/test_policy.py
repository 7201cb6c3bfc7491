"""Who may do what with an onboarding plan, where the table's identities cannot tell."""

from learning.buddies import policy
from tests.factories.buddies import buddy_pairing, newcomer, plan, volunteer
from tests.factories.people import programme_lead
from tests.factories.programmes import programme


def test_a_meeting_is_noted_by_one_of_the_two_while_they_are_a_pair(db):
    lead = programme_lead()
    where = programme(lead)
    made = plan(where, newcomer())
    assert not policy.can_note_meeting(made.newcomer, made)

    buddy = volunteer(where)
    buddy_pairing(made, buddy)
    db.refresh(made)

    assert policy.can_note_meeting(made.newcomer, made)
    assert policy.can_note_meeting(buddy, made)
    assert not policy.can_note_meeting(lead, made)
