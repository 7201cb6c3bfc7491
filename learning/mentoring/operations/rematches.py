"""Finding somebody else: asked for, granted by a lead, or following from what happened.

Pairs that run are never touched: whoever is to have somebody else comes back to those who wait,
before all of them, and only those are matched.
"""

from datetime import datetime

from learning.activity.operations import record
from learning.audit import operations as audit
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import queries
from learning.mentoring.models import (
    EndReason,
    Fit,
    FitQuestion,
    Pairing,
    Rematch,
    RematchReason,
    RematchState,
)
from learning.mentoring.operations.pairings import end_pairing
from learning.mentoring.operations.refusals import NotMatchable, PairingOver
from learning.notifications.operations import notify, withdraw_notice
from learning.people.models import Person
from learning.programmes.models import ConsentOrder, Programme
from learning.scheduling.operations import lock_people


def open_rematch(
    person_id: int,
    programme_id: int,
    reason: RematchReason,
    now: datetime,
    pairing: Pairing | None = None,
) -> Rematch:
    """From now on this mentee comes first when people are matched; twice is once."""
    known = queries.open_rematch_of(person_id, programme_id)
    if known is not None:
        known.state = RematchState.OPEN
        return known
    rematch = Rematch(
        programme_id=programme_id,
        person_id=person_id,
        pairing_id=pairing.id if pairing else None,
        reason=reason,
        state=RematchState.OPEN,
        asked_at=now,
    )
    db.session.add(rematch)
    db.session.flush()
    return rematch


def finish_rematch(person_id: int, programme_id: int, now: datetime) -> None:
    """Somebody was found, or the person does not look any more."""
    known = queries.open_rematch_of(person_id, programme_id)
    if known is not None:
        known.state, known.closed_at = RematchState.DONE, now


def look_anew(pairing: Pairing, now: datetime) -> None:
    """The two have parted since they do not fit: the mentee is matched before those who wait."""
    if not pairing.is_running:
        open_rematch(pairing.mentee_id, pairing.programme_id, RematchReason.NOT_A_FIT, now, pairing)


def ask_for_rematch(pairing: Pairing, person: Person, reason: RematchReason, now: datetime) -> bool:
    """One of the two would rather have somebody else. True if the search has begun at once.

    Where the programme has a lead agree first, the pair runs on until then and the partner hears
    nothing. Raises PairingOver. Asking twice is asking once.
    """
    lock_people([pairing.mentee_id, pairing.mentor_id])
    db.session.refresh(pairing)
    if not pairing.is_running:
        raise PairingOver(_("This pairing has ended; what you wrote stays readable."))
    record(person.id, "rematch_asked", "pairing", pairing.id, now, pairing.programme_id)
    if not pairing.programme.is_rematch_approved:
        _part(pairing, reason, now)
        return True
    if queries.open_rematch_of(pairing.mentee_id, pairing.programme_id) is None:
        rematch = Rematch(
            programme_id=pairing.programme_id,
            person_id=pairing.mentee_id,
            pairing_id=pairing.id,
            reason=reason,
            state=RematchState.ASKED,
            asked_at=now,
        )
        db.session.add(rematch)
        db.session.flush()
        for lead in pairing.programme.leads:
            if lead.is_able:
                notify(
                    lead.person_id,
                    "mentoring.rematch_asked",
                    {"person": person.name, "programme": pairing.programme.name},
                    link=("mentoring.waiting", {"programme_id": pairing.programme_id}),
                    dedupe_key=f"mentoring.rematch_asked:{rematch.id}:{lead.person_id}",
                    now=now,
                )
    return False


def grant_rematch(rematch: Rematch, lead: Person, now: datetime) -> None:
    """The lead agrees: the pair ends without blame and the search begins. Twice is once."""
    if rematch.state is not RematchState.ASKED:
        return
    rematch.state, rematch.decided_at, rematch.decided_by = RematchState.OPEN, now, lead.id
    audit.record(lead.id, "match.override", f"rematch:{rematch.id}", now, decision="granted")
    if rematch.pairing is not None and rematch.pairing.is_running:
        end_pairing(rematch.pairing, None, EndReason.NOT_A_FIT, now)


def refuse_rematch(rematch: Rematch, lead: Person, answer: str, now: datetime) -> None:
    """The lead does not agree and says why; the pair runs on. Raises NotMatchable."""
    if rematch.state is RematchState.REFUSED:
        return
    if rematch.state is not RematchState.ASKED:
        raise NotMatchable(_("This was decided meanwhile; nothing was changed."))
    rematch.state, rematch.answer = RematchState.REFUSED, answer
    rematch.decided_at = rematch.closed_at = now
    rematch.decided_by = lead.id
    audit.record(lead.id, "match.override", f"rematch:{rematch.id}", now, decision="refused")
    notify(
        rematch.person_id,
        "mentoring.rematch_refused",
        {"answer": answer, "programme": rematch.programme.name},
        link=("mentoring.pairing", {"pairing_id": rematch.pairing_id}),
        dedupe_key=f"mentoring.rematch_refused:{rematch.id}",
        now=now,
    )


def edit_asking(
    programme: Programme,
    lead: Person,
    consent_order: ConsentOrder,
    *,
    is_rematch_approved: bool,
    waits_by_priority: bool,
    now: datetime,
) -> None:
    """Settle how the people of the programme find each other; what is under way goes on."""
    programme.consent_order = consent_order
    programme.is_rematch_approved = is_rematch_approved
    programme.waits_by_priority = waits_by_priority
    audit.record(
        lead.id,
        "match.override",
        f"programme:{programme.id}",
        now,
        consent_order=consent_order.value,
        is_rematch_approved=is_rematch_approved,
        waits_by_priority=waits_by_priority,
    )


def ask_for_fit(pairing: Pairing, person: Person, turn: int, now: datetime) -> FitQuestion:
    """Ask one side whether the two fit, in few words."""
    question = FitQuestion(pairing_id=pairing.id, person_id=person.id, turn=turn, asked_at=now)
    db.session.add(question)
    db.session.flush()
    notify(
        person.id,
        "mentoring.fit_asked",
        {"other": pairing.other(person).name, "is_again": turn > 1},
        link=("mentoring.answer_fit", {"pairing_id": pairing.id}),
        dedupe_key=f"mentoring.fit_asked:{pairing.id}:{person.id}:{turn}",
        now=now,
    )
    return question


def answer_fit(question: FitQuestion, person: Person, fit: Fit, now: datetime) -> bool | None:
    """Say how it fits; the partner never sees it.

    "Not a fit" asks for somebody else: True if the search has begun, False if a lead agrees first,
    None for the other answers. Raises PairingOver.
    """
    pairing = question.pairing
    if not pairing.is_running:
        raise PairingOver(_("This pairing has ended; what you wrote stays readable."))
    question.answer, question.answered_at = fit, now
    withdraw_notice(f"mentoring.fit_asked:{pairing.id}:{person.id}:{question.turn}", now)
    if fit is not Fit.NOT_A_FIT:
        return None
    return ask_for_rematch(pairing, person, RematchReason.NOT_A_FIT, now)


def _part(pairing: Pairing, reason: RematchReason, now: datetime) -> None:
    """End the pair without saying who wished it, and look for somebody else for the mentee."""
    end_pairing(pairing, None, EndReason.NOT_A_FIT, now)
    open_rematch(pairing.mentee_id, pairing.programme_id, reason, now, pairing)
