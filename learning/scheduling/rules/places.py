"""Where people meet: a room or an address, or a pattern that makes one for each meeting."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime

HOST, GUEST, DATE, TIME = "host", "guest", "date", "time"
FIELDS = (HOST, GUEST, DATE, TIME)
OFFERED = (HOST, DATE, TIME)  # where nobody knows yet who comes
_FIELD = re.compile(r"\{([^{}]*)\}")
_UNFIT = re.compile(r"[^a-z0-9]+")


def unknown_fields(pattern: str, known: tuple[str, ...] = FIELDS) -> list[str]:
    """What stands in braces and is no field, and braces without a partner."""
    found = [f"{{{name}}}" for name in _FIELD.findall(pattern) if name not in known]
    return found + re.findall(r"[{}]", _FIELD.sub("", pattern))


def fill(pattern: str, values: Mapping[str, str]) -> str:
    """The pattern with its fields in place; a field without a value stays as it stands."""
    return _FIELD.sub(lambda found: values.get(found[1], found[0]), pattern)


def values_of(starts_at: datetime, host: tuple[str, int], guest: tuple[str, int]) -> dict[str, str]:
    """What the fields stand for; the people are (name, number), the moment on the host's clock."""
    return {
        HOST: slug(*host),
        GUEST: slug(*guest),
        DATE: f"{starts_at:%Y-%m-%d}",
        TIME: f"{starts_at:%H%M}",
    }


def slug(name: str, number: int) -> str:
    """A name as it may stand in an address; one in another script becomes its number."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _UNFIT.sub("-", plain).strip("-") or str(number)
