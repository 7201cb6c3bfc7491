"""Publishing a draft to its people, and taking back what nobody has answered yet."""

from datetime import datetime

from sqlalchemy import update

from learning.activity.operations import record_each
from learning.audit import operations as audit
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import queries
from learning.mentoring.models import Match, MatchRun, MatchState, RunRecall
from learning.mentoring.operations.circle_runs import publish_circles, recall_circles
from learning.mentoring.operations.refusals import MatchClosed
from learning.mentoring.operations.requests import notice_of_proposal, time_to_answer
from learning.mentoring.operations.runs import check_draft, check_possible, lock_row
from learning.notifications.operations import Notice, notify_many, withdraw_notices
from learning.people.models import Person


def publish_run(run: MatchRun, lead: Person, now: datetime) -> int:
    """Propose every pair of the draft to its two, or to the one asked first; returns how many.

    Of circles each is proposed to its host, see `publish_circles`. Raises DraftOutdated if a pair
    has become impossible. Publishing twice is publishing once.
    """
    lock_row(MatchRun, run.id)
    db.session.refresh(run)
    if not run.is_draft:
        return 0
    check_draft(run)
    if run.sizes:
        return publish_circles(run, lead, now)
    matches = queries.matches_in(run)
    check_possible(run, matches, now)
    run.published_at, run.published_by = now, lead.id
    db.session.execute(
        update(Match)
        .where(Match.run_id == run.id)
        .values(state=MatchState.PROPOSED, proposed_at=now, expires_at=time_to_answer(now))
    )
    notices = list[Notice]()
    for match, mentee, mentor in _with_people(matches):
        for person, other in ((mentee, mentor), (mentor, mentee)):
            if match.is_told_to(person):
                notices.append(notice_of_proposal(match, person, other, "match_proposed"))
    notify_many(notices, now)
    proposed = [(match.mentee_id, match.id) for match in matches]
    record_each(proposed, "match_proposed", "match", now, run.programme_id)
    audit.record(lead.id, "match.publish", f"match_run:{run.id}", now, matches=len(matches))
    return len(matches)


def recall_run(
    run: MatchRun, lead: Person, reason: str, *, with_half_answered: bool, now: datetime
) -> int:
    """Take back the pairs that nobody has answered, and tell both why; returns how many.

    Of circles those that no host has opened. With `with_half_answered` also those to which one
    side has said yes; a pairing that runs stays.
    Raises MatchClosed where nothing is open any more.
    """
    lock_row(MatchRun, run.id)
    db.session.refresh(run)
    count = (
        recall_circles(run, lead, reason, now)
        if run.sizes
        else _recall_pairs(run, lead, reason, with_half_answered=with_half_answered, now=now)
    )
    if not count:
        raise MatchClosed(_("Everything in this match is answered; nothing can be taken back."))
    recall = run.recall or RunRecall(run_id=run.id, matches=0)
    recall.recalled_at, recall.recalled_by, recall.reason = now, lead.id, reason
    recall.matches += count
    db.session.add(recall)
    audit.record(lead.id, "match.recall", f"match_run:{run.id}", now, matches=count)
    return count


def _recall_pairs(
    run: MatchRun, lead: Person, reason: str, *, with_half_answered: bool, now: datetime
) -> int:
    matches = queries.open_matches_in(run, with_half_answered=with_half_answered)
    notices, moot = list[Notice](), list[str]()
    for match, mentee, mentor in _with_people(matches):
        match.state, match.closed_at, match.closed_by = MatchState.MOVED, now, lead.id
        for person, other in ((mentee, mentor), (mentor, mentee)):
            moot.append(f"mentoring.match_proposed:{match.id}:{person.id}")
            if person.is_active and match.is_told_to(person):
                notices.append(_notice_of_recall(match, person, other, reason))
    withdraw_notices(moot, now)
    notify_many(notices, now)
    return len(matches)


def _with_people(matches: list[Match]) -> list[tuple[Match, Person, Person]]:
    people = queries.people_to_tell({person for one in matches for person in one.pair})
    return [(one, people[one.mentee_id], people[one.mentor_id]) for one in matches]


def _notice_of_recall(match: Match, to: Person, other: Person, reason: str) -> Notice:
    return Notice(
        to.id,
        "mentoring.match_recalled",
        {"other": other.name, "programme": match.programme.name, "reason": reason},
        ("mentoring.match", {"match_id": match.id}),
        f"mentoring.match_recalled:{match.id}:{to.id}",
    )
