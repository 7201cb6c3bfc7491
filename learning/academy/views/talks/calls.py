"""Calls for talks: opening one, proposing, scoring, deciding."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.academy.forms.talks import (
    CallForm,
    ProposalDecisionForm,
    ProposalForm,
    ScoreForm,
)
from learning.academy.models import TalkCall, TalkProposal
from learning.academy.operations import talks as operations
from learning.academy.operations.talks import CallDraft, ProposalDraft
from learning.academy.policy import is_expert_for
from learning.academy.policy import talks as policy
from learning.academy.queries import talks as queries
from learning.academy.queries import topic_choices, topic_tree
from learning.academy.views.blueprint import bp
from learning.academy.views.talks.loading import require
from learning.extensions import db
from learning.i18n import _
from learning.web.access import access
from learning.web.forms import ActForm
from learning.web.limits import number_asked

PAST = 12


@bp.get("/talks/calls")
@access("talk.view")
def talk_calls() -> ResponseReturnValue:
    """Calls that are open, what one has proposed, and what became of it."""
    today = clock.now().date()
    calls = queries.open_calls(today)
    past = queries.past_calls(today, PAST)
    return render_template(
        "academy/talk_calls.html",
        calls=calls,
        past=past,
        counts=queries.proposal_counts([one.id for one in [*calls, *past]]),
        mine=queries.proposals_by(current_user),
        may_open=bool(_topics()),
    )


@bp.get("/talks/calls/<int:call_id>")
@access("talk.view")
def talk_call(call_id: int) -> ResponseReturnValue:
    found = _call(call_id)
    reviews = policy.can_see_proposals(current_user, found)
    return render_template(
        "academy/talk_call.html",
        call=found,
        is_open=found.is_open(clock.now().date()),
        mine=[one for one in queries.proposals_by(current_user) if one.call_id == call_id],
        scored=queries.to_review(found, current_user) if reviews else [],
        reviews=reviews,
    )


@bp.route("/talks/calls/open", methods=["GET", "POST"])
@access("talk_call.open")
def open_call() -> ResponseReturnValue:
    choices = _topics()
    asked = number_asked("topic")
    require(bool(choices) and (asked is None or asked in dict(choices)))
    form = CallForm(topic=asked)
    form.topic.offer(choices)
    if form.validate_on_submit() and _is_ahead(form):
        topic = next(one for one in queries.topics_with_leads() if one.id == form.topic.data)
        made = operations.open_call(topic, current_user, _call_draft(form), clock.now())
        db.session.commit()
        flash(_("The call is open. Tell colleagues of it: its address is enough."))
        return redirect(url_for("academy.talk_call", call_id=made.id))
    return render_template("academy/open_call.html", form=form), form.status()


@bp.route("/talks/calls/<int:call_id>/edit", methods=["GET", "POST"])
@access("talk_call.open")
def edit_call(call_id: int) -> ResponseReturnValue:
    found = _call(call_id)
    require(policy.can_open_call(current_user, found.topic))
    form = CallForm(
        title=found.title,
        words=found.words,
        closes_on=found.closes_on,
        is_blind=found.is_blind,
    )
    del form.topic
    if form.validate_on_submit():
        operations.edit_call(found, _call_draft(form))
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for("academy.talk_call", call_id=call_id))
    return render_template("academy/edit_call.html", form=form, call=found), form.status()


@bp.route("/talks/calls/<int:call_id>/propose", methods=["GET", "POST"])
@access("talk.propose")
def propose_talk(call_id: int) -> ResponseReturnValue:
    found = _call(call_id)
    require(policy.can_take_part(current_user))
    form = ProposalForm(language=current_user.language)
    if form.validate_on_submit():
        with form.refusals():
            made = operations.propose_talk(found, current_user, _proposal_draft(form), clock.now())
            db.session.commit()
            flash(_("Proposed. You are told as soon as it is decided."))
            return redirect(url_for("academy.talk_proposal", proposal_id=made.id))
        found = _call(call_id)
    return render_template("academy/propose_talk.html", form=form, call=found), form.status()


@bp.get("/talks/proposals/<int:proposal_id>")
@access("talk_proposal.view")
def talk_proposal(proposal_id: int) -> ResponseReturnValue:
    return _page(_proposal(proposal_id))


@bp.route("/talks/proposals/<int:proposal_id>/edit", methods=["GET", "POST"])
@access("talk_proposal.edit")
def edit_proposal(proposal_id: int) -> ResponseReturnValue:
    found = _own(proposal_id)
    form = ProposalForm(title=found.title, abstract=found.abstract, language=found.language)
    if form.validate_on_submit():
        with form.refusals():
            operations.edit_proposal(found, _proposal_draft(form), clock.now())
            db.session.commit()
            flash(_("Saved."))
            return redirect(url_for("academy.talk_proposal", proposal_id=proposal_id))
        found = _own(proposal_id)
    page = render_template("academy/edit_proposal.html", form=form, proposal=found)
    return page, form.status()


@bp.post("/talks/proposals/<int:proposal_id>/withdraw")
@access("talk_proposal.edit")
def withdraw_proposal(proposal_id: int) -> ResponseReturnValue:
    found = _own(proposal_id)
    form = ActForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.withdraw_proposal(found, clock.now())
            db.session.commit()
            flash(_("Withdrawn."))
            return redirect(url_for("academy.talk_call", call_id=found.call_id))
    return _page(_own(proposal_id), acted=form)


@bp.post("/talks/proposals/<int:proposal_id>/score")
@access("talk_proposal.score")
def score_proposal(proposal_id: int) -> ResponseReturnValue:
    found = _to_judge(proposal_id)
    form = ScoreForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.score_proposal(
                found, current_user, form.score.data, form.words.data or "", clock.now()
            )
            db.session.commit()
            flash(_("Thank you. You see now what the others think."))
            return redirect(url_for("academy.talk_proposal", proposal_id=proposal_id))
        found = _to_judge(proposal_id)
    return _page(found, score=form)


@bp.post("/talks/proposals/<int:proposal_id>/decide")
@access("talk_proposal.decide")
def decide_proposal(proposal_id: int) -> ResponseReturnValue:
    found = _to_judge(proposal_id)
    form = ProposalDecisionForm()
    if form.validate_on_submit():
        with form.refusals():
            is_accepted = form.decision.data == "accept"
            operations.decide_proposal(
                found, current_user, form.answer.data, clock.now(), is_accepted=is_accepted
            )
            db.session.commit()
            flash(_("Decided, and told. Now it needs a time.") if is_accepted else _("Decided."))
            return redirect(url_for("academy.talk_proposal", proposal_id=proposal_id))
        found = _to_judge(proposal_id)
    return _page(found, decision=form)


def _page(
    found: TalkProposal,
    *,
    score: ScoreForm | None = None,
    decision: ProposalDecisionForm | None = None,
    acted: ActForm | None = None,
) -> ResponseReturnValue:
    may_score = policy.can_score(current_user, found)
    seen = queries.scored(found, current_user) if may_score else None
    if score is None:
        own = seen.own if seen else None
        score = ScoreForm(
            formdata=None, score=own.score if own else None, words=own.words if own else ""
        )
    sent = next((one for one in (score, decision, acted) if one is not None and one.errors), None)
    return render_template(
        "academy/talk_proposal.html",
        proposal=found,
        seen=seen,
        score=score,
        decision=decision or ProposalDecisionForm(formdata=None),
        acted=acted,
        is_open=found.call.is_open(clock.now().date()),
        is_name_hidden=may_score and found.call.is_blind and found.is_waiting,
        may_decide=policy.can_decide(current_user, found),
        is_expert=is_expert_for(found.person, found.call.topic),
    ), sent.status() if sent else 200


def _topics() -> list[tuple[int, str]]:
    """The topics in which this person may call for talks, as choices."""
    allowed = {
        one.id for one in queries.topics_with_leads() if policy.can_open_call(current_user, one)
    }
    return [one for one in topic_choices(topic_tree()) if one[0] in allowed] if allowed else []


def _is_ahead(form: CallForm) -> bool:
    if form.closes_on.data < clock.now().date():
        form.closes_on.errors = [_("This day is over. Choose one that is still to come.")]
        return False
    return True


def _call_draft(form: CallForm) -> CallDraft:
    return CallDraft(
        form.title.data, form.words.data, form.closes_on.data, bool(form.is_blind.data)
    )


def _proposal_draft(form: ProposalForm) -> ProposalDraft:
    return ProposalDraft(form.title.data, form.abstract.data, form.language.data)


def _call(call_id: int) -> TalkCall:
    return queries.call(call_id) or abort(404)


def _proposal(proposal_id: int) -> TalkProposal:
    """Hidden and absent look alike."""
    found = queries.proposal(proposal_id)
    if found is None or not policy.can_see_proposal(current_user, found):
        abort(404)
    return found


def _own(proposal_id: int) -> TalkProposal:
    found = _proposal(proposal_id)
    return found if found.person_id == current_user.id else abort(404)


def _to_judge(proposal_id: int) -> TalkProposal:
    found = _proposal(proposal_id)
    require(policy.can_score(current_user, found))
    return found
