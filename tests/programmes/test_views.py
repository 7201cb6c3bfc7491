"""The pages: they save, explain, refuse, and ask the database little."""

import pytest
from sqlalchemy import select

from learning.programmes.models import (
    Enrolment,
    EnrolmentRole,
    EnrolmentState,
    Invitation,
    Programme,
    ProgrammeState,
    TopicRequest,
)
from tests.factories.people import admin, department, person, programme_lead
from tests.factories.programmes import enrolment, invitation, programme, question, topic_request

LONG = "Zum 学习 «учиться» \"quoted\" 'single' 🎓 <b>&amp;"
MENTEE = EnrolmentRole.MENTEE


def text(page):
    return " ".join(page.select_one("main").text.split())


@pytest.fixture
def lead(client, db):
    signed_in = programme_lead()
    client.sign_in(signed_in)
    return signed_in


def test_an_empty_catalogue_says_what_belongs_there(client):
    client.sign_in(person())

    page = client.get("/programmes")

    assert "No programme is on just now" in text(page)
    assert page.select_one(".empty a.btn-primary")


def test_the_catalogue_shows_what_is_open_for_me_first_then_mine(client):
    open_one, mine = programme(name="Open one"), programme(name="My one")
    drafted = programme(state="draft", name="Half written")
    programme(state="archived", name="Old one")
    me = person()
    enrolment(mine, me, MENTEE)
    client.sign_in(me)

    page = client.get("/programmes")

    sections = {
        block.select_one("h2").text: [card.text for card in block.select(".card-title")]
        for block in page.select(".block")
    }
    assert list(sections) == ["Open for you", "Yours", "Other programmes"]
    assert sections["Other programmes"] == []  # nothing stands twice on the page
    assert sections["Open for you"] == [open_one.name]
    assert sections["Yours"] == [mine.name]
    assert drafted.name not in page.text
    assert "Old one" in client.get("/programmes?show=archived").text


def test_the_catalogue_asks_a_constant_number_of_queries(client, count_queries):
    me = person()
    client.sign_in(me)
    for _ in range(2):
        programme()
        enrolment(programme(), me, MENTEE)
    count_queries.clear()
    client.get("/programmes")
    few = len(count_queries)
    for _ in range(5):
        programme()
        enrolment(programme(), me, MENTEE)
    count_queries.clear()

    client.get("/programmes")

    assert len(count_queries) == few <= 12


def test_the_page_of_a_programme_asks_few_queries(client, lead, count_queries):
    where = programme(lead)
    for _ in range(5):
        enrolment(where, person(), MENTEE, state=EnrolmentState.APPLIED)
        topic_request(where, person(), votes=5)
    address = f"/programmes/{where.id}"
    count_queries.clear()

    page = client.get(address)

    assert "Decide 5 applications" in text(page)
    assert "5 need an expert" in text(page)
    assert len(count_queries) <= 12


def test_five_steps_lead_from_a_template_to_an_open_programme(client, db, lead):
    client.submit("/programmes/create", name=LONG, goal="adaptation")
    made = db.scalars(select(Programme)).one()
    assert made.name == LONG
    for step in ("goal", "formats", "benefits", "audience", "targets"):
        client.submit(f"/programmes/{made.id}/edit/{step}")
    page = client.get(f"/programmes/{made.id}/edit/targets")
    assert made.one_line in page.select_one(".preview").text

    client.submit(f"/programmes/{made.id}", form="form[action$='/open']")

    db.refresh(made)
    assert made.state is ProgrammeState.OPEN


@pytest.mark.parametrize(
    ("step", "forth", "back"),
    [
        ("goal", "edit/formats", ""),
        ("formats", "edit/benefits", "edit/goal"),
        ("benefits", "edit/audience", "edit/formats"),
        ("audience", "edit/targets", "edit/benefits"),
        ("targets", "", "edit/audience"),
    ],
)
def test_back_keeps_everything_too(client, lead, step, forth, back):
    draft = programme(lead, state="draft")
    base = f"/programmes/{draft.id}"
    page = client.get(f"{base}/edit/{step}")
    assert page.select_one("input[type=submit][name=forward]")

    for button, target in (("forward", forth), ("back", back)):
        fields = dict(client_fields(client, f"{base}/edit/{step}"), **{button: "1"})
        answer = client.open(f"{base}/edit/{step}", method="POST", data=fields)
        assert answer.headers["Location"] == f"{base}/{target}".rstrip("/")


