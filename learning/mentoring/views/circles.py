"""Circles: the list, one of them, proposing, opening, editing and closing."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import operations, queries
from learning.mentoring.forms import (
    CircleForm,
    CircleNoteForm,
    ProposeCircleForm,
    ReasonForm,
)
from learning.mentoring.views.blueprint import PAGE, bp, check_token
from learning.people.models import Person
from learning.programmes.models import Circle, Format, Programme
from learning.programmes.policy import (
    can_close_circle,
    can_facilitate,
    can_open_circle,
    leads,
)
from learning.programmes.queries import programmes_with_format
from learning.web.access import access
from learning.web.forms import BaseForm
from learning.web.limits import number_asked
from learning.web.pagination import Page, page_number

NOTES_SHOWN = 30
PAST_SHOWN = 6


@bp.get("/circles")
@access("circle.view_open")
def circles() -> ResponseReturnValue:
    """One's own and those to join, or those that are wished for; of one programme if asked."""
    programme, now, number = _asked_programme(), clock.now(), page_number()
    shows_wishes = request.args.get("show") == "wished"
    opened, wished = queries.circle_counts(current_user, programme)
    mine, start = list[Circle](), (number - 1) * PAGE
    if shows_wishes:
        found = queries.wished_circles(current_user, PAGE, start, programme)
    else:
        mine = queries.own_circles(current_user, now, programme)
        found = queries.open_circles(current_user, now, PAGE, start, programme)
    cards = queries.cards_of([*mine, *found], current_user, now)
    running = programmes_with_format(Format.CIRCLE)
    return render_template(
        "mentoring/circles.html",
        mine=cards[: len(mine)],
        page=Page(cards[len(mine) :], number, PAGE, wished if shows_wishes else opened),
        shows_wishes=shows_wishes,
        opened=opened,
        wished=wished,
        programme=programme,
        programmes=[programme] if programme else running,
        openable=_openable(current_user, running),
    )


@bp.get("/circles/<int:circle_id>")
@access("circle.view_open")
def circle(circle_id: int) -> ResponseReturnValue:
    return circle_page(load_circle(circle_id), CircleNoteForm())


@bp.route("/programmes/<int:programme_id>/circles/propose", methods=["GET", "POST"])
@access("circle.propose")
def propose_circle(programme_id: int) -> ResponseReturnValue:
    programme = _programme(programme_id)
    form = ProposeCircleForm()
    if form.validate_on_submit():
        with form.refusals():
            made = operations.propose_circle(
                programme, current_user, form.topic.data, form.why.data, clock.now()
            )
            db.session.commit()
            flash(_("Your wish is on the list. Tell colleagues, so that they say they would come."))
            return redirect(url_for("mentoring.circle", circle_id=made.id))
    return render_template(
        "mentoring/propose_circle.html", programme=programme, form=form
    ), form.status()


@bp.post("/circles/<int:circle_id>/wish")
@access("circle.wish")
def wish_for_circle(circle_id: int) -> ResponseReturnValue:
    found = load_circle(circle_id)
    check_token()
    stands = operations.wish_for_circle(found, current_user, clock.now())
    db.session.commit()
    flash(_("You are told when it opens.") if stands else _("Taken back."))
    return redirect(url_for("mentoring.circle", circle_id=circle_id))


@bp.route("/programmes/<int:programme_id>/circles/open", methods=["GET", "POST"])
@access("circle.create")
def open_circle(programme_id: int) -> ResponseReturnValue:
    """A circle of one's own, or, with `proposal` in the address, one that was wished for."""
    programme = _programme(programme_id)
    if not can_open_circle(current_user, programme, queries.roles_in(programme, current_user)):
        abort(403)
    proposal = _proposal(programme)
    form = CircleForm(obj=proposal)
    if form.validate_on_submit():
        with form.refusals():
            made = operations.open_circle(
                programme,
                current_user,
                topic=form.topic.data,
                why=form.why.data,
                seats=form.seats.data,
                least=form.least.data,
                now=clock.now(),
                proposal=proposal,
            )
            db.session.commit()
            flash(_("The circle is open. Plan its first session, so that people see a date."))
            return redirect(url_for("mentoring.plan_circle_sessions", circle_id=made.id))
    return render_template(
        "mentoring/open_circle.html", programme=programme, proposal=proposal, form=form
    ), form.status()


@bp.route("/circles/<int:circle_id>/edit", methods=["GET", "POST"])
@access("circle.facilitate")
def edit_circle(circle_id: int) -> ResponseReturnValue:
    found = load_led_circle(circle_id)
    form = CircleForm(obj=found)
    if form.validate_on_submit():
        with form.refusals():
            operations.edit_circle(
                found,
                topic=form.topic.data,
                why=form.why.data,
                seats=form.seats.data,
                least=form.least.data,
            )
            operations.offer_circle_seats(found, clock.now())
            db.session.commit()
            flash(_("Saved."))
            return redirect(url_for("mentoring.circle", circle_id=circle_id))
    return render_template("mentoring/edit_circle.html", circle=found, form=form), form.status()


