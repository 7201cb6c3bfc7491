"""A lead brings a mentee together with somebody else; both are asked."""

from datetime import datetime

from learning.audit import operations as audit
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import pairing as pairs
from learning.mentoring.models import EndReason, Match, MatchRun, MatchState, Pairing
from learning.mentoring.operations.pairings import end_pairing
from learning.mentoring.operations.refusals import MentorFull, PairingOver, PairNotAllowed
from learning.mentoring.operations.requests import tell_of_proposal, time_to_answer
from learning.people.models import Person

MOST_CHOICES = 8


def mentors_for(pairing: Pairing, now: datetime) -> list[int]:
    """Who could be the mentee's next mentor: allowed, with a free place, the best fit first."""
    people = pairs.candidates(pairing.programme, now, [pairing.mentee_id])
    found = pairs.choices(people, pairing.mentee_id)
    return [
        mentor_id
        for mentor_id, _score in found
        if people.free[mentor_id] and mentor_id != pairing.mentor_id
    ][:MOST_CHOICES]


def reassign_pairing(pairing: Pairing, mentor: Person, by: Person, now: datetime) -> Match:
    """End the pairing and propose the mentor to the mentee; both may say no.

    Raises PairingOver, PairNotAllowed, MentorFull.
    """
    if not pairing.is_running:
        raise PairingOver(_("This pairing has ended already."))
    people = pairs.candidates(pairing.programme, now, [pairing.mentee_id])
    if mentor.id not in dict(pairs.choices(people, pairing.mentee_id)):
        raise PairNotAllowed(_("This mentor cannot be asked. Choose another from the list."))
    if not people.free[mentor.id]:
        raise MentorFull(
            _("All places of this mentor are taken just now. Choose another from the list.")
        )
    end_pairing(pairing, by, EndReason.REASSIGNED, now)
    found = pairs.suggest(people, pairing.mentee_id, mentor.id)
    run = MatchRun(
        programme_id=pairing.programme_id,
        started_by=by.id,
        started_at=now,
        solved_at=now,
        mentees=1,
        mentors=1,
        places=people.free[mentor.id],
        published_at=now,
        published_by=by.id,
    )
    db.session.add(run)
    db.session.flush()
    match = Match(
        programme_id=pairing.programme_id,
        run_id=run.id,
        mentee_id=pairing.mentee_id,
        mentor_id=mentor.id,
        state=MatchState.PROPOSED,
        score=found.score,
        reasons=found.reasons,
        unanswered=found.unanswered,
        proposed_at=now,
        expires_at=time_to_answer(now),
    )
    db.session.add(match)
    db.session.flush()
    tell_of_proposal(match, mentor, pairing.mentee, "match_proposed", now)
    tell_of_proposal(match, pairing.mentee, mentor, "match_proposed", now)
    audit.record(by.id, "pair.reassign", f"pairing:{pairing.id}", now, mentor=mentor.id)
    return match
