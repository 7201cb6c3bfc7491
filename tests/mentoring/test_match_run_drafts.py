"""Drafts beside each other: copied, changed many pairs at a time, compared; a run taken back."""

import pytest
from sqlalchemy import select

from learning import clock
from learning.audit.models import AuditEntry
from learning.matching import explanation
from learning.matching.explanation import Move
from learning.matching.scoring import Rule, RuleSet
from learning.mentoring import queries
from learning.mentoring.models import MatchState, RunRecall
from learning.mentoring.operations import (
    accept_match,
    copy_run,
    discard_run,
    lock_matches,
    publish_run,
    recall_run,
    remove_matches,
    rerun,
    set_run_rules,
    set_seats,
    start_match_run,
)
from learning.mentoring.operations.refusals import DraftOutdated, MatchClosed
from learning.mentoring.rules import Settings
from learning.notifications.models import Notification
from tests.factories.mentoring import match, mentee_in, mentor_in, run, teaches, wants
from tests.factories.people import NOON, programme_lead
from tests.factories.programmes import programme


@pytest.fixture
def lead(db):
    return programme_lead()


@pytest.fixture
def where(lead):
    return programme(lead)


def pairs(of):
    return {one.pair for one in queries.matches_in(of)}


def people(where, mentees=2, mentors=2):
    found = [mentee_in(where) for _number in range(mentees)]
    return found, [mentor_in(where) for _number in range(mentors)]


def changes(before, after):
    return explanation.changes(queries.plan_of(before), queries.plan_of(after))


def test_a_copy_holds_the_same_pairs_locks_and_removals(db, where, lead):
    people(where, mentees=3)
    first = start_match_run(where, lead, NOON)
    kept, gone, _other = queries.matches_in(first)
    lock_matches(first, [kept.id], is_locked=True)
    remove_matches(first, [gone.id])

    copy = copy_run(first, lead, "Without rules", NOON)

    assert changes(first, copy).moves == ()
    assert queries.locked_pairs(copy) == [kept.pair]
    assert len(queries.removed_pairs(copy)) == 1
    assert queries.unmatched_count(copy) == 1
    assert {one.title for one in queries.drafts_of(where)} == {"", "Without rules"}


def test_what_is_tried_in_a_copy_leaves_the_original_alone(db, where, lead):
    people(where)
    first = start_match_run(where, lead, NOON)
    before = pairs(first)
    copy = copy_run(first, lead, "x", NOON)

    remove_matches(copy, [one.id for one in queries.matches_in(copy)])

    assert pairs(first) == before
    assert pairs(copy) == set()


def test_a_mentor_with_more_places_in_a_draft_serves_more(db, where, lead):
    mentees, [mentor] = people(where, mentees=3, mentors=1)
    run = start_match_run(where, lead, NOON)
    assert queries.figures_of(run).served == 2

    set_seats(run, {mentor.person_id: 3})
    rerun(run, NOON)

    assert pairs(run) == {(one.person_id, mentor.person_id) for one in mentees}
    assert queries.free_seats(where, NOON.date()) == {mentor.person_id: 2}
    with pytest.raises(DraftOutdated):
        publish_run(run, lead, NOON)


def test_places_given_back_are_the_mentor_s_own(db, where, lead):
    _mentees, [mentor] = people(where, mentees=3, mentors=1)
    run = start_match_run(where, lead, NOON)
    set_seats(run, {mentor.person_id: 0})
    rerun(run, NOON)
    assert pairs(run) == set()

    set_seats(run, {mentor.person_id: None})
    rerun(run, NOON)

    assert queries.figures_of(run).served == 2


def test_a_comparison_names_who_moves_from_whom_to_whom(db, where, lead):
    [mentee], [fit, other] = people(where, mentees=1)
    wants(mentee.person, "Python")
    teaches(fit.person, "Python")
    teaches(other.person, "Chess")
    first = start_match_run(where, lead, NOON)
    copy = copy_run(first, lead, "Without the best", NOON)
    set_seats(copy, {fit.person_id: 0})
    rerun(copy, NOON)

    [move] = changes(first, copy).moves

    assert move == Move(mentee.person_id, (fit.person_id,), (other.person_id,))
    [shown] = queries.with_people([move], queries.plan_of(first), queries.plan_of(copy))
    assert [one.id for one, _score in shown.before] == [fit.person_id]
    assert [one.id for one, _score in shown.after] == [other.person_id]


