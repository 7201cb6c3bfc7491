"""Two windows, a double click, a closing at the same moment: real threads, real commits."""

import threading
from collections import Counter
from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select

from learning.anonymity.models import Envelope
from learning.anonymity.rules import new_token
from learning.extensions import db as _db
from learning.reviews.models import ReviewAssignment, ReviewCycle, ReviewResult
from learning.reviews.operations import close_cycle, mark_sent, seal_review
from tests.factories.people import NOON
from tests.factories.reviews import SECRET, collecting

CONTENT = {"ratings": {}, "texts": ["You explain with patience."]}


def at_once(app: Flask, acts: list[Callable[[], None]]) -> Counter[str]:
    """Run each act in a thread with a database session of its own; how they ended."""
    line = threading.Barrier(len(acts))
    results: list[str] = ["hangs"] * len(acts)

    def run(number: int) -> None:
        with app.app_context():
            line.wait()
            try:
                acts[number]()
                results[number] = "done"
            except Exception as error:
                _db.session.rollback()
                results[number] = type(error).__name__

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return Counter(results)


def send(assignment_id: int, token: str) -> Callable[[], None]:
    def act() -> None:
        asked = _db.session.get_one(ReviewAssignment, assignment_id)
        mark_sent(asked, token)
        _db.session.commit()
        seal_review(asked, token, CONTENT, SECRET)
        _db.session.commit()

    return act


def close(cycle_id: int) -> Callable[[], None]:
    def act() -> None:
        close_cycle(_db.session.get_one(ReviewCycle, cycle_id), None, SECRET, NOON)
        _db.session.commit()

    return act


def sealed(db) -> int:
    return db.scalar(select(func.count()).select_from(Envelope))


def test_one_person_in_six_windows_has_one_voice(app, real_db):
    asked = collecting(5).asked()[0].id
    real_db.rollback()

    ended = at_once(app, [send(asked, new_token()) for _window in range(6)])

    assert ended == {"done": 1, "AlreadySent": 5}
    assert sealed(real_db) == 1


def test_a_form_sent_six_times_at_once_is_one_review(app, real_db):
    asked, token = collecting(5).asked()[0].id, new_token()
    real_db.rollback()

    ended = at_once(app, [send(asked, token) for _click in range(6)])

    assert ended == {"done": 6}
    assert sealed(real_db) == 1


def test_colleagues_who_write_at_once_are_all_heard(app, real_db):
    asked = [one.id for one in collecting(6).asked()]
    real_db.rollback()

    ended = at_once(app, [send(one, new_token()) for one in asked])

    assert ended == {"done": 6}
    assert sealed(real_db) == 6


def test_what_is_acknowledged_while_the_cycle_closes_is_in_the_result(app, real_db):
    about = collecting(9)
    asked, cycle_id = [one.id for one in about.asked()], about.cycle_id
    for one in asked[:5]:
        send(one, new_token())()
    real_db.rollback()

    ended = at_once(app, [*(send(one, new_token()) for one in asked[5:]), close(cycle_id)])
    real_db.rollback()

    assert set(ended) <= {"done", "NotCollecting"}
    texts = real_db.scalars(select(ReviewResult.texts)).one()
    assert len(texts) == 5 + ended["done"] - 1
    assert sealed(real_db) == 0


def test_two_leads_who_close_at_once_close_once(app, real_db):
    about = collecting(5)
    cycle_id = about.cycle_id
    real_db.rollback()

    ended = at_once(app, [close(cycle_id), close(cycle_id)])

    assert ended == {"done": 1, "WrongStep": 1}
    assert real_db.scalar(select(func.count(ReviewResult.id))) == 1
