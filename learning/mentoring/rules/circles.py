"""The figures of circles and of groups that meet."""

import secrets
from datetime import timedelta

CIRCLE_WAITING = "mentoring.circle"  # the queue for a full circle
CIRCLE_SEAT = "circle"  # what leading one is called among the seats of a person
CIRCLE_TIME = "mentoring.circle"  # the kind of its appointments

CALL_OFF_CIRCLE = timedelta(hours=25)  # before a session, so that no day's reminder goes out first
OFFER_WITHOUT_DATE = timedelta(days=1)  # how long a seat is kept where no session is planned

CODE_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that looks like another
CODE_LENGTH = 5
CODE_BEFORE, CODE_AFTER = timedelta(minutes=15), timedelta(minutes=15)
OWN_TICK_WITHIN = timedelta(days=7)
LEAST_TO_MEET = 2  # people who were there, for a session to have taken place


def fresh_code() -> str:
    """A code that can be read aloud and typed within seconds."""
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))


def as_code(typed: str) -> str:
    """What somebody typed, as the code is written."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())
