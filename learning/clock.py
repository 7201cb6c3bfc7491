"""The one place that asks what time it is; edges call it and pass the answer on."""

from datetime import UTC, datetime


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)
