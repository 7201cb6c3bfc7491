"""Circles suggested to a whole pool at once: who would meet around what, led by whom."""

from datetime import datetime
from typing import TYPE_CHECKING

from learning.audit import operations as audit
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import pairing as pairs
from learning.mentoring import queries
from learning.mentoring.operations.refusals import DraftOutdated
from learning.mentoring.operations.runs import lock_row
from learning.notifications.operations import Notice, notify_many
from learning.people.models import Person
from learning.programmes.models import Circle, Programme

if TYPE_CHECKING:
    from learning.matching.assignment.groups import GroupPlan


def circle_plan(programme: Programme, least: int, most: int, now: datetime) -> "GroupPlan[int]":
    """Who of those who wait for a mentor could meet around what, as things stand."""
    people = pairs.candidates(programme, now)
    return pairs.plan_circles(people, least, most, queries.circle_topics(programme))


def suggest_circles(
    programme: Programme, lead: Person, least: int, most: int, now: datetime
) -> list[Circle]:
    """Propose the circles of the plan as it is now, and tell those it was made for.

    Nobody is in one by it: a mentor opens it, and people join by their own will.
    Raises DraftOutdated where there is nothing to suggest.
    """
    lock_row(Programme, programme.id)
    plan = circle_plan(programme, least, most, now)
    if not plan.groups:
        raise DraftOutdated(_("There is no circle to suggest. Allow smaller ones and look again."))
    made, notices = list[Circle](), list[Notice]()
    for group in plan.groups:
        circle = Circle(
            programme_id=programme.id,
            topic=group.topic,
            why=_("Several of you would like to learn it, and a mentor here teaches it."),
            proposed_by=lead.id,
            proposed_at=now,
            seats=most,
            least=least,
        )
        db.session.add(circle)
        db.session.flush()
        made.append(circle)
        notices += [
            Notice(
                person,
                "mentoring.circle_suggested",
                {
                    "topic": group.topic,
                    "programme": programme.name,
                    "is_host": person == group.host,
                    "people": len(group.members),
                },
                ("mentoring.circle", {"circle_id": circle.id}),
                f"mentoring.circle_suggested:{circle.id}:{person}",
            )
            for person in (group.host, *group.members)
        ]
    notify_many(notices, now)
    audit.record(lead.id, "match.publish", f"programme:{programme.id}", now, circles=len(made))
    return made
