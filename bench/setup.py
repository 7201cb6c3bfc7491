"""From a bare checkout to the first page, with nothing cached, and the start after that."""

import shutil
import subprocess
import tempfile
from pathlib import Path
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
        say("The second start ...")
        with serving(command, settings) as second:
            pass
    return {"seconds_first": round(first, 2), "seconds_second": round(second, 2)}
