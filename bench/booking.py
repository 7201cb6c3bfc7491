"""Whether anything is booked twice: 64 clients who want the same 1,000 times at the same moment.

Over HTTP: one server process on SQLite, two on PostgreSQL (DATABASE_URL or TEST_DATABASE_URL says
where). Rivals for one time stand next to each other in the queue of what is to be done, so that
they meet. Every request counts, from its first byte to the last of its answer, waiting for one of
the server's threads included. Afterwards the database is asked what overlaps. The control is a
shorter run with the protection off, by `bench.unprotected`: it must double-book, or the
measurement proves nothing.
"""

import http.client
import os
import queue
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
from flask import g, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import text

from bench import ROOT, free_port, percentile, say
from learning import clock
from learning.app import create_app
from learning.config import from_environment
from learning.extensions import db
from learning.identity.operations import start_sign_in
from learning.mentoring.models import Pairing, Slot
from learning.mentoring.models.matches import Match, MatchState
from learning.mentoring.operations import book_slot
from learning.people.models import Person
from learning.programmes.models import Enrolment, EnrolmentRole, EnrolmentState, Programme
from learning.scheduling.models import POSTGRESQL_NO_OVERLAP, SQLITE_NO_OVERLAP, Availability

CLIENTS = 64
SLOTS = 1000
CONTROL_SLOTS = 60
RIVALS = 2
SEATS = 4
MENTORS = 50
SECRET = "only for measuring"  # noqa: S105

OVERLAPS = """
SELECT count(*) FROM attendances a JOIN attendances b ON a.person_id = b.person_id AND a.id < b.id
WHERE a.released_at IS NULL AND b.released_at IS NULL
AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
"""
CROWDED = """
SELECT count(*) FROM (SELECT s.id FROM slots s JOIN bookings b ON b.slot_id = s.id
WHERE b.cancelled_at IS NULL GROUP BY s.id, s.seats HAVING count(*) > s.seats) AS crowded
"""


@dataclass(frozen=True)
class Act:
    """One form that one client sends."""

    path: str
    client: int
    url: str
    form: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """What came of it."""

    path: str
    status: int
    is_told: bool
    times_offered: int
    seconds: float


def measure(database: str = "sqlite") -> dict[str, Any]:
    """Figures of the protected run, and what the control double-booked."""
    protected = _run(database, SLOTS, is_protected=True)
    control = _run(database, CONTROL_SLOTS, is_protected=False)
    return {
        "database": database,
        "clients": CLIENTS,
        "slots": SLOTS,
        **protected,
        "control_double_booked": control["double_booked"],
    }


def _run(database: str, slots: int, *, is_protected: bool) -> dict[str, Any]:
    with (
        tempfile.TemporaryDirectory(prefix="collegium-booking-") as folder,
        _empty_database(database, Path(folder)) as url,
    ):
        environment = dict(os.environ) | {
            "DATABASE_URL": url,
            "SECRET_KEY": SECRET,
            "INSTANCE_DIR": folder,
            "JOBS": "off",
            "REDIS_URL": "",
            "MAIL_URL": f"file:{folder}/mail",
        }
        app = create_app(from_environment(environment))
        with app.app_context():
            db.create_all()
            if not is_protected:
                _take_protection_away()
            acts = _fill(slots)
            cookies = _sign_everybody_in(app)
            db.session.remove()
        ports = [free_port() for _ in range(2 if database == "postgresql" else 1)]
        with _serving(ports, environment, is_protected):
            answers = _send(acts, cookies, ports)
        with app.app_context():
            double = db.session.scalar(text(OVERLAPS)) + db.session.scalar(text(CROWDED))
            db.session.remove()
            db.engine.dispose()
    counts = Counter(one.status for one in answers)
    done = Counter(one.path for one in answers if one.status == 302)
    seconds = [one.seconds for one in answers]
    say(f"{database}, {'protected' if is_protected else 'control'}: {dict(counts)}")
    return {
        "double_booked": double,
        "server_errors": sum(count for status, count in counts.items() if status >= 500),
        "done": dict(sorted(done.items())),
        "losers": counts[409],
        "losers_told": sum(one.is_told for one in answers if one.status == 409),
        "losers_offered_three": sum(one.times_offered >= 3 for one in answers if one.status == 409),
        "p50_s": round(percentile(seconds, 0.50), 3),
        "p99_s": round(percentile(seconds, 0.99), 3),
        "requests": len(answers),
        "load": round(os.getloadavg()[0], 1),
    }


