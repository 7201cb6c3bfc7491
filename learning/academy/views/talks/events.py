"""Finding talks, planning them, changing, moving and cancelling them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.academy.forms.talks import (
    CancelTalkForm,
    CheckInForm,
    PlanTalkForm,
    TalkForm,
    TalkRemarkForm,
    TimeForm,
)
from learning.academy.models import Talk, TalkProposal, TalkRemark, TalkSeat
from learning.academy.operations import talks as operations
from learning.academy.operations.talks import TalkDraft
from learning.academy.policy import talks as policy
from learning.academy.queries import is_topic_expert, topic_choices, topic_tree
from learning.academy.queries import talks as queries
from learning.academy.queries.talks import Which
from learning.academy.rules.captions import paragraphs
from learning.academy.rules.talks import clock_of
from learning.academy.views.blueprint import PER_PAGE, bp, second_asked
from learning.academy.views.talks.loading import (
    may_plan_any,
    require,
    talk_or_404,
    talk_to_edit,
    topics_to_plan,
)
from learning.extensions import db
from learning.i18n import _, ngettext, to_local
from learning.people.models import Person
from learning.people.queries import find_person
from learning.people.rules.text import folded
from learning.scheduling.rules.walls import at_wall_time, wall_series
from learning.web.access import access
from learning.web.forms import ActForm
from learning.web.limits import number_asked
from learning.web.pagination import Page, page_number
from learning.web.retries import retried

LONGEST_FIND = 100


@bp.get("/talks")
@access("talk.view")
def talks() -> ResponseReturnValue:
    asked = request.args.get("show", "")
    which = Which(asked) if asked in set(Which) else Which.COMING
    topic_id = number_asked("topic")
    number, now = page_number(), clock.now()
    found = queries.talks(which, current_user, now, topic_id, PER_PAGE, (number - 1) * PER_PAGE)
    return render_template(
        "academy/talks.html",
        page=Page(found, number, PER_PAGE, queries.talk_count(which, current_user, now, topic_id)),
        which=which,
        topic_id=topic_id,
        topics=topic_choices(topic_tree()),
        may_plan=may_plan_any(),
        at=now,
    )


@bp.get("/talks/<int:talk_id>")
@access("talk.view")
def talk(talk_id: int) -> ResponseReturnValue:
    return talk_page(talk_or_404(talk_id))


def talk_page(
    found: Talk,
    check_in: CheckInForm | None = None,
    acted: ActForm | None = None,
    remark: TalkRemarkForm | None = None,
) -> ResponseReturnValue:
    """One talk as this person meets it; a form that was sent brings what is wrong with it."""
    now = clock.now()
    is_expert = is_topic_expert(current_user)
    taken = queries.seats_taken([found.id]).get(found.id, 0)
    seat = queries.seat_of(found, current_user)
    may_edit = policy.can_edit_talk(current_user, found, is_expert=is_expert)
    sent = check_in or acted or remark
    page = render_template(
        "academy/talk.html",
        talk=found,
        at=now,
        taken=taken,
        left=None if found.seats is None else max(0, found.seats - taken),
        seat=seat,
        place=queries.place_of(found, current_user) if found.takes_guests(now) else None,
        is_free=queries.has_free_seat(found, current_user, now),
        others=queries.series_of(found, now),
        check_in=check_in or CheckInForm(formdata=None),
        acted=acted,
        doors_open=operations.is_code_time(found, now),
        knows_place=_knows_place(found, seat),
        may_take_part=policy.can_take_part(current_user),
        may_join=policy.can_join_talk(current_user, found),
        may_edit=may_edit,
        may_see_guests=policy.can_see_guests(current_user, found),
        right=queries.right_of(found, current_user) if found.ends_at <= now else None,
        feedback=queries.feedback_on(found) if may_edit and found.ends_at <= now else None,
        watching=_watching(found) if found.is_recorded else None,
        remark=remark or TalkRemarkForm(formdata=None, at=clock_of(second_asked())),
    )
    return page, sent.status() if sent else 200


@dataclass(frozen=True)
class Watching:
    """A recording from the second that was asked for, or where this person stopped."""

    second: int
    stopped_at: int
    cues: bool
    paragraphs: list[tuple[int, str]]
    found: list[tuple[int, str]]  # what was looked for in it
    remarks: list[tuple[TalkRemark, bool]]  # each, and whether this person may remove it


def _watching(found: Talk) -> Watching:
    transcript = queries.transcript_of(found)
    position = queries.position_of(found, current_user)
    words = request.args.get("find", "")[:LONGEST_FIND].strip()
    said = paragraphs(transcript.cues) if transcript else []
    cues = transcript.cues if transcript and words else []
    return Watching(
        second=second_asked(),
        stopped_at=position.second if position else 0,
        cues=transcript is not None,
        paragraphs=said,
        found=[
            (start // 1000, text) for start, _end, text in cues if folded(words) in folded(text)
        ],
        remarks=[
            (one, policy.can_hide_remark(current_user, found, one))
            for one in queries.remarks_on(found)
        ],
    )


def _knows_place(found: Talk, seat: TalkSeat | None) -> bool:
    return policy.can_see_place(current_user, found, has_seat=bool(seat and not seat.left_at))


@bp.get("/talks/<int:talk_id>/talk.ics")
@access("talk.view")
def talk_calendar(talk_id: int) -> ResponseReturnValue:
    """The talk for one's calendar."""
    found = talk_or_404(talk_id)
    if found.cancelled_at is not None:
        abort(404)
    knows_place = _knows_place(found, queries.seat_of(found, current_user))
    content = operations.calendar_file(found, current_user, clock.now(), knows_place=knows_place)
    return Response(
        content,
        content_type="text/calendar; charset=utf-8; method=REQUEST",
        headers={"Content-Disposition": "attachment; filename=talk.ics"},
    )


