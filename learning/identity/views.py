"""Signing in and out, choosing a password, and the sign-ins a person has open."""

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user, logout_user

from learning import clock
from learning.extensions import db, login_manager
from learning.i18n import _
from learning.identity import operations, queries, rules
from learning.identity.forms import ChangePasswordForm, LinkForm, NewPasswordForm, SignInForm
from learning.identity.models import SignIn
from learning.identity.rules import LinkPurpose
from learning.people.models import Person
from learning.web.access import access, public, where_next
from learning.web.forms import ActForm

bp = Blueprint("identity", __name__)


@login_manager.user_loader
def load_person(key: str) -> Person | None:
    """Whoever the cookie's key stands for; the key of a closed account is remembered as such."""
    found = queries.sign_in_behind(key, clock.now())
    if found is None:
        return None
    g.sign_in, g.unread = found
    person: Person = g.sign_in.person
    if not person.is_active:
        g.account_closed = True
        return None
    return person if person.honours(g.sign_in.signed_in_at) else None


@bp.route("/sign-in", methods=["GET", "POST"])
@public("session.sign_in")
def sign_in() -> ResponseReturnValue:
    """The door. `?again=1` shows it to somebody who is in already, too."""
    form = SignInForm(next=request.args.get("next", ""))
    onwards = where_next(form.next.data, url_for("home.index"))
    if current_user.is_authenticated and not (request.args.get("again") or form.is_submitted()):
        return redirect(onwards)
    status = 200
    if form.validate_on_submit():
        try:
            _enter(_proved(form.email.data, form.password.data), remember=form.remember.data)
            db.session.commit()
            return redirect(onwards)
        except operations.TooManyTries as refusal:
            form.form_errors.append(str(refusal))
            status = 429
        except operations.WrongCredentials as refusal:
            form.form_errors.append(str(refusal))
            status = 401
    elif form.is_submitted():
        status = 422
    return render_template("identity/sign_in.html", form=form), status


@bp.post("/sign-out")
@access("session.sign_out")
def sign_out() -> ResponseReturnValue:
    if ActForm().validate_on_submit():
        operations.end_sign_in(g.sign_in, clock.now())
        db.session.commit()
        session.clear()
        logout_user()
        flash(_("You are signed out."))
    return redirect(url_for("home.index"))


@bp.get("/sign-ins")
@access("session.list")
def sign_ins() -> ResponseReturnValue:
    return render_template(
        "identity/sign_ins.html",
        sign_ins=queries.open_sign_ins(current_user, clock.now()),
        here=g.sign_in,
        has_password=queries.has_password(current_user),
    )


@bp.post("/sign-ins/<int:sign_in_id>/end")
@access("session.end")
def end_sign_in(sign_in_id: int) -> ResponseReturnValue:
    found = queries.sign_in_of(current_user, sign_in_id) or abort(404)
    if ActForm().validate_on_submit():
        operations.end_sign_in(found, clock.now())
        db.session.commit()
        flash(_("That browser is signed out."))
    return redirect(_list_of(found))


@bp.route("/password", methods=["GET", "POST"])
@access("account.password_change")
def change_password() -> ResponseReturnValue:
    form = ChangePasswordForm()
    if form.validate_on_submit():
        with form.refusals():
            now = clock.now()
            account = _account_key(current_user.email)
            operations.count_try(account, _address_key(), now)
            db.session.commit()
            operations.change_password(
                current_user, form.current.data, form.password.data, now, here=g.sign_in
            )
            operations.forget_tries(account)
            db.session.commit()
            flash(_("Your password is changed. Other browsers are signed out."))
            return redirect(url_for("identity.sign_ins"))
    return render_template("identity/change_password.html", form=form), form.status()


@bp.route("/password/forgotten", methods=["GET", "POST"])
@public("account.password_reset_request")
def ask_for_link() -> ResponseReturnValue:
    """Answers alike whether the address is known or not; the job engine looks it up."""
    if request.args.get("sent"):
        return render_template("identity/link_sent.html")
    form = LinkForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.ask_for_link(
                form.email.data,
                _key("link", form.email.data.lower()),
                _key("link from", rules.network_of(request.remote_addr)),
                clock.now(),
            )
            db.session.commit()
            return redirect(url_for("identity.ask_for_link", sent=1))
    return render_template("identity/ask_for_link.html", form=form), form.status()


@bp.route("/password/reset/<string:token>", methods=["GET", "POST"])
@public("account.password_reset_use")
def reset_password(token: str) -> ResponseReturnValue:
    return _choose_password(token, LinkPurpose.RESET)


@bp.route("/invitations/<string:token>", methods=["GET", "POST"])
@public("account.invite_accept")
def accept_invitation(token: str) -> ResponseReturnValue:
    return _choose_password(token, LinkPurpose.INVITATION)


def _choose_password(token: str, purpose: LinkPurpose) -> ResponseReturnValue:
    found = queries.good_token(token, purpose, clock.now())
    if found is None:
        return render_template("identity/link_over.html"), 410
    form = NewPasswordForm()
    if form.validate_on_submit():
        with form.refusals():
            person = operations.use_link(found, form.password.data, clock.now())
            operations.forget_tries(_account_key(person.email))
            _enter(person, remember=False)
            db.session.commit()
            flash(_("Your password is set and you are signed in."))
            return redirect(url_for("home.index"))
    page = "accept_invitation" if purpose is LinkPurpose.INVITATION else "reset_password"
    return render_template(f"identity/{page}.html", form=form, person=found.person), form.status()


def _proved(email: str, password: str) -> Person:
    """Who typed this. The try counts before it is made; nothing is open while it is compared.

    Raises TooManyTries and WrongCredentials.
    """
    key = _account_key(email)
    against_address = operations.count_try(key, _address_key(), clock.now())
    account = queries.account_named(email)
    db.session.commit()
    person = operations.check_password(account, password)
    operations.forget_tries(key, against_address)
    return person


def _enter(person: Person, *, remember: bool) -> None:
    """Sign the person in with a new cookie; what the old one stood for is over.

    Flask-Login reads `_user_id`, and from `_remember` makes a second cookie with the same key.
    """
    now = clock.now()
    if "sign_in" in g:
        operations.end_sign_in(g.sign_in, now)
    browser = request.user_agent.string
    key = operations.start_sign_in(person, now, remember=remember, browser=browser)
    session.clear()
    session["_user_id"] = key
    if remember:
        session["_remember"] = "set"
        session["_remember_seconds"] = int(rules.REMEMBERED.total_seconds())


def _list_of(sign_in: SignIn) -> str:
    """The page that a sign-in was ended from: one's own, or an administrator's."""
    if sign_in.person_id == current_user.id:
        return url_for("identity.sign_ins")
    return url_for("administration.account", person_id=sign_in.person_id)


def _account_key(email: str) -> str:
    return _key("account", email.lower())


def _address_key() -> str:
    return _key("address", rules.network_of(request.remote_addr))


def _key(kind: str, value: str) -> str:
    return rules.try_key(current_app.config["SECRET_KEY"], kind, value)
