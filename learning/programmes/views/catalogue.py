"""Finding a programme and reading what it is for."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.programmes import policy, queries
from learning.programmes.models import EnrolmentState, ProgrammeState
from learning.programmes.views.blueprint import PAGE_SIZE, bp, load
from learning.web.access import access
from learning.web.pagination import Page, page_number

OPEN_SHOWN = 6

SHELVES = {
    "on": (ProgrammeState.OPEN, ProgrammeState.RUNNING),
    "over": (ProgrammeState.CLOSING, ProgrammeState.CLOSED),
    "drafts": (ProgrammeState.DRAFT,),
    "archived": (ProgrammeState.ARCHIVED,),
}


@bp.get("")
@access("programme.view")
def index() -> ResponseReturnValue:
    shelf = request.args.get("show", "on")
    shelf = shelf if shelf in SHELVES else "on"
    states, number = SHELVES[shelf], page_number()
    mine, led, open_for_me = [], [], []
    if shelf == "on":
        own = [one for one in queries.enrolments_of(current_user) if one.state.is_living]
        mine = own[:PAGE_SIZE]
        led = queries.programmes_led_by(current_user)[:PAGE_SIZE]
        open_for_me = queries.open_for(current_user, clock.now().date())[:OPEN_SHOWN]
    above = {one.id for one in (*led, *open_for_me)} | {one.programme_id for one in mine}
    found = queries.catalogue(current_user, states, PAGE_SIZE, (number - 1) * PAGE_SIZE, above)
    return render_template(
        "programmes/index.html",
        page=Page(found, number, PAGE_SIZE, queries.catalogue_count(current_user, states, above)),
        shelf=shelf,
        open_for_me=open_for_me if number == 1 else [],
        mine=mine if number == 1 else [],
        led=led if number == 1 else [],
        has_above=bool(above),
        may_create=policy.can_create(current_user),
    )


@bp.get("/<int:programme_id>")
@access("programme.view")
def programme(programme_id: int) -> ResponseReturnValue:
    found = load(programme_id)
    now = clock.now()
    own = queries.enrolments_of(current_user, found)
    leads = policy.leads(current_user, found)
    may_edit = policy.can_edit(current_user, found)
    return render_template(
        "programmes/programme.html",
        programme=found,
        own=[one for one in own if one.state.is_living],
        refused=[one for one in own if one.state is EnrolmentState.DECLINED],
        places={
            one.id: queries.waiting_place(one) for one in own if one.state is EnrolmentState.WAITING
        },
        invitation=queries.invitation_of(current_user, found),
        free=queries.free_seats(found),
        gaps=list(found.gaps(now.date())) if may_edit and not found.has_been_opened else [],
        leads=leads,
        may_edit=may_edit,
        may_invite=policy.can_invite(current_user, found),
        counts=queries.enrolment_counts(found) if leads else None,
        wanted=queries.topics_needing_expert([found]) if leads else [],
    )