@contextmanager
def _empty_database(database: str, folder: Path) -> Iterator[str]:
    if database == "sqlite":
        yield f"sqlite:///{folder / 'bench.db'}"
        return
    given = os.environ.get("DATABASE_URL") or os.environ.get("TEST_DATABASE_URL")
    if not given:
        raise SystemExit("bench booking on PostgreSQL needs DATABASE_URL or TEST_DATABASE_URL")
    plain = given.replace("postgresql+psycopg://", "postgresql://")
    name = f"collegium_bench_{os.getpid()}"
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{plain.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _take_protection_away() -> None:
    """Leave neither the ban on overlaps nor the unique seats."""
    if db.engine.dialect.name == "sqlite":
        names = [re.findall(r"TRIGGER (\w+)", one)[0] for one in SQLITE_NO_OVERLAP]
        statements = [f"DROP TRIGGER {name}" for name in names]
    else:
        name = re.findall(r"CONSTRAINT (\w+)", POSTGRESQL_NO_OVERLAP[1])[0]
        statements = [f"ALTER TABLE attendances DROP CONSTRAINT {name}"]
    with db.engine.begin() as connection:
        for statement in [*statements, "DROP INDEX uq_bookings_seat"]:
            connection.execute(text(statement))


def _fill(count: int) -> list[Act]:
    """People, times and what each client is to do; rivals stand next to each other."""
    now = clock.now()
    day = (now + timedelta(days=3)).replace(hour=8, minute=0, second=0, microsecond=0)
    guests = [_person(f"guest{number}") for number in range(CLIENTS)]
    mentors = [_person(f"mentor{number}") for number in range(MENTORS)]
    db.session.flush()
    draw = random.Random(7)
    contests: list[list[Act]] = []
    for number in range(count):
        mentor = mentors[number % MENTORS]
        start = day + timedelta(hours=number // MENTORS)
        path = ("book", "book", "book", "accept", "move", "seats")[number % 6]
        rivals = draw.sample(range(CLIENTS), SEATS * 2 if path == "seats" else RIVALS)
        slot = _slot(mentor, start, seats=SEATS if path == "seats" else 1)
        booking_form = {"agenda": "Me first"}
        address = f"/mentoring/slots/{slot.id}/book"
        if path == "accept":  # the host agrees while a rival wants an overlapping time
            asked = _slot(mentor, start + timedelta(minutes=10), is_on_request=True)
            late = _person(f"late{number}")
            db.session.flush()
            booked = book_slot(asked, late, "May I?", now)
            host = CLIENTS + mentors.index(mentor)
            answer = Act("accept", host, f"/mentoring/bookings/{booked.id}/accept", {})
            contests.append([answer, Act("book", rivals[0], address, booking_form)])
        elif path == "move":  # two move to the same time
            acts = []
            for turn, rival in enumerate(rivals):
                then = day + timedelta(days=30, hours=2 * number + turn)
                held = book_slot(_slot(mentor, then), guests[rival], "Mine", now)
                url = f"/mentoring/bookings/{held.id}/reschedule"
                acts.append(Act("move", rival, url, {"to": f"slot-{slot.id}"}))
            contests.append(acts)
        else:
            contests.append([Act(path, rival, address, booking_form) for rival in rivals])
    contests += _series(mentors, guests, now)
    db.session.commit()
    draw.shuffle(contests)
    return [act for contest in contests for act in contest]


def _series(mentors: list[Person], guests: list[Person], now: datetime) -> list[list[Act]]:
    """Ten mentors whose two mentees both want every Monday at noon, for six weeks."""
    programme = Programme(name="Bench", created_by=mentors[0].id, created_at=now)
    _give(programme, goal="career", state="running", formats=["mentoring"])
    db.session.add(programme)
    db.session.flush()
    monday = now + timedelta(days=60)
    monday += timedelta(days=-monday.weekday() % 7)
    at = monday.replace(hour=12, minute=0, second=0, microsecond=0)
    contests = []
    for number in range(10):
        mentor, pair = mentors[number], guests[2 * number : 2 * number + 2]
        db.session.add_all(
            [
                Enrolment(
                    programme_id=programme.id,
                    person_id=mentor.id,
                    role=EnrolmentRole.MENTOR,
                    state=EnrolmentState.ACTIVE,
                    applied_at=now,
                ),
                Availability(
                    person_id=mentor.id,
                    kind="mentoring.session",
                    week={"0": [["11:00", "14:00"]]},
                    horizon_days=365,
                    updated_at=now,
                ),
            ]
        )
        for mentee in pair:
            match = Match(
                programme_id=programme.id,
                mentee_id=mentee.id,
                mentor_id=mentor.id,
                state=MatchState.ACCEPTED,
                score=50,
                reasons=[],
                unanswered=[],
                proposed_at=now,
                expires_at=now,
            )
            db.session.add(match)
            db.session.flush()
            db.session.add(
                Pairing(
                    programme_id=programme.id,
                    match_id=match.id,
                    mentee_id=mentee.id,
                    mentor_id=mentor.id,
                    started_at=now,
                )
            )
        query = urlencode({"at": at.isoformat(), "minutes": 30, "rhythm": "weekly", "length": 6})
        url = f"/mentoring/mentors/{mentor.id}/series?{query}"
        form = {"agenda": "Ours"}
        contests.append([Act("series", 2 * number + turn, url, form) for turn in range(2)])
    return contests


def _give(row: object, **values: object) -> None:
    """Set what the model has of these."""
    for name, value in values.items():
        if hasattr(type(row), name):
            setattr(row, name, value)


def _person(name: str) -> Person:
    made = Person(name=name, email=f"{name}@bench.example", timezone="UTC")
    db.session.add(made)
    return made


def _slot(
    mentor: Person, starts_at: datetime, *, seats: int = 1, is_on_request: bool = False
) -> Slot:
    made = Slot(
        mentor_id=mentor.id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=30),
        place="Room 7",
        is_open_to_all=True,
        is_on_request=is_on_request,
        seats=seats,
        offered_at=starts_at - timedelta(days=30),
    )
    db.session.add(made)
    db.session.flush()
    return made


def _sign_everybody_in(app: Any) -> list[tuple[str, str]]:
    """By client a cookie and a token, as signing in would give them."""
    found = []
    signer = app.session_interface.get_signing_serializer(app)
    people = [f"guest{n}" for n in range(CLIENTS)] + [f"mentor{n}" for n in range(MENTORS)]
    for name in people:
        person = db.session.query(Person).filter_by(name=name).one()
        key = start_sign_in(person, clock.now(), remember=False)
        with app.test_request_context():
            g.pop("csrf_token", None)  # of whoever came before
            token = generate_csrf()
            content = dict(session) | {"_user_id": key}
        found.append((f"collegium={signer.dumps(content)}", token))
    db.session.commit()
    return found


@contextmanager
def _serving(ports: list[int], environment: dict[str, str], is_protected: bool) -> Iterator[None]:
    target = "wsgi:app" if is_protected else "bench.unprotected:app"
    command = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "8"]
    command += ["--no-control-socket", "--log-level", "error", "--backlog", "512", "--bind"]
    servers = [
        subprocess.Popen([*command, f"127.0.0.1:{port}", target], cwd=ROOT, env=environment)
        for port in ports
    ]
    try:
        for port in ports:
            _await(port)
        yield
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait(timeout=30)


