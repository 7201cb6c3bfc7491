"""Which notices a person may do without, which mails can wait, and the signed way out of one."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from itsdangerous import BadSignature, URLSafeSerializer

SALT = "unsubscribe"
ALWAYS_MAILED = ("identity.",)  # the safety of one's account is told by mail, whatever is chosen

MOST_A_DAY = 3  # mails that could wait; the rest joins the digest
DIGEST_AT = time(8)  # on the reader's clock
MONDAY = 0
NEAR = timedelta(hours=2)
CALLED_OFF = ("_cancelled", "_off")
TIMES = ("starts_at", "was_at", "until", "answer_by", "expires_at")  # facts that wait for nobody


class Pace(StrEnum):
    """How often somebody wants mails that can wait."""

    INSTANT = "instant"
    DAILY = "daily"
    WEEKLY = "weekly"


def may_be_silenced(kind: str) -> bool:
    return not kind.startswith(ALWAYS_MAILED)


def unsubscribe_token(secret: str, person_id: int, kind: str) -> str:
    """What the way out of one kind of mail carries: signed, so that nobody ends another's."""
    return str(URLSafeSerializer(secret, salt=SALT).dumps([person_id, kind]))


def read_unsubscribe_token(secret: str, token: str) -> tuple[int, str] | None:
    """The person and the kind that a token names; None if it was not signed here."""
    try:
        person_id, kind = URLSafeSerializer(secret, salt=SALT).loads(token)
    except BadSignature:
        return None
    return person_id, kind


def can_wait(kind: str, facts: Mapping[str, Any], now: datetime, until: datetime) -> bool:
    """Whether the notice may be told as late as that.

    What concerns the account may not, nor what is called off, nor what is about a time that has
    come by then, or comes within two hours of it.
    """
    moments = (facts.get(name) for name in TIMES)
    return (
        may_be_silenced(kind)
        and not kind.endswith(CALLED_OFF)
        and not any(now < datetime.fromisoformat(one) <= until + NEAR for one in moments if one)
    )


def calendar_files(stream: str) -> list[str]:
    """The iCalendar objects that stand one after another (RFC 5545, section 3.4)."""
    begin = "BEGIN:VCALENDAR"
    return [begin + part for part in stream.split(begin)[1:]]


def next_digest(pace: Pace, zone: str, now: datetime) -> datetime:
    """When the next digest is due: the next morning, or that of the next Monday."""
    tz = ZoneInfo(zone or "UTC")
    day = now.astimezone(tz).date()
    while True:
        due_at = datetime.combine(day, DIGEST_AT, tz).astimezone(UTC)
        if due_at > now and (pace is not Pace.WEEKLY or day.weekday() == MONDAY):
            return due_at
        day += timedelta(days=1)


def day_began(zone: str, now: datetime) -> datetime:
    """When the day began on the clock of this zone."""
    local = now.astimezone(ZoneInfo(zone or "UTC"))
    return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
