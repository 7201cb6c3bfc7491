"""Finding a mentor: the list with reasons, one mentor's free times, asking."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _, to_local
from learning.mentoring import operations, pairing, policy, queries
from learning.mentoring.forms import RequestForm
from learning.mentoring.models import Match, Slot
from learning.mentoring.views.blueprint import PAGE, bp
from learning.people.models import Person
from learning.programmes.models import Enrolment
from learning.web.access import access
from learning.web.pagination import Page, page_number

SLOTS_ON_CARD = 3
LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Card:
    """A mentor as one reader sees them."""

    person: Person
    enrolment: Enrolment | None
    reasons: list[dict[str, Any]]
    free: int
    slots: list[Slot]
    asked: Match | None


@bp.get("/mentors")
@access("slot.view_free")
def mentors() -> ResponseReturnValue:
    now = clock.now()
    words = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    enrolments = queries.mentee_enrolments(current_user)
    wanted = request.args.get("programme", type=int)
    chosen = next((one for one in enrolments if one.programme_id == wanted), None)
    chosen = chosen or (enrolments[0] if enrolments else None)
    page = _matched(chosen, words, now) if chosen else _open_to_all(words, now)
    return render_template(
        "mentoring/mentors.html",
        page=page,
        words=words,
        enrolments=enrolments,
        chosen=chosen,
        own_mentor=queries.mentor_of(current_user, chosen.programme_id) if chosen else None,
    )


@bp.get("/mentors/<int:person_id>")
@access("slot.view_free")
def mentor(person_id: int) -> ResponseReturnValue:
    if person_id == current_user.id:
        return redirect(url_for("mentoring.slots", person_id=person_id))
    person = queries.people_by_id([person_id]).get(person_id)
    if person is None or not person.is_active:
        abort(404)
    return render_template(
        "mentoring/mentor.html",
        person=person,
        days=_by_day(queries.open_slots(current_user, clock.now(), [person_id])),
        pairing=queries.running_pairing(current_user.id, person_id),
    )


@bp.route("/mentors/<int:enrolment_id>/ask", methods=["GET", "POST"])
@access("match.request")
def request_match(enrolment_id: int) -> ResponseReturnValue:
    theirs = queries.mentor_enrolment(enrolment_id) or abort(404)
    own = next(
        (
            one
            for one in queries.mentee_enrolments(current_user)
            if one.programme_id == theirs.programme_id
        ),
        None,
    )
    if own is None or not policy.can_ask(own, theirs):
        abort(403)
    now = clock.now()
    people = pairing.candidates(theirs.programme, now, [current_user.id])
    if theirs.person_id not in dict(pairing.choices(people, current_user.id)):
        abort(404)  # as if this mentor were not there: why may be private
    form = RequestForm()
    if form.validate_on_submit():
        with form.refusals():
            match = operations.request_match(own, theirs, form.request.data, now)
            db.session.commit()
            flash(
                _("%(mentor)s has your request and can answer it now.", mentor=theirs.person.name)
            )
            return redirect(url_for("mentoring.match", match_id=match.id))
    found = pairing.suggest(people, current_user.id, theirs.person_id)
    return render_template(
        "mentoring/request_match.html", form=form, theirs=theirs, reasons=found.reasons
    ), form.status()


def _matched(own: Enrolment, words: str, now: datetime) -> Page[Card]:
    """The mentors of the reader's programme with a free place, the best fit first."""
    people = pairing.candidates(own.programme, now, [current_user.id])
    fits = [
        mentor for mentor, _score in pairing.choices(people, current_user.id) if people.free[mentor]
    ]
    if words:
        named = queries.people_named(fits, words)
        fits = [mentor for mentor in fits if mentor in named]
    number = page_number()
    shown = fits[(number - 1) * PAGE : number * PAGE]
    enrolments = queries.mentor_enrolments(own.programme, shown)
    asked = {one.mentor_id: one for one in queries.open_requests(current_user)}
    slots = _slots_by_mentor(shown, now)
    cards = [
        Card(
            person=enrolments[mentor].person,
            enrolment=enrolments[mentor],
            reasons=pairing.suggest(people, current_user.id, mentor).reasons,
            free=people.free[mentor],
            slots=slots.get(mentor, []),
            asked=asked.get(mentor),
        )
        for mentor in shown
    ]
    return Page(cards, number, PAGE, len(fits))


def _open_to_all(words: str, now: datetime) -> Page[Card]:
    """Whoever offers times to every colleague, the soonest first."""
    slots = queries.open_slots(current_user, now)
    offering = list(dict.fromkeys(slot.mentor_id for slot in slots))
    if words:
        named = queries.people_named(offering, words)
        offering = [mentor for mentor in offering if mentor in named]
    number = page_number()
    shown = offering[(number - 1) * PAGE : number * PAGE]
    people = queries.people_by_id(shown)
    by_mentor = _slots_by_mentor(shown, now)
    cards = [Card(people[mentor], None, [], 0, by_mentor.get(mentor, []), None) for mentor in shown]
    return Page(cards, number, PAGE, len(offering))


def _slots_by_mentor(mentor_ids: list[int], now: datetime) -> dict[int, list[Slot]]:
    found = dict[int, list[Slot]]()
    for slot in queries.open_slots(current_user, now, mentor_ids, limit=1000):
        first = found.setdefault(slot.mentor_id, [])
        if len(first) < SLOTS_ON_CARD:
            first.append(slot)
    return found


def _by_day(slots: list[Slot]) -> list[tuple[date, list[Slot]]]:
    """Slots in their order under each day of the reader's calendar."""
    days = groupby(slots, key=lambda slot: to_local(slot.starts_at).date())
    return [(day, list(offered)) for day, offered in days]
