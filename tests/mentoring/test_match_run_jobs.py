"""A large pool is matched in the background: watched, left, stopped, and told of at the end."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from learning import clock
from learning.jobs import schedule
from learning.matching.scoring import pool
from learning.mentoring import queries
from learning.mentoring.models import RunJob
from learning.mentoring.operations import (
    draft_matches,
    jobs,
    lock_matches,
    match_run,
    publish_run,
    start_draft,
    start_match_run,
    stop_job,
    work_out,
)
from learning.mentoring.operations.refusals import MatchClosed
from learning.mentoring.operations.solving import REPORTED, SOLVED, gather, step_at
from learning.mentoring.pairing import SCORED
from learning.notifications.models import Notification
from tests.factories.mentoring import mentee_in, mentor_in, run
from tests.factories.people import NOON, programme_lead
from tests.factories.programmes import programme

DAY = timedelta(days=1)


@pytest.fixture
def lead(db):
    return programme_lead()


@pytest.fixture
def where(lead):
    where = programme(lead)
    mentee_in(where), mentor_in(where)
    return where


@pytest.fixture
def everything_is_large(monkeypatch):
    monkeypatch.setattr(jobs, "MOST_AT_ONCE", 0)


def work(db):
    """What the engine does with the jobs that are owed, as its sweep would."""
    owed = list(db.scalars(select(RunJob).where(RunJob.done_at.is_(None))))
    db.commit()
    schedule.solve_matches([job.id for job in owed])
    for job in owed:
        job.done_at = NOON
    db.commit()


def test_a_small_pool_is_matched_at_once(db, where, lead):
    run = start_draft(where, lead, NOON)

    assert match_run(run, lead, NOON) == 0
    assert queries.job_of(run) is None
    assert queries.figures_of(run).served == 1


@pytest.mark.usefixtures("everything_is_large")
def test_a_large_pool_is_matched_by_the_engine_and_who_asked_is_told(db, where, lead):
    run = start_draft(where, lead, NOON)
    assert match_run(run, lead, NOON) is None
    assert queries.figures_of(run).served == 0

    work(db)

    assert queries.figures_of(run).served == 1
    assert queries.record_of(run) is not None
    [told] = db.scalars(select(Notification))
    assert (told.person_id, told.kind) == (lead.id, "mentoring.match_ready")


@pytest.mark.usefixtures("everything_is_large")
def test_a_draft_that_is_being_matched_is_not_changed_meanwhile(db, where, lead):
    run = start_match_run(where, lead, NOON)
    [made] = queries.matches_in(run)
    match_run(run, lead, NOON)
    db.flush()

    for change in (
        lambda: lock_matches(run, [made.id], is_locked=True),
        lambda: match_run(run, lead, NOON),
        lambda: publish_run(run, lead, NOON),
    ):
        with pytest.raises(MatchClosed):
            change()


@pytest.mark.usefixtures("everything_is_large")
def test_work_that_was_stopped_changes_nothing_even_if_it_comes_to_its_end(db, where, lead):
    run = start_draft(where, lead, NOON)
    match_run(run, lead, NOON)
    job = queries.job_of(run)
    gathered = jobs.gather_run(job, NOON)
    stop_job(run, NOON)
    assert not jobs.note_share(job.id, 0.5)

    jobs.keep_solved(job, work_out(gathered), NOON)

    assert queries.figures_of(run).served == 0
    assert db.scalars(select(Notification)).all() == []
    assert jobs.gather_run(job, NOON) is None
    with pytest.raises(MatchClosed):
        stop_job(run, NOON)


def test_whoever_watches_hears_of_every_part_of_the_work(db, where, lead, monkeypatch):
    monkeypatch.setattr(pool, "ROWS_AT_ONCE", 1)
    monkeypatch.setattr(pool, "PAIRS_AT_ONCE", 1)
    mentee_in(where), mentor_in(where)
    given = gather(start_draft(where, lead, NOON), NOON)
    heard = []

    work_out(given, lambda share: heard.append(share) or True)

    assert heard == sorted(heard)
    parts = [0, SCORED * SOLVED, SOLVED, REPORTED, 1]
    for begin, end in pairwise(parts):
        assert any(begin < share < end for share in heard), (begin, end)


@pytest.mark.usefixtures("everything_is_large")
def test_work_on_a_draft_twice_leaves_the_same_draft(db, where, lead):
    run = start_draft(where, lead, NOON)
    match_run(run, lead, NOON)
    job = queries.job_of(run)
    db.commit()

    schedule.solve_matches([job.id])
    schedule.solve_matches([job.id])

    assert queries.figures_of(run).served == 1
    assert len(db.scalars(select(Notification)).all()) == 1


@pytest.mark.parametrize(
    ("share", "step", "of_circles"),
    [
        (0, "reading", "reading"),
        (SOLVED / 2, "planning", "planning"),
        (SOLVED, "measuring", "planning"),
        (REPORTED, "explaining", "explaining"),
        (1, "keeping", "keeping"),
    ],
)
def test_the_step_at_hand_is_named(share, step, of_circles):
    assert step_at(share, of_circles=False) == step
    assert step_at(share, of_circles=True) == of_circles


@pytest.mark.usefixtures("everything_is_large")
def test_the_lead_watches_the_work_and_stops_it(client, db, where, lead):
    client.sign_in(lead)
    client.submit(f"/mentoring/programmes/{where.id}/match-runs")
    run = queries.draft_of(where)
    address = f"/mentoring/match-runs/{run.id}"

    page = client.get(address)
    assert page.select_one("progress")
    assert "You may leave this page" in page.text
    assert "Reading who takes part" in page.text
    client.submit(address, form="form[action$=stop]")

    page = client.get(address)
    assert "Nobody is matched in this draft yet" in page.text
    client.submit(address, form="form[action$=rerun]")
    work(db)
    assert "Publish" in client.get(address).text


@pytest.mark.usefixtures("everything_is_large")
def test_work_that_failed_again_and_again_says_so(client, db, where, lead):
    run = start_draft(where, lead, clock.now())
    match_run(run, lead, clock.now())
    queries.job_of(run).attempts = 8
    db.commit()
    client.sign_in(lead)

    page = client.get(f"/mentoring/match-runs/{run.id}")

    assert "Something went wrong" in page.text
    assert not page.select("[hx-trigger]")


@pytest.fixture
def rolling(where):
    where.is_evergreen = True
    return where


def test_where_people_join_at_any_time_a_match_is_drafted_overnight(db, rolling, lead):
    draft_matches(NOON)
    draft_matches(NOON)
    work(db)

    [drafted] = queries.runs_of(rolling)
    assert drafted.is_draft, "a lead publishes it"
    assert queries.figures_of(drafted).served == 1
    assert [one.person_id for one in db.scalars(select(Notification))] == [lead.id]


def test_a_group_is_matched_when_its_lead_says(db, where):
    draft_matches(NOON)

    assert queries.runs_of(where) == []


def test_the_next_night_drafts_once_more_only_for_who_came_since(db, rolling):
    published = run(rolling, started_at=NOON + DAY, published_at=NOON + DAY)
    draft_matches(NOON + 2 * DAY)
    assert queries.runs_of(rolling) == [published]

    mentee_in(rolling).decided_at = NOON + 1.5 * DAY
    draft_matches(NOON + 2 * DAY)

    assert len(queries.runs_of(rolling)) == 2


def test_nothing_is_drafted_without_anybody_to_match(db, lead):
    where = programme(lead, is_evergreen=True)
    mentor_in(where)

    draft_matches(NOON)

    assert queries.runs_of(where) == []
