"""Promise 14 with real processes: a minute of guessing at two servers, and Redis dies in it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest

from learning.identity import rules
from tests.factories.identity import PASSWORD, link, person_with_password

ROOT = Path(__file__).parents[2]
ATTACK_SECONDS, ATTACKERS, STARTS_WITHIN_SECONDS = 60, 6, 60

pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(not shutil.which("redis-server"), reason="there is no redis-server to kill"),
]


class Visitor:
    """A browser of its own, over a real connection."""

    def __init__(self, address: str) -> None:
        self.address = address
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        self.http = urllib.request.build_opener(jar)

    def ask(self, path: str, **fields: str) -> tuple[int, str]:
        """Get the page, or post the fields to it with its own token; status and text."""
        data = None
        if fields:
            token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.ask(path)[1])
            data = urlencode(fields | {"csrf_token": token[1] if token else ""}).encode()
        request = urllib.request.Request(self.address + path, data)  # noqa: S310 - our own server
        try:
            with self.http.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(what, *, seconds=STARTS_WITHIN_SECONDS) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.1)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def process(*command: str, environ=None):
    with subprocess.Popen(
        command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        try:
            yield running
        finally:
            running.kill()


@pytest.fixture
def redis(tmp_path):
    """A Redis of this test's own, to be killed: its address and its process."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    with process(*command, "--dir", str(tmp_path)) as running:
        wait_for(lambda: answers(port))
        yield f"redis://127.0.0.1:{port}/0", running


@pytest.fixture
def servers(real_db, database_url, redis, tmp_path):
    """The addresses of two servers on one database and one Redis."""
    ports = [free_port(), free_port()]
    started = []
    for port in ports:
        folder = tmp_path / str(port)
        folder.mkdir()
        environ = os.environ | {
            "INSTANCE_DIR": str(folder),
            "SECRET_KEY": "only for tests",
            "BASE_URL": f"http://127.0.0.1:{port}",
            "DATABASE_URL": database_url,
            "REDIS_URL": redis[0],
        }
        command = [sys.executable, "-m", "gunicorn", "--threads=8", f"--bind=127.0.0.1:{port}"]
        started.append(process(*command, "wsgi:app", environ=environ))
    with started[0], started[1]:
        for port in ports:
            wait_for(lambda port=port: answers(port))
        yield [f"http://127.0.0.1:{port}" for port in ports]


def test_sixty_seconds_of_guessing_get_five_tries_though_redis_dies(servers, redis, real_db):
    victim = person_with_password()
    email = victim.email
    link(victim, "mailed")
    real_db.commit()
    end = time.monotonic() + ATTACK_SECONDS
    told: Counter[int] = Counter()

    def guess(number: int) -> None:
        attacker = Visitor(servers[number % 2])
        while time.monotonic() < end:
            status, _text = attacker.ask("/sign-in", email=email, password="a wrong password")
            told[status] += 1

    attackers = [threading.Thread(target=guess, args=(number,)) for number in range(ATTACKERS)]
    for attacker in attackers:
        attacker.start()
    time.sleep(ATTACK_SECONDS / 3)
    redis[1].kill()
    for attacker in attackers:
        attacker.join()

    assert told[401] == rules.TRIES  # compared; every other try is told to wait
    assert told[429] > 10 * rules.TRIES
    assert set(told) == {401, 429}

    owner = Visitor(servers[1])
    status, _text = owner.ask("/password/reset/mailed", password=PASSWORD, again=PASSWORD)
    assert status == 200
    assert owner.ask("/sign-ins")[0] == 200
