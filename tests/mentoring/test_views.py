"""The pages: each role's next act, both clocks, words for every refusal, few queries."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from learning import clock
from learning.mentoring import queries
from learning.mentoring.models import Booking, Feedback, MatchRun, Note, Slot
from learning.mentoring.operations import book_slot, start_match_run
from learning.programmes.models import EnrolmentRole
from tests.client import filled
from tests.factories.mentoring import (
    booking,
    feedback,
    hours,
    match,
    mentee_in,
    mentor_in,
    pairing,
    request,
    slot,
    teaches,
    wants,
)
from tests.factories.people import NOON, person, programme_lead
from tests.factories.programmes import enrolment, programme

LONG = "Как дела? 你好 “quotes” <b>bold</b> 😀 " + "й" * 9_960


def hours_ago(hours):
    return clock.now() - timedelta(hours=hours)


# The start page


def test_somebody_new_is_led_to_programmes(client, db):
    client.sign_in(person())

    page = client.get("/mentoring")

    assert page.select_one(".empty-title").text == "Nobody to learn with yet"
    assert len(page.select("main .btn-primary, main .btn-on-brand")) == 1


def test_a_mentee_without_a_mentor_is_led_to_mentors(client, db):
    client.sign_in(mentee_in(programme()).person)

    assert "Find your mentor" in client.get("/mentoring").select_one(".next-act").text


def test_a_mentee_with_a_mentor_is_led_to_book(client, db):
    pair = pairing()
    client.sign_in(pair.mentee)

    act = client.get("/mentoring").select_one(".next-act")

    assert f"Book your next session with {pair.mentor.name}" in act.text


def test_a_mentor_is_asked_first_what_only_they_can_answer(client, db):
    asked = request()
    booking(mentor=asked.mentor)
    client.sign_in(asked.mentor)

    page = client.get("/mentoring")

    assert f"{asked.mentee.name} asks you" in page.select_one(".next-act").text
    assert "My next sessions" in page.text


def test_a_mentor_without_times_is_led_to_offer_some(client, db):
    client.sign_in(mentor_in(programme()).person)

    assert "Offer times" in client.get("/mentoring").select_one(".next-act").text


def test_a_lead_finds_the_programmes_to_match(client, db):
    lead = programme_lead()
    where = programme(lead)
    client.sign_in(lead)

    page = client.get("/mentoring")

    assert page.select_one(f'a[href="/mentoring/programmes/{where.id}/match-runs"]')


# Finding and asking


def test_a_mentee_sees_who_fits_why_and_when(client, db):
    where = programme()
    mentee, fit, other = mentee_in(where), mentor_in(where), mentor_in(where)
    wants(mentee.person, "Python")
    teaches(fit.person, "Python")
    teaches(other.person, "Chess")
    slot(fit.person)
    client.sign_in(mentee.person)

    first, second = client.get("/mentoring/mentors").select(".cards > li")

    assert fit.person.name in first.text
    assert "teaches Python, which you want to learn" in first.text
    assert "Next free:" in first.text
    assert "No open times" in second.text


def test_full_mentors_and_bosses_are_not_listed(client, db):
    where = programme()
    boss, full = mentor_in(where), mentor_in(where, capacity=1)
    mentee = mentee_in(where, manager_id=boss.person_id)
    pairing(mentor=full.person, where=where)
    client.sign_in(mentee.person)

    page = client.get("/mentoring/mentors")

    assert "All mentors are taken just now" in page.text


def test_mentors_are_searched_by_name_job_and_openly_taught_skill(client, db):
    where = programme()
    mentee = mentee_in(where)
    open_one, private = mentor_in(where, name="Ada"), mentor_in(where, name="Grace")
    teaches(open_one.person, "Rust")
    teaches(private.person, "Rust")
    private.person.privacy = {"teaches": "matching"}
    db.commit()
    client.sign_in(mentee.person)

    names = [one.text for one in client.get("/mentoring/mentors?q=rust").select(".chip-name")]

    assert names == ["Ada"]
    assert "Rust" not in client.get("/mentoring/mentors?q=Grace").select_one(".cards").text


def test_the_mentor_list_asks_a_constant_number_of_queries(client, db, count_queries):
    where = programme()
    mentee = mentee_in(where)
    client.sign_in(mentee.person)
    counts = []
    for _round in range(2):
        for _number in range(3):
            mentor = mentor_in(where)
            teaches(mentor.person, "Python")
            slot(mentor.person)
        count_queries.clear()
        client.get("/mentoring/mentors")
        counts.append(len(count_queries))

    assert counts[0] == counts[1]
    assert counts[1] <= 23


def test_without_a_programme_open_times_are_listed(client, db):
    offered = slot()
    slot(is_open_to_all=False)
    client.sign_in(person())

    cards = client.get("/mentoring/mentors").select(".cards > li")

    assert [card.select_one(".chip-name").text for card in cards] == [offered.mentor.name]


def test_asking_a_mentor(client, db):
    where = programme()
    mentee, mentor = mentee_in(where), mentor_in(where)
    client.sign_in(mentee.person)

    client.submit(f"/mentoring/mentors/{mentor.id}/ask", request=LONG)

    [asked] = queries.open_requests(mentee.person)
    assert asked.request == LONG
    client.sign_in(mentor.person)
    page = client.get(f"/mentoring/matches/{asked.id}")
    assert page.select_one(".own-words").text == LONG


def test_asking_without_words_keeps_the_page_and_says_so(client, db):
    where = programme()
    mentee, mentor = mentee_in(where), mentor_in(where)
    client.sign_in(mentee.person)

    page = client.submit(f"/mentoring/mentors/{mentor.id}/ask", status=422, request="  ")

    assert "Say in a sentence" in page.select_one(".field-errors").text


def test_a_fourth_request_is_refused_above_the_form(client, db):
    where = programme()
    mentee, mentor = mentee_in(where), mentor_in(where)
    for _number in range(3):
        request(where, mentee_id=mentee.person_id)
    client.sign_in(mentee.person)

    page = client.submit(f"/mentoring/mentors/{mentor.id}/ask", status=409, request="Me too")

    assert "Three people have your request" in page.select_one("[role=alert]").text
    assert page.select_one("textarea").text.strip() == "Me too"


# Matches


def test_both_accept_and_are_a_pair(client, db):
    proposal = match()
    client.sign_in(proposal.mentee)
    client.submit(f"/mentoring/matches/{proposal.id}", form="form[action$=accept]")
    client.sign_in(proposal.mentor)
    client.submit(f"/mentoring/matches/{proposal.id}", form="form[action$=accept]")

    page = client.get("/mentoring")

    assert proposal.mentee.name in page.text
    assert db.scalar(select(func.count()).select_from(Slot)) == 0


def test_a_no_with_a_kind_word_reaches_the_other(client, db):
    proposal = match()
    client.sign_in(proposal.mentor)

    client.submit(f"/mentoring/matches/{proposal.id}/decline", answer="All the best")

    client.sign_in(proposal.mentee)
    assert "All the best" in client.get(f"/mentoring/matches/{proposal.id}").text


def test_an_answer_that_comes_too_late_is_refused_in_words(client, db):
    proposal = match(expires_at=hours_ago(1))
    client.sign_in(proposal.mentee)

    page = client.post(f"/mentoring/matches/{proposal.id}/accept", status=409)

    assert "This match is closed" in page.text


def test_the_two_read_what_they_share_and_not_the_score(client, db):
    where = programme(programme_lead())
    mentee, mentor = mentee_in(where), mentor_in(where)
    wants(mentee.person, "Python")
    teaches(mentor.person, "Python")
    client.sign_in(mentee.person)
    client.submit(f"/mentoring/mentors/{mentor.id}/ask", request="My secret wish")
    [asked] = queries.open_requests(mentee.person)

    own = client.get(f"/mentoring/matches/{asked.id}")
    assert "which you want to learn" in own.text
    assert "of 100" not in own.text
    client.sign_in(mentor.person)
    assert "You teach Python" in client.get(f"/mentoring/matches/{asked.id}").text

    client.sign_in(where.leads[0].person)
    seen = client.get(f"/mentoring/matches/{asked.id}")
    assert "of 100" in seen.text
    assert seen.select("table tbody tr")
    assert "My secret wish" not in seen.text


def test_a_private_field_is_no_reason_told_even_to_the_lead(client, db):
    where = programme(programme_lead())
    mentee, mentor = mentee_in(where), mentor_in(where)
    wants(mentee.person, "Python")
    teaches(mentor.person, "Python")
    mentor.person.privacy = {"teaches": "matching"}
    db.commit()
    client.sign_in(mentee.person)
    client.submit(f"/mentoring/mentors/{mentor.id}/ask", request="Hello")
    [asked] = queries.open_requests(mentee.person)

    assert "Python" not in client.get(f"/mentoring/matches/{asked.id}").select_one("main").text
    client.sign_in(where.leads[0].person)
    page = client.get(f"/mentoring/matches/{asked.id}").select_one("main")
    assert "Kept private" in page.text
    assert "Python" not in page.text


def test_hidden_and_absent_matches_answer_alike(client, db):
    hidden = match()
    client.sign_in(person())

    one = client.get(f"/mentoring/matches/{hidden.id}", status=404)
    other = client.get("/mentoring/matches/999999", status=404)

    assert one.select_one("main").text == other.select_one("main").text


# A lead's draft


@pytest.fixture
def led(client, db):
    """A lead signed in, with a programme of three mentees and two mentors."""
    lead = programme_lead()
    where = programme(lead)
    for name in ("Ana", "Ben", "Chloé"):
        mentee_in(where, name=name)
    for name in ("Maria", "Noor"):
        mentor_in(where, name=name, capacity=1)
    client.sign_in(lead)
    return where


def test_a_lead_drafts_locks_and_publishes(client, db, led):
    client.submit(f"/mentoring/programmes/{led.id}/match-runs")
    run = db.scalars(select(MatchRun)).one()
    page = client.get(f"/mentoring/match-runs/{run.id}")
    figures = [one.text.split() for one in page.select(".figure-value")]
    assert figures[0][:4] == ["2", "of", "3", "mentees"]
    assert "1 mentee without a mentor" in page.text
    left = client.get(f"/mentoring/match-runs/{run.id}/unmatched")
    assert "One more place would help, best with" in left.text

    client.post(page.select_one("td button[formaction*='/lock']")["formaction"])
    assert queries.figures_of(run).locked == 1
    client.submit(f"/mentoring/match-runs/{run.id}", form="form[action$=rerun]")
    client.submit(f"/mentoring/match-runs/{run.id}", form="form[action$=publish]")

    assert "Published on" in client.get(f"/mentoring/match-runs/{run.id}").text
    assert not client.get(f"/mentoring/match-runs/{run.id}").select("[formaction*=lock]")


def test_a_lead_moves_a_pair_to_a_mentor_with_a_place(client, db, led):
    run = start_match_run(led, led.leads[0].person, clock.now())
    db.commit()
    [left] = [one.mentee_id for one in queries.unmatched_in(run)]
    held = queries.matches_in(run)[0]
    mentor_id = held.mentor_id
    address = f"/mentoring/match-runs/{run.id}/mentees"

    full = client.get(f"{address}/{left}")
    assert not full.select("form[action*=move]")
    client.submit(f"{address}/{held.mentee_id}", form="form[action$=remove]")
    client.submit(f"{address}/{left}", form="form[action*=move]")

    db.expire_all()
    [moved] = queries.draft_matches(run, left)
    assert (moved.mentor_id, moved.is_locked) == (mentor_id, True)
    page = client.get(f"/mentoring/match-runs/{run.id}")
    assert "Pairs you took out" in page.text
    client.submit(f"/mentoring/match-runs/{run.id}", form="form[action$=allow]")


def test_a_draft_is_searched_by_either_name(client, db, led):
    run = start_match_run(led, led.leads[0].person, clock.now())
    db.commit()

    assert len(client.get(f"/mentoring/match-runs/{run.id}?q=mari").select("tbody tr")) == 1
    assert "Nobody in this match" in client.get(f"/mentoring/match-runs/{run.id}?q=%25").text


def test_a_draft_is_the_lead_s_alone(client, db, led):
    run = start_match_run(led, led.leads[0].person, clock.now())
    db.commit()
    held = queries.matches_in(run)[0]

    for someone in (programme_lead(), held.mentee):
        client.sign_in(someone)
        client.get(f"/mentoring/match-runs/{run.id}", status=404)
        client.get(f"/mentoring/matches/{held.id}", status=404)


def test_nobody_to_match_is_said_in_words(client, db):
    lead = programme_lead()
    where = programme(lead)
    client.sign_in(lead)

    runs = f"/mentoring/programmes/{where.id}/match-runs"

    page = client.get(runs)
    assert "No mentee waits" in page.text
    assert page.select_one("main form[method=post]") is None, "there is nothing to run"
    mentee_in(where)
    assert "There is no mentor" in client.get(runs).text

    run = start_match_run(where, lead, clock.now())
    db.commit()
    assert "There is no mentor" in client.get(f"/mentoring/match-runs/{run.id}").text


def test_a_draft_page_asks_a_constant_number_of_queries(client, db, count_queries):
    counts = []
    for people in (3, 12):
        lead = programme_lead()
        where = programme(lead)
        for _number in range(people):
            mentee_in(where), mentor_in(where)
        run = start_match_run(where, lead, clock.now())
        db.commit()
        client.sign_in(lead)
        address = f"/mentoring/match-runs/{run.id}"
        count_queries.clear()
        client.get(address)
        counts.append(len(count_queries))

    assert counts[0] == counts[1]
    assert counts[1] <= 23


# Times and sessions


def test_a_mentor_offers_times_on_the_own_clock(client, db):
    mentor = mentor_in(programme(), timezone="Asia/Shanghai").person
    client.sign_in(mentor)
    typed = {"times-0-on": "2031-03-04", "times-0-at": "09:00", "place": "Room 7"}

    client.submit(f"/mentoring/mentors/{mentor.id}/slots/offer", **typed, weeks="2")

    offered = db.scalars(select(Slot).order_by(Slot.starts_at)).all()
    assert [one.starts_at.hour for one in offered] == [1, 1]
    assert "9:00" in client.get(f"/mentoring/mentors/{mentor.id}/slots").text


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ({}, 422, "Choose a day and a time"),
        ({"times-0-on": "2031-03-04"}, 422, "Day and time belong together"),
        ({"times-0-on": "2031-13-44", "times-0-at": "09:00"}, 422, "Not a valid date"),
        ({"times-0-on": "2001-03-04", "times-0-at": "09:00"}, 409, "has passed"),
        ({"times-0-on": "2031-03-30", "times-0-at": "02:30"}, 409, "the clocks skip"),
        ({"times-0-on": "2031-03-04", "times-0-at": "09:00", "weeks": "0"}, 422, "From 1 to 26"),
        ({"times-0-on": "2031-03-04", "times-0-at": "09:00", "place": " "}, 422, "where you meet"),
        ({"times-0-on": "2031-03-04", "times-0-at": "09:00", "minutes": "0"}, 422, "valid choice"),
    ],
)
def test_times_that_cannot_be_offered_are_refused_in_words(client, db, typed, status, words):
    mentor = mentor_in(programme()).person
    client.sign_in(mentor)

    page = client.submit(
        f"/mentoring/mentors/{mentor.id}/slots/offer",
        status=status,
        **{"place": "Room 7"} | typed,
    )

    assert words in page.select_one("main").text
    assert db.scalars(select(Slot)).all() == []
    kept = {one["name"]: one.get("value", "") for one in page.select("main form input[name]")}
    assert all(kept[name] == value.strip() for name, value in typed.items() if name in kept)


def test_three_clicks_from_mentors_to_a_booked_session(client, db):
    pair = pairing()
    offered = slot(pair.mentor, is_open_to_all=False)
    client.sign_in(pair.mentee)

    mentors = client.get("/mentoring")
    assert mentors.select_one(f'a[href="/mentoring/mentors/{pair.mentor_id}"]')
    times = client.get(f"/mentoring/mentors/{pair.mentor_id}")
    assert times.select_one(f'a[href="/mentoring/slots/{offered.id}/book"]')
    client.submit(f"/mentoring/slots/{offered.id}/book", agenda=LONG)

    booked = db.scalars(select(Booking)).one()
    assert (booked.agenda, booked.mentee_id) == (LONG, pair.mentee_id)


def test_both_clocks_are_shown(client, db):
    offered = slot(person(timezone="Asia/Shanghai", name="Jian"), starts_at=NOON)
    reader = person(timezone="America/New_York")
    client.sign_in(reader)

    page = client.get(f"/mentoring/slots/{offered.id}/book").select_one("dl.facts")

    assert "7:00" in page.text
    assert "8:00" in page.text
    assert "for Jian (Asia/Shanghai)" in page.text


def test_one_clock_is_shown_where_both_agree(client, db):
    offered = slot()
    client.sign_in(person())

    assert "for Person" not in client.get(f"/mentoring/slots/{offered.id}/book").text


def test_an_agenda_too_long_is_refused_and_kept(client, db):
    offered = slot()
    client.sign_in(person())

    page = client.submit(f"/mentoring/slots/{offered.id}/book", status=422, agenda="й" * 10_001)

    assert "10,000 characters" in page.select_one(".field-errors").text
    assert len(page.select_one("textarea").text.strip()) == 10_001


def test_a_request_says_to_its_host_whose_answer_it_waits_for(client, db):
    asked = slot(is_on_request=True)
    made = book_slot(asked, person(), "May I?", clock.now())
    for reader, words in ((asked.mentor, "Waits for your yes"), (made.mentee, "Asked for")):
        client.sign_in(reader)
        for address in ("/mentoring/sessions", f"/mentoring/bookings/{made.id}"):
            assert client.get(address).select_one(".status").text == words


def test_times_outside_the_working_hours_of_either_are_told_apart(client, db):
    host = mentor_in(programme(), timezone="UTC").person
    hours(host, step_minutes=60)
    late = {str(day): ["11:00", "17:00"] for day in range(5)}
    client.sign_in(person(timezone="UTC", working_hours=late))

    page = client.get(f"/mentoring/mentors/{host.id}")

    outside = page.select(".week .is-outside")
    assert 0 < len(outside) < len(page.select(".week .btn"))
    noted = page.select_one("#" + outside[0]["aria-describedby"])
    assert "Outside the working hours" in noted.text


def test_a_taken_time_names_the_nearest_free_ones(client, db):
    taken = booking()
    free = slot(taken.slot.mentor, starts_at=taken.slot.starts_at + timedelta(hours=1))
    client.sign_in(person())

    page = client.get(f"/mentoring/slots/{taken.slot_id}/book")

    assert "This time is taken" in page.text
    assert page.select_one(f'.nearest [formaction="/mentoring/slots/{free.id}/book"]')


def test_the_loser_of_a_race_reads_why_with_what_they_typed(client, db):
    offered = slot()
    free = slot(offered.mentor, starts_at=offered.starts_at + timedelta(hours=1))
    loser = person()
    client.sign_in(loser)
    client.get(f"/mentoring/slots/{offered.id}/book")
    token = client.token()
    book_slot(offered, person(), "First", clock.now())
    db.commit()

    page = client.post(f"/mentoring/slots/{offered.id}/book", status=409, agenda="Second", **token)
    form = page.select_one("main form.form")
    client.post(form.select_one("[formaction]")["formaction"], **filled(form))

    assert "Somebody was quicker" in form.select_one(".refusal").text
    assert not form.select(".btn-primary"), "the time that is gone cannot be pressed again"
    booked = queries.booking_of(loser, free.live[0].id)
    assert booked is not None
    assert booked.agenda == "Second"


def test_a_withdrawn_or_foreign_time_is_not_there(client, db):
    gone = slot(withdrawn_at=NOON)
    client.sign_in(person())

    client.get(f"/mentoring/slots/{gone.id}/book", status=404)
    client.get("/mentoring/slots/999999/book", status=404)


def test_agenda_is_invisible_to_strangers_and_to_the_programme_lead(client, db):
    lead = programme_lead()
    pair = pairing(where=programme(lead))
    booked = booking(within=pair, agenda="A secret agenda")

    for stranger in (person(), lead):
        client.sign_in(stranger)
        client.get(f"/mentoring/bookings/{booked.id}", status=404)
        client.get(f"/mentoring/bookings/{booked.id}/session.ics", status=404)
    assert "secret" not in client.get(f"/mentoring/pairings/{pair.id}").text
    assert "secret" not in client.get(f"/mentoring/bookings/{booked.id}/cancel").text


def test_the_calendar_file_is_downloaded(client, db):
    booked = booking()
    client.sign_in(booked.mentee)

    answer = client.open(f"/mentoring/bookings/{booked.id}/session.ics")

    assert answer.mimetype == "text/calendar"
    assert booked.appointment.uid in answer.text


def test_cancelling_asks_for_a_reason_and_says_that_it_is_late(client, db):
    booked = booking(starts_at=clock.now() + timedelta(hours=3))
    client.sign_in(booked.mentee)
    address = f"/mentoring/bookings/{booked.id}/cancel"

    page = client.submit(address, status=422, reason="")
    assert "late cancellation" in page.text
    client.submit(address, reason="I am ill.")

    client.sign_in(booked.slot.mentor)
    page = client.get(f"/mentoring/bookings/{booked.id}")
    assert "I am ill." in page.text
    assert "Cancelled late" in page.text


def test_a_lead_cancels_a_session_of_the_programme(client, db):
    lead = programme_lead()
    pair = pairing(where=programme(lead))
    booked = booking(within=pair)
    client.sign_in(lead)

    client.submit(f"/mentoring/bookings/{booked.id}/cancel", reason="Fire drill")

    db.expire_all()
    assert booked.cancelled_by == lead.id


def test_the_mentor_marks_it_held_and_both_rate(client, db):
    booked = booking(starts_at=hours_ago(2))
    address = f"/mentoring/bookings/{booked.id}"
    client.sign_in(booked.slot.mentor)
    client.submit(address, form="form[action$=mark-held]")
    client.submit(f"{address}/rate", usefulness="3", recommend="8", tags="listened")
    client.sign_in(booked.mentee)

    assert "How was the session" in client.get("/mentoring").text
    client.submit(f"{address}/rate", usefulness="4", recommend="10")

    assert sorted(db.scalars(select(Feedback.usefulness))) == [3, 4]
    assert "You have rated this session" in client.get(address).text


def test_a_rating_without_choices_is_explained(client, db):
    booked = booking(starts_at=hours_ago(2))
    client.sign_in(booked.mentee)

    page = client.submit(f"/mentoring/bookings/{booked.id}/rate", status=422)

    assert "Choose one of the four" in page.text
    assert "Choose a number from 0 to 10" in page.text


def test_marking_held_too_early_is_refused_in_words(client, db):
    booked = booking()
    client.sign_in(booked.slot.mentor)

    page = client.post(f"/mentoring/bookings/{booked.id}/mark-held", status=409)

    assert "once the session has begun" in page.text


def test_of_a_no_show_each_side_reads_its_own(client, db):
    booked = booking(starts_at=hours_ago(1))
    address = f"/mentoring/bookings/{booked.id}"
    client.sign_in(booked.mentee)

    client.submit(address, form="form[action$=report-no-show]")

    host = booked.slot.mentor
    assert f"You reported that {host.name} did not come" in client.get(address).text
    client.sign_in(host)
    assert "You were reported as absent" in client.get(address).text
    client.submit(f"{address}/dispute-no-show", words="I sat in the other room")
    assert "You see it otherwise" in client.get(address).text
    client.sign_in(booked.mentee)
    assert f"{host.name} sees it otherwise" in client.get(address).text


def test_no_page_shows_what_one_person_answered(client, db):
    booked = booking(starts_at=hours_ago(50), held_at=hours_ago(50))
    feedback(
        booked.slot.mentor,
        booking_id=booked.id,
        author_id=booked.mentee_id,
        tags=["off_topic"],
        usefulness=1,
    )
    mentor = booked.slot.mentor
    client.sign_in(mentor)

    for address in (
        "/mentoring",
        "/mentoring/sessions",
        f"/mentoring/bookings/{booked.id}",
        f"/mentoring/people/{mentor.id}/feedback",
    ):
        assert "Did not meet my topic" not in client.get(address).text
    assert "Not enough answers yet" in client.get(f"/mentoring/people/{mentor.id}/feedback").text


def test_figures_of_many_are_shown_to_the_person_alone(client, db):
    mentor = person()
    for number in range(6):
        feedback(
            mentor,
            starts_at=hours_ago(24 * (70 + number)),
            written_at=hours_ago(24 * 65),
            usefulness=4 if number % 2 else 3,
            tags=["listened"] if number else [],
        )
    client.sign_in(mentor)

    page = client.get(f"/mentoring/people/{mentor.id}/feedback")

    assert "5–9" in page.text
    assert "3.5" in page.text
    assert "Listened well" in page.text
    client.sign_in(person())
    client.get(f"/mentoring/people/{mentor.id}/feedback", status=404)


def test_the_session_list_asks_a_constant_number_of_queries(client, db, count_queries):
    mentor = person()
    client.sign_in(mentor)
    counts = []
    for round_ in range(2):
        for number in range(5):
            booking(mentor=mentor, starts_at=NOON + timedelta(days=10 * round_ + number))
            booking(mentor=mentor, starts_at=hours_ago(24 * (10 * round_ + number + 1)))
        count_queries.clear()
        client.get("/mentoring/sessions")
        counts.append(len(count_queries))

    assert counts[0] == counts[1]
    assert counts[1] <= 23


# Pairings


def test_goals_and_notes_are_written_by_the_two(client, db):
    pair = pairing()
    address = f"/mentoring/pairings/{pair.id}"
    client.sign_in(pair.mentee)

    client.submit(f"{address}/goals", words=LONG, due_on="2031-01-31", form="form.form")
    client.submit(f"{address}/goals", form="form[action$=reach]")
    client.submit(f"{address}/shared-notes", words="We meet on Tuesdays")
    client.submit(f"{address}/private-notes", words="I am nervous")

    client.sign_in(pair.mentor)
    assert LONG[:50] in client.get(f"{address}/goals").text
    assert "We meet on Tuesdays" in client.get(f"{address}/shared-notes").text
    assert "nervous" not in client.get(f"{address}/private-notes").text
    assert db.scalar(select(func.count(Note.id))) == 2


def test_an_empty_note_is_refused_beside_the_notes(client, db):
    pair = pairing()
    client.sign_in(pair.mentee)

    page = client.submit(f"/mentoring/pairings/{pair.id}/shared-notes", status=422, words=" ")

    assert "Write something first" in page.text


def test_a_lead_sees_dates_and_counts_and_no_note(client, db):
    lead = programme_lead()
    pair = pairing(where=programme(lead))
    client.sign_in(pair.mentee)
    client.submit(f"/mentoring/pairings/{pair.id}/shared-notes", words="Only for us")
    client.submit(f"/mentoring/pairings/{pair.id}/goals", words="Become head", form="form.form")
    client.sign_in(lead)

    page = client.get(f"/mentoring/pairings/{pair.id}")

    assert "Sessions held" in page.text
    assert "Only for us" not in page.text
    assert "Become head" not in page.text
    for part in ("goals", "shared-notes", "private-notes"):
        client.get(f"/mentoring/pairings/{pair.id}/{part}", status=404)


def test_a_pairing_is_ended_in_two_clicks(client, db):
    pair = pairing()
    client.sign_in(pair.mentee)

    client.submit(f"/mentoring/pairings/{pair.id}/end", reason="not_a_fit")

    assert "This pairing ended on" in client.get(f"/mentoring/pairings/{pair.id}").text
    client.sign_in(pair.mentor)
    assert "not a good fit" not in client.get(f"/mentoring/pairings/{pair.id}").text


def test_own_matches_are_listed(client, db):
    proposal = match()
    client.sign_in(proposal.mentor)

    assert proposal.mentee.name in client.get("/mentoring/matches").text


def test_a_giver_s_own_page_of_times_lists_who_has_booked(client, db):
    mentor = mentor_in(programme()).person
    booked = booking(mentor=mentor)
    free = slot(mentor, starts_at=NOON + timedelta(days=9))
    client.sign_in(mentor)
    address = f"/mentoring/mentors/{mentor.id}/slots"

    assert booked.mentee.name in client.get(address).text
    client.submit(address, form=f"form[action='/mentoring/slots/{free.id}/withdraw']")

    db.expire_all()
    assert free.withdrawn_at is not None
    page = client.post(f"/mentoring/slots/{booked.slot_id}/withdraw", status=409)
    assert "Cancel the session instead" in page.text


def test_who_gives_no_more_offers_no_times(client, db):
    former = person()
    client.sign_in(former)

    client.get(f"/mentoring/mentors/{former.id}/slots/offer", status=403)
    enrolment(programme(), former, EnrolmentRole.BUDDY)
    client.get(f"/mentoring/mentors/{former.id}/slots/offer")


def test_whatever_counted_for_a_match_is_said(client, db):
    counted = {
        "location": {"mentee": "Porto", "mentor": "Yerevan"},
        "department": {"mentee": "Data", "mentor": "Data"},
        "team": {"same": 0},
    }
    made = match(
        reasons=[
            {"rule": rule, "points": 10.0, "out_of": 10.0, "facts": facts}
            for rule, facts in counted.items()
        ]
    )
    client.sign_in(made.mentee)

    said = [
        one.text for one in client.get(f"/mentoring/matches/{made.id}").select(".reason-list li")
    ]

    assert said == [
        "Different places: Porto and Yerevan.",
        "Same department: Data.",
        "Different managers.",
    ]


def test_a_possible_mentor_scores_as_in_the_pair(db, client):
    """Though what somebody has not said draws the order towards the middle."""
    lead = programme_lead()
    where = programme(lead)
    mentor, mentee = mentor_in(where).person, mentee_in(where).person
    teaches(mentor, "Python")
    wants(mentee, "Python")
    run = start_match_run(where, lead, NOON)
    db.commit()
    client.sign_in(lead)

    page = client.get(f"/mentoring/match-runs/{run.id}/mentees/{mentee.id}")

    held = queries.draft_matches(run, mentee.id)[0]
    assert held.unanswered
    [listed] = page.select("td[data-label=Score]")
    assert listed.text.startswith(f"{held.score:g}")
