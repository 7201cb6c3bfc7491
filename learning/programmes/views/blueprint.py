"""The address all pages of programmes share, and what they all need."""

from typing import Any

from flask import Blueprint, abort
from flask_login import current_user

from learning.extensions import db
from learning.programmes import policy
from learning.programmes.models import EnrolmentRole, Programme, ProgrammeState, Step
from learning.programmes.rules import LEAVE_REASONS, MEASURES, NEXT_STATES, PERSONAL_GOALS, TENURES

bp = Blueprint("programmes", __name__, url_prefix="/programmes")

PAGE_SIZE = 12


@bp.context_processor
def words() -> dict[str, Any]:
    """The vocabulary that the templates of programmes speak."""
    return {
        "EnrolmentRole": EnrolmentRole,
        "ProgrammeState": ProgrammeState,
        "Step": Step,
        "measures": MEASURES,
        "tenures": TENURES,
        "leave_reasons": LEAVE_REASONS,
        "next_states": NEXT_STATES,
    }


@bp.app_template_filter()
def personal_goal(key: str) -> str:
    """What somebody wants to reach, in words."""
    return str(PERSONAL_GOALS.get(key, key))


def load(programme_id: int) -> Programme:
    """The programme; unknown answers 404."""
    return db.session.get(Programme, programme_id) or abort(404)


def load_to_edit(programme_id: int) -> Programme:
    """The programme if this visitor may change it, else 403."""
    programme = load(programme_id)
    if not policy.can_edit(current_user, programme):
        abort(403)
    return programme
