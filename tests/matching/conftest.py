"""The development problems, where they are at hand."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def development_problems() -> Path:
    """The folder of problems with known optima, inside SHARED_DIR."""
    default = Path(__file__).parents[3] / "shared"
    folder = Path(os.environ.get("SHARED_DIR") or default) / "data" / "matching"
    if not (folder / "OPTIMA.json").is_file():
        pytest.skip(f"SHARED_DIR has no development problems: {folder} is missing")
    return folder
