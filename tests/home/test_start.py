"""The start page: the next act of each role, the first run, few queries."""

from datetime import timedelta

import pytest

from learning import clock
from learning.academy.models import ArticleState, Audience
from learning.academy.operations import hand_back, note_view, require_reading
from learning.academy.operations.duties import Readers
from learning.buddies.models import PairingState
from learning.extensions import db as database
from learning.outbox import MAX_ATTEMPTS, IndexChange
from learning.people.models import Direction, Role
from learning.people.queries.profile import skills_of
from learning.programmes.models import EnrolmentRole, EnrolmentState, Format
from learning.reviews.models import CycleState
from tests.factories.academy import article, topic, topic_expert
from tests.factories.buddies import buddy_pairing, newcomer, plan, volunteer
from tests.factories.mentoring import booking, match, mentee_in, pairing, slot
from tests.factories.people import admin, moderator, person, person_skill, programme_lead, skill
from tests.factories.programmes import enrolment, programme, topic_request
from tests.factories.reviews import assignment, cycle, reviewee

BLOCKS = "main .block, main .next-act, main .first-run, main .empty"


def first_act(page):
    return " ".join(page.select_one(".next-act-title").text.split())


def blocks(page):
    return [one.text for one in page.select("main .block-head h2")]


def published(ago=timedelta(hours=1), **fields):
    made = article(**fields)
    made.published_at = clock.now() - ago
    database.session.commit()
    return made


def ahead(hours):
    return clock.now() + timedelta(hours=hours)


# Somebody new


def test_somebody_new_is_asked_what_brings_them_here(client, db):
    client.sign_in(person(name="Anna Bell"))

    page = client.get("/")

    assert page.h1.text == "Hello, Anna Bell"
    assert page.select_one(".first-run h2").text == "Two minutes to begin"
    assert len(page.select(".first-run input[type=radio]")) == 4
    assert len(page.select(".first-run input[type=text], .first-run textarea")) == 3
    assert len(page.select("main .btn-primary, main .btn-on-brand")) == 1


def test_the_first_run_keeps_the_fields_and_leads_to_a_programme_that_fits(client, db):
    mentoring = programme(formats=[Format.MENTORING.value])
    academy_only = programme(formats=[Format.ACADEMY.value])
    someone = person()
    client.sign_in(someone)

    page = client.submit(
        "/", form=".first-run form", way="teach", wants="SQL, 谈判", teaches="Calm meetings"
    )

    db.refresh(someone)
    assert {row.skill.name for row in skills_of(someone, Direction.WANTS)} == {"SQL", "谈判"}
    assert [row.skill.name for row in skills_of(someone, Direction.TEACHES)] == ["Calm meetings"]
    assert page.select_one("a")["href"] == f"/programmes/{mentoring.id}", (
        "what one gains comes first"
    )
    assert academy_only.roles != mentoring.roles


@pytest.mark.parametrize(
    ("way", "place"),
    [
        ("learn", "/academy/experts"),
        ("teach", "/academy/start"),
        ("arrive", "/buddies"),
        ("read", "/academy"),
    ],
)
def test_without_a_programme_each_way_has_a_place_to_begin(client, db, way, place):
    client.sign_in(person())

    answer = client.open("/welcome", method="POST", data=client.token() | {"way": way})

    assert answer.headers["Location"] == place


def test_what_is_known_already_is_kept_with_its_level(client, db):
    someone = person(ask_me_about="Soup", story="Hello")
    person_skill(someone, skill("SQL"), Direction.TEACHES, 4)
    client.sign_in(someone)

    client.submit("/", form=".first-run form", way="read")

    db.refresh(someone)
    assert [(row.skill.name, row.level) for row in someone.skills] == [("SQL", 4)]
    assert (someone.ask_me_about, someone.story) == ("Soup", "Hello")


def test_a_mistake_keeps_what_was_typed(client, db):
    client.sign_in(person())

    page = client.submit("/", 422, form=".first-run form", teaches="x" * 81, wants="Чай")

    assert "at most 80 characters" in page.text
    assert "Choose one" in page.text
    assert page.select_one("#wants")["value"] == "Чай"


def test_the_first_run_can_be_left_for_later(client, db):
    client.sign_in(person())

    client.submit("/", form="#first-run-later")

    assert not client.get("/").select(".first-run")


