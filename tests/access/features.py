"""Every feature's scenes, imported for what they register."""

import importlib
from pathlib import Path

NAMES = sorted(
    path.stem
    for path in Path(__file__).parent.glob("*.py")
    if path.stem not in {"__init__", "features", "identities"}
)
for name in NAMES:
    importlib.import_module(f"tests.access.{name}")
