"""Saying how a session went: held, or somebody did not come, and what one thought of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from learning.activity.operations import record
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import queries
from learning.mentoring.models import Booking, Feedback, NoShow
from learning.mentoring.operations.refusals import SessionClosed, TooEarly, TooLate
from learning.mentoring.operations.telling import key, tell
from learning.mentoring.rules import NO_SHOWS_TO_BREAK, NO_SHOWS_TO_WARN, WITHIN
from learning.notifications.operations import notify, withdraw_notice
from learning.people.models import Person
from learning.scheduling.operations import lock_people

PATIENCE = timedelta(minutes=10)


def mark_held(booking: Booking, by: Person, now: datetime) -> None:
    """The mentor says that it took place. Raises TooEarly, SessionClosed; twice is once."""
    _check_begun(booking, now)
    if booking.no_show is not None:
        raise SessionClosed(
            _("A no-show was reported for this session, so it cannot be marked as held.")
        )
    if booking.held_at is not None:
        return
    booking.held_at = now
    for person in (by, booking.other(by)):
        record(person.id, "session_held", "booking", booking.id, now, booking.programme_id)
    db.session.flush()


def report_no_show(booking: Booking, by: Person, now: datetime) -> None:
    """Say that the other did not come; they are told. Raises TooEarly, SessionClosed.

    Only once `PATIENCE` is over; saying it twice is saying it once. The second time within a
    month brings a friendly word, the fourth a break.
    """
    _check_begun(booking, now - PATIENCE)
    if booking.no_show is not None:
        if booking.no_show.reported_by == by.id:
            return
        raise SessionClosed(
            _("%(name)s has already reported that you did not come.", name=booking.other(by).name)
        )
    if booking.held_at is not None:
        raise SessionClosed(_("This session is marked as held, so nobody was missing."))
    absent = booking.other(by)
    db.session.add(
        NoShow(booking_id=booking.id, reported_by=by.id, absent_id=absent.id, reported_at=now)
    )
    db.session.flush()
    db.session.expire(booking, ["no_show"])
    for person in (by, absent):
        withdraw_notice(key("feedback_asked", booking, person), now)
    tell(booking, absent, "no_show_reported", {}, now)
    _warn(absent, booking, now)


def dispute_no_show(no_show: NoShow, words: str, now: datetime) -> None:
    """The one said to be absent sees it otherwise: it counts for nothing, and the other reads why.

    Raises TooLate after a week; twice is once.
    """
    booking = no_show.booking
    lock_people([booking.slot.mentor_id, booking.mentee_id])
    db.session.refresh(no_show)
    if no_show.disputed_at is not None:
        return
    if not no_show.is_disputable(now):
        raise TooLate(_("That can be said within seven days of the report."))
    no_show.disputed_at, no_show.dispute = now, words
    tell(booking, booking.other(no_show.absent), "no_show_disputed", {"words": words}, now)


def rate_session(
    booking: Booking,
    by: Person,
    *,
    usefulness: int,
    tags: Sequence[str],
    recommend: int | None,
    now: datetime,
) -> None:
    """Keep what this side thought of the session; it cannot be changed later.

    After a flash talk only its usefulness is asked. Raises TooEarly, SessionClosed; a second
    answer is left aside.
    """
    db.session.refresh(booking)
    if booking.cancelled_at is not None or booking.is_request or booking.no_show is not None:
        raise SessionClosed(_("This session did not take place, so there is nothing to rate."))
    if now < booking.slot.ends_at:
        raise TooEarly(_("You can rate the session once it is over."))
    if queries.has_rated(by, booking):
        return
    db.session.add(
        Feedback(
            booking_id=booking.id,
            author_id=by.id,
            about_id=booking.other(by).id,
            usefulness=usefulness,
            tags=list(tags),
            recommend=recommend,
            written_at=now,
        )
    )
    withdraw_notice(key("feedback_asked", booking, by), now)
    record(by.id, "session_rated", "booking", booking.id, now, booking.programme_id)


def _warn(absent: Person, booking: Booking, now: datetime) -> None:
    count = len(queries.no_shows_of([absent.id], now - WITHIN).get(absent.id, []))
    if count not in {NO_SHOWS_TO_WARN, NO_SHOWS_TO_BREAK}:
        return
    until = queries.breaks_of([absent.id], now).get(absent.id)
    notify(
        absent.id,
        "mentoring.no_show_warning",
        {"count": count, "until": until.isoformat() if until else None},
        link=("mentoring.sessions", {}),
        dedupe_key=f"mentoring.no_show_warning:{booking.id}:{absent.id}",
        now=now,
    )


def _check_begun(booking: Booking, now: datetime) -> None:
    lock_people([booking.slot.mentor_id, booking.mentee_id])
    db.session.refresh(booking)
    if booking.cancelled_at is not None:
        raise SessionClosed(_("This session was cancelled."))
    if booking.is_request:
        raise SessionClosed(_("Nobody has agreed to this session, so it could not take place."))
    if now < booking.slot.starts_at:
        raise TooEarly(_("That can be said once the session has begun and you have waited."))
