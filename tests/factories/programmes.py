"""Programmes and enrolments for tests."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from learning.extensions import db
from learning.people.models import Person
from learning.programmes.models import (
    Enrolment,
    EnrolmentRole,
    EnrolmentState,
    Format,
    Goal,
    Invitation,
    Programme,
    ProgrammeLead,
    ProgrammeState,
    Question,
    Target,
    TopicRequest,
    TopicVote,
)
from tests.factories.people import NOON, person, programme_lead

_numbers = count(1)


def programme(lead: Person | None = None, **fields: Any) -> Programme:
    """A running programme with every format, a lead and a target."""
    lead = lead or programme_lead()
    given: dict[str, Any] = {
        "name": f"Programme {next(_numbers)}",
        "goal": Goal.CAREER,
        "formats": [one.value for one in Format],
        "state": ProgrammeState.RUNNING,
        "one_line": "Learn from the colleague next door",
        "giver_benefit": "You pass on what you know.",
        "receiver_benefit": "You learn from those who do it.",
        "manager_benefit": "Your people grow.",
        "starts_on": date(2030, 1, 1),
        "ends_on": date(2030, 12, 31),
        "created_at": NOON - timedelta(days=30),
        "created_by": lead.id,
        "opened_at": NOON - timedelta(days=20),
    }
    made = Programme(**given | fields)
    db.session.add(made)
    db.session.flush()
    db.session.add(ProgrammeLead(programme_id=made.id, person_id=lead.id, since=NOON))
    db.session.add(
        Target(
            programme_id=made.id,
            measure="people_involved",
            baseline=0,
            target=100,
            due_on=date(2030, 12, 31),
        )
    )
    db.session.commit()
    return made


def enrolment(where: Programme, who: Person, role: EnrolmentRole, **fields: Any) -> Enrolment:
    given: dict[str, Any] = {"state": EnrolmentState.ACTIVE, "applied_at": NOON}
    made = Enrolment(programme_id=where.id, person_id=who.id, role=role, **given | fields)
    db.session.add(made)
    db.session.commit()
    return made


def question(
    where: Programme, role: EnrolmentRole, text: str = "Why?", use: str = "lead"
) -> Question:
    made = Question(programme_id=where.id, role=role, text=text, use=use)
    db.session.add(made)
    db.session.commit()
    return made


def invitation(where: Programme, who: Person, **fields: Any) -> Invitation:
    given: dict[str, Any] = {"invited_by": where.leads[0].person_id, "sent_at": NOON}
    made = Invitation(programme_id=where.id, person_id=who.id, **given | fields)
    db.session.add(made)
    db.session.commit()
    return made


def topic_request(where: Programme, who: Person, votes: int = 0, **fields: Any) -> TopicRequest:
    """A wish for a talk, with this many votes of people made for it."""
    given: dict[str, Any] = {"title": "Code review", "kind": "talk", "proposed_at": NOON}
    made = TopicRequest(programme_id=where.id, proposed_by=who.id, **given | fields)
    db.session.add(made)
    db.session.flush()
    for _ in range(votes):
        db.session.add(TopicVote(topic_request_id=made.id, person_id=person().id))
    db.session.commit()
    return made
