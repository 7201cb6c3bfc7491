"""Finding a mentor: the list with reasons, asking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import operations, pairing, policy, queries
from learning.mentoring.forms import MarkForm, RequestForm
from learning.mentoring.models import MarkKind, Match, Slot
from learning.mentoring.rules import last_seen
from learning.mentoring.views.blueprint import PAGE, bp
from learning.people.models import Direction, Person
from learning.programmes.models import Enrolment, EnrolmentRole
from learning.web.access import access
from learning.web.limits import number_asked, row_number
from learning.web.pagination import Page, page_number

SLOTS_ON_CARD = 3
MOST_FULL = 6
LONGEST_SEARCH = 100
MARKS = {"bookmark": MarkKind.BOOKMARK, "hide": MarkKind.HIDDEN, "unmark": None}


@dataclass(frozen=True)
class Card:
    """A mentor as one reader sees them."""

    person: Person
    enrolment: Enrolment | None
    reasons: list[dict[str, Any]]
    free: int
    slots: list[Slot]
    asked: Match | None
    mark: MarkKind | None
    reply_hours: int | None
    last_seen: str | None
    waits: list[tuple[str, int]]  # shared skill, days to a yes


@dataclass(frozen=True)
class Wanted:
    """What the reader filters by, as the address says it."""

    words: str
    skill: str
    language: str
    marked: str  # "", "bookmark" or "hidden"

    @property
    def count(self) -> int:
        return sum(bool(one) for one in (self.words, self.skill, self.language, self.marked))


@bp.get("/mentors")
@access("slot.view_free")
def mentors() -> ResponseReturnValue:
    now = clock.now()
    wanted = what_is_wanted()
    searches = queries.searches_of(current_user, EnrolmentRole.MENTEE)
    search = chosen_of(searches)
    if search is None:
        return render_template(
            "mentoring/mentors.html",
            page=_open_to_all(wanted, now),
            wanted=wanted,
            skills=[],
            spoken=[],
            enrolments=[],
            chosen=None,
            place=None,
            own_mentor=None,
            full=[],
            lines={},
        )
    chosen = search.enrolment
    people = pairing.candidates(chosen.programme, now, [current_user.id], search.settings)
    own = people.mentees[current_user.id]
    lines, full = dict[int, queries.InLine](), list[int]()
    if not search.is_over:
        lines = queries.places_in_line(current_user, chosen.programme, now.date())
        full = _full(people, lines) if not wanted.count else []
    page, shown = _matched(chosen, people, wanted, full, now)
    return render_template(
        "mentoring/mentors.html",
        page=page,
        wanted=wanted,
        skills=sorted(own.wants),
        spoken=sorted(own.languages),
        enrolments=[one.enrolment for one in searches],
        chosen=chosen,
        place=queries.place_in_line(chosen) if not page.items else None,
        own_mentor=search.mentors[0] if search.is_over else None,
        full=[shown[one].enrolment for one in full],
        lines=lines,
    )


@bp.post("/people/<int:person_id>/<any(bookmark, hide, unmark):how>")
@access("match.mark")
def mark_person(person_id: int, how: str) -> ResponseReturnValue:
    """Keep somebody in mind, show them no more, or neither; then back to the list."""
    person = queries.people_by_id([person_id]).get(person_id)
    if person is None or not person.is_active or person.id == current_user.id:
        abort(404)
    form = MarkForm()
    if not form.validate_on_submit():
        abort(400)
    operations.mark(current_user, person, MARKS[how], clock.now())
    db.session.commit()
    if how == "hide":
        flash(_("%(name)s is not shown to you any more.", name=person.name))
    page = "mentees" if form.page.data == "mentees" else "mentors"
    programme = row_number(form.programme.data or "")
    return redirect(url_for(f"mentoring.{page}", programme=programme))


@bp.route("/mentors/<int:enrolment_id>/ask", methods=["GET", "POST"])
@access("match.request")
def request_match(enrolment_id: int) -> ResponseReturnValue:
    """Ask a mentor as a mentee, or a mentee as a mentor."""
    theirs = queries.enrolment_to_ask(enrolment_id) or abort(404)
    is_mentor_asked = theirs.role is EnrolmentRole.MENTOR
    role = EnrolmentRole.MENTEE if is_mentor_asked else EnrolmentRole.MENTOR
    own = next(
        (
            one
            for one in queries.enrolments_in_role(current_user, role)
            if one.programme_id == theirs.programme_id
        ),
        None,
    )
    if own is None or not policy.can_ask(own, theirs):
        abort(403)
    now = clock.now()
    mentee, mentor = (own, theirs) if is_mentor_asked else (theirs, own)
    people = pairing.candidates(theirs.programme, now, [mentee.person_id])
    if mentor.person_id not in dict(pairing.choices(people, mentee.person_id)):
        abort(404)  # as if they were not there: why may be private
    form = RequestForm()
    if form.validate_on_submit():
        with form.refusals():
            match = operations.request_match(own, theirs, form.request.data, now)
            db.session.commit()
            flash(_("%(name)s has your request and can answer it now.", name=theirs.person.name))
            return redirect(url_for("mentoring.match", match_id=match.id))
    found = pairing.suggest(people, mentee.person_id, mentor.person_id)
    skills = _skills(found.reasons) if is_mentor_asked else []
    waits, replies = queries.waits_and_replies(skills, [theirs.person_id], now)
    return render_template(
        "mentoring/request_match.html",
        form=form,
        theirs=theirs,
        mentee=mentee.person,
        mentor=mentor.person,
        reasons=found.reasons,
        reply_hours=replies.get(theirs.person_id),
        waits=[(one, waits[one]) for one in skills if one in waits],
    ), form.status()


def what_is_wanted() -> Wanted:
    """The filters of the address; what is too long is cut."""

    def said(name: str) -> str:
        return request.args.get(name, "").strip()[:LONGEST_SEARCH]

    marked = said("marked")
    return Wanted(
        words=said("q"),
        skill=said("skill"),
        language=said("language"),
        marked=marked if marked in set(MarkKind) else "",
    )


def chosen_of(searches: Sequence[queries.Search]) -> queries.Search | None:
    """The programme the address names, else the first."""
    wanted = number_asked("programme")
    first = searches[0] if searches else None
    return next((one for one in searches if one.enrolment.programme_id == wanted), first)


def narrowed(
    person_ids: list[int], wanted: Wanted, direction: Direction
) -> tuple[list[int], dict[int, MarkKind | None]]:
    """Who of these people meets the filters, in their order, and how the reader marked them."""
    marks = queries.narrowed(
        current_user, person_ids, direction, wanted.words, wanted.skill, wanted.language
    )
    found = [one for one in person_ids if one in marks]
    if wanted.marked:
        return [one for one in found if marks[one] == wanted.marked], marks
    return [one for one in found if marks[one] is not MarkKind.HIDDEN], marks


def _matched(
    own: Enrolment,
    people: pairing.Candidates,
    wanted: Wanted,
    full: Sequence[int],
    now: datetime,
) -> tuple[Page[Card], dict[int, queries.Listed]]:
    """The mentors of the reader's programme with a free place, the best fit first; and what to
    show of them and of those who are full.
    """
    fits = [
        mentor for mentor, _score in pairing.choices(people, current_user.id) if people.free[mentor]
    ]
    fits, marks = narrowed(fits, wanted, Direction.TEACHES)
    number = page_number()
    shown = fits[(number - 1) * PAGE : number * PAGE]
    found = queries.listed(current_user, own.programme, EnrolmentRole.MENTOR, [*shown, *full])
    slots = _slots_by_mentor(shown, now)
    reasons = {one: pairing.suggest(people, current_user.id, one).reasons for one in shown}
    wants = sorted(people.mentees[current_user.id].wants) if shown else []
    waits, replies = queries.waits_and_replies(wants, shown, now)
    cards = [
        Card(
            person=found[mentor].enrolment.person,
            enrolment=found[mentor].enrolment,
            reasons=reasons[mentor],
            free=people.free[mentor],
            slots=slots.get(mentor, []),
            asked=found[mentor].match,
            mark=marks.get(mentor),
            reply_hours=replies.get(mentor),
            last_seen=last_seen(found[mentor].seen_at, now),
            waits=[(one, waits[one]) for one in _skills(reasons[mentor]) if one in waits],
        )
        for mentor in shown
    ]
    return Page(cards, number, PAGE, len(fits)), found


def _full(people: pairing.Candidates, lines: Mapping[int, queries.InLine]) -> list[int]:
    """Mentors who fit and are full: those the reader waits for first, then the best fits."""
    fits = [
        mentor
        for mentor, _score in pairing.choices(people, current_user.id)
        if not people.free[mentor]
    ]
    return sorted(fits, key=lambda one: one not in lines)[:MOST_FULL]


def _open_to_all(wanted: Wanted, now: datetime) -> Page[Card]:
    """Whoever offers times to every colleague, the soonest first."""
    slots = queries.open_slots(current_user, now)
    offering = list(dict.fromkeys(slot.mentor_id for slot in slots))
    offering, marks = narrowed(offering, wanted, Direction.TEACHES)
    number = page_number()
    shown = offering[(number - 1) * PAGE : number * PAGE]
    people = queries.people_by_id(shown)
    by_mentor = _slots_by_mentor(shown, now)
    _waits, replies = queries.waits_and_replies([], shown, now)
    seen = queries.last_seen_of(shown, now)
    cards = [
        Card(
            person=people[mentor],
            enrolment=None,
            reasons=[],
            free=0,
            slots=by_mentor.get(mentor, []),
            asked=None,
            mark=marks.get(mentor),
            reply_hours=replies.get(mentor),
            last_seen=seen.get(mentor),
            waits=[],
        )
        for mentor in shown
    ]
    return Page(cards, number, PAGE, len(offering))


def _skills(reasons: Sequence[dict[str, Any]]) -> list[str]:
    """The skills that one wants and the other teaches."""
    return [
        str(skill)
        for reason in reasons
        if reason["rule"] == "skills" and reason["points"] > 0
        for skill in reason["facts"].get("skills", [])
    ]


def _slots_by_mentor(mentor_ids: list[int], now: datetime) -> dict[int, list[Slot]]:
    found = dict[int, list[Slot]]()
    if not mentor_ids:
        return found
    for slot in queries.open_slots(current_user, now, mentor_ids, limit=1000):
        first = found.setdefault(slot.mentor_id, [])
        if len(first) < SLOTS_ON_CARD:
            first.append(slot)
    return found
