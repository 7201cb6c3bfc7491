"""Must-reads: who is asked, who has read what, who is missing, and when they are reminded."""

import csv
import io
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from learning import clock
from learning.academy import operations
from learning.academy.models import Acknowledgement, Audience
from learning.academy.operations import AskedAlready, Readers, TextMoved, add_author
from learning.academy.operations.review import show
from learning.academy.operations.writing import Draft, mark_of, save_text
from learning.academy.queries.duties import (
    asked_of,
    missing,
    must_reads_for,
    progress_of,
    running_on,
)
from learning.academy.rules.duties import Stage, moved, stages
from learning.activity.models import Fact
from learning.audit.models import AuditEntry
from learning.home.queries import tasks_for
from learning.home.rules import Kind
from learning.notifications.models import Notification
from learning.people.models import Role
from learning.programmes.models import EnrolmentRole, EnrolmentState
from tests.factories.academy import article
from tests.factories.duties import DUE, led_article, must_read
from tests.factories.people import NOON, department, person, programme_lead
from tests.factories.programmes import enrolment, programme

TODAY = NOON.date()


def told(db, someone) -> list[str]:
    query = (
        select(Notification)
        .where(Notification.person_id == someone.id, Notification.withdrawn_at.is_(None))
        .order_by(Notification.id)
    )
    return [one.kind.removeprefix("academy.") for one in db.scalars(query)]


def change(of, *, is_minor: bool, at=NOON) -> None:
    """Readers see another text from now on."""
    draft = Draft(
        title=of.newest.title,
        body=f"{of.newest.body}\n\nMore.",
        language="en",
        topic_id=of.topic_id,
        is_minor=is_minor,
    )
    save_text(of, of.author, draft, mark_of(of.newest), at)
    show(of, of.newest, at)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, [Stage.ASKED]),
        (16, [Stage.ASKED]),
        (17, [Stage.ASKED, Stage.SOON]),
        (20, [Stage.ASKED, Stage.DUE]),
        (26, [Stage.ASKED, Stage.DUE]),
        (27, [Stage.ASKED]),
    ],
)
def test_readers_are_reminded_before_the_day_and_on_it_and_then_left_alone(days, said):
    assert stages(TODAY, DUE, TODAY + timedelta(days=days)) == said


def test_who_was_just_asked_is_not_reminded_that_it_is_soon():
    assert stages(DUE - timedelta(days=3), DUE, DUE - timedelta(days=1)) == [Stage.ASKED]
    assert stages(DUE, DUE, DUE) == [Stage.ASKED]


def test_a_changed_text_leaves_two_weeks():
    assert moved(date(2030, 1, 10), TODAY) == date(2030, 1, 21)
    assert moved(date(2030, 3, 1), TODAY) == date(2030, 3, 1)


def test_each_audience_reaches_those_who_belong_to_it(db):
    where, group = programme(), department()
    inside = person(department_id=group.id)
    mentor, waiting, lead = person(), person(), person(Role.PROGRAMME_LEAD)
    enrolment(where, mentor, EnrolmentRole.MENTOR)
    enrolment(where, waiting, EnrolmentRole.MENTEE, state=EnrolmentState.WAITING)
    gone = person(department_id=group.id, deactivated_at=NOON)
    everybody = [inside, mentor, waiting, lead]

    def reached(readers: Readers) -> set[int]:
        found = {one.id for one in missing(must_read(readers=readers))}
        assert gone.id not in found
        return found & {one.id for one in everybody}

    assert reached(Readers(Audience.EVERYBODY)) == {one.id for one in everybody}
    assert reached(Readers(Audience.DEPARTMENT, department_id=group.id)) == {inside.id}
    assert reached(Readers(Audience.PROGRAMME, programme_id=where.id)) == {mentor.id}
    assert reached(Readers(Audience.ROLE, role="mentor")) == {mentor.id}
    assert reached(Readers(Audience.ROLE, role="programme_lead")) == {lead.id}


def test_who_wrote_the_text_is_not_asked_to_read_it(db):
    text, other = led_article(), person()
    add_author(text, other, NOON)
    must_read(text)

    assert asked_of(text.author, text) is None
    assert asked_of(other, text) is None


def test_the_same_readers_are_asked_once(db):
    first = must_read()

    with pytest.raises(AskedAlready):
        must_read(first.article)
    operations.end_must_read(first, first.setter, NOON)
    must_read(first.article)


def test_confirming_takes_it_off_every_list_and_is_said_once(db):
    reader = person()
    one = must_read()
    assert told(db, reader) == ["must_read"]

    for _ in range(2):
        operations.acknowledge(one.article, reader, 1, NOON)

    assert told(db, reader) == []
    assert asked_of(reader, one.article).acknowledged_at == NOON
    assert reader.id not in {who.id for who in missing(one)}
    assert len(db.scalars(select(Acknowledgement)).all()) == 1
    assert db.scalars(select(Fact.verb).where(Fact.person_id == reader.id)).all() == [
        "article_acknowledged"
    ]


