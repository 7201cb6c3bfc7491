"""The indicators: name, unit, and the definition that stands beside each figure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from learning.i18n import _l


class Unit(StrEnum):
    COUNT = "count"
    SHARE = "share"  # from 0 to 1
    SCALE = "scale"  # the mean of answers from 1 to 4
    POINTS = "points"  # from -100 to 100


@dataclass(frozen=True)
class Indicator:
    """One figure; `definition` says formula, window and what it is divided by."""

    label: Any
    unit: Unit
    definition: Any


INDICATORS = {
    "people_involved": Indicator(
        _l("People involved"),
        Unit.COUNT,
        _l(
            "Different people who, in the last 30 days, held a session or met as buddies, "
            "published or verified an article, or answered a question. Reading is no act, and who "
            "wrote a review is known to nobody. Each person counts once."
        ),
    ),
    "participation": Indicator(
        _l("Participation"),
        Unit.SHARE,
        _l(
            "People involved who belong to the audience ÷ people in the audience: all who are "
            "invited by its rule and work here, as a mean over the 30 days."
        ),
    ),
    "matched_now": Indicator(
        _l("Matched now"),
        Unit.SHARE,
        _l(
            "Mentors and mentees who are in a running pair ÷ all who take part as mentor or "
            "mentee; today, and 30 days ago."
        ),
    ),
    "acceptance": Indicator(
        _l("Acceptance"),
        Unit.SHARE,
        _l(
            "Proposals accepted by both ÷ proposals accepted, declined or run out in the last 30 "
            "days. What was withdrawn or moved does not count."
        ),
    ),
    "sessions_held": Indicator(
        _l("Sessions held"),
        Unit.COUNT,
        _l(
            "Sessions of the programme's pairs that ended in the last 30 days and of which the "
            "mentor said that they took place."
        ),
    ),
    "sessions_kept": Indicator(
        _l("Sessions kept"),
        Unit.SHARE,
        _l(
            "Sessions held ÷ sessions that were to end in the last 30 days: held, missed, "
            "cancelled less than a day before, and those nobody has said anything about. "
            "Cancelled in time does not count."
        ),
    ),
    "session_rating": Indicator(
        _l("Session rating"),
        Unit.SCALE,
        _l(
            "Mean of the answers to “How useful was it?” from 1 to 4, each person counted once, "
            "rounded to halves. Counted over closed months with answers of five people or more; "
            "the change is against the months released before."
        ),
    ),
    "satisfaction": Indicator(
        _l("Satisfaction"),
        Unit.SHARE,
        _l(
            "People whose answers to “How useful was it?” are 3 or 4 on average ÷ people who "
            "answered, rounded to tens of percent. Counted over closed months with answers of five "
            "people or more."
        ),
    ),
    "nps": Indicator(
        _l("Net promoter score"),
        Unit.POINTS,
        _l(
            "Percent of people who would recommend sessions with 9 or 10 less percent with 0 to 6, "
            "from their latest answer, rounded to tens; with an interval that holds the true "
            "score in 95 of 100 cases. Counted over closed months with answers of five people "
            "or more."
        ),
    ),
    "feedback_share": Indicator(
        _l("Feedback given"),
        Unit.SHARE,
        _l("Answers given ÷ answers possible, two for each session held in the last 30 days."),
    ),
    "views": Indicator(
        _l("Article views"),
        Unit.COUNT,
        _l(
            "Times an article of this programme or its topics was opened in the last 30 days by "
            "somebody other than its author; once in half an hour for each reader."
        ),
    ),
    "unique_readers": Indicator(
        _l("Unique readers"),
        Unit.COUNT,
        _l("Different people who opened such an article in the last 30 days."),
    ),
    "articles_published": Indicator(
        _l("Articles published"),
        Unit.COUNT,
        _l("Articles of this programme or its topics first published in the last 30 days."),
    ),
    "usefulness": Indicator(
        _l("Found useful"),
        Unit.SHARE,
        _l("Readers' answers “useful” ÷ all their answers given in the last 30 days."),
    ),
    "buddy_in_time": Indicator(
        _l("Buddy in time"),
        Unit.SHARE,
        _l(
            "Newcomers whose buddy had said yes by day one ÷ newcomers whose first day was in the "
            "last 30 days."
        ),
    ),
    "reviews_released": Indicator(
        _l("Reviews released"),
        Unit.COUNT,
        _l(
            "People who could read what five colleagues or more wrote about them, in all cycles "
            "released so far."
        ),
    ),
    "review_coverage": Indicator(
        _l("Enough answers"),
        Unit.SHARE,
        _l(
            "People with answers of five colleagues or more ÷ people reviewed, in all cycles "
            "released so far."
        ),
    ),
}
