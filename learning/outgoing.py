"""HTTP to other systems at addresses that people type: never to the inside, never for long.

The name is resolved once, every address it stands for is checked, and the connection goes to the
checked one, so that an answer which changes meanwhile changes nothing. Redirects are not followed.
"""

import http.client
import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from urllib.parse import SplitResult, urlsplit

SECONDS = 3.0
MAX_BYTES = 1_000_000
PORTS = {"https": 443, "http": 80}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_CHUNK = 64 * 1024

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Failure(StrEnum):
    """Why nothing was fetched."""

    NO_ADDRESS = "no_address"
    INSIDE = "inside"
    UNREACHABLE = "unreachable"
    SLOW = "slow"
    LARGE = "large"
    REDIRECT = "redirect"
    STATUS = "status"


class FetchFailed(Exception):
    """Nothing was fetched; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.value)
        self.failure = failure


def is_outside(address: Address) -> bool:
    """Whether this address is on the public internet, whatever form an inner one is wrapped in."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _NAT64:
            inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if int(address) < 1 << 32:  # the old form of an IPv4 address within IPv6
            return False
        if any(one is not None and not is_outside(one) for one in inner):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def fetch(
    address: str,
    *,
    seconds: float = SECONDS,
    max_bytes: int = MAX_BYTES,
    may_reach: Callable[[Address], bool] = is_outside,
    ports: frozenset[int] = frozenset(PORTS.values()),
) -> bytes:
    """What a GET of this http or https address answers.

    All within `seconds` and `max_bytes`; only to addresses that `may_reach` allows. Raises
    FetchFailed.
    """
    ends_at = time.monotonic() + seconds
    parts, port = _parts(address, ports)
    host = parts.hostname or ""
    found = _resolve(host, port, ends_at)
    if not all(may_reach(one) for one in found):
        raise FetchFailed(Failure.INSIDE)
    try:
        sock = socket.create_connection((str(found[0]), port), timeout=_left(ends_at))
    except TimeoutError as error:
        raise FetchFailed(Failure.SLOW) from error
    except OSError as error:
        raise FetchFailed(Failure.UNREACHABLE) from error
    over = threading.Event()
    watch = threading.Timer(max(ends_at - time.monotonic(), 0.01), _cut, (sock, over))
    watch.daemon = True
    watch.start()
    try:
        content = _talk(sock, parts, host, max_bytes)
        if over.is_set():  # a cut connection looks like an answer that has ended
            raise FetchFailed(Failure.SLOW)
        return content
    except (OSError, http.client.HTTPException, ValueError) as error:
        failure = Failure.SLOW if over.is_set() else Failure.UNREACHABLE
        raise FetchFailed(failure) from error
    finally:
        watch.cancel()
        sock.close()


def _parts(address: str, ports: frozenset[int]) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(address.strip())
        port = parts.port or PORTS[parts.scheme]
        name = (parts.hostname or "").encode("idna").decode()
    except (ValueError, KeyError, UnicodeError) as error:
        raise FetchFailed(Failure.NO_ADDRESS) from error
    odd = not name or parts.username is not None or parts.password is not None
    if odd or port not in ports or any(ord(sign) < 33 or ord(sign) > 126 for sign in parts.path):
        raise FetchFailed(Failure.NO_ADDRESS)
    return parts, port


def _resolve(host: str, port: int, ends_at: float) -> list[Address]:
    answers: queue.SimpleQueue[list[str] | None] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put([str(one[4][0]) for one in found])
        except (OSError, UnicodeError):
            answers.put(None)

    threading.Thread(target=ask, daemon=True).start()
    try:
        names = answers.get(timeout=_left(ends_at))
    except queue.Empty as error:
        raise FetchFailed(Failure.SLOW) from error
    if not names:
        raise FetchFailed(Failure.UNREACHABLE)
    return [ipaddress.ip_address(name.partition("%")[0]) for name in names]


def _talk(sock: socket.socket, parts: SplitResult, host: str, max_bytes: int) -> bytes:
    if parts.scheme == "https":
        sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
    connection = http.client.HTTPConnection(parts.netloc)
    connection.sock = sock
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {"Accept-Encoding": "identity", "User-Agent": "Collegium", "Connection": "close"}
        connection.request("GET", target, headers=headers)
        with connection.getresponse() as answer:
            return _read(answer, max_bytes)
    finally:
        connection.close()


def _read(answer: http.client.HTTPResponse, max_bytes: int) -> bytes:
    if 300 <= answer.status < 400:
        raise FetchFailed(Failure.REDIRECT)
    if answer.status != 200 or answer.headers.get("Content-Encoding", "identity") != "identity":
        raise FetchFailed(Failure.STATUS)
    if int(answer.headers.get("Content-Length") or 0) > max_bytes:
        raise FetchFailed(Failure.LARGE)
    content = b""
    while chunk := answer.read(_CHUNK):
        content += chunk
        if len(content) > max_bytes:
            raise FetchFailed(Failure.LARGE)
    return content


def _cut(sock: socket.socket, over: threading.Event) -> None:
    """The time is up: whoever reads or writes wakes with an error."""
    over.set()
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        sock.close()


def _left(ends_at: float) -> float:
    left = ends_at - time.monotonic()
    if left <= 0:
        raise FetchFailed(Failure.SLOW)
    return left
