"""Who is asked into a circle that a lead planned, once somebody has opened it."""

from datetime import datetime

from learning.extensions import db
from learning.mentoring import queries
from learning.mentoring.models import Deadline
from learning.mentoring.operations.circle_telling import host_keys, offer_key
from learning.mentoring.operations.requests import time_to_answer
from learning.mentoring.rules import CIRCLE_WAITING
from learning.notifications.operations import notify, withdraw_notices
from learning.people.models import Person
from learning.programmes.models import Circle
from learning.scheduling.operations import join_queue


def invite_planned(circle: Circle, by: Person, now: datetime) -> None:
    """Keep a seat for each for whom the circle was planned, and ask them whether they would come.

    Who has left the programme, or would rather not meet whoever opened it, is not asked.
    """
    planned = queries.run_circle_from(circle)
    if planned is None:
        return
    withdraw_notices(host_keys(circle, planned.host_id), now)
    seats = [one.mentee_id for one in queries.seats_from(planned)]
    people = queries.still_invitable(circle, by, seats)
    until = time_to_answer(now)
    for person in people[: circle.seats]:
        offer = join_queue(CIRCLE_WAITING, circle.id, person, now)
        offer.offered_at, offer.expires_at = now, until
        db.session.flush()
        db.session.add(Deadline(kind="circle_offer", object_id=offer.id, due_at=until))
        notify(
            person.id,
            "mentoring.circle_offered",
            {
                "topic": circle.topic,
                "programme": circle.programme.name,
                "by": by.name,
                "until": until.isoformat(),
            },
            link=("mentoring.circle", {"circle_id": circle.id}),
            dedupe_key=offer_key(circle, offer),
            now=now,
            moot_at=until,
        )
