"""Bringing a roster: look first, then take it in; every run is kept."""

import io
from pathlib import PurePath
from typing import BinaryIO

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _
from learning.people import operations, policy
from learning.people.forms import RosterForm
from learning.people.models import ImportRun
from learning.people.queries import runs
from learning.people.rules.roster import CODES, COLUMNS, REQUIRED
from learning.people.views.blueprint import bp
from learning.storage import Storage
from learning.web.access import access
from learning.web.forms import ActForm
from learning.web.pagination import Page, page_number

PAGE = 20


def _storage() -> Storage:
    storage: Storage = current_app.extensions["storage"]
    return storage


def _require_importer() -> None:
    if not policy.can_import_people(current_user):
        abort(403)


@bp.route("/imports", methods=["GET", "POST"])
@access("data.import_people")
def imports() -> ResponseReturnValue:
    """What was brought so far; a new file is looked through and changes nothing yet."""
    _require_importer()
    form = RosterForm()
    if form.validate_on_submit():
        with form.refusals():
            content = form.roster.data.read()
            run = operations.keep_upload(
                PurePath(form.roster.data.filename or "").name[:200],
                _storage().put(content),
                len(content),
                is_full=form.is_full.data,
                by=current_user,
                now=clock.now(),
            )
            operations.check_upload(run, lambda: io.BytesIO(content), current_user, clock.now())
            db.session.commit()
            return redirect(url_for("people.import_run", run_id=run.id))
    number = page_number()
    listed = runs.import_runs(PAGE, (number - 1) * PAGE)
    return render_template(
        "people/imports.html",
        form=form,
        columns=COLUMNS,
        required=REQUIRED,
        page=Page(listed, number, PAGE, runs.import_run_count()),
        at_work=runs.runs_at_work(listed),
    ), form.status()


@bp.get("/imports/<int:run_id>")
@access("data.import_people")
def import_run(run_id: int) -> ResponseReturnValue:
    """What one file would change, or has changed; how far the engine is with it."""
    _require_importer()
    run = _run(run_id)
    job = runs.job_of(run)
    if job is not None:
        return render_template("people/import_work.html", run=run, job=job)
    return render_template("people/import_run.html", run=run, codes=CODES)


@bp.post("/imports/<int:run_id>/apply")
@access("data.import_people")
def apply_import(run_id: int) -> ResponseReturnValue:
    _require_importer()
    run = _run(run_id)
    if ActForm().validate_on_submit():
        is_done = operations.apply_upload(run, lambda: _kept_file(run), current_user, clock.now())
        db.session.commit()
        if is_done:
            _delete_file(run)
            flash(_("The roster is taken in."))
    return redirect(url_for("people.import_run", run_id=run.id))


@bp.post("/imports/<int:run_id>/stop")
@access("data.import_people")
def stop_import(run_id: int) -> ResponseReturnValue:
    _require_importer()
    run = _run(run_id)
    if ActForm().validate_on_submit():
        operations.stop_import(run, clock.now())
        db.session.commit()
        if not run.is_waiting:
            _delete_file(run)
        flash(_("Stopped; nothing was changed."))
    return redirect(url_for("people.import_run", run_id=run.id))


@bp.post("/imports/<int:run_id>/discard")
@access("data.import_people")
def discard_import(run_id: int) -> ResponseReturnValue:
    _require_importer()
    run = _run(run_id)
    if ActForm().validate_on_submit():
        operations.discard_run(run, clock.now())
        db.session.commit()
        _delete_file(run)
        flash(_("The file is gone; nothing was changed."))
    return redirect(url_for("people.imports"))


def _run(run_id: int) -> ImportRun:
    return db.session.get(ImportRun, run_id) or abort(404)


def _kept_file(run: ImportRun) -> BinaryIO:
    return io.BytesIO(_storage().get(run.file_key or ""))


def _delete_file(run: ImportRun) -> None:
    """Personal data is kept no longer than it is needed."""
    if run.file_key:
        _storage().delete(run.file_key)
