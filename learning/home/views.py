"""The start page, and the choices that hold for every page."""

from flask import Blueprint, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning.extensions import db
from learning.home.forms import PreferencesForm
from learning.web.access import access, public, where_next

bp = Blueprint("home", __name__)

A_YEAR = 365 * 24 * 3600


@bp.get("/")
@access("home.view")
def index() -> ResponseReturnValue:
    return render_template("home/index.html")


@bp.post("/preferences")
@public("preferences.set")
def preferences() -> ResponseReturnValue:
    """Keep the language with the person, or in a cookie of a stranger; the theme in a cookie."""
    form = PreferencesForm()
    response = make_response(redirect(where_next(form.next.data, url_for("home.index"))))
    if not form.validate_on_submit():
        return response
    if form.theme.data == "system":
        response.delete_cookie("theme")
    elif form.theme.data:
        response.set_cookie("theme", form.theme.data, max_age=A_YEAR, samesite="Lax")
    if form.language.data:
        response.set_cookie("language", form.language.data, max_age=A_YEAR, samesite="Lax")
        if current_user.is_authenticated:
            current_user.language = form.language.data
            db.session.commit()
    return response
