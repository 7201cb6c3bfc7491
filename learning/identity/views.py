"""Signing in and out, and the sign-ins a person has open."""

from flask import Blueprint, g
from flask.typing import ResponseReturnValue

from learning import clock
from learning.extensions import login_manager
from learning.identity import queries
from learning.people.models import Person
from learning.web.access import public

bp = Blueprint("identity", __name__)


@login_manager.user_loader
def load_person(key: str) -> Person | None:
    """Whoever the cookie's key stands for; the key of a closed account is remembered as such."""
    found = queries.sign_in_behind(key, clock.now())
    if found is None:
        return None
    g.sign_in = found
    if not found.person.is_active:
        g.account_closed = True
        return None
    return found.person


@bp.route("/sign-in", methods=["GET", "POST"])
@public("session.sign_in")
def sign_in() -> ResponseReturnValue:
    return "", 501
