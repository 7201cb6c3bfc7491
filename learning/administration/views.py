"""Accounts and roles, the audit trail, and what is still owed."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.administration import policy, queries
from learning.administration.forms import ROLE_NAMES, ROLE_TEXTS, GrantForm, ReplayForm, RoleForm
from learning.audit.operations import record
from learning.audit.queries import entry_count, first_broken_entry
from learning.extensions import db
from learning.i18n import _, ngettext
from learning.identity import operations as identity
from learning.identity.queries import open_sign_ins
from learning.notifications.operations import notify
from learning.outbox import replay
from learning.people import operations as people
from learning.people.models import Person, Role
from learning.people.operations.roles import grant_role, revoke_role
from learning.people.queries import find_person, people_named
from learning.web.access import access
from learning.web.forms import ActForm
from learning.web.limits import row_number
from learning.web.pagination import Page, page_number

bp = Blueprint("administration", __name__, url_prefix="/administration")

PAGE_SIZE = 30
STUCK_SHOWN = 50


@bp.get("/accounts")
@access("account.view")
def accounts() -> ResponseReturnValue:
    _require(policy.can_administer(current_user))
    text, state, number = (
        request.args.get("q", "")[:200],
        request.args.get("state", ""),
        page_number(),
    )
    found = queries.accounts(text, state, PAGE_SIZE, (number - 1) * PAGE_SIZE)
    page = Page(found, number, PAGE_SIZE, queries.account_count(text, state))
    return render_template(
        "administration/accounts.html",
        page=page,
        text=text,
        state=state,
        waiting=queries.account_count("", "waiting"),
        role_names=ROLE_NAMES,
    )


@bp.get("/accounts/<int:person_id>")
@access("account.view")
def account(person_id: int) -> ResponseReturnValue:
    _require(policy.can_administer(current_user))
    person = _person(person_id)
    return render_template(
        "administration/account.html",
        account=queries.account_of(person),
        person=person,
        sign_ins=open_sign_ins(person, clock.now()),
        may_change=policy.can_change(current_user, person),
        role_names=ROLE_NAMES,
        role_texts=ROLE_TEXTS,
    )


@bp.post("/accounts/invite")
@access("account.invite")
def invite_everybody() -> ResponseReturnValue:
    _require(policy.can_administer(current_user))
    if ActForm().validate_on_submit():
        count = identity.invite_everybody(current_user, clock.now())
        db.session.commit()
        flash(
            ngettext(
                "%(num)s invitation is on its way.", "%(num)s invitations are on their way.", count
            )
        )
    return redirect(url_for("administration.accounts"))


@bp.post("/accounts/<int:person_id>/invite")
@access("account.invite")
def invite(person_id: int) -> ResponseReturnValue:
    _require(policy.can_administer(current_user))
    person = _person(person_id)
    if ActForm().validate_on_submit():
        identity.invite(person, current_user, clock.now())
        db.session.commit()
        flash(_("An invitation for %(person)s is on its way.", person=person.name))
    return redirect(url_for("administration.account", person_id=person.id))


@bp.post("/accounts/<int:person_id>/close")
@access("account.deactivate")
def close_account(person_id: int) -> ResponseReturnValue:
    person = _person(person_id)
    _require(policy.can_close(current_user, person))
    if ActForm().validate_on_submit():
        now = clock.now()
        people.deactivate_person(person, current_user, now)
        identity.end_sign_ins(person, now)
        db.session.commit()
        flash(_("The account of %(person)s is closed.", person=person.name))
    return redirect(url_for("administration.account", person_id=person.id))


@bp.post("/accounts/<int:person_id>/open")
@access("account.reactivate")
def open_account(person_id: int) -> ResponseReturnValue:
    person = _person(person_id)
    _require(policy.can_change(current_user, person))
    if ActForm().validate_on_submit():
        people.reactivate_person(person, current_user, clock.now())
        db.session.commit()
        flash(_("The account of %(person)s is open again.", person=person.name))
    return redirect(url_for("administration.account", person_id=person.id))


@bp.route("/roles", methods=["GET", "POST"])
@access("account.change_role")
def roles() -> ResponseReturnValue:
    """Who holds which role; the form gives one to somebody else."""
    _require(policy.can_administer(current_user))
    form = GrantForm()
    if form.validate_on_submit():
        person = find_person(form.who.data)
        if person is None:
            form.who.errors = [_whom(form.who.data)]
        else:
            with form.refusals():
                _give(person, Role(form.role.data))
                return redirect(url_for("administration.roles"))
    return render_template(
        "administration/roles.html",
        form=form,
        holders=queries.role_holders(),
        role_names=ROLE_NAMES,
        role_texts=ROLE_TEXTS,
    ), form.status()


@bp.post("/roles/<int:person_id>/take-back")
@access("account.change_role")
def take_role_back(person_id: int) -> ResponseReturnValue:
    person, form = _person(person_id), RoleForm()
    _require(policy.can_change(current_user, person))
    if not form.validate_on_submit():
        abort(422)
    role = Role(form.role.data)
    revoke_role(person, role, current_user, clock.now())
    _tell(person, role, given=False)
    db.session.commit()
    flash(_("The role is taken back."))
    return redirect(url_for("administration.roles"))


@bp.get("/trail")
@access("audit.read")
def trail() -> ResponseReturnValue:
    _require(policy.can_read_trail(current_user))
    number = page_number()
    lines = queries.trail(PAGE_SIZE, (number - 1) * PAGE_SIZE)
    return render_template(
        "administration/trail.html",
        page=Page(lines, number, PAGE_SIZE, entry_count()),
        shows_details=policy.can_read_details(current_user),
    )


@bp.get("/trail/verify")
@access("audit.verify")
def verify_trail() -> ResponseReturnValue:
    """Recompute the whole chain; a page of its own, so that the list stays quick."""
    _require(policy.can_read_trail(current_user))
    return render_template(
        "administration/verify_trail.html", broken=first_broken_entry(), count=entry_count()
    )


@bp.get("/outbox")
@access("outbox.view")
def outbox() -> ResponseReturnValue:
    """How much is owed, late and given up. Never what it says or to whom."""
    _require(policy.can_administer(current_user))
    piles = queries.piles(clock.now())
    return render_template(
        "administration/outbox.html", piles=piles, given_up=queries.given_up(piles, STUCK_SHOWN)
    )


@bp.post("/outbox/replay")
@access("outbox.replay")
def replay_row() -> ResponseReturnValue:
    _require(policy.can_administer(current_user))
    form = ReplayForm()
    if not form.validate_on_submit():
        abort(422)
    number = row_number(form.row_id.data) or abort(422)
    row = queries.owed_row(form.pile.data, number) or abort(404)
    now = clock.now()
    replay(row, now)
    record(current_user.id, "outbox.replay", f"{form.pile.data}:{row.id}", now)
    db.session.commit()
    flash(_("It is tried again now."))
    return redirect(url_for("administration.outbox"))


def _require(may: bool) -> None:
    if not may:
        abort(403)


def _person(person_id: int) -> Person:
    return db.session.get(Person, person_id) or abort(404)


def _give(person: Person, role: Role) -> None:
    grant_role(person, role, current_user, clock.now())
    _tell(person, role, given=True)
    db.session.commit()
    flash(_("%(person)s has the role from now on.", person=person.name))


def _tell(person: Person, role: Role, *, given: bool) -> None:
    now = clock.now()
    notify(
        person.id,
        "administration.role_changed",
        {"role": role.value, "given": given},
        link=("home.index", {}),
        dedupe_key=f"role:{person.id}:{role.value}:{now.isoformat()}",
        now=now,
    )


def _whom(text: str) -> str:
    """Why nobody was found, with whom may have been meant."""
    meant = people_named(text, limit=5)
    if not meant:
        return str(_("Nobody here has this name or address. Look at the spelling."))
    names = ", ".join(f"{person.name} <{person.email}>" for person in meant)
    return str(_("Several people fit. Write the address of one: %(people)s", people=names))
