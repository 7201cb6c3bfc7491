"""Addresses that people type lead outside, briefly, or nowhere."""

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from learning import outgoing
from learning.outgoing import Failure, FetchFailed, fetch, is_outside

INSIDE = [
    *("127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
    *("0.0.0.1", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1"),
    *("255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "2002:7f00:1::", "2002:a00:1::"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2001:0:7f00:1::", "2001:db8::1", "fd00:ec2::254"),
]
LOOPBACK_HOSTS = [
    *("127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1"),
    *("017700000001", "0", "localhost", "LOCALHOST", "localhost.", "127.0.0.1."),
    *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[0:0:0:0:0:0:0:1]", "[::ffff:7f00:1]"),
    *("[0:0:0:0:0:ffff:127.0.0.1]", "①②⑦.⓪.⓪.①", "127。0。0。1", "[::127.0.0.1]", "127.0.0.2"),
]
FORMS = [
    *("http://{host}:{port}/", "https://{host}:{port}/", "http://{host}:{port}/x.ics?y=1"),
    *("http://a@{host}:{port}/", "HTTP://{host}:{port}/"),
]


def no_address_is_refused(_address) -> bool:
    return True


@contextmanager
def serving(talk: Callable[[socket.socket], None]) -> Iterator[tuple[int, list[str]]]:
    """A server on loopback; the second value lists who came."""
    came: list[str] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.1)
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            try:
                visitor, peer = server.accept()
            except TimeoutError:
                continue
            came.append(peer[0])
            with visitor:
                visitor.settimeout(2)
                with suppress(OSError):  # the visitor has left, as the tests expect
                    talk(visitor)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield server.getsockname()[1], came
    finally:
        over.set()
        thread.join()
        server.close()


def answer(head: str, body: bytes = b"") -> Callable[[socket.socket], None]:
    def talk(visitor: socket.socket) -> None:
        visitor.recv(4096)
        visitor.sendall(head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body)

    return talk


def failure(port: int, path: str = "/", seconds: float = 3.0) -> Failure:
    with pytest.raises(FetchFailed) as caught:
        fetch(
            f"http://127.0.0.1:{port}{path}",
            seconds=seconds,
            may_reach=no_address_is_refused,
            ports=frozenset({port}),
        )
    return caught.value.failure


@pytest.mark.parametrize("address", INSIDE)
def test_inner_addresses_are_known_in_every_form(address):
    assert not is_outside(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_public_addresses_are_outside(address):
    assert is_outside(ipaddress.ip_address(address))


def test_nobody_reaches_the_inside_whatever_the_address_looks_like():
    with serving(answer("HTTP/1.1 200 OK", b"secret")) as (port, came):
        for host in LOOPBACK_HOSTS:
            for form in FORMS:
                with pytest.raises(FetchFailed):
                    fetch(form.format(host=host, port=port), ports=frozenset({port}))
        assert fetch(  # the control: the canary does sing
            f"http://127.0.0.1:{port}/",
            may_reach=no_address_is_refused,
            ports=frozenset({port}),
        )

        assert came == ["127.0.0.1"]


def test_a_name_that_also_stands_for_an_inner_address_is_refused(monkeypatch):
    both = [(2, 1, 6, "", ("93.184.215.14", 443)), (2, 1, 6, "", ("10.0.0.7", 443))]
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda *_args, **_more: both)

    with pytest.raises(FetchFailed) as caught:
        fetch("https://calendar.example/")

    assert caught.value.failure == Failure.INSIDE


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch):
    """A name that answers differently the second time gains nothing: it is asked once."""
    asked, reached = [], []

    def rebinding(*_args, **_more):
        asked.append(1)
        return [(2, 1, 6, "", ("93.184.215.14" if len(asked) == 1 else "127.0.0.1", 443))]

    def connect(address, timeout):
        reached.append(address)
        raise OSError

    monkeypatch.setattr(outgoing.socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(outgoing.socket, "create_connection", connect)

    with pytest.raises(FetchFailed):
        fetch("https://calendar.example/")

    assert (len(asked), reached) == (1, [("93.184.215.14", 443)])


@pytest.mark.parametrize(
    "address",
    [
        *("", "calendar.ics", "ftp://example.com/a.ics", "file:///etc/passwd", "webcal://x/y"),
        *("https://example.com:22/", "https://example.com:6379/", "https://", "https://[::1"),
        *("https://name:word@example.com/", "https://example.com/a b", "gopher://example.com/"),
    ],
)
def test_what_is_no_web_address_is_refused(address):
    with pytest.raises(FetchFailed) as caught:
        fetch(address)

    assert caught.value.failure == Failure.NO_ADDRESS


def test_redirects_are_not_followed():
    with serving(answer("HTTP/1.1 302 Found\nLocation: /other")) as (port, came):
        assert failure(port) == Failure.REDIRECT

        assert len(came) == 1


def test_other_answers_than_a_document_are_refused():
    with serving(answer("HTTP/1.1 404 Not Found\nContent-Length: 0")) as (port, _came):
        assert failure(port) == Failure.STATUS


@pytest.mark.parametrize("head", ["HTTP/1.1 200 OK\nContent-Length: 50000000", "HTTP/1.1 200 OK"])
def test_fifty_megabytes_are_left_unread(head):
    def flood(visitor: socket.socket) -> None:
        answer(head)(visitor)
        for _ in range(50):
            visitor.sendall(b"x" * 1_000_000)

    with serving(flood) as (port, _came):
        assert failure(port) == Failure.LARGE


def test_who_trickles_is_cut_off():
    def trickle(visitor: socket.socket) -> None:
        visitor.recv(4096)
        for sign in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1000:
            visitor.sendall(bytes([sign]))
            threading.Event().wait(0.02)

    with serving(trickle) as (port, _came):
        assert failure(port, seconds=0.3) == Failure.SLOW
