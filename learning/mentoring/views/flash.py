"""Flash talks: a skill, a colleague and a time, a question; and perhaps a pair afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _, to_local
from learning.mentoring import operations, pairing, queries
from learning.mentoring.forms import FlashForm
from learning.mentoring.models import PairingKind
from learning.mentoring.queries import FlashHost, Time
from learning.mentoring.rules import FLASH_LENGTHS, FLASH_OPEN_FOR
from learning.mentoring.views.blueprint import bp
from learning.mentoring.views.bookings import booking_or_404, what_next
from learning.mentoring.views.choosing import host_or_404, moment_asked
from learning.people.models import Skill
from learning.web.access import access
from learning.web.limits import number_asked
from learning.web.retries import retried

USUAL_MINUTES = 30
TIMES_SHOWN = 4
HOSTS_SHOWN = 24


@dataclass(frozen=True)
class Card:
    """A host with the times to choose from, the soonest first."""

    host: FlashHost
    times: list[Time]


@bp.get("/flash-talks")
@access("slot.view_free")
def flash_talks() -> ResponseReturnValue:
    """Who teaches a skill and gives flash talks, each with a time on the next days."""
    now = clock.now()
    skills = queries.taught_skills()
    wanted = number_asked("skill")
    skill = next((one for one in skills if one.id == wanted), None)
    minutes = _minutes() or USUAL_MINUTES
    hosts = queries.flash_hosts(current_user, skill, now) if skill else []
    times = queries.flash_times(current_user, hosts, minutes, now + FLASH_OPEN_FOR, now)
    cards = [Card(one, _one_a_day(times[one.person.id])) for one in hosts if one.person.id in times]
    cards.sort(key=lambda card: card.times[0].starts_at)
    return render_template(
        "mentoring/flash_talks.html",
        skills=skills,
        skill=skill,
        minutes=minutes,
        lengths=FLASH_LENGTHS,
        hosts=hosts,
        cards=cards[:HOSTS_SHOWN],
    )


@bp.route("/flash-talks/<int:skill_id>/<int:person_id>/book", methods=["GET", "POST"])
@access("booking.create")
@retried
def book_flash(skill_id: int, person_id: int) -> ResponseReturnValue:
    now = clock.now()
    skill = db.get_or_404(Skill, skill_id)
    person = host_or_404(person_id)
    starts_at, minutes = moment_asked(), _minutes() or abort(404)
    found = queries.flash_hosts(current_user, skill, now, [person.id])
    if not found or minutes not in found[0].lengths:
        abort(404)
    [host] = found
    form = FlashForm()
    if form.validate_on_submit():
        with form.refusals():
            booked = operations.book_flash(
                host,
                current_user,
                skill,
                starts_at,
                minutes,
                form.agenda.data,
                now,
                submission=form.submission.data or None,
            )
            words, address = what_next(booked)
            db.session.commit()
            flash(words)
            return redirect(address)
    talk = queries.open_flash(person, current_user)
    until = talk.closes_at if talk else now + FLASH_OPEN_FOR
    times = queries.flash_times(current_user, found, minutes, until, now)[person.id]
    time = next((one for one in times if one.starts_at == starts_at), None)
    is_free = time is not None and not form.form_errors
    others = sorted(times, key=lambda one: abs(one.starts_at - starts_at))
    near = [one for one in others if one.starts_at != starts_at][: 6 if is_free else 3]
    return render_template(
        "mentoring/book_flash.html",
        host=host,
        skill=skill,
        time=time if is_free else None,
        starts_at=starts_at,
        minutes=minutes,
        form=form,
        nearest=sorted(near, key=lambda one: one.starts_at),
        suggested=queries.suggested_for(host.programme, PairingKind.FLASH),
    ), form.status()


@bp.get("/bookings/<int:booking_id>/go-on")
@access("booking.view_detail")
def go_on_as_pair(booking_id: int) -> ResponseReturnValue:
    """From a flash talk to the page on which one asks the other to be a pair."""
    found = booking_or_404(booking_id)
    if found.flash is None:
        abort(404)
    now = clock.now()
    other = found.other(current_user)
    theirs = queries.partner_to_ask(
        current_user, other, is_guest=found.mentee_id == current_user.id
    )
    if theirs is None:
        flash(
            _(
                "Pairs are made in programmes in which you are a mentee and %(name)s is a mentor. "
                "Join one first.",
                name=other.name,
            ),
            "error",
        )
        return redirect(url_for("programmes.index"))
    mentee, mentor = found.mentee_id, found.slot.mentor_id
    people = pairing.candidates(theirs.programme, now, [mentee])
    if mentor not in dict(pairing.choices(people, mentee)):
        flash(_("The two of you cannot be a pair there. Another flash talk is always possible."))
        return redirect(url_for("mentoring.booking", booking_id=booking_id))
    return redirect(url_for("mentoring.request_match", enrolment_id=theirs.id))


def _minutes() -> int | None:
    """The length in the address, if it is one of a flash talk."""
    asked = number_asked("minutes")
    return asked if asked in FLASH_LENGTHS else None


def _one_a_day(times: Sequence[Time]) -> list[Time]:
    """The first time of each of the next days, of those that suit both where there are any."""
    days: dict[date, Time] = {}
    for time in times:
        day = to_local(time.starts_at).date()
        known = days.get(day)
        if known is None or (time.suits and not known.suits):
            days[day] = time
    return list(days.values())[:TIMES_SHOWN]
