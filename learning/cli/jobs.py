"""`flask jobs`: sweep what is owed once, or keep sweeping beside the web servers."""

import signal
import threading

import click
from flask import current_app
from flask.cli import AppGroup

from learning import jobs as engine

jobs = AppGroup("jobs", help="Send what is owed and do the daily work.")


@jobs.command()
def once() -> None:
    """Do everything that is due and print how many rows were done."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    click.echo(engine.run_once(app))


@jobs.command("run")
def run_for_ever() -> None:
    """Work until told to stop; for servers whose web processes run with JOBS=off."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    stopping = threading.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda *_: stopping.set())
    running = engine.start(app)
    stopping.wait()
    running.stop()
