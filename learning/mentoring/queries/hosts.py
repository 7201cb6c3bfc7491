"""Who else could take a session."""

from datetime import datetime

from sqlalchemy import select

from learning.extensions import db
from learning.mentoring.models import Booking
from learning.mentoring.queries.times import GIVERS, hosts_for
from learning.people.models import Person
from learning.programmes.models import Enrolment, EnrolmentState, Programme
from learning.programmes.queries.catalogue import JOINABLE
from learning.scheduling.queries import is_busy

MOST = 20


def hosts_instead(booking: Booking, now: datetime) -> list[Person]:
    """Givers who are free at the session's time and could take it over, by name.

    Where it belongs to a programme, those of the programme come first.
    """
    slot = booking.slot
    query = (
        select(Enrolment.person_id, Enrolment.programme_id)
        .join(Programme, Programme.id == Enrolment.programme_id)
        .where(
            Enrolment.role.in_(GIVERS),
            Enrolment.state == EnrolmentState.ACTIVE,
            Programme.state.in_(JOINABLE),
            Enrolment.person_id != slot.mentor_id,
            ~is_busy(Enrolment.person_id, slot.starts_at, slot.ends_at),
        )
    )
    rows = db.session.execute(query).all()
    near = {row.person_id for row in rows if row.programme_id == booking.programme_id}
    hosts = hosts_for(booking.mentee, now, {row.person_id for row in rows})
    return sorted(hosts, key=lambda one: (one.id not in near, one.name))[:MOST]
