"""Imports point downwards, and every feature is held to the file vocabulary."""

import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
NOT_FEATURES = {"api", "cli", "jobs", "matching", "web"}


def contracts() -> list[dict[str, Any]]:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())
    found: list[dict[str, Any]] = pyproject["tool"]["importlinter"]["contracts"]
    return found


def test_no_feature_escapes_the_vocabulary():
    features = {f"learning.{path.parent.name}" for path in ROOT.glob("learning/*/__init__.py")}
    held = {name for contract in contracts() for name in contract.get("containers", [])}

    assert features - {f"learning.{name}" for name in NOT_FEATURES} <= held


def test_only_what_people_expect_lies_at_the_top():
    expected = {
        *("learning", "migrations", "static", "templates", "tests", "wsgi.py", "pyproject.toml"),
        *("run", "bench", "docs", "README.md", "LICENSE", "CONTRIBUTING.md", "CHANGELOG.md"),
        *("requirements.lock", "requirements-dev.lock", "requirements-setup.lock"),
        *("instance", "uv.lock", "__pycache__"),  # made here, never committed
    }

    assert {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} <= expected
