"""What all pages of mentoring share."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, abort
from flask_login import current_user

from learning.extensions import db
from learning.i18n import moment, speaking, to_local
from learning.mentoring import queries
from learning.mentoring.models import Pairing
from learning.mentoring.policy import may_tell, told_subjects
from learning.people.models import Person
from learning.programmes.models import Programme
from learning.programmes.policy import leads
from learning.web.forms import ActForm

bp = Blueprint("mentoring", __name__, url_prefix="/mentoring")

PAGE = 12
HOUR = 60  # minutes
BOTH = 2  # a wish is told only where each wishes for the other


def their_time(person: Person, value: datetime) -> str | None:
    """The moment on the other's clock, in the reader's language; None if both clocks agree."""
    mine = to_local(value).utcoffset()
    with speaking(current_user.language, person.timezone or "UTC"):
        return None if to_local(value).utcoffset() == mine else moment(value, "medium")


def told_reasons(
    reasons: Sequence[dict[str, Any]], mentee: Person, mentor: Person
) -> list[dict[str, Any]]:
    """The three strongest reasons whose facts both have left open: skills, goals, then the others.

    How far on somebody is counts, and is told to nobody as a reason for a pair of equals; nor is
    less than an hour a week in common, nor clocks more than two hours apart.
    """
    open_ones = [
        reason
        for reason in reasons
        if reason["points"] > 0
        and may_tell(reason["rule"], mentee, mentor)
        and (reason["rule"] != "wishes" or len(reason["facts"]) == BOTH)
        and reason["rule"] != "seniority"
        and reason["facts"].get("minutes", HOUR) >= HOUR
        and reason["facts"].get("zone_minutes", 0) <= 2 * HOUR
    ]
    first = {"skills": 0, "goals": 1}
    return sorted(open_ones, key=lambda reason: first.get(reason["rule"], len(first)))[:3]


def load_pairing(pairing_id: int) -> Pairing:
    """The pairing if the visitor is one of the two, else 404."""
    return queries.pairing_of(current_user, pairing_id) or abort(404)


def load_programme(programme_id: int) -> Programme:
    """The programme if the visitor leads it, else 403."""
    programme = db.session.get(Programme, programme_id) or abort(404)
    if not leads(current_user, programme):
        abort(403)
    return programme


def check_token() -> None:
    """An act of one button carries a valid token, or is refused."""
    if not ActForm().validate_on_submit():
        abort(400)


@bp.context_processor
def _for_templates() -> dict[str, Any]:
    return {
        "their_time": their_time,
        "told_reasons": told_reasons,
        "may_tell": may_tell,
        "told_subjects": told_subjects,
    }
