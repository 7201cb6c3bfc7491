"""What the people of a session are told, and what their calendars get."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from learning.i18n import _, speaking
from learning.mentoring import queries
from learning.mentoring.models import Booking
from learning.notifications.operations import Notice, notify_many, withdraw_notices
from learning.people.models import Person
from learning.scheduling.calendar import Meeting, cancellation, invitation
from learning.scheduling.models import Appointment
from learning.scheduling.queries import reminder_choices_of
from learning.scheduling.rules.reminders import OFFERED, Choice, reminders

ASK_AFTER = timedelta(hours=1)

CalendarFile = Callable[[Appointment, Meeting, datetime], str]

_REMINDER = "session_reminder"
_LATER = (_REMINDER, "feedback_asked")
_OF_A_REQUEST = ("session_requested", "session_asked")


def tell_booked(bookings: Sequence[Booking], now: datetime) -> None:
    """They are settled: both get them for their calendars, reminders, and a question afterwards.

    The bookings are of the same two people, who hear of several in one notice.
    """
    mentor, mentee = both = bookings[0].slot.mentor, bookings[0].mentee
    files = [_files(one, both, invitation, now) for one in bookings]
    told = [
        _of_all(bookings, person, notice, {}, now, [file[person.id] for file in files])
        for person, notice in ((mentor, "session_booked"), (mentee, "session_confirmed"))
    ]
    notify_many([*told, *_later(bookings, both, now)], now)


def tell_later(booking: Booking, people: Sequence[Person], now: datetime) -> None:
    """What these people are to hear before and after the session."""
    notify_many(list(_later([booking], people, now)), now)


def tell_requested(booking: Booking, now: datetime) -> None:
    """The host is asked, and the guest reads until when an answer comes."""
    answer_by = booking.answer_by or now
    facts: dict[str, object] = {"answer_by": answer_by.isoformat()}
    asked = notice_of(booking, booking.slot.mentor, "session_requested", facts, now)
    notify_many([asked, notice_of(booking, booking.mentee, "session_asked", facts, now)], now)


def tell_refused(booking: Booking, words: str, now: datetime) -> None:
    """The guest hears that the request came to nothing; `words` are the host's, or none."""
    take_back([booking], now)
    was_announced = booking.moved_from is not None
    for person in (booking.mentee, booking.slot.mentor) if was_announced else (booking.mentee,):
        tell(
            booking,
            person,
            "request_refused",
            {
                "is_own": person.id == booking.slot.mentor_id,
                "is_expired": booking.ending == "expired",
                "words": words,
            },
            now,
            calendar=cancellation if was_announced else None,
        )


def tell_cancelled(
    bookings: Sequence[Booking], by: Person | None, reason: str, now: datetime
) -> None:
    """Both hear that it is off, of several in one notice, and their calendars forget it."""
    take_back(bookings, now)
    first = bookings[0]
    told = list[Notice]()
    for person in (first.slot.mentor, first.mentee):
        if person.is_active:
            facts: dict[str, object] = {
                "is_own": by is not None and person.id == by.id,
                "reason": reason,
                "is_late": first.is_cancelled_late,
                "has_left": not first.other(person).is_active,
            }
            files = [
                write_calendar(
                    one, person, invitation if _goes_on(one, person) else cancellation, now
                )
                for one in bookings
            ]
            told.append(_of_all(bookings, person, "session_cancelled", facts, now, files))
    notify_many(told, now)


def tell_moved(
    olds: Sequence[Booking], bookings: Sequence[Booking], by: Person, now: datetime
) -> None:
    """Both hear the new times, of several in one notice; calendars move the meetings they know."""
    take_back(olds, now)
    both = bookings[0].slot.mentor, bookings[0].mentee
    files = [_files(one, both, invitation, now) for one in bookings]
    told = list[Notice]()
    for person in both:
        facts: dict[str, object] = {
            "is_own": person.id == by.id,
            "was_at": olds[0].slot.starts_at.isoformat(),
            "were_at": [one.slot.starts_at.isoformat() for one in olds],
        }
        own = [file[person.id] for file in files]
        told.append(_of_all(bookings, person, "session_moved", facts, now, own))
    notify_many([*told, *_later(bookings, both, now)], now)


def take_back(bookings: Sequence[Booking], now: datetime) -> None:
    """Nothing that was still to be said of these times is said any more."""
    withdraw_notices([known for booking in bookings for known in _still_to_say(booking)], now)


def _still_to_say(booking: Booking) -> Iterator[str]:
    """The keys of what is said of a session later, or was asked before it was settled."""
    goes_on = booking.slot.is_group and booking.appointment.released_at is None
    for notice in (*_LATER, *_OF_A_REQUEST):
        for person in (booking.slot.mentor, booking.mentee):
            if not (goes_on and notice in _LATER and person.id == booking.slot.mentor_id):
                known = key(notice, booking, person)
                yield known
                if notice == _REMINDER:
                    yield from (f"{known}:{which}" for which in OFFERED)


def calendar_file(booking: Booking, reader: Person, now: datetime) -> str:
    """The session for the reader's calendar, in the reader's language."""
    return write_calendar(booking, reader, invitation, now)


