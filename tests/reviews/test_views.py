"""The pages: they save, explain, refuse, lose nothing typed, and ask the database little."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from learning import clock
from learning.anonymity.models import Envelope
from learning.programmes.models import EnrolmentRole, Format
from learning.reviews.models import CycleState, ReviewCycle
from learning.reviews.rules import LEAD_WAITS
from tests.factories.people import NOON, person, programme_lead
from tests.factories.programmes import enrolment, programme
from tests.factories.reviews import assignment, collecting, cycle, released, reviewee, write

FIVE = [([3, 4], "one"), ([4, 4], "two"), ([2, 3], "three"), ([4, 5], "four"), ([3, 4], "five")]


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


def levels(about, *given: int) -> dict[str, str]:
    keys = [f"rating_{one.id}" for one in about.cycle.criteria]
    return {key: str(level) for key, level in zip(keys, given, strict=True)}


def comment(about, position: int) -> str:
    return f"comment_{about.cycle.criteria[position].id}"


def sealed(db) -> int:
    return db.scalar(select(func.count()).select_from(Envelope))


@pytest.fixture
def about(db):
    return collecting(6)


@pytest.fixture
def asked(about, client):
    """What the signed-in visitor is asked to write."""
    found = about.asked()[0]
    client.sign_in(found.reviewer)
    return found


def test_a_lead_prepares_a_cycle_and_starts_it(client, db):
    lead, colleague = programme_lead(), person()
    where = programme(lead)
    enrolment(where, colleague, EnrolmentRole.PARTICIPANT)
    client.sign_in(lead)

    client.submit(f"/reviews/programmes/{where.id}/cycles/create", title="Весна 春")
    made = db.scalars(select(ReviewCycle)).one()
    client.submit(f"/reviews/cycles/{made.id}/edit", k="6")
    client.submit(f"/reviews/cycles/{made.id}/rubric")
    client.submit(f"/reviews/cycles/{made.id}/people", people=[str(colleague.id)])
    client.submit(f"/reviews/cycles/{made.id}")
    db.expire_all()

    assert (made.title, made.k, made.state) == ("Весна 春", 6, CycleState.NOMINATING)
    assert made.criteria[0].name == "Listening"
    assert [one.person_id for one in made.reviewees] == [colleague.id]


@pytest.mark.parametrize("k", ["4", "0", "-1", "five"])
def test_the_threshold_is_never_below_five(client, db, k):
    lead = programme_lead()
    where = programme(lead)
    client.sign_in(lead)

    page = client.submit(
        f"/reviews/programmes/{where.id}/cycles/create", status=422, title="Spring", k=k
    )

    assert page.select_one("#k-error")
    assert page.select_one("#title")["value"] == "Spring"
    assert db.scalars(select(ReviewCycle)).all() == []


def test_a_programme_without_reviews_has_no_cycle(client):
    lead = programme_lead()
    where = programme(lead, formats=[Format.MENTORING.value])
    client.sign_in(lead)

    client.get(f"/reviews/programmes/{where.id}/cycles/create", status=404)


def test_half_a_criterion_is_explained_and_kept(client):
    draft = cycle()
    client.sign_in(draft.programme.leads[0].person)

    page = client.submit(
        f"/reviews/cycles/{draft.id}/rubric", status=422, **{"lines-0-level_3": ""}
    )

    assert page.select_one("#lines-0-level_3-error")
    assert page.select_one("#lines-0-name")["value"] == "Listening"


def test_an_emptied_criterion_is_gone(client, db):
    draft = cycle()
    client.sign_in(draft.programme.leads[0].person)
    empty = {f"lines-0-level_{n}": "" for n in range(1, 6)}

    client.submit(f"/reviews/cycles/{draft.id}/rubric", **{"lines-0-name": "", **empty})
    db.expire_all()

    assert [one.name for one in draft.criteria] == ["Sharing"]


def test_rules_of_a_cycle_that_has_begun_say_why_they_stay(client):
    begun = cycle(state=CycleState.COLLECTING)
    client.sign_in(begun.programme.leads[0].person)

    page = client.get(f"/reviews/cycles/{begun.id}/rubric", status=409)

    assert "its rules stay" in page.text


def test_a_person_proposes_by_name_and_address(client, db):
    about = reviewee(cycle(state=CycleState.NOMINATING))
    people = [person(name=f"Colleague {n}") for n in range(5)] + [person(name="Иван Петров")]
    lines = "\n".join([*(one.email for one in people[:5]), "иван петров"])
    client.sign_in(about.person)

    client.submit(f"/reviews/reviewees/{about.id}/nominate", others=lines)
    db.expire_all()

    assert {one.reviewer_id for one in about.assignments} == {one.id for one in people}


def test_a_name_nobody_has_is_explained_and_kept(client):
    about = reviewee(cycle(state=CycleState.NOMINATING))
    client.sign_in(about.person)

    page = client.submit(
        f"/reviews/reviewees/{about.id}/nominate", status=422, others="Nobody Atall"
    )

    assert "“Nobody Atall”" in page.select_one("#others-error").text
    assert "Nobody Atall" in page.select_one("#others").text


def test_too_few_proposals_are_refused_above_the_form(client):
    about = reviewee(cycle(state=CycleState.NOMINATING))
    client.sign_in(about.person)

    page = client.submit(
        f"/reviews/reviewees/{about.id}/nominate", status=409, others=person().email
    )

    assert "Propose 6 to 8" in page.select_one("[role=alert]").text


def test_the_lead_chooses_reviewers_and_asks_them_to_write(client, db):
    about = reviewee(cycle(state=CycleState.APPROVING))
    client.sign_in(about.cycle.programme.leads[0].person)
    lines = "\n".join(person().email for _ in range(5))

    client.submit(f"/reviews/reviewees/{about.id}/assign", others=lines)
    client.submit(f"/reviews/cycles/{about.cycle_id}")
    db.expire_all()

    assert about.cycle.state is CycleState.COLLECTING
    assert len(about.asked()) == 5


def test_a_review_is_sent_and_its_receipt_shown_once(client, db, asked, about):
    client.submit(
        f"/reviews/assignments/{asked.id}/write",
        **levels(about, 3, 0),
        strengths="Ты терпелив. 你很有耐心。 “It's” <b>fine</b> 🙂",
    )

    assert sealed(db) == 1
    receipt = client.get("/reviews/sent").select_one("#receipt")["value"]
    assert client.get("/reviews/sent").select_one("#receipt") is None
    client.submit(f"/reviews/assignments/{asked.id}/take-back", receipt=receipt)
    assert sealed(db) == 0


def test_a_double_click_sends_one_review(client, db, asked, about):
    url = f"/reviews/assignments/{asked.id}/write"
    token = client.get(url).select_one("#token")["value"]
    typed = {"token": token, "strengths": "Thank you.", **levels(about, 3, 4)}

    client.post(url, **typed)
    client.post(url, **typed)

    assert sealed(db) == 1


def test_a_second_form_is_refused_and_keeps_what_was_typed(client, db, asked, about):
    url = f"/reviews/assignments/{asked.id}/write"
    token = client.get(url).select_one("#token")["value"]
    client.submit(url, **levels(about, 3, 4))

    page = client.post(url, status=409, token=token, strengths="Once more.", **levels(about, 3, 4))

    assert "already" in page.select_one("[role=alert]").text
    assert "Once more." in page.select_one("#strengths").text
    assert sealed(db) == 1


def test_opening_the_form_again_says_that_it_is_sent(client, asked, about):
    url = f"/reviews/assignments/{asked.id}/write"
    client.submit(url, **levels(about, 3, 4))

    assert "You have sent this review" in client.get(url).text


@pytest.mark.parametrize("level", [1, 5])
def test_both_ends_of_the_scale_need_an_example(client, db, asked, about, level):
    url = f"/reviews/assignments/{asked.id}/write"

    page = client.submit(url, status=422, strengths="Kept.", **levels(about, level, 3))

    assert page.select_one(f"#{comment(about, 0)}-error")
    assert "Kept." in page.select_one("#strengths").text
    assert sealed(db) == 0
    client.submit(url, **levels(about, level, 3), **{comment(about, 0): "I saw it often."})
    assert sealed(db) == 1


def test_an_empty_review_is_refused(client, db, asked, about):
    page = client.submit(
        f"/reviews/assignments/{asked.id}/write", status=409, **levels(about, 0, 0)
    )

    assert "decline with a reason" in page.select_one("[role=alert]").text
    assert sealed(db) == 0


def test_a_line_without_a_level_is_explained(client, db, asked):
    page = client.submit(f"/reviews/assignments/{asked.id}/write", status=422)

    assert len(page.select(".field-errors")) == 2
    assert sealed(db) == 0


def test_the_warning_before_sending_does_not_tell_who_else_is_asked(client, asked, about):
    stranger = person(name="Zacharias Quill")
    [other] = [one.reviewer for one in about.asked() if one.id != asked.id][:1]
    other.name = "Ottilie Quill"
    typed = {"strengths": "Ottilie and Zacharias say so.", **levels(about, 3, 3)}

    page = client.submit(f"/reviews/assignments/{asked.id}/write", status=422, **typed)

    warned = page.select_one(".note-warn").text
    assert all(one.name.split()[0] in warned for one in (other, stranger))


def test_a_text_that_names_a_day_is_pointed_at_before_it_is_sent(client, db, asked, about):
    url = f"/reviews/assignments/{asked.id}/write"
    typed = {"strengths": "On 12.03. you helped me.", **levels(about, 3, 3)}

    page = client.submit(url, status=422, **typed)

    assert "12.03" in page.select_one(".note-warn").text
    assert sealed(db) == 0
    token = page.select_one("#token")["value"]
    client.post(url, token=token, confirmed="y", **typed)
    assert sealed(db) == 1


def test_ten_thousand_characters_go_through_unharmed(client, db, asked, about):
    long = ("Спасибо, 谢谢 — “really” 🙂 " * 500)[:9_999] + "."
    client.submit(f"/reviews/assignments/{asked.id}/write", strengths=long, **levels(about, 3, 3))

    for other in about.asked()[1:5]:
        write(other, [3, 4], "words")
    released(about, [])
    client.sign_in(about.person)

    assert long in client.get(f"/reviews/reviewees/{about.id}/result").text


def test_a_longer_text_is_explained_and_kept(client, db, asked, about):
    page = client.submit(
        f"/reviews/assignments/{asked.id}/write",
        status=422,
        strengths="x" * 10_001,
        **levels(about, 3, 3),
    )

    assert page.select_one("#strengths-error")
    assert len(page.select_one("#strengths").text.strip()) == 10_001


@pytest.mark.parametrize("token", ["", "short", "x" * 44, "é" * 43])
def test_a_form_with_a_broken_token_is_refused(client, db, asked, about, token):
    client.submit(
        f"/reviews/assignments/{asked.id}/write",
        status=422,
        token=token,
        strengths="words",
        **levels(about, 3, 3),
    )

    assert sealed(db) == 0


def test_the_form_says_who_will_see_what(client, asked, about):
    page = client.get(f"/reviews/assignments/{asked.id}/write")

    for field in page.select("main fieldset, main .field:has(textarea)"):
        assert "reads" in field.text or "As above" in field.text
    assert "names, dates and events" in page.text


def test_with_too_few_eligible_writers_the_form_says_not_anonymous_here(client):
    about = collecting(4)
    client.sign_in(about.asked()[0].reviewer)

    page = client.get(f"/reviews/assignments/{about.asked()[0].id}/write")

    assert "Not anonymous here" in page.text
    assert page.select("main form") == []


def test_declining_needs_a_reason_that_the_lead_reads(client, asked, about):
    url = f"/reviews/assignments/{asked.id}/decline"

    client.submit(url, status=422, reason="")
    client.submit(url, reason="I see too little of the work.")

    client.get(f"/reviews/assignments/{asked.id}/write", status=404)
    client.sign_in(about.cycle.programme.leads[0].person)
    page = client.get(f"/reviews/reviewees/{about.id}/assign")
    assert "I see too little of the work." in page.text


def test_the_result_shows_means_and_texts_beside_ones_own_view(client, about):
    client.sign_in(about.person)
    client.submit(f"/reviews/reviewees/{about.id}/assess-self", **levels(about, 2, 0))
    released(about, FIVE)

    page = client.get(f"/reviews/reviewees/{about.id}/result")

    row = [cell.text.split() for cell in page.select("tbody tr")[0].select("td")]
    assert row[0] == ["about", "3"]
    assert row[1] == ["2"]
    assert page.select("tbody tr")[1].select("td")[1].text.strip() == "–"
    assert {one.text for one in page.select(".said-of-me li")} == {text for _, text in FIVE}


def test_what_comes_next_is_ones_own_view_and_then_the_result_while_it_is_news(client, db, about):
    def next_act():
        return " ".join(one.text for one in client.get("/reviews").select(".next-act-title"))

    client.sign_in(about.person)
    assert next_act() == "How do you see your own work?"
    client.submit(f"/reviews/reviewees/{about.id}/assess-self", **levels(about, 2, 0))
    assert next_act() == ""

    released(about, FIVE)
    assert "is there" in next_act()
    about.cycle.released_on = clock.now().date() - timedelta(days=15)
    db.commit()
    assert next_act() == ""


def test_a_plan_is_kept_beside_the_result(client, about):
    released(about, FIVE)
    client.sign_in(about.person)

    client.submit(f"/reviews/reviewees/{about.id}/plan", change="Ask before I answer.")

    assert "Ask before I answer." in client.get(f"/reviews/reviewees/{about.id}/result").text


def test_the_lead_waits_a_week_for_the_whole(client, monkeypatch):
    lead = programme_lead()
    about = released(collecting(5, lead), FIVE)
    url = f"/reviews/cycles/{about.cycle_id}/summary"
    client.sign_in(lead)

    assert "The people reviewed come first" in client.get(url).text
    monkeypatch.setattr(clock, "now", lambda: NOON + LEAD_WAITS)
    client.sign_in(lead)
    page = client.get(url)

    assert "75–100 %" in page.text
    assert "Too few people have a result" in page.text


def test_the_whole_of_five_people_is_figures_alone(client, monkeypatch):
    lead = programme_lead()
    first = collecting(5, lead)
    people = [first, *(reviewee(first.cycle) for _ in range(4))]
    for one in people[1:]:
        for _number in range(5):
            assignment(one)
    for one in people[1:]:
        for asked, (given, words) in zip(one.asked(), FIVE, strict=True):
            write(asked, given, f"canary {words}")
    released(first, FIVE)
    monkeypatch.setattr(clock, "now", lambda: NOON + LEAD_WAITS)
    client.sign_in(lead)

    page = client.get(f"/reviews/cycles/{first.cycle_id}/summary")

    row = [" ".join(cell.text.split()) for cell in page.select("tbody tr")[0].select("td")]
    assert row == ["about 3", "20+", "3 and 4"]
    assert "canary" not in page.text
    assert not [one for one in people if one.person.name in page.text]


def test_a_lead_walks_a_cycle_to_its_end(client, db):
    lead = programme_lead()
    about = collecting(5, lead)
    client.sign_in(lead)

    for state in (CycleState.CLOSED, CycleState.RELEASED):
        client.submit(f"/reviews/cycles/{about.cycle_id}")
        db.expire_all()
        assert about.cycle.state is state
    client.submit(f"/reviews/cycles/{about.cycle_id}", form="aside form[method=post]")
    db.expire_all()
    assert about.cycle.state is CycleState.DISCUSSED


def test_a_step_taken_twice_is_explained(client, about):
    client.sign_in(about.cycle.programme.leads[0].person)

    page = client.post(f"/reviews/cycles/{about.cycle_id}/start-approving", status=409)

    assert "stands at" in page.text


def test_stepping_out_takes_the_cycle_off_the_page(client):
    about = reviewee(cycle(state=CycleState.NOMINATING))
    client.sign_in(about.person)

    client.post(f"/reviews/reviewees/{about.id}/leave")

    assert about.cycle.title not in client.get("/reviews").text


def test_a_draft_is_nobody_s_news(client):
    about = reviewee(cycle())
    client.sign_in(about.person)

    assert about.cycle.title not in client.get("/reviews").text
    client.get(f"/reviews/reviewees/{about.id}/nominate", status=404)


def test_with_nothing_to_do_the_page_says_what_belongs_here(client):
    client.sign_in(person())

    page = client.get("/reviews")

    assert "Nobody asks for your view just now" in page.select_one(".empty").text


def test_the_start_page_asks_a_constant_number_of_queries(client, count_queries):
    me = person()

    def queries() -> int:
        client.sign_in(me)
        count_queries.clear()
        client.get("/reviews")
        return len(count_queries)

    for _number in range(2):
        assignment(collecting(5), me)
        reviewee(cycle(state=CycleState.NOMINATING), me)
    few = queries()
    for _number in range(3):
        assignment(collecting(5), me)
        reviewee(cycle(state=CycleState.NOMINATING), me)

    assert queries() == few


def test_a_cycle_s_page_asks_a_constant_number_of_queries(client, count_queries):
    lead = programme_lead()
    about = collecting(5, lead)

    def queries() -> int:
        client.sign_in(lead)
        count_queries.clear()
        client.get(f"/reviews/cycles/{about.cycle_id}")
        return len(count_queries)

    few = queries()
    for _number in range(4):
        other = reviewee(about.cycle)
        assignment(other)

    assert queries() == few
