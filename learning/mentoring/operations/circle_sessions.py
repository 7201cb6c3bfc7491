"""Sessions of a circle: planned for everybody in it, moved, called off; coming or not."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from learning.activity.operations import record
from learning.extensions import db
from learning.i18n import _, listing, moment
from learning.mentoring import queries
from learning.mentoring.models import BookingSeries, CircleSession, Deadline, Rhythm
from learning.mentoring.operations.circle_telling import tell_changed, tell_off, tell_planned
from learning.mentoring.operations.coming import check_ahead, lock_circle_session
from learning.mentoring.operations.refusals import (
    CircleClosed,
    NoSuchTime,
    OwnTimeTaken,
    SomeCannotCome,
    TimePast,
)
from learning.mentoring.rules import CALL_OFF_CIRCLE, CIRCLE_TIME
from learning.people.models import Person
from learning.programmes.models import Circle
from learning.scheduling.models import Appointment
from learning.scheduling.operations import (
    DayFull,
    TimeTaken,
    hold_time,
    join_time,
    leave_time,
    lock_people,
    move_time,
    release_time,
)


def plan_circle_sessions(
    circle: Circle,
    by: Person,
    starts: Sequence[datetime | None],
    *,
    minutes: int,
    place: str,
    agenda: str,
    now: datetime,
    rhythm: Rhythm | None = None,
    without_some: bool = False,
) -> list[CircleSession]:
    """Book these times for the whole circle, all or none.

    Nobody is booked twice: who has something else then is left out, which whoever plans must
    agree to (`without_some`), and whoever plans must be free. Raises SomeCannotCome, naming them,
    OwnTimeTaken, TimePast, NoSuchTime and CircleClosed.
    """
    db.session.refresh(circle, with_for_update={"of": Circle})
    if not circle.is_open or not circle.programme.is_joinable:
        raise CircleClosed(_("This circle is closed: nobody joins it or plans in it any more."))
    people = [one.person for one in queries.members_of(circle) if one.person.is_active]
    lock_people([one.id for one in people])
    series = _series(by, rhythm, now)
    planned, missing = [], dict[datetime, list[Person]]()
    for start in starts:
        if start is None:
            raise NoSuchTime(
                _("On one of the days the clocks skip this time. Choose another time.")
            )
        if start <= now:
            raise TimePast(_("%(time)s has passed. Choose a time ahead.", time=moment(start)))
        appointment, left_out = _hold(people, by, start, start + timedelta(minutes=minutes))
        if left_out:
            missing[start] = left_out
        session = CircleSession(
            circle_id=circle.id,
            appointment_id=appointment.id,
            series_id=series.id if series else None,
            place=place,
            agenda=agenda,
            scheduled_by=by.id,
            scheduled_at=now,
        )
        db.session.add(session)
        db.session.flush()
        planned.append(session)
    if missing and not without_some:
        raise SomeCannotCome(_words_of(missing))
    for session in planned:
        _await_minimum(session, now)
        for person in queries.comers([session])[session.appointment_id]:
            tell_planned(session, person, by.id, now)
    record(by.id, "circle_planned", "circle", circle.id, now, circle.programme_id)
    return planned


def change_circle_session(
    session: CircleSession,
    by: Person,
    *,
    starts_at: datetime,
    minutes: int,
    place: str,
    agenda: str,
    now: datetime,
    without_some: bool = False,
) -> None:
    """Give the session another time, place or agenda; everybody who comes is told.

    Who has something else at the new time drops out, which must be agreed to; who had something
    else at the old one comes in. Raises as `plan_circle_sessions`, and SessionClosed.
    """
    lock_circle_session(session)
    check_ahead(session, now)
    was_at, ends_at = session.starts_at, starts_at + timedelta(minutes=minutes)
    is_moved = (starts_at, ends_at) != (session.starts_at, session.ends_at)
    dropped = list[Person]()
    if is_moved:
        if starts_at <= now:
            raise TimePast(_("%(time)s has passed. Choose a time ahead.", time=moment(starts_at)))
        dropped = _move(session, by, starts_at, ends_at, now, without_some=without_some)
    else:
        session.appointment.sequence += 1
    session.place, session.agenda = place, agenda
    db.session.flush()
    if is_moved:
        _await_minimum(session, now)
    came = {one.id for one in queries.comers([session])[session.appointment_id]}
    for person in queries.comers([session])[session.appointment_id]:
        tell_changed(session, person, by.id, was_at, now)
    for person in dropped:
        if person.id not in came:
            reason = _("It was moved to %(time)s.", time=moment(starts_at))
            tell_off(session, person, by.id, reason, now)


def cancel_circle_session(
    session: CircleSession, by: Person | None, reason: str, now: datetime
) -> None:
    """It does not take place: everybody's time is free, and they are told. Twice is once.

    Raises SessionClosed once it has begun.
    """
    lock_circle_session(session)
    if session.cancelled_at is not None:
        return
    check_ahead(session, now)
    people = queries.comers([session])[session.appointment_id]
    session.cancelled_at, session.cancel_reason = now, reason
    session.cancelled_by = by.id if by else None
    release_time(session.appointment, now)
    db.session.flush()
    for person in people:
        tell_off(session, person, by.id if by else None, reason, now)


def call_off_circle_session(session: CircleSession, now: datetime) -> None:
    """A day before: a session to which too few come does not take place. Twice is harmless."""
    lock_circle_session(session)
    is_time = session.starts_at - CALL_OFF_CIRCLE <= now < session.starts_at
    coming = len(queries.comers([session])[session.appointment_id])
    if session.cancelled_at is None and is_time and coming < session.circle.least:
        cancel_circle_session(session, None, _("Too few people can come."), now)


def _hold(
    people: Sequence[Person], by: Person, start: datetime, end: datetime
) -> tuple[Appointment, list[Person]]:
    """Take the time of all who are free, and who is not. Raises OwnTimeTaken."""
    busy = queries.busy_among([one.id for one in people], start, end)
    if by.id in busy:
        raise _own_taken(start)
    free = [one for one in people if one.id not in busy]
    try:
        return hold_time(free, start, end, CIRCLE_TIME), [one for one in people if one.id in busy]
    except (TimeTaken, DayFull):  # somebody's free minutes or limits: one by one then
        pass
    try:
        appointment = hold_time([by], start, end, CIRCLE_TIME)
    except (TimeTaken, DayFull) as error:
        raise _own_taken(start) from error
    return appointment, [one for one in people if one.id != by.id and not _joins(appointment, one)]


def _joins(appointment: Appointment, person: Person) -> bool:
    try:
        join_time(appointment, person)
    except (TimeTaken, DayFull):
        return False
    return True


def _move(
    session: CircleSession,
    by: Person,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
    *,
    without_some: bool,
) -> list[Person]:
    """Move the appointment with all who are free then; who came before and cannot now."""
    people = [one.person for one in queries.members_of(session.circle) if one.person.is_active]
    lock_people([one.id for one in people])
    coming = queries.comers([session])[session.appointment_id]
    known = {one.person_id for one in session.appointment.attendances}
    busy = queries.busy_among(
        [one.id for one in people], starts_at, ends_at, besides=session.appointment_id
    )
    if by.id in busy:
        raise _own_taken(starts_at)
    dropped = [one for one in coming if one.id in busy]
    if dropped and not without_some:
        raise SomeCannotCome(_words_of({starts_at: dropped}))
    for person in dropped:
        leave_time(session.appointment, person, now)
    db.session.flush()
    try:
        move_time(session.appointment, starts_at, ends_at)
    except (TimeTaken, DayFull) as error:
        raise SomeCannotCome(str(error)) from error
    for person in people:  # who could not come to the old time, and never said no
        if person.id not in known | busy:
            _joins(session.appointment, person)
    return dropped


def _series(by: Person, rhythm: Rhythm | None, now: datetime) -> BookingSeries | None:
    if rhythm is None:
        return None
    series = BookingSeries(
        rhythm=rhythm, timezone=by.timezone or "UTC", booked_by=by.id, booked_at=now
    )
    db.session.add(series)
    db.session.flush()
    return series


def _await_minimum(session: CircleSession, now: datetime) -> None:
    due_at = session.starts_at - CALL_OFF_CIRCLE
    if due_at > now:
        db.session.add(Deadline(kind="circle_minimum", object_id=session.id, due_at=due_at))


def _own_taken(start: datetime) -> OwnTimeTaken:
    return OwnTimeTaken(
        _("You have another appointment at %(time)s. Choose another time.", time=moment(start))
    )


def _words_of(missing: dict[datetime, Iterable[Person]] | dict[datetime, list[Person]]) -> str:
    lines = [
        _("%(time)s: %(names)s.", time=moment(start), names=listing(one.name for one in people))
        for start, people in missing.items()
    ]
    return " ".join(
        [
            _("Some have another appointment then."),
            *lines,
            _("Choose another time, or tick that you meet without them."),
        ]
    )
