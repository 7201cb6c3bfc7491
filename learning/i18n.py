"""The door to translated words, and to dates and numbers as their reader writes them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from babel.lists import format_list
from flask_babel import force_locale, get_locale, lazy_gettext, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

LANGUAGES = {"en": "English", "ru": "Русский", "zh": "中文"}

_zone: ContextVar[str] = ContextVar("zone", default="UTC")

__all__ = [
    "LANGUAGES",
    "_",
    "_l",
    "clock_time",
    "day",
    "decimal",
    "force_locale",
    "from_local",
    "get_locale",
    "hour_name",
    "is_folded",
    "language_name",
    "lazy_gettext",
    "listing",
    "moment",
    "moment_in",
    "month_day",
    "month_name",
    "near_moment",
    "ngettext",
    "offset_name",
    "percent",
    "speaking",
    "to_local",
    "use_zone",
    "weekday",
    "zone_name",
]


def use_zone(name: str) -> None:
    """Show every moment in this IANA zone for the rest of the request."""
    _zone.set(name)


@contextmanager
def speaking(language: str, zone: str) -> Iterator[None]:
    """Speak one person's language and zone, as a job does that writes to many."""
    token = _zone.set(zone)
    try:
        with force_locale(language):
            yield
    finally:
        _zone.reset(token)


def zone_name() -> str:
    """The IANA zone in which moments are shown just now."""
    return _zone.get()


def to_local(value: datetime) -> datetime:
    """The same moment on the reader's clock."""
    return value.astimezone(ZoneInfo(_zone.get()))


def from_local(value: datetime) -> datetime:
    """A clock time without zone, as typed into a form, as a moment in UTC."""
    return value.replace(tzinfo=ZoneInfo(_zone.get())).astimezone(UTC)


def _aware(value: datetime | str) -> datetime:
    return to_local(datetime.fromisoformat(value) if isinstance(value, str) else value)


def moment(value: datetime | str, form: str = "medium") -> str:
    """Date and time in the reader's language and zone; text is an ISO 8601 moment."""
    local = _aware(value)
    together = dates.get_datetime_format("medium", _locale())  # Chinese sets no comma between them
    return str(together).format(clock_time(local), dates.format_date(local, form, locale=_locale()))


def moment_in(value: datetime | str, zone: str) -> str:
    """Date and time on the clock of another zone."""
    token = _zone.set(zone or "UTC")
    try:
        return moment(value)
    finally:
        _zone.reset(token)


def clock_time(value: datetime | str | time) -> str:
    """Only the time of day, hours and minutes; where the clock shows it twice, with its offset."""
    local = value if isinstance(value, time) else _aware(value)
    words = dates.format_time(local, "short", locale=_locale()).replace("\u202f", " ")
    return f"{words} ({offset_name(local)})" if is_folded(local) else words


def is_folded(local: datetime | time) -> bool:
    """Whether the clock of its zone shows this time twice, because it is put back then."""
    return (
        isinstance(local, datetime)
        and local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    )


def offset_name(local: datetime | time) -> str:
    """How far the clock of its zone is ahead of UTC, such as "UTC+5:30"."""
    minutes = int((local.utcoffset() or timedelta()) / timedelta(minutes=1))
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def day(value: date | datetime | str, form: str = "medium") -> str:
    """Only the date; a moment counts on the reader's clock."""
    if isinstance(value, str):
        value = date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
    if isinstance(value, datetime):
        value = to_local(value)
    return dates.format_date(value, form, locale=_locale())


def near_moment(value: datetime | str) -> str:
    """A moment that is close, in words: the weekday instead of the year."""
    local = _aware(value)
    return f"{dates.format_skeleton('MMMMEEEEd', local, locale=_locale())}, {clock_time(local)}"


def month_day(value: date) -> str:
    """A date without its year, for places as narrow as the axis of a chart."""
    return dates.format_skeleton("MMMd", value, locale=_locale())


def month_name(value: date) -> str:
    """The month and its year: "January 2030"."""
    return dates.format_skeleton("yMMMM", value, locale=_locale())


def hour_name(hour: int) -> str:
    """A full hour of the day as the reader writes it."""
    return clock_time(time(hour))


def weekday(number: int, width: str = "wide") -> str:
    """The name of a weekday, 0 for Monday; width is `wide` or `abbreviated`."""
    names = dates.get_day_names(width, "stand-alone", locale=_locale())  # type: ignore[arg-type]
    return str(names[number])


def decimal(value: float) -> str:
    """A number with the reader's separators."""
    return numbers.format_decimal(value, locale=_locale())


def listing(items: Iterable[object]) -> str:
    """Several things in one sentence: "A, B, and C", "A, B и C", "A、B和C"."""
    return format_list([str(item) for item in items], "standard", locale=_locale())


def percent(share: float) -> str:
    """A share from 0 to 1 as a whole percentage."""
    return numbers.format_percent(share, locale=_locale())


def language_name(code: str) -> str:
    """What the reader calls the language with this ISO 639 code; the code where it has no name."""
    return str(Locale.parse(_locale()).languages.get(code, code))


def _locale() -> str:
    return str(get_locale() or "en")
