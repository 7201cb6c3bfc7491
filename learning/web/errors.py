"""What a failed request looks like to a person: a page that says what, why and what next."""

import logging

from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from learning.errors import DomainError
from learning.extensions import db
from learning.web.access import typed_words, undo

RETRY_AFTER_S = 5
KEEPS_WORDS = (401, 429)  # refused before anybody has read the form

log = logging.getLogger(__name__)


def explain(error: HTTPException) -> ResponseReturnValue:
    """A page in the reader's words; what had been changed is undone."""
    undo()
    if error.response is not None:
        return error.response
    is_kept = isinstance(error, CSRFError) or error.code in KEEPS_WORDS
    words = typed_words() if is_kept and request.method == "POST" else []
    return render_template("errors/problem.html", error=error, words=words), error.code or 500


def refuse(error: DomainError) -> ResponseReturnValue:
    """A refusal that no form has shown, in its own words."""
    undo()
    problem = HTTPException(description=str(error))
    problem.code = error.status
    page = render_template(
        "errors/problem.html",
        error=problem,
        refusal=str(error),
        words=typed_words() if request.method == "POST" else [],
    )
    return page, error.status


def unreachable(error: OperationalError) -> ResponseReturnValue:
    """The database does not answer, or not in time: 503, try again.

    The page is a stranger's: who the reader is would have to be asked of the database again.
    """
    log.error("database: %s", error.orig)
    db.session.rollback()
    g._login_user = AnonymousUserMixin()
    page = render_template("errors/problem.html", error=ServiceUnavailable())
    return page, 503, {"Retry-After": str(RETRY_AFTER_S)}


def fail(error: Exception) -> ResponseReturnValue:
    """A fault of ours: logged in full, told in one sentence."""
    log.exception("unhandled", exc_info=error)
    db.session.rollback()
    return render_template("errors/problem.html", error=InternalServerError()), 500


def init_app(app: Flask) -> None:
    app.register_error_handler(CSRFError, explain)
    app.register_error_handler(HTTPException, explain)
    app.register_error_handler(DomainError, refuse)
    app.register_error_handler(OperationalError, unreachable)
    if not app.testing:
        app.register_error_handler(Exception, fail)
