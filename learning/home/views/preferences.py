"""The choices that hold for every page: language, theme, and whether the first run is wanted."""

from flask import make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug import Response

from learning.extensions import db
from learning.home.forms import PreferencesForm
from learning.home.views.blueprint import bp
from learning.web.access import public, where_next

A_YEAR = 365 * 24 * 3600


@bp.post("/preferences")
@public("preferences.set")
def preferences() -> ResponseReturnValue:
    """Keep the language with the person, or in a cookie of a stranger; the rest in cookies."""
    form = PreferencesForm()
    response = make_response(redirect(where_next(form.next.data, url_for("home.index"))))
    if not form.validate_on_submit():
        return response
    if form.theme.data == "system":
        response.delete_cookie("theme")
    elif form.theme.data:
        keep_choice(response, "theme", form.theme.data)
    if form.language.data:
        keep_choice(response, "language", form.language.data)
        if current_user.is_authenticated:
            current_user.language = form.language.data
            db.session.commit()
    if form.first_run.data:
        keep_choice(response, "first_run", form.first_run.data)
    return response


def keep_choice(response: Response, name: str, value: str) -> None:
    """Keep a choice in this browser for a year."""
    response.set_cookie(name, value, max_age=A_YEAR, samesite="Lax")
