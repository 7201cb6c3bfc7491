"""Circles for a whole pool: drafted, put right by hand, published, answered, taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.jobs import schedule
from learning.mentoring import queries
from learning.mentoring.models import Deadline, Match, RunCircle, RunJob
from learning.mentoring.operations import (
    CircleFull,
    DraftOutdated,
    MatchClosed,
    PairNotAllowed,
    copy_run,
    decline_to_lead,
    discard_run,
    join_circle,
    lock_matches,
    meet_deadline,
    move_to_circle,
    open_circle,
    publish_run,
    recall_run,
    replay_run,
    rerun,
    resize_circles,
    start_circle_run,
    start_match_run,
    stop_waiting_for_circle,
    take_out_of_circle,
)
from learning.mentoring.operations import jobs as run_jobs
from learning.mentoring.queries import Seat
from learning.notifications.models import Notification
from learning.people.models import Avoidance
from learning.programmes.models import Circle, CircleMember
from tests.factories.circles import TOPIC, planned_circle
from tests.factories.mentoring import mentee_in, mentor_in, teaches, wants
from tests.factories.people import NOON, person, programme_lead
from tests.factories.programmes import programme

WEEK_LATER = NOON + timedelta(days=8)


@pytest.fixture
def lead(db):
    return programme_lead()


@pytest.fixture
def where(lead):
    return programme(lead, formats=["mentoring", "circle"])


def learners(where, count, *skills):
    found = [mentee_in(where).person for _ in range(count)]
    for one in found:
        for skill in skills or ("Python",):
            wants(one, skill)
    return found


def host(where, skill="Python", **fields):
    found = mentor_in(where, **fields).person
    teaches(found, skill)
    return found


def seats(run):
    """By host who has a seat in their circle."""
    found = dict[int, set[int]]()
    for member, by in queries.pairs_in(run):
        found.setdefault(by, set()).add(member)
    return found


def reasons(run):
    return {one.mentee_id: one.reason for one in queries.unmatched_in(run)}


def avoid(db, one, other):
    db.add(Avoidance(person_id=one.id, other_id=other.id))
    db.commit()


def told(db, kind):
    query = select(Notification.person_id).where(
        Notification.kind == f"mentoring.{kind}", Notification.due_at <= NOON
    )
    return set(db.scalars(query))


# The draft


def test_people_who_want_the_same_meet_around_a_mentor_who_teaches_it(db, where, lead):
    mentees, mentor = learners(where, 4), host(where)
    other = mentee_in(where).person

    run = start_circle_run(where, lead, 3, 8, NOON)

    assert seats(run) == {mentor.id: {one.id for one in mentees}}
    assert queries.topics_in(run) == {mentor.id: "Python"}
    assert reasons(run) == {other.id: "no_wish"}
    assert (run.mentees, run.is_optimal) == (5, True)
    assert all(one.reasons for one in queries.matches_in(run)), "each says why"


def test_a_draft_of_circles_and_one_of_pairs_stand_side_by_side(db, where, lead):
    learners(where, 3), host(where)

    pairs, circles = (
        start_match_run(where, lead, NOON),
        start_circle_run(where, lead, 3, 8, NOON),
    )

    assert pairs.id != circles.id
    assert start_match_run(where, lead, NOON).id == pairs.id
    assert start_circle_run(where, lead, 4, 6, NOON).id == circles.id


def test_two_who_avoid_each_other_are_not_in_one_circle_and_nothing_tells_why(db, where, lead):
    one, other, *_rest = learners(where, 4)
    host(where)
    avoid(db, one, other)

    run = start_circle_run(where, lead, 3, 8, NOON)

    [inside] = seats(run).values()
    assert len({one.id, other.id} & inside) == 1
    assert list(reasons(run).values()) == ["no_candidate"]


def test_each_who_is_left_has_a_reason(db, where, lead):
    few = learners(where, 2, "Go")
    many = learners(where, 4)
    lonely = learners(where, 1, "Latin")[0]
    host(where), host(where, "Go")

    run = start_circle_run(where, lead, 3, 3, NOON)

    found = reasons(run)
    assert {found[one.id] for one in few} == {"too_few"}
    assert found[lonely.id] == "no_candidate"
    assert [found.get(one.id) for one in many].count("contested") == 1


def test_locked_seats_stay_when_the_sizes_change(db, where, lead):
    learners(where, 5), host(where)
    run = start_circle_run(where, lead, 3, 8, NOON)
    [kept] = queries.matches_in(run)[:1]
    lock_matches(run, [kept.id], is_locked=True)
    member = kept.mentee_id

    assert resize_circles(run, lead, 3, 3, NOON) == 0

    [inside] = seats(run).values()
    assert (len(inside), member in inside) == (3, True)
    assert [one.mentee_id for one in queries.matches_in(run) if one.is_locked] == [member]


def test_a_locked_seat_that_became_impossible_is_let_go_and_counted(db, where, lead):
    learners(where, 4), host(where)
    run = start_circle_run(where, lead, 3, 8, NOON)
    gone = queries.matches_in(run)[0]
    lock_matches(run, [gone.id], is_locked=True)
    member = gone.mentee
    member.deactivated_at = NOON
    db.flush()

    assert rerun(run, NOON) == 1

    assert member.id not in {one.mentee_id for one in queries.matches_in(run)}


def test_a_person_moved_by_hand_is_locked_and_the_others_planned_around(db, where, lead):
    learners(where, 7, "Python", "Go")
    first, second = host(where), host(where, "Go")
    run = start_circle_run(where, lead, 3, 4, NOON)
    before = seats(run)
    small, large = sorted(before, key=lambda one: len(before[one]))
    moved = next(one for one in queries.matches_in(run) if one.mentor_id == small).mentee

    assert move_to_circle(run, moved, large, lead, NOON) == 0

    after = seats(run)
    assert moved.id in after[large]
    assert sorted(len(some) for some in after.values()) == [3, 4], "somebody changed places"
    assert {first.id, second.id} == after.keys()


def test_nobody_is_moved_where_they_do_not_fit_or_every_seat_is_locked(db, where, lead):
    learners(where, 3), host(where)
    stranger = learners(where, 1, "Latin")[0]
    spare = learners(where, 1)[0]
    run = start_circle_run(where, lead, 3, 3, NOON)
    [by] = seats(run)
    lock_matches(run, [one.id for one in queries.matches_in(run)], is_locked=True)
    out = next(one.mentee for one in queries.unmatched_in(run) if one.mentee_id != stranger.id)

    with pytest.raises(PairNotAllowed):
        move_to_circle(run, stranger, by, lead, NOON)
    with pytest.raises(CircleFull):
        move_to_circle(run, out, by, lead, NOON)
    assert spare.id in {*reasons(run), *seats(run)[by]}


def test_a_circle_with_somebody_avoided_is_not_on_the_list_to_move_to(db, where, lead):
    one, other, *_rest = learners(where, 6)
    avoid(db, one, other)
    by = host(where)
    run = start_circle_run(where, lead, 3, 8, NOON)
    inside = next(seat for seat in queries.matches_in(run) if seat.mentee_id in (one.id, other.id))
    lock_matches(run, [inside.id], is_locked=True)
    outsider = other if inside.mentee_id == one.id else one

    with pytest.raises(PairNotAllowed):
        move_to_circle(run, outsider, by.id, lead, NOON)


def test_a_seat_taken_away_stays_away(db, where, lead):
    learners(where, 4), host(where)
    run = start_circle_run(where, lead, 3, 8, NOON)
    seat = queries.matches_in(run)[0]
    member = seat.mentee_id

    take_out_of_circle(run, seat, lead, NOON)
    rerun(run, NOON)

    assert reasons(run) == {member: "removed"}


def test_a_copy_can_be_compared_discarded_and_computed_again(db, where, lead):
    learners(where, 5), host(where)
    run = start_circle_run(where, lead, 3, 8, NOON)
    copy = copy_run(run, lead, "Small", NOON)
    resize_circles(copy, lead, 3, 3, NOON)

    assert (queries.figures_of(run).served, queries.figures_of(copy).served) == (5, 3)
    replay = replay_run(queries.record_of(copy))
    assert (replay.pairs, replay.different) == (3, 0)
    discard_run(copy)
    db.flush()
    assert db.scalars(select(RunCircle.run_id)).all() == [run.id]


def test_a_large_pool_is_planned_in_the_background(db, where, lead, monkeypatch):
    monkeypatch.setattr(run_jobs, "MOST_IN_CIRCLES", 0)
    learners(where, 3), host(where)
    run = start_circle_run(where, lead, 3, 8, NOON)
    assert seats(run) == {}
    [job] = db.scalars(select(RunJob)).all()
    db.commit()

    schedule.solve_matches([job.id])

    assert len(queries.matches_in(run)) == 3


# Published


def published(where, lead, count=3):
    mentees, by = learners(where, count), host(where)
    run = start_circle_run(where, lead, 3, 8, NOON)
    publish_run(run, lead, NOON)
    return run, by, mentees


def opened(circle, by, now=NOON):
    return open_circle(circle.programme, by, **TOPIC, seats=8, least=3, now=now, proposal=circle)


def planned_of(db, run):
    return db.scalars(select(RunCircle).where(RunCircle.run_id == run.id)).one()


def test_publishing_asks_the_host_alone_and_puts_nobody_in(db, where, lead):
    run, by, mentees = published(where, lead)

    circle = planned_of(db, run).circle
    assert (circle.is_proposal, circle.seats, circle.least) == (True, 8, 3)
    assert told(db, "circle_suggested") == {by.id}
    assert told(db, "circle_offered") == set()
    assert db.scalars(select(CircleMember)).all() == []
    assert queries.wished_circles(mentees[0], 10) == []
    assert queries.circle_for(mentees[0], circle.id) is None
    assert queries.circle_for(by, circle.id) == circle
    assert queries.matches_of(mentees[0], 10) == [], "nothing to answer as a match"
    with pytest.raises(MatchClosed):
        rerun(run, NOON)
    assert publish_run(run, lead, NOON) == 0


def test_a_host_who_opens_has_each_asked_and_a_seat_kept_until_they_answer(db, where, lead):
    run, by, (yes, no, silent) = published(where, lead)
    circle = planned_of(db, run).circle

    opened(circle, by)

    assert told(db, "circle_offered") == {yes.id, no.id, silent.id}
    assert queries.circle_seats_left(circle, NOON, person()) == 5
    join_circle(circle, yes, NOON)
    stop_waiting_for_circle(circle, no, NOON)
    [shown] = queries.circles_of_run(run, "", 10)
    standing = queries.seats_by_person([shown], WEEK_LATER)
    assert {standing[circle.id, one.id] for one in (yes, no, silent)} == {
        Seat.TAKEN,
        Seat.DECLINED,
        Seat.MISSED,
    }
    assert queries.circle_seats_left(circle, WEEK_LATER, person()) == 7


def test_who_avoids_whoever_opens_it_is_not_asked(db):
    by, one, other = person(), person(), person()
    circle = planned_circle(by, one, other)
    avoid(db, one, by)

    opened(circle, by)

    assert told(db, "circle_offered") == {other.id}


def test_a_host_says_no_and_the_circle_ends_with_its_reminder(db, where, lead):
    run, by, mentees = published(where, lead)
    circle = planned_of(db, run).circle

    decline_to_lead(circle, by, NOON)
    decline_to_lead(circle, by, NOON)

    assert circle.closed_by == by.id
    assert told(db, "circle_closed") == set()
    reminder = select(Notification).where(Notification.kind == "mentoring.circle_suggested")
    assert all(one.withdrawn_at or one.due_at <= NOON for one in db.scalars(reminder))
    again = start_circle_run(where, lead, 3, 8, NOON)
    assert again.mentees == len(mentees), "they are free for another"


def test_a_host_who_is_silent_lets_it_go(db, where, lead):
    run, by, _mentees = published(where, lead)
    [due] = db.scalars(select(Deadline).where(Deadline.kind == "circle_host")).all()

    meet_deadline(due.kind, due.object_id, WEEK_LATER)
    meet_deadline(due.kind, due.object_id, WEEK_LATER)

    assert planned_of(db, run).circle.closed_at == WEEK_LATER
    assert (
        len(
            db.scalars(
                select(Notification).where(
                    Notification.kind == "mentoring.circle_closed", Notification.person_id == by.id
                )
            ).all()
        )
        == 1
    )


def test_the_lead_takes_back_what_is_not_opened(db, where, lead):
    run, by, _mentees = published(where, lead)

    assert recall_run(run, lead, "The dates moved.", with_half_answered=False, now=NOON) == 1

    db.flush()
    db.refresh(run)
    assert (run.recall.matches, run.recall.reason) == (1, "The dates moved.")
    assert told(db, "circle_closed") == {by.id}
    with pytest.raises(MatchClosed):
        recall_run(run, lead, "Again", with_half_answered=False, now=NOON)


def test_a_circle_that_is_open_is_not_taken_back(db, where, lead):
    run, by, _mentees = published(where, lead)
    opened(planned_of(db, run).circle, by)

    with pytest.raises(MatchClosed):
        recall_run(run, lead, "The dates moved.", with_half_answered=True, now=NOON)


def test_an_outdated_draft_is_not_published(db, where, lead):
    learners(where, 3), host(where)
    run = start_circle_run(where, lead, 3, 8, NOON)
    queries.matches_in(run)[0].mentee.deactivated_at = NOON
    db.flush()

    with pytest.raises(DraftOutdated):
        publish_run(run, lead, NOON)
    assert db.scalars(select(Circle)).all() == []


def test_who_is_asked_or_sits_in_a_circle_is_not_planned_twice(db, where, lead):
    _run, by, mentees = published(where, lead)
    other = host(where, "Go")
    for one in mentees:
        wants(one, "Go")

    assert start_circle_run(where, lead, 3, 8, NOON).mentees == 0
    free = queries.free_seats(where, NOON.date())
    assert free[by.id] == free[other.id] - 1, "the question keeps a place of the host"


# Pages


def test_a_lead_plans_looks_moves_and_publishes(client, db, where, lead, count_queries):
    mentees, by = learners(where, 6, "Python", "Go"), host(where)
    other = host(where, "Go")
    client.sign_in(lead)
    address = f"/mentoring/programmes/{where.id}/circle-plan"
    assert "Plan circles" in client.get(f"/mentoring/programmes/{where.id}/match-runs").text

    client.submit(address, least="3", most="4")

    run = queries.draft_of(where, of_circles=True)
    page = f"/mentoring/match-runs/{run.id}"
    count_queries.clear()
    shown = client.get(page).text
    assert len(count_queries) <= 12
    assert all(one.name in shown for one in (*mentees, by, other))
    assert "Open the draft" in client.get(address).text
    for part in ("unmatched", "report", "rules", "seats", "changes"):
        client.get(f"{page}/{part}")
    seat = db.scalars(select(Match).where(Match.run_id == run.id)).first()
    chosen = by.id if seat.mentor_id == other.id else other.id
    member_id = seat.mentee_id
    client.get(f"{page}/mentees/{member_id}")
    client.submit(f"{page}/mentees/{member_id}", form=f"form[action$='/move/{chosen}']")
    client.submit(page, form="form[action$='/sizes']", least="3", most="5")
    assert queries.draft_matches(run, member_id)[0].mentor_id == chosen
    client.submit(page, form="form[action$='/copy']", title="Larger")
    copy = queries.draft_of(where, of_circles=True)
    assert "People in a circle" in client.get(f"{page}/compare/{copy.id}").text
    client.submit(page, form="form[action$='/publish']")
    assert "Waits for its host" in client.get(page).text

    client.sign_in(by)
    circle = db.scalars(
        select(Circle)
        .join(RunCircle, RunCircle.circle_id == Circle.id)
        .where(RunCircle.host_id == by.id)
    ).one()
    assert "asks you to lead this circle" in client.get(f"/mentoring/circles/{circle.id}").text
    client.submit(f"/mentoring/circles/{circle.id}", form="form[action$='/decline-to-lead']")
    client.sign_in(lead)
    assert "Did not come about" in client.get(page).text


def test_somebody_asked_reads_why_and_joins(client, db):
    by, one = person(), person()
    circle = planned_circle(by, one)
    opened(circle, by)
    db.commit()
    client.sign_in(one)
    page = f"/mentoring/circles/{circle.id}"

    assert "Why you are asked" in client.get(page).text
    client.submit(page, form="form[action$='/join']")

    assert queries.membership(circle, one) is not None