@bp.route("/circles/<int:circle_id>/close", methods=["GET", "POST"])
@access("circle.close")
def close_circle(circle_id: int) -> ResponseReturnValue:
    found = load_circle(circle_id)
    if not can_close_circle(current_user, found, queries.membership(found, current_user)):
        abort(403)
    form = ReasonForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.close_circle(found, current_user, form.reason.data, clock.now())
            db.session.commit()
            flash(_("Closed. Everybody concerned has been told."))
            return redirect(url_for("mentoring.circles"))
    return render_template("mentoring/close_circle.html", circle=found, form=form), form.status()


@bp.post("/circles/<int:circle_id>/notes")
@access("circle.note")
def write_circle_note(circle_id: int) -> ResponseReturnValue:
    found, form = load_own_circle(circle_id), CircleNoteForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.write_circle_note(found, current_user, form.body.data, clock.now())
            db.session.commit()
            return redirect(f"{url_for('mentoring.circle', circle_id=circle_id)}#notes")
    return circle_page(found, form)


@bp.post("/circles/notes/<int:note_id>/remove")
@access("circle.note_remove")
def remove_circle_note(note_id: int) -> ResponseReturnValue:
    note = queries.own_note(current_user, note_id) or abort(404)
    check_token()
    circle_id = note.circle_id
    operations.remove_circle_note(note)
    db.session.commit()
    flash(_("The note is gone."))
    return redirect(f"{url_for('mentoring.circle', circle_id=circle_id)}#notes")


def circle_page(
    found: Circle, note_form: CircleNoteForm, refused: BaseForm | None = None
) -> ResponseReturnValue:
    """The circle as the visitor sees it; `refused` is an act of one button that did not work."""
    now = clock.now()
    members = queries.members_of(found)
    member = next((one for one in members if one.person_id == current_user.id), None)
    ahead = queries.circle_sessions_ahead(found, now) if found.opened_at else []
    roles = queries.roles_in(found.programme, current_user) if found.is_proposal else set()
    planned = queries.run_circle_from(found) if found.is_proposal else None
    place = queries.circle_place(found, current_user, now) if not member else None
    return render_template(
        "mentoring/circle.html",
        circle=found,
        member=member,
        members=members,
        ahead=ahead,
        coming=queries.comers(ahead) if member else {},
        behind=queries.circle_sessions_behind(found, now, PAST_SHOWN) if member else [],
        notes=queries.notes_in(found, NOTES_SHOWN) if member else [],
        note_form=note_form,
        refused=refused,
        seats_left=queries.circle_seats_left(found, now, current_user) if found.is_open else 0,
        place=place,
        seat=queries.seat_for(found, current_user) if place and place.offered_until else None,
        host=planned.host if found.is_proposal and planned else None,
        wishers=queries.circle_wishers(found) if found.is_proposal else [],
        leads_it=can_facilitate(member),
        may_close=found.closed_at is None and can_close_circle(current_user, found, member),
        may_open=found.is_proposal and can_open_circle(current_user, found.programme, roles),
        at=now,
    ), (refused or note_form).status()


def load_circle(circle_id: int) -> Circle:
    """The circle if the visitor may know of it, else 404."""
    return queries.circle_for(current_user, circle_id) or abort(404)


def load_own_circle(circle_id: int) -> Circle:
    """The circle if the visitor is in it, else 404."""
    found = load_circle(circle_id)
    return found if queries.membership(found, current_user) else abort(404)


def load_led_circle(circle_id: int) -> Circle:
    """The circle if the visitor leads it, else 403."""
    found = load_circle(circle_id)
    if not can_facilitate(queries.membership(found, current_user)):
        abort(403)
    return found


def _programme(programme_id: int) -> Programme:
    """A programme with circles, open to the eyes of everybody; else 404."""
    found = db.session.get(Programme, programme_id) or abort(404)
    if not found.has_been_opened or not found.has_format(Format.CIRCLE):
        abort(404)
    return found


def _asked_programme() -> Programme | None:
    number = number_asked("programme")
    return _programme(number) if number else None


def _proposal(programme: Programme) -> Circle | None:
    number = number_asked("proposal")
    if number is None:
        return None
    found = load_circle(number)
    return found if found.programme_id == programme.id and not found.opened_at else abort(404)


def _openable(person: Person, running: list[Programme]) -> list[Programme]:
    """Those of the programmes in which the person may open a circle."""
    roles = queries.roles_by_programme(person)
    return [
        one
        for one in running
        if leads(person, one) or can_open_circle(person, one, roles.get(one.id, set()))
    ]
