"""Every notice of a talk can be read, and says what it is about."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.academy.operations import talks as operations
from learning.notifications.models import Notification
from learning.web.notices import write
from tests.academy.test_talks import draft
from tests.factories.academy import topic
from tests.factories.people import NOON, person, programme_lead
from tests.factories.programmes import programme
from tests.factories.talks import (
    IN_A_WEEK,
    SECRET,
    asked_talk,
    recorded_talk,
    sealed,
    talk,
    talk_proposal,
)

KINDS = (
    *("planned", "joined", "left", "moved", "relocated", "cancelled", "reminder"),
    *("seat_offered", "recorded", "feedback_asked", "feedback_released", "proposed"),
    *("proposal_decided", "without_host"),
)


@pytest.fixture
def said(db):
    """Everything that can be said of talks, by kind."""
    lead, guest, waits, busy = programme_lead(), person(), person(), person()
    about = topic(programme_id=programme(lead=lead).id)
    found = talk(seats=2, guests=[guest, busy], topic_id=about.id)
    operations.wait_for_seat(found, waits, NOON)
    operations.leave_talk(found, guest, NOON)
    operations.edit_talk(found, draft(topic_id=about.id, place="Room 9", seats=2), NOON)
    operations.move_talk(found, IN_A_WEEK + timedelta(days=1), 45, NOON)
    found.host.deactivated_at = NOON
    db.commit()
    operations.tend_talks(NOON)
    operations.cancel_talk(found, "The host is ill.", NOON)
    guests = [person() for _ in range(6)]
    asked = asked_talk(guests=guests)
    recorded_talk(asked)
    sealed(asked, guests[0], texts=["Good."])
    operations.release_feedback(asked, SECRET, NOON + timedelta(days=9))
    talk_proposal(is_accepted=True)
    query = select(Notification).where(Notification.kind.startswith("academy.talk_"))
    return {one.kind.removeprefix("academy.talk_"): one for one in db.scalars(query)}


def test_every_notice_of_a_talk_says_what_it_is_about(app, said):
    assert set(said) == set(KINDS)
    with app.test_request_context():
        for one in said.values():
            wording = write(one.kind, one.facts, "en", "UTC")
            assert one.facts["title"] in wording.subject
            assert wording.body
            assert "None" not in wording.subject + wording.body
