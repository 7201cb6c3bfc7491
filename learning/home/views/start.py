"""The start page: what is next for me, and the first run of somebody new."""

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.home import queries
from learning.home.forms import WelcomeForm
from learning.home.operations import introduce_oneself
from learning.home.rules import Act, Day, Kind, Way, act_of, arrange
from learning.home.views.blueprint import bp
from learning.home.views.preferences import keep_choice
from learning.i18n import _, to_local
from learning.metrics.queries import actions_for
from learning.metrics.rules import Action
from learning.people.models import Direction, Person, Role
from learning.people.queries.profile import skills_of
from learning.programmes.models import EnrolmentRole
from learning.programmes.queries import open_for
from learning.web.access import access

MOST_LINES = 6
FRESH = 4
OFFERED = 3

_ROLES = {  # the role that fits best comes first
    Way.LEARN: (EnrolmentRole.MENTEE, EnrolmentRole.PARTICIPANT),
    Way.TEACH: (EnrolmentRole.MENTOR, EnrolmentRole.EXPERT, EnrolmentRole.BUDDY),
}
_OTHERWISE = {
    Way.LEARN: "academy.experts",
    Way.TEACH: "academy.start",
    Way.ARRIVE: "buddies.index",
    Way.READ: "academy.index",
}


@bp.get("/")
@access("home.view")
def index() -> ResponseReturnValue:
    """At most seven blocks, the next act first; a block without content is absent."""
    now = clock.now()
    today = to_local(now).date()
    tasks = queries.tasks_for(current_user, now)
    if Role.ADMIN in current_user.roles:
        tasks += queries.upkeep_tasks()
    day = arrange(tasks, now)
    actions = actions_for(current_user, now)
    takes_part = Role.AUDITOR not in current_user.roles
    programmes = open_for(current_user, today)[:OFFERED] if takes_part else []
    must_read = {task.id for task in day.asked if task.kind is Kind.MUST_READ}
    fresh = queries.fresh_articles(current_user, now, FRESH, besides=must_read)
    is_new = _is_new(day) and not actions and takes_part
    first = None if is_new else _first_act(day, actions, today)
    return render_template(
        "home/index.html",
        today=today,
        first=first,
        form=_welcome_form(current_user) if is_new else None,
        week=[act_of(task, today) for task in day.week if task is not day.soon],
        waiting=[one for task in day.asked if (one := act_of(task, today)) != first],
        actions=[one for one in actions if one != first],
        plan=day.plan,
        programmes=programmes,
        fresh=fresh,
        most=MOST_LINES,
    )


@bp.route("/welcome", methods=["GET", "POST"])
@access("profile.edit_free_fields")
def welcome() -> ResponseReturnValue:
    """What brings you here, three fields, and the way to a first act."""
    form = _welcome_form(current_user)
    if form.validate_on_submit():
        with form.refusals():
            introduce_oneself(
                current_user,
                teaches=form.names(form.teaches),
                wants=form.names(form.wants),
                ask_me_about=form.ask_me_about.data or "",
                now=clock.now(),
            )
            db.session.commit()
            flash(_("Thank you. Colleagues can find you by it from now on."))
            response = redirect(_first_step(Way(form.way.data)))
            keep_choice(response, "first_run", "done")
            return response
    return render_template("home/welcome.html", form=form), form.status()


def _first_act(day: Day, actions: list[Action], today: date) -> Act | Action | None:
    """A session soon, what is asked of oneself, what one's programmes need, and then the rest."""
    if day.soon is not None:
        return act_of(day.soon, today)
    if day.urgent:
        return act_of(day.urgent[0], today)
    if actions:
        return actions[0]
    if day.asked:
        return act_of(day.asked[0], today)
    return _overview() if Role.AUDITOR in current_user.roles else None


def _overview() -> Act:
    return Act(
        _("See what programmes come to"),
        _("You read the figures of all programmes, and the trail of what was done."),
        _("Open the dashboards"),
        "graph-up",
        "metrics.index",
    )


def _is_new(day: Day) -> bool:
    """Takes part in nothing, runs nothing, is asked by nobody, and has not met the first run yet.

    What the whole company is to read does not count: everybody new finds some of it waiting.
    """
    is_asked = any(task.kind is not Kind.MUST_READ for task in day.asked)
    is_known = day.is_taking_part or day.plan or day.soon or current_user.roles
    return not (is_asked or is_known or "first_run" in request.cookies)


def _welcome_form(person: Person) -> WelcomeForm:
    def names(direction: Direction) -> str:
        return ", ".join(row.skill.name for row in skills_of(person, direction))

    return WelcomeForm(
        data={
            "teaches": names(Direction.TEACHES),
            "wants": names(Direction.WANTS),
            "ask_me_about": person.ask_me_about,
        }
    )


def _first_step(way: Way) -> str:
    """Where the first act is: a programme that fits, or the place where one begins alone.

    Of a programme its own page, which says what one gains before anything is asked.
    """
    today = to_local(clock.now()).date()
    programmes = open_for(current_user, today) if way in _ROLES else []
    for role in _ROLES.get(way, ()):
        for programme in programmes:
            if role in programme.roles:
                return url_for("programmes.programme", programme_id=programme.id)
    return url_for(_OTHERWISE[way])
