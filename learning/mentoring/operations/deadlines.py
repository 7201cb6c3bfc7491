"""What happens by itself when its moment has come.

A request and an offer run out, a group has too few guests, a flash talk closes.
"""

from datetime import datetime

from learning.extensions import db
from learning.mentoring.models import Booking, FlashTalk, Slot, TandemRequest
from learning.mentoring.operations.bookings import call_off_group, expire_booking
from learning.mentoring.operations.flash import close_flash
from learning.mentoring.operations.tandems import expire_tandem
from learning.mentoring.operations.waiting import expire_offer
from learning.scheduling.models import Offer


def meet_deadline(kind: str, object_id: int, now: datetime) -> None:
    """Do what was to happen at this moment; what has been settled since is left as it is."""
    if kind == "answer":
        booking = db.session.get(Booking, object_id)
        if booking is not None:
            expire_booking(booking, now)
    elif kind == "offer":
        offer = db.session.get(Offer, object_id)
        if offer is not None:
            expire_offer(offer, now)
    elif kind == "flash":
        talk = db.session.get(FlashTalk, object_id)
        if talk is not None:
            close_flash(talk, now)
    elif kind == "tandem":
        asked = db.session.get(TandemRequest, object_id)
        if asked is not None:
            expire_tandem(asked, now)
    else:
        slot = db.session.get(Slot, object_id)
        if slot is not None:
            call_off_group(slot, now)
