"""From a bare checkout to the first page, with nothing cached, and the starts after that."""

import shutil
import subprocess
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from bench import ROOT, environment, free_port, say, serving


def bare_checkout(folder: Path) -> Path:
    """A copy of what a clone would hold, changes not yet committed included; gives its `run`."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in filter(None, listing.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder / "run"


def measure() -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="collegium-setup-") as name:
        folder = Path(name)
        command = bare_checkout(folder / "checkout")
        settings = environment(
            folder / "checkout" / "instance", free_port(), XDG_CACHE_HOME=str(folder / "cache")
        )
        for setting in ("PYTHONPATH", "UV_CACHE_DIR", "PIP_CACHE_DIR", "VIRTUAL_ENV"):
            settings.pop(setting, None)
        say("The first start, from a bare checkout ...")
        with serving(command, settings) as first:
            pass
        later = []
        for number in ("second", "third", "fourth"):
            say(f"The {number} start ...")
            with serving(command, settings) as seconds:
                later.append(seconds)
    return {
        "seconds_first": round(first, 2),
        "seconds_second": round(later[0], 2),
        "seconds_later_median": round(median(later), 2),
    }
