"""Putting a draft right by hand: a mentor chosen, pairs locked, taken out, allowed again."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _, ngettext
from learning.mentoring import operations, pairing, queries
from learning.mentoring.forms import ChosenPairsForm
from learning.mentoring.models import Match, MatchRun
from learning.mentoring.views.blueprint import PAGE, bp
from learning.mentoring.views.circle_runs import circle_seat_page, say_solved
from learning.mentoring.views.loading import (
    LONGEST_SEARCH,
    check_token,
    load_run,
    named_in,
    search_of_pairs,
)
from learning.people.models import Person
from learning.web.access import access
from learning.web.limits import number_asked
from learning.web.pagination import Page, page_number

MOST_AT_ONCE = 50_000


@bp.get("/match-runs/<int:run_id>/mentees/<int:person_id>")
@access("match.override")
def draft_match(run_id: int, person_id: int) -> ResponseReturnValue:
    """One mentee of the draft: their pair part by part, and the mentors they could have."""
    run = load_run(run_id)
    held = queries.draft_matches(run, person_id)
    wanted, left_out = queries.need_of(run, person_id)
    one = held[0] if held else left_out
    if one is None:
        abort(404)
    if run.sizes:
        return circle_seat_page(run, one.mentee, held[0] if held else None, left_out)
    has_all = bool(held) and len(held) >= wanted
    people = pairing.candidates_in(run, clock.now(), [person_id])
    words = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    instead = number_asked("instead")
    options = [mentor for mentor, _counted in pairing.choices(people, person_id)]
    if words:
        named = queries.people_named(options, words)
        options = [one for one in options if one in named]
    number = page_number()
    here = options[(number - 1) * PAGE : number * PAGE]
    shown = pairing.suggest_all(people, [(person_id, mentor) for mentor in here])
    loads = queries.loads_in(run)
    helpful = named_in(left_out)
    known = queries.people_by_id({*helpful, *here})
    return render_template(
        "mentoring/draft_match.html",
        run=run,
        mentee=one.mentee,
        words=words,
        held=held,
        instead_of=next((one for one in held if one.id == instead), held[-1] if has_all else None),
        unmatched=left_out,
        named={person: known[person] for person in helpful if person in known},
        page=Page(shown, number, PAGE, len(options)),
        mentors=known,
        left={mentor: people.free[mentor] - loads.get(mentor, 0) for mentor in here},
    )


@bp.post("/match-runs/<int:run_id>/mentees/<int:person_id>/move/<int:mentor_id>")
@access("match.override")
def move_match(run_id: int, person_id: int, mentor_id: int) -> ResponseReturnValue:
    run = load_run(run_id)
    mentee = _mentee(run, person_id)
    check_token()
    if run.sizes:
        lost = operations.move_to_circle(run, mentee, mentor_id, current_user, clock.now())
        db.session.commit()
        say_solved(lost)
        return redirect(url_for("mentoring.match_run", run_id=run_id))
    instead_of = _instead_of(run, person_id)
    match = operations.move_match(run, mentee, mentor_id, clock.now(), instead_of)
    db.session.commit()
    flash(
        _(
            "%(mentee)s is with %(mentor)s now, and the pair is locked.",
            mentee=match.mentee.name,
            mentor=match.mentor.name,
        )
    )
    return redirect(url_for("mentoring.match_run", run_id=run_id))


@bp.post("/match-runs/<int:run_id>/pairs/<int:match_id>/lock")
@access("match.override")
def lock_match(run_id: int, match_id: int) -> ResponseReturnValue:
    return _set_lock(run_id, match_id, is_locked=True)


@bp.post("/match-runs/<int:run_id>/pairs/<int:match_id>/unlock")
@access("match.override")
def unlock_match(run_id: int, match_id: int) -> ResponseReturnValue:
    return _set_lock(run_id, match_id, is_locked=False)


@bp.post("/match-runs/<int:run_id>/pairs/<int:match_id>/remove")
@access("match.override")
def remove_match(run_id: int, match_id: int) -> ResponseReturnValue:
    run = load_run(run_id)
    match = queries.match_in(run, match_id) or abort(404)
    check_token()
    if run.sizes:
        lost = operations.take_out_of_circle(run, match, current_user, clock.now())
        db.session.commit()
        say_solved(lost)
        return redirect(url_for("mentoring.match_run", run_id=run_id))
    operations.remove_matches(run, [match.id])
    db.session.commit()
    flash(_("The pair is taken out, and stays out when you run the match again."))
    return redirect(url_for("mentoring.match_run", run_id=run_id))


@bp.post("/match-runs/<int:run_id>/removed/<int:pair_id>/allow")
@access("match.override")
def allow_pair(run_id: int, pair_id: int) -> ResponseReturnValue:
    run = load_run(run_id)
    found = next((one for one in queries.removed_pairs(run) if one.id == pair_id), None)
    if found is None:
        abort(404)
    check_token()
    operations.allow_pair(run, found)
    db.session.commit()
    flash(_("The pair may come up again in the next run."))
    return redirect(url_for("mentoring.match_run", run_id=run_id))


@bp.post("/match-runs/<int:run_id>/pairs/lock")
@access("match.override")
def lock_matches(run_id: int) -> ResponseReturnValue:
    run = load_run(run_id)
    count = operations.lock_matches(run, _chosen(run), is_locked=True)
    db.session.commit()
    if run.sizes:
        words = ngettext("%(num)s seat is locked.", "%(num)s seats are locked.", count)
    else:
        words = ngettext("%(num)s pair is locked.", "%(num)s pairs are locked.", count)
    _say(words, count)
    return _back_to_pairs(run_id)


@bp.post("/match-runs/<int:run_id>/pairs/unlock")
@access("match.override")
def unlock_matches(run_id: int) -> ResponseReturnValue:
    run = load_run(run_id)
    count = operations.lock_matches(run, _chosen(run), is_locked=False)
    db.session.commit()
    if run.sizes:
        words = ngettext("%(num)s seat is free again.", "%(num)s seats are free again.", count)
    else:
        words = ngettext("%(num)s pair is free again.", "%(num)s pairs are free again.", count)
    _say(words, count)
    return _back_to_pairs(run_id)


@bp.post("/match-runs/<int:run_id>/pairs/remove")
@access("match.override")
def remove_matches(run_id: int) -> ResponseReturnValue:
    run = load_run(run_id)
    if run.sizes:
        abort(404)  # circles are put right one seat at a time
    count = operations.remove_matches(run, _chosen(run))
    db.session.commit()
    _say(
        ngettext(
            "%(num)s pair is taken out. Match again to find others for the two.",
            "%(num)s pairs are taken out. Match again to find others for these people.",
            count,
        ),
        count,
    )
    return _back_to_pairs(run_id)


def _set_lock(run_id: int, match_id: int, *, is_locked: bool) -> ResponseReturnValue:
    run = load_run(run_id)
    match = queries.match_in(run, match_id) or abort(404)
    check_token()
    operations.lock_matches(run, [match.id], is_locked=is_locked)
    db.session.commit()
    return redirect(
        url_for(
            "mentoring.match_run",
            run_id=run_id,
            q=request.args.get("q") or None,
            page=number_asked("page"),
            _anchor=f"match-{match.id}",
        )
    )


def _chosen(run: MatchRun) -> list[int]:
    """The pairs that were ticked, or everything the list's search and filter find."""
    form = ChosenPairsForm()
    if not form.validate_on_submit():
        abort(400)
    if not form.is_all.data:
        return list(form.pairs.data or [])
    words, only = search_of_pairs()
    return [match.id for match in queries.matches_of_run(run, words, MOST_AT_ONCE, only=only)]


def _say(words: str, count: int) -> None:
    """What became of the pairs that were ticked, or that none was."""
    if count:
        flash(words)
    else:
        flash(_("Tick the pairs first, or say that you mean all of the list."), "error")


def _back_to_pairs(run_id: int) -> ResponseReturnValue:
    words, only = search_of_pairs()
    return redirect(
        url_for(
            "mentoring.match_run",
            run_id=run_id,
            q=words or None,
            only=only,
            page=number_asked("page"),
        )
    )


def _mentee(run: MatchRun, person_id: int) -> Person:
    """Somebody whom the draft holds, with a mentor or without."""
    held = queries.draft_matches(run, person_id)
    found = held[0] if held else queries.unmatched(run, person_id)
    if found is None:
        abort(404)
    return found.mentee


def _instead_of(run: MatchRun, person_id: int) -> Match | None:
    """The pair of this mentee that the address asks to replace."""
    match = queries.match_in(run, request.args.get("instead", 0, int))
    return match if match is not None and match.mentee_id == person_id else None