def test_small_changes_ask_nobody_anew_and_others_ask_everybody(db):
    reader, one = person(), must_read(due_on=TODAY + timedelta(days=2))
    operations.acknowledge(one.article, reader, 1, NOON)

    change(one.article, is_minor=True)
    assert asked_of(reader, one.article).is_done
    assert one.due_on == TODAY + timedelta(days=2)

    change(one.article, is_minor=False, at=NOON + timedelta(days=1))
    assert not asked_of(reader, one.article).is_done
    assert one.due_on == TODAY + timedelta(days=15)
    operations.remind_readers(NOON + timedelta(days=1))
    assert told(db, reader) == ["must_read"]

    change(one.article, is_minor=True)
    with pytest.raises(TextMoved):
        operations.acknowledge(one.article, reader, 2, NOON)
    operations.acknowledge(one.article, reader, 3, NOON)
    assert asked_of(reader, one.article).is_done


def test_reminders_come_before_the_day_and_on_it_each_once(db):
    reader, one = person(), must_read()
    done = person()
    operations.acknowledge(one.article, done, 1, NOON)

    for days in (1, 2, 17, 18, 20, 21, 30):
        operations.remind_readers(NOON + timedelta(days=days))

    assert told(db, reader) == ["must_read", "must_read_due", "must_read_due"]
    assert told(db, done) == []


def test_who_comes_later_is_asked_when_they_come_and_not_twice_on_one_day(db):
    one = must_read()
    late = person()

    operations.remind_readers(NOON + timedelta(days=20))
    operations.remind_readers(NOON + timedelta(days=20))

    assert told(db, late) == ["must_read"]
    assert late.id in {who.id for who in missing(one)}


def test_what_is_ended_or_taken_from_readers_asks_nobody(db):
    reader = person()
    ended, withdrawn = must_read(), must_read()
    operations.end_must_read(ended, ended.setter, NOON)
    operations.unpublish(withdrawn.article, withdrawn.setter, NOON)
    db.commit()

    assert must_reads_for(reader, 9) == []
    assert progress_of(withdrawn).people == 0
    operations.remind_readers(NOON + timedelta(days=20))
    assert told(db, reader) == ["must_read"]  # that of the withdrawn article, told before
    assert {"must_read.require", "must_read.end"} <= set(db.scalars(select(AuditEntry.action)))


def test_the_home_page_asks_for_it_once_however_many_ask(db):
    reader, text = person(), led_article()
    must_read(text)
    must_read(text, readers=Readers(Audience.ROLE, role="mentor"))
    enrolment(programme(), reader, EnrolmentRole.MENTOR)

    [task] = [one for one in tasks_for(reader, clock.now()) if one.kind is Kind.MUST_READ]
    assert (task.id, task.on, task.words) == (text.id, DUE, text.published.title)

    operations.acknowledge(text, reader, 1, NOON)
    assert not [one for one in tasks_for(reader, clock.now()) if one.kind is Kind.MUST_READ]


def test_an_article_that_goes_for_good_takes_its_must_reads_with_it(db):
    one = must_read()
    operations.acknowledge(one.article, person(), 1, NOON)
    operations.bin_article(one.article, one.article.author, None, NOON)

    operations.tend_academy(NOON + timedelta(days=31))
    db.commit()

    assert db.scalars(select(Acknowledgement)).all() == []


def test_a_lead_asks_a_reader_confirms_and_the_list_of_who_is_missing_shrinks(client, db):
    lead = programme_lead()
    text, group = led_article(lead), department(name="=Sales")
    reader, other = (person(department_id=group.id, name=name) for name in ("@Anna", "Ben"))
    due_on = (clock.now().date() + timedelta(days=9)).isoformat()
    client.sign_in(lead)
    url = f"/academy/articles/{text.id}"
    client.submit(f"{url}/must-read", 422, audience="department", due_on=due_on)
    client.submit(f"{url}/must-read", audience="department", department=group.id, due_on=due_on)

    client.sign_in(reader)
    client.post("/preferences", first_run="later")
    assert client.get("/").select_one(".next-act-title").text == f"Read “{text.published.title}”"
    client.submit(url, form="form[action$=acknowledge]")
    assert "read and understood" in client.get(url).text
    assert "Confirmed on" in client.get("/academy/must-reads").text

    client.sign_in(lead)
    [one] = running_on(text)
    page = client.get(f"/academy/must-reads/{one.id}")
    assert "1 of 2 have read it" in page.text
    assert [chip.text for chip in page.select("main .rows .chip-name")] == [other.name]
    assert "1 of 2" in client.get("/academy/must-reads").text
    rows = client.open(f"/academy/must-reads/{one.id}/missing").get_data().decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(rows)))[1:] == [["Ben", "'=Sales", ""]]


def test_a_text_that_changed_while_it_was_read_is_shown_again(client, db):
    one = must_read()
    client.sign_in(person())
    change(one.article, is_minor=False)
    db.commit()

    page = client.post(f"/academy/articles/{one.article_id}/acknowledge", 409, number=1)

    assert "changed since you opened it" in page.text


def test_the_pages_ask_as_many_queries_for_many_readers(client, db, count_queries):
    lead = programme_lead()
    one = must_read(led_article(lead), lead)
    client.sign_in(lead)
    addresses = [f"/academy/must-reads/{one.id}", "/academy/must-reads"]

    def counted() -> list[int]:
        found = []
        for address in addresses:
            count_queries.clear()
            client.get(address)
            found.append(len(count_queries))
        return found

    few = counted()
    for _ in range(5):
        person(department_id=department().id)
        must_read(led_article(lead), lead)
    assert counted() == few
    assert max(few) <= 12


def test_an_article_of_no_programme_is_nobodys_duty_to_set(client, db):
    client.sign_in(programme_lead())

    client.get(f"/academy/articles/{article().id}/must-read", 403)
