"""Deny by default: every view needs a signed-in person unless marked `@public`.

Every view names its row of the authorization table, `@public("session.sign_in")` or
`@access("booking.create")`; the tests compare what it does with what the row says.
"""

import re
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask_login import current_user

from learning import sqlite
from learning.extensions import db
from learning.i18n import use_zone

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_ONE_MARK = re.compile(r"[!-~]*")  # nothing, a token, a number, a choice: no words of a person

View = TypeVar("View", bound=Callable[..., Any])

# Accounts that are no colleagues: an auditor only reads, an integration only speaks to machines.
# Both reach nothing but these rows of the authorization table, whatever a feature's policy says.
LIMITED_ACCOUNTS = {
    "auditor": frozenset(
        {
            *("health.live", "health.ready", "static.read", "home.view", "preferences.set"),
            *("session.sign_in", "session.sign_out", "session.list", "session.end"),
            *("account.password_change", "account.password_reset_request"),
            *("account.password_reset_use", "account.invite_accept", "session.sso_callback"),
            *("profile.view_basic", "programme.view", "article.read_published", "article.history"),
            *("upload.read", "survey.results", "interview.theme_results", "dashboard.programme"),
            *("dashboard.export", "settings.view", "audit.read", "audit.verify"),
        }
    ),
    "hr_integration": frozenset(
        {
            *("health.live", "health.ready", "static.read", "account.deactivate"),
            *("profile.view_hr_fields", "profile.edit_hr_fields", "scim.users", "scim.groups"),
        }
    ),
}


def public(action: str) -> Callable[[View], View]:
    """Let strangers in, under the row `action` of the authorization table."""

    def mark(view: View) -> View:
        view.is_public = True  # type: ignore[attr-defined]
        return access(action)(view)

    return mark


def access(action: str) -> Callable[[View], View]:
    """Name the row of the authorization table that this view answers to."""

    def mark(view: View) -> View:
        view.action = action  # type: ignore[attr-defined]
        return view

    return mark


def is_public(app: Flask, endpoint: str) -> bool:
    """Whether strangers may call the endpoint; Flask's and the theme's own files are."""
    return endpoint == "static" or getattr(app.view_functions[endpoint], "is_public", False)


def action_of(app: Flask, endpoint: str) -> str | None:
    """The row of the authorization table that the endpoint names."""
    if endpoint == "static":
        return "static.read"
    return getattr(app.view_functions[endpoint], "action", None)


def is_own_address(target: str) -> bool:
    """Whether this is a path on this site, as a browser would read it.

    Browsers drop control characters and take a backslash for a slash, so both are refused.
    """
    if not target.startswith("/") or target.startswith(("//", "/\\")):
        return False
    if "\\" in target or any(ord(sign) < 33 or ord(sign) == 127 for sign in target):
        return False
    parts = urlsplit(target)
    return not parts.scheme and not parts.netloc


def where_next(target: str | None, otherwise: str) -> str:
    """The address a form asked to return to if it is our own, else the other."""
    return target if target and is_own_address(target) else otherwise


def _say_whether_it_writes() -> None:
    """A safe method only reads and may run beside a writer; anything else takes its turn."""
    sqlite.read_only.set(request.method in SAFE_METHODS)


def undo() -> None:
    """Nothing of what was begun happens: the rest of the request shows a page, and only reads."""
    db.session.rollback()
    sqlite.read_only.set(True)


def typed_words() -> list[str]:
    """What somebody wrote into the form they sent: texts, not marks, choices or passwords.

    Another site's form has nothing to say here.
    """
    if _is_foreign():
        return []
    return [
        text
        for name, text in request.form.items()
        if "password" not in name and not _ONE_MARK.fullmatch(text)
    ]


def _forget_whether_it_writes(_error: BaseException | None) -> None:
    sqlite.read_only.set(False)


def _refuse_other_origins() -> None:
    """A browser says where a form was filled in; other sites' forms are not ours.

    Source: W3C Fetch Metadata; the token of Flask-WTF stands behind it.
    """
    if request.method not in SAFE_METHODS and _is_foreign():
        abort(400)


def _is_foreign() -> bool:
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.host


def _require_sign_in() -> Any:
    if request.endpoint is None or is_public(current_app, request.endpoint):
        return None
    if current_user.is_authenticated:
        use_zone(current_user.timezone or "UTC")
        action = action_of(current_app, request.endpoint)
        for role, allowed in LIMITED_ACCOUNTS.items():
            if role in current_user.roles and action not in allowed:
                abort(403)
        return None
    if g.get("account_closed"):
        abort(401)
    if request.method == "POST" and typed_words():
        abort(401)  # with the words on the page: signing in leads away from them
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("identity.sign_in", next=back if back != "/" else None))


def init_app(app: Flask) -> None:
    app.before_request(_say_whether_it_writes)
    app.before_request(_refuse_other_origins)
    app.before_request(_require_sign_in)
    app.teardown_request(_forget_whether_it_writes)
