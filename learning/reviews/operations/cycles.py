"""A lead prepares a cycle and moves it on, step by step and only forward."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from learning.activity import operations as activity
from learning.audit import operations as audit
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.notifications.operations import notify
from learning.people.models import Person
from learning.programmes.models import Programme
from learning.reviews import queries
from learning.reviews.models import CycleState, ReviewCriterion, ReviewCycle, Reviewee
from learning.reviews.rules import NEXT_STATES, REMIND_BEFORE

REMINDER_HOUR = time(7, tzinfo=UTC)


class WrongStep(DomainError):
    """The cycle is at another step, perhaps since somebody else has moved it on."""


class CycleFixed(DomainError):
    """The cycle has begun: its rules no longer change."""


class NobodyChosen(DomainError):
    """Nobody would be reviewed."""


class NotTakingPart(DomainError):
    """Somebody chosen has not joined the programme by their own will."""


class TooFewReviewers(DomainError):
    """With fewer writers than the threshold a review would not be anonymous."""


class EndTooSoon(DomainError):
    """The last day has passed already."""


@dataclass(frozen=True)
class CycleDraft:
    title: str
    purpose: str
    closes_on: date
    k: int


@dataclass(frozen=True)
class Line:
    """A criterion as it is written: its name and five levels."""

    name: str
    levels: tuple[str, ...]


def create_cycle(
    programme: Programme, lead: Person, draft: CycleDraft, rubric: Sequence[Line], now: datetime
) -> ReviewCycle:
    """A draft nobody but leads knows of. Raises EndTooSoon."""
    _check_end(draft.closes_on, now)
    cycle = ReviewCycle(
        programme_id=programme.id,
        title=draft.title,
        purpose=draft.purpose,
        closes_on=draft.closes_on,
        k=draft.k,
        created_by=lead.id,
        created_at=now,
    )
    db.session.add(cycle)
    edit_rubric(cycle, rubric)
    db.session.flush()
    return cycle


def edit_cycle(cycle: ReviewCycle, draft: CycleDraft, now: datetime) -> None:
    """Change a draft. Raises CycleFixed once people know of it, EndTooSoon."""
    _check_draft(cycle)
    _check_end(draft.closes_on, now)
    cycle.title, cycle.purpose = draft.title, draft.purpose
    cycle.closes_on, cycle.k = draft.closes_on, draft.k


def edit_rubric(cycle: ReviewCycle, rubric: Sequence[Line]) -> None:
    """Write the rubric anew. Raises CycleFixed."""
    _check_draft(cycle)
    cycle.criteria = [
        ReviewCriterion(position=position, name=line.name, levels=list(line.levels))
        for position, line in enumerate(rubric)
    ]


def choose_people(cycle: ReviewCycle, people: Collection[int]) -> None:
    """Say who is reviewed, by number. Raises CycleFixed, NotTakingPart."""
    _check_draft(cycle)
    if set(people) - {person.id for person in queries.possible_reviewees(cycle)}:
        raise NotTakingPart(
            _("Somebody of these has left the programme meanwhile. Look at the list again.")
        )
    known = {one.person_id: one for one in cycle.reviewees}
    cycle.reviewees = [known.get(one) or Reviewee(person_id=one) for one in sorted(people)]
    db.session.flush()


def start_nominating(cycle: ReviewCycle, lead: Person, now: datetime) -> None:
    """Ask each person whom they would like to hear from. Raises WrongStep, NobodyChosen."""
    if not cycle.reviewees:
        raise NobodyChosen(_("Choose who is reviewed first."))
    _check_end(cycle.closes_on, now)
    step(cycle, CycleState.NOMINATING, lead, now)
    for reviewee in cycle.reviewees:
        notify(
            reviewee.person_id,
            "reviews.nominations_open",
            {"title": cycle.title},
            link=("reviews.nominate", {"reviewee_id": reviewee.id}),
            dedupe_key=f"review-nominate:{reviewee.id}",
            now=now,
        )


def start_approving(cycle: ReviewCycle, lead: Person, now: datetime) -> None:
    """No more proposals: the lead decides who is asked. Raises WrongStep."""
    step(cycle, CycleState.APPROVING, lead, now)


def start_collecting(cycle: ReviewCycle, lead: Person, now: datetime) -> None:
    """Ask every reviewer to write. Raises WrongStep, TooFewReviewers, EndTooSoon, NobodyChosen."""
    taking_part = [one for one in cycle.reviewees if one.takes_part]
    if not taking_part:
        raise NobodyChosen(_("Everybody has stepped out of this cycle; there is nobody to review."))
    short = [one for one in taking_part if len(one.asked()) < cycle.k]
    if short:
        raise TooFewReviewers(
            _(
                "With fewer than %(k)s writers a review is not anonymous. Ask more colleagues"
                " for: %(names)s.",
                k=cycle.k,
                names=", ".join(one.person.name for one in short),
            )
        )
    _check_end(cycle.closes_on, now)
    step(cycle, CycleState.COLLECTING, lead, now)
    for reviewer_id in sorted({one.reviewer_id for each in taking_part for one in each.asked()}):
        ask_reviewer(cycle, reviewer_id, now)


def ask_reviewer(cycle: ReviewCycle, reviewer_id: int, now: datetime) -> None:
    """Tell a colleague that they are asked, and owe them the reminder that everybody gets."""
    notify(
        reviewer_id,
        "reviews.review_asked",
        {"title": cycle.title, "closes_on": cycle.closes_on.isoformat()},
        link=("reviews.index", {}),
        dedupe_key=f"review-asked:{cycle.id}:{reviewer_id}",
        now=now,
    )
    activity.record(reviewer_id, "review_asked", "review_cycle", cycle.id, now, cycle.programme_id)
    _remind(cycle, reviewer_id, now)


def move_end(cycle: ReviewCycle, closes_on: date, lead: Person, now: datetime) -> None:
    """Move the last day, the one thing that may change. Raises WrongStep, EndTooSoon."""
    if cycle.state is not CycleState.COLLECTING:
        raise WrongStep(_("The end can be moved while colleagues write."))
    _check_end(closes_on, now)
    audit.record(
        lead.id,
        "review.move_end",
        f"review_cycle:{cycle.id}",
        now,
        before=cycle.closes_on.isoformat(),
        after=closes_on.isoformat(),
    )
    cycle.closes_on = closes_on
    for reviewer_id in queries.asked_ids(cycle):
        _remind(cycle, reviewer_id, now)


def step(cycle: ReviewCycle, to: CycleState, lead: Person | None, now: datetime) -> None:
    """Move on by one step. Raises WrongStep."""
    db.session.refresh(cycle, ["state"], with_for_update=True)
    if NEXT_STATES.get(cycle.state) is not to:
        raise WrongStep(
            _("The cycle stands at “%(state)s” by now. Reload the page.", state=cycle.state.label)
        )
    cycle.state = to
    audit.record(lead.id if lead else None, f"review.{to.value}", f"review_cycle:{cycle.id}", now)


def reminder_key(cycle: ReviewCycle, reviewer_id: int) -> str:
    return f"review-closing:{cycle.id}:{reviewer_id}"


def _remind(cycle: ReviewCycle, reviewer_id: int, now: datetime) -> None:
    due_at = datetime.combine(cycle.closes_on - REMIND_BEFORE, REMINDER_HOUR)
    if due_at <= now:
        return
    notify(
        reviewer_id,
        "reviews.cycle_closing",
        {"title": cycle.title, "closes_on": cycle.closes_on.isoformat()},
        link=("reviews.index", {}),
        dedupe_key=reminder_key(cycle, reviewer_id),
        now=now,
        due_at=due_at,
    )


def _check_draft(cycle: ReviewCycle) -> None:
    if cycle.state not in (None, CycleState.DRAFT):
        raise CycleFixed(_("The cycle has begun: its rules stay as people have read them."))


def _check_end(closes_on: date, now: datetime) -> None:
    if closes_on <= now.date():
        raise EndTooSoon(_("Choose a last day that is still to come."))
