"""Measurements. `./run bench NAME` runs `measure` of bench/NAME.py on an instance of its own.

Here stands what several of them need: a server started by `./run`, a visitor, percentiles.
"""

import http.client
import math
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("SHARED_DIR") or ROOT.parent / "shared").resolve()
PASSWORD = "a-password-for-measuring"  # noqa: S105 - of an instance that lives for a minute


def say(text: str) -> None:
    """Progress; results alone go to standard output."""
    print(text, file=sys.stderr, flush=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile: the smallest value that `share` of all do not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def environment(instance: Path, port: int, **more: str) -> dict[str, str]:
    """What `./run` is told, and nothing of the caller's own set-up."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "REDIS_URL", "BASE_URL"}
    }
    return kept | {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "INSTANCE_DIR": str(instance),
        "SHARED_DIR": str(SHARED),
        "DEMO_PASSWORD": PASSWORD,
        **more,
    }


@contextmanager
def serving(command: Path, settings: Mapping[str, str]) -> Iterator[float]:
    """`./run` at work; gives the seconds from its start to its first whole page."""
    start = time.perf_counter()
    server = subprocess.Popen(
        [command], env=dict(settings), stdout=sys.stderr, start_new_session=True
    )
    try:
        while True:
            if server.poll() is not None:
                raise SystemExit(f"the server ended with code {server.returncode}")
            try:
                Visitor(int(settings["PORT"])).read("/")
                break
            except (ConnectionError, http.client.HTTPException):
                time.sleep(0.02)
        yield time.perf_counter() - start
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


class Visitor:
    """A browser's manners: cookies, redirects, forms with their token, one kept connection."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def read(self, url: str, form: Mapping[str, str] | None = None) -> str:
        """The page there, after redirects. Raises RuntimeError for anything but 200."""
        status, body, location = self._ask(url, form)
        while location:
            status, body, location = self._ask(urljoin(url, location), None)
        if status != http.client.OK:
            raise RuntimeError(f"{url} answered {status}")
        return body

    def _ask(self, url: str, form: Mapping[str, str] | None) -> tuple[int, str, str | None]:
        parts = urlsplit(url)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(
            "GET" if form is None else "POST",
            parts.path + (f"?{parts.query}" if parts.query else ""),
            None if form is None else urlencode(form),
            headers,
        )
        answer = self.connection.getresponse()
        body = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, body, answer.headers.get("Location")

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """Fill in the form as a person does; raises RuntimeError if it comes back."""
        page = self.read("/sign-in")
        hidden = re.findall(r'<input[^>]*name="(csrf_token)"[^>]*value="([^"]*)"', page)
        page = self.read("/sign-in", dict(hidden) | {"email": email, "password": password})
        if 'name="password"' in page:
            raise RuntimeError(f"{email} could not sign in")

    def links(self, url: str, pattern: str) -> list[str]:
        """The addresses of the page that match, in its order."""
        return [unescape(link) for link in re.findall(rf'href="({pattern})"', self.read(url))]
