"""A profile: who sees which part of it, and how complete it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from learning.i18n import _l


class Field(StrEnum):
    """A part of the profile whose readers the person chooses."""

    STORY = "story"
    ASK_ME_ABOUT = "ask_me_about"
    INTERESTS = "interests"
    TEACHES = "teaches"
    WANTS = "wants"
    LANGUAGES = "languages"
    HOURS = "hours"


class Audience(StrEnum):
    """Who sees a field, from the widest circle to the narrowest."""

    COLLEAGUES = "colleagues"
    PAIRS = "pairs"
    MATCHING = "matching"
    ME = "me"


AUDIENCES = {
    Audience.COLLEAGUES: _l("Colleagues"),
    Audience.PAIRS: _l("Only the people I am paired with"),
    Audience.MATCHING: _l("Nobody; only matching uses it"),
    Audience.ME: _l("Only I"),
}

LANGUAGE_LEVELS = {
    "basic": _l("Basic"),
    "working": _l("Working"),
    "native": _l("Native"),
}

# Languages offered by name; any other ISO 639 code is kept when the roster brings it.
# fmt: off
LANGUAGES = (
    "ar", "az", "be", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr",
    "gu", "he", "hi", "hr", "hu", "hy", "id", "it", "ja", "ka", "kk", "kn", "ko", "ky", "lt", "lv",
    "mk", "ml", "mr", "ms", "nb", "ne", "nl", "pa", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr",
    "sv", "ta", "te", "tg", "th", "tl", "tr", "uk", "ur", "uz", "vi", "zh",
)
# fmt: on

GROUP_FLOOR = 20  # a comparison with others needs this many people on both sides


def audience(privacy: Mapping[str, str], field: Field) -> Audience:
    """Whom the person lets see the field: colleagues unless they chose otherwise."""
    return Audience(privacy.get(field, Audience.COLLEAGUES))


def may_read(privacy: Mapping[str, str], field: Field, *, is_owner: bool, is_tied: bool) -> bool:
    """Whether a person in this relation to the owner sees the field."""
    if is_owner:
        return True
    chosen = audience(privacy, field)
    return chosen is Audience.COLLEAGUES or (chosen is Audience.PAIRS and is_tied)


def may_match(privacy: Mapping[str, str], field: Field) -> bool:
    """Whether matching may use the field."""
    return audience(privacy, field) is not Audience.ME


@dataclass(frozen=True)
class Step:
    """Something a profile gains by: its weight of 100, and what it is good for."""

    key: str
    weight: int
    name: object
    purpose: object
    section: str


STEPS = (
    Step(
        "teaches",
        20,
        _l("What you can teach"),
        _l("Colleagues who look for it find you, and matching proposes you."),
        "skills",
    ),
    Step(
        "wants",
        20,
        _l("What you want to learn"),
        _l("Matching looks for somebody who teaches it."),
        "skills",
    ),
    Step(
        "languages",
        15,
        _l("Your languages"),
        _l("Pairs share a language, and search shows what you can read."),
        "languages",
    ),
    Step(
        "timezone",
        15,
        _l("Your time zone"),
        _l("Every time is shown on your own clock."),
        "hours",
    ),
    Step(
        "working_hours",
        10,
        _l("Your working hours"),
        _l("Meetings are proposed when both of you are at work."),
        "hours",
    ),
    Step(
        "interests",
        5,
        _l("Interests"),
        _l("A first talk starts more easily with something in common."),
        "about",
    ),
    Step(
        "story",
        5,
        _l("Your story"),
        _l("Two sentences on your way here say more than a job title."),
        "about",
    ),
    Step(
        "ask_me_about",
        5,
        _l("What to ask you about"),
        _l("It tells colleagues that a question is welcome."),
        "about",
    ),
    Step("photo", 5, _l("A photo"), _l("People recognise you at the first meeting."), "photo"),
)


@dataclass(frozen=True)
class Completeness:
    """How much of a profile is there, and what is missing, the most useful first."""

    percent: int
    missing: tuple[Step, ...]


def completeness(filled: frozenset[str]) -> Completeness:
    """Weigh the steps whose keys are filled in."""
    missing = tuple(step for step in STEPS if step.key not in filled)
    by_use = tuple(sorted(missing, key=lambda step: -step.weight))
    return Completeness(100 - sum(step.weight for step in missing), by_use)


@dataclass(frozen=True)
class Shift:
    """Days in a row with the same hours, by weekday from 0; the moments are the first day's."""

    first: int
    last: int
    starts_at: datetime
    ends_at: datetime


def working_week(hours: Mapping[str, Sequence[str]], zone: str, today: date) -> list[Shift]:
    """The week of `today` in shifts; moments carry the person's own zone, UTC if none is known."""
    monday = today - timedelta(days=today.weekday())
    shifts: list[Shift] = []
    for day in sorted(int(number) for number in hours):
        on, clock = monday + timedelta(days=day), ZoneInfo(zone or "UTC")
        start, end = (
            datetime.combine(on, time.fromisoformat(text), clock) for text in hours[str(day)]
        )
        before = shifts[-1] if shifts else None
        if before and before.last == day - 1 and _same_clock(before, start, end):
            shifts[-1] = Shift(before.first, day, before.starts_at, before.ends_at)
        else:
            shifts.append(Shift(day, day, start, end))
    return shifts


def _same_clock(shift: Shift, start: datetime, end: datetime) -> bool:
    return (shift.starts_at.time(), shift.ends_at.time()) == (start.time(), end.time())


@dataclass(frozen=True)
class Effect:
    """Of the people with and without a step, how many have been paired."""

    people_with: int
    paired_with: int
    people_without: int
    paired_without: int

    @property
    def is_telling(self) -> bool:
        """Both groups are large enough to hide anybody, and somebody was paired."""
        is_large = min(self.people_with, self.people_without) >= GROUP_FLOOR
        return is_large and self.paired_with + self.paired_without > 0