def client_fields(client, url):
    from tests.client import filled  # noqa: PLC0415

    return filled(client.get(url).select_one("main form[method=post]"))


def test_what_was_typed_survives_a_step_back(client, db, lead):
    draft = programme(lead, state="draft")

    client.submit(f"/programmes/{draft.id}/edit/benefits", back="1", one_line="A line")

    db.refresh(draft)
    assert draft.one_line == "A line"


def test_a_line_of_91_characters_is_refused_and_not_lost(client, db, lead):
    draft = programme(lead, state="draft", one_line="before")

    page = client.submit(
        f"/programmes/{draft.id}/edit/benefits", status=422, one_line="x" * 91, giver_benefit=LONG
    )

    assert "90 characters" in page.select_one(".refusal").text
    assert page.select_one("#one_line")["value"] == "x" * 91
    assert LONG in page.select_one("#giver_benefit").text
    db.refresh(draft)
    assert draft.one_line == "before"


def test_ten_thousand_characters_go_through_unharmed(client, db, lead):
    draft = programme(lead, state="draft")
    long = (LONG * 300)[:9_999] + "!"

    client.submit(f"/programmes/{draft.id}/edit/goal", goal_text=long)
    db.refresh(draft)
    assert draft.goal_text == long
    client.submit(f"/programmes/{draft.id}/edit/goal", status=422, goal_text=long + "!")


def test_a_last_day_before_the_first_is_refused(client, lead):
    draft = programme(lead, state="draft")

    page = client.submit(
        f"/programmes/{draft.id}/edit/formats",
        status=422,
        starts_on="2030-02-01",
        ends_on="2030-01-01",
    )

    assert "before the first" in page.select_one(".refusal").text


def test_the_fourth_step_saves_audience_seats_and_questions(client, db, lead):
    design = department(name="Design")
    person(department_id=design.id, location="Berlin")
    person(location="Moscow")
    draft = programme(lead, state="draft")

    client.submit(
        f"/programmes/{draft.id}/edit/audience",
        department="Design",
        tenure=["newcomer", "first_year"],
        seats_mentor="12",
        **{"questions-0-text": "Why you?", "questions-0-use": "matching"},
    )

    db.refresh(draft)
    assert draft.audience == {"department": ["Design"], "tenure": ["newcomer", "first_year"]}
    assert draft.seats == {"mentor": 12}
    assert [(one.text, one.use) for one in draft.questions] == [("Why you?", "matching")]
    page = client.get(f"/programmes/{draft.id}/edit/audience")
    assert page.select_one("input[name=department][value=Design]").has_attr("checked")
    assert "0 people are invited" in text(page)
    count = client.open(f"/programmes/{draft.id}/audience-count?location=Moscow")
    assert "1 person is invited" in count.text


def test_a_target_needs_numbers_and_a_date(client, lead):
    draft = programme(lead, state="draft")

    page = client.submit(
        f"/programmes/{draft.id}/edit/targets", status=422, **{"targets-1-measure": "nps"}
    )

    assert "A measure needs where it is now" in page.text


def test_a_measure_stands_once(client, lead):
    draft = programme(lead, state="draft")

    page = client.submit(
        f"/programmes/{draft.id}/edit/targets",
        status=422,
        **{
            "targets-1-measure": "people_involved",
            "targets-1-baseline": "1",
            "targets-1-target": "2",
            "targets-1-due_on": "2031-01-01",
        },
    )

    assert "Choose each measure once." in page.text


@pytest.mark.parametrize("number", ["nan", "inf", "1e300", "abc"])
def test_a_target_that_is_no_number_is_refused(client, lead, number):
    draft = programme(lead, state="draft")

    client.submit(
        f"/programmes/{draft.id}/edit/targets", status=422, **{"targets-0-target": number}
    )


