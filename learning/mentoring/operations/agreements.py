"""How two people agree to work together, and to go on."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from learning.activity.operations import record
from learning.extensions import db
from learning.i18n import _, day
from learning.mentoring import queries
from learning.mentoring.models import Agreement, Extension, Pairing
from learning.mentoring.operations.contact import check_running, tell_other, touch
from learning.mentoring.operations.refusals import (
    DayNotPossible,
    HasMentor,
    NothingToConfirm,
    PairingOver,
    ProgrammeOver,
)
from learning.mentoring.operations.tandems import check_single
from learning.notifications.operations import withdraw_notice
from learning.people.models import Person
from learning.people.operations import tie
from learning.scheduling.operations import lock_people


@dataclass(frozen=True)
class Terms:
    """What an agreement says."""

    purpose: str
    cadence_days: int
    minutes: int
    channel: str
    confidentiality: str
    rules: str
    ends_on: date | None


def propose_agreement(pairing: Pairing, by: Person, terms: Terms, now: datetime) -> Agreement:
    """Write a revision; who writes it confirms it, and the other is asked to.

    The latest revision that both have confirmed holds; earlier ones are kept. Raises PairingOver,
    PairingPaused, DayNotPossible.
    """
    lock_people([pairing.mentee_id, pairing.mentor_id])
    check_running(pairing)
    if terms.ends_on is not None:
        _check_day(pairing, terms.ends_on, now)
    earlier = queries.agreements_of(pairing)
    revision = earlier[0].revision + 1 if earlier else 1
    agreement = Agreement(pairing_id=pairing.id, revision=revision)
    db.session.add(agreement)
    for name, value in vars(terms).items():
        setattr(agreement, name, value)
    agreement.written_by, agreement.written_at = by.id, now
    _confirm(agreement, pairing, by, now)
    touch(pairing, now)
    db.session.flush()
    withdraw_notice(_key(pairing, by), now)
    tell_other(
        pairing,
        by,
        "agreement_written",
        "mentoring.agreement",
        now,
        key=_key(pairing, pairing.other(by)),
    )
    return agreement


def confirm_agreement(pairing: Pairing, by: Person, revision: int, now: datetime) -> Agreement:
    """Say yes to the revision one has read; with the second yes it holds.

    Raises NothingToConfirm where another revision has come meanwhile. Twice is once.
    """
    lock_people([pairing.mentee_id, pairing.mentor_id])
    check_running(pairing)
    found = queries.agreements_of(pairing)
    if not found or found[0].revision != revision:
        raise NothingToConfirm(_("The agreement has changed meanwhile. Read it again, please."))
    agreement = found[0]
    db.session.refresh(agreement)
    if agreement.confirmed_at(by, pairing) is None:
        _confirm(agreement, pairing, by, now)
        pairing.ends_on = agreement.ends_on
        record(by.id, "agreement_confirmed", "pairing", pairing.id, now, pairing.programme_id)
        touch(pairing, now)
        withdraw_notice(_key(pairing, by), now)
        tell_other(
            pairing, by, "agreement_confirmed", "mentoring.agreement", now, key=f"{agreement.id}"
        )
    return agreement


def ask_extension(pairing: Pairing, by: Person, ends_on: date, now: datetime) -> Extension:
    """Wish to go on, or to begin again, until that day; the other is asked.

    A wish of the other's for any day is answered instead. Raises DayNotPossible, ProgrammeOver,
    PairingPaused.
    """
    lock_people([pairing.mentee_id, pairing.mentor_id])
    _check_extendable(pairing, ends_on, now)
    waiting = queries.open_extension(pairing)
    if waiting is None:
        waiting = Extension(pairing_id=pairing.id)
        db.session.add(waiting)
    waiting.asked_by, waiting.asked_at, waiting.ends_on = by.id, now, ends_on
    db.session.flush()
    touch(pairing, now)
    tell_other(
        pairing,
        by,
        "extension_asked",
        "mentoring.extend_pairing",
        now,
        key=f"{waiting.id}:{pairing.other(by).id}",
        ends_on=ends_on.isoformat(),
        is_over=not pairing.is_running,
    )
    return waiting


def answer_extension(
    extension: Extension, pairing: Pairing, by: Person, *, is_agreed: bool, now: datetime
) -> None:
    """Say yes, and the pairing goes on or begins again; or no, and nothing changes.

    Raises NothingToConfirm, DayNotPossible, ProgrammeOver, HasMentor. Twice is once.
    """
    lock_people([pairing.mentee_id, pairing.mentor_id])
    db.session.refresh(extension)
    if extension.answered_at is not None:
        return
    if extension.asked_by == by.id:
        raise NothingToConfirm(_("The other answers this."))
    if is_agreed:
        _check_extendable(pairing, extension.ends_on, now)
        if not pairing.is_running:
            _reopen(pairing, now)
        pairing.ends_on, pairing.warned_at = extension.ends_on, None
    extension.answered_at, extension.is_agreed = now, is_agreed
    touch(pairing, now)
    withdraw_notice(f"mentoring.extension_asked:{extension.id}:{by.id}", now)
    tell_other(
        pairing,
        by,
        "extension_answered",
        "mentoring.pairing",
        now,
        key=f"{extension.id}",
        ends_on=extension.ends_on.isoformat(),
        is_agreed=is_agreed,
    )


def latest_day(pairing: Pairing, now: datetime) -> date:
    """Until when the programme lets the two go on: its own end, or so many weeks from today."""
    weeks = queries.defaults_of(pairing.programme).extension_weeks
    from_today = now.date() + timedelta(weeks=weeks)
    ends_on = pairing.programme.ends_on
    return min(from_today, ends_on) if ends_on else from_today


def _check_day(pairing: Pairing, ends_on: date, now: datetime) -> None:
    programme_end = pairing.programme.ends_on
    if ends_on <= now.date():
        raise DayNotPossible(_("The last day lies ahead of today. Choose a later one."))
    if programme_end and ends_on > programme_end:
        raise DayNotPossible(
            _("The programme ends on %(day)s. Choose a day until then.", day=day(programme_end))
        )


def _check_extendable(pairing: Pairing, ends_on: date, now: datetime) -> None:
    if not pairing.programme.is_joinable:
        raise ProgrammeOver(_("The programme comes to its end, so its pairs do, too."))
    if pairing.is_paused:
        check_running(pairing)
    latest = latest_day(pairing, now)
    if not now.date() < ends_on <= latest:
        raise DayNotPossible(
            _(
                "The programme lets you go on until %(day)s. Choose a day until then.",
                day=day(latest),
            )
        )


def _reopen(pairing: Pairing, now: datetime) -> None:
    if not (pairing.mentee.is_active and pairing.mentor.is_active):
        raise PairingOver(_("One of you no longer works here."))
    if pairing.is_tandem:
        check_single(pairing.programme, pairing.mentee, pairing.mentor)
    elif queries.has_every_mentor(pairing.programme, pairing.mentee_id):
        raise HasMentor(
            _(
                "%(mentee)s has a mentor in this programme meanwhile.",
                mentee=pairing.mentee.name,
            )
        )
    pairing.ended_at = pairing.ended_by = pairing.end_reason = None
    tie(pairing.mentee_id, pairing.mentor_id, "mentoring", pairing.id, now)
    for person_id in (pairing.mentee_id, pairing.mentor_id):
        record(person_id, "pairing_started", "pairing", pairing.id, now, pairing.programme_id)


def _confirm(agreement: Agreement, pairing: Pairing, by: Person, now: datetime) -> None:
    if by.id == pairing.mentee_id:
        agreement.mentee_confirmed_at = now
    else:
        agreement.mentor_confirmed_at = now


def _key(pairing: Pairing, to: Person) -> str:
    return f"mentoring.agreement_written:{pairing.id}:{to.id}"
