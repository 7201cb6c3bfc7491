"""What search cannot answer yet, and the words it takes for one another."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.academy import operations, policy, queries
from learning.academy.forms import GapForm, SynonymForm
from learning.academy.views.blueprint import bp
from learning.extensions import db
from learning.i18n import _, ngettext
from learning.programmes.models import Programme
from learning.programmes.operations import propose_topic
from learning.programmes.queries import catalogue, programmes_led_by
from learning.programmes.queries.catalogue import JOINABLE
from learning.web.access import access
from learning.web.forms import ActForm

MOST_PROGRAMMES = 50


@bp.get("/search-gaps")
@access("search.gap_report")
def gaps() -> ResponseReturnValue:
    """What at least five colleagues searched for and did not find."""
    _require_reader()
    now = clock.now()
    return render_template(
        "academy/gaps.html",
        gaps=queries.gaps(now),
        figures=queries.search_figures(now),
        form=_gap_form(),
        may_edit_synonyms=policy.can_edit_synonyms(current_user, leads_any=_leads_any()),
    )


@bp.post("/search-gaps/request")
@access("search.gap_report")
def request_gap() -> ResponseReturnValue:
    """Put a query that found nothing on a programme's list of topics."""
    _require_reader()
    form = _gap_form()
    now = clock.now()
    known = {one.words: one for one in queries.gaps(now)}
    if not form.validate_on_submit() or form.words.data not in known:
        flash(_("This is no gap any more. Choose another one."))
        return redirect(url_for("academy.gaps"))
    gap = known[form.words.data]
    chosen = db.session.get(Programme, form.programme.data) or abort(404)
    propose_topic(
        chosen,
        current_user,
        now,
        title=gap.words[:1].upper() + gap.words[1:],
        why=ngettext(
            "%(num)s colleague searched for it within a month and did not find it.",
            "%(num)s colleagues searched for it within a month and did not find it.",
            gap.searchers,
        ),
        kind="article",
        is_offered=False,
    )
    db.session.commit()
    flash(_("It is on the programme's list of topics. Colleagues can vote for it."))
    return redirect(url_for("programmes.topics", programme_id=chosen.id))


@bp.route("/synonyms", methods=["GET", "POST"])
@access("synonym.edit")
def synonyms() -> ResponseReturnValue:
    """The words search takes for one another, by language, and a form for two more."""
    _require_editor()
    form = SynonymForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.add_synonym(
                current_user,
                form.language.data,
                form.words.data,
                form.meaning.data,
                clock.now(),
            )
            db.session.commit()
            flash(_("Search takes the one for the other from now on."))
            return redirect(url_for("academy.synonyms"))
    page = render_template("academy/synonyms.html", form=form, synonyms=queries.synonyms())
    return page, form.status()


@bp.post("/synonyms/<int:synonym_id>/remove")
@access("synonym.edit")
def remove_synonym(synonym_id: int) -> ResponseReturnValue:
    _require_editor()
    found = queries.synonym(synonym_id) or abort(404)
    if ActForm().validate_on_submit():
        operations.remove_synonym(found)
        db.session.commit()
        flash(_("Search parts the two again."))
    return redirect(url_for("academy.synonyms"))


def _gap_form() -> GapForm:
    form = GapForm()
    found = catalogue(current_user, JOINABLE, MOST_PROGRAMMES)
    form.offer([(one.id, one.name) for one in found])
    return form


def _leads_any() -> bool:
    return bool(programmes_led_by(current_user))


def _require_reader() -> None:
    if not policy.can_see_gaps(current_user, leads_any=_leads_any()):
        abort(403)


def _require_editor() -> None:
    if not policy.can_edit_synonyms(current_user, leads_any=_leads_any()):
        abort(403)
