"""What a lead's pages of matching cost the server, asked inside the process that answers.

Part of `bench.matching`, whose instances it opens.
"""

import re
import time
from contextvars import Context
from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import current_app
from flask.testing import FlaskClient

from bench import percentile
from learning import clock
from learning.extensions import db
from learning.identity.operations import start_sign_in
from learning.mentoring.operations import runs, solving
from learning.mentoring.queries import drafts_of, figures_of
from learning.people.models import Person, Role, RoleGrant
from learning.programmes.models import Programme, ProgrammeLead

OPENED = 9  # times each, of which the middle one counts


def screens(now: datetime, *, is_cohort: bool) -> dict[str, Any]:
    """Seconds of computing: to match a cohort while its lead waits; or, of a whole company, to open
    the rules and the draft, and to publish it.
    """
    clock.now = lambda: now  # the meetings of the instance are in the weeks after it
    lead = _lead(now)
    if is_cohort:
        taken = {"run": _asked(lead, "/mentoring/programmes/1/match-runs/start", is_post=True)}
        [run] = drafts_of(db.session.get_one(Programme, 1))
        return _told(taken) | {"pairs": figures_of(run).pairs}
    run = runs.start_draft(db.session.get_one(Programme, 1), db.session.get_one(Person, 1), now)
    solving.keep(run, solving.work_out(solving.gather(run, now)), now)
    page, pairs = f"/mentoring/match-runs/{run.id}", figures_of(run).pairs
    db.session.commit()
    taken = {
        "rules": _asked(lead, "/mentoring/programmes/1/match-rules"),
        "draft": _asked(lead, page),
        "publish": _asked(lead, f"{page}/publish", is_post=True),
    }
    return _told(taken) | {"pairs": pairs}


def _lead(now: datetime) -> FlaskClient:
    """The first person leads the programme, and is signed in."""
    lead = db.session.get_one(Person, 1)
    db.session.add(RoleGrant(person_id=lead.id, role=Role.PROGRAMME_LEAD, granted_at=now))
    db.session.add(ProgrammeLead(programme_id=1, person_id=lead.id, since=now))
    key = start_sign_in(lead, now, remember=True)
    db.session.commit()
    browser = current_app.test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = key
    return browser


def _asked(lead: FlaskClient, url: str, *, is_post: bool = False) -> float:
    """The middle of so many times; what changes something is asked once."""
    form = {}
    if is_post:
        page = _answer(lead, "/sign-in?again=1")
        [form["csrf_token"]] = re.findall(r'name="csrf_token"[^>]*value="([^"]*)"', page)[:1]
    spent = []
    for _ in range(1 if is_post else OPENED):
        start = time.process_time()
        _answer(lead, url, form if is_post else None)
        spent.append(time.process_time() - start)
    return percentile(spent, 0.5)


def _answer(lead: FlaskClient, url: str, form: dict[str, str] | None = None) -> str:
    """One request in a context of its own, as on a server. Raises RuntimeError for a refusal."""
    method = "GET" if form is None else "POST"
    answer = Context().run(lead.open, url, method=method, data=form, buffered=True)
    if answer.status_code >= HTTPStatus.BAD_REQUEST:
        raise RuntimeError(f"{url} answered {answer.status_code}")
    return answer.text


def _told(taken: dict[str, float]) -> dict[str, float]:
    return {f"cpu_seconds_{name}": round(seconds, 3) for name, seconds in taken.items()}
