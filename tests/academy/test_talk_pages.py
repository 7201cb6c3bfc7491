"""Talks as colleagues type, press and see them."""

from datetime import timedelta

from learning import clock
from learning.academy.queries import talks as queries
from learning.academy.queries.talks import Which
from tests.factories.academy import topic, topic_expert
from tests.factories.people import person, programme_lead
from tests.factories.programmes import programme
from tests.factories.talks import talk

SAID = {
    "title": "Coffee for everybody",
    "why": "You will make a good one.",
    "about": "**Beans** first.",
    "place": "https://calls.example/coffee",
    "seats": "2",
    "on": "2031-02-03",
    "at": "10:00",
}


def soon(**fields):
    now = clock.now()
    return talk(starts_at=now + timedelta(days=14), now=now, **fields)


def test_an_expert_announces_a_series_and_a_colleague_takes_a_seat(client, db):
    about, expert, guest = topic(), person(), person()
    topic_expert(expert, about)
    client.sign_in(expert)

    client.submit("/academy/talks/plan", **SAID, topic=str(about.id), every="7", times="3")

    found = queries.talks(Which.COMING, expert, clock.now())
    assert len(found) == 3
    first = found[0].talk
    address = f"/academy/talks/{first.id}"
    page = client.get(address)
    assert page.select_one(".prose strong").text == "Beans"
    assert page.select_one("a[href='https://calls.example/coffee']")

    client.sign_in(guest)
    assert "calls.example" not in client.open(address).text
    assert "calls.example" not in client.open(f"{address}/talk.ics").text
    client.submit(address, form="form[action$=join]")
    page = client.get(address)
    assert "You have a seat" in page.text
    assert page.select_one("a[href='https://calls.example/coffee']")
    assert "text/calendar" in client.open(f"{address}/talk.ics").headers["Content-Type"]
    assert first.title in client.get("/academy/talks?show=mine").text
    assert first.title in client.get(f"/academy/topics/{about.id}").text
    assert first.title in client.get("/calendar?look=list&day=2031-02-03").text


def test_a_lead_announces_a_talk_of_a_colleague_in_their_own_topics_only(client, db):
    lead, speaker = programme_lead(), person()
    about, elsewhere = topic(programme_id=programme(lead=lead).id), topic()
    client.sign_in(lead)

    page = client.get("/academy/talks/plan")
    assert [one["value"] for one in page.select("#topic option")] == ["", str(about.id)]
    client.get(f"/academy/talks/plan?topic={elsewhere.id}", status=403)
    client.submit("/academy/talks/plan", **SAID, topic=str(about.id), host=speaker.email)

    [line] = queries.talks(Which.COMING, lead, clock.now())
    assert line.talk.host == speaker


def test_a_time_that_the_clock_skips_and_a_stranger_are_refused_where_they_stand(client, db):
    lead = programme_lead()
    about = topic(programme_id=programme(lead=lead).id)
    client.sign_in(lead)
    typed = SAID | {"topic": str(about.id), "on": "2031-03-30", "at": "02:30"}

    page = client.submit("/academy/talks/plan", status=422, **typed)
    assert "skip" in page.select_one("#at-error").text
    assert page.select_one("#title")["value"] == SAID["title"]

    page = client.submit("/academy/talks/plan", status=422, **SAID, topic=about.id, host="Nobody")
    assert "address" in page.select_one("#host-error").text


def test_a_full_talk_offers_its_line_and_says_ones_place(client, db):
    waits = person()
    found = soon(seats=1, guests=[person()])
    address = f"/academy/talks/{found.id}"
    client.sign_in(waits)

    refused = client.post(f"{address}/join", status=409)
    assert "Every seat is taken" in refused.select_one(".refusal").text
    client.submit(address, form="form[action$=wait]")

    assert "You are next in line" in client.get(address).text
    client.submit(address, form="form[action$=stop-waiting]")
    assert client.get(address).select_one("form[action$=wait]")


def test_the_host_moves_and_cancels_it_and_sees_who_comes_and_waits(client, db):
    host, guest, waits = person(), person(), person()
    topic_expert(host)
    found = soon(host=host, seats=1, guests=[guest])
    address = f"/academy/talks/{found.id}"
    client.sign_in(waits)
    client.post(f"{address}/wait")
    client.sign_in(host)

    page = client.get(f"{address}/guests")
    assert guest.name in page.text
    assert waits.name in page.text
    assert found.code in page.text
    client.submit(f"{address}/move", on="2031-02-03", at="11:00")
    client.submit(f"{address}/edit", place="Room 9")
    client.submit(f"{address}/cancel", reason="I am ill.")

    page = client.get(address)
    assert "I am ill." in page.text
    assert not page.select_one("form[action$=join]")


def test_the_code_notes_who_is_there_and_the_list_corrects_it(client, db):
    now, host, guest = clock.now(), person(), person()
    topic_expert(host)
    found = talk(host, now - timedelta(minutes=5), now=now - timedelta(days=1), guests=[guest])
    address = f"/academy/talks/{found.id}"
    client.sign_in(guest)

    page = client.submit(address, status=409, form="form[action$=check-in]", code="NOCODE")
    assert "not the code" in page.select_one(".refusal").text
    client.submit(address, form="form[action$=check-in]", code=found.code)
    assert "you are here" in client.get(address).text

    client.sign_in(host)
    page = client.get(f"{address}/guests")
    assert page.select_one(f"#present-{guest.id}").has_attr("checked")
    client.post(f"{address}/guests/mark")
    page = client.get(f"{address}/guests")
    assert not page.select_one(f"#present-{guest.id}").has_attr("checked")


def test_the_pages_ask_a_constant_number_of_queries(client, count_queries):
    reader = person()
    found = soon(guests=[reader])
    client.sign_in(reader)

    def counted(address: str) -> int:
        count_queries.clear()
        client.get(address)
        return len(count_queries)

    addresses = ["/academy/talks", f"/academy/talks/{found.id}"]
    few = [counted(address) for address in addresses]
    for _ in range(5):
        soon(topic_id=found.topic_id, guests=[person()])
    assert [counted(address) for address in addresses] == few
    assert max(few) <= 12
