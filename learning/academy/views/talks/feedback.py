"""Feedback to speakers: written sealed, taken back with a receipt, read all at once."""

from flask import abort, current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning.academy.forms.talks import ReceiptForm, TalkFeedbackForm
from learning.academy.models import TalkFeedbackRight
from learning.academy.operations import talks as operations
from learning.academy.policy import talks as policy
from learning.academy.queries import is_topic_expert
from learning.academy.queries import talks as queries
from learning.academy.rules.feedback import QUESTIONS
from learning.academy.views.blueprint import bp
from learning.academy.views.talks.loading import require, talk_or_404
from learning.anonymity.rules import new_token
from learning.extensions import db
from learning.i18n import _
from learning.people.models import Person
from learning.web.access import access

RECEIPT = "talk_receipt"  # in the guest's own cookie, until it has been shown


@bp.route("/talks/<int:talk_id>/feedback/write", methods=["GET", "POST"])
@access("talk.feedback_write")
def write_feedback(talk_id: int) -> ResponseReturnValue:
    right = _right(talk_id)
    form = TalkFeedbackForm()
    if form.validate_on_submit():
        if form.is_empty():
            form.form_errors.append(_("Answer one of the questions, or write a sentence."))
        else:
            with form.refusals():
                _send(right, form)
                return redirect(url_for("academy.feedback_sent", talk_id=talk_id))
            right = _right(talk_id)
    elif not form.is_submitted():
        form.token.data = new_token()
    page = render_template(
        "academy/write_feedback.html", talk=right.feedback.talk, right=right, form=form
    )
    return page, form.status()


def _send(right: TalkFeedbackRight, form: TalkFeedbackForm) -> None:
    """Mark and seal in two transactions, so that no row joins them (docs/decisions/0002)."""
    operations.mark_sent(right, form.token.data)
    db.session.commit()
    secret = current_app.config["SECRET_KEY"]
    operations.seal_feedback(right, form.token.data, form.content(), secret)
    db.session.commit()
    session[RECEIPT] = form.token.data


@bp.get("/talks/<int:talk_id>/feedback/sent")
@access("talk.feedback_write")
def feedback_sent(talk_id: int) -> ResponseReturnValue:
    right = _right(talk_id)
    return render_template(
        "academy/feedback_sent.html",
        talk=right.feedback.talk,
        receipt=session.pop(RECEIPT, None),
    )


@bp.route("/talks/<int:talk_id>/feedback/take-back", methods=["GET", "POST"])
@access("talk.feedback_write")
def take_feedback_back(talk_id: int) -> ResponseReturnValue:
    right = _right(talk_id)
    form = ReceiptForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.destroy_feedback(right, form.receipt.data)
            db.session.commit()
            operations.free_right(right)
            db.session.commit()
            flash(_("Your answer is destroyed. You can write another until the last day."))
            return redirect(url_for("academy.write_feedback", talk_id=talk_id))
        right = _right(talk_id)
    page = render_template("academy/take_feedback_back.html", talk=right.feedback.talk, form=form)
    return page, form.status()


@bp.get("/talks/speakers/<int:person_id>/feedback")
@access("talk.feedback_results")
def speaker_feedback(person_id: int) -> ResponseReturnValue:
    """All feedback on one speaker's talks that this person may read."""
    speaker = db.session.get(Person, person_id) or abort(404)
    is_expert = is_topic_expert(current_user)
    could_write = queries.asked_about(current_user)
    rounds = [
        one
        for one in queries.released_on(speaker)
        if policy.can_read_feedback(
            current_user,
            one.talk,
            is_expert=is_expert,
            could_write=one.talk_id in could_write,
        )
    ]
    require(bool(rounds) or (is_expert and speaker.id == current_user.id))
    return render_template(
        "academy/speaker_feedback.html", speaker=speaker, rounds=rounds, questions=QUESTIONS
    )


def _right(talk_id: int) -> TalkFeedbackRight:
    """The right to write of somebody who was there; to anybody else there is no such page."""
    return queries.right_of(talk_or_404(talk_id), current_user) or abort(404)
