"""The shared list of skills: anyone proposes, a lead tidies up."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _
from learning.people import operations, policy, queries
from learning.people.forms import MergeForm, ProposeForm, SynonymForm
from learning.people.models import Skill
from learning.people.queries import skills as skill_queries
from learning.people.rules.skills import LEVELS
from learning.people.views.blueprint import bp, experts_url
from learning.web.access import access
from learning.web.pagination import Page, page_number

PAGE = 50
LONGEST_SEARCH = 100


@bp.get("/skills")
@access("skill.view")
def skills() -> ResponseReturnValue:
    _require(policy.can_propose_skill(current_user))
    text = request.args.get("text", "").strip()[:LONGEST_SEARCH]
    only_proposed = request.args.get("show") == "proposed"
    number = page_number()
    found = skill_queries.skill_uses(
        text, only_proposed=only_proposed, limit=PAGE, offset=(number - 1) * PAGE
    )
    total = skill_queries.skill_count(text, only_proposed=only_proposed)
    return render_template(
        "people/skills.html",
        page=Page(found, number, PAGE, total),
        text=text,
        only_proposed=only_proposed,
        levels=LEVELS,
        experts_url=experts_url(),
    )


@bp.route("/skills/propose", methods=["GET", "POST"])
@access("skill.propose")
def propose_skill() -> ResponseReturnValue:
    _require(policy.can_propose_skill(current_user))
    form = ProposeForm()
    if form.validate_on_submit():
        with form.refusals():
            skill = operations.propose_skill(form.name.data, current_user, clock.now())
            db.session.commit()
            flash(_("“%(skill)s” is on the list now.", skill=skill.name))
            return redirect(url_for("people.skill", skill_id=skill.id))
    return render_template(
        "people/propose_skill.html", form=form, skill_suggestions=queries.skill_names()
    ), form.status()


@bp.get("/skills/<int:skill_id>")
@access("skill.view")
def skill(skill_id: int) -> ResponseReturnValue:
    _require(policy.can_propose_skill(current_user))
    found = _skill(skill_id)
    return render_template(
        "people/skill.html",
        skill=found,
        use=skill_queries.skill_use(found),
        synonyms=skill_queries.synonyms_of(found),
        may_merge=policy.can_merge_skills(current_user),
    )


@bp.route("/skills/<int:skill_id>/merge", methods=["GET", "POST"])
@access("skill.merge")
def merge_skill(skill_id: int) -> ResponseReturnValue:
    _require(policy.can_merge_skills(current_user))
    found, form = _skill(skill_id), MergeForm()
    if form.validate_on_submit():
        into = queries.find_skill(form.into.data)
        if into is None:
            form.into.errors = [_("No skill has this name. Choose one of the list.")]
        else:
            with form.refusals():
                operations.merge_skill(found, into, current_user, clock.now())
                db.session.commit()
                flash(_("“%(one)s” now leads to “%(other)s”.", one=found.name, other=into.name))
                return redirect(url_for("people.skill", skill_id=into.id))
    return render_template(
        "people/merge_skill.html", form=form, skill=found, skill_suggestions=queries.skill_names()
    ), form.status()


@bp.route("/skills/<int:skill_id>/synonyms/add", methods=["GET", "POST"])
@access("skill.merge")
def add_synonym(skill_id: int) -> ResponseReturnValue:
    _require(policy.can_merge_skills(current_user))
    found, form = _skill(skill_id), SynonymForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.add_synonym(found, form.name.data, current_user, clock.now())
            db.session.commit()
            flash(_("Whoever types it now finds “%(skill)s”.", skill=found.name))
            return redirect(url_for("people.skill", skill_id=found.id))
    return render_template("people/add_synonym.html", form=form, skill=found), form.status()


def _require(allowed: bool) -> None:
    if not allowed:
        abort(403)


def _skill(skill_id: int) -> Skill:
    return skill_queries.skill_by_id(skill_id) or abort(404)
