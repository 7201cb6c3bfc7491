"""The inbox, preferences, and the way out of one kind of mail."""

from pathlib import Path

import pytest
from sqlalchemy import select

from learning import clock
from learning.extensions import db as _db
from learning.notifications import queries
from learning.notifications.forms import KINDS
from learning.notifications.models import Notification, Preference
from learning.notifications.rules import may_be_silenced, unsubscribe_token
from tests.factories.notifications import KIND, notice
from tests.factories.people import person

TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.fixture
def reader(client):
    reader = person(language="ru")
    client.sign_in(reader)
    return reader


def test_the_empty_inbox_says_what_comes_here(client, reader):
    assert client.get("/notifications").select_one("main .empty .btn-primary")


def test_a_line_is_in_the_reader_s_language(client, reader):
    notice(reader)

    page = client.get("/notifications")

    assert page.select_one("main .is-new .row-title")
    assert page.html["lang"] == "ru"


def test_opening_a_line_marks_it_read_and_leads_on(client, reader):
    line = notice(reader)

    page = client.open("/notifications")
    assert page.status_code == 200
    assert _db.session.get(Notification, line.id).read_at is None, "looking changes nothing"
    client.submit("/notifications", form="form[action$='/open']")

    assert _db.session.scalars(select(Notification.read_at)).one() is not None
    assert not client.get("/notifications").select("main .is-new")


def test_a_line_whose_place_is_gone_says_so(client, reader):
    notice(reader, endpoint="nowhere.at_all")

    client.submit("/notifications", form="form[action$='/open']")

    assert client.get("/notifications").select_one(".flash-bad")


def test_a_line_whose_words_are_gone_hides_no_other(client, reader):
    notice(reader, kind="nowhere.no_such_notice")
    notice(reader)

    assert len(client.get("/notifications").select("main .rows > li")) == 2


def test_a_line_that_was_overtaken_stays_and_asks_for_nothing(client, reader):
    line = notice(reader)
    line.moot_at = clock.now()
    _db.session.commit()

    page = client.get("/notifications")

    assert page.select_one("main .row-title")
    assert not page.select("main .is-new, .bell-count, form[action$='/read']")
    assert not page.select("main .notice-words"), "what was to be done no longer is"


def test_another_s_line_is_not_there(client, reader):
    line = notice()

    client.post(f"/notifications/{line.id}/open", status=404)
    client.post("/notifications/999999/open", status=404)


def test_all_lines_are_marked_read_at_once(client, reader):
    for _ in range(3):
        notice(reader)

    client.submit("/notifications", form="form[action$='/read']")

    assert not client.get("/notifications").select("main .is-new")


def test_a_long_inbox_has_pages_and_asks_the_database_no_oftener(client, reader, count_queries):
    notice(reader)
    client.get("/notifications")
    count_queries.clear()
    client.get("/notifications")
    for_one = len(count_queries)
    for _ in range(24):
        notice(reader)
    count_queries.clear()

    page = client.get("/notifications")

    assert len(count_queries) == for_one <= 8
    assert len(page.select("main .rows > li")) == 20
    assert len(client.get("/notifications?page=2").select("main .rows > li")) == 5


# What comes by mail


def test_every_notice_that_may_be_silenced_has_a_name_in_the_preferences():
    texts = TEMPLATES.glob("*/notices/[!_]*.txt")  # what several share is no notice
    kinds = {f"{path.parent.parent.name}.{path.stem}" for path in texts}
    nameless = {kind for kind in kinds if may_be_silenced(kind)} - KINDS.keys()

    assert not nameless, f"add these to KINDS in learning/notifications/forms.py: {nameless}"


def test_each_group_of_notices_has_a_name_and_says_how_many_come_by_mail(client, db):
    client.sign_in(person())
    client.submit("/notifications/preferences", by_mail=sorted(KINDS.keys() - {KIND}))

    groups = client.get("/notifications/preferences").select("main details.fold")

    for group in groups:
        words = group.summary.text.split()
        [feature] = {box["value"].split(".")[0] for box in group.select("input")}
        assert words[0] != feature, "a name of the code is no heading"
        boxes, ticked = group.select("input"), group.select("input[checked]")
        assert f"{len(ticked)} of {len(boxes)} by mail" in " ".join(words)
    assert len(groups) == len({one.split(".")[0] for one in KINDS})


def test_a_kind_that_always_comes_is_not_offered():
    assert not [kind for kind in KINDS if not may_be_silenced(kind)]


def test_at_first_everything_is_ticked(client, reader):
    boxes = client.get("/notifications/preferences").select("main input[type=checkbox]")

    assert len(boxes) == len(KINDS)
    assert all(box.has_attr("checked") for box in boxes)


def test_what_is_not_ticked_does_not_come_by_mail(client, reader):
    client.submit("/notifications/preferences", by_mail=sorted(KINDS.keys() - {KIND}))

    assert queries.silenced_kinds(reader) == {KIND}
    box = client.get("/notifications/preferences").select_one(f"input[value='{KIND}']")
    assert not box.has_attr("checked")
    client.submit("/notifications/preferences", by_mail=sorted(KINDS))
    assert queries.silenced_kinds(reader) == set()


def test_only_what_was_changed_is_stored(client, reader):
    client.submit("/notifications/preferences", by_mail=sorted(KINDS))

    assert not _db.session.scalars(select(Preference)).all()


def test_an_unknown_kind_is_refused(client, reader):
    client.submit("/notifications/preferences", status=422, by_mail=["nowhere.nothing"])


# The way out of one kind of mail


@pytest.fixture
def way_out(app, db):
    reader = person()
    token = unsubscribe_token(app.config["SECRET_KEY"], reader.id, KIND)
    return reader, f"/notifications/unsubscribe/{token}"


def test_the_page_shows_a_button_and_changes_nothing(client, way_out):
    reader, address = way_out

    page = client.get(address)

    assert str(KINDS[KIND]) in page.text
    assert queries.silenced_kinds(reader) == set()


def test_the_button_ends_the_kind_without_signing_in(client, way_out):
    reader, address = way_out

    client.submit(address, status=200)

    assert queries.silenced_kinds(reader) == {KIND}
    assert client.open("/notifications").status_code == 302, "nobody is signed in by it"


def test_a_mail_program_ends_it_with_one_click(client, way_out):
    """RFC 8058: a bare post without cookie and token."""
    reader, address = way_out
    answer = client.open(address, method="POST", data={"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert queries.silenced_kinds(reader) == {KIND}


@pytest.mark.parametrize("spoil", [lambda t: t[:-1], lambda t: "x" + t, lambda _: "W10.x"])
def test_a_forged_address_ends_nothing(client, way_out, spoil):
    reader, address = way_out
    head, _, token = address.rpartition("/")

    client.get(f"{head}/{spoil(token)}", status=404)
    client.post(f"{head}/{spoil(token)}", status=404)

    assert queries.silenced_kinds(reader) == set()


def test_what_it_was_not_asked_for_is_refused(client, way_out):
    _, address = way_out

    client.post(address, status=422, kind="identity.password_changed")
