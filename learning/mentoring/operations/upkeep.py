"""What a day brings: answers that never came, people who left, programmes that ended."""

from datetime import datetime

from learning.extensions import db
from learning.mentoring import queries
from learning.mentoring.models import EndReason, Pairing, RematchReason
from learning.mentoring.operations.bookings import cancel_booking
from learning.mentoring.operations.health import look_after_pairings
from learning.mentoring.operations.matches import drop_match, expire_match, remind_of_match
from learning.mentoring.operations.pairings import end_pairing
from learning.mentoring.operations.pauses import ask_whether_there, hide_mentor
from learning.mentoring.operations.places import offer_all_places
from learning.mentoring.operations.rematches import ask_for_fit, finish_rematch, open_rematch
from learning.mentoring.operations.wishes import ask_next_wish
from learning.people.models import Person
from learning.programmes.models import EnrolmentRole, EnrolmentState
from learning.scheduling.operations import lock_people


def tidy_up(now: datetime) -> None:
    """Close what is over: matches nobody answered, and all that has lost its ground.

    Looked at daily; running it twice changes nothing.
    """
    for match in queries.expired_matches(now):
        expire_match(match, now)
    for pairing in queries.pairings_to_end():
        is_over = not pairing.programme.is_joinable
        end_pairing(pairing, None, EndReason.CLOSED if is_over else EndReason.LEFT, now)
        if not is_over and takes_part_still(pairing):
            open_rematch(pairing.mentee_id, pairing.programme_id, RematchReason.LEFT, now, pairing)
    look_after_pairings(now)
    for match in queries.matches_to_drop():
        drop_match(match, now)
    db.session.flush()
    for rematch in queries.rematches_without_ground():
        finish_rematch(rematch.person_id, rematch.programme_id, now)
    keep_requests_moving(now)
    look_after_mentors(now)
    offer_all_places(now)
    for pairing, person, turn in queries.sides_to_ask_for_fit(now):
        ask_for_fit(pairing, person, turn, now)
    for person in queries.people_to_release(now):
        release_person(person, now)


def takes_part_still(pairing: Pairing) -> bool:
    """Whether the mentee of a pair that ended is still in the programme and looks for somebody."""
    mentees = queries.enrolments_by_person(
        pairing.programme, EnrolmentRole.MENTEE, [pairing.mentee_id]
    )
    found = mentees.get(pairing.mentee_id)
    if pairing.is_tandem:
        return False
    return found is not None and found.state is EnrolmentState.ACTIVE and pairing.mentee.is_active


def keep_requests_moving(now: datetime) -> None:
    """One reminder each; what a full mentor cannot grant is closed; the next wishes are asked."""
    free = dict[int, dict[int, int]]()
    for match in queries.open_requests_to_mentors():
        if match.programme_id not in free:
            free[match.programme_id] = queries.free_seats(match.programme, now.date())
        if not free[match.programme_id].get(match.mentor_id):
            drop_match(match, now, tell=[match.mentee])
    db.session.flush()
    for match in queries.matches_to_remind(now):
        remind_of_match(match, now)
    for enrolment in queries.enrolments_that_ask():
        ask_next_wish(enrolment, now)


def look_after_mentors(now: datetime) -> None:
    """Ask the silent ones whether they still mentor; hide those who do not answer that either."""
    for question in queries.silence_to_hide(now):
        hide_mentor(question, now)
    for enrolment in queries.silent_mentors(now):
        ask_whether_there(enrolment, now)


def release_person(person: Person, now: datetime) -> None:
    """The person has left: their sessions are called off and their times withdrawn."""
    lock_people([person.id])
    for booking in queries.sessions_ahead(person, now):
        if booking.slot.starts_at > now:
            cancel_booking(booking, None, "", now)
    for slot in queries.slots_of(person, now):
        slot.withdrawn_at = now
