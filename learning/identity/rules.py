"""How often one may try, how long things hold, and what a password must be."""

import hashlib
import hmac
from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_address, ip_network

WINDOW = timedelta(minutes=15)
TRIES = 5  # of one account within the window
TRIES_IN_A_ROW = 100  # of one account without a success; then only a link by mail opens it
TRIES_PER_ADDRESS = 100  # within the window; a whole office may share one address

LINK_WINDOW = timedelta(hours=1)
LINKS = 3  # asked for one account within the window; as many stay good, so none is locked out
LINKS_PER_ADDRESS = 20

SHORT = timedelta(hours=12)
REMEMBERED = timedelta(days=30)
KEPT = timedelta(days=30)  # how long tries and links that are over stay in the database

MIN_LENGTH, MAX_LENGTH = 10, 200
MIN_DIFFERENT = 5


class LinkPurpose(StrEnum):
    """Why somebody gets a link by mail."""

    RESET = "reset"
    INVITATION = "invitation"


LIFETIME = {LinkPurpose.RESET: LINK_WINDOW, LinkPurpose.INVITATION: timedelta(days=7)}


class Weakness(StrEnum):
    """Why a password would be guessed."""

    SHORT = "short"
    SIMPLE = "simple"
    PERSONAL = "personal"


def try_key(secret: str, kind: str, value: str) -> str:
    """The name under which tries are counted; a reader of the table learns no account from it."""
    return hmac.new(secret.encode(), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


def network_of(address: str | None) -> str:
    """What counts as one address: an IPv4 address, or the /64 that one IPv6 customer gets."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return ""
    if found.version == 4:
        return str(found)
    return str(ip_network((found, 64), strict=False))


def weakness_of(password: str, personal: list[str]) -> Weakness | None:
    """What makes a password easy to guess, if anything; `personal` are words known of its owner.

    Length and unlikeness count, not kinds of characters. Source: NIST SP 800-63B, section 3.1.1.
    """
    folded = password.casefold()
    if len(password) < MIN_LENGTH:
        return Weakness.SHORT
    if len(set(folded)) < MIN_DIFFERENT or _is_run(folded):
        return Weakness.SIMPLE
    words = [word.casefold() for word in [*personal, "collegium"] if len(word) >= 4]
    rest = folded
    for word in words:
        rest = rest.replace(word, "")
    return Weakness.PERSONAL if len(rest) < MIN_LENGTH // 2 else None


def _is_run(text: str) -> bool:
    """Neighbours all the way, such as "0123456789" or "qwertyuiop"."""
    rows = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "01234567890123456789")
    return any(text in row or text[::-1] in row for row in rows)


_BROWSERS = (
    *(("Edg", "Edge"), ("OPR", "Opera"), ("YaBrowser", "Yandex"), ("Firefox", "Firefox")),
    *(("FxiOS", "Firefox"), ("Chromium", "Chromium"), ("CriOS", "Chrome"), ("Chrome", "Chrome")),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    *(("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows")),
    *(("Mac OS", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
)


def browser_name(user_agent: str) -> str:
    """ "Firefox, Windows" from how a browser names itself; empty where nothing is recognised."""
    names = [
        next((name for sign, name in known if sign in user_agent), "")
        for known in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(name for name in names if name)