@bp.route("/talks/plan", methods=["GET", "POST"])
@access("talk.create")
@retried
def plan_talk() -> ResponseReturnValue:
    known = queries.topics_with_leads()
    choices = topics_to_plan(known)
    proposal = _accepted(number_asked("proposal"))
    allowed = {number for number, _words in choices}
    asked = number_asked("topic")
    require(bool(allowed) and (asked is None or asked in allowed))
    form = PlanTalkForm(data=_suggested(asked, proposal))
    form.offer(choices)
    leads = {one.id for one in known if policy.leads_topic(current_user, one)}
    if not leads or proposal is not None:
        del form.host
    if form.validate_on_submit():
        host = proposal.person if proposal else _host(form, leads)
        times = _times(form)
        if host is not None and times:
            with form.refusals():
                made = operations.plan_talk(
                    _draft(form),
                    host,
                    current_user,
                    times,
                    form.minutes.data,
                    clock.now(),
                    proposal,
                )
                db.session.commit()
                flash(ngettext("The talk is announced.", "%(num)s dates are announced.", len(made)))
                return redirect(url_for("academy.talk", talk_id=made[0].id))
    page = render_template("academy/plan_talk.html", form=form, proposal=proposal)
    return page, form.status()


@bp.route("/talks/<int:talk_id>/edit", methods=["GET", "POST"])
@access("talk.edit")
@retried
def edit_talk(talk_id: int) -> ResponseReturnValue:
    found = talk_to_edit(talk_id)
    form = TalkForm(
        title=found.title,
        why=found.why,
        about=found.about,
        topic=found.topic_id,
        language=found.language,
        place=found.place,
        seats=found.seats,
    )
    choices = dict(topics_to_plan(queries.topics_with_leads()))
    form.topic.offer(list(({found.topic_id: found.topic.name} | choices).items()))
    if form.validate_on_submit():
        with form.refusals():
            operations.edit_talk(found, _draft(form), clock.now())
            db.session.commit()
            flash(_("Saved."))
            return redirect(url_for("academy.talk", talk_id=talk_id))
        found = talk_or_404(talk_id)
    return render_template("academy/edit_talk.html", form=form, talk=found), form.status()


