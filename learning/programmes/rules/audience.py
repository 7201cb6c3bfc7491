"""Who is invited: a rule over fields of the roster. Joining is everybody's own choice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from learning.i18n import _l

# A tenure in days since the first day of work: from the first number up to the second.
_BANDS: dict[str, tuple[int | None, int | None]] = {
    "newcomer": (None, 90),  # also hired and not here yet
    "first_year": (90, 365),
    "one_to_three": (365, 3 * 365),
    "three_to_five": (3 * 365, 5 * 365),
    "over_five": (5 * 365, None),
}

TENURES = {
    "newcomer": _l("Newcomers: before day one and the first 90 days"),
    "first_year": _l("After the first 90 days, up to a year"),
    "one_to_three": _l("One to three years"),
    "three_to_five": _l("Three to five years"),
    "over_five": _l("Five years and more"),
}


@dataclass(frozen=True)
class RosterLine:
    """What the roster says of one person, as far as an audience may ask."""

    department: str | None
    location: str
    languages: frozenset[str]  # ISO 639 codes of what the person speaks
    started_on: date | None


def tenure_of(started_on: date | None, today: date) -> str | None:
    """The band of `TENURES` this person is in; None where the roster has no first day."""
    if started_on is None:
        return None
    days = (today - started_on).days
    for band, (first, end) in _BANDS.items():
        if (first is None or days >= first) and (end is None or days < end):
            return band
    raise AssertionError("the bands leave no gap")


def is_invited(audience: Mapping[str, Sequence[str]], line: RosterLine, today: date) -> bool:
    """Whether every field the rule names holds one of its values; no rule invites everyone."""
    held: dict[str, set[str | None]] = {
        "department": {line.department},
        "location": {line.location},
        "language": set(line.languages),
        "tenure": {tenure_of(line.started_on, today)},
    }
    return all(held[name] & set(values) for name, values in audience.items() if values)
