"""The address all pages of reviews share, and what several of them need."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, abort
from wtforms import SelectChoice

from learning.i18n import _
from learning.people.models import Person
from learning.people.queries import find_person, label, people_by_id
from learning.reviews.forms import ReviewersForm
from learning.reviews.models import CycleState
from learning.web.forms import ActForm

bp = Blueprint("reviews", __name__, url_prefix="/reviews")

PAGE_SIZE = 12


@bp.context_processor
def words() -> dict[str, Any]:
    """The vocabulary that the templates of reviews speak."""
    return {"CycleState": CycleState}


def check_token() -> None:
    if not ActForm().validate_on_submit():
        abort(400)


def choices(people: Iterable[Person]) -> list[SelectChoice]:
    """People as check boxes, told apart where they share a name."""
    return [SelectChoice(one.id, label(one)) for one in people]


def colleagues(form: ReviewersForm) -> list[Person] | None:
    """Everybody chosen or typed; None where a line is nobody, with the errors on the field."""
    found = people_by_id(form.ids)
    errors = []
    for name in form.names:
        person = find_person(name)
        if person is None:
            errors.append(
                _("Nobody, or more than one, is called “%(name)s”. Try the address.", name=name)
            )
        else:
            found[person.id] = person
    form.others.errors = errors
    return None if errors else list(found.values())
