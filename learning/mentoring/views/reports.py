"""What the lead reads: supply and demand before a match, and the report on one."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from learning import clock
from learning.extensions import db
from learning.i18n import _, ngettext
from learning.matching.explanation import fairness
from learning.matching.scoring import RuleSet
from learning.mentoring import operations, pairing, queries
from learning.mentoring.forms import IMPORTANCE_WORDS, OBJECTIVE_WORDS, RULE_NAMES
from learning.mentoring.models import MatchRun
from learning.mentoring.rules import Settings, supply_and_demand
from learning.mentoring.views.blueprint import bp
from learning.mentoring.views.loading import check_token, load_programme, load_run
from learning.people.rules.roster import GROUP
from learning.web.access import access
from learning.web.cells import safe_cell


@bp.get("/programmes/<int:programme_id>/supply")
@access("match.run")
def supply(programme_id: int) -> ResponseReturnValue:
    """What mentees look for against what mentors have room for, whatever the rules.

    Without rules nobody's hours are looked up, which takes longest.
    """
    programme = load_programme(programme_id)
    people = pairing.candidates(programme, clock.now(), settings=Settings(RuleSet(())))
    mentees, mentors = people.mentees.values(), people.mentors.values()
    return render_template(
        "mentoring/supply.html",
        programme=programme,
        mentees=len(mentees),
        mentors=len(mentors),
        places=sum(people.free.values()),
        balance=supply_and_demand(mentees, mentors, people.free),
    )


@bp.get("/match-runs/<int:run_id>/report")
@access("match.run")
def run_report(run_id: int) -> ResponseReturnValue:
    """Whether the match treats groups alike, what its order of aims costs, what others cost."""
    run = load_run(run_id)
    record = queries.record_of(run)
    report = record.report if record else {}
    return render_template(
        "mentoring/run_report.html",
        run=run,
        left=queries.unmatched_count(run),
        figures=queries.figures_of(run),
        groups=fairness(queries.outcomes_in(run)),
        report=report,
        shares=_shares_of_others(report),
        settings=queries.settings_in(run),
        rule_names=RULE_NAMES,
        importance_words=IMPORTANCE_WORDS,
        aims=OBJECTIVE_WORDS[queries.settings_in(run).objective],
    )


@bp.get("/match-runs/<int:run_id>/report.csv")
@access("match.run")
def run_report_file(run_id: int) -> ResponseReturnValue:
    run = load_run(run_id)
    out = io.StringIO()
    csv.writer(out).writerows(
        [safe_cell(cell) if isinstance(cell, str) else cell for cell in row] for row in _rows(run)
    )
    return Response(
        out.getvalue().encode("utf-8-sig"),
        mimetype="text/csv",
        headers={"Content-Disposition": f"attachment; filename=match-{run.id}.csv"},
    )


@bp.post("/match-runs/<int:run_id>/replay")
@access("match.run")
def replay_run(run_id: int) -> ResponseReturnValue:
    """Solve a published match again from what was kept, and say whether it comes out alike."""
    run = load_run(run_id)
    check_token()
    record = queries.record_of(run)
    if record is None:
        abort(404)
    replay = operations.replay_run(record)
    db.session.rollback()  # nothing is changed, and no lock is to be held while the page is made
    if replay.different:
        flash(
            ngettext(
                "Computed anew, %(num)s pair differs from what was kept.",
                "Computed anew, %(num)s pairs differ from what was kept.",
                replay.different,
            ),
            "error",
        )
    else:
        flash(
            ngettext(
                "Computed anew from what was kept: the same %(num)s pair.",
                "Computed anew from what was kept: the same %(num)s pairs, each of them.",
                replay.pairs,
            )
        )
    return redirect(url_for("mentoring.run_report", run_id=run_id))


def _rows(run: MatchRun) -> Iterator[list[str | int | float]]:
    record = queries.record_of(run)
    shares = _shares_of_others(record.report if record else {})
    yield [
        *(_("Field"), _("Group"), _("People"), _("Served"), _("Share served, %")),
        *(_("First come, first served, %"), _("By lot, %"), _("Average fit")),
        *(_("Days waited"), _("Gap of more than 10 points")),
    ]
    for one in fairness(queries.outcomes_in(run)):
        place = one.field, one.group
        yield [
            *(
                one.field.removeprefix(GROUP),
                one.group if one.group is not None else _("Smaller groups together"),
            ),
            *(one.people, one.served, round(one.share, 1)),
            *(_rounded(shares[way].get(place)) for way in ("first_come", "random")),
            *(_rounded(one.mean_score), _rounded(one.mean_days)),
            _("yes") if one.is_flagged else _("no"),
        ]


def _shares_of_others(report: dict[str, Any]) -> dict[str, dict[tuple[str, str | None], float]]:
    """By simpler way, field and group the share served."""
    others = report.get("others", {})
    return {
        way: {
            (field, group): share for field, group, share in others.get(way, {}).get("groups", ())
        }
        for way in ("first_come", "random")
    }


def _rounded(value: float | None) -> float | str:
    return "" if value is None else round(value, 1)
