"""Calling for talks, proposing them, scoring and deciding."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from learning.academy.models import TalkCall, TalkProposal, TalkScore, Topic
from learning.activity.operations import record
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.notifications.operations import notify
from learning.people.models import Person


class CallClosed(DomainError):
    """The call takes no more proposals."""


class ProposalDecided(DomainError):
    """The proposal is accepted, declined or withdrawn already."""


@dataclass(frozen=True)
class CallDraft:
    """What a call says."""

    title: str
    words: str
    closes_on: date
    is_blind: bool


@dataclass(frozen=True)
class ProposalDraft:
    """What somebody would talk about."""

    title: str
    abstract: str
    language: str


def open_call(topic: Topic, by: Person, draft: CallDraft, now: datetime) -> TalkCall:
    """Look for talks on a topic until a day."""
    made = TalkCall(topic_id=topic.id, opened_by=by.id, opened_at=now)
    _write(made, draft)
    db.session.add(made)
    db.session.flush()
    return made


def edit_call(call: TalkCall, draft: CallDraft) -> None:
    """Say it better, or give it another last day; names once hidden stay hidden."""
    was_blind = call.is_blind
    _write(call, draft)
    call.is_blind = call.is_blind or was_blind


def propose_talk(call: TalkCall, by: Person, draft: ProposalDraft, now: datetime) -> TalkProposal:
    """Offer to give a talk; who opened the call hears of it, in a blind one without the name.

    The same title again is the same proposal. Raises CallClosed.
    """
    db.session.get(Person, by.id, with_for_update={"of": Person})  # a double click waits here
    _check_open(call, now)
    known = db.session.scalar(
        select(TalkProposal).where(
            TalkProposal.call_id == call.id,
            TalkProposal.person_id == by.id,
            TalkProposal.title == draft.title,
            TalkProposal.withdrawn_at.is_(None),
        )
    )
    if known is not None:
        return known
    made = TalkProposal(
        call_id=call.id,
        person_id=by.id,
        title=draft.title,
        abstract=draft.abstract,
        language=draft.language,
        proposed_at=now,
    )
    db.session.add(made)
    db.session.flush()
    record(by.id, "talk_proposed", "talk_proposal", made.id, now, call.topic.programme_id)
    if call.opened_by != by.id:
        notify(
            call.opened_by,
            "academy.talk_proposed",
            {"title": made.title, "call": call.title},
            link=("academy.talk_proposal", {"proposal_id": made.id}),
            dedupe_key=f"academy.talk_proposed:{made.id}",
            now=now,
        )
    return made


def edit_proposal(proposal: TalkProposal, draft: ProposalDraft, now: datetime) -> None:
    """Say it better while the call is open. Raises CallClosed, ProposalDecided."""
    _check_waits(proposal)
    _check_open(proposal.call, now)
    proposal.title, proposal.abstract = draft.title, draft.abstract
    proposal.language = draft.language


def withdraw_proposal(proposal: TalkProposal, now: datetime) -> None:
    """Take it back. Twice is harmless. Raises ProposalDecided."""
    if proposal.withdrawn_at is None:
        _check_waits(proposal)
        proposal.withdrawn_at = now


def score_proposal(
    proposal: TalkProposal, by: Person, score: int, words: str, now: datetime
) -> None:
    """Say from 1 to 5 how much it is wanted; a later word replaces the first.

    Raises ProposalDecided.
    """
    _check_waits(proposal)
    known = db.session.scalar(
        select(TalkScore).where(TalkScore.proposal_id == proposal.id, TalkScore.person_id == by.id)
    )
    if known is None:
        known = TalkScore(proposal_id=proposal.id, person_id=by.id)
        db.session.add(known)
    known.score, known.words, known.scored_at = score, words, now
    db.session.flush()


def decide_proposal(
    proposal: TalkProposal, by: Person, answer: str, now: datetime, *, is_accepted: bool
) -> None:
    """Accept or decline, with words to who proposed it. Raises ProposalDecided."""
    _check_waits(proposal)
    proposal.decided_at, proposal.decided_by = now, by.id
    proposal.is_accepted, proposal.answer = is_accepted, answer
    notify(
        proposal.person_id,
        "academy.talk_proposal_decided",
        {"title": proposal.title, "is_accepted": is_accepted, "answer": answer},
        link=("academy.talk_proposal", {"proposal_id": proposal.id}),
        dedupe_key=f"academy.talk_proposal_decided:{proposal.id}",
        now=now,
    )


def _write(call: TalkCall, draft: CallDraft) -> None:
    call.title, call.words = draft.title, draft.words
    call.closes_on, call.is_blind = draft.closes_on, draft.is_blind


def _check_open(call: TalkCall, now: datetime) -> None:
    if not call.is_open(now.date()):
        raise CallClosed(_("This call is over. Perhaps there is another one."))


def _check_waits(proposal: TalkProposal) -> None:
    db.session.refresh(proposal, with_for_update={"of": TalkProposal})
    if not proposal.is_waiting:
        raise ProposalDecided(_("This proposal is settled already."))
