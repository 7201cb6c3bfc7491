"""The pages: each side sees its part, acts on it, and the database is asked little."""

from datetime import timedelta

import pytest

from learning import clock
from learning.buddies.models import Owner, PairingState
from learning.buddies.rules import TEXTS
from learning.programmes.models import EnrolmentRole
from tests.factories.buddies import buddy_pairing, newcomer, plan, volunteer
from tests.factories.people import person, programme_lead
from tests.factories.programmes import enrolment, programme


@pytest.fixture
def lead(db):
    return programme_lead(name="Vera Lead")


@pytest.fixture
def where(lead):
    return programme(lead)


def test_a_newcomer_opens_the_plan_and_ticks_an_item(client, where):
    made = plan(where)
    client.sign_in(made.newcomer)
    assert client.get("/buddies").select_one("h1").text == "Buddies"
    item = next(one for one in made.items if one.owner is Owner.NEWCOMER)

    client.submit(f"/buddies/plans/{made.id}", form=f"#item-{item.id} form")

    page = client.get(f"/buddies/plans/{made.id}")
    assert "is-done" in page.select_one(f"#item-{item.id}")["class"]


def test_a_newcomer_is_led_to_where_the_next_tasks_are_done(client, where):
    made = plan(where)
    client.sign_in(made.newcomer)

    page = client.get("/buddies")

    lines = page.select(".checklist li")
    assert [line.select_one("small").text.split(" · ")[0] for line in lines] == ["You"] * 3
    assert f"/people/{made.newcomer_id}/edit" in [
        one["href"] for one in page.select(".checklist a")
    ]


def test_a_buddy_is_told_the_next_task_before_opening_the_plan(client, where):
    made = plan(where)
    buddy_pairing(made, buddy := volunteer(where))
    client.sign_in(buddy)
    first = next(one for one in made.items if one.owner is Owner.BUDDY)

    assert str(TEXTS[first.key]) in client.get("/buddies").select_one(".next-act").text


def test_only_one_s_own_tasks_have_a_button(client, where):
    made = plan(where)
    buddy_pairing(made, buddy := volunteer(where))
    client.sign_in(buddy)

    page = client.get(f"/buddies/plans/{made.id}")

    owners = {one.id: one.owner for one in made.items}
    ticked = [int(row["id"].removeprefix("item-")) for row in page.select("li:has(form)[id]")]
    assert {owners[number] for number in ticked} == {Owner.BUDDY}


def test_the_buddy_reads_why_and_says_yes(client, db, where):
    made = plan(where, starts_on=clock.now().date() + timedelta(days=3))
    pairing = buddy_pairing(made, volunteer(where), PairingState.ASKED)
    client.sign_in(pairing.buddy)
    assert "Will you be the buddy" in client.get("/buddies").text

    client.submit(f"/buddies/requests/{pairing.id}")

    assert "A first message to copy" in client.get(f"/buddies/plans/{made.id}").text

    made.starts_on -= timedelta(days=4)
    db.commit()
    assert "A first message to copy" not in client.get(f"/buddies/plans/{made.id}").text


def test_check_in_answers_are_for_the_newcomer_and_the_lead_alone(client, where, lead):
    boss = person()
    made = plan(where, newcomer(manager_id=boss.id))
    buddy = volunteer(where)
    buddy_pairing(made, buddy)
    client.sign_in(made.newcomer)
    client.submit(f"/buddies/check-ins/{made.check_ins[0].id}", mood="yellow", words="Пока странно")

    for reader, sees in ((made.newcomer, True), (lead, True), (buddy, False), (boss, False)):
        client.sign_in(reader)
        assert ("Пока странно" in client.get(f"/buddies/plans/{made.id}").text) is sees


def test_a_red_answer_without_words_keeps_what_was_chosen(client, where):
    made = plan(where)
    client.sign_in(made.newcomer)

    page = client.submit(f"/buddies/check-ins/{made.check_ins[0].id}", status=409, mood="red")

    assert "Say in a few words" in page.select_one("[role=alert]").text
    assert page.select_one("input[value=red]").has_attr("checked")


def test_a_stranger_s_plan_looks_like_none(client, where):
    made = plan(where)
    client.sign_in(person())

    hidden, absent = (client.get(f"/buddies/plans/{n}", 404).main for n in (made.id, 999999))

    assert hidden == absent


def test_the_lead_chooses_a_buddy_with_reasons(client, where, lead):
    made = plan(where)
    helper = volunteer(where, name="Ольга Помощница")
    client.sign_in(lead)
    assert "No buddy yet" in client.get("/buddies/newcomers").text

    page = client.get(f"/buddies/plans/{made.id}/choose-buddy")
    assert "Same place: Berlin." in page.text
    client.submit(f"/buddies/plans/{made.id}/choose-buddy", buddy_id=str(helper.id))

    assert "asked" in client.get("/buddies/newcomers").text


def test_a_late_plan_asks_the_lead_about_missed_tasks(client, where, lead):
    made = plan(where, starts_on=clock.now().date() - timedelta(days=40))
    client.sign_in(lead)
    assert "Decide on missed tasks" in client.get(f"/buddies/plans/{made.id}").text

    client.submit(f"/buddies/plans/{made.id}/missed-items")

    assert "Decide on missed tasks" not in client.get(f"/buddies/plans/{made.id}").text


def test_colleagues_are_shown_how_to_volunteer(client, where):
    someone = person()
    client.sign_in(someone)

    page = client.get("/buddies/guide")

    assert page.select_one(f'a[href="/programmes/{where.id}/join"]')
    enrolment(where, someone, EnrolmentRole.BUDDY)
    assert not client.get("/buddies/guide").select(f'a[href="/programmes/{where.id}/join"]')


def test_the_board_asks_a_constant_number_of_queries(client, where, lead, count_queries):
    client.sign_in(lead)

    def queries_of_the_board() -> int:
        count_queries.clear()
        client.get("/buddies/newcomers")
        return len(count_queries)

    buddy_pairing(plan(where), volunteer(where))
    few = queries_of_the_board()
    for _ in range(5):
        buddy_pairing(plan(where), volunteer(where))

    assert queries_of_the_board() == few <= 12, "\n".join(count_queries)


def test_a_long_board_has_pages(client, where, lead):
    client.sign_in(lead)
    for _ in range(26):
        plan(where)

    first, second = client.get("/buddies/newcomers"), client.get("/buddies/newcomers?page=2")

    assert [len(page.select("tbody tr")) for page in (first, second)] == [25, 1]
    assert "26 newcomers" in first.text
