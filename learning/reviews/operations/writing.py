"""A colleague writes: the mark that they have, and the sealed text, in two transactions.

Sending is `mark_sent`, a commit, `seal_review`, a commit; taking back is `destroy_review`, a
commit, `free_assignment`, a commit. Neither pair may share a transaction, whose number on
PostgreSQL would join writer and text (docs/decisions/0002-unlinkable-reviews.md).
"""

from typing import Any

from sqlalchemy import case, update

from learning.anonymity import operations as anonymity
from learning.anonymity.rules import ticket_of
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.reviews.models import INSTRUMENT, AssignmentState, CycleState, ReviewAssignment


class NotCollecting(DomainError):
    """The cycle does not collect, or the colleague has declined."""


class AlreadySent(DomainError):
    """One review about this person has been sent with another form."""


class NotAnonymous(DomainError):
    """Too few colleagues are asked about this person for a text to be anonymous."""


def mark_sent(assignment: ReviewAssignment, token: str) -> None:
    """Use up the right to write; the same form again is harmless.

    All marks of the cycle are written anew, so that none is the newest. Raises NotCollecting,
    NotAnonymous, AlreadySent.
    """
    anonymity.take_turn()
    _check_collecting(assignment)
    if len(assignment.reviewee.asked()) < assignment.cycle.k:
        raise NotAnonymous(
            _("Too few colleagues are asked about this person for a review to be anonymous.")
        )
    if assignment.is_sent:
        if assignment.ticket == ticket_of(token):
            return
        raise AlreadySent(_("You have sent your review about this person already."))
    if anonymity.is_sealed(token):  # of another review; its envelope is not to be touched
        raise AlreadySent(_("This form was sent already. Open the page anew."))
    _rewrite_marks(assignment, is_sent=True, ticket=ticket_of(token))


def seal_review(
    assignment: ReviewAssignment, token: str, content: dict[str, Any], secret: str
) -> None:
    """Put the text where nobody can read it until the cycle closes; twice is harmless.

    Raises NotCollecting if the cycle has closed since the mark was made: then nothing was said.
    """
    anonymity.take_turn()
    _check_collecting(assignment)
    anonymity.put_in_envelope(
        INSTRUMENT, assignment.cycle_id, token, assignment.reviewee_id, content, secret
    )


def destroy_review(assignment: ReviewAssignment, receipt: str) -> None:
    """Take a text back with the receipt only its writer holds. Raises NotCollecting, NoSuchReceipt.

    Harmless where the text is gone and only the mark is left, as after a crash in between.
    """
    anonymity.take_turn()
    _check_collecting(assignment)
    if not assignment.is_sent or assignment.ticket != ticket_of(receipt):
        raise anonymity.NoSuchReceipt(
            _("This receipt belongs to another review. Look at it once more.")
        )
    if anonymity.is_sealed(receipt):
        anonymity.take_back(INSTRUMENT, assignment.cycle_id, receipt)


def free_assignment(assignment: ReviewAssignment) -> None:
    """Let the colleague write anew after taking their text back."""
    anonymity.take_turn()
    _check_collecting(assignment)
    _rewrite_marks(assignment, is_sent=False, ticket=None)


def decline(assignment: ReviewAssignment, reason: str) -> None:
    """Say no, with a reason the lead reads. Raises NotCollecting, AlreadySent."""
    anonymity.take_turn()
    _check_collecting(assignment)
    if assignment.is_sent:
        raise AlreadySent(_("You have sent your review. Take it back with your receipt instead."))
    assignment.state = AssignmentState.DECLINED
    assignment.reason = reason
    db.session.flush()


def _check_collecting(assignment: ReviewAssignment) -> None:
    db.session.refresh(assignment)
    db.session.refresh(assignment.cycle, ["state"])
    is_open = assignment.cycle.state is CycleState.COLLECTING
    if not is_open or assignment.state is not AssignmentState.ASSIGNED:
        raise NotCollecting(_("This review is not asked for any more, so nothing was changed."))


def _rewrite_marks(assignment: ReviewAssignment, *, is_sent: bool, ticket: str | None) -> None:
    is_this = ReviewAssignment.id == assignment.id
    db.session.execute(
        update(ReviewAssignment)
        .where(ReviewAssignment.cycle_id == assignment.cycle_id)
        .values(
            is_sent=case((is_this, is_sent), else_=ReviewAssignment.is_sent),
            ticket=case((is_this, ticket), else_=ReviewAssignment.ticket),
        )
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(assignment)
