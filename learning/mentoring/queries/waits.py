"""How long a yes takes, and how soon somebody answers."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Integer, String, func, null, or_, select
from sqlalchemy.orm import aliased

from learning.activity.models import Fact
from learning.extensions import db
from learning.mentoring.models import Match, MatchState
from learning.mentoring.rules import WINDOW, expected_wait, last_seen, reply_hours
from learning.people.models import Direction, PersonSkill, Skill

ANSWERED = (MatchState.ACCEPTED, MatchState.DECLINED, MatchState.EXPIRED)
_MOMENTS = Match.proposed_at, Match.mentor_accepted_at, Match.closed_at


def waits_and_replies(
    skills: Collection[str], mentor_ids: Collection[int], now: datetime
) -> tuple[dict[str, int], dict[int, int]]:
    """By skill the median days from a mentee's request to the yes, and by mentor the median hours
    to an answer; only where it can be said. One query.

    Counted are the requests of the last 90 days over all programmes: for a skill those in which
    the mentee wants it and the mentor teaches it, for a mentor from three requests on.
    """
    if not skills and not mentor_ids:
        return {}, {}
    wanted, taught = aliased(PersonSkill), aliased(PersonSkill)
    of_skills = (
        select(Skill.name.label("skill"), null().cast(Integer).label("mentor"), *_MOMENTS)
        .join(wanted, wanted.skill_id == Skill.id)
        .join(Match, wanted.person_id == Match.mentee_id)
        .join(taught, taught.person_id == Match.mentor_id)
        .where(
            wanted.skill_id == taught.skill_id,
            wanted.direction == Direction.WANTS,
            taught.direction == Direction.TEACHES,
            Skill.name.in_(skills),
            Match.run_id.is_(None),
            Match.state == MatchState.ACCEPTED,
            Match.proposed_at > now - WINDOW,
        )
    )
    of_mentors = select(null().cast(String), Match.mentor_id, *_MOMENTS).where(
        Match.mentor_id.in_(mentor_ids),
        Match.run_id.is_(None),
        Match.asked_by == "mentee",
        Match.proposed_at > now - WINDOW,
        or_(
            Match.state.in_(ANSWERED),
            # a no with a pause is an answer too
            (Match.state == MatchState.UNAVAILABLE) & (Match.closed_by == Match.mentor_id),
        ),
    )
    waits = defaultdict[str, list[timedelta]](list)
    replies = defaultdict[int, list[timedelta]](list)
    for skill, mentor, asked_at, accepted_at, closed_at in db.session.execute(
        of_skills.union_all(of_mentors)
    ):
        answered_at = closed_at if mentor is None else accepted_at or closed_at
        if asked_at is not None and answered_at is not None:
            own = waits[skill] if mentor is None else replies[mentor]
            own.append(answered_at - asked_at)
    return (
        {one: days for one, own in waits.items() if (days := expected_wait(own)) is not None},
        {one: hours for one, own in replies.items() if (hours := reply_hours(own)) is not None},
    )


def last_seen_of(person_ids: Collection[int], now: datetime) -> dict[int, str]:
    """By person when they were last active: within a week, a month, or earlier."""
    query = (
        select(Fact.person_id, func.max(Fact.at))
        .where(Fact.person_id.in_(person_ids))
        .group_by(Fact.person_id)
    )
    found = {person: last_seen(at, now) for person, at in db.session.execute(query)}
    return {person: word for person, word in found.items() if word is not None}
