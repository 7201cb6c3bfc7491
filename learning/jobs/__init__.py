"""Effects outside the database, and what runs daily.

No effect lives only in here. Every effect is a row in our own database; Huey carries wake-ups
and the daily clock, and may lose them without loss.
"""

from learning.jobs.engine import Engine, init_app, is_alive, start
from learning.jobs.schedule import (
    Daily,
    close_review_cycles,
    dailies,
    index_sweep,
    owe_dailies,
    owe_whole_index,
    run_once,
    sweeps,
    words_sweep,
)
from learning.jobs.sweeping import Sweep, run

__all__ = [
    "Daily",
    "Engine",
    "Sweep",
    "close_review_cycles",
    "dailies",
    "index_sweep",
    "init_app",
    "is_alive",
    "owe_dailies",
    "owe_whole_index",
    "run",
    "run_once",
    "start",
    "sweeps",
    "words_sweep",
]
