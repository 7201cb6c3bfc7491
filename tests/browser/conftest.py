"""A server of its own with the demo company, and a browser to visit it as people do."""

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from time import monotonic

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    StorageState,
    sync_playwright,
)

from tests.selection import chromium

ROOT = Path(__file__).parents[2]
PASSWORD = "browse-the-demo-company"
STARTS_WITHIN_SECONDS = 60


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a served demo company."""
    folder = tmp_path_factory.mktemp("site")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environ = os.environ | {
        "INSTANCE_DIR": str(folder),
        "SECRET_KEY": "only for tests",
        "BASE_URL": address,
        "DEMO_PASSWORD": PASSWORD,
        "DATABASE_URL": "",
        "REDIS_URL": "",
    }
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    for command in (["db", "upgrade"], ["demo", "load"]):
        subprocess.run(
            [*flask, *command],
            cwd=ROOT,
            env=environ | {"JOBS": "off"},
            check=True,
            capture_output=True,
        )
    server = [sys.executable, "-m", "gunicorn", "--workers=1", "--threads=8", "wsgi:app"]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [*server, f"--bind=127.0.0.1:{port}"], cwd=ROOT, env=environ, stdout=log, stderr=log
        )
        try:
            _wait_for(f"{address}/readyz", folder / "server.log")
            yield address
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_for(address: str, log: Path) -> None:
    end = monotonic() + STARTS_WITHIN_SECONDS
    while monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
    pytest.fail(f"the server did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=chromium(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )


REFUSALS = ("status of 409", "status of 422")  # what a script is told, and says on the page


def is_error(said: ConsoleMessage) -> bool:
    return said.type == "error" and not any(one in said.text for one in REFUSALS)


SignIn = Callable[..., Page]


@pytest.fixture(scope="session")
def keys(site: str, browser: Browser) -> Callable[[str], StorageState]:
    """What the browser of a demo person remembers once signed in through the page."""

    @cache
    def of(who: str) -> StorageState:
        context = browser.new_context(base_url=site, locale="en-GB")
        page = context.new_page()
        page.goto("/sign-in")
        page.fill("input[name=email]", f"{who}@demo.example")
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url("**/")
        remembered = context.storage_state()
        context.close()
        return remembered

    return of


@pytest.fixture
def sign_in(site: str, browser: Browser, keys: Callable[[str], StorageState]) -> Iterator[SignIn]:
    """The home page of somebody signed in: `sign_in("mentee")`, with whatever the browser is like.

    A page that logs an error or breaks the content policy fails the test.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def visit(who: str, **settings: object) -> Page:
        given = {
            "base_url": site,
            "locale": "en-GB",
            "viewport": {"width": 1280, "height": 900},
            "reduced_motion": "reduce",
        }
        context = browser.new_context(storage_state=keys(who), **given | settings)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: errors.append(said.text) if is_error(said) else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto("/")
        return page

    yield visit
    for context in contexts:
        context.close()
    assert errors == []
