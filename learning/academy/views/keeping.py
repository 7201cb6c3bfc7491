"""The bin, and articles whose author has left."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.academy import operations, policy, queries
from learning.academy.forms import GiveForm, SuccessorForm
from learning.academy.models import HandOver
from learning.academy.views.blueprint import article_or_404, bp
from learning.academy.views.trust import successor_from
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.people.queries import find_person
from learning.web.access import access
from learning.web.forms import ActForm


@bp.get("/bin")
@access("article.bin")
def bin() -> ResponseReturnValue:  # noqa: A001 - the page is named as people name it
    """What one has thrown away, or may take out for somebody, for 30 days."""
    return render_template("academy/bin.html", articles=queries.binned(current_user))


@bp.post("/articles/<int:article_id>/bin")
@access("article.unpublish")
def bin_article(article_id: int) -> ResponseReturnValue:
    found = article_or_404(article_id)
    if not policy.can_unpublish(current_user, found, clock.now().date()):
        abort(403)
    form = SuccessorForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.bin_article(found, current_user, successor_from(form), clock.now())
            db.session.commit()
            flash(_("It lies in the bin for 30 days."))
            return redirect(url_for("academy.bin"))
        found = article_or_404(article_id)
    page = render_template(
        "academy/successor.html", article=found, form=form, act=_("Throw it away")
    )
    return page, form.status()


@bp.post("/articles/<int:article_id>/take-out")
@access("article.unpublish")
def take_out(article_id: int) -> ResponseReturnValue:
    found = article_or_404(article_id)
    if not policy.can_unpublish(current_user, found, clock.now().date()):
        abort(403)
    if ActForm().validate_on_submit():
        operations.take_out(found, current_user, clock.now())
        db.session.commit()
        flash(_("Taken out of the bin. Edit it and send it for review, and readers see it again."))
    return redirect(url_for("academy.draft", article_id=article_id))


@bp.get("/hand-overs")
@access("article.hand_overs")
def hand_overs() -> ResponseReturnValue:
    """Articles of colleagues who have left: those one is asked for, and a lead's whole list."""
    asked, waiting = queries.hand_overs_for(current_user)
    return render_template(
        "academy/hand_overs.html", asked=asked, waiting=waiting, form=GiveForm(formdata=None)
    )


@bp.post("/hand-overs/<int:hand_over_id>/take")
@access("article.take_over")
def take_over(hand_over_id: int) -> ResponseReturnValue:
    found = _asked_or_404(hand_over_id)
    if ActForm().validate_on_submit():
        try:
            operations.take_over(found, current_user, current_user, clock.now())
            db.session.commit()
            flash(_("It is yours from now on. Thank you for looking after it."))
        except DomainError as refusal:
            db.session.rollback()
            flash(str(refusal))
    return redirect(url_for("academy.hand_overs"))


@bp.post("/hand-overs/<int:hand_over_id>/decline")
@access("article.take_over")
def decline_hand_over(hand_over_id: int) -> ResponseReturnValue:
    found = _asked_or_404(hand_over_id)
    if ActForm().validate_on_submit():
        operations.decline_hand_over(found, clock.now())
        db.session.commit()
        flash(_("A lead finds somebody else."))
    return redirect(url_for("academy.hand_overs"))


@bp.post("/hand-overs/<int:hand_over_id>/give")
@access("article.hand_over")
def give(hand_over_id: int) -> ResponseReturnValue:
    """A lead gives the article to somebody who has agreed."""
    found = queries.hand_over_by_id(hand_over_id)
    if found is None or not policy.can_hand_over(current_user, found.article):
        abort(404)
    form = GiveForm()
    if form.validate_on_submit():
        with form.refusals():
            person = find_person(form.person.data)
            if person is None:
                raise DomainError(
                    _("Not one colleague alone goes by that name. Type the e-mail address.")
                )
            operations.take_over(found, person, current_user, clock.now())
            db.session.commit()
            flash(_("%(person)s looks after it from now on.", person=person.name))
            return redirect(url_for("academy.hand_overs"))
    asked, waiting = queries.hand_overs_for(current_user)
    page = render_template("academy/hand_overs.html", asked=asked, waiting=waiting, form=form)
    return page, form.status()


def _asked_or_404(hand_over_id: int) -> HandOver:
    found = queries.hand_over_by_id(hand_over_id)
    if found is None or not policy.can_take_over(current_user, found):
        abort(404)
    return found