def test_the_first_run_is_met_once(client, db):
    client.sign_in(person())

    client.submit("/", form=".first-run form", way="read")

    assert not client.get("/").select(".first-run")


def test_what_everybody_is_to_read_does_not_take_the_first_run_away(client, db):
    today = clock.now().date()
    required = published(title="Fire drill")
    require_reading(required, Readers(Audience.EVERYBODY), today, person(), clock.now())
    client.sign_in(person())

    page = client.get("/")

    assert page.select_one(".first-run")
    assert blocks(page) == ["Waiting for me"], "what is to be read is not offered as news as well"


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MODERATOR, Role.PROGRAMME_LEAD, Role.AUDITOR])
def test_those_who_run_the_place_are_not_asked(client, db, role):
    client.sign_in(person(role))

    assert not client.get("/").select(".first-run")


# The next act


def test_a_match_to_answer_comes_first(client, db):
    where = programme()
    proposed = match(where)
    client.sign_in(proposed.mentee)

    page = client.get("/")

    assert first_act(page) == f"A match for you: {proposed.mentor.name} would be your mentor"
    assert where.name in page.select_one(".next-act").text


def test_a_session_within_a_day_comes_before_anything_else(client, db):
    pair = pairing()
    booking(within=pair, starts_at=ahead(3))
    match(mentor_id=pair.mentor_id)
    client.sign_in(pair.mentor)

    page = client.get("/")

    assert first_act(page) == f"Session with {pair.mentee.name}"
    assert "Room 7" in page.select_one(".next-act").text
    assert "would be your mentee" in page.select_one("main .block").text


def test_a_later_session_stands_in_my_week(client, db):
    pair = pairing()
    booking(within=pair, starts_at=ahead(60))
    booking(mentee=pair.mentee, starts_at=ahead(24 * 9))
    client.sign_in(pair.mentee)

    page = client.get("/")

    assert "My week" in blocks(page)
    assert page.text.count("Session with") == 1


def test_a_mentee_without_a_date_is_led_to_book(client, db):
    pair = pairing()
    client.sign_in(pair.mentee)

    assert first_act(client.get("/")) == f"Book your next session with {pair.mentor.name}"


def test_a_mentor_without_free_times_is_led_to_offer_some(client, db):
    pair = pairing()
    client.sign_in(pair.mentor)

    assert first_act(client.get("/")) == "Offer your mentees some times"

    slot(pair.mentor, starts_at=ahead(48))
    assert not client.get("/").select(".next-act")


def test_a_mentee_nobody_was_found_for_yet_can_look_themselves(client, db):
    client.sign_in(mentee_in(programme()).person)

    assert first_act(client.get("/")) == "Find your mentor"


def test_a_newcomer_sees_the_next_item_and_how_far_the_plan_is(client, db):
    where = programme()
    made = plan(where, newcomer(clock.now().date()))
    buddy = volunteer(where, name="Bo Berg")
    buddy_pairing(made, buddy)
    client.sign_in(made.newcomer)

    page = client.get("/")

    assert "first ninety days" in page.select_one(".next-act").text or "day" in first_act(page)
    aside = page.select_one(".page-aside")
    assert "Bo Berg" in aside.text
    assert aside.select_one("progress")["max"] == str(len(made.items))


def test_a_buddy_is_asked_and_told_when_the_newcomer_starts(client, db):
    where = programme()
    buddy = volunteer(where)
    asked = plan(where, newcomer(clock.now().date() + timedelta(days=20), name="Li Na"))
    buddy_pairing(asked, buddy, PairingState.ASKED)
    client.sign_in(buddy)
    assert first_act(client.get("/")) == "Will you be the buddy of Li Na?"

    soon = plan(where, newcomer(clock.now().date() + timedelta(days=3), name="Ivan Bo"))
    buddy_pairing(soon, buddy)

    assert "Ivan Bo starts on" in client.get("/").text


def test_a_manager_sees_what_is_theirs_on_the_plan(client, db):
    boss = person()
    plan(who=newcomer(clock.now().date(), manager_id=boss.id, name="Li Na"))
    client.sign_in(boss)

    assert "You are the manager of Li Na." in client.get("/").text


