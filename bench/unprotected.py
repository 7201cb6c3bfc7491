"""The application without what keeps it from booking twice: the control of the booking bench.

Nobody waits for a rival, and between looking and writing the transaction ends, as in a program
that checks first and inserts later. The bench takes the constraints out of its database, too.
"""

import time
from collections.abc import Iterable, Sequence
from datetime import datetime

from learning.app import from_environment
from learning.extensions import db
from learning.mentoring.models import Booking, Slot
from learning.mentoring.operations import bookings, hours, moves, series
from learning.people.models import Person
from learning.scheduling.operations import times

_look = bookings.free_seat


def _lock_nobody(_person_ids: Iterable[int]) -> None:
    """Let rivals in."""


def _look_and_let_go(slot: Slot, live: Sequence[Booking], mentee: Person, now: datetime) -> int:
    found = _look(slot, live, mentee, now)
    db.session.commit()
    time.sleep(0.05)
    return found


for module in (bookings, hours, moves, series, times):
    vars(module)["lock_people"] = _lock_nobody
for module in (bookings, moves):
    vars(module)["free_seat"] = _look_and_let_go
vars(times)["is_crowded"] = lambda *_asked: False

app = from_environment()
