"""Pages for newcomers, buddies, managers and the leads who follow them."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import SelectChoice

from learning import clock
from learning.buddies import operations, pairing, policy, queries
from learning.buddies.forms import (
    OWNERS,
    CheckInForm,
    ChooseBuddyForm,
    ItemForm,
    MeetingForm,
    MissedItemsForm,
)
from learning.buddies.models import BuddyPairing, CheckIn, ChecklistItem, OnboardingPlan, Owner
from learning.buddies.rules import MEETINGS_BY_DAY_90, PLAN_DAYS, TEXTS, period, plan_day
from learning.extensions import db
from learning.i18n import _
from learning.people.queries import people_by_id
from learning.programmes.models import Format
from learning.programmes.queries import (
    enrolments_of,
    programmes_led_by,
    programmes_with_format,
    roles_of,
)
from learning.web.access import access
from learning.web.forms import ActForm
from learning.web.pagination import Page, page_number

NEWCOMERS_ON_A_PAGE = 25

bp = Blueprint("buddies", __name__, url_prefix="/buddies")


@bp.get("")
@access("onboarding.buddy_board")
def index() -> ResponseReturnValue:
    today = clock.now().date()
    around = queries.plans_around(current_user, today)
    plan = around.own
    programmes = programmes_with_format(Format.BUDDY)
    own = {one.id for one in programmes_led_by(current_user)}
    led = [one for one in programmes if one.id in own]
    return render_template(
        "buddies/index.html",
        plan=plan if plan and plan_day(plan.starts_on, today) <= PLAN_DAYS else None,
        asked=around.asked,
        as_buddy=around.as_buddy,
        as_manager=around.as_manager,
        lines=[line for line in queries.board(led, today) if line.flag][:5],
        is_lead=bool(led),
        programmes=programmes,
        my_roles=roles_of(current_user),
        can_volunteer=policy.can_volunteer(current_user, today),
        **_words(today),
    )


@bp.get("/guide")
@access("onboarding.buddy_volunteer")
def guide() -> ResponseReturnValue:
    """What a buddy does, on one page, and how to become one."""
    if not policy.can_volunteer(current_user, clock.now().date()):
        abort(403)
    return render_template(
        "buddies/guide.html",
        programmes=programmes_with_format(Format.BUDDY),
        mine={one.programme_id for one in enrolments_of(current_user) if one.role == "buddy"},
    )


@bp.get("/newcomers")
@access("onboarding.newcomers")
def newcomers() -> ResponseReturnValue:
    """The first-ninety-days board of the programmes one leads."""
    today = clock.now().date()
    led = [one for one in programmes_led_by(current_user) if one.has_format(Format.BUDDY)]
    if not led:
        abort(403)
    lines = queries.board(led, today)
    number = page_number()
    start = (number - 1) * NEWCOMERS_ON_A_PAGE
    page = Page(lines[start : start + NEWCOMERS_ON_A_PAGE], number, NEWCOMERS_ON_A_PAGE, len(lines))
    return render_template("buddies/newcomers.html", page=page, **_words(today))


@bp.post("/newcomers/welcome")
@access("onboarding.newcomers")
def welcome_newcomers() -> ResponseReturnValue:
    """Look for newcomers without a plan and propose buddies now instead of tonight."""
    if not any(one.has_format(Format.BUDDY) for one in programmes_led_by(current_user)):
        abort(403)
    _check_token()
    operations.welcome_newcomers(clock.now())
    db.session.commit()
    flash(_("Plans are made, and buddies proposed where somebody fits."))
    return redirect(url_for("buddies.newcomers"))


@bp.get("/plans/<int:plan_id>")
@access("onboarding.plan_view")
def plan(plan_id: int) -> ResponseReturnValue:
    return _plan_page(_plan(plan_id), MeetingForm(met_on=clock.now().date()))


@bp.post("/plans/<int:plan_id>/meetings")
@access("onboarding.note_meeting")
def note_meeting(plan_id: int) -> ResponseReturnValue:
    found = _plan(plan_id)
    if not policy.can_note_meeting(current_user, found):
        abort(403)
    form = MeetingForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.note_meeting(found, form.met_on.data, current_user, clock.now())
            db.session.commit()
            flash(_("Noted. Every meeting counts."))
            return redirect(url_for("buddies.plan", plan_id=plan_id))
    return _plan_page(_plan(plan_id), form)


@bp.post("/plans/<int:plan_id>/change-buddy")
@access("onboarding.change_buddy")
def change_buddy(plan_id: int) -> ResponseReturnValue:
    found = _plan(plan_id)
    if not policy.can_change_buddy(current_user, found):
        abort(403)
    _check_token()
    operations.change_buddy(found, clock.now())
    db.session.commit()
    flash(_("Done. You hear from us as soon as another colleague has said yes."))
    return redirect(url_for("buddies.plan", plan_id=plan_id))


@bp.route("/plans/<int:plan_id>/choose-buddy", methods=["GET", "POST"])
@access("onboarding.buddy_assign")
def choose_buddy(plan_id: int) -> ResponseReturnValue:
    found = _plan(plan_id)
    if not policy.can_assign_buddy(current_user, found):
        abort(403)
    now = clock.now()
    current = found.open_pairing
    options = pairing.candidates(found.programme, found.newcomer_id, now)[:20]
    shown = {one.buddy_id: one for one in options}
    if current is not None and current.buddy_id not in shown:
        own = pairing.Suggestion(
            found.newcomer_id, current.buddy_id, current.score, current.reasons
        )
        options = [own, *options]
    people = people_by_id([one.buddy_id for one in options])
    form = ChooseBuddyForm(buddy_id=current.buddy_id if current else None)
    form.buddy_id.choices = [
        SelectChoice(one.buddy_id, people[one.buddy_id].name) for one in options
    ]
    if form.validate_on_submit():
        with form.refusals():
            operations.choose_buddy(found, form.buddy_id.data, current_user, now)
            db.session.commit()
            flash(_("The colleague is asked, and answers within two working days."))
            return redirect(url_for("buddies.newcomers"))
    return (
        render_template(
            "buddies/choose_buddy.html", plan=found, form=form, options=options, people=people
        ),
        form.status(),
    )


@bp.route("/plans/<int:plan_id>/missed-items", methods=["GET", "POST"])
@access("onboarding.plan_edit")
def missed_items(plan_id: int) -> ResponseReturnValue:
    """The newcomer was known late: what is past is sent or skipped, item by item."""
    found = _editable_plan(plan_id)
    missed = [one for one in found.items if one.due_on < found.made_at.date() and one.is_open]
    form = MissedItemsForm(skipped=[one.id for one in missed])
    form.skipped.choices = [
        SelectChoice(one.id, TEXTS.get(one.key or "", one.text)) for one in missed
    ]
    if form.validate_on_submit():
        operations.decide_on_missed(found, set(form.skipped.data or ()), current_user, clock.now())
        db.session.commit()
        flash(_("The plan is as you decided."))
        return redirect(url_for("buddies.plan", plan_id=plan_id))
    page = render_template(
        "buddies/missed_items.html",
        plan=found,
        form=form,
        missed=missed,
        **_words(clock.now().date()),
    )
    return page, form.status()


@bp.route("/plans/<int:plan_id>/items/add", methods=["GET", "POST"])
@access("onboarding.plan_edit")
def add_item(plan_id: int) -> ResponseReturnValue:
    found = _editable_plan(plan_id)
    form = ItemForm(due_on=clock.now().date())
    if form.validate_on_submit():
        operations.add_item(found, form.text.data, Owner(form.owner.data), form.due_on.data)
        db.session.commit()
        flash(_("The task is on the plan."))
        return redirect(url_for("buddies.plan", plan_id=plan_id))
    return render_template("buddies/add_item.html", plan=found, form=form), form.status()


@bp.post("/items/<int:item_id>/tick")
@access("onboarding.checklist_tick")
def tick_item(item_id: int) -> ResponseReturnValue:
    item = _item(item_id)
    if not policy.can_tick(current_user, item, roles_of(current_user), clock.now().date()):
        abort(403)
    return _turn(item)


@bp.post("/items/<int:item_id>/tick-as-manager")
@access("manager.onboarding_task_tick")
def tick_item_as_manager(item_id: int) -> ResponseReturnValue:
    item = _item(item_id)
    if not policy.can_tick_as_manager(current_user, item):
        abort(403)
    return _turn(item)


@bp.get("/requests/<int:pairing_id>")
@access("onboarding.buddy_answer")
def request_to_me(pairing_id: int) -> ResponseReturnValue:
    """Will you be this newcomer's buddy?"""
    found = _asked(pairing_id)
    return render_template(
        "buddies/request_to_me.html", pairing=found, **_words(clock.now().date())
    )


