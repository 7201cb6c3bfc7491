"""A long roster is worked on by the engine: watched, left, stopped, and told of at the end."""

import io

import pytest
from sqlalchemy import func, select

from learning.errors import DomainError
from learning.jobs import rosters
from learning.notifications.models import Notification
from learning.people import operations
from learning.people.models import ImportJob, ImportRun, Person
from learning.people.queries.runs import job_of
from tests.factories.people import NOON, admin, person, roster


@pytest.fixture(autouse=True)
def every_roster_is_long(monkeypatch):
    monkeypatch.setattr("learning.people.operations.import_jobs.AT_ONCE", 0)


@pytest.fixture
def chief(db):
    return admin()


@pytest.fixture
def upload(db, app, chief):
    def upload(*rows, is_full=False):
        content = roster(*rows)().read()
        key = app.extensions["storage"].put(content)
        run = operations.keep_upload(
            "p.csv", key, len(content), is_full=is_full, by=chief, now=NOON
        )
        assert not operations.check_upload(run, lambda: io.BytesIO(content), chief, NOON)
        db.commit()
        return run

    return upload


def work(db):
    """What the engine does with the jobs that are owed, as its sweep would."""
    owed = list(db.scalars(select(ImportJob.id).where(ImportJob.done_at.is_(None))))
    db.commit()
    rosters.work_on_rosters(owed)


def apply(db, run, by):
    assert not operations.apply_upload(run, roster({}), by, NOON)
    db.commit()


def people_here(db):
    return db.scalar(select(func.count(Person.id)))


def test_a_long_roster_is_looked_through_by_the_engine_and_who_asked_is_told(db, chief, upload):
    run = upload({"timezone": "Mars"}, {"employee_id": "E2"})
    assert run.created == 0

    work(db)

    assert (run.created, run.refused, run.applied_at) == (1, 1, None)
    assert people_here(db) == 1
    [told] = db.scalars(select(Notification))
    assert (told.person_id, told.kind) == (chief.id, "people.import_checked")


def test_a_long_roster_is_taken_in_by_the_engine_and_its_file_goes(db, app, chief, upload):
    gone = person(name="Gone Soon", employee_id="E9")
    run = upload({}, is_full=True)
    work(db)
    apply(db, run, chief)
    apply(db, run, chief)  # twice is harmless

    work(db)

    assert run.applied_at is not None
    assert people_here(db) == 3
    db.refresh(gone)
    assert gone.deactivated_at is not None
    with pytest.raises(FileNotFoundError):
        app.extensions["storage"].get(run.file_key)
    kinds = list(db.scalars(select(Notification.kind).order_by(Notification.id)))
    assert kinds.count("people.import_done") == 1


def test_work_done_twice_takes_the_roster_in_once(db, chief, upload):
    run = upload({})
    work(db)
    apply(db, run, chief)
    job = job_of(run)
    db.commit()

    rosters.work_on_rosters([job.id])
    rosters.work_on_rosters([job.id])

    assert people_here(db) == 2


def test_a_look_that_was_stopped_throws_the_file_away(db, upload):
    run = upload({})
    job = job_of(run)
    operations.stop_import(run, NOON)

    assert not operations.note_read(job.id, 0.5)
    work(db)

    assert (run.discarded_at, run.created) == (NOON, 0)
    with pytest.raises(DomainError):
        operations.stop_import(run, NOON)


def test_a_roster_stopped_while_it_is_read_changes_nobody_and_still_waits(
    db, chief, upload, monkeypatch
):
    run = upload({})
    work(db)
    apply(db, run, chief)
    read_so_far = []

    def stop_meanwhile(_job_id, share):
        read_so_far.append(share)
        return False  # what the row says once somebody has pressed Stop

    monkeypatch.setattr(rosters.people, "note_read", stop_meanwhile)
    rosters.work_on_rosters([job_of(run).id])
    operations.stop_import(run, NOON)

    assert read_so_far == [1.0]
    assert people_here(db) == 1
    assert run.is_waiting


def test_it_is_too_late_to_stop_once_people_are_written(db, chief, upload):
    run = upload({})
    work(db)
    apply(db, run, chief)
    assert operations.note_read(job_of(run).id, 1.0)

    with pytest.raises(DomainError, match="too late"):
        operations.stop_import(run, NOON)


def test_a_roster_is_not_discarded_under_the_engines_hands(db, upload):
    with pytest.raises(DomainError, match="worked on"):
        operations.discard_run(upload({}), NOON)


def test_an_admin_watches_the_work_and_stops_it(client, db, chief):
    client.sign_in(chief)
    client.submit("/people/imports", roster=(roster({})(), "people.csv", "text/csv"))
    run = db.scalars(select(ImportRun)).one()
    address = f"/people/imports/{run.id}"

    page = client.get(address)
    assert page.select_one("progress")
    assert "At work" in client.get("/people/imports").text
    client.submit(address, form="form[action$=stop]")

    assert "Discarded" in client.get(address).text


def test_an_admin_takes_a_long_roster_in(client, db, chief):
    client.sign_in(chief)
    client.submit("/people/imports", roster=(roster({})(), "people.csv", "text/csv"))
    run = db.scalars(select(ImportRun)).one()
    address = f"/people/imports/{run.id}"
    work(db)

    client.submit(address, form="form[action$=apply]")
    assert "Reading the file" in client.get(address).text
    work(db)

    assert "Taken in" in client.get(address).text


def test_work_that_failed_again_and_again_says_so(client, db, chief, upload):
    run = upload({})
    job_of(run).attempts = 8
    db.commit()
    client.sign_in(chief)

    page = client.get(f"/people/imports/{run.id}")

    assert "Something went wrong" in page.text
    assert not page.select("[hx-trigger]")
