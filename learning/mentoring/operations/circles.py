"""Circles: proposing, opening, editing and closing them, and what they write down."""

from datetime import datetime

from sqlalchemy import select

from learning.activity.operations import record
from learning.audit import operations as audit
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import queries
from learning.mentoring.models import CircleNote
from learning.mentoring.operations.circle_invitations import invite_planned
from learning.mentoring.operations.circle_sessions import cancel_circle_session
from learning.mentoring.operations.circle_telling import tell_circle
from learning.mentoring.operations.refusals import CircleClosed, CircleFull, MentorFull
from learning.mentoring.rules import CIRCLE_SEAT, CIRCLE_WAITING
from learning.people.models import Person
from learning.programmes.models import Circle, CircleMember, CircleWish, Part, Programme
from learning.programmes.operations import give_back_seat, take_seat
from learning.programmes.queries import seats_left
from learning.scheduling.models import Answer
from learning.scheduling.operations import answer_offer, lock_people
from learning.scheduling.queries import waiting_in


def propose_circle(programme: Programme, by: Person, topic: str, why: str, now: datetime) -> Circle:
    """Wish for a circle; whoever proposes it would come. Raises CircleClosed."""
    _check_programme(programme)
    circle = Circle(
        programme_id=programme.id, topic=topic, why=why, proposed_by=by.id, proposed_at=now
    )
    db.session.add(circle)
    db.session.flush()
    db.session.add(CircleWish(circle_id=circle.id, person_id=by.id, wished_at=now))
    record(by.id, "circle_proposed", "circle", circle.id, now, programme.id)
    return circle


def wish_for_circle(circle: Circle, person: Person, now: datetime) -> bool:
    """Say that one would come, or take it back; whether it stands now. Raises CircleClosed."""
    lock_circle(circle)
    if not circle.is_proposal:
        raise CircleClosed(_("This circle is no wish any more: it was opened or closed."))
    own = CircleWish.circle_id == circle.id, CircleWish.person_id == person.id
    known = db.session.scalar(select(CircleWish).where(*own))
    if known is not None:
        db.session.delete(known)
        db.session.flush()
        return False
    db.session.add(CircleWish(circle_id=circle.id, person_id=person.id, wished_at=now))
    db.session.flush()
    return True


def open_circle(
    programme: Programme,
    by: Person,
    *,
    topic: str,
    why: str,
    seats: int,
    least: int,
    now: datetime,
    proposal: Circle | None = None,
) -> Circle:
    """Open a circle and lead it, one's own or one that was wished for; who wished is told.

    Where a lead planned it, a seat is kept for each it was planned for, and they are asked.

    Leading one is a seat in the total of all that a person looks after. Raises CircleClosed and
    MentorFull.
    """
    _check_programme(programme)
    circle = proposal
    if circle is None:
        circle = Circle(programme_id=programme.id, proposed_by=by.id, proposed_at=now)
        circle.topic, circle.why = topic, why
        db.session.add(circle)
        db.session.flush()
    else:
        lock_circle(circle)
        if not circle.is_proposal:
            raise CircleClosed(_("Somebody was quicker: this circle is open or closed already."))
    take_lead_seat(circle, by, now)
    circle.topic, circle.why, circle.seats, circle.least = topic, why, seats, least
    circle.opened_at = now
    db.session.add(
        CircleMember(circle_id=circle.id, person_id=by.id, part=Part.FACILITATOR, joined_at=now)
    )
    db.session.flush()
    record(by.id, "circle_opened", "circle", circle.id, now, programme.id)
    wishers = queries.circle_wishers(circle)
    able = queries.may_meet_in(circle, wishers) - {by.id}
    wishers = [one for one in wishers if one in able]
    tell_circle(circle, wishers, "circle_opened", now, "", by=by.name)
    invite_planned(circle, by, now)
    return circle


def edit_circle(circle: Circle, *, topic: str, why: str, seats: int, least: int) -> None:
    """Change what the circle is about and how many it takes. Raises CircleClosed and CircleFull.

    A seat that is taken stays; new ones are for those who wait, which `offer_circle_seats` sees to.
    """
    lock_circle(circle)
    check_circle_open(circle)
    highest = max((one.seat or 0 for one in queries.members_of(circle)), default=0)
    if seats < highest:
        raise CircleFull(
            _("More people have a seat than that. Keep at least %(number)s seats.", number=highest)
        )
    circle.topic, circle.why, circle.seats, circle.least = topic, why, seats, least
    db.session.flush()


def close_circle(circle: Circle, by: Person | None, reason: str, now: datetime) -> None:
    """It is over: sessions are called off, seats are free, everybody is told. Twice is once."""
    lock_circle(circle)
    if circle.closed_at is not None:
        return
    concerned = {one.person_id for one in queries.members_of(circle) if one.person.is_active}
    if circle.opened_at is None:
        concerned = set(queries.circle_wishers(circle))
    for session in queries.circle_sessions_ahead(circle, now):
        if session.starts_at > now:
            cancel_circle_session(session, by, reason, now)
    circle.closed_at, circle.closed_by, circle.close_reason = now, by.id if by else None, reason
    give_back_seat(CIRCLE_SEAT, circle.id, now)
    for offer in waiting_in(CIRCLE_WAITING, circle.id):
        answer_offer(offer, Answer.LEFT, now)
        concerned.add(offer.person_id)
    told = concerned - ({by.id} if by else set())
    tell_circle(circle, sorted(told), "circle_closed", now, "", reason=reason)
    if by is not None:
        audit.record(by.id, "circle.close", f"circle:{circle.id}", now)
    db.session.flush()


def write_circle_note(circle: Circle, by: Person, body: str, now: datetime) -> CircleNote:
    """Share a note with the circle. Raises CircleClosed."""
    check_circle_open(circle)
    note = CircleNote(circle_id=circle.id, author_id=by.id, body=body, written_at=now)
    db.session.add(note)
    db.session.flush()
    return note


def remove_circle_note(note: CircleNote) -> None:
    db.session.delete(note)
    db.session.flush()


# Steps that several operations share


def lock_circle(circle: Circle) -> None:
    """Wait for a turn, and see the circle as it is now. SQLite has one writer at a time anyway."""
    db.session.refresh(circle, with_for_update={"of": Circle})


def check_circle_open(circle: Circle) -> None:
    """Raises CircleClosed where nobody can join or plan any more."""
    if not circle.is_open or not circle.programme.is_joinable:
        raise CircleClosed(_("This circle is closed: nobody joins it or plans in it any more."))


def take_lead_seat(circle: Circle, person: Person, now: datetime) -> None:
    """Leading the circle counts among all that the person looks after. Raises MentorFull."""
    lock_people([person.id])
    if not seats_left([person.id])[person.id]:
        raise MentorFull(
            _(
                "%(name)s looks after as many people and circles as they want to. "
                "The number stands under “Your places”.",
                name=person.name,
            )
        )
    take_seat(person.id, CIRCLE_SEAT, circle.id, now)


def _check_programme(programme: Programme) -> None:
    if not programme.is_joinable:
        raise CircleClosed(
            _(
                "No circle can start here: the programme is marked “%(state)s”.",
                state=programme.state.label,
            )
        )
