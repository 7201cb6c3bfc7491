"""What is swept, and what runs daily: the one list of both."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from flask import Flask, current_app

from learning import clock
from learning.academy import operations as academy
from learning.academy.search import Key
from learning.anonymity import operations as anonymity
from learning.buddies import operations as buddies
from learning.extensions import db
from learning.identity import operations as identity
from learning.identity.models import LinkRequest
from learning.jobs.letters import compose, compose_link
from learning.jobs.sweeping import AT_A_TIME, Sweep, reading, run
from learning.mentoring import operations as mentoring
from learning.notifications.models import Notification
from learning.notifications.queries import message_for
from learning.outbox import DailyRun, IndexChange, owe_daily
from learning.programmes import operations as programmes
from learning.reviews import operations as reviews


@dataclass(frozen=True)
class Daily:
    """Something that is looked at once a day, from this hour UTC on; safe to run twice."""

    name: str
    hour: int
    work: Callable[[datetime], None]


def sweeps(app: Flask) -> list[Sweep]:
    """Everything that is swept. Each sweep has a loop of its own, so none waits for another."""

    def send(messages: list[Any]) -> None:
        for mail in messages:
            app.extensions["mailer"].send(mail)

    return [
        Sweep("deliver-notifications", Notification, partial(message_for, compose=compose), send),
        Sweep("send-links", LinkRequest, compose_link, send),
        index_sweep(app),
    ]


def index_sweep(app: Flask) -> Sweep:
    """What changed comes into the search index, many at once."""

    def refresh(keys: list[Any]) -> None:
        with reading():
            academy.refresh_index(app.extensions["search"](), set(keys), clock.now())

    return Sweep(
        "refresh-index",
        IndexChange,
        lambda change: Key(change.kind, change.object_id),
        refresh,
        at_once=AT_A_TIME,
    )


def dailies() -> list[Daily]:
    """What runs once a day."""
    return [
        Daily("forget-tries-and-links", 3, identity.forget_what_is_over),
        Daily("note-ended-verifications", 0, academy.note_ended_verifications),
        Daily("fill-free-seats", 3, programmes.fill_all_seats),
        Daily("tidy-up-mentoring", 4, mentoring.tidy_up),
        Daily("welcome-newcomers", 5, buddies.tidy_up),
        Daily("close-review-cycles", 1, close_review_cycles),
    ]


def close_review_cycles(now: datetime) -> None:
    """End and release the review cycles whose day has come, then rebuild what their texts left."""
    if reviews.close_due_cycles(current_app.config["SECRET_KEY"], now):
        db.session.commit()
        anonymity.rebuild_file()


def run_once(app: Flask) -> int:
    """Sweep everything in turn until nothing is due; how many rows were done."""
    total = 0
    with app.app_context():
        owe_dailies()
        everything = [*sweeps(app), daily_sweep()]
        while True:
            results = [run(sweep) for sweep in everything]
            total += sum(done for _taken, done in results)
            if not any(taken for taken, _done in results):
                return total


def owe_dailies() -> None:
    """Owe what is to run today and whose hour has come, however late that is."""
    now = clock.now()
    for daily in dailies():
        owe_daily(daily.name, daily.hour, now)
    db.session.commit()


def daily_sweep() -> Sweep:
    """The daily turns that are owed."""
    known = {daily.name: daily for daily in dailies()}

    def act(turns: list[Daily]) -> None:
        for daily in turns:
            daily.work(clock.now())
            db.session.commit()

    return Sweep("run-dailies", DailyRun, lambda turn: known.get(turn.name), act)
