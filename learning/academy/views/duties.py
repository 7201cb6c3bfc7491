"""Must-reads: asking for them, confirming, and who is missing."""

import csv
import io
from typing import Any

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.academy import operations
from learning.academy.forms.duties import ROLES, AcknowledgeForm, DueForm, MustReadForm
from learning.academy.models import Article, MustRead
from learning.academy.policy import duties as policy
from learning.academy.queries import duties as queries
from learning.academy.views.blueprint import article_or_404, bp
from learning.extensions import db
from learning.i18n import _
from learning.programmes.queries import programmes_led_by
from learning.web.access import access
from learning.web.cells import safe_cell
from learning.web.forms import ActForm
from learning.web.pagination import Page, page_number

PEOPLE = 50  # on a page of who is missing
MOST = 50  # must-reads on one page


def duty_on(article: Article) -> dict[str, Any]:
    """What the article's page says of reading it as a duty."""
    may_require = policy.can_require(current_user, article)
    return {
        "asked": queries.asked_of(current_user, article),
        "may_require": may_require,
        "running": queries.running_on(article) if may_require else [],
        "role_names": ROLES,
    }


@bp.get("/must-reads")
@access("must_read.list")
def must_reads() -> ResponseReturnValue:
    """What one is asked to read, and, for leads, how far what they asked for is."""
    led = programmes_led_by(current_user)
    return render_template(
        "academy/must_reads.html",
        asked=queries.must_reads_for(current_user, MOST),
        leads_any=bool(led),
        progress=queries.progress_for([one.id for one in led], MOST) if led else [],
        role_names=ROLES,
        today=clock.now().date(),
    )


@bp.route("/articles/<int:article_id>/must-read", methods=["GET", "POST"])
@access("must_read.require")
def require_reading(article_id: int) -> ResponseReturnValue:
    found = _to_require(article_id)
    form = MustReadForm()
    form.offer(
        queries.departments(), [(one.id, one.name) for one in programmes_led_by(current_user)]
    )
    if form.validate_on_submit():
        with form.refusals():
            made = operations.require_reading(
                found, form.readers, form.due_on.data, current_user, clock.now()
            )
            db.session.commit()
            flash(_("Asked. Everybody is told today and reminded before the day."))
            return redirect(url_for("academy.must_read", must_read_id=made.id))
        found = _to_require(article_id)
    page = render_template("academy/require_reading.html", article=found, form=form)
    return page, form.status()


@bp.post("/articles/<int:article_id>/acknowledge")
@access("must_read.acknowledge")
def acknowledge(article_id: int) -> ResponseReturnValue:
    found = article_or_404(article_id)
    if queries.asked_of(current_user, found) is None:
        abort(404)
    form = AcknowledgeForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.acknowledge(found, current_user, form.number.data, clock.now())
            db.session.commit()
            flash(_("Thank you. You are asked again only if the text changes beyond small things."))
            return redirect(url_for("academy.article", article_id=article_id))
        found = article_or_404(article_id)
    page = render_template("academy/acknowledge.html", article=found, form=form)
    return page, form.status()


@bp.get("/must-reads/<int:must_read_id>")
@access("must_read.who_is_missing")
def must_read(must_read_id: int) -> ResponseReturnValue:
    found = _must_read(must_read_id)
    return _page(found, DueForm(formdata=None, due_on=found.due_on))


@bp.get("/must-reads/<int:must_read_id>/missing")
@access("must_read.who_is_missing")
def missing(must_read_id: int) -> ResponseReturnValue:
    """Everybody who is missing, as a file."""
    found = _must_read(must_read_id)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_("Name"), _("Department"), _("Location")])
    for person in queries.missing(found):
        department = person.department.name if person.department else ""
        writer.writerow([safe_cell(one) for one in (person.name, department, person.location)])
    name = f"must-read-{found.id}-{clock.now():%Y-%m-%d}.csv"
    return Response(
        out.getvalue().encode("utf-8-sig"),
        mimetype="text/csv",
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )


@bp.post("/must-reads/<int:must_read_id>/move")
@access("must_read.require")
def move_must_read(must_read_id: int) -> ResponseReturnValue:
    found = _must_read(must_read_id)
    form = DueForm()
    if form.validate_on_submit():
        operations.move_must_read(found, form.due_on.data, current_user, clock.now())
        db.session.commit()
        flash(_("Moved. Reminders follow the new day."))
        return redirect(url_for("academy.must_read", must_read_id=found.id))
    return _page(found, form)


@bp.post("/must-reads/<int:must_read_id>/end")
@access("must_read.require")
def end_must_read(must_read_id: int) -> ResponseReturnValue:
    found = _must_read(must_read_id)
    if ActForm().validate_on_submit():
        operations.end_must_read(found, current_user, clock.now())
        db.session.commit()
        flash(_("Nobody is asked any more."))
    return redirect(url_for("academy.must_reads"))


def _page(found: MustRead, form: DueForm) -> ResponseReturnValue:
    number = page_number()
    progress = queries.progress_of(found)
    people = queries.missing(found, PEOPLE, (number - 1) * PEOPLE) if progress.missing else []
    page = render_template(
        "academy/must_read.html",
        must_read=found,
        progress=progress,
        page=Page(people, number, PEOPLE, progress.missing),
        form=form,
        role_names=ROLES,
        today=clock.now().date(),
    )
    return page, form.status()


def _to_require(article_id: int) -> Article:
    found = article_or_404(article_id)
    if not policy.can_require(current_user, found):
        abort(403)
    return found


def _must_read(must_read_id: int) -> MustRead:
    """A must-read of the own scope; any other is nobody's business."""
    found = queries.must_read(must_read_id)
    if found is None or not policy.can_require(current_user, found.article):
        abort(404)
    return found
