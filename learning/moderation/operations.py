"""Reporting, parting, deciding. The caller commits."""

from datetime import datetime

from learning.academy.models import Comment
from learning.academy.operations import hide_comment
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


class OwnComment(DomainError):
    """Nobody reports themselves; what one wrote one can take away."""


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
    _tell_moderators(report, now)
    return report


def report_comment(
    comment: Comment, by: Person, reason: ReportReason, words: str, now: datetime
) -> Report:
    """Report a comment: moderators are told, its author is not. Until then it stands there.

    Reporting twice adds to the words of the open report. Raises OwnComment.
    """
    if comment.author_id == by.id:
        raise OwnComment(_("This is your own comment. Edit it, or take it away."))
    db.session.refresh(comment, with_for_update={"of": Comment})  # a double click waits here
    report = queries.open_report_on(comment, by)
    if report is not None:
        if words not in report.words:
            report.reason, report.words = reason, f"{report.words}\n\n{words}"
        return report
    report = Report(
        comment_id=comment.id,
        reported_by=by.id,
        about_id=comment.author_id,
        reason=reason,
        words=words,
        reported_at=now,
    )
    db.session.add(report)
    db.session.flush()
    _tell_moderators(report, now)
    return report


def part_from(pairing: Pairing, by: Person, now: datetime) -> None:
    """Part without a report: the pairing ends, and the two are never paired again."""
    end_pairing(pairing, by, EndReason.NOT_A_FIT, now)
    avoid_person(by, pairing.other(by))


def decide_report(
    report: Report, by: Person, decision: Decision, words: str, now: datetime
) -> None:
    """Let the two go on, or end their pairing; let a comment stand, or take it away.

    Who reported reads the reason. Where the other of a pair reported, too, the pairing stands still
    until both reports are decided; taking a comment away decides every report of it.
    Raises AlreadyDecided; the same decision of the same person again is harmless.
    """
    if report.pairing is not None:
        lock_people([report.pairing.mentee_id, report.pairing.mentor_id])
    else:
        lock_people([report.about_id])
    db.session.refresh(report)
    if not report.is_open:
        if (report.decided_by, report.decision) == (by.id, decision):
            return
        raise AlreadyDecided(_("Another moderator has decided this meanwhile."))
    if report.pairing is None:
        _decide_comment(report, by, decision, words, now)
    else:
        _settle(report, by, decision, words, now)
        if decision is Decision.PART:
            end_pairing(report.pairing, None, EndReason.OTHER, now)
            avoid_person(report.reporter, report.about)
        elif not queries.open_reports_of(report.pairing):
            resume_pairing(report.pairing, now)


def _decide_comment(
    report: Report, by: Person, decision: Decision, words: str, now: datetime
) -> None:
    _settle(report, by, decision, words, now)
    comment = report.comment
    if decision is not Decision.HIDE or comment is None:
        return
    hide_comment(comment, comment.article, by, words, now)
    for other in queries.open_reports_on(comment):
        if by.id != other.reported_by:
            _settle(other, by, decision, words, now)


def _settle(report: Report, by: Person, decision: Decision, words: str, now: datetime) -> None:
    """Write the decision down, and tell who reported."""
    report.decision, report.decision_words = decision, words
    report.decided_by, report.decided_at = by.id, now
    db.session.flush()
    for moderator in queries.moderators(without={by.id}):
        withdraw_notice(_key(report, moderator.id), now)
    if report.reporter.is_active:
        link = (
            ("academy.article", {"article_id": report.comment.article_id})
            if report.comment is not None
            else ("mentoring.pairing", {"pairing_id": report.pairing_id})
            if report.is_of_pairing
            else ("academy.index", {})
        )
        notify(
            report.reported_by,
            "moderation.report_decided",
            {"decision": decision.value, "words": words},
            link=link,
            dedupe_key=f"moderation.report_decided:{report.id}",
            now=now,
        )
    audit.record(by.id, "report.decide", f"report:{report.id}", now, decision=decision.value)


def _tell_moderators(report: Report, now: datetime) -> None:
    for moderator in queries.moderators(without={report.reported_by, report.about_id}):
        notify(
            moderator.id,
            "moderation.report_received",
            {"is_comment": not report.is_of_pairing},
            link=("moderation.report", {"report_id": report.id}),
            dedupe_key=_key(report, moderator.id),
            now=now,
        )


def _key(report: Report, moderator_id: int) -> str:
    return f"moderation.report_received:{report.id}:{moderator_id}"