def tell(
    booking: Booking,
    to: Person,
    notice: str,
    facts: dict[str, object],
    now: datetime,
    *,
    calendar: CalendarFile | None = None,
) -> None:
    """One notice about the session as `notice_of` words it, with the file `calendar` writes."""
    file = write_calendar(booking, to, calendar, now) if calendar else None
    notify_many([notice_of(booking, to, notice, facts, now, calendar=file)], now)


def notice_of(
    booking: Booking,
    to: Person,
    notice: str,
    facts: dict[str, object],
    now: datetime,
    *,
    due_at: datetime | None = None,
    moot_at: datetime | None = None,
    which: int | None = None,
    calendar: str | None = None,
) -> Notice:
    """A notice about the session, with the facts that all of them need.

    `which` tells apart several of one kind, as reminders by their minutes.
    """
    known = key(notice, booking, to)
    return Notice(
        to.id,
        f"mentoring.{notice}",
        {
            "other": booking.other(to).name,
            "starts_at": booking.slot.starts_at.isoformat(),
            "minutes": booking.slot.minutes,
            "place": booking.slot.place,
            **facts,
        },
        link=("mentoring.booking", {"booking_id": booking.id}),
        dedupe_key=known if which is None else f"{known}:{which}",
        due_at=due_at,
        moot_at=moot_at,
        calendar=calendar,
    )


def _of_all(
    bookings: Sequence[Booking],
    to: Person,
    notice: str,
    facts: dict[str, object],
    now: datetime,
    files: Sequence[str],
) -> Notice:
    """One notice of all these sessions, which leads to the first of them, with a file of each."""
    starts = [one.slot.starts_at.isoformat() for one in bookings]
    facts = {"starts": starts, **facts}
    return notice_of(bookings[0], to, notice, facts, now, calendar="".join(files))


def _goes_on(booking: Booking, person: Person) -> bool:
    """Whether it is a group that meets without the guest, and this is not the guest."""
    return booking.appointment.released_at is None and person.id != booking.mentee_id


def _files(
    booking: Booking, people: Sequence[Person], write: CalendarFile, now: datetime
) -> dict[int, str]:
    """By person, the session for their calendar; one file where both would read the same."""
    if booking.slot.is_group or len({one.language for one in people}) > 1:
        return {one.id: write_calendar(booking, one, write, now) for one in people}
    return dict.fromkeys((one.id for one in people), write_calendar(booking, people[0], write, now))


def write_calendar(booking: Booking, reader: Person, write: CalendarFile, now: datetime) -> str:
    """The file `write` makes of the session, in the reader's language.

    The host of a group sees everybody who comes; each guest sees the host and themself.
    """
    slot = booking.slot
    guests: tuple[Person, ...] = (booking.mentee,)
    if slot.is_group and reader.id == slot.mentor_id:
        guests = tuple(one.mentee for one in queries.live_bookings(slot)) or guests
    with speaking(reader.language, reader.timezone or "UTC"):
        title = (
            _(
                "%(topic)s, with %(mentor)s",
                topic=slot.office_hour.topic,
                mentor=slot.mentor.name,
            )
            if slot.office_hour
            else _("Group with %(mentor)s", mentor=slot.mentor.name)
            if slot.is_group
            else _(
                "Flash talk: %(mentee)s with %(mentor)s",
                mentee=booking.mentee.name,
                mentor=slot.mentor.name,
            )
            if booking.flash_id
            else _(
                "Mentoring: %(mentee)s with %(mentor)s",
                mentee=booking.mentee.name,
                mentor=slot.mentor.name,
            )
        )
    return write(booking.appointment, Meeting(slot.mentor, guests, title, slot.place), now)


def key(notice: str, booking: Booking, person: Person) -> str:
    """What a notice about this booking to this person is known by.

    The host of a group is reminded of the group once, not of each guest.
    """
    slot = booking.slot
    if slot.is_group and notice in _LATER and person.id == slot.mentor_id:
        return f"mentoring.{notice}:slot-{slot.id}:{person.id}"
    return f"mentoring.{notice}:{booking.id}:{person.id}"


def _later(
    bookings: Sequence[Booking], people: Sequence[Person], now: datetime
) -> Iterator[Notice]:
    """The reminders of each of these people for each session, and the question afterwards."""
    choices = reminder_choices_of([person.id for person in people])
    for booking in bookings:
        for person in people:
            yield from _later_to(booking, person, choices[person.id], now)


def _later_to(booking: Booking, person: Person, choice: Choice, now: datetime) -> Iterator[Notice]:
    slot = booking.slot
    facts: dict[str, object] = {"their_zone": booking.other(person).timezone or "UTC"}
    for one in reminders(choice, slot.starts_at, person.timezone, now):
        yield notice_of(
            booking,
            person,
            _REMINDER,
            facts,
            now,
            due_at=one.due_at,
            moot_at=one.moot_at,
            which=one.minutes_before,
        )
    asked_at = slot.ends_at + ASK_AFTER
    yield notice_of(booking, person, "feedback_asked", {}, now, due_at=asked_at)
