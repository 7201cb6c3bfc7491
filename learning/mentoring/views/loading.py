"""What the pages of a lead's matches load: the programme, the run, what is searched for."""

from flask import abort, request
from flask_login import current_user
from sqlalchemy.orm import joinedload

from learning.extensions import db
from learning.mentoring import policy, queries
from learning.mentoring.models import MatchRun, UnmatchedMentee
from learning.programmes.models import Programme
from learning.web.forms import ActForm

PAIRS_ON_PAGE = 20
LONGEST_SEARCH = 100


def load_programme(programme_id: int) -> Programme:
    """The programme, for who leads it; 403 for others, for a programme is no secret."""
    with_leads = [joinedload(Programme.leads)]
    programme = db.get_or_404(Programme, programme_id, options=with_leads)
    if not policy.can_run_matches(current_user, programme):
        abort(403)
    return programme


def load_run(run_id: int) -> MatchRun:
    """The run, for who leads its programme; 404 for others."""
    return queries.run_of(current_user, run_id) or abort(404)


def other_runs(run: MatchRun) -> list[MatchRun]:
    """What the run can be compared with: others of its kind, where it came from first."""
    of_circles = run.sizes is not None
    found = [
        one
        for one in queries.runs_of(run.programme)
        if one.id != run.id and (one.sizes is not None) is of_circles
    ]
    return sorted(found, key=lambda one: one.id != run.copied_from_id)


def search_of_pairs() -> tuple[str, queries.PairFilter | None]:
    """The name looked for in a list of pairs, and the kind of pairs; nonsense counts as all."""
    words = search_words()
    asked = request.args.get("only", "")
    only = queries.PairFilter(asked) if asked in list(queries.PairFilter) else None
    return words, only


def named_in(*some: UnmatchedMentee | None) -> set[int]:
    """The mentors named in what would help these people."""
    return {
        mentor
        for one in some
        if one is not None
        for remedy in one.remedies
        for mentor in remedy["mentors"]
    }


def search_words() -> str:
    """The name looked for in the address."""
    return request.args.get("q", "").strip()[:LONGEST_SEARCH]


def check_token() -> None:
    if not ActForm().validate_on_submit():
        abort(400)
