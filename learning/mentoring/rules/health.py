"""How a pair is doing, by one printed rule, and when its silence is worth a word."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

EARLY_DAYS = 10
FIRST_TALK_DAYS = 21
ON_TRACK_CADENCES = 1.5
AT_RISK_CADENCES = 3
NUDGE_DAYS = (7, 14, 21)
WARN_AFTER_DAYS = 28  # of being at risk
NOTICE_DAYS = 7


class Health(StrEnum):
    TOO_EARLY = "too_early"
    ON_TRACK = "on_track"
    CHECK_IN = "check_in"
    AT_RISK = "at_risk"


class Reason(StrEnum):
    JUST_BEGUN = "just_begun"
    NEXT_BOOKED = "next_booked"
    MET_LATELY = "met_lately"
    NOT_MET_YET = "not_met_yet"
    NEVER_MET = "never_met"
    A_WHILE_AGO = "a_while_ago"
    LONG_AGO = "long_ago"


@dataclass(frozen=True)
class Condition:
    """How a pair is doing and why. `days` since its start or its last talk; `since` which day."""

    health: Health
    reason: Reason
    days: int
    since: date


def condition(
    started_on: date,
    today: date,
    cadence_days: int,
    last_met_on: date | None,
    next_on: date | None,
) -> Condition:
    """The printed rule, its first line that holds.

    Too early: under 10 days and no talk yet. On track: the next talk is booked, or the last was
    within 1.5 times the cadence. At risk: no talk for 3 times the cadence, or none at all by day
    21. Otherwise check in.
    """
    age = (today - started_on).days
    if last_met_on is None and age < EARLY_DAYS:
        return Condition(Health.TOO_EARLY, Reason.JUST_BEGUN, age, started_on)
    if next_on is not None:
        return Condition(Health.ON_TRACK, Reason.NEXT_BOOKED, age, next_on)
    if last_met_on is None:
        if age >= FIRST_TALK_DAYS:
            since = started_on + timedelta(days=FIRST_TALK_DAYS)
            return Condition(Health.AT_RISK, Reason.NEVER_MET, age, since)
        since = started_on + timedelta(days=EARLY_DAYS)
        return Condition(Health.CHECK_IN, Reason.NOT_MET_YET, age, since)
    gap = (today - last_met_on).days
    if gap <= ON_TRACK_CADENCES * cadence_days:
        return Condition(Health.ON_TRACK, Reason.MET_LATELY, gap, last_met_on)
    if gap >= AT_RISK_CADENCES * cadence_days:
        since = last_met_on + timedelta(days=AT_RISK_CADENCES * cadence_days)
        return Condition(Health.AT_RISK, Reason.LONG_AGO, gap, since)
    return Condition(Health.CHECK_IN, Reason.A_WHILE_AGO, gap, last_met_on)


def nudge_due(silent_since: date, today: date) -> int | None:
    """Which nudge the silence has come to: 7, 14 or 21 days; None before the first."""
    silence = (today - silent_since).days
    return max((days for days in NUDGE_DAYS if days <= silence), default=None)


def is_to_be_warned(found: Condition, silent_since: date, today: date) -> bool:
    """Whether the pair has been at risk, and silent, for so long that its end is announced."""
    if found.health is not Health.AT_RISK:
        return False
    return (today - max(found.since, silent_since)).days >= WARN_AFTER_DAYS


def share_done(done: int, tasks: int) -> int:
    """Tasks done of all tasks in whole percent, rounded down so that only all of them are 100."""
    return 100 * done // tasks if tasks else 0
