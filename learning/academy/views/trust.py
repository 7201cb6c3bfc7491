"""Doubts, obsolete texts, and what is due to be verified."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.academy import operations, policy, queries
from learning.academy.forms import FlagAnswerForm, FlagForm, SuccessorForm, VerifyManyForm
from learning.academy.models import Article
from learning.academy.views.blueprint import PER_PAGE, article_or_404, bp
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _, ngettext
from learning.web.access import access
from learning.web.forms import ActForm
from learning.web.pagination import Page, page_number


@bp.post("/articles/<int:article_id>/flag")
@access("article.flag")
def flag(article_id: int) -> ResponseReturnValue:
    """A reader says in a line what is no longer right."""
    found = article_or_404(article_id)
    if not policy.can_suggest(current_user, found):
        abort(403)
    form = FlagForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.flag_outdated(found, current_user, form.text.data, clock.now())
            db.session.commit()
            flash(_("Thank you. The authors answer within five working days, else a lead does."))
            return redirect(url_for("academy.article", article_id=article_id))
        found = article_or_404(article_id)
    return render_template("academy/flag.html", article=found, form=form), form.status()


@bp.get("/articles/<int:article_id>/flags")
@access("article.unpublish")
def flags(article_id: int) -> ResponseReturnValue:
    found = _to_care_for(article_id)
    return render_template(
        "academy/flags.html",
        article=found,
        flags=queries.flags_on(found),
        form=FlagAnswerForm(formdata=None),
    )


@bp.post("/articles/<int:article_id>/flags/<int:flag_id>/answer")
@access("article.unpublish")
def answer_flag(article_id: int, flag_id: int) -> ResponseReturnValue:
    found = _to_care_for(article_id)
    doubt = queries.flag_of(found, flag_id) or abort(404)
    form = FlagAnswerForm()
    if form.validate_on_submit():
        operations.answer_flag(doubt, current_user, form.answer.data, clock.now())
        db.session.commit()
        flash(_("Answered. Readers are no longer warned of it."))
        return redirect(url_for("academy.flags", article_id=article_id))
    page = render_template("academy/flags.html", article=found, flags=[doubt], form=form)
    return page, form.status()


@bp.post("/articles/<int:article_id>/obsolete")
@access("article.unpublish")
def mark_obsolete(article_id: int) -> ResponseReturnValue:
    found = _to_care_for(article_id)
    form = SuccessorForm()
    if form.validate_on_submit():
        with form.refusals():
            successor = successor_from(form)
            operations.mark_obsolete(found, current_user, successor, clock.now())
            db.session.commit()
            flash(_("Readers are warned, and search puts it last."))
            return redirect(url_for("academy.article", article_id=article_id))
        found = article_or_404(article_id)
    page = render_template(
        "academy/successor.html", article=found, form=form, act=_("Mark as obsolete")
    )
    return page, form.status()


@bp.post("/articles/<int:article_id>/current")
@access("article.unpublish")
def mark_current(article_id: int) -> ResponseReturnValue:
    found = _to_care_for(article_id)
    if ActForm().validate_on_submit():
        operations.mark_current(found, current_user, clock.now())
        db.session.commit()
        flash(_("It holds again; readers are no longer warned."))
    return redirect(url_for("academy.article", article_id=article_id))


@bp.get("/verifications")
@access("article.queue")
def verifications() -> ResponseReturnValue:
    """What is due, or soon, in one's topics: verified one by one or many at once."""
    is_expert = queries.is_topic_expert(current_user)
    if not policy.can_see_queue(current_user, is_expert=is_expert):
        abort(403)
    number, today = page_number(), clock.now().date()
    page = Page(
        queries.due_for(current_user, today, PER_PAGE, (number - 1) * PER_PAGE),
        number,
        PER_PAGE,
        queries.due_count(current_user, today),
    )
    return render_template(
        "academy/verifications.html",
        page=page,
        form=VerifyManyForm(formdata=None),
        trust={one.id: one.trust(today) for one in page.items},
    )


@bp.post("/verifications/verify")
@access("article.verify")
def verify_many() -> ResponseReturnValue:
    """Vouch for the chosen articles; whatever of them one may not is left alone."""
    form = VerifyManyForm()
    if not form.validate_on_submit():
        abort(422)
    chosen = queries.published_by_ids(form.articles.data or [])
    able = [one for one in chosen if policy.can_verify(current_user, one)]
    if chosen and not able:
        abort(403)
    for one in able:
        operations.verify(one, current_user, form.days, clock.now())
    db.session.commit()
    many = len(able)
    flash(
        ngettext("%(num)s article is verified.", "%(num)s articles are verified.", many)
        if many
        else _("Choose articles first.")
    )
    return redirect(url_for("academy.verifications", page=request.args.get("page")))


def successor_from(form: SuccessorForm) -> Article | None:
    """The article named in the form, if this person may read it. Raises DomainError."""
    if form.successor_id is None:
        return None
    found = queries.article(form.successor_id)
    if found is None or not policy.can_read(current_user, found):
        raise DomainError(_("There is no article at this address. Paste another one."))
    return found


def _to_care_for(article_id: int) -> Article:
    found = article_or_404(article_id)
    if not policy.can_unpublish(current_user, found, clock.now().date()):
        abort(403)
    return found
