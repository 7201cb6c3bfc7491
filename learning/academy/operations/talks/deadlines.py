"""What happens by itself when its moment has come."""

from datetime import datetime

from learning.academy.models import Talk
from learning.academy.operations.talks.events import FEEDBACK_AFTER
from learning.academy.operations.talks.feedback import open_feedback, release_feedback
from learning.academy.operations.talks.seats import expire_offer, hold
from learning.extensions import db
from learning.scheduling.models import Offer

RELEASE = "release"  # after which the file is rebuilt, since texts were destroyed


def meet_deadline(kind: str, object_id: int, secret: str, now: datetime) -> None:
    """Do what was to happen at this moment; what has been settled since is left as it is.

    Raises SealLost.
    """
    if kind == "offer":
        offer = db.session.get(Offer, object_id)
        if offer is not None:
            expire_offer(offer, now)
        return
    talk = db.session.get(Talk, object_id)
    if talk is None:
        return
    if kind == RELEASE:
        release_feedback(talk, secret, now)
    else:
        hold(talk)
        open_feedback(talk, now, FEEDBACK_AFTER)