def test_an_open_programme_cannot_lose_its_line(client, db, lead):
    where = programme(lead, goal_text="x", one_line="before")

    page = client.submit(f"/programmes/{where.id}/edit/benefits", status=409, one_line="")

    assert "must stay complete" in page.select_one(".refusal").text
    db.refresh(where)
    assert where.one_line == "before"


def test_a_draft_with_gaps_names_them_and_does_not_open(client, lead):
    draft = programme(lead, state="draft", one_line="", goal_text="x")

    page = client.get(f"/programmes/{draft.id}")
    assert "Write the one line" in text(page)
    assert not page.select("form[action$='/open']")
    assert page.select_one(".page-act a")["href"] == f"/programmes/{draft.id}/edit/benefits"
    client.post(f"/programmes/{draft.id}/open", status=409)


def test_a_wrong_step_answers_409_in_words(client, lead):
    where = programme(lead)

    page = client.post(f"/programmes/{where.id}/archive", status=409)

    assert "the only step from there is" in text(page)


def test_joining_shows_the_benefit_of_each_side(client):
    where = programme(formats=["mentoring"], seats={"mentor": 0, "mentee": 3})
    client.sign_in(person())

    page = client.get(f"/programmes/{where.id}/join")

    cards = {card.h2.text: " ".join(card.text.split()) for card in page.select("article")}
    assert where.giver_benefit in cards["Mentor"]
    assert where.receiver_benefit in cards["Mentee"]
    assert "3 places left" in cards["Mentee"]
    assert "waiting list" in cards["Mentor"]


def test_an_application_says_who_reads_each_answer_and_keeps_it(client, db):
    where = programme(formats=["mentoring"], code_of_conduct="Be kind.")
    matching = question(where, EnrolmentRole.MENTOR, "What can you teach?", "matching")
    lead_only = question(where, EnrolmentRole.MENTOR, "What worries you?", "lead")
    question(where, MENTEE, "Not for mentors?")
    me = person()
    client.sign_in(me)
    address = f"/programmes/{where.id}/join/mentor"

    page = client.get(address)
    assert "The leads read it too" in page.select_one(f"#question_{matching.id}-hint").text
    assert "only the programme’s leads" in page.select_one(f"#question_{lead_only.id}-hint").text
    assert "Not for mentors?" not in page.text
    client.submit(address, status=422, **{f"question_{matching.id}": LONG})
    client.submit(address, agrees="y", capacity="2", **{f"question_{matching.id}": LONG})

    made = db.scalars(select(Enrolment)).one()
    assert (made.state, made.capacity, made.code_version) == (EnrolmentState.APPLIED, 2, 1)
    assert made.answers == {str(matching.id): LONG}


def test_a_code_that_changed_while_reading_is_read_once_more(client, db):
    where = programme(formats=["coffee"], code_of_conduct="Be kind.", code_version=2)
    client.sign_in(person())
    address = f"/programmes/{where.id}/join/participant"

    page = client.submit(address, status=409, agrees="y", code_version="1")

    assert "has changed" in page.select_one(".refusal").text
    assert page.select_one("#code_version")["value"] == "2"


def test_a_mentor_s_limit_is_the_programme_s(client):
    where = programme(formats=["mentoring"], mentor_capacity=2)
    client.sign_in(person())

    page = client.submit(f"/programmes/{where.id}/join/mentor", status=422, capacity="3")

    assert "from 1 to 2" in page.select_one(".refusal").text


def test_a_role_nobody_offers_has_no_page(client):
    where = programme(formats=["coffee"])
    client.sign_in(person())

    client.get(f"/programmes/{where.id}/join/mentor", status=404)
    client.get(f"/programmes/{where.id}/join/emperor", status=404)


