"""The pages' common address, and how they load a programme."""

from flask import Blueprint, abort
from flask_login import current_user

from learning.metrics import policy, queries
from learning.programmes.models import Programme

bp = Blueprint("metrics", __name__, url_prefix="/metrics")


def programme_or_403(programme_id: int) -> Programme:
    """The programme if its figures are for this person; that it exists is no secret."""
    found = queries.programme_with_targets(programme_id) or abort(404)
    if not policy.can_view(current_user, found):
        abort(403)
    return found
