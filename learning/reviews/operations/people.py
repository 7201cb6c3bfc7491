"""Who is asked about whom: proposed by the person, decided by the lead."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select

from learning.audit import operations as audit
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.people.models import Person
from learning.reviews import queries
from learning.reviews.models import AssignmentState, CycleState, ReviewAssignment, Reviewee
from learning.reviews.operations.cycles import WrongStep, ask_reviewer
from learning.reviews.rules import LOAD_CAP, NOMINATIONS


class NotYourself(DomainError):
    """Somebody would review themselves."""


class TooManyNames(DomainError):
    """Fewer or more colleagues than one proposes."""


class ReviewerFull(DomainError):
    """Somebody is asked for as many reviews as one person can write well."""


class AlreadyCollecting(DomainError):
    """Colleagues write already; the circle of those asked only grows."""


def nominate(reviewee: Reviewee, colleagues: Collection[Person]) -> None:
    """Propose who should be asked, in place of what was proposed before.

    Raises WrongStep, TooManyNames, NotYourself, ReviewerFull.
    """
    if reviewee.cycle.state is not CycleState.NOMINATING:
        raise WrongStep(_("Proposals are closed: the lead chooses among them now."))
    least, most = NOMINATIONS
    if not least <= len(colleagues) <= most:
        raise TooManyNames(
            _(
                "Propose %(least)s to %(most)s colleagues; you have chosen %(count)s.",
                least=least,
                most=most,
                count=len(colleagues),
            )
        )
    _check(reviewee, colleagues)
    wanted = {one.id for one in colleagues}
    for assignment in list(reviewee.assignments):
        if assignment.reviewer_id not in wanted:
            db.session.delete(assignment)
    known = {one.reviewer_id for one in reviewee.assignments}
    _add(reviewee, wanted - known, AssignmentState.PROPOSED)


def leave_cycle(reviewee: Reviewee, now: datetime) -> None:
    """Step out, without a reason, as long as nobody writes. Raises AlreadyCollecting."""
    if reviewee.cycle.state not in {CycleState.NOMINATING, CycleState.APPROVING}:
        raise AlreadyCollecting(
            _("Colleagues are writing already. The result will be for your eyes alone.")
        )
    reviewee.left_at = reviewee.left_at or now


def assign_reviewers(
    reviewee: Reviewee, reviewers: Collection[Person], lead: Person, now: datetime
) -> None:
    """Say who is asked. While colleagues write, the circle only grows.

    Raises WrongStep, NotYourself, ReviewerFull, AlreadyCollecting.
    """
    cycle = reviewee.cycle
    if cycle.state not in {CycleState.APPROVING, CycleState.COLLECTING}:
        raise WrongStep(_("Reviewers are chosen after the proposals and before the end."))
    wanted = {one.id for one in reviewers}
    is_collecting = cycle.state is CycleState.COLLECTING
    asked = {one.reviewer_id for one in reviewee.asked()}
    if is_collecting and asked - wanted:
        raise AlreadyCollecting(_("Nobody can be taken off the list while colleagues write."))
    _check(reviewee, [one for one in reviewers if one.id not in asked])
    for assignment in reviewee.assignments:
        if assignment.state is AssignmentState.DECLINED:
            wanted.discard(assignment.reviewer_id)  # a no stays a no
        elif assignment.reviewer_id in wanted:
            assignment.state = AssignmentState.ASSIGNED
        else:
            assignment.state = AssignmentState.PROPOSED
    known = {one.reviewer_id for one in reviewee.assignments}
    _add(reviewee, wanted - known, AssignmentState.ASSIGNED)
    audit.record(lead.id, "review.assign", f"reviewee:{reviewee.id}", now, count=len(wanted))
    if is_collecting:
        for reviewer_id in sorted(wanted - asked):
            ask_reviewer(cycle, reviewer_id, now)


def assess_self(reviewee: Reviewee, ratings: Mapping[str, int]) -> None:
    """Keep the person's own rating, signed and apart from the others'. Raises WrongStep."""
    if reviewee.cycle.state.is_over or reviewee.cycle.state is CycleState.DRAFT:
        raise WrongStep(_("Your own view can be given until the cycle closes."))
    reviewee.self_ratings = dict(ratings)


def plan_discussion(reviewee: Reviewee, keep: str, change: str, ask: str) -> None:
    """Keep the person's own notes on their result. Raises WrongStep."""
    if reviewee.result is None or not reviewee.cycle.state.is_shown:
        raise WrongStep(_("The plan follows the result; there is none yet."))
    result = reviewee.result
    result.keep, result.change, result.ask = keep, change, ask


def _check(reviewee: Reviewee, colleagues: Collection[Person]) -> None:
    ids = [one.id for one in colleagues]
    if reviewee.person_id in ids:
        raise NotYourself(_("Nobody reviews themselves; your own view has a page of its own."))
    db.session.execute(
        select(Person.id).where(Person.id.in_(ids)).order_by(Person.id).with_for_update()
    ).all()  # two leads who ask the same colleague at once take turns
    load = queries.open_load(ids, but_for=reviewee)
    full = [one.name for one in colleagues if load.get(one.id, 0) >= LOAD_CAP]
    if full:
        raise ReviewerFull(
            _(
                "Already asked for %(cap)s reviews, which is as many as one can write well:"
                " %(names)s. Choose somebody else instead.",
                cap=LOAD_CAP,
                names=", ".join(full),
            )
        )


def _add(reviewee: Reviewee, ids: Collection[int], state: AssignmentState) -> None:
    db.session.add_all(
        ReviewAssignment(
            cycle_id=reviewee.cycle_id, reviewee_id=reviewee.id, reviewer_id=one, state=state
        )
        for one in sorted(ids)
    )
    db.session.flush()
    db.session.expire(reviewee, ["assignments"])