@bp.post("/requests/<int:pairing_id>/accept")
@access("onboarding.buddy_answer")
def accept_request(pairing_id: int) -> ResponseReturnValue:
    found = _asked(pairing_id)
    _check_token()
    operations.accept(found, clock.now())
    db.session.commit()
    flash(_("Thank you. You, the newcomer and the manager have the plan."))
    return redirect(url_for("buddies.plan", plan_id=found.plan_id))


@bp.post("/requests/<int:pairing_id>/decline")
@access("onboarding.buddy_answer")
def decline_request(pairing_id: int) -> ResponseReturnValue:
    found = _asked(pairing_id)
    _check_token()
    operations.decline(found, clock.now())
    db.session.commit()
    flash(_("That is fine. Somebody else is asked."))
    return redirect(url_for("buddies.index"))


@bp.route("/check-ins/<int:check_in_id>", methods=["GET", "POST"])
@access("onboarding.check_in_answer")
def check_in(check_in_id: int) -> ResponseReturnValue:
    found: CheckIn = queries.check_in_of(current_user, check_in_id) or abort(404)
    form = CheckInForm(obj=found)
    if form.validate_on_submit():
        with form.refusals():
            operations.answer_check_in(found, form.mood.data, form.words.data, clock.now())
            db.session.commit()
            flash(_("Thank you. You can change your answer on the plan."))
            return redirect(url_for("buddies.plan", plan_id=found.plan_id))
    page = render_template("buddies/check_in.html", check_in=found, form=form)
    return page, form.status()


