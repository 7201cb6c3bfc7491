"""Trying again what the database could not do beside its rivals."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import OperationalError

from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _

TRIES = 4

# PostgreSQL: serialization_failure, deadlock_detected
RIVALRY = {"40001", "40P01"}

P = ParamSpec("P")
R = TypeVar("R")


class Crowded(DomainError):
    """Too many wanted the same at once, again and again."""


def retried(view: Callable[P, R]) -> Callable[P, R]:
    """Call the view again, from its first line, where rivals made its transaction fail.

    It may commit once, at its end. Raises Crowded when every try has failed.
    """

    @wraps(view)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        for _try in range(TRIES):
            try:
                return view(*args, **kwargs)
            except OperationalError as error:
                db.session.rollback()
                if getattr(error.orig, "sqlstate", None) not in RIVALRY:
                    raise
        raise Crowded(_("Many people are booking just now. Try again in a moment."))

    return call
