"""Commands on an instance: `./run flask …`. A group of them in each module."""

from flask import Flask

from learning.cli.academy import academy
from learning.cli.demo import demo
from learning.cli.jobs import jobs
from learning.cli.matching import matching
from learning.cli.people import people
from learning.cli.search import search


def init_app(app: Flask) -> None:
    """Make every group of commands known."""
    for group in (academy, demo, jobs, matching, people, search):
        app.cli.add_command(group)
