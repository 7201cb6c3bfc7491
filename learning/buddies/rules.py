"""The standard plan, working days, and how a newcomer stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from learning.i18n import _l

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
    text: Any


STANDARD_PLAN = (
    StandardItem(
        "say_hello",
        -3,
        "buddy",
        _l("Write the newcomer a line: who you are and where you will meet on the first morning."),
    ),
    StandardItem(
        "read_local_life",
        -2,
        "newcomer",
        _l("Read the page on local life: coffee, paper, lunch, birthdays."),
    ),
    StandardItem(
        "prepare_desk",
        -2,
        "manager",
        _l("See that desk, computer and accounts are ready for the first morning."),
    ),
    StandardItem(
        "meet_at_the_door",
        1,
        "buddy",
        _l("Meet at the door and walk in together."),
    ),
    StandardItem(
        "coffee_and_paper",
        1,
        "buddy",
        _l("Show the coffee machine, the printer paper and where things are kept."),
    ),
    StandardItem(
        "lunch_together",
        1,
        "buddy",
        _l("Have lunch together, with two or three colleagues if they like."),
    ),
    StandardItem(
        "fill_in_profile",
        1,
        "newcomer",
        _l("Fill in your profile, so that colleagues find you and you find them."),
    ),
    StandardItem(
        "one_to_one", 3, "manager", _l("First talk one to one: what the first month is for.")
    ),
    StandardItem(
        "whom_to_ask",
        3,
        "newcomer",
        _l("Write down whom you ask about what; your buddy fills the gaps."),
    ),
    StandardItem(
        "meet_the_team", 5, "newcomer", _l("Talk for ten minutes with each colleague of your team.")
    ),
    StandardItem(
        "birthdays", 5, "buddy", _l("Explain how birthdays and other small customs work here.")
    ),
    StandardItem(
        "find_an_article",
        7,
        "newcomer",
        _l("Find one useful article in the academy and mark it as useful."),
    ),
    StandardItem(
        "second_coffee",
        8,
        "buddy",
        _l("Second coffee: what was odd this week?"),
    ),
    StandardItem(
        "other_department",
        12,
        "newcomer",
        _l("Meet somebody of another department."),
    ),
    StandardItem(
        "first_month_talk",
        21,
        "manager",
        _l("Talk after the first month: what goes well, what is missing."),
    ),
    StandardItem(
        "what_surprised_me", 22, "newcomer", _l("Note what surprised you; fresh eyes see most.")
    ),
    StandardItem(
        "choose_a_skill",
        30,
        "newcomer",
        _l("Choose one skill you want to learn and who could teach you."),
    ),
    StandardItem(
        "second_month_coffee",
        40,
        "buddy",
        _l("Coffee in the second month: who do you still want to meet?"),
    ),
    StandardItem(
        "introduce_somebody",
        50,
        "buddy",
        _l("Introduce the newcomer to somebody outside the team."),
    ),
    StandardItem(
        "what_i_wish_i_had_known",
        62,
        "newcomer",
        _l("Write three lines on what you wish you had known on day one."),
    ),
    StandardItem(
        "closing_talk", 64, "buddy", _l("Closing talk: look back together, say what helped.")
    ),
    StandardItem(
        "ninety_days_talk", 64, "manager", _l("Talk after ninety days: agree on what comes next.")
    ),
)


TEXTS = {item.key: item.text for item in STANDARD_PLAN}


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
    day: int,
    *,
    has_buddy: bool,
    is_proposed: bool,
    meetings: int,
    overdue: int,
    moods: Sequence[str | None],
) -> tuple[str, str] | None:
    """What a lead should look at first: (how urgent, why), or None when all is well.

    `is_proposed` says that a buddy was found by rule and waits for the lead's yes. `moods` are
    the check-in answers so far, the latest last.
    """
    answered = [mood for mood in moods if mood]
    if answered and answered[-1] == "red":
        return "bad", "red_answer"
    if not has_buddy and day >= 0:
        return "bad", "no_buddy"
    if not has_buddy and day >= 1 - URGENT_DAYS_BEFORE:
        return "warn", "no_buddy"
    if is_proposed:
        return "warn", "proposed"
    if has_buddy and meetings == 0 and day > 3:
        return "warn", "not_met"
    if overdue >= 3:
        return "warn", "overdue"
    if answered and answered[-1] == "yellow":
        return "warn", "yellow_answer"
    return None
