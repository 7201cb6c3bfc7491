"""One short talk about one question: booked, closed by itself, perhaps the beginning of a pair."""

from datetime import datetime

from learning.extensions import db
from learning.i18n import _, moment
from learning.mentoring import queries
from learning.mentoring.models import Booking, Deadline, FlashTalk, Slot
from learning.mentoring.operations.bookings import book_slot, booked_by, reused
from learning.mentoring.operations.hours import slot_from_hours
from learning.mentoring.operations.refusals import SlotGone, TooManyFlashTalks
from learning.mentoring.queries import FlashHost
from learning.mentoring.rules import FLASH, FLASH_OPEN_FOR
from learning.people.models import Person, Skill
from learning.scheduling.operations import lock_people

MOST_AHEAD = 3


def book_flash(
    host: FlashHost,
    guest: Person,
    skill: Skill,
    starts_at: datetime,
    minutes: int,
    question: str,
    now: datetime,
    *,
    submission: str | None = None,
) -> Booking:
    """Book a flash talk: at once where the host keeps hours for them, else the host is asked.

    It closes by itself after `FLASH_OPEN_FOR`; a talk that the two have open is gone on with. The
    same form sent again answers with the same booking. Raises TooManyFlashTalks and what book_slot
    raises.
    """
    mentor = host.person
    lock_people([mentor.id, guest.id])
    known = booked_by(guest, submission)
    if known is not None:
        if (known.slot.mentor_id, known.slot.starts_at, known.agenda) != (
            mentor.id,
            starts_at,
            question,
        ):
            raise reused()
        return known
    ahead = queries.flash_ahead(guest, now)
    own = next((one for one in ahead if one.slot.mentor_id == mentor.id), None)
    if own is not None:
        return own
    if len(ahead) >= MOST_AHEAD:
        raise TooManyFlashTalks(
            _("You have three flash talks ahead. Hold one of them first, or take one back.")
        )
    slot = slot_from_hours(
        mentor, guest, starts_at, minutes, now, is_agreed=host.is_instant, kind=FLASH
    )
    talk = queries.open_flash(mentor, guest) or _open(host, guest, skill, now)
    check_days(talk, slot)
    return book_slot(slot, guest, question, now, submission=submission, flash=talk)


def close_flash(talk: FlashTalk, now: datetime) -> None:
    """Its days are over, held or not: the next question begins a talk of its own. Twice is once."""
    lock_people([talk.host_id, talk.guest_id])
    db.session.refresh(talk)
    if talk.closed_at is not None or now < talk.closes_at:
        return
    talk.closed_at = now


def check_days(talk: FlashTalk, slot: Slot) -> None:
    """Raises SlotGone for a time beyond the days of the talk."""
    if slot.ends_at > talk.closes_at:
        raise SlotGone(
            _(
                "A flash talk closes by itself after two weeks. Choose a time until %(time)s.",
                time=moment(talk.closes_at),
            )
        )


def _open(host: FlashHost, guest: Person, skill: Skill, now: datetime) -> FlashTalk:
    talk = FlashTalk(
        programme_id=host.programme.id,
        skill_id=skill.id,
        host_id=host.person.id,
        guest_id=guest.id,
        opened_at=now,
        closes_at=now + FLASH_OPEN_FOR,
    )
    db.session.add(talk)
    db.session.flush()
    db.session.add(Deadline(kind="flash", object_id=talk.id, due_at=talk.closes_at))
    return talk