def _plan(plan_id: int) -> OnboardingPlan:
    return queries.plan_of(current_user, plan_id) or abort(404)


def _editable_plan(plan_id: int) -> OnboardingPlan:
    found = _plan(plan_id)
    if not policy.can_edit_plan(current_user, found):
        abort(403)
    return found


def _item(item_id: int) -> ChecklistItem:
    return queries.item_of(current_user, item_id) or abort(404)


def _asked(pairing_id: int) -> BuddyPairing:
    return queries.pairing_asked_of(current_user, pairing_id) or abort(404)


def _turn(item: ChecklistItem) -> ResponseReturnValue:
    _check_token()
    if item.done_at is None:
        operations.tick(item, current_user, clock.now())
    else:
        operations.untick(item)
    db.session.commit()
    return redirect(url_for("buddies.plan", plan_id=item.plan_id, _anchor=f"item-{item.id}"))


def _check_token() -> None:
    if not ActForm().validate_on_submit():
        abort(400)


def _plan_page(found: OnboardingPlan, form: MeetingForm) -> ResponseReturnValue:
    today = clock.now().date()
    roles = roles_of(current_user)
    may_tick = {
        item.id: "tick" for item in found.items if policy.can_tick(current_user, item, roles, today)
    } | {
        item.id: "manager" for item in found.items if policy.can_tick_as_manager(current_user, item)
    }
    page = render_template(
        "buddies/plan.html",
        plan=found,
        relation=queries.relation_to(current_user, found),
        may_tick=may_tick,
        meetings=queries.meetings_of(found),
        due_check_in=queries.open_check_in(found, today),
        may_read_check_ins=policy.can_read_check_ins(current_user, found),
        may_note=policy.can_note_meeting(current_user, found),
        may_edit=policy.can_edit_plan(current_user, found),
        meeting_form=form,
        **_words(today),
    )
    return page, form.status()


def _words(today: Any) -> dict[str, Any]:
    """What every page of this feature needs to speak of plans."""
    return {
        "today": today,
        "texts": TEXTS,
        "owners": OWNERS,
        "plan_day": plan_day,
        "period": period,
        "plan_days": PLAN_DAYS,
        "meetings_aim": MEETINGS_BY_DAY_90,
    }
