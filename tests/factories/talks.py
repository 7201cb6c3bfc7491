"""Talks for tests."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from learning.academy.models import Talk, TalkCall, TalkProposal, Topic
from learning.academy.operations import talks as operations
from learning.academy.operations.talks import CallDraft, ProposalDraft, TalkDraft
from learning.academy.queries import talks as queries
from learning.extensions import db
from learning.people.models import Person
from tests.factories.academy import topic
from tests.factories.people import NOON, person

_numbers = count(1)
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
