"""The pages on which people find each other: what they show, say and refuse."""

from datetime import timedelta

import pytest

from learning import clock
from learning.mentoring import queries
from learning.mentoring.models import Match, MatchState, RematchReason
from learning.mentoring.operations import ask_for_fit, ask_for_rematch
from learning.mentoring.views.blueprint import told_reasons
from learning.programmes.queries import limits_of
from tests.factories.mentoring import (
    booking,
    mentee_in,
    mentor_in,
    pairing,
    request,
    slot,
    teaches,
    wants,
)
from tests.factories.people import NOON, person
from tests.factories.programmes import programme, programme_lead

DAY = timedelta(days=1)


def names(page):
    return [one.text for one in page.select(".cards .chip-name")]


def test_mentors_are_filtered_by_skill_and_by_bookmark(client, db):
    where = programme()
    mentee, ada, grace = mentee_in(where), mentor_in(where, name="Ada"), mentor_in(where, name="Bo")
    wants(mentee.person, "Rust")
    teaches(ada.person, "Rust")
    teaches(grace.person, "Go")
    client.sign_in(mentee.person)

    assert names(client.get("/mentoring/mentors?skill=Rust")) == ["Ada"]
    client.post(f"/mentoring/people/{grace.person_id}/bookmark", page="mentors", programme="")
    assert names(client.get("/mentoring/mentors?marked=bookmark")) == ["Bo"]
    client.post(f"/mentoring/people/{grace.person_id}/hide", page="mentors", programme="")
    assert names(client.get("/mentoring/mentors")) == ["Ada"]
    assert names(client.get("/mentoring/mentors?marked=hidden")) == ["Bo"]


def test_a_card_tells_reply_time_from_three_requests_and_the_wait_from_five(client, db):
    now = clock.now()
    where = programme()
    mentee, mentor = mentee_in(where), mentor_in(where)
    wants(mentee.person, "Rust")
    teaches(mentor.person, "Rust")
    client.sign_in(mentee.person)

    def answered(count):
        for _number in range(count):
            asker = mentee_in(where)
            wants(asker.person, "Rust")
            request(
                where,
                mentee_id=asker.person_id,
                mentor_id=mentor.person_id,
                state=MatchState.ACCEPTED,
                proposed_at=now - 10 * DAY,
                mentor_accepted_at=now - 8 * DAY,
                closed_at=now - 8 * DAY,
            )

    answered(2)
    assert "Usually answers" not in client.get("/mentoring/mentors").text
    answered(1)
    page = client.get("/mentoring/mentors").text
    assert "Usually answers within 2 days" in page
    assert "A yes for Rust" not in page
    answered(2)
    assert "A yes for Rust takes about 2 days." in client.get("/mentoring/mentors").text


def test_wishes_are_ranked_by_number_and_two_at_one_place_are_refused(client, db):
    where = programme()
    own, first, second = mentee_in(where), mentor_in(where), mentor_in(where)
    client.sign_in(own.person)
    address = f"/mentoring/wishes/{own.id}"
    one, other = f"rank_{first.person_id}", f"rank_{second.person_id}"

    page = client.submit(address, status=422, **{one: "1", other: "1"})
    assert "given to somebody else already" in page.text
    page = client.submit(address, status=422, **{one: "9"})
    assert "Places go from 1 to 5." in page.text
    page = client.submit(address, status=422, is_asking="y", **{one: "1"})
    assert "Say in a sentence" in page.text
    client.submit(address, **{one: "2", other: "1"})

    assert queries.wished_by(own) == [second.person_id, first.person_id]


def test_a_mentor_finds_and_asks_a_mentee(client, db):
    where = programme()
    mentor, mentee = mentor_in(where), mentee_in(where, name="Kim")
    client.sign_in(mentor.person)

    assert names(client.get("/mentoring/mentees")) == ["Kim"]
    client.submit(f"/mentoring/mentors/{mentee.id}/ask", request="I would like to help.")

    client.sign_in(mentee.person)
    assert "offers to be your mentor" in client.get("/mentoring").text
    [match] = queries.matches_awaiting(mentee.person)
    assert "I would like to help." in client.get(f"/mentoring/matches/{match.id}").text


def test_the_mentee_list_asks_a_constant_number_of_queries(client, db, count_queries):
    where = programme()
    mentor = mentor_in(where)
    client.sign_in(mentor.person)
    counts = []
    for _round in range(2):
        for _number in range(3):
            wants(mentee_in(where).person, "Python")
        count_queries.clear()
        client.get("/mentoring/mentees")
        counts.append(len(count_queries))

    assert counts[0] == counts[1]


def test_a_no_and_a_pause_are_one_step(client, db):
    where = programme()
    mentor = mentor_in(where)
    asked = request(where, mentor_id=mentor.person_id, expires_at=clock.now() + DAY)
    client.sign_in(mentor.person)
    until = (clock.now() + 30 * DAY).date()
    address = f"/mentoring/matches/{asked.id}/decline"

    page = client.submit(address, status=422, answer="", until="2001-01-01")
    assert "still to come" in page.text
    client.submit(address, answer="With pleasure later.", until=until.isoformat())

    db.refresh(mentor)
    assert mentor.paused_until == until
    assert "Resting until" in client.get("/mentoring/places").text
    client.post(f"/mentoring/places/{mentor.id}/return")
    db.refresh(mentor)
    assert mentor.paused_until is None


