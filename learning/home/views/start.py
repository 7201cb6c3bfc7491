"""The start page."""

from flask import render_template
from flask.typing import ResponseReturnValue

from learning.home.views.blueprint import bp
from learning.web.access import access


@bp.get("/")
@access("home.view")
def index() -> ResponseReturnValue:
    return render_template("home/index.html")
