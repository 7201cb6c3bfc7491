"""Which tests a run leaves out, and why: said at its end. A plugin that `./run test` loads."""

import os
import shutil
from collections import Counter

import pytest

LONG = "take long: ./run test --full runs them"
NO_CHROMIUM = "drive a browser, and there is no Chromium here: apt install chromium"
NO_POSTGRESQL = "need PostgreSQL, and TEST_DATABASE_URL is not set"
OTHER_RUN = "have their turn in the run on the other database"

left_out = pytest.StashKey[Counter[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="run what takes long, too")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[left_out] = Counter()


def reason_to_leave_out(item: pytest.Item) -> str | None:
    """Why this test does not run now; None if it does."""
    on_postgresql = item.config.getoption("--database") == "postgresql"
    if item.get_closest_marker("full") and not item.config.getoption("--full"):
        return LONG
    if item.get_closest_marker("postgres") and not on_postgresql:
        return OTHER_RUN if os.environ.get("TEST_DATABASE_URL") else NO_POSTGRESQL
    if on_postgresql and item.get_closest_marker("sqlite"):
        return OTHER_RUN
    if on_postgresql and not item.get_closest_marker("postgres"):
        touches_database = "database_url" in getattr(item, "fixturenames", ())
        if not touches_database or item.get_closest_marker("browser"):
            return OTHER_RUN
    if item.get_closest_marker("browser") and not chromium():
        return NO_CHROMIUM
    return None


def chromium() -> str | None:
    """Where Debian's Chromium is, under either of its names."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    reasons = [(item, reason_to_leave_out(item)) for item in items]
    items[:] = [item for item, reason in reasons if reason is None]
    gone = [item for item, reason in reasons if reason is not None]
    config.hook.pytest_deselected(items=gone)
    config.stash[left_out].update(reason for _, reason in reasons if reason is not None)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where tests are spread over processes, each has collected them all: let one tell."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["left_out"] = dict(session.config.stash[left_out])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    told = getattr(node, "workeroutput", {}).get("left_out", {})
    node.config.stash[left_out] = Counter(told)  # type: ignore[attr-defined]


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    counts = config.stash[left_out]
    terminalreporter.section("left out")
    for reason in [LONG, NO_CHROMIUM, NO_POSTGRESQL]:
        if counts[reason]:
            terminalreporter.line(f"{counts[reason]} tests {reason}")
    if not os.environ.get("TEST_DATABASE_URL"):
        terminalreporter.line("everything on PostgreSQL: TEST_DATABASE_URL is not set")
    elif counts[OTHER_RUN]:
        terminalreporter.line(f"{counts[OTHER_RUN]} tests {OTHER_RUN}")
