"""How pairs are doing: dates and counts, which is all that a lead sees of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from learning.extensions import db
from learning.mentoring.models import (
    Agreement,
    Booking,
    LoggedTalk,
    NoShow,
    Pairing,
    PairingDefaults,
    Slot,
)
from learning.mentoring.queries.times import has_times
from learning.mentoring.queries.together import (
    agreements_of,
    awaits_yes,
    open_extension,
    points_of,
    talks_of,
    unread_messages,
)
from learning.mentoring.rules import CADENCE_DAYS, Act, Condition, Stand, condition, next_act
from learning.people.models import Person
from learning.programmes.models import Programme, ProgrammeState


@dataclass(frozen=True)
class Standing:
    """A running pair with the dates its health is told from.

    A session that is over counts as a talk unless somebody cancelled it or was missed, and a
    talk held elsewhere once both agree that it was.
    """

    pairing: Pairing
    cadence_days: int
    last_met_at: datetime | None
    next_at: datetime | None
    contact_at: datetime  # when either last did something here

    def condition(self, now: datetime) -> Condition:
        last_met = self.last_met_at.date() if self.last_met_at else None
        next_on = self.next_at.date() if self.next_at else None
        return condition(
            self.pairing.started_at.date(), now.date(), self.cadence_days, last_met, next_on
        )


def standing_of(pairing: Pairing, now: datetime) -> Standing:
    row = db.session.execute(_standings(now).where(Pairing.id == pairing.id)).one()
    return _standing(row)


def standings_in(programme: Programme, now: datetime) -> list[Standing]:
    """The programme's running pairs."""
    query = _standings(now).where(
        Pairing.programme_id == programme.id,
        Pairing.ended_at.is_(None),
    )
    return [_standing(row) for row in db.session.execute(query)]


def standings_to_watch(now: datetime) -> list[Standing]:
    """Every pair that is to be looked after: running, not paused, in a running programme."""
    query = (
        _standings(now)
        .join(Pairing.programme)
        .where(
            Pairing.ended_at.is_(None),
            Pairing.paused_at.is_(None),
            Programme.state == ProgrammeState.RUNNING,
        )
    )
    return [_standing(row) for row in db.session.execute(query)]


def turn_of(pairing: Pairing, person: Person, now: datetime, standing: Standing) -> Act:
    """What comes next for this side of the pair."""
    agreements = agreements_of(pairing)
    extension = open_extension(pairing)
    return next_act(
        Stand(
            is_mentee=pairing.is_tandem or person.id == pairing.mentee_id,
            agreement_awaits=awaits_yes(agreements, person, pairing),
            talk_awaits=any(
                one.confirmed_at is None and one.written_by != person.id
                for one in talks_of(pairing)
            ),
            extension_awaits=extension is not None and extension.asked_by != person.id,
            message_awaits=bool(unread_messages(pairing, person)),
            needs_agreement=not agreements,
            has_next=standing.next_at is not None,
            has_agenda=bool(points_of(pairing)),
            has_times=has_times(pairing, person, now),
        )
    )


def _standings(now: datetime) -> Select:  # type: ignore[type-arg]
    stands = Booking.cancelled_at.is_(None)
    missed = select(NoShow.id).where(NoShow.booking_id == Booking.id).exists()
    cadence = (
        select(Agreement.cadence_days)
        .where(
            Agreement.pairing_id == Pairing.id,
            Agreement.mentee_confirmed_at.is_not(None),
            Agreement.mentor_confirmed_at.is_not(None),
        )
        .order_by(Agreement.revision.desc())
        .limit(1)
        .scalar_subquery()
    )
    suggested = (
        select(PairingDefaults.cadence_days)
        .where(PairingDefaults.programme_id == Pairing.programme_id)
        .scalar_subquery()
    )
    talked = (
        select(func.max(LoggedTalk.held_at))
        .where(LoggedTalk.pairing_id == Pairing.id, LoggedTalk.confirmed_at.is_not(None))
        .scalar_subquery()
    )
    return select(
        Pairing,
        func.coalesce(cadence, suggested, CADENCE_DAYS).label("cadence_days"),
        _slot_time(func.max, Slot.starts_at, stands, Slot.ends_at <= now, ~missed).label("met_at"),
        talked.label("talked_at"),
        _slot_time(func.min, Slot.starts_at, stands, Slot.ends_at > now).label("next_at"),
        _slot_time(func.max, Booking.booked_at).label("booked_at"),
    ).options(joinedload(Pairing.mentee), joinedload(Pairing.mentor), joinedload(Pairing.programme))


def _slot_time(
    which: Callable[..., Any],
    moment: InstrumentedAttribute[datetime],
    *conditions: ColumnElement[bool],
) -> ColumnElement[datetime | None]:
    return (
        select(which(moment))
        .select_from(Booking)
        .join(Booking.slot)
        .where(Booking.pairing_id == Pairing.id, *conditions)
        .scalar_subquery()
    )


def _standing(row: Any) -> Standing:
    pairing: Pairing = row.Pairing
    met = max((at for at in (row.met_at, row.talked_at) if at), default=None)
    contact = [pairing.started_at, pairing.contact_at, met, row.booked_at]
    return Standing(
        pairing=pairing,
        cadence_days=row.cadence_days,
        last_met_at=met,
        next_at=row.next_at,
        contact_at=max(at for at in contact if at is not None),
    )
