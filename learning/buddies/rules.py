"""The standard plan, working days, and how a newcomer stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

PLAN_DAYS = 90
KNOWN_AHEAD_DAYS = 30
CHECK_IN_DAYS = (1, 7, 30, 60, 90)
BUDDY_TENURE_DAYS = 183
REST_DAYS = 30
ANSWER_WORKING_DAYS = 2
URGENT_DAYS_BEFORE = 3
MEETINGS_BY_DAY_90 = 8


@dataclass(frozen=True)
class StandardItem:
    """One line of the standard plan: working day n from the start (1 is the first day; 0 and
    below count back from it), and whose task it is."""

    key: str
    day: int
    owner: str


STANDARD_PLAN = (
    StandardItem("say_hello", -3, "buddy"),
    StandardItem("read_local_life", -2, "newcomer"),
    StandardItem("prepare_desk", -2, "manager"),
    StandardItem("meet_at_the_door", 1, "buddy"),
    StandardItem("coffee_and_paper", 1, "buddy"),
    StandardItem("lunch_together", 1, "buddy"),
    StandardItem("fill_in_profile", 1, "newcomer"),
    StandardItem("one_to_one", 3, "manager"),
    StandardItem("whom_to_ask", 3, "newcomer"),
    StandardItem("meet_the_team", 5, "newcomer"),
    StandardItem("birthdays", 5, "buddy"),
    StandardItem("find_an_article", 7, "newcomer"),
    StandardItem("second_coffee", 8, "buddy"),
    StandardItem("other_department", 12, "newcomer"),
    StandardItem("first_month_talk", 21, "manager"),
    StandardItem("what_surprised_me", 22, "newcomer"),
    StandardItem("choose_a_skill", 30, "newcomer"),
    StandardItem("second_month_coffee", 40, "buddy"),
    StandardItem("introduce_somebody", 50, "buddy"),
    StandardItem("what_i_wish_i_had_known", 62, "newcomer"),
    StandardItem("closing_talk", 64, "buddy"),
    StandardItem("ninety_days_talk", 64, "manager"),
)


def working_day(starts_on: date, number: int) -> date:
    """The date of working day `number`: 1 is the first on or after the start, 0 the one before.

    Saturdays and Sundays are skipped.
    """
    day = starts_on
    while day.weekday() >= 5:
        day += timedelta(days=1)
    step = 1 if number >= 1 else -1
    for _ in range(number - 1 if number >= 1 else 1 - number):
        day += timedelta(days=step)
        while day.weekday() >= 5:
            day += timedelta(days=step)
    return day


def plan_day(starts_on: date, today: date) -> int:
    """Which day of the ninety it is: 1 on the first, below 1 before it."""
    return (today - starts_on).days + 1


def is_in_plan(starts_on: date, today: date) -> bool:
    """Starts within the next 30 days, or started within the last 90."""
    return -PLAN_DAYS < (starts_on - today).days <= KNOWN_AHEAD_DAYS


def period(day: int) -> str:
    """The part of the ninety days that a plan day belongs to, as a word."""
    if day < 1:
        return "before"
    for last, name in ((1, "day_1"), (7, "week_1"), (30, "month_1"), (60, "month_2")):
        if day <= last:
            return name
    return "month_3"


def flag(
    day: int, *, has_buddy: bool, meetings: int, overdue: int, moods: Sequence[str | None]
) -> tuple[str, str] | None:
    """What a lead should look at first: (how urgent, why), or None when all is well.

    `moods` are the check-in answers so far, the latest last.
    """
    answered = [mood for mood in moods if mood]
    if answered and answered[-1] == "red":
        return "bad", "red_answer"
    if not has_buddy and day >= 1 - 1:
        return "bad", "no_buddy"
    if not has_buddy and day >= 1 - URGENT_DAYS_BEFORE:
        return "warn", "no_buddy"
    if has_buddy and meetings == 0 and day > 3:
        return "warn", "not_met"
    if overdue >= 3:
        return "warn", "overdue"
    if answered and answered[-1] == "yellow":
        return "warn", "yellow_answer"
    return None