def test_the_number_over_all_roles_is_kept_and_checked(client, db):
    mentor = mentor_in(programme())
    client.sign_in(mentor.person)

    assert "from 1 to 20" in client.submit("/mentoring/places", status=422, most="0").text
    client.submit("/mentoring/places", most="3")

    assert limits_of([mentor.person_id]) == {mentor.person_id: 3}


def test_the_answer_on_fit_is_never_shown_to_the_partner(client, db):
    pair = pairing()
    ask_for_fit(pair, pair.mentee, 1, NOON)
    db.commit()
    client.sign_in(pair.mentee)
    assert "do you fit?" in client.get("/mentoring").text
    client.submit(f"/mentoring/pairings/{pair.id}/fit", fit="deciding")

    client.sign_in(pair.mentor)
    assert "You have answered" in client.get(f"/mentoring/pairings/{pair.id}/fit").text
    assert "cannot say yet" not in client.get(f"/mentoring/pairings/{pair.id}").text


def test_asking_for_another_mentor_says_what_will_happen(client, db):
    pair = pairing()
    client.sign_in(pair.mentee)

    page = client.get(f"/mentoring/pairings/{pair.id}/rematch")
    assert "not by whom" in page.text
    client.submit(f"/mentoring/pairings/{pair.id}/rematch")
    db.refresh(pair)

    assert not pair.is_running


def test_a_lead_agrees_or_not_and_sees_the_line(client, db):
    lead = programme_lead()
    where = programme(lead)
    pair, waiting = pairing(where=where), mentee_in(where, name="Kim")
    client.sign_in(lead)
    client.submit(
        f"/mentoring/programmes/{where.id}/asking",
        consent_order="mentor",
        is_rematch_approved="y",
        waits_by_priority="y",
    )
    db.refresh(where)
    ask_for_rematch(pair, pair.mentee, RematchReason.ASKED, clock.now())
    db.commit()

    page = client.get(f"/mentoring/programmes/{where.id}/waiting")
    assert pair.mentee.name in page.text
    assert "1 mentee without a mentor" in page.text
    client.post(f"/programmes/enrolments/{waiting.id}/order/first")
    db.refresh(waiting)
    assert waiting.priority == 1
    [asked] = queries.rematches_to_decide(where)
    client.submit(f"/mentoring/rematches/{asked.id}/refuse", answer="Give it one talk more.")
    assert pair.is_running


def test_after_three_working_days_somebody_else_may_be_asked(client, db):
    where = programme()
    now = clock.now()
    asked = request(where, proposed_at=now - 6 * DAY, expires_at=now + DAY)
    fresh = request(where, mentee_id=asked.mentee_id, proposed_at=now, expires_at=now + DAY)
    client.sign_in(asked.mentee)

    assert "Ask someone else" in client.get(f"/mentoring/matches/{asked.id}").text
    assert "Ask someone else" not in client.get(f"/mentoring/matches/{fresh.id}").text
    assert "Ask someone else" in client.get("/mentoring").text


def test_a_pair_without_a_session_for_a_fortnight_is_offered_a_way_out(client, db):
    now = clock.now()
    pair = pairing()
    pair.started_at = now - 15 * DAY
    db.commit()
    client.sign_in(pair.mentee)
    assert "Quiet for two weeks" in client.get("/mentoring").text

    slot(pair.mentor)
    booking(within=pair, starts_at=now + DAY)
    assert "Quiet for two weeks" not in client.get("/mentoring").text


def test_ending_a_pair_that_does_not_fit_begins_the_search(client, db):
    misfit, done = pairing(), pairing()
    for pair, reason in ((misfit, "not_a_fit"), (done, "reached")):
        client.sign_in(pair.mentee)
        client.submit(f"/mentoring/pairings/{pair.id}/end", reason=reason)

    assert queries.rematching(misfit.programme) == {misfit.mentee_id}
    assert queries.rematching(done.programme) == set()


@pytest.mark.parametrize(
    ("fact", "little", "enough"), [("minutes", 45, 60), ("zone_minutes", 180, 120)]
)
def test_what_parts_two_people_is_no_reason_for_a_pair(db, fact, little, enough):
    parts, joins = (
        {"rule": "hours", "points": 1, "facts": {fact: value}} for value in (little, enough)
    )

    assert told_reasons([parts, joins], person(), person()) == [joins]


def test_the_agreement_starts_from_what_was_asked_for(client, db):
    pair = pairing()
    db.get(Match, pair.match_id).request = "Learn to lead"
    db.commit()
    client.sign_in(pair.mentor)

    page = client.get(f"/mentoring/pairings/{pair.id}/agreement/write")

    assert page.select_one("#purpose").text.strip() == "Learn to lead"
