"""The directory of colleagues."""

from dataclasses import astuple

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.i18n import language_name
from learning.people import policy
from learning.people.forms import DirectoryForm
from learning.people.queries import directory as directories
from learning.people.queries.people import departments_in_use, locations_in_use
from learning.people.queries.skills import skill_names
from learning.people.views.blueprint import bp, experts_url
from learning.web.access import access
from learning.web.pagination import Page, page_number

PAGE = 24


@bp.get("")
@access("directory.search")
def index() -> ResponseReturnValue:
    if not policy.can_search_directory(current_user):
        abort(403)
    form = DirectoryForm(request.args)
    form.offer(
        departments=[(name, name) for name in departments_in_use()],
        locations=[(name, name) for name in locations_in_use()],
        languages=sorted(
            ((code, language_name(code)) for code in directories.languages_in_use()),
            key=lambda choice: choice[1],
        ),
    )
    filters = form.filters()
    number, today = page_number(), clock.now().date()
    cards, total = directories.directory(filters, today, PAGE, (number - 1) * PAGE)
    return render_template(
        "people/index.html",
        form=form,
        applied=sum(bool(value) for value in astuple(filters)),
        clear=url_for("people.index"),
        page=Page(cards, number, PAGE, total),
        today=today,
        skills=skill_names(),
        experts_url=experts_url(),
    )
