"""What is swept, and what runs daily: the one list of both."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select

from learning import clock
from learning.academy import operations as academy
from learning.academy.models import TalkDeadline
from learning.academy.operations import talks
from learning.academy.search import Key
from learning.anonymity import operations as anonymity
from learning.buddies import operations as buddies
from learning.extensions import db
from learning.files import operations as files
from learning.files.models import FileReading, Upload
from learning.identity import operations as identity
from learning.identity.models import LinkRequest
from learning.jobs.apart import work_apart
from learning.jobs.letters import compose, compose_digest, compose_link
from learning.jobs.pacing import goes_now
from learning.jobs.rosters import work_on_rosters
from learning.jobs.sweeping import Sweep, reading, run
from learning.mentoring import operations as mentoring
from learning.mentoring.models import Deadline, RunJob
from learning.notifications import operations as notifications
from learning.notifications.models import Digest, Notification
from learning.notifications.queries import is_wanted, message_for
from learning.outbox import DailyRun, IndexChange, owe_daily
from learning.outgoing import FetchFailed, fetch
from learning.people.models import ImportJob, ImportRun
from learning.programmes import operations as programmes
from learning.reviews import operations as reviews
from learning.scheduling import operations as scheduling
from learning.scheduling.calendar import NO_CALENDAR, NoCalendar, busy_spans
from learning.scheduling.models import BusyCalendar, BusyReading
from learning.scheduling.rules.secrets import unseal

log = logging.getLogger(__name__)

NOTED_EVERY = timedelta(seconds=1)
STRAYS_KEPT = timedelta(days=1)  # a command that imports for hours has told nobody yet
INDEXED_AT_ONCE = 200  # each commit of the index merges what the last ones left


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

    def letter(notice: Notification) -> Any:
        now = clock.now()
        if not (is_wanted(notice, now) and goes_now(notice, now)):
            return None
        notice.mailed_at = now
        return message_for(notice, compose)

    return [
        Sweep("deliver-notifications", Notification, letter, send),
        Sweep("send-digests", Digest, compose_digest, send),
        Sweep("send-links", LinkRequest, compose_link, send),
        deadline_sweep(),
        talk_sweep(app),
        index_sweep(app),
        words_sweep(app),
        busy_sweep(app),
        Sweep("solve-matches", RunJob, lambda job: job.id, solve_matches),
        Sweep("work-on-rosters", ImportJob, lambda job: job.id, work_on_rosters),
    ]


def busy_sweep(app: Flask) -> Sweep:
    """Calendars outside are read for busy times, with nothing open meanwhile."""

    def read(reading_owed: BusyReading) -> tuple[int, str, str]:
        calendar = reading_owed.calendar
        address = unseal(calendar.sealed_address, app.config["SECRET_KEY"])
        return calendar.id, calendar.person.timezone, address

    def look(calendars: list[Any]) -> None:
        for calendar_id, zone, address in calendars:
            now, failure, busy = clock.now(), "", []
            try:
                busy = busy_spans(fetch(address), zone, now, now + scheduling.READ_AHEAD)
            except FetchFailed as error:
                failure = error.failure.value
            except NoCalendar:
                failure = NO_CALENDAR
            calendar = db.session.get(BusyCalendar, calendar_id)
            if calendar is None:  # forgotten meanwhile
                continue
            if failure:
                scheduling.note_failure(calendar, failure, now)
            else:
                scheduling.keep_busy_times(calendar, busy, now)
            db.session.commit()

    return Sweep("read-busy-times", BusyReading, read, look)


def deadline_sweep() -> Sweep:
    """Requests and offers that run out, groups that too few have joined: when it is time."""

    def meet(turns: list[tuple[str, int]]) -> None:
        for kind, object_id in turns:
            mentoring.meet_deadline(kind, object_id, clock.now())
            db.session.commit()

    return Sweep("meet-deadlines", Deadline, lambda turn: (turn.kind, turn.object_id), meet)


def talk_sweep(app: Flask) -> Sweep:
    """Seats offered that nobody takes, feedback to be asked for and released, when it is time."""

    def meet(turns: list[tuple[str, int]]) -> None:
        for kind, object_id in turns:
            talks.meet_deadline(kind, object_id, app.config["SECRET_KEY"], clock.now())
            db.session.commit()
            if kind == talks.RELEASE:
                anonymity.rebuild_file()

    return Sweep("tend-talks", TalkDeadline, lambda turn: (turn.kind, turn.object_id), meet)


def index_sweep(app: Flask) -> Sweep:
    """What changed comes into the search index, many at once."""

    def refresh(keys: list[Any]) -> None:
        search, wanted = app.extensions["search"](), set(keys)
        with reading():
            if academy.EVERYTHING in wanted:
                wanted.remove(academy.EVERYTHING)
                academy.make_index_whole(search, clock.now())
                log.warning("The search index is whole: %s documents.", search.count())
            if wanted:
                academy.refresh_index(search, wanted, clock.now())

    return Sweep(
        "refresh-index",
        IndexChange,
        lambda change: Key(change.kind, change.object_id),
        refresh,
        at_once=INDEXED_AT_ONCE,
    )


def solve_matches(job_ids: list[Any]) -> None:
    """Match large pools, each in a process of its own. Nothing is locked while it works."""
    for job_id in job_ids:
        now = clock.now()
        with reading():
            gathered = mentoring.gather_run(db.session.get_one(RunJob, job_id), now)
        if gathered is None:
            continue
        found = work_apart(mentoring.work_out, gathered, _watch(job_id))
        if found is None:
            continue
        mentoring.note_share(job_id, 1)
        db.session.commit()
        job = db.session.get_one(RunJob, job_id)
        mentoring.keep_solved(job, found, clock.now())
        db.session.commit()


def _watch(job_id: int) -> Callable[[float], bool]:
    """Notes how far a match is, once a second at most, and hears whether it is to go on."""
    noted_at = clock.now()

    def note(share: float) -> bool:
        nonlocal noted_at
        if clock.now() - noted_at < NOTED_EVERY:
            return True
        noted_at = clock.now()
        goes_on = mentoring.note_share(job_id, share)
        db.session.commit()
        return goes_on

    return note


def dailies() -> list[Daily]:
    """What runs once a day."""
    return [
        Daily("forget-tries-and-links", 3, identity.forget_what_is_over),
        Daily("note-ended-verifications", 0, academy.note_ended_verifications),
        Daily("tend-academy", 0, tend_academy),
        Daily("remind-readers", 6, academy.remind_readers),
        Daily("note-peer-steps", 5, academy.note_peer_steps),
        Daily("invite-experts", 6, academy.invite_experts),
        Daily("tend-talks", 4, talks.tend_talks),
        Daily("forget-searches", 3, academy.forget_searches),
        Daily("fill-free-seats", 3, programmes.fill_all_seats),
        Daily("owe-digests", 0, notifications.owe_digests),
        Daily("tidy-up-mentoring", 4, mentoring.tidy_up),
        Daily("look-after-circles", 4, mentoring.look_after_circles),
        Daily("draft-matches", 5, mentoring.draft_matches),
        Daily("welcome-newcomers", 5, buddies.tidy_up),
        Daily("close-review-cycles", 1, close_review_cycles),
        Daily("sweep-files", 3, sweep_files),
    ]


def tend_academy(now: datetime) -> None:
    """Look after articles; the bytes of files that went for good are deleted after the commit."""
    keys = academy.tend_academy(now)
    db.session.commit()
    for key in keys:
        current_app.extensions["storage"].delete(key)


def sweep_files(now: datetime) -> None:
    """Delete what no row speaks of: an upload was broken off, or its transaction undone."""
    known = {
        *db.session.scalars(select(Upload.key)),
        *db.session.scalars(select(ImportRun.file_key)),
    }
    db.session.rollback()
    current_app.extensions["storage"].sweep(known, now - STRAYS_KEPT)


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


def owe_whole_index(app: Flask) -> bool:
    """Owe the search index all there is if it was never made whole in this version's format."""
    owed = academy.owe_whole_index(app.extensions["search"](), clock.now())
    db.session.commit()
    return owed


def words_sweep(app: Flask) -> Sweep:
    """The words of new files are read, with nothing open meanwhile, for search to find them by."""

    def read(owed: FileReading) -> tuple[int, str, str]:
        return owed.upload_id, owed.upload.key, owed.upload.content_type

    def look(found: list[Any]) -> None:
        for upload_id, key, content_type in found:
            try:
                text = files.read_words(app.extensions["storage"].get(key), content_type)
            except FileNotFoundError:  # put in by a transaction that failed, or gone meanwhile
                continue
            upload = db.session.get(Upload, upload_id)
            if upload is not None:
                files.keep_words(upload, text, clock.now())
                academy.note_words_read(upload_id, clock.now())
            db.session.commit()

    return Sweep("read-files", FileReading, read, look)


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