@bp.route("/talks/<int:talk_id>/move", methods=["GET", "POST"])
@access("talk.edit")
@retried
def move_talk(talk_id: int) -> ResponseReturnValue:
    found = talk_to_edit(talk_id)
    local = to_local(found.starts_at)
    form = TimeForm(on=local.date(), at=local.time(), minutes=found.minutes)
    form.keep_length(found.minutes)
    if form.validate_on_submit() and (starts_at := _first(form)) is not None:
        with form.refusals():
            lost = operations.move_talk(found, starts_at, form.minutes.data, clock.now())
            db.session.commit()
            flash(_("Moved. Everybody who signed up is told and their calendars follow."))
            if lost:
                flash(
                    ngettext(
                        "%(num)s colleague is taken at the new time and has lost the seat.",
                        "%(num)s colleagues are taken at the new time and have lost the seat.",
                        lost,
                    )
                )
            return redirect(url_for("academy.talk", talk_id=talk_id))
        found = talk_or_404(talk_id)
    return render_template("academy/move_talk.html", form=form, talk=found), form.status()


@bp.route("/talks/<int:talk_id>/cancel", methods=["GET", "POST"])
@access("talk.cancel")
@retried
def cancel_talk(talk_id: int) -> ResponseReturnValue:
    found = talk_to_edit(talk_id)
    form = CancelTalkForm()
    if found.series_id is None:
        del form.and_following
    if form.validate_on_submit():
        with form.refusals():
            is_series = bool(form.and_following and form.and_following.data)
            operations.cancel_talk(found, form.reason.data, clock.now(), and_following=is_series)
            db.session.commit()
            flash(_("Cancelled. Everybody who wanted to come is told."))
            return redirect(url_for("academy.talk", talk_id=talk_id))
        found = talk_or_404(talk_id)
    taken = queries.seats_taken([talk_id]).get(talk_id, 0)
    page = render_template("academy/cancel_talk.html", form=form, talk=found, taken=taken)
    return page, form.status()


def _accepted(proposal_id: int | None) -> TalkProposal | None:
    """The accepted proposal that the talk is made of, if one is named."""
    if proposal_id is None:
        return None
    found = queries.proposal(proposal_id)
    if found is None or not found.is_accepted or not policy.can_decide(current_user, found):
        abort(404)
    return found


def _suggested(topic_id: int | None, proposal: TalkProposal | None) -> dict[str, Any]:
    """What the form begins with."""
    if proposal is None:
        return {"topic": topic_id, "language": current_user.language}
    return {
        "title": proposal.title,
        "about": proposal.abstract,
        "language": proposal.language,
        "topic": proposal.call.topic_id,
    }


def _draft(form: TalkForm) -> TalkDraft:
    return TalkDraft(
        title=form.title.data,
        why=form.why.data,
        about=form.about.data or "",
        language=form.language.data,
        topic_id=form.topic.data,
        place=form.place.data,
        seats=form.seats.data,
    )


def _host(form: PlanTalkForm, leads: set[int]) -> Person | None:
    """Who speaks; anybody, where a lead plans it."""
    if "host" not in form or not form.host.data:
        return current_user._get_current_object()  # type: ignore[no-any-return]
    host = find_person(form.host.data)
    if host is None:
        form.host.errors = [
            _("Not one colleague alone goes by that name. Type the address, please.")
        ]
    elif host.id != current_user.id and form.topic.data not in leads:
        form.host.errors = [_("In this topic you can plan talks of your own only.")]
        return None
    return host


def _first(form: TimeForm) -> datetime | None:
    """The moment that was typed; of an hour that comes twice, the first."""
    moments = at_wall_time(form.on.data, form.at.data, current_user.timezone)
    if not moments:
        form.at.errors = [_("On that day clocks skip this time. Choose another one.")]
        return None
    return moments[0]


def _times(form: PlanTalkForm) -> list[datetime]:
    """All dates of the series, on the same clock; a date whose hour clocks skip is left out."""
    first = _first(form)
    if first is None:
        return []
    count = (form.times.data or 1) if form.every.data else 1
    found = wall_series(first, current_user.timezone, form.every.data, count)
    return [one for one in found if one is not None]
