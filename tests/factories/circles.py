"""Circles for tests, made as people make them."""

from datetime import datetime, timedelta
from typing import Any

from learning.extensions import db
from learning.mentoring import operations
from learning.mentoring.models import Audience, CircleSession, Deadline, OfficeHour, RunCircle
from learning.people.models import Person
from learning.programmes.models import Circle, EnrolmentRole, Programme
from tests.factories.mentoring import match, run
from tests.factories.people import NOON, person
from tests.factories.programmes import enrolment, programme

TOPIC = {"topic": "Leading without a title", "why": "You see that others have the same questions."}


def proposal(by: Person | None = None, where: Programme | None = None) -> Circle:
    made = operations.propose_circle(
        where or programme(), by or person(), TOPIC["topic"], TOPIC["why"], NOON
    )
    db.session.commit()
    return made


def circle(
    facilitator: Person | None = None,
    *members: Person,
    where: Programme | None = None,
    **fields: Any,
) -> Circle:
    """An open circle of eight seats, for three at least, with these members."""
    given = {**TOPIC, "seats": 8, "least": 3, "now": NOON}
    made = operations.open_circle(where or programme(), facilitator or person(), **given | fields)
    for one in members:
        operations.join_circle(made, one, NOON)
    db.session.commit()
    return made


def planned_circle(host: Person, *members: Person, where: Programme | None = None) -> Circle:
    """A circle that a published run asks this host to lead, for these mentees."""
    where = where or programme(formats=["mentoring", "circle"])
    planned = run(where, least=3, most=8, published_at=NOON)
    made = Circle(programme_id=where.id, **TOPIC, proposed_by=where.created_by, proposed_at=NOON)
    db.session.add(made)
    db.session.flush()
    asked = RunCircle(run_id=planned.id, host_id=host.id, topic=made.topic, circle_id=made.id)
    db.session.add(asked)
    db.session.flush()
    until = NOON + timedelta(days=7)
    db.session.add(Deadline(kind="circle_host", object_id=asked.id, due_at=until))
    enrolment(where, host, EnrolmentRole.MENTOR)
    for one in members:
        enrolment(where, one, EnrolmentRole.MENTEE)
        match(where, run_id=planned.id, mentee_id=one.id, mentor_id=host.id, state="offered")
    db.session.commit()
    return made


def circle_session(
    of: Circle | None = None,
    by: Person | None = None,
    starts_at: datetime | None = None,
    now: datetime | None = None,
) -> CircleSession:
    """A session in a week, or at that time, planned by who leads the circle."""
    by = by or person()
    of = of or circle(by)
    start = starts_at or NOON + timedelta(days=7)
    made = operations.plan_circle_sessions(
        of,
        by,
        [start],
        minutes=60,
        place="Room 7",
        agenda="Stories",
        now=now or min(NOON, start - timedelta(hours=1)),
        without_some=True,
    )
    db.session.commit()
    return made[0]


def office_hour(host: Person | None = None, **fields: Any) -> OfficeHour:
    """Five seats in a week at noon, told to nobody; with `choose_hours` the host chooses."""
    host = host or person()
    at = NOON + timedelta(days=8)
    given: dict[str, Any] = {
        "topic": "Anything about spreadsheets",
        "why": "Leave with a formula that works.",
        "at": (at.date(), at.time()),
        "weeks": 1,
        "minutes": 60,
        "place": "Room 7",
        "seats": 5,
        "least": 1,
        "notice_minutes": 0,
        "choose_hours": 0,
        "audience": Audience.NOBODY,
        "programme_id": None,
        "skill_id": None,
        "now": NOON,
    }
    made = operations.open_office_hour(host, **given | fields)
    db.session.commit()
    return made[0]


def opener(where: Programme) -> Person:
    """Somebody who may open circles in the programme."""
    return enrolment(where, person(), EnrolmentRole.MENTOR).person
