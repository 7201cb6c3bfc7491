"""The pages and the file: who sees them, what they say, how few queries they take."""

import csv
import io
from datetime import timedelta

import pytest

from learning import clock
from learning.activity.operations import record
from learning.extensions import db as database
from learning.people.models import Role
from learning.programmes.models import EnrolmentRole, EnrolmentState, Format, ProgrammeState
from tests.factories.academy import article
from tests.factories.mentoring import booking, feedback, pairing
from tests.factories.people import person, programme_lead
from tests.factories.programmes import enrolment, programme, topic_request

HIDDEN = "hidden: fewer than five"


def did(where, count, ago=timedelta(days=2), verb="session_held"):
    for _ in range(count):
        record(person().id, verb, "booking", 1, clock.now() - ago, where.id)
    database.session.commit()


def url(where, rest=""):
    return f"/metrics/programmes/{where.id}{rest}"


def table(client, where):
    answer = client.open(url(where, "/export"))
    assert answer.status_code == 200
    text = answer.data.decode("utf-8-sig")
    return answer, list(csv.reader(io.StringIO(text)))


def row(rows, label):
    return next(one for one in rows if one[1] == label)


@pytest.fixture
def lead(db, client):
    found = programme_lead()
    client.sign_in(found)
    return found


def test_a_lead_finds_the_programmes_they_lead(client, lead):
    programme(lead, name="Growing")
    programme(name="Another")
    programme(lead, name="Half written", state=ProgrammeState.DRAFT)

    page = client.get("/metrics")

    assert [one.text for one in page.select("main .row-title")] == ["Growing"]


def test_without_a_programme_there_is_one_way_on(client, lead):
    page = client.get("/metrics")

    assert page.select_one(".empty-title").text == "No figures yet"
    assert len(page.select("main .btn-primary")) == 1


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR])
def test_who_oversees_finds_all_without_any_list_of_acts(client, db, role):
    where = programme(name="Growing")
    enrolment(where, person(), EnrolmentRole.MENTOR, state=EnrolmentState.APPLIED)
    client.sign_in(person(role))

    assert "Growing" in client.get("/metrics").text
    assert "asks to join" not in client.get(url(where)).text


def test_the_list_is_paged_and_takes_few_queries(client, lead, count_queries):
    for _ in range(15):
        programme(lead)
    count_queries.clear()

    page = client.get("/metrics")

    assert len(page.select("main .row-title")) == 12
    assert len(count_queries) <= 8
    assert len(client.get("/metrics?page=2").select("main .row-title")) == 3


def test_a_board_has_its_definition_beside_every_figure(client, lead):
    where = programme(lead)

    page = client.get(url(where))

    assert page.select(".figure")
    for figure in page.select(".figure"):
        definition = figure.select_one("details p").text
        assert len(definition) > 60
        assert "As of" in definition


def test_every_picture_has_a_table_and_a_file(client, lead):
    where = programme(lead)
    did(where, 6)

    page = client.get(url(where))

    assert page.select(".chart")
    for chart in page.select(".chart"):
        assert chart.select_one("table")
        assert chart.select_one(f'a[href="{url(where, "/export")}"]')


def test_nothing_is_drawn_before_there_is_something_to_see(client, lead):
    page = client.get(url(programme(lead)))

    assert page.select(".figure")
    assert not page.select(".chart")


def test_small_groups_are_hidden_in_words_on_the_page_and_in_the_file(client, lead):
    where = programme(lead)
    did(where, 4)

    page = client.get(url(where))
    _answer, rows = table(client, where)

    assert HIDDEN in page.select_one(".figure").text
    found = row(rows, "People involved")
    assert (found[5], found[8], found[9]) == ("", "", HIDDEN)
    assert row(rows, "Participation")[5] == ""
    weeks = [one for one in rows if one[1] == "People involved, by week"]
    assert [one[9] for one in weeks].count(HIDDEN) == 1
    assert "4" not in [one[5] for one in rows]


def test_a_difference_of_few_people_is_in_neither(client, lead):
    where = programme(lead)
    did(where, 12)
    did(where, 9, ago=timedelta(days=40))

    page = client.get(url(where))
    _answer, rows = table(client, where)

    assert "since before" not in page.select_one(".figure").text
    assert row(rows, "People involved")[5:9] == ["12", "", "", ""]


def test_a_change_is_said_in_words(client, lead):
    where = programme(lead)
    did(where, 12)
    did(where, 6, ago=timedelta(days=40))

    assert "+6 since before" in client.get(url(where)).select_one(".figure").text


def test_targets_stand_beside_figures_and_in_a_table(client, lead):
    where = programme(lead)
    did(where, 8)

    page = client.get(url(where))

    assert "Target: 100 by Dec 31, 2030" in page.select_one(".figure").text
    line = page.select_one("main table tbody tr")
    assert [cell.text for cell in line.select("td")][:3] == ["0", "8", "100"]


def test_the_file_opens_in_a_spreadsheet_and_runs_nothing(client, lead):
    where = programme(lead, name="=HYPERLINK(1)")

    answer, rows = table(client, where)

    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=programme-")
    assert answer.data.startswith("\ufeff".encode())
    assert {one[0] for one in rows[1:]} == {"'=HYPERLINK(1)"}
    assert len({len(one) for one in rows}) == 1


def test_scores_are_drawn_with_their_interval(client, lead):
    where = programme(lead)
    long_ago = clock.now() - timedelta(days=70)
    for recommend in (10, 9, 9, 8, 7, 3):
        met = booking(within=pairing(where=where), starts_at=long_ago)
        feedback(
            met.slot.mentor,
            booking_id=met.id,
            author_id=met.mentee_id,
            recommend=recommend,
            written_at=long_ago,
        )

    page = client.get(url(where))
    _answer, rows = table(client, where)

    assert page.select_one(".chart-dots .chart-interval")
    found = row(rows, "Net promoter score")
    assert float(found[6]) <= float(found[5]) <= float(found[7])
    assert found[9] == "5–9 people answered"


def test_the_action_list_comes_first_and_clears_itself(client, lead, db):
    where = programme(lead)
    asked = enrolment(where, person(), EnrolmentRole.MENTOR, state=EnrolmentState.APPLIED)
    topic_request(where, person(), votes=5)

    page = client.get(url(where))
    first = page.select_one("main .block")
    assert [one.text for one in first.select(".row-title")] == [
        "1 person asks to join",
        "1 wanted topic has no expert",
    ]

    asked.state = EnrolmentState.DECLINED
    db.commit()

    assert "asks to join" not in client.get(url(where)).text


def test_a_board_takes_few_queries_however_many_rows(client, lead, count_queries):
    where = programme(lead, formats=[Format.MENTORING.value])

    def queries():
        count_queries.clear()
        client.get(url(where))
        return len(count_queries)

    few = queries()
    for _ in range(6):
        met = booking(within=pairing(where=where), starts_at=clock.now() - timedelta(days=3))
        met.held_at = clock.now()
        feedback(met.slot.mentor, booking_id=met.id, author_id=met.mentee_id)
    did(where, 20)

    assert few <= 12
    assert queries() == few


def test_a_board_of_every_format_takes_few_queries(client, lead, count_queries):
    where = programme(lead)
    article(programme_id=where.id)
    count_queries.clear()

    client.get(url(where))

    assert len(count_queries) <= 17


def test_what_does_not_exist_is_not_found(client, lead):
    client.get("/metrics/programmes/999999", status=404)
