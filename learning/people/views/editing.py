"""Keeping one's own profile, a section at a time."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _, ngettext
from learning.people import operations, policy, queries
from learning.people.forms import AboutForm, AvoidForm, HoursForm, LanguagesForm, SkillsForm
from learning.people.models import Direction, Person, PersonSkill
from learning.people.operations.profile import Spoken
from learning.people.queries.people import avoided_by, label
from learning.people.queries.profile import (
    effect_of,
    filled_fields,
    person_with_profile,
    skills_of,
)
from learning.people.rules.profile import (
    AUDIENCES,
    Audience,
    Field,
    audience,
    completeness,
)
from learning.people.rules.roster import zones
from learning.people.rules.skills import LEVELS
from learning.people.views.blueprint import bp
from learning.web.access import access
from learning.web.forms import ActForm

BLANK_SKILLS = 3
BLANK_LANGUAGES = 2


@bp.get("/<int:person_id>/edit")
@access("profile.edit_free_fields")
def edit(person_id: int) -> ResponseReturnValue:
    """How complete the profile is, what to do next, and why."""
    person = _own(person_id)
    filled = filled_fields(person)
    state = completeness(filled)
    effect = effect_of(state.missing[0].key) if state.missing else None
    return render_template(
        "people/edit.html",
        person=person,
        state=state,
        effect=effect if effect and effect.is_telling else None,
        sees=lambda step: _who_sees(person, step),
    )


@bp.route("/<int:person_id>/about/edit", methods=["GET", "POST"])
@access("profile.edit_free_fields")
def edit_about(person_id: int) -> ResponseReturnValue:
    person = _own(person_id)
    form = AboutForm(
        data={
            "story": person.story,
            "ask_me_about": person.ask_me_about,
            "interests": "\n".join(person.interests),
        }
        | _audiences(person, Field.STORY, Field.ASK_ME_ABOUT, Field.INTERESTS)
    )
    if form.validate_on_submit():
        with form.refusals():
            operations.edit_about(
                person,
                story=form.story.data or "",
                ask_me_about=form.ask_me_about.data or "",
                interests=form.interest_list(),
                audiences=form.audiences(),
                now=clock.now(),
            )
            return _saved("people.edit_about", person)
    return render_template("people/edit_about.html", form=form, person=person), form.status()


@bp.route("/<int:person_id>/skills/edit", methods=["GET", "POST"])
@access("profile.edit_free_fields")
def edit_skills(person_id: int) -> ResponseReturnValue:
    person = _own(person_id)
    form = SkillsForm(
        data={
            "teaches": _skill_rows(skills_of(person, Direction.TEACHES)),
            "wants": _skill_rows(skills_of(person, Direction.WANTS)),
        }
        | _audiences(person, Field.TEACHES, Field.WANTS)
    )
    if form.validate_on_submit():
        with form.refusals():
            new = operations.edit_skills(
                person,
                teaches=form.named(form.teaches),
                wants=form.named(form.wants),
                audiences=form.audiences(),
                now=clock.now(),
            )
            if new:
                flash(
                    ngettext(
                        "%(names)s is new on the shared list; thank you for proposing it.",
                        "%(names)s are new on the shared list; thank you for proposing them.",
                        len(new),
                        names=", ".join(new),
                    )
                )
            return _saved("people.edit_skills", person)
    return render_template(
        "people/edit_skills.html",
        form=form,
        person=person,
        levels=LEVELS,
        skill_suggestions=queries.skill_names(),
    ), form.status()


@bp.route("/<int:person_id>/languages/edit", methods=["GET", "POST"])
@access("profile.edit_free_fields")
def edit_languages(person_id: int) -> ResponseReturnValue:
    person = _own(person_id)
    kept = [{"code": one.code, "level": one.level, "reads": one.reads} for one in person.languages]
    form = LanguagesForm(
        data={"languages": kept + [{"reads": True}] * BLANK_LANGUAGES}
        | _audiences(person, Field.LANGUAGES)
    )
    if form.validate_on_submit():
        with form.refusals():
            spoken = [
                Spoken(row.form.code.data, row.form.level.data, row.form.reads.data)
                for row in form.languages
                if row.form.code.data
            ]
            operations.edit_languages(person, spoken, form.audiences(), clock.now())
            return _saved("people.edit_languages", person)
    return render_template("people/edit_languages.html", form=form, person=person), form.status()


@bp.route("/<int:person_id>/hours/edit", methods=["GET", "POST"])
@access("profile.edit_free_fields")
def edit_hours(person_id: int) -> ResponseReturnValue:
    person = _own(person_id)
    spans = [person.working_hours.get(str(day), ["", ""]) for day in range(7)]
    form = HoursForm(
        data={
            "timezone": person.timezone,
            "days": [{"start": start, "end": end} for start, end in spans],
        }
        | _audiences(person, Field.HOURS)
    )
    if form.validate_on_submit():
        with form.refusals():
            operations.edit_hours(
                person,
                timezone=form.timezone.data or "",
                working_hours=form.working_hours(),
                audiences=form.audiences(),
                now=clock.now(),
            )
            return _saved("people.edit_hours", person)
    return render_template(
        "people/edit_hours.html", form=form, person=person, zones=sorted(zones())
    ), form.status()


@bp.route("/<int:person_id>/avoid", methods=["GET", "POST"])
@access("avoidance.edit")
def avoid(person_id: int) -> ResponseReturnValue:
    """The private list of people never to be paired with; to others there is no such page."""
    if not policy.can_edit(current_user, _of(person_id)):
        abort(404)
    form = AvoidForm()
    candidates: list[str] = []
    if form.validate_on_submit():
        other = queries.find_person(form.who.data)
        if other is None:
            candidates = [label(one) for one in queries.people_named(form.who.data)]
            form.who.errors = [
                _("Several colleagues fit. Choose one of the list.")
                if candidates
                else _("Nobody here has this name or address. Check the spelling.")
            ]
        else:
            with form.refusals():
                operations.avoid_person(current_user, other)
                return _saved("people.avoid", current_user)
    return render_template(
        "people/avoid.html",
        form=form,
        person=current_user,
        others=avoided_by(current_user),
        candidates=candidates,
    ), form.status()


@bp.post("/<int:person_id>/avoid/<int:other_id>/stop")
@access("avoidance.edit")
def stop_avoiding(person_id: int, other_id: int) -> ResponseReturnValue:
    if not policy.can_edit(current_user, _of(person_id)):
        abort(404)
    if ActForm().validate_on_submit():
        operations.stop_avoiding(current_user, other_id)
        db.session.commit()
        flash(_("The name is off your list."))
    return redirect(url_for("people.avoid", person_id=person_id))


def _of(person_id: int) -> Person:
    return db.session.get(Person, person_id) or abort(404)


def _own(person_id: int) -> Person:
    if not policy.can_edit(current_user, _of(person_id)):
        abort(403)
    return person_with_profile(person_id) or abort(404)


def _saved(endpoint: str, person: Person) -> ResponseReturnValue:
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for(endpoint, person_id=person.id))


def _audiences(person: Person, *parts: Field) -> dict[str, str]:
    return {f"{part.value}_for": audience(person.privacy, part).value for part in parts}


def _who_sees(person: Person, step: str) -> Any:
    """Whom a part of the profile is for; the zone and the photo have no choice."""
    part = "hours" if step == "working_hours" else step
    is_chosen = part in {one.value for one in Field}
    return AUDIENCES[audience(person.privacy, Field(part)) if is_chosen else Audience.COLLEAGUES]


def _skill_rows(kept: list[PersonSkill]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = [
        {"name": row.skill.name, "level": str(row.level or "")} for row in kept
    ]
    return rows + [{"name": "", "level": ""}] * BLANK_SKILLS