def test_a_rerun_remembers_what_it_changed(db, where, lead):
    [mentee], [only] = people(where, mentees=1, mentors=1)
    run = start_match_run(where, lead, NOON)
    set_seats(run, {only.person_id: 0})

    rerun(run, NOON)

    [move] = explanation.changes(queries.plan_before(run), queries.plan_of(run)).moves
    assert move == Move(mentee.person_id, (only.person_id,), ())


def test_a_copy_of_a_published_run_takes_its_settings_and_not_its_pairs(db, where, lead):
    people(where)
    first = start_match_run(where, lead, NOON)
    publish_run(first, lead, NOON)

    copy = copy_run(first, lead, "Next month", NOON)

    assert copy.is_draft
    assert pairs(copy) == set()


def test_pairs_of_another_run_are_neither_locked_nor_removed(db, where, lead):
    people(where)
    mine, theirs = start_match_run(where, lead, NOON), run(programme())
    foreign = match(theirs.programme, run_id=theirs.id, state=MatchState.DRAFT)

    assert lock_matches(mine, [foreign.id], is_locked=True) == 0
    assert remove_matches(mine, [foreign.id]) == 0
    assert not foreign.is_locked


def test_a_discarded_original_leaves_its_copy(db, where, lead):
    people(where)
    first = start_match_run(where, lead, NOON)
    copy = copy_run(first, lead, "x", NOON)

    discard_run(first)
    db.flush()

    assert len(pairs(copy)) == 2


def test_pairs_are_filtered(db, where):
    held = run(where)
    for score, is_locked, relaxed in ((20, False, []), (80, True, []), (90, False, ["location"])):
        match(
            where,
            run_id=held.id,
            state=MatchState.DRAFT,
            score=score,
            is_locked=is_locked,
            relaxed=relaxed,
        )

    def scores(only):
        return [one.score for one in queries.matches_of_run(held, "", 9, only=only)]

    assert scores(None) == [20, 80, 90]
    assert scores(queries.PairFilter.LOW) == [20]
    assert scores(queries.PairFilter.LOCKED) == [80]
    assert scores(queries.PairFilter.RELAXED) == [90]
    figures = queries.figures_of(held)
    assert (figures.low, figures.locked, figures.relaxed, figures.spread) == (1, 1, 1, 3)


def test_taking_back_tells_both_why_and_frees_them(db, where, lead):
    [mentee], [mentor] = people(where, mentees=1, mentors=1)
    held = start_match_run(where, lead, NOON)
    publish_run(held, lead, NOON)

    assert recall_run(held, lead, "Wrong list.", with_half_answered=False, now=NOON) == 1

    [taken] = queries.matches_in(held)
    assert (taken.state, taken.closed_by) == (MatchState.MOVED, lead.id)
    told = db.scalars(select(Notification).where(Notification.withdrawn_at.is_(None))).all()
    assert {one.person_id for one in told} == {mentee.person_id, mentor.person_id}
    assert {one.facts["reason"] for one in told} == {"Wrong list."}
    assert list(queries.waiting_mentees(where, NOON.date())) == [mentee.person_id]
    assert db.scalars(select(AuditEntry.action)).all() == ["match.publish", "match.recall"]
    with pytest.raises(MatchClosed):
        recall_run(held, lead, "Again.", with_half_answered=True, now=NOON)


def test_taking_back_leaves_what_was_answered(db, where, lead):
    people(where, mentees=3, mentors=3)
    held = start_match_run(where, lead, NOON)
    publish_run(held, lead, NOON)
    half, whole, _open = queries.matches_in(held)
    accept_match(half, half.mentee, NOON)
    accept_match(whole, whole.mentee, NOON)
    accept_match(whole, whole.mentor, NOON)

    assert recall_run(held, lead, "First.", with_half_answered=False, now=NOON) == 1
    assert half.state == MatchState.PROPOSED

    assert recall_run(held, lead, "Second.", with_half_answered=True, now=NOON) == 1
    assert (half.state, whole.state) == (MatchState.MOVED, MatchState.ACCEPTED)
    assert db.get(RunRecall, held.id).matches == 2


# Pages


@pytest.fixture
def draft(client, db, where, lead):
    people(where, mentees=3, mentors=3)
    held = start_match_run(where, lead, clock.now())
    db.commit()
    client.sign_in(lead)
    return held


