"""Agendas, messages, notes, and talks held elsewhere."""

from collections.abc import Callable
from datetime import datetime

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import operations, policy, queries
from learning.mentoring.forms import ActionForm, MessageForm, NoteForm, PointForm, TalkForm
from learning.mentoring.models import LoggedTalk, Pairing
from learning.mentoring.views.blueprint import bp, check_token, load_pairing
from learning.mentoring.views.goals import action_form
from learning.web.access import access
from learning.web.pagination import Page, page_number

MESSAGES = 20
COVERED = 10


@bp.get("/pairings/<int:pairing_id>/agenda")
@access("pair.agenda_view")
def agenda(pairing_id: int) -> ResponseReturnValue:
    return _agenda(load_pairing(pairing_id))


@bp.post("/pairings/<int:pairing_id>/agenda/add")
@access("pair.agenda_edit")
def add_point(pairing_id: int) -> ResponseReturnValue:
    found = load_pairing(pairing_id)
    form = PointForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.add_point(found, current_user, form.words.data, clock.now())
            db.session.commit()
            flash(_("It is on the agenda."))
            return redirect(url_for("mentoring.agenda", pairing_id=pairing_id))
    return _agenda(found, point_form=form)


@bp.post("/pairings/<int:pairing_id>/agenda/plan")
@access("pair.agenda_edit")
def plan_agenda(pairing_id: int) -> ResponseReturnValue:
    found = load_pairing(pairing_id)
    check_token()
    number = queries.next_session_number(found, clock.now())
    operations.plan_agenda(found, number, clock.now())
    db.session.commit()
    return redirect(url_for("mentoring.agenda", pairing_id=pairing_id))


@bp.post("/pairings/<int:pairing_id>/agenda/<int:point_id>/cover")
@access("pair.agenda_edit")
def cover_point(pairing_id: int, point_id: int) -> ResponseReturnValue:
    return _cover(pairing_id, point_id, is_covered=True)


@bp.post("/pairings/<int:pairing_id>/agenda/<int:point_id>/reopen")
@access("pair.agenda_edit")
def reopen_point(pairing_id: int, point_id: int) -> ResponseReturnValue:
    return _cover(pairing_id, point_id, is_covered=False)


@bp.post("/pairings/<int:pairing_id>/actions/add")
@access("pair.agenda_edit")
def add_action(pairing_id: int) -> ResponseReturnValue:
    found = load_pairing(pairing_id)
    form = action_form(found)
    if form.validate_on_submit():
        with form.refusals():
            owner = found.mentee if form.owner.data == found.mentee_id else found.mentor
            operations.add_action(
                found, current_user, owner, form.what.data, form.due_on.data, clock.now()
            )
            db.session.commit()
            flash(_("It stands on every agenda until it is done."))
            return redirect(url_for("mentoring.agenda", pairing_id=pairing_id))
    return _agenda(found, action_form_=form)


@bp.post("/pairings/<int:pairing_id>/actions/<int:action_id>/tick")
@access("pair.agenda_edit")
def tick_action(pairing_id: int, action_id: int) -> ResponseReturnValue:
    return _tick(pairing_id, action_id, is_done=True)


@bp.post("/pairings/<int:pairing_id>/actions/<int:action_id>/untick")
@access("pair.agenda_edit")
def untick_action(pairing_id: int, action_id: int) -> ResponseReturnValue:
    return _tick(pairing_id, action_id, is_done=False)


@bp.get("/pairings/<int:pairing_id>/messages")
@access("pair.message_read")
def messages(pairing_id: int) -> ResponseReturnValue:
    return _messages(load_pairing(pairing_id), MessageForm())


@bp.post("/pairings/<int:pairing_id>/messages/write")
@access("pair.message_write")
def write_message(pairing_id: int) -> ResponseReturnValue:
    found = load_pairing(pairing_id)
    form = MessageForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.write_message(found, current_user, form.words.data, clock.now())
            db.session.commit()
            flash(_("Sent. %(name)s is told.", name=found.other(current_user).name))
            return redirect(url_for("mentoring.messages", pairing_id=pairing_id))
    return _messages(found, form)


@bp.post("/pairings/<int:pairing_id>/messages/put-aside")
@access("pair.message_read")
def put_messages_aside(pairing_id: int) -> ResponseReturnValue:
    found = load_pairing(pairing_id)
    check_token()
    operations.put_messages_aside(found, current_user, clock.now())
    db.session.commit()
    return redirect(url_for("mentoring.messages", pairing_id=pairing_id))


@bp.get("/pairings/<int:pairing_id>/shared-notes")
@access("pair.shared_note_read")
def shared_notes(pairing_id: int) -> ResponseReturnValue:
    return _notes(load_pairing(pairing_id), NoteForm(), is_shared=True)


@bp.post("/pairings/<int:pairing_id>/shared-notes/write")
@access("pair.shared_note_write")
def write_shared_note(pairing_id: int) -> ResponseReturnValue:
    return _write_note(pairing_id, is_shared=True)


@bp.get("/pairings/<int:pairing_id>/private-notes")
@access("pair.private_note_read")
def private_notes(pairing_id: int) -> ResponseReturnValue:
    return _notes(load_pairing(pairing_id), NoteForm(), is_shared=False)


@bp.post("/pairings/<int:pairing_id>/private-notes/write")
@access("pair.private_note_write")
def write_private_note(pairing_id: int) -> ResponseReturnValue:
    return _write_note(pairing_id, is_shared=False)


@bp.route("/pairings/<int:pairing_id>/talks/log", methods=["GET", "POST"])
@access("pair.talk_log")
def log_talk(pairing_id: int) -> ResponseReturnValue:
    found = load_pairing(pairing_id)

    def keep(held_at: datetime, minutes: int, words: str) -> None:
        operations.log_talk(found, current_user, held_at, minutes, words, clock.now())

    return _talk_form(found, TalkForm(), keep, talk=None)


