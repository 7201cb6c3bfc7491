"""Finding a mentee: who of one's programmes looks for a mentor, with reasons, to be asked."""

from dataclasses import dataclass
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
from learning.programmes.models import Enrolment, EnrolmentRole, Programme
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
    searches = queries.searches_of(current_user, EnrolmentRole.MENTOR)
    search = chosen_of(searches)
    free = 0
    page = Page[MenteeCard]([], 1, PAGE, 0)
    if search:
        programme = search.enrolment.programme
        seeking = queries.seeking_mentees(programme, now.date())
        people = pairing.candidates(programme, now, seeking, search.settings)
        free = people.free.get(current_user.id, 0)
        page = _seeking(programme, people, wanted) if free else page
    return render_template(
        "mentoring/mentees.html",
        page=page,
        wanted=wanted,
        enrolments=[one.enrolment for one in searches],
        chosen=search.enrolment if search else None,
        free=free,
    )


def _seeking(programme: Programme, people: pairing.Candidates, wanted: Wanted) -> Page[MenteeCard]:
    """Mentees of the programme who look for a mentor, the best fit first."""
    fits = [mentee for mentee, _score in pairing.seekers(people, current_user.id)]
    fits, marks = narrowed(fits, wanted, Direction.WANTS)
    number = page_number()
    shown = fits[(number - 1) * PAGE : number * PAGE]
    found = queries.listed(current_user, programme, EnrolmentRole.MENTEE, shown)
    cards = [
        MenteeCard(
            person=found[mentee].enrolment.person,
            enrolment=found[mentee].enrolment,
            reasons=pairing.suggest(people, mentee, current_user.id).reasons,
            between=found[mentee].match,
            mark=marks.get(mentee),
        )
        for mentee in shown
    ]
    return Page(cards, number, PAGE, len(fits))
