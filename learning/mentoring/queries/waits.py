"""How long a yes takes, and how soon somebody answers."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from learning.activity.models import Fact
from learning.extensions import db
from learning.mentoring.models import Match, MatchState
from learning.mentoring.rules import WINDOW, expected_wait, last_seen, reply_hours
from learning.people.models import Direction, PersonSkill, Skill

ANSWERED = (MatchState.ACCEPTED, MatchState.DECLINED, MatchState.EXPIRED)


def expected_waits(skills: Collection[str], now: datetime) -> dict[str, int]:
    """By skill, the median days from a mentee's request to the yes; only where it can be said.

    Counted are the requests of the last 90 days in which the mentee wants the skill and the mentor
    teaches it, over all programmes.
    """
    if not skills:
        return {}
    wanted, taught = aliased(PersonSkill), aliased(PersonSkill)
    query = (
        select(Skill.name, Match.proposed_at, Match.closed_at)
        .join(wanted, wanted.person_id == Match.mentee_id)
        .join(taught, taught.person_id == Match.mentor_id)
        .join(Skill, Skill.id == wanted.skill_id)
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
    waits = dict[str, list[timedelta]]()
    for skill, asked_at, closed_at in db.session.execute(query):
        if asked_at is not None and closed_at is not None:
            waits.setdefault(skill, []).append(closed_at - asked_at)
    found = {skill: expected_wait(own) for skill, own in waits.items()}
    return {skill: days for skill, days in found.items() if days is not None}


def reply_times(mentor_ids: Collection[int], now: datetime) -> dict[int, int]:
    """By mentor the median hours to an answer over 90 days; only from three requests on."""
    query = select(
        Match.mentor_id, Match.proposed_at, Match.mentor_accepted_at, Match.closed_at
    ).where(
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
    waits = dict[int, list[timedelta]]()
    for mentor, asked_at, accepted_at, closed_at in db.session.execute(query):
        answered_at = accepted_at or closed_at
        if asked_at is not None and answered_at is not None:
            waits.setdefault(mentor, []).append(answered_at - asked_at)
    found = {mentor: reply_hours(own) for mentor, own in waits.items()}
    return {mentor: hours for mentor, hours in found.items() if hours is not None}


def last_seen_of(person_ids: Collection[int], now: datetime) -> dict[int, str]:
    """By person when they were last active: within a week, a month, or earlier."""
    query = (
        select(Fact.person_id, func.max(Fact.at))
        .where(Fact.person_id.in_(person_ids))
        .group_by(Fact.person_id)
    )
    found = {person: last_seen(at, now) for person, at in db.session.execute(query)}
    return {person: word for person, word in found.items() if word is not None}
