"""How skills are told apart, and what their levels mean."""

import unicodedata

from learning.i18n import _l

MAX_NAME = 80
LEVEL_OF_A_TEACHER = 3  # where somebody teaches a skill and has not said how well

# What somebody at this level does, so that two people mean the same by a number.
LEVELS = {
    1: (_l("First steps"), _l("Follows a talk about it and does it step by step with help.")),
    2: (_l("Basic"), _l("Does routine tasks alone and asks when something is unusual.")),
    3: (_l("Solid"), _l("Solves everyday problems alone and can say why it works.")),
    4: (_l("Strong"), _l("Solves new and hard problems; others come for advice.")),
    5: (_l("Expert"), _l("Shapes how it is done here and teaches those who teach.")),
}


def skill_key(name: str) -> str:
    """What makes two spellings one skill: width, case and blanks make no difference."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def higher(one: int | None, other: int | None) -> int | None:
    """The higher of two levels; no level is lower than any."""
    return max((level for level in (one, other) if level is not None), default=None)


def present_level(wanted: int | None, taught: int | None) -> int:
    """Where somebody stands who wants to reach a level: the one below, or the one they teach.

    Whoever has not said which level they want stands at 1.
    """
    below = 1 if wanted is None else wanted - 1
    return max(below, taught or 0)