def test_ticked_pairs_are_locked_and_taken_out_together(client, db, draft):
    first, second, third = (one.id for one in queries.matches_in(draft))
    address = f"/mentoring/match-runs/{draft.id}"

    client.post(f"{address}/pairs/lock", pairs=[first, second])
    assert "2 pairs are locked" in client.get(f"{address}?only=locked").text
    client.post(f"{address}/pairs/unlock?only=locked", is_all="y")
    assert queries.locked_pairs(draft) == []
    client.post(f"{address}/pairs/remove", pairs=[third])
    assert "1 pair is taken out" in client.get(address).text
    client.post(f"{address}/pairs/lock")
    assert "Tick the pairs first" in client.get(address).text


def test_a_lead_tries_something_out_and_compares(client, db, where, draft):
    address = f"/mentoring/match-runs/{draft.id}"
    client.submit(address, form="form[action$=copy]", title="Maria pauses")
    copy = next(one for one in queries.drafts_of(where) if one.id != draft.id)
    mentor_id = min(queries.matches_in(copy), key=lambda one: one.mentee_id).mentor_id
    seats = client.get(f"/mentoring/match-runs/{copy.id}/seats")
    ids = [int(one["value"]) for one in seats.select("input[name$=mentor_id]")]

    client.submit(
        f"/mentoring/match-runs/{copy.id}/seats", **{f"rows-{ids.index(mentor_id)}-places": "0"}
    )

    page = client.get(f"/mentoring/match-runs/{copy.id}/compare/{draft.id}")
    assert "1 mentee moves" in page.text
    assert "Places given to mentors for a try" in page.text
    assert "Maria pauses" in page.text
    client.get(f"{address}/compare/{draft.id}", status=404)


def test_matches_of_other_people_stand_beside_each_other_without_a_difference(
    client, db, where, lead, draft
):
    publish_run(draft, lead, clock.now())
    mentee_in(where), mentor_in(where)
    later = start_match_run(where, lead, clock.now())
    db.commit()

    page = client.get(f"/mentoring/match-runs/{later.id}/compare/{draft.id}")

    assert "Mentees in both: 0; only in the first: 3; only in the second: 1." in page.text
    assert "Difference" not in page.text
    assert page.select(".change-good, .change-bad") == []
    assert "mentees move" not in page.text


def test_a_draft_beside_one_that_is_published_is_to_be_matched_again(client, db, lead, draft):
    other = copy_run(draft, lead, "Beside it", clock.now())
    db.commit()
    address = f"/mentoring/match-runs/{other.id}"
    assert client.get(address).select_one("form[action$=publish]")
    publish_run(draft, lead, clock.now())
    db.commit()

    page = client.get(address)

    assert "Another match has been published since" in page.text
    assert page.select_one("form[action$=publish]") is None


def test_points_by_other_rules_are_not_set_against_each_other(client, db, lead, draft):
    copy = copy_run(draft, lead, "Skills alone", clock.now())
    set_run_rules(copy, Settings(RuleSet((Rule("skills", 10.0),))))
    db.commit()

    page = client.get(f"/mentoring/match-runs/{copy.id}/compare/{draft.id}")

    assert "points of the one cannot be set against points of the other" in page.text
    [served, *_others, score, fit, low, _relaxed] = page.select(".compare tbody tr td:last-child")
    assert served.text.strip() == "same"
    assert {one.text.strip() for one in (score, fit, low)} == {"not comparable"}


def test_places_out_of_reason_are_refused_at_their_field(client, draft):
    page = client.submit(
        f"/mentoring/match-runs/{draft.id}/seats", status=422, **{"rows-0-places": "99"}
    )

    assert page.select_one("#rows-0-places")["aria-invalid"] == "true"
    assert "From 0 to 50" in page.text


def test_a_lead_takes_back_a_published_match_with_a_reason(client, db, lead, draft):
    publish_run(draft, lead, clock.now())
    db.commit()
    address = f"/mentoring/match-runs/{draft.id}"

    client.submit(f"{address}/recall", status=422, reason="")
    client.submit(f"{address}/recall", reason="The list was old.")

    assert "3 matches were taken back" in client.get(address).text
    page = client.submit(f"{address}/recall", status=409, reason="Again.")
    assert "nothing can be taken back" in page.text