def _await(port: int) -> None:
    for _try in range(600):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", "/health/live")
            connection.getresponse().read()
        except ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server does not answer")


def _send(acts: list[Act], cookies: list[tuple[str, str]], ports: list[int]) -> list[Answer]:
    """Every client takes the next act from one queue."""
    waiting: queue.SimpleQueue[Act] = queue.SimpleQueue()
    for act in acts:
        waiting.put(act)
    answers: list[Answer] = []

    def work(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", ports[number % len(ports)], timeout=60)
        while True:
            try:
                act = waiting.get_nowait()
            except queue.Empty:
                return
            cookie, token = cookies[act.client]
            body = urlencode({"csrf_token": token, **act.form})
            headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
            start = time.perf_counter()
            try:
                connection.request("POST", act.url, body, headers)
                answer = connection.getresponse()
                page = answer.read().decode()
            except (http.client.HTTPException, ConnectionError):
                connection.close()
                waiting.put(act)  # a kept connection that the server has closed: again
                continue
            seconds = time.perf_counter() - start
            is_told = 'class="refusal"' in page
            answers.append(Answer(act.path, answer.status, is_told, _times_offered(page), seconds))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _times_offered(page: str) -> int:
    """How many other times the page has: in a list of the nearest, or as choices of its form."""
    nearest = page.partition('class="rows nearest"')[2].partition("</ul>")[0]
    return nearest.count("<li>") + page.count('id="to-near-') + page.count('name="dates-')
