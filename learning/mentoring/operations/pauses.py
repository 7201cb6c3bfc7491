"""Resting from a role, coming back, and asking a silent mentor whether they are still there."""

from datetime import date, datetime

from learning.extensions import db
from learning.mentoring import queries
from learning.mentoring.models import EndReason, RematchReason, SilenceQuestion
from learning.mentoring.operations.matches import drop_match
from learning.mentoring.operations.pairings import end_pairing
from learning.mentoring.operations.rematches import open_rematch
from learning.notifications.operations import notify, withdraw_notice
from learning.programmes.models import Enrolment, EnrolmentRole
from learning.scheduling.operations import lock_people


def pause_role(
    enrolment: Enrolment, until: date, now: datetime, *, do_pairs_move: bool = False
) -> None:
    """Rest in this role until that day: nobody new is asked, open proposals are let go.

    Running pairs stay, or they end and each mentee is matched anew before those who wait.
    """
    person = enrolment.person
    lock_people([person.id])
    enrolment.paused_until = until
    _answer_silence(enrolment, now)
    for match in queries.open_matches_in_role(enrolment):
        drop_match(match, now, tell=[match.other(person)])
    if not do_pairs_move:
        return
    for pairing in queries.running_pairings_in_role(enrolment):
        end_pairing(pairing, person, EndReason.NO_TIME, now)
        if enrolment.role is EnrolmentRole.MENTOR:
            open_rematch(
                pairing.mentee_id, pairing.programme_id, RematchReason.PAUSED, now, pairing
            )


def return_to_role(enrolment: Enrolment, now: datetime) -> None:
    """Come back from a pause, or out of hiding; twice is harmless."""
    enrolment.paused_until = enrolment.hidden_at = None
    _answer_silence(enrolment, now)


def ask_whether_there(enrolment: Enrolment, now: datetime) -> None:
    """Ask a mentor who let requests run out whether they still mentor."""
    question = SilenceQuestion(enrolment_id=enrolment.id, asked_at=now)
    db.session.add(question)
    db.session.flush()
    notify(
        enrolment.person_id,
        "mentoring.still_there",
        {"programme": enrolment.programme.name},
        link=("mentoring.places", {}),
        dedupe_key=f"mentoring.still_there:{question.id}",
        now=now,
    )


def hide_mentor(question: SilenceQuestion, now: datetime) -> None:
    """No answer came: nobody is sent to this mentor until they say that they are there."""
    enrolment = question.enrolment
    if enrolment.hidden_at is not None:
        return
    enrolment.hidden_at = now
    withdraw_notice(f"mentoring.still_there:{question.id}", now)
    notify(
        enrolment.person_id,
        "mentoring.hidden",
        {"programme": enrolment.programme.name},
        link=("mentoring.places", {}),
        dedupe_key=f"mentoring.hidden:{question.id}",
        now=now,
    )


def _answer_silence(enrolment: Enrolment, now: datetime) -> None:
    for question in queries.silence_questions(enrolment):
        question.answered_at = now
        withdraw_notice(f"mentoring.still_there:{question.id}", now)
