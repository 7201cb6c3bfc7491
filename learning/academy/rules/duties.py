"""When somebody who is asked to read a text hears of it."""

from datetime import date, timedelta
from enum import StrEnum

GRACE = timedelta(days=14)  # at least so long to read a text that was changed after it was asked
BEFORE = timedelta(days=3)
LATE = timedelta(days=7)  # after that nobody is reminded any more; the lead sees who is missing


class Stage(StrEnum):
    ASKED = "asked"
    SOON = "soon"
    DUE = "due"


def stages(asked_on: date, due_on: date, today: date) -> list[Stage]:
    """What is to have been said by today: once that it is asked, before the day, and on it.

    Who was asked within the last days needs no reminder that it is soon.
    """
    said = [Stage.ASKED]
    if due_on - BEFORE <= today < due_on and asked_on < today - BEFORE:
        said.append(Stage.SOON)
    if due_on <= today < due_on + LATE and asked_on < today:
        said.append(Stage.DUE)
    return said


def moved(due_on: date, today: date) -> date:
    """The day by which a text is read that has just been changed."""
    return max(due_on, today + GRACE)
