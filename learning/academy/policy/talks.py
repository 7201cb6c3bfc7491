"""Who may do what with talks. A talk is for everybody; who comes to it is for its host and leads.

`is_expert` says whether the person is named for any topic.
"""

from datetime import datetime

from learning.academy.models import Talk, TalkCall, TalkProposal, TalkRemark, Topic
from learning.academy.policy import is_expert_for
from learning.people.models import Person, Role
from learning.programmes.policy import leads


def leads_topic(person: Person, topic: Topic) -> bool:
    """Whether the topic, or one above it, belongs to a programme that this person leads."""
    return any(leads(person, one.programme) for one in topic.line if one.programme is not None)


def can_take_part(person: Person) -> bool:
    """Come, wait, propose and remark: every colleague."""
    return not person.roles & {Role.AUDITOR, Role.HR_INTEGRATION}


def can_plan_talk(person: Person, topic: Topic, *, is_expert: bool) -> bool:
    return is_expert or leads_topic(person, topic)


def can_edit_talk(person: Person, talk: Talk, *, is_expert: bool) -> bool:
    """Its host, if an expert, and the leads of its topic's programme."""
    return (is_expert and talk.host_id == person.id) or leads_topic(person, talk.topic)


def can_join_talk(person: Person, talk: Talk) -> bool:
    """Everybody but the host, who is there anyway."""
    return can_take_part(person) and talk.host_id != person.id


def can_see_place(person: Person, talk: Talk, *, has_seat: bool) -> bool:
    """A call with a number of seats is joined by those who have one."""
    is_for_few = talk.is_call and talk.seats is not None
    return not is_for_few or has_seat or can_see_guests(person, talk)


def can_see_guests(person: Person, talk: Talk) -> bool:
    return talk.host_id == person.id or leads_topic(person, talk.topic)


def can_mark_attendance(person: Person, talk: Talk, now: datetime, *, is_expert: bool) -> bool:
    return can_edit_talk(person, talk, is_expert=is_expert) and talk.has_begun(now)


def can_read_feedback(person: Person, talk: Talk, *, is_expert: bool, could_write: bool) -> bool:
    """Its host, if an expert, and leads; never whoever could have written some of it."""
    return can_edit_talk(person, talk, is_expert=is_expert) and not could_write


def can_hide_remark(person: Person, talk: Talk, remark: TalkRemark) -> bool:
    """Who wrote it, leads and moderators."""
    return (
        remark.person_id == person.id
        or Role.MODERATOR in person.roles
        or leads_topic(person, talk.topic)
    )


def can_open_call(person: Person, topic: Topic) -> bool:
    """Experts of the topic and the leads of its programme."""
    return is_expert_for(person, topic) or leads_topic(person, topic)


def can_see_proposals(person: Person, call: TalkCall) -> bool:
    return can_open_call(person, call.topic)


def can_score(person: Person, proposal: TalkProposal) -> bool:
    """Experts and leads of the call's topic, never one's own."""
    return proposal.person_id != person.id and can_open_call(person, proposal.call.topic)


def can_decide(person: Person, proposal: TalkProposal) -> bool:
    return can_score(person, proposal)


def can_see_proposal(person: Person, proposal: TalkProposal) -> bool:
    return proposal.person_id == person.id or can_score(person, proposal)
