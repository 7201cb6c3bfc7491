"""Talks for tests."""

import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from flask import current_app

from learning.academy.models import Talk, TalkCall, TalkProposal, Topic
from learning.academy.operations import talks as operations
from learning.academy.operations.talks import CallDraft, Kept, ProposalDraft, TalkDraft
from learning.academy.queries import talks as queries
from learning.academy.rules.captions import read_captions
from learning.anonymity.rules import new_token
from learning.extensions import db
from learning.people.models import Person
from learning.storage import Storage
from tests.factories.academy import topic
from tests.factories.people import NOON, person

_numbers = count(1)
SECRET = "only for tests"
IN_A_WEEK = NOON + timedelta(days=7)


def talk(
    host: Person | None = None,
    starts_at: datetime = IN_A_WEEK,
    *,
    now: datetime = NOON,
    guests: Sequence[Person] = (),
    minutes: int = 60,
    **fields: Any,
) -> Talk:
    """A talk of an hour; `fields` are those of the draft."""
    given = {
        "title": f"Talk {next(_numbers)}",
        "why": "You will know how.",
        "about": "All of it.",
        "language": "en",
        "place": "Room 4",
    } | fields
    given.setdefault("topic_id", topic().id)
    host = host or person()
    [made] = operations.plan_talk(TalkDraft(**given), host, host, [starts_at], minutes, now)
    for guest in guests:
        operations.join_talk(made, guest, now)
    db.session.commit()
    found = queries.talk(made.id)
    assert found is not None
    return found


def talk_call(about: Topic | None = None, by: Person | None = None, **fields: Any) -> TalkCall:
    """A call that is open for a long time."""
    given = {
        "title": f"Call {next(_numbers)}",
        "words": "Whatever you know.",
        "closes_on": date(2031, 1, 1),
        "is_blind": False,
    } | fields
    made = operations.open_call(about or topic(), by or person(), CallDraft(**given), NOON)
    db.session.commit()
    return made


def talk_proposal(
    to: TalkCall | None = None, by: Person | None = None, *, is_accepted: bool = False
) -> TalkProposal:
    draft = ProposalDraft(f"Proposal {next(_numbers)}", "All of it.", "en")
    made = operations.propose_talk(to or talk_call(), by or person(), draft, NOON)
    if is_accepted:
        operations.decide_proposal(made, person(), "Gladly.", NOON, is_accepted=True)
    db.session.commit()
    return made


def video(content: bytes = b"frames" * 50) -> io.BytesIO:
    """What begins as an MP4 does."""
    return io.BytesIO(b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + content)


CAPTIONS = """WEBVTT

00:00.000 --> 00:04.000
Welcome, everybody.

00:05.000 --> 00:09.000
Grind the beans just before.

01:10.500 --> 01:14.000
The filter decides about the aroma.
"""


def recorded_talk(held: Talk, captions: str = CAPTIONS) -> Talk:
    """The talk with a recording, slides, a chapter and what was said."""
    storage: Storage = current_app.extensions["storage"]
    operations.keep_recording(
        held,
        held.host,
        storage,
        Kept("", "", [(0, "Welcome"), (70, "Filters")], read_captions(captions)),
        held.ends_at,
        recording=video(),
        slides=(b"%PDF-1.7\n...", "deck.pdf"),
    )
    db.session.commit()
    return held


def asked_talk(
    host: Person | None = None, guests: Sequence[Person] | None = None, **fields: Any
) -> Talk:
    """A talk whose guests were there and are asked what they think."""
    guests = [person() for _ in range(6)] if guests is None else guests
    now = fields.pop("now", NOON)
    found = talk(
        host, now - timedelta(days=1), now=now - timedelta(days=3), guests=guests, **fields
    )
    operations.mark_attendance(found, {one.id for one in guests}, now - timedelta(days=1))
    operations.open_feedback(found, now, timedelta(hours=12))
    db.session.commit()
    return found


def sealed(about: Talk, by: Person, **content: Any) -> str:
    """What a guest says, in its envelope; the receipt."""
    token = new_token()
    right = queries.right_of(about, by)
    assert right is not None
    operations.mark_sent(right, token)
    operations.seal_feedback(right, token, {"ratings": {}, "texts": []} | content, SECRET)
    db.session.commit()
    return token
