"""Where the pages of people hang."""

from flask import Blueprint, current_app, url_for

bp = Blueprint("people", __name__, url_prefix="/people")


def experts_url() -> str | None:
    """Where the League of Experts stands, once there is one."""
    known = "academy.experts" in current_app.view_functions
    return url_for("academy.experts") if known else None