def test_a_reviewer_is_asked_until_they_have_sent(client, db):
    about = reviewee(cycle(state=CycleState.COLLECTING))
    asked = assignment(about)
    client.sign_in(asked.reviewer)
    assert first_act(client.get("/")) == f"Write a review for {about.person.name}"

    asked.is_sent = True
    db.commit()

    assert "Write a review" not in client.get("/").text


def test_a_text_that_came_back_waits_for_its_author(client, db):
    where = topic()
    expert = topic_expert(person(name="Eva Holm"), where).person
    text = article(title="Brewing", state=ArticleState.IN_REVIEW, topic_id=where.id)
    client.sign_in(expert)
    assert first_act(client.get("/")) == "1 text waits for your word"

    hand_back(text, expert, text.newest_id, "Shorter, please.", clock.now())
    db.commit()
    client.sign_in(text.author)

    page = client.get("/")
    assert first_act(page) == "“Brewing” came back to you"
    assert "Eva Holm" in page.select_one(".next-act").text


def test_a_lead_sees_what_the_programmes_need(client, db):
    lead = programme_lead()
    where = programme(lead, name="Growing")
    enrolment(where, person(), EnrolmentRole.MENTOR, state=EnrolmentState.APPLIED)
    topic_request(where, person(), votes=5)
    client.sign_in(lead)

    page = client.get("/")

    assert first_act(page) == "1 person asks to join"
    assert "1 wanted topic has no expert" in page.text
    assert "What your programmes need" in blocks(page)


def test_a_moderator_sees_every_submission(client, db):
    article(state=ArticleState.IN_REVIEW)
    client.sign_in(moderator())

    assert first_act(client.get("/")) == "1 text waits for your word"


def test_an_administrator_alone_is_led_to_the_import(client, db):
    client.sign_in(admin())

    assert first_act(client.get("/")) == "Bring in your colleagues"


def test_an_administrator_sees_what_was_given_up(client, db):
    person()
    change = IndexChange(kind="article", object_id=1, version="1", due_at=clock.now())
    change.attempts = MAX_ATTEMPTS
    db.add(change)
    db.commit()
    client.sign_in(admin())

    page = client.get("/")

    assert first_act(page) == "1 message could not be delivered"
    assert "2 people cannot sign in yet" in page.text


# What is new


def test_new_articles_in_ones_languages_are_offered_once(client, db):
    reader = person(Role.MODERATOR)
    wanted = published(title="Fresh bread")
    published(title="Свежий хлеб", language="ru")
    published(title="Old bread", ago=timedelta(days=100))
    published(author=reader, title="My bread")
    client.sign_in(reader)

    page = client.get("/")

    assert first_act(page) == "Fresh bread"
    assert [one.text for one in page.select("main .card-title")] == ["Fresh bread"]

    note_view(wanted, reader, clock.now())
    db.commit()
    assert "Fresh bread" not in client.get("/").text


def test_a_person_with_nothing_is_told_so_kindly(client, db):
    client.sign_in(person(Role.MODERATOR))

    page = client.get("/")

    assert page.select_one(".empty-title").text == "Nothing waits for you"
    assert blocks(page) == []


def test_a_busy_person_has_at_most_seven_blocks_and_twelve_queries(client, db, count_queries):
    lead = programme_lead(started_on=clock.now().date())
    where = programme(lead)
    enrolment(where, person(), EnrolmentRole.MENTOR, state=EnrolmentState.APPLIED)
    made = plan(where, lead)
    buddy_pairing(made, volunteer(where))
    for hours in (3, 30, 50):
        booking(within=pairing(mentor=lead), starts_at=ahead(hours))
    for _ in range(5):
        match(mentor_id=lead.id)
        assignment(reviewee(cycle(state=CycleState.COLLECTING)), by=lead)
        published()
    client.sign_in(lead)
    count_queries.clear()

    page = client.get("/")

    assert len(count_queries) <= 12, "\n".join(count_queries)
    assert len(page.select(BLOCKS)) <= 7


def test_an_auditor_gets_a_quiet_page(client, db):
    programme()
    client.sign_in(person(Role.AUDITOR))

    page = client.get("/")

    assert not page.select(".page-aside")
    assert not page.select(".first-run")
    assert page.select_one('.next-act a[href="/metrics"]')
