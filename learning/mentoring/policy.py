"""Who may do what in mentoring. Pure predicates over rows."""

from collections.abc import Collection, Sequence

from learning.mentoring.models import Booking, Match, Pairing, Slot
from learning.mentoring.rules import LANGUAGE
from learning.people.models import Person
from learning.programmes.models import Enrolment, EnrolmentRole, EnrolmentState, Programme
from learning.programmes.policy import leads

# what of whom a reason speaks of, by the profile field whose readers its owner chooses
FIELDS_OF_RULES = {
    "skills": ("wants", "teaches"),
    "languages": ("languages", "languages"),
    "hours": ("hours", "hours"),
    "interests": ("interests", "interests"),
}


def can_run_matches(person: Person, programme: Programme) -> bool:
    return leads(person, programme)


def can_ask(own: Enrolment | None, theirs: Enrolment) -> bool:
    """Ask somebody for a pairing: one takes part in the same programme, on the other side."""
    return (
        own is not None
        and {own.role, theirs.role} == {EnrolmentRole.MENTEE, EnrolmentRole.MENTOR}
        and own.state == EnrolmentState.ACTIVE
        and own.programme_id == theirs.programme_id
        and own.person_id != theirs.person_id
    )


def can_answer(person: Person, match: Match) -> bool:
    """Accept or decline: one is asked. Who asked has answered already."""
    return match.is_told_to(person) and not (match.is_request and match.asker.id == person.id)


def can_withdraw(person: Person, match: Match) -> bool:
    return match.is_request and match.asker.id == person.id


def can_see_score(person: Person, match: Match) -> bool:
    """See the parts of the score: the lead. The two see what they share."""
    return can_run_matches(person, match.programme)


def may_tell(rule: str, mentee: Person, mentor: Person) -> bool:
    """Whether the facts behind a reason may be said: both have left them open to colleagues."""
    fields = FIELDS_OF_RULES.get(rule)
    if fields is None:
        return True
    return all(
        person.privacy.get(field, "colleagues") == "colleagues"
        for person, field in zip((mentee, mentor), fields, strict=True)
    )


def told_subjects(subjects: Sequence[str], owner: Person, field: str) -> list[str]:
    """Of these subjects what the owner leaves open: skills as `field`, languages as languages."""
    return [
        one
        for one in subjects
        if owner.privacy.get("languages" if one.startswith(LANGUAGE) else field, "colleagues")
        == "colleagues"
    ]


def can_offer_times(person: Person, owner: Person, roles: Collection[EnrolmentRole]) -> bool:
    """Offer and withdraw own times: somebody who gives; `roles` are those of today."""
    return person.id == owner.id and any(role.is_giver for role in roles)


def can_book(person: Person, slot: Slot, *, is_paired: bool) -> bool:
    return person.id != slot.mentor_id and (slot.is_open_to_all or is_paired)


def can_cancel(person: Person, booking: Booking) -> bool:
    """Cancel: one of the two, or who leads the programme of their pairing."""
    if booking.has(person):
        return True
    return booking.pairing is not None and can_run_matches(person, booking.pairing.programme)


def can_answer_request(person: Person, booking: Booking) -> bool:
    """Say yes or no to a request: its host."""
    return person.id == booking.slot.mentor_id


def can_hand_over(person: Person, booking: Booking) -> bool:
    return person.id == booking.slot.mentor_id


def can_dispute(person: Person, booking: Booking) -> bool:
    """Say that one did come: who was reported as absent."""
    return booking.no_show is not None and booking.no_show.absent_id == person.id


def can_mark_held(person: Person, booking: Booking) -> bool:
    return person.id == booking.slot.mentor_id


def can_write_in(person: Person, pairing: Pairing) -> bool:
    """Write goals and notes: one of the two, while the pairing runs."""
    return pairing.has(person) and pairing.is_running and not pairing.is_paused


def can_end(person: Person, pairing: Pairing) -> bool:
    return pairing.has(person) or can_run_matches(person, pairing.programme)


def can_reassign(person: Person, pairing: Pairing) -> bool:
    """Look for another mentor: a lead, not of a pair of one's own."""
    is_outside = not pairing.has(person) and can_run_matches(person, pairing.programme)
    return is_outside and not pairing.is_tandem


def is_asked(person: Person, match: Match) -> bool:
    """Whether the match still waits for this person's answer."""
    return match.awaits(person)