@bp.route("/pairings/<int:pairing_id>/talks/<int:talk_id>/correct", methods=["GET", "POST"])
@access("pair.talk_log")
def correct_talk(pairing_id: int, talk_id: int) -> ResponseReturnValue:
    found = load_pairing(pairing_id)
    talk = queries.talk_of(found, talk_id) or abort(404)

    def keep(held_at: datetime, minutes: int, words: str) -> None:
        operations.correct_talk(talk, found, current_user, held_at, minutes, words, clock.now())

    return _talk_form(found, TalkForm.of(talk), keep, talk)


@bp.post("/pairings/<int:pairing_id>/talks/<int:talk_id>/confirm")
@access("pair.talk_log")
def confirm_talk(pairing_id: int, talk_id: int) -> ResponseReturnValue:
    found = load_pairing(pairing_id)
    talk = queries.talk_of(found, talk_id) or abort(404)
    check_token()
    operations.confirm_talk(talk, found, current_user, clock.now())
    db.session.commit()
    flash(_("The talk counts."))
    return redirect(url_for("mentoring.pairing", pairing_id=pairing_id))


@bp.post("/pairings/<int:pairing_id>/talks/<int:talk_id>/drop")
@access("pair.talk_log")
def drop_talk(pairing_id: int, talk_id: int) -> ResponseReturnValue:
    found = load_pairing(pairing_id)
    talk = queries.talk_of(found, talk_id) or abort(404)
    check_token()
    operations.drop_talk(talk, found, clock.now())
    db.session.commit()
    flash(_("The entry is gone."))
    return redirect(url_for("mentoring.pairing", pairing_id=pairing_id))


def _cover(pairing_id: int, point_id: int, *, is_covered: bool) -> ResponseReturnValue:
    found = load_pairing(pairing_id)
    point = queries.point_of(found, point_id) or abort(404)
    check_token()
    operations.cover_point(point, found, is_covered=is_covered, now=clock.now())
    db.session.commit()
    return redirect(url_for("mentoring.agenda", pairing_id=pairing_id))


def _tick(pairing_id: int, action_id: int, *, is_done: bool) -> ResponseReturnValue:
    found = load_pairing(pairing_id)
    action = queries.action_of(found, action_id) or abort(404)
    check_token()
    operations.tick_action(action, found, is_done=is_done, now=clock.now())
    db.session.commit()
    if action.goal_id is not None:
        return redirect(url_for("mentoring.goal", pairing_id=pairing_id, goal_id=action.goal_id))
    return redirect(url_for("mentoring.agenda", pairing_id=pairing_id))


def _write_note(pairing_id: int, *, is_shared: bool) -> ResponseReturnValue:
    found = load_pairing(pairing_id)
    form = NoteForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.write_note(
                found, current_user, form.words.data, is_shared=is_shared, now=clock.now()
            )
            db.session.commit()
            flash(_("The note is kept."))
            page = "mentoring.shared_notes" if is_shared else "mentoring.private_notes"
            return redirect(url_for(page, pairing_id=pairing_id))
    return _notes(found, form, is_shared=is_shared)


def _talk_form(
    found: Pairing,
    form: TalkForm,
    keep: Callable[[datetime, int, str], None],
    talk: LoggedTalk | None,
) -> ResponseReturnValue:
    if form.validate_on_submit():
        with form.refusals():
            keep(form.held_at(), form.minutes.data, form.words.data or "")
            db.session.commit()
            other = found.other(current_user).name
            flash(_("Noted. It counts once %(name)s confirms it.", name=other))
            return redirect(url_for("mentoring.pairing", pairing_id=found.id))
    return render_template(
        "mentoring/log_talk.html", pairing=found, form=form, talk=talk
    ), form.status()


def _agenda(
    found: Pairing, point_form: PointForm | None = None, action_form_: ActionForm | None = None
) -> ResponseReturnValue:
    now = clock.now()
    shown = point_form or action_form_
    number = queries.next_session_number(found, now)
    return render_template(
        "mentoring/agenda.html",
        pairing=found,
        number=number,
        points=queries.points_of(found),
        covered=queries.covered_points(found, COVERED),
        actions=[one for one in queries.actions_of(found) if one.done_at is None],
        suggested=[]
        if queries.has_agenda(found, number)
        else queries.suggested_points(found, number),
        next_at=queries.progress_of(found, now).next_at,
        today=now.date(),
        point_form=point_form or PointForm(formdata=None),
        action_form=action_form_ or action_form(found),
        can_write=policy.can_write_in(current_user, found),
    ), shown.status() if shown else 200


def _messages(found: Pairing, form: MessageForm) -> ResponseReturnValue:
    number = page_number()
    rows = queries.messages_of(found, MESSAGES, (number - 1) * MESSAGES)
    return render_template(
        "mentoring/messages.html",
        pairing=found,
        form=form,
        page=Page(rows, number, MESSAGES, queries.messages_of_count(found)),
        has_unread=any(one.read_at is None and one.author_id != current_user.id for one in rows),
        can_write=policy.can_write_in(current_user, found),
    ), form.status()


def _notes(found: Pairing, form: NoteForm, *, is_shared: bool) -> ResponseReturnValue:
    notes = queries.shared_notes(found) if is_shared else queries.private_notes(current_user, found)
    return render_template(
        "mentoring/shared_notes.html" if is_shared else "mentoring/private_notes.html",
        pairing=found,
        form=form,
        notes=notes,
        can_write=policy.can_write_in(current_user, found),
    ), form.status()
