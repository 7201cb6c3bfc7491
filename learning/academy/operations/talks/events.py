"""Planning a talk, changing, moving and cancelling it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from learning.academy.models import Talk, TalkDeadline, TalkProposal
from learning.academy.models.talks import APPOINTMENT
from learning.academy.operations.talks.seats import give_up, hold, offer_seats
from learning.academy.operations.talks.telling import (
    cancellation,
    forget_reminders,
    invitation,
    key,
    remind_later,
    tell,
)
from learning.academy.operations.texts import render_text
from learning.academy.queries.talks import following, guests_of, seats_taken, waiting_list
from learning.academy.rules.talks import new_code
from learning.activity.operations import record
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _, ngettext
from learning.notifications.operations import withdraw_notice
from learning.outbox import index_change
from learning.people.models import Person
from learning.scheduling.models import Answer, Appointment
from learning.scheduling.operations import (
    DayFull,
    TimeTaken,
    answer_offer,
    hold_time,
    join_time,
    leave_time,
    move_time,
    release_time,
)

FEEDBACK_AFTER = timedelta(hours=12)  # until then the host corrects who was there


class TalkPast(DomainError):
    """A talk cannot be in the past."""


class TalkGone(DomainError):
    """The talk is cancelled or over."""


class SeatsTaken(DomainError):
    """More people have signed up than there would be seats."""


class ProposalUsed(DomainError):
    """The proposal has become a talk already."""


@dataclass(frozen=True)
class TalkDraft:
    """What is said of a talk, apart from its time."""

    title: str
    why: str
    about: str
    language: str
    topic_id: int
    place: str
    seats: int | None = None


def plan_talk(
    draft: TalkDraft,
    host: Person,
    by: Person,
    times: Sequence[datetime],
    minutes: int,
    now: datetime,
    proposal: TalkProposal | None = None,
) -> list[Talk]:
    """Announce a talk at these times, a series where they are several; all of them or none.

    Raises TalkPast, ProposalUsed, TimeTaken and DayFull, of the host.
    """
    if min(times) <= now:
        raise TalkPast(_("This time is over. Choose one that is still to come."))
    if proposal is not None and proposal.talk is not None:
        raise ProposalUsed(_("This proposal has become a talk already."))
    made: list[Talk] = []
    for starts_at in times:
        talk = Talk(
            host_id=host.id,
            appointment=_hold_host(host, starts_at, minutes),
            code=new_code(),
            planned_by=by.id,
            planned_at=now,
            changed_at=now,
            proposal_id=proposal.id if proposal and not made else None,
        )
        _write(talk, draft)
        db.session.add(talk)
        db.session.flush()
        talk.series_id = made[0].id if made else (talk.id if len(times) > 1 else None)
        made.append(talk)
    db.session.flush()
    for talk in made:
        _owe_feedback(talk)
        index_change("talk", talk.id, now)
        record(host.id, "talk_planned", "talk", talk.id, now, talk.topic.programme_id)
        by_name = "" if by.id == host.id else by.name
        tell(talk, host, "talk_planned", now, calendar=invitation, by=by_name)
        remind_later(talk, host, now)
    if proposal is not None:
        db.session.expire(proposal, ["talk"])
    return made


def edit_talk(talk: Talk, draft: TalkDraft, now: datetime) -> None:
    """Say it better; another place is told to everybody, and more seats go to those who wait.

    Raises TalkGone, SeatsTaken.
    """
    hold(talk)
    if talk.cancelled_at is not None:
        raise TalkGone(_("This talk is cancelled."))
    taken = seats_taken([talk.id]).get(talk.id, 0)
    if draft.seats is not None and draft.seats < taken and talk.takes_guests(now):
        raise SeatsTaken(
            ngettext(
                "%(num)s colleague has signed up. There cannot be fewer seats.",
                "%(num)s colleagues have signed up. There cannot be fewer seats.",
                taken,
            )
        )
    was_at = talk.place
    _write(talk, draft)
    talk.changed_at = now
    db.session.flush()
    index_change("talk", talk.id, now)
    if not talk.takes_guests(now):
        return
    if talk.place != was_at:
        talk.appointment.sequence += 1
        for person in _everybody(talk):
            tell(talk, person, "talk_relocated", now, calendar=invitation, which=now.isoformat())
    offer_seats(talk, now)


def move_talk(talk: Talk, starts_at: datetime, minutes: int, now: datetime) -> int:
    """Move the talk and tell everybody; how many lose their seat, being taken at the new time.

    Raises TalkGone, TalkPast, TimeTaken and DayFull, of the host.
    """
    hold(talk)
    if not talk.takes_guests(now):
        raise TalkGone(_("This talk is cancelled or has begun. Plan another one."))
    if starts_at <= now:
        raise TalkPast(_("This time is over. Choose one that is still to come."))
    was_at = talk.starts_at.isoformat()
    seats = guests_of(talk)
    for seat in seats:
        leave_time(talk.appointment, seat.person, now)
    db.session.flush()
    move_time(talk.appointment, starts_at, starts_at + timedelta(minutes=minutes))
    talk.changed_at = now
    _owe_feedback(talk)
    lost = 0
    for seat in seats:
        forget_reminders(talk, seat.person, now)
        try:
            join_time(talk.appointment, seat.person)
        except (TimeTaken, DayFull):
            give_up(talk, seat, now)
            lost += 1
            _tell_of_move(talk, seat.person, was_at, now, has_seat=False)
        else:
            _tell_of_move(talk, seat.person, was_at, now, has_seat=True)
            remind_later(talk, seat.person, now)
    forget_reminders(talk, talk.host, now)
    _tell_of_move(talk, talk.host, was_at, now, has_seat=True)
    remind_later(talk, talk.host, now)
    index_change("talk", talk.id, now)
    offer_seats(talk, now)
    return lost


def cancel_talk(talk: Talk, reason: str, now: datetime, *, and_following: bool = False) -> None:
    """Call the talk off, or it and all later dates of its series; everybody is told.

    Twice is harmless. Raises TalkGone once it has begun.
    """
    for one in following(talk) if and_following else [talk]:
        _cancel(one, reason, now)


def _cancel(talk: Talk, reason: str, now: datetime) -> None:
    hold(talk)
    if talk.cancelled_at is not None:
        return
    if not talk.takes_guests(now):
        raise TalkGone(_("This talk has begun. It cannot be cancelled any more."))
    people = _everybody(talk)
    talk.cancelled_at, talk.cancel_reason, talk.changed_at = now, reason, now
    release_time(talk.appointment, now)
    for offer in waiting_list(talk):
        answer_offer(offer, Answer.LEFT, now)
        withdraw_notice(key("talk_seat_offered", talk, offer.person), now)
        tell(talk, offer.person, "talk_cancelled", now, reason=reason)
    for person in people:
        forget_reminders(talk, person, now)
        tell(talk, person, "talk_cancelled", now, calendar=cancellation, reason=reason)
    index_change("talk", talk.id, now)


def _write(talk: Talk, draft: TalkDraft) -> None:
    talk.title, talk.why, talk.language = draft.title, draft.why, draft.language
    talk.about, talk.html = draft.about, render_text(draft.about).html
    talk.topic_id, talk.place, talk.seats = draft.topic_id, draft.place, draft.seats


def _hold_host(host: Person, starts_at: datetime, minutes: int) -> Appointment:
    try:
        return hold_time([host], starts_at, starts_at + timedelta(minutes=minutes), APPOINTMENT)
    except TimeTaken as error:
        raise TimeTaken(
            _("%(host)s has another appointment then. Choose another time.", host=host.name)
        ) from error


def _owe_feedback(talk: Talk) -> None:
    due_at = talk.ends_at + FEEDBACK_AFTER
    db.session.add(TalkDeadline(kind="feedback", object_id=talk.id, due_at=due_at))


def _everybody(talk: Talk) -> list[Person]:
    return [talk.host, *(seat.person for seat in guests_of(talk))]


def _tell_of_move(
    talk: Talk, person: Person, was_at: str, now: datetime, *, has_seat: bool
) -> None:
    tell(
        talk,
        person,
        "talk_moved",
        now,
        calendar=invitation if has_seat else cancellation,
        which=now.isoformat(),
        was_at=was_at,
        has_seat=has_seat,
    )
