"""Mentoring's own start page: what is next, and the ways on."""

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.mentoring import queries
from learning.mentoring.models import Booking, Pairing, Slot
from learning.mentoring.queries import Waiting
from learning.mentoring.rules import days_of_patience_ago
from learning.mentoring.views.blueprint import bp
from learning.programmes.models import Enrolment, EnrolmentRole, Format
from learning.programmes.queries import programmes_led_by, roles_of
from learning.web.access import access

SHOWN_AHEAD = 5


@dataclass(frozen=True)
class Start:
    """What one person finds in mentoring just now."""

    waiting: Waiting
    pairings: list[Pairing]
    slots: list[Slot]
    seeking: list[Enrolment]  # as a mentee, without a mentor yet
    is_giver: bool
    is_mentor: bool

    @property
    def ahead(self) -> list[Booking]:
        return self.waiting.ahead[:SHOWN_AHEAD]

    @property
    def to_book(self) -> Pairing | None:
        """A running pairing in which it is this person who books, and no session is ahead."""
        meeting = {booking.pairing_id for booking in self.waiting.ahead}
        return next(
            (
                one
                for one in self.pairings
                if one.is_running and one.id not in meeting and one.is_booked_by(current_user)
            ),
            None,
        )

    @property
    def free_slots(self) -> list[Slot]:
        return [slot for slot in self.slots if slot.booking is None]


@bp.get("")
@access("mentoring.start")
def index() -> ResponseReturnValue:
    now = clock.now()
    roles = roles_of(current_user)
    pairings = queries.pairings_of(current_user)
    served = {
        one.programme_id
        for one in pairings
        if one.is_running and one.mentee_id == current_user.id and not one.is_tandem
    }
    is_giver = any(role.is_giver for role in roles)
    enrolments = queries.mentee_enrolments(current_user) if EnrolmentRole.MENTEE in roles else []
    start = Start(
        waiting=queries.waiting_for(current_user, now),
        pairings=pairings,
        slots=queries.slots_of(current_user, now) if is_giver else [],
        seeking=[one for one in enrolments if one.programme_id not in served],
        is_giver=is_giver,
        is_mentor=EnrolmentRole.MENTOR in roles,
    )
    return render_template(
        "mentoring/index.html",
        start=start,
        requests=queries.open_requests(current_user),
        silent_since=days_of_patience_ago(now),
        quiet=queries.quiet_pairings(current_user, now) if EnrolmentRole.MENTEE in roles else [],
        led=[one for one in programmes_led_by(current_user) if one.has_format(Format.MENTORING)],
    )