def test_the_lead_works_down_the_queue(client, db, lead):
    where = programme(lead)
    ask = question(where, MENTEE, "Why?")
    first, second, third = (
        enrolment(
            where,
            person(),
            MENTEE,
            state=EnrolmentState.APPLIED,
            answers={str(ask.id): "Because."},
        )
        for _ in range(3)
    )
    address = f"/programmes/{where.id}/enrolments"
    rows = client.get(address).select(".rows > li")
    assert [row["id"] for row in rows] == [f"enrolment-{one.id}" for one in (first, second, third)]
    assert "Because." in rows[0].text

    client.submit(address, form=f"#enrolment-{first.id} form")
    assert client.get(f"{address}?queue=in").select_one(f'a[href="mailto:{first.person.email}"]')
    client.submit(f"/programmes/enrolments/{second.id}/decline", words="In spring")
    client.submit(f"/programmes/enrolments/{first.id}/remove", status=422, words="")
    client.submit(f"/programmes/enrolments/{first.id}/remove", words="Moved on")

    for one in (first, second, third):
        db.refresh(one)
    assert [one.state.value for one in (first, second, third)] == ["removed", "declined", "applied"]
    assert len(client.get(f"{address}?queue=gone").select(".rows > li")) == 2


def test_the_queue_asks_a_constant_number_of_queries(client, lead, count_queries):
    where = programme(lead)
    for _ in range(12):
        enrolment(where, person(), MENTEE, state=EnrolmentState.APPLIED)
    address = f"/programmes/{where.id}/enrolments"
    count_queries.clear()

    client.get(address)

    assert len(count_queries) <= 12


def test_an_application_is_invisible_to_strangers_and_other_leads(client):
    where = programme()
    asked = enrolment(where, person(), MENTEE, state=EnrolmentState.APPLIED)

    for who in (person(), programme_lead(), admin()):
        client.sign_in(who)
        client.get(f"/programmes/{where.id}/enrolments", status=403)
        client.get(f"/programmes/enrolments/{asked.id}/decline", status=404)
        client.post(f"/programmes/enrolments/{asked.id}/approve", status=404)


def test_nobody_approves_their_own_application(client, lead):
    where = programme(lead)
    own = enrolment(where, lead, MENTEE, state=EnrolmentState.APPLIED)

    assert not client.get(f"/programmes/{where.id}/enrolments").select(f"#enrolment-{own.id} form")
    client.post(f"/programmes/enrolments/{own.id}/approve", status=403)


def test_one_sees_what_one_answered(client):
    where, me = programme(), person()
    ask = question(where, MENTEE, "Why?")
    enrolment(where, me, MENTEE, answers={str(ask.id): "Because."})
    client.sign_in(me)

    assert "Because." in text(client.get(f"/programmes/{where.id}/enrolments/own"))


def test_leaving_takes_two_clicks(client, db):
    where, me = programme(), person()
    mine = enrolment(where, me, MENTEE)
    client.sign_in(me)
    [link] = client.get(f"/programmes/{where.id}").select("aside a[href$=withdraw]")

    client.submit(link["href"])

    db.refresh(mine)
    assert (mine.state, mine.leave_reason) == (EnrolmentState.WITHDRAWN, None)


def test_a_reason_comes_from_the_list(client, db):
    me = person()
    mine = enrolment(programme(), me, MENTEE)
    client.sign_in(me)
    address = f"/programmes/enrolments/{mine.id}/withdraw"

    client.submit(address, status=422, reason="my manager Bob")
    client.submit(address, reason="no_time")

    db.refresh(mine)
    assert mine.leave_reason == "no_time"


def test_leave_reasons_never_stand_beside_names(client, lead):
    where = programme(lead)
    enrolment(where, person(), MENTEE, state=EnrolmentState.WITHDRAWN, leave_reason="no_time")

    page = client.get(f"/programmes/{where.id}/enrolments?queue=gone")

    assert "no time" not in text(page)


def test_a_new_code_is_agreed_to_on_a_page_of_its_own(client, db):
    where, me = programme(code_of_conduct="Be kind.", code_version=2), person()
    mine = enrolment(where, me, MENTEE, code_version=1)
    client.sign_in(me)
    [link] = client.get(f"/programmes/{where.id}").select("a[href$=agree]")

    client.submit(link["href"], status=422)
    client.submit(link["href"], agrees="y")

    db.refresh(mine)
    assert mine.code_version == 2


