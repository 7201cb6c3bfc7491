"""A colleague writes: once, sealed, in two transactions, and may take it back."""

import pytest
from sqlalchemy import func, select, text

from learning.activity.models import Fact
from learning.anonymity.models import Envelope
from learning.anonymity.operations import AlreadySent, NoSuchReceipt
from learning.anonymity.rules import new_token
from learning.audit.models import AuditEntry
from learning.notifications.models import Notification
from learning.reviews.models import AssignmentState, CycleState, ReviewAssignment
from learning.reviews.operations import (
    NotAnonymous,
    NotCollecting,
    close_cycle,
    decline,
    destroy_review,
    free_assignment,
    mark_sent,
    seal_review,
)
from tests.factories.people import NOON
from tests.factories.reviews import SECRET, assignment, collecting, reviewee, write

CONTENT = {"ratings": {}, "texts": ["You explain with patience."]}


def sealed(db) -> int:
    return db.scalar(select(func.count()).select_from(Envelope))


def test_a_sent_review_is_marked_and_sealed(db):
    asked = collecting(5).asked()[0]

    write(asked, [3, 4], "You explain with patience.")

    assert asked.is_sent
    assert sealed(db) == 1


def test_the_same_form_twice_is_one_review(db):
    asked, token = collecting(5).asked()[0], new_token()

    for _click in range(2):
        mark_sent(asked, token)
        db.commit()
        seal_review(asked, token, CONTENT, SECRET)
        db.commit()

    assert sealed(db) == 1


def test_after_a_crash_in_between_the_same_form_finishes(db):
    asked, token = collecting(5).asked()[0], new_token()
    mark_sent(asked, token)
    db.commit()

    mark_sent(asked, token)
    db.commit()
    seal_review(asked, token, CONTENT, SECRET)
    db.commit()

    assert sealed(db) == 1


def test_a_second_form_has_no_second_voice(db):
    asked = collecting(5).asked()[0]
    write(asked, [3, 4])

    with pytest.raises(AlreadySent):
        mark_sent(asked, new_token())

    assert sealed(db) == 1


def test_a_form_sent_once_carries_no_review_of_somebody_else(db):
    first, token = collecting(5).asked()[0], new_token()
    mark_sent(first, token)
    seal_review(first, token, CONTENT, SECRET)
    db.commit()

    with pytest.raises(AlreadySent, match="already"):
        mark_sent(collecting(5).asked()[0], token)

    assert sealed(db) == 1


def test_with_four_eligible_writers_the_form_is_not_offered(db):
    about = collecting(5)
    decline(about.asked()[4], "I see too little of the work.")
    db.commit()

    with pytest.raises(NotAnonymous):
        mark_sent(about.asked()[0], new_token())


def test_nothing_is_sent_before_it_collects_or_after(db):
    about = collecting(5)
    asked = about.asked()[0]
    for state in set(CycleState) - {CycleState.COLLECTING}:
        about.cycle.state = state
        db.commit()
        with pytest.raises(NotCollecting):
            mark_sent(asked, new_token())
        with pytest.raises(NotCollecting):
            seal_review(asked, new_token(), CONTENT, SECRET)

    assert sealed(db) == 0


def test_a_text_that_comes_after_the_closing_is_refused_and_not_lost_in_silence(db):
    """The mark was made, then the cycle closed: the writer reads that nothing was sent."""
    asked, token = collecting(5).asked()[0], new_token()
    mark_sent(asked, token)
    db.commit()
    close_cycle(asked.cycle, None, SECRET, NOON)
    db.commit()

    with pytest.raises(NotCollecting):
        seal_review(asked, token, CONTENT, SECRET)


def test_whoever_declined_cannot_write(db):
    asked = collecting(6).asked()[0]
    decline(asked, "I see too little of the work.")
    db.commit()

    assert (asked.state, asked.reason) == (
        AssignmentState.DECLINED,
        "I see too little of the work.",
    )
    with pytest.raises(NotCollecting):
        mark_sent(asked, new_token())


def test_whoever_has_written_cannot_decline(db):
    asked = collecting(5).asked()[0]
    write(asked, [3, 4])

    with pytest.raises(AlreadySent):
        decline(asked, "Too late.")


def test_with_the_receipt_a_review_is_taken_back_and_written_anew(db):
    asked = collecting(5).asked()[0]
    receipt = write(asked, [3, 4], "first")

    destroy_review(asked, receipt)
    db.commit()
    free_assignment(asked)
    db.commit()
    write(asked, [2, 2], "second")

    assert sealed(db) == 1


def test_a_crash_while_taking_back_can_be_finished_with_the_receipt(db):
    asked = collecting(5).asked()[0]
    receipt = write(asked, [3, 4])
    destroy_review(asked, receipt)
    db.commit()

    destroy_review(asked, receipt)
    free_assignment(asked)

    assert not asked.is_sent
    assert sealed(db) == 0


def test_another_s_receipt_takes_nothing_back(db):
    about = collecting(5)
    mine, theirs = about.asked()[:2]
    receipt = write(theirs, [3, 4])
    write(mine, [3, 4])

    for wrong in (receipt, new_token()):
        with pytest.raises(NoSuchReceipt):
            destroy_review(mine, wrong)

    assert sealed(db) == 2


def test_writing_leaves_no_fact_notice_or_trace(db):
    asked = collecting(5).asked()[0]

    write(asked, [3, 4], "You explain with patience.")

    for kept in (Fact, Notification, AuditEntry):
        assert db.scalar(select(func.count()).select_from(kept)) == 0


def test_all_marks_of_a_cycle_look_equally_new(real_db):
    """No mark is the newest: on PostgreSQL all rows carry the same `xmin`."""
    about = collecting(5)
    other = reviewee(about.cycle)
    for _number in range(5):
        assignment(other)
    if real_db.get_bind().dialect.name != "postgresql":
        columns = set(ReviewAssignment.__table__.columns.keys())
        assert not {name for name in columns if name.endswith(("_at", "_on"))}
        return
    for asked in (about.asked()[1], other.asked()[3]):
        write(asked, [3, 4])
        query = text("SELECT count(DISTINCT xmin::text), count(*) FROM review_assignments")
        assert tuple(real_db.execute(query).one()) == (1, 10)


@pytest.mark.postgres
def test_mark_and_text_never_share_a_transaction(real_db):
    about = collecting(5)
    write(about.asked()[0], [3, 4])
    join = text("SELECT count(*) FROM review_assignments a JOIN envelopes e ON a.xmin = e.xmin")

    assert real_db.scalar(join) == 0
