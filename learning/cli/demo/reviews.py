"""Two review cycles of the know-how programme: one released, one in which colleagues write."""

from collections.abc import Generator
from datetime import datetime, timedelta

from sqlalchemy import select

from learning.anonymity.rules import new_token
from learning.cli.demo.academy import NAME
from learning.cli.demo.company import Company, Story
from learning.extensions import db
from learning.people.models import Person
from learning.programmes.models import Programme
from learning.reviews.models import ReviewAssignment, ReviewCycle
from learning.reviews.operations import (
    CycleDraft,
    Line,
    assess_self,
    assign_reviewers,
    choose_people,
    close_cycle,
    create_cycle,
    mark_sent,
    nominate,
    plan_discussion,
    release_cycle,
    seal_review,
    start_approving,
    start_collecting,
    start_nominating,
)
from learning.reviews.rules import RUBRICS

PURPOSE = (
    "To learn how our work arrives at others. What you read is yours alone; no decision on pay or "
    "position rests on it, and your manager does not see it."
)
REVIEWEES = ("expert", "mentor", "ognjen", "jelena", "moderator", "haoran")
NOW_REVIEWED = ("mentor", "goncalo", "stefan")
REVIEWERS = (
    *("mentee", "leonor", "nemanja", "stefan", "goncalo", "duarte", "arsen", "lilit"),
    *("zhiyuan", "lina", "zihan", "helena", "rui", "egor"),
)
ASKED = 8
SILENT = "haoran"  # about whom too few have written for anything to be shown

RATINGS = ((4, 5, 4, 3), (5, 4, 5, 4), (3, 4, 4, 3), (4, 4, 5, 2), (5, 5, 4, 4), (4, 3, 5, 3))
TEXTS = (
    "Explains without making one feel slow. Keep that.",
    "Answers are long; the first sentence could already hold the answer.",
    "I have learnt more from the comments on my work here than from any course.",
    "Says plainly when a plan will not hold, and brings another one.",
    "Could ask quieter people first in our meetings.",
    "Always keeps what was agreed, or says early that it will be late.",
    "Sometimes the third revision is for beauty only. Two are enough.",
    "Shares drafts early, so that there is still something to discuss.",
)


def run_reviews(company: Company) -> Story:
    """Begin both cycles; each goes its own way."""
    yield company.ago(50)
    programme = db.session.scalars(select(Programme).where(Programme.name == NAME)).one()
    company.begin(_released(company, programme))
    company.begin(_collecting(company, programme))


def _released(company: Company, programme: Programme) -> Story:
    """A cycle whose people have read their results."""
    lead = company["lead"]
    cycle = yield from _prepare(company, programme, "Autumn round", REVIEWEES, 46, 24)
    for reviewee in cycle.reviewees:
        is_silent = reviewee.person_id == company[SILENT].id
        for number, assignment in enumerate(reviewee.asked()[: 3 if is_silent else 7]):
            _write(company, assignment, number)
        assess_self(reviewee, {one.key: 4 for one in cycle.criteria})
    yield (now := company.ago(23))
    close_cycle(cycle, lead, company.secret, now)
    yield (now := company.ago(21))
    release_cycle(cycle, lead, now)
    own = next(one for one in cycle.reviewees if one.person_id == company["expert"].id)
    plan_discussion(
        own,
        keep="Showing drafts early",
        change="The answer first, the reasons after it",
        ask="Who would tell me in a meeting when I go on for too long?",
    )


def _collecting(company: Company, programme: Programme) -> Story:
    """A cycle in which a few have written, and the demo mentee is asked."""
    cycle = yield from _prepare(company, programme, "Design and talks", NOW_REVIEWED, 9, -9)
    for reviewee in cycle.reviewees[1:]:
        for number, assignment in enumerate(reviewee.asked()[1:3]):
            _write(company, assignment, number)


def _prepare(
    company: Company,
    programme: Programme,
    title: str,
    names: tuple[str, ...],
    began: int,
    closes: int,
) -> Generator[datetime, None, ReviewCycle]:
    """A cycle from its draft to the day on which colleagues are asked to write."""
    lead = company["lead"]
    draft = CycleDraft(title, PURPOSE, company.today - timedelta(days=closes), 5)
    rubric = [
        Line(str(line.name), tuple(str(level) for level in line.levels))
        for line in RUBRICS["together"].lines
    ]
    yield (now := company.ago(began))
    cycle = create_cycle(programme, lead, draft, rubric, now)
    choose_people(cycle, [company[name].id for name in names])
    yield (now := company.ago(began - 1))
    start_nominating(cycle, lead, now)
    circles = {
        one.id: _circle(company, one.person, place) for place, one in enumerate(cycle.reviewees)
    }
    for reviewee in cycle.reviewees:
        nominate(reviewee, circles[reviewee.id])
    yield (now := company.ago(began - 4))
    start_approving(cycle, lead, now)
    yield (now := company.ago(began - 5))
    for reviewee in cycle.reviewees:
        assign_reviewers(reviewee, circles[reviewee.id], lead, now)
    yield (now := company.ago(began - 6))
    start_collecting(cycle, lead, now)
    yield company.ago(began - 8)
    return cycle


def _circle(company: Company, reviewee: Person, place: int) -> list[Person]:
    """The demo mentee first, then others in turn, so that nobody is asked too often."""
    first, *others = REVIEWERS
    turned = [others[(place * 3 + step) % len(others)] for step in range(len(others))]
    found = [company[name] for name in (first, *turned) if company[name].id != reviewee.id]
    return found[:ASKED]


def _write(company: Company, assignment: ReviewAssignment, number: int) -> None:
    """Send a review; the writer is invented, so mark and text may share this transaction."""
    token = new_token()
    ratings = RATINGS[number % len(RATINGS)]
    criteria = [one.key for one in assignment.cycle.criteria]
    content = {
        "ratings": dict(zip(criteria, ratings, strict=True)),
        "texts": [TEXTS[(number + assignment.reviewee_id) % len(TEXTS)]],
    }
    mark_sent(assignment, token)
    seal_review(assignment, token, content, company.secret)
