"""Every notice has words of its own, in every language, and a link that leads somewhere."""

from pathlib import Path

import pytest
from sqlalchemy import select

from learning.i18n import LANGUAGES
from learning.notifications.models import Notification
from learning.programmes import operations
from learning.programmes.models import EnrolmentRole, EnrolmentState
from learning.web.notices import address, write
from tests.factories.people import NOON, person, programme_lead
from tests.factories.programmes import enrolment, programme, topic_request

TEMPLATES = Path(__file__).parents[2] / "templates" / "programmes" / "notices"
FACTS = {
    "programme": "Step up",
    "role": "mentor",
    "number": 3,
    "words": "In spring again.",
    "one_line": "Nobody learns alone.",
    "by": "Maria",
    "expert": "Jian",
    "topic": "Code review",
    "reason": "There is one already.",
}


@pytest.mark.parametrize("kind", sorted(path.stem for path in TEMPLATES.glob("*.txt")))
def test_a_notice_has_a_subject_and_a_body_in_every_language(app, kind):
    with app.test_request_context():
        for language in LANGUAGES:
            wording = write(f"programmes.{kind}", FACTS, language, "UTC")
            assert wording.subject
            assert "%(" not in wording.subject + wording.body
            assert wording.body


@pytest.mark.parametrize("role", list(EnrolmentRole))
def test_every_role_has_a_word_in_notices(app, role):
    with app.test_request_context():
        assert write("programmes.enrolled", FACTS | {"role": role.value}, "en", "UTC").body


def test_what_operations_tell_can_be_written_and_opened(app, db):
    lead, other = programme_lead(), programme_lead()
    where = programme(lead, code_of_conduct="", goal_text="x", seats={"mentee": 1})
    state = EnrolmentState.APPLIED
    first, second, third, fourth = (
        enrolment(where, person(), EnrolmentRole.MENTEE, state=state) for _ in range(4)
    )
    operations.apply(where, person(), EnrolmentRole.MENTOR, NOON, answers={})
    operations.approve(first, lead, NOON)
    operations.approve(second, lead, NOON)
    operations.approve(fourth, lead, NOON)
    operations.decline(third, lead, "", NOON)
    operations.remove(first, lead, "Sorry", NOON)
    operations.invite(where, [person().id], lead, NOON)
    operations.assign_lead(where, other.email, lead, NOON)
    topic = topic_request(where, person(), votes=1)
    operations.offer_topic(topic, person(), NOON)
    operations.plan_topic(topic, lead, NOON)
    operations.finish_topic(topic, lead, NOON)
    operations.remove_lead(where, other, lead, NOON)
    operations.wind_down(where, lead, NOON)
    operations.close_programme(where, lead, NOON)

    told = db.scalars(select(Notification)).all()
    kinds = {notice.kind.removeprefix("programmes.") for notice in told}
    assert kinds == {path.stem for path in TEMPLATES.glob("*.txt")} - {
        "code_changed",
        "reminder",
        "topic_declined",
    }
    with app.test_request_context():
        for notice in told:
            assert write(notice.kind, notice.facts, "en", "UTC").subject
            assert address(notice.endpoint, notice.values).startswith("https://")
