"""The engine over Redis, as several servers share it; the rows do not depend on it."""

import os
import time

import pytest
from redis import Redis

from learning import jobs
from learning.app import create_app
from learning.jobs import engine as engine_room
from learning.mail import MemoryMailer
from tests.conftest import let_go, settings_for
from tests.factories.notifications import notice


@pytest.fixture
def redis_url(worker_id):
    """A Redis database of this process's own, empty."""
    given = os.environ.get("TEST_REDIS_URL")
    if not given:
        pytest.skip("TEST_REDIS_URL is not set: the engine on Redis is left out")
    server, _, number = given.rpartition("/")
    own = int(number) - int(worker_id.removeprefix("gw")) if worker_id != "master" else number
    url = f"{server}/{own}"
    with Redis.from_url(url) as redis:
        redis.flushdb()
        yield url
        redis.flushdb()


@pytest.fixture
def server(database_url, real_db, tmp_path):
    """Makes applications over the tests' database and this Redis, as servers have them."""
    made = []

    def start(url):
        settings = settings_for(database_url, tmp_path)
        app = create_app(settings | {"TESTING": False, "REDIS_URL": url})
        app.extensions["mailer"] = MemoryMailer()
        made.append(app)
        return app

    yield start
    for app in made:
        let_go(app)


def until(is_so, seconds=10):
    end = time.monotonic() + seconds
    while not is_so() and time.monotonic() < end:
        time.sleep(0.02)
    return bool(is_so())


def owe_one(app):
    with app.app_context():
        notice()


def test_a_commit_on_one_server_wakes_the_engine_on_another(server, redis_url, monkeypatch):
    monkeypatch.setattr(engine_room, "TICK_SECONDS", 60)
    web, worker = server(redis_url), server(redis_url)
    engine = jobs.start(worker)
    try:
        assert until(engine.is_alive)
        assert until(lambda: web.test_client().get("/readyz").status_code == 200)

        owe_one(web)

        assert until(lambda: worker.extensions["mailer"].sent)
    finally:
        engine.stop()


def test_what_is_owed_is_done_without_redis(server, monkeypatch):
    monkeypatch.setattr(engine_room, "TICK_SECONDS", 0.1)
    app = server("redis://127.0.0.1:1/0")
    engine = jobs.start(app)
    try:
        owe_one(app)

        assert until(lambda: app.extensions["mailer"].sent)
        assert app.test_client().get("/readyz").status_code == 503
    finally:
        engine.stop()
