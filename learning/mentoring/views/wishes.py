"""One's wishes in a programme: whom one would like, in order, and what matters most."""

from datetime import datetime

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import operations, pairing, queries
from learning.mentoring.forms import wishes_form
from learning.mentoring.models import MarkKind
from learning.mentoring.rules import Settings
from learning.mentoring.views.blueprint import bp
from learning.people.models import Person
from learning.programmes.models import Enrolment, EnrolmentRole
from learning.web.access import access

MOST_CANDIDATES = 12


@bp.route("/wishes/<int:enrolment_id>", methods=["GET", "POST"])
@access("match.wish")
def wishes(enrolment_id: int) -> ResponseReturnValue:
    now = clock.now()
    own, settings, known = queries.wishing(current_user, enrolment_id) or abort(404)
    ranked = {wish.other_id: wish.rank for wish in known.wishes} if known else {}
    people = _candidates(own, settings, list(ranked), now)
    form = wishes_form(
        own.role,
        [(one.id, one.name) for one in people],
        data={
            "goals": own.goals,
            "matters": own.matters,
            "words": known.words if known else "",
            "is_asking": known.is_asking if known else False,
            **{f"rank_{one}": rank for one, rank in ranked.items()},
        },
    )
    if form.validate_on_submit():
        with form.refusals():
            match = operations.set_wishes(
                own,
                form.ranked,
                words=form.words.data or "",
                is_asking=form.is_asking.data,
                matters=form.matters.data,
                goals=form.goals.data,
                now=now,
            )
            db.session.commit()
            if match is not None:
                name = match.other(current_user).name
                flash(_("Your wishes are kept, and %(name)s has your request.", name=name))
            else:
                flash(_("Your wishes are kept, and the next match considers them."))
            return redirect(url_for("mentoring.wishes", enrolment_id=enrolment_id))
    return render_template(
        "mentoring/wishes.html",
        form=form,
        own=own,
        people=people,
        has_more=len(people) == MOST_CANDIDATES,
        asked=[
            one for one in queries.open_requests(current_user) if one.programme is own.programme
        ],
    ), form.status()


def _candidates(
    own: Enrolment, settings: Settings, wished: list[int], now: datetime
) -> list[Person]:
    """Whom one may wish for: those on the list, then the bookmarked, then the best fits."""
    if own.role is EnrolmentRole.MENTEE:
        people = pairing.candidates(own.programme, now, [current_user.id], settings)
        fits = [mentor for mentor, _score in pairing.choices(people, current_user.id)]
    else:
        seeking = queries.seeking_mentees(own.programme, now.date())
        people = pairing.candidates(own.programme, now, seeking, settings)
        is_found = current_user.id in people.mentors
        found = pairing.seekers(people, current_user.id) if is_found else []
        fits = [mentee for mentee, _score in found]
    marks = queries.marked_by(current_user, fits)
    fits = [one for one in fits if marks.get(one) is not MarkKind.HIDDEN]
    fits.sort(key=lambda one: marks.get(one) is not MarkKind.BOOKMARK)
    allowed = set(fits)
    first = [one for one in wished if one in allowed]
    chosen = [*first, *(one for one in fits if one not in first)][:MOST_CANDIDATES]
    known = queries.people_by_id(chosen)
    return [known[one] for one in chosen]
