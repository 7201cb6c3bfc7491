"""What happens by itself when its moment has come."""

from datetime import datetime

from learning.academy.operations.talks.seats import expire_offer
from learning.extensions import db
from learning.scheduling.models import Offer


def meet_deadline(kind: str, object_id: int, now: datetime) -> None:
    """Do what was to happen at this moment; what has been settled since is left as it is."""
    if kind == "offer":
        offer = db.session.get(Offer, object_id)
        if offer is not None:
            expire_offer(offer, now)
