"""A colleague writes: the mark that they have, and the sealed text, in two transactions.

Sending is `mark_sent`, a commit, `seal_review`, a commit; taking back is `destroy_review`, a
commit, `free_assignment`, a commit (`learning.anonymity.operations` tells why).
"""

from typing import Any

from sqlalchemy import ColumnElement

from learning.anonymity import operations as anonymity
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.reviews.models import INSTRUMENT, AssignmentState, CycleState, ReviewAssignment


class NotCollecting(DomainError):
    """The cycle does not collect, or the colleague has declined."""


class NotAnonymous(DomainError):
    """Too few colleagues are asked about this person for a text to be anonymous."""


def mark_sent(assignment: ReviewAssignment, token: str) -> None:
    """Use up the right to write; the same form again is harmless.

    Raises NotCollecting, NotAnonymous, AlreadySent.
    """
    anonymity.take_turn()
    _check_collecting(assignment)
    if len(assignment.reviewee.asked()) < assignment.cycle.k:
        raise NotAnonymous(
            _("Too few colleagues are asked about this person for a review to be anonymous.")
        )
    anonymity.mark_sent(assignment, _is_of_cycle(assignment), token)


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
    """Take a text back with the receipt only its writer holds.

    Raises NotCollecting, NoSuchReceipt.
    """
    anonymity.take_turn()
    _check_collecting(assignment)
    anonymity.destroy(assignment, INSTRUMENT, assignment.cycle_id, receipt)


def free_assignment(assignment: ReviewAssignment) -> None:
    """Let the colleague write anew after taking their text back."""
    anonymity.take_turn()
    _check_collecting(assignment)
    anonymity.free(assignment, _is_of_cycle(assignment))


def decline(assignment: ReviewAssignment, reason: str) -> None:
    """Say no, with a reason the lead reads. Raises NotCollecting, AlreadySent."""
    anonymity.take_turn()
    _check_collecting(assignment)
    if assignment.is_sent:
        raise anonymity.AlreadySent(
            _("You have sent your review. Take it back with your receipt instead.")
        )
    assignment.state = AssignmentState.DECLINED
    assignment.reason = reason
    db.session.flush()


def _check_collecting(assignment: ReviewAssignment) -> None:
    db.session.refresh(assignment)
    db.session.refresh(assignment.cycle, ["state"])
    is_open = assignment.cycle.state is CycleState.COLLECTING
    if not is_open or assignment.state is not AssignmentState.ASSIGNED:
        raise NotCollecting(_("This review is not asked for any more, so nothing was changed."))


def _is_of_cycle(assignment: ReviewAssignment) -> ColumnElement[bool]:
    return ReviewAssignment.cycle_id == assignment.cycle_id
