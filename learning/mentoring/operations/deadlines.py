"""What happens by itself when its moment has come: requests, offers, minimums, choices."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from learning.extensions import db
from learning.mentoring.models import (
    Booking,
    CircleSession,
    FlashTalk,
    RunCircle,
    Slot,
    TandemRequest,
)
from learning.mentoring.operations.bookings import call_off_group, expire_booking
from learning.mentoring.operations.circle_members import expire_circle_offer
from learning.mentoring.operations.circle_runs import expire_circle_host
from learning.mentoring.operations.circle_sessions import call_off_circle_session
from learning.mentoring.operations.flash import close_flash
from learning.mentoring.operations.office_hours import settle_choice
from learning.mentoring.operations.places import expire_place, offer_places
from learning.mentoring.operations.tandems import expire_tandem
from learning.mentoring.operations.waiting import expire_offer
from learning.programmes.models import Enrolment
from learning.scheduling.models import Offer


def meet_deadline(kind: str, object_id: int, now: datetime) -> None:
    """Do what was to happen at this moment; what has been settled since is left as it is."""
    model, act = _ACTS[kind]
    row = db.session.get(model, object_id)
    if row is not None:
        act(row, now)


_ACTS: dict[str, tuple[type[Any], Callable[[Any, datetime], None]]] = {
    "answer": (Booking, expire_booking),
    "offer": (Offer, expire_offer),
    "place": (Offer, expire_place),
    "places": (Enrolment, offer_places),
    "flash": (FlashTalk, close_flash),
    "tandem": (TandemRequest, expire_tandem),
    "minimum": (Slot, call_off_group),
    "choice": (Slot, settle_choice),
    "circle_offer": (Offer, expire_circle_offer),
    "circle_host": (RunCircle, expire_circle_host),
    "circle_minimum": (CircleSession, call_off_circle_session),
}
