"""Tandems: who takes part, what each speaks and wants to speak, requests, and who taught how long.

A request is shown to its two people only.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import JSON, Select, String, false, null, or_, select, true
from sqlalchemy.orm import joinedload

from learning.extensions import db
from learning.mentoring.models import (
    Booking,
    LanguageWish,
    LoggedTalk,
    Pairing,
    PairingKind,
    TandemRequest,
    TaughtTime,
)
from learning.mentoring.queries.pool import enrolled, is_available, is_found
from learning.mentoring.rules import TeachingBalance, halved, teaching_balance
from learning.people.models import Person, PersonLanguage
from learning.programmes.models import (
    Enrolment,
    EnrolmentRole,
    EnrolmentState,
    Format,
    Programme,
)
from learning.programmes.queries.catalogue import JOINABLE


def tandem_enrolments(person: Person) -> list[Enrolment]:
    """The person's parts in programmes in which colleagues teach each other."""
    query = (
        select(Enrolment)
        .join(Programme, Programme.id == Enrolment.programme_id)
        .where(
            Enrolment.person_id == person.id,
            Enrolment.role == EnrolmentRole.PARTICIPANT,
            Enrolment.state == EnrolmentState.ACTIVE,
            Programme.state.in_(JOINABLE),
        )
        .options(joinedload(Enrolment.programme))
        .order_by(Enrolment.id)
    )
    return [one for one in db.session.scalars(query) if one.programme.has_format(Format.TANDEM)]


def tandem_seekers(programme: Programme, today: date) -> list[int]:
    """Participants who are here and have no tandem in the programme just now."""
    running = Pairing.programme_id == programme.id, Pairing.ended_at.is_(None)
    is_tandem = Pairing.kind == PairingKind.TANDEM
    query = (
        select(Person.id)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(
            Person.id.in_(enrolled(programme, EnrolmentRole.PARTICIPANT)),
            Enrolment.programme_id == programme.id,
            Enrolment.role == EnrolmentRole.PARTICIPANT,
            is_available(today),
            is_found(today),
            Person.id.not_in(select(Pairing.mentee_id).where(*running, is_tandem)),
            Person.id.not_in(select(Pairing.mentor_id).where(*running, is_tandem)),
        )
        .order_by(Person.id)
    )
    return list(db.session.scalars(query))


def tandem_in(person_id: int, programme_id: int) -> Pairing | None:
    """The tandem that the person has in the programme just now."""
    query = select(Pairing).where(
        Pairing.programme_id == programme_id,
        Pairing.ended_at.is_(None),
        Pairing.kind == PairingKind.TANDEM,
        or_(Pairing.mentee_id == person_id, Pairing.mentor_id == person_id),
    )
    return db.session.scalar(query.limit(1))


def languages_of(
    person_ids: Collection[int],
) -> tuple[dict[int, dict[str, str]], dict[int, set[str]]]:
    """By person, how well they speak each language, and which they want to learn; one query.

    Who keeps to oneself what they speak is absent there.
    """
    spoken = (
        select(PersonLanguage.person_id, PersonLanguage.code, PersonLanguage.level, Person.privacy)
        .join(Person, Person.id == PersonLanguage.person_id)
        .where(PersonLanguage.person_id.in_(person_ids))
    )
    wished = select(
        LanguageWish.person_id, LanguageWish.code, null().cast(String), null().cast(JSON)
    ).where(LanguageWish.person_id.in_(person_ids))
    told, wanted = defaultdict[int, dict[str, str]](dict), defaultdict[int, set[str]](set)
    for person_id, code, level, privacy in db.session.execute(spoken.union_all(wished)):
        if level is None:
            wanted[person_id].add(code)
        elif privacy.get("languages") != "me":
            told[person_id][code] = level
    return told, wanted


def languages_to_choose(person: Person) -> tuple[list[str], set[str]]:
    """The languages that some colleague speaks and this person does not speak from birth, and
    those that they want to learn already; one query.
    """
    own = select(PersonLanguage.code).where(
        PersonLanguage.person_id == person.id, PersonLanguage.level == "native"
    )
    spoken = (
        select(PersonLanguage.code, false())
        .join(Person, Person.id == PersonLanguage.person_id)
        .where(
            PersonLanguage.level != "basic",
            Person.deactivated_at.is_(None),
            PersonLanguage.code.not_in(own),
        )
        .distinct()
    )
    wished = select(LanguageWish.code, true()).where(LanguageWish.person_id == person.id)
    found = db.session.execute(spoken.union_all(wished)).all()
    return (
        sorted(code for code, is_wanted in found if not is_wanted),
        {code for code, is_wanted in found if is_wanted},
    )


def tandem_request_of(person: Person, request_id: int) -> TandemRequest | None:
    """The request if the person is one of its two; None to anybody else."""
    found = db.session.scalar(_requests().where(TandemRequest.id == request_id))
    return found if found is not None and found.has(person) else None


def tandem_request_between(programme_id: int, one_id: int, other_id: int) -> TandemRequest | None:
    """What one of the two has asked the other and waits for an answer."""
    query = select(TandemRequest).where(
        TandemRequest.programme_id == programme_id,
        TandemRequest.ended_at.is_(None),
        TandemRequest.asker_id.in_([one_id, other_id]),
        TandemRequest.asked_id.in_([one_id, other_id]),
    )
    return db.session.scalar(query.limit(1))


def tandem_requests_open(person: Person) -> list[TandemRequest]:
    """Requests of the person and to the person that wait for an answer, the oldest first."""
    query = _requests().where(
        TandemRequest.ended_at.is_(None),
        or_(TandemRequest.asker_id == person.id, TandemRequest.asked_id == person.id),
    )
    return list(db.session.scalars(query.order_by(TandemRequest.asked_at)))


def tandem_requests_in(programme_id: int, person_ids: Collection[int]) -> list[TandemRequest]:
    """The open requests of the programme that concern one of these people."""
    query = _requests().where(
        TandemRequest.programme_id == programme_id,
        TandemRequest.ended_at.is_(None),
        or_(TandemRequest.asker_id.in_(person_ids), TandemRequest.asked_id.in_(person_ids)),
    )
    return list(db.session.scalars(query))


def tandem_of(pairing: Pairing) -> TandemRequest | None:
    """What led to the tandem, with what each of the two teaches."""
    return db.session.scalar(select(TandemRequest).where(TandemRequest.pairing_id == pairing.id))


def taught_time_of(booking: Booking) -> TaughtTime | None:
    return db.session.scalar(select(TaughtTime).where(TaughtTime.booking_id == booking.id))


def balance_of(
    pairing: Pairing, sessions: Iterable[Booking], talks: Iterable[LoggedTalk], now: datetime
) -> TeachingBalance:
    """How long each of the two has taught: half of each meeting, unless somebody said otherwise."""
    shares = []
    for booking in sessions:
        said = booking.taught_time
        if booking.cancelled_at is not None or booking.slot.ends_at > now:
            continue
        if said is not None:
            shares.append((said.mentor_minutes, said.mentee_minutes))
        elif booking.is_over(now):
            shares.append(halved(booking.slot.minutes))
    shares += [halved(talk.minutes) for talk in talks if talk.confirmed_at is not None]
    return teaching_balance(pairing.mentor_id, pairing.mentee_id, shares)


def _requests() -> Select[TandemRequest]:
    return select(TandemRequest).options(
        joinedload(TandemRequest.asker),
        joinedload(TandemRequest.asked),
        joinedload(TandemRequest.programme),
    )