def test_not_for_me_is_one_click(client, db):
    where, me = programme(), person()
    invitation(where, me)
    client.sign_in(me)

    client.submit(f"/programmes/{where.id}", form="form[action$='/invitation/decline']")

    assert db.scalars(select(Invitation)).one().declined_at is not None
    assert not client.get(f"/programmes/{where.id}").select("form[action$='/invitation/decline']")


def test_a_lead_invites_the_audience_and_some_by_list(client, db, lead):
    where = programme(lead, audience={"location": ["Berlin"]})
    person(location="Berlin")
    other = person()
    address = f"/programmes/{where.id}/invitations"

    client.submit(address, form="form[action$='/audience']")
    page = client.submit(
        address,
        form="form.form",
        status=422,
        addresses=f"{other.email.upper()}, nobody@demo.example",
    )

    assert "nobody@demo.example" in page.select_one("#addresses").text
    assert other.email not in page.select_one("#addresses").text.casefold()
    assert len(db.scalars(select(Invitation)).all()) == 2
    client.post(f"{address}/remind")


def test_a_lead_is_named_and_a_refusal_says_whom_to_ask(client, db, lead):
    admin(name="Ada Admin")
    where, other, stranger = programme(lead), programme_lead(), person()
    address = f"/programmes/{where.id}/leads"

    page = client.submit(address, status=409, form="form.form", address=stranger.email)
    assert "Ada Admin" in page.select_one(".refusal").text
    client.post(f"{address}/step-down", status=409)
    client.submit(address, form="form.form", address=other.email)
    client.post(f"{address}/{lead.id}/remove", status=403)
    client.post(f"{address}/step-down")

    db.expire_all()
    assert [one.person_id for one in where.leads] == [other.id]


def test_topics_are_proposed_voted_for_offered_and_planned(client, db, lead):
    where = programme(lead)
    address = f"/programmes/{where.id}/topics"
    client.submit(f"{address}/propose", title=LONG, kind="talk", offer="wish", why="x" * 10_000)
    topic = db.scalars(select(TopicRequest)).one()
    assert topic.title == LONG

    client.submit(address, form="form[action$='/vote']")
    assert client.get(address).select_one("form[action$='/vote'] button")["aria-pressed"] == "true"
    client.submit(address, form="form[action$='/offer']")
    client.submit(address, form="form[action$='/withdraw-offer']")
    client.submit(address, form="form[action$='/plan']")
    client.submit(f"/programmes/topics/{topic.id}/decline", status=422, reason="")
    client.submit(f"/programmes/topics/{topic.id}/decline", reason="Not now")

    assert "Not now" in text(client.get(f"{address}?show=settled"))


def test_the_topic_list_asks_a_constant_number_of_queries(client, lead, count_queries):
    where = programme(lead)
    for _ in range(12):
        topic_request(where, person(), votes=2, expert_id=person().id)
    address = f"/programmes/{where.id}/topics"
    count_queries.clear()

    client.get(address)

    assert len(count_queries) <= 12


def test_nobody_withdraws_another_s_offer(client):
    topic = topic_request(programme(), person(), expert_id=person().id)
    client.sign_in(person())

    client.post(f"/programmes/topics/{topic.id}/withdraw-offer", status=404)


@pytest.mark.parametrize(
    "page",
    ["", "/edit/goal", "/edit/audience", "/edit/targets", "/enrolments", "/invitations", "/leads"],
)
def test_hostile_names_are_shown_as_text(client, lead, page):
    where = programme(lead, name="<script>alert(1)</script>", one_line="<img src=x onerror=1>")

    shown = client.get(f"/programmes/{where.id}{page}")

    assert not shown.select("main script, main img")


def test_pages_of_unknown_programmes_answer_404(client, lead):
    for page in ("", "/join", "/topics", "/leads", "/invitations", "/enrolments", "/edit/goal"):
        client.get(f"/programmes/999999{page}", status=404)
