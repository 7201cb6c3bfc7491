"""Matches as the two people see them: why, yes or no."""

from datetime import datetime

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _, day, to_local
from learning.mentoring import operations, policy, queries
from learning.mentoring.forms import DeclineForm, RefuseForm
from learning.mentoring.models import Match, MatchState
from learning.mentoring.rules import days_of_patience_ago
from learning.mentoring.views.blueprint import PAGE, bp
from learning.programmes.queries import limits_of, loads_of
from learning.web.access import access
from learning.web.forms import ActForm
from learning.web.pagination import Page, page_number


@bp.get("/matches")
@access("match.list")
def matches() -> ResponseReturnValue:
    number = page_number()
    found = queries.matches_of(current_user, PAGE, (number - 1) * PAGE)
    page = Page(found, number, PAGE, queries.matches_of_count(current_user))
    return render_template("mentoring/matches.html", page=page)


@bp.get("/matches/<int:match_id>")
@access("match.view")
def match(match_id: int) -> ResponseReturnValue:
    found = _match(match_id)
    return render_template(
        "mentoring/match.html",
        match=found,
        is_asked=policy.is_asked(current_user, found),
        may_ask_others=is_silent(found, clock.now()),
        seats=seats_after_yes(found) if policy.is_asked(current_user, found) else None,
        can_take_back=policy.can_run_matches(current_user, found.programme),
        can_withdraw=policy.can_withdraw(current_user, found),
        can_see_score=policy.can_see_score(current_user, found),
        pairing=queries.pairing_from(found),
    )


@bp.post("/matches/<int:match_id>/accept")
@access("match.accept")
def accept_match(match_id: int) -> ResponseReturnValue:
    found = _match(match_id)
    if not policy.can_answer(current_user, found):
        abort(403)
    if not ActForm().validate_on_submit():
        abort(400)
    pairing = operations.accept_match(found, current_user, clock.now())
    db.session.commit()
    if pairing is None:
        flash(_("You said yes. The pairing starts as soon as the other does too."))
        return redirect(url_for("mentoring.match", match_id=match_id))
    flash(_("You are a pair now."))
    return redirect(url_for("mentoring.pairing", pairing_id=pairing.id))


@bp.route("/matches/<int:match_id>/decline", methods=["GET", "POST"])
@access("match.decline")
def decline_match(match_id: int) -> ResponseReturnValue:
    found = _match(match_id)
    if not policy.can_answer(current_user, found):
        abort(403)
    now = clock.now()
    form = DeclineForm(to_local(now).date())
    if form.validate_on_submit():
        with form.refusals():
            until = form.until.data
            operations.decline_match(found, current_user, form.answer.data or "", now, until)
            own = queries.enrolment_in(current_user, found)
            if until and own is not None:
                operations.pause_role(own, until, now)
            db.session.commit()
            if until:
                flash(_("You said no, and nobody asks you before %(day)s.", day=day(until)))
            else:
                flash(_("You said no. Both of you are free for other matches."))
            return redirect(url_for("mentoring.matches"))
    return render_template("mentoring/decline_match.html", match=found, form=form), form.status()


@bp.post("/matches/<int:match_id>/withdraw")
@access("match.withdraw")
def withdraw_match(match_id: int) -> ResponseReturnValue:
    found = _match(match_id)
    if not policy.can_withdraw(current_user, found):
        abort(403)
    if not ActForm().validate_on_submit():
        abort(400)
    operations.withdraw_match(found, current_user, clock.now())
    db.session.commit()
    flash(_("You have taken your request back."))
    page = "mentors" if found.mentee_id == current_user.id else "mentees"
    return redirect(url_for(f"mentoring.{page}"))


@bp.route("/matches/<int:match_id>/take-back", methods=["GET", "POST"])
@access("match.override")
def take_back_match(match_id: int) -> ResponseReturnValue:
    found = _match(match_id)
    if not policy.can_run_matches(current_user, found.programme):
        abort(403)
    form = RefuseForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.take_back_match(found, current_user, form.answer.data, clock.now())
            db.session.commit()
            flash(_("The match is taken back, and both have read why."))
            return redirect(url_for("mentoring.match", match_id=match_id))
    return render_template("mentoring/take_back_match.html", match=found, form=form), form.status()


def is_silent(match: Match, now: datetime) -> bool:
    """Whether the other has been silent long enough for the asker to look further."""
    has_asked = match.is_request and match.asker.id == current_user.id
    if not has_asked or match.state is not MatchState.PROPOSED or match.proposed_at is None:
        return False
    return match.proposed_at <= days_of_patience_ago(now)


def seats_after_yes(match: Match) -> tuple[int, int] | None:
    """For the mentor: whom they would look after with this yes, and how many they want at most."""
    if match.mentor_id != current_user.id:
        return None
    load = loads_of([match.mentor_id])[match.mentor_id]
    return load + 1, limits_of([match.mentor_id])[match.mentor_id]


def _match(match_id: int) -> Match:
    return queries.match_of(current_user, match_id) or abort(404)
