"""What all pages of mentoring share."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint
from flask_login import current_user

from learning.i18n import moment, speaking, to_local
from learning.mentoring.policy import may_tell
from learning.people.models import Person

bp = Blueprint("mentoring", __name__, url_prefix="/mentoring")

PAGE = 12


def their_time(person: Person, value: datetime) -> str | None:
    """The moment on the other's clock, in the reader's language; None if both clocks agree."""
    mine = to_local(value).utcoffset()
    with speaking(current_user.language, person.timezone or "UTC"):
        return None if to_local(value).utcoffset() == mine else moment(value, "medium")


def told_reasons(
    reasons: Sequence[dict[str, Any]], mentee: Person, mentor: Person
) -> list[dict[str, Any]]:
    """The three strongest reasons whose facts both have left open, what one teaches first."""
    open_ones = [
        reason
        for reason in reasons
        if reason["points"] > 0 and may_tell(reason["rule"], mentee, mentor)
    ]
    return sorted(open_ones, key=lambda reason: reason["rule"] != "skills")[:3]


@bp.context_processor
def _for_templates() -> dict[str, Any]:
    return {"their_time": their_time, "told_reasons": told_reasons, "may_tell": may_tell}
