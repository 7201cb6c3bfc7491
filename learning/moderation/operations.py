"""Reporting, parting, deciding. The caller commits."""

from datetime import datetime

from learning.audit import operations as audit
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.mentoring.models import EndReason, Pairing
from learning.mentoring.operations import end_pairing, pause_pairing, resume_pairing
from learning.moderation import queries
from learning.moderation.models import Decision, Report, ReportReason
from learning.notifications.operations import notify, withdraw_notice
from learning.people.models import Person
from learning.people.operations import avoid_person
from learning.scheduling.operations import lock_people


class AlreadyDecided(DomainError):
    """Another moderator was quicker."""


class PairEnded(DomainError):
    """There is no pairing any more that could stand still."""


def report_partner(
    pairing: Pairing, by: Person, reason: ReportReason, words: str, now: datetime
) -> Report:
    """Report the other: the pairing stands still at once, and moderators are told.

    Who is reported hears only that the pairing is paused. Reporting twice adds to the words of
    the open report. Raises PairEnded.
    """
    lock_people([pairing.mentee_id, pairing.mentor_id])
    db.session.refresh(pairing)
    if not pairing.is_running:
        raise PairEnded(_("This pairing has ended already."))
    about = pairing.other(by)
    report = queries.open_report(pairing, by)
    if report is not None:
        report.reason, report.words = reason, f"{report.words}\n\n{words}"
        return report
    report = Report(
        pairing_id=pairing.id,
        reported_by=by.id,
        about_id=about.id,
        reason=reason,
        words=words,
        reported_at=now,
    )
    db.session.add(report)
    db.session.flush()
    pause_pairing(pairing, now)
    for moderator in queries.moderators(without={by.id, about.id}):
        notify(
            moderator.id,
            "moderation.report_received",
            {},
            link=("moderation.report", {"report_id": report.id}),
            dedupe_key=_key(report, moderator.id),
            now=now,
        )
    return report


def part_from(pairing: Pairing, by: Person, now: datetime) -> None:
    """Part without a report: the pairing ends, and the two are never paired again."""
    end_pairing(pairing, by, EndReason.NOT_A_FIT, now)
    avoid_person(by, pairing.other(by))


def decide_report(
    report: Report, by: Person, decision: Decision, words: str, now: datetime
) -> None:
    """Let the two go on, or end their pairing; who reported reads the reason.

    Where the other reported, too, the pairing stands still until both reports are decided.
    Raises AlreadyDecided; the same decision of the same person again is harmless.
    """
    pairing = report.pairing
    lock_people([pairing.mentee_id, pairing.mentor_id])
    db.session.refresh(report)
    if not report.is_open:
        if (report.decided_by, report.decision) == (by.id, decision):
            return
        raise AlreadyDecided(_("Another moderator has decided this meanwhile."))
    report.decision, report.decision_words = decision, words
    report.decided_by, report.decided_at = by.id, now
    db.session.flush()
    if decision is Decision.PART:
        end_pairing(pairing, None, EndReason.OTHER, now)
        avoid_person(report.reporter, report.about)
    elif not queries.open_reports_of(pairing):
        resume_pairing(pairing, now)
    for moderator in queries.moderators(without={by.id}):
        withdraw_notice(_key(report, moderator.id), now)
    if report.reporter.is_active:
        notify(
            report.reported_by,
            "moderation.report_decided",
            {"decision": decision.value, "words": words},
            link=("mentoring.pairing", {"pairing_id": pairing.id}),
            dedupe_key=f"moderation.report_decided:{report.id}",
            now=now,
        )
    audit.record(by.id, "report.decide", f"report:{report.id}", now, decision=decision.value)


def _key(report: Report, moderator_id: int) -> str:
    return f"moderation.report_received:{report.id}:{moderator_id}"
