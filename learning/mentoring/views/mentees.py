"""Finding a mentee: who of one's programmes looks for a mentor, with reasons, to be asked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.mentoring import pairing, queries
from learning.mentoring.models import MarkKind, Match
from learning.mentoring.views.blueprint import PAGE, bp
from learning.mentoring.views.mentors import Wanted, chosen_of, narrowed, what_is_wanted
from learning.people.models import Direction, Person
from learning.programmes.models import Enrolment, EnrolmentRole
from learning.web.access import access
from learning.web.pagination import Page, page_number


@dataclass(frozen=True)
class MenteeCard:
    """A mentee as one mentor sees them."""

    person: Person
    enrolment: Enrolment
    reasons: list[dict[str, Any]]
    between: Match | None  # asked by one of the two, and open
    mark: MarkKind | None


@bp.get("/mentees")
@access("match.browse_mentees")
def mentees() -> ResponseReturnValue:
    now = clock.now()
    wanted = what_is_wanted()
    enrolments = queries.mentor_enrolments_of(current_user)
    chosen = chosen_of(enrolments)
    free = 0
    page = Page[MenteeCard]([], 1, PAGE, 0)
    if chosen:
        free = queries.free_seats(chosen.programme, now.date(), [current_user.id]).get(
            current_user.id, 0
        )
        page = _seeking(chosen, wanted, now) if free else page
    return render_template(
        "mentoring/mentees.html",
        page=page,
        wanted=wanted,
        enrolments=enrolments,
        chosen=chosen,
        free=free,
    )


def _seeking(own: Enrolment, wanted: Wanted, now: datetime) -> Page[MenteeCard]:
    """Mentees of the programme who look for a mentor, the best fit first."""
    seeking = queries.seeking_mentees(own.programme, now.date())
    people = pairing.candidates(own.programme, now, seeking)
    fits = [mentee for mentee, _score in pairing.seekers(people, current_user.id)]
    fits, marks = narrowed(fits, wanted, Direction.WANTS)
    number = page_number()
    shown = fits[(number - 1) * PAGE : number * PAGE]
    enrolments = queries.enrolments_by_person(own.programme, EnrolmentRole.MENTEE, shown)
    known = [*queries.open_requests(current_user), *queries.matches_awaiting(current_user)]
    between = {one.mentee_id: one for one in known if one.mentor_id == current_user.id}
    cards = [
        MenteeCard(
            person=enrolments[mentee].person,
            enrolment=enrolments[mentee],
            reasons=pairing.suggest(people, mentee, current_user.id).reasons,
            between=between.get(mentee),
            mark=marks.get(mentee),
        )
        for mentee in shown
    ]
    return Page(cards, number, PAGE, len(fits))
