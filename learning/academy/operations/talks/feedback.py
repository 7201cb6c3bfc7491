"""Feedback to speakers: asked once of those who were there, sealed, and released all at once.

Sending is `mark_sent`, a commit, `seal_feedback`, a commit; taking back is `destroy_feedback`, a
commit, `free_right`, a commit (`learning.anonymity.operations` tells why).
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement

from learning.academy.models import Talk, TalkDeadline, TalkFeedback, TalkFeedbackRight
from learning.academy.models.feedback import INSTRUMENT
from learning.academy.operations.talks.telling import key, tell
from learning.academy.queries.talks import guests_of, rights_of
from learning.academy.rules.feedback import OPEN_FOR, participation_band, release_of
from learning.activity.operations import record
from learning.anonymity import operations as anonymity
from learning.anonymity.rules import Figure, K
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.notifications.operations import notify, withdraw_notice


class FeedbackClosed(DomainError):
    """The round does not collect, or is none."""


def open_feedback(talk: Talk, now: datetime, due_after: timedelta) -> None:
    """Note who was there, and ask them what they think; below K of them nobody is asked.

    Who may write is frozen here: neither the host nor a lead, who will read it. Twice is harmless.
    """
    known = db.session.get(TalkFeedback, talk.id)
    if known is not None or talk.cancelled_at is not None or now < talk.ends_at + due_after:
        return
    programme_id = talk.topic.programme_id
    present = [seat for seat in guests_of(talk) if seat.attended_at is not None]
    record(talk.host_id, "talk_held", "talk", talk.id, now, programme_id)
    for seat in present:
        record(seat.person_id, "talk_attended", "talk", talk.id, now, programme_id)
    readers = {talk.host_id} | {
        lead.person_id
        for topic in talk.topic.line
        if topic.programme is not None
        for lead in topic.programme.leads
    }
    asked = [
        seat.person for seat in present if seat.person.is_active and seat.person_id not in readers
    ]
    today = now.date()
    if len(asked) < K:
        db.session.add(TalkFeedback(talk_id=talk.id, closes_on=today, closed_on=today))
        return
    closes_on = today + OPEN_FOR
    db.session.add(TalkFeedback(talk_id=talk.id, closes_on=closes_on))
    db.session.flush()
    for person in asked:
        db.session.add(TalkFeedbackRight(talk_id=talk.id, person_id=person.id))
        tell(
            talk,
            person,
            "talk_feedback_asked",
            now,
            moot_at=_end_of(closes_on),
            closes_on=closes_on.isoformat(),
        )
    db.session.add(TalkDeadline(kind="release", object_id=talk.id, due_at=_end_of(closes_on)))
    db.session.flush()


def mark_sent(right: TalkFeedbackRight, token: str) -> None:
    """Use up the right to write; the same form again is harmless.

    Raises FeedbackClosed, AlreadySent.
    """
    anonymity.take_turn()
    _check_open(right)
    anonymity.mark_sent(right, _is_of_round(right.talk_id), token)


def seal_feedback(
    right: TalkFeedbackRight, token: str, content: dict[str, Any], secret: str
) -> None:
    """Put the answer where nobody can read it until the round is closed; twice is harmless.

    Raises FeedbackClosed if that has happened since the mark was made: then nothing was said.
    """
    anonymity.take_turn()
    _check_open(right)
    anonymity.put_in_envelope(INSTRUMENT, right.talk_id, token, right.talk_id, content, secret)


def destroy_feedback(right: TalkFeedbackRight, receipt: str) -> None:
    """Take an answer back with the receipt only its writer holds.

    Raises FeedbackClosed, NoSuchReceipt. Harmless where only the mark is left.
    """
    anonymity.take_turn()
    _check_open(right)
    anonymity.destroy(right, INSTRUMENT, right.talk_id, receipt)


def free_right(right: TalkFeedbackRight) -> None:
    """Let the guest write anew after taking their answer back."""
    anonymity.take_turn()
    _check_open(right)
    anonymity.free(right, _is_of_round(right.talk_id))


def release_feedback(talk: Talk, secret: str, now: datetime) -> None:
    """End the round: open all answers together, keep what may be shown, destroy the rest.

    After it no row tells who wrote. Twice, or before its last day is over, is harmless.
    Raises SealLost.
    """
    anonymity.take_turn()  # whoever is sending is in or out, never in between
    found = db.session.get(TalkFeedback, talk.id, populate_existing=True)
    if found is None or not found.is_open or now < _end_of(found.closes_on):
        return
    rights = rights_of(talk)
    opened = anonymity.open_envelopes(INSTRUMENT, talk.id, secret)
    release = release_of([one.content for one in opened])
    found.closed_on = now.date()
    found.participation = participation_band(len(opened), len(rights))
    found.band, found.texts = release.band, release.texts
    found.figures = [_frozen(name, one) for name, one in release.figures.items()]
    anonymity.clear_marks(TalkFeedbackRight, _is_of_round(talk.id))
    for right in rights:
        withdraw_notice(key("talk_feedback_asked", talk, right.person), now)
    notify(
        talk.host_id,
        "academy.talk_feedback_released",
        {"title": talk.title, "is_shown": release.band is not None},
        link=("academy.talk", {"talk_id": talk.id}),
        dedupe_key=key("talk_feedback_released", talk, talk.host),
        now=now,
    )


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def _frozen(question: str, one: Figure | None) -> dict[str, Any]:
    """A figure as it is kept for good."""
    return {
        "question": question,
        "band": one.band if one else None,
        "mean": one.mean if one else None,
    }


def _check_open(right: TalkFeedbackRight) -> None:
    db.session.refresh(right)
    db.session.refresh(right.feedback, ["closed_on"])
    if not right.feedback.is_open:
        raise FeedbackClosed(_("Feedback on this talk is closed, so nothing was changed."))


def _is_of_round(talk_id: int) -> ColumnElement[bool]:
    return TalkFeedbackRight.talk_id == talk_id
