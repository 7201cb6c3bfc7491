"""Why people leave: asked without obligation, told to leads only of many at once."""

from collections.abc import Mapping

from learning.i18n import _l

MIN_SHOWN = 5

LEAVE_REASONS = {
    "no_time": _l("I have no time for it just now"),
    "goal_reached": _l("I have reached what I came for"),
    "new_role": _l("My work has changed"),
    "no_match": _l("I have found nobody to learn with"),
    "other_expectation": _l("I expected something else"),
    "other": _l("Another reason"),
}

_BANDS = ((20, "20+"), (10, "10–19"), (MIN_SHOWN, "5–9"))


def reason_bands(counts: Mapping[str, int], left: int) -> dict[str, str]:
    """Counts of `MIN_SHOWN` and more, as bands; `left` is how many have left, reason or not.

    A reason that everybody gave is hidden too: a lead knows who has left, so that it would name
    each of them.
    """
    return {
        reason: next(band for floor, band in _BANDS if number >= floor)
        for reason, number in counts.items()
        if MIN_SHOWN <= number < left
    }
