"""What stays of a talk: files served in parts, words by the second, remarks, and finding them."""

import io
import time
import zipfile
from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import func, select

from learning import clock
from learning.academy.models import TalkPosition
from learning.academy.operations import talks as operations
from learning.academy.operations.talks import Kept, NotHeld
from learning.academy.queries import documents, everything_findable
from learning.academy.queries import talks as queries
from learning.academy.queries.moments import Moment, moments
from learning.academy.rules.captions import (
    MOST_CUES,
    NoCaptions,
    paragraphs,
    read_captions,
    write_captions,
)
from learning.academy.search import Key
from learning.academy.search.snippets import snippet
from learning.files.models import Upload
from learning.files.rules import FileRefused, video_kind
from learning.storage import TooLong
from tests.academy.test_talks import told
from tests.factories.academy import topic_expert
from tests.factories.files import ReadEarly, unread_post
from tests.factories.people import NOON, moderator, person
from tests.factories.talks import CAPTIONS, IN_A_WEEK, recorded_talk, talk, video

NOTHING = Kept("", "", [])
AFTER = IN_A_WEEK + timedelta(hours=2)


def test_captions_become_times_and_plain_words():
    found = read_captions(
        "\ufeffWEBVTT - a title\r\n\r\nNOTE nothing\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\n"
        "intro\r\n01:00:05.000 --> 01:00:06.500 align:start position:0%\r\n"
        "<v Anna>Coffee &amp; <b>tea</b>\r\nin one line\r\n\r\n"
        "00:01.000 --> 00:02.000\r\n<00:01.500><c.loud>Hi</c>\r\n"
    )

    assert found == [(1000, 2000, "Hi"), (3_605_000, 3_606_500, "Coffee & tea in one line")]
    assert read_captions(write_captions(found)) == found


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("1\n00:00:01,000 --> 00:00:02,000\nHi", 1),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nBack in time", 3),
        ("WEBVTT\n\n00:01.000 -->\nHi", 3),
        ("WEBVTT\n\nNobody speaks", 3),
    ],
)
def test_what_is_no_captions_is_told_by_its_line(text, line):
    with pytest.raises(NoCaptions) as refused:
        read_captions(text)

    assert refused.value.line == line


def test_captions_from_strangers_hold_no_tag_and_take_no_time():
    hostile = "WEBVTT\n\n00:01.000 --> 00:02.000\n<script>alert(1)</script>&lt;img src=x&gt;\n"
    [(_start, _end, words)] = cues = read_captions(hostile)
    assert words == "alert(1)<img src=x>"
    assert "<img" not in write_captions(cues)

    began = time.process_time()
    for text in ("<" * 500_000, "-->" * 300_000, "00:01.000 --> " * 60_000, "&" * 900_000):
        with pytest.raises(NoCaptions):
            read_captions(f"WEBVTT\n\n{text}")
        read_captions(f"WEBVTT\n\n00:01.000 --> 00:02.000\na {text.replace('-->', '->')}")
    many = "00:01.000 --> 00:02.000\nHi\n\n" * (MOST_CUES + 1)
    with pytest.raises(NoCaptions):
        read_captions("WEBVTT\n\n" + many)
    assert time.process_time() - began < 3


def test_words_are_read_in_paragraphs_that_begin_with_a_sentence():
    cues = [
        (one * 1000, one * 1000 + 900, f"Word {one}{'.' if one % 4 == 3 else ''}")
        for one in range(200)
    ]

    found = paragraphs(cues)

    assert found[0][0] == 0
    assert all(text.endswith(".") for _second, text in found[:-1])
    assert " ".join(text for _second, text in found) == " ".join(words for _, _, words in cues)


def test_a_recording_is_told_by_its_content():
    assert video_kind(video().getvalue()).content_type == "video/mp4"
    assert (
        video_kind(b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm").content_type == "video/webm"
    )
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as made:
        made.writestr("video.mp4", "x")
    for content in (package.getvalue(), b"<svg/>", b"", b"\x1a\x45\xdf\xa3 matroska", b"GIF89a"):
        with pytest.raises(FileRefused):
            video_kind(content)


def test_what_is_too_long_is_not_kept_at_all(app):
    with app.app_context():
        storage = current_app.extensions["storage"]
        before = len(list(storage.folder.rglob("*")))
        with pytest.raises(TooLong):
            storage.put_stream(io.BytesIO(b"12345"), 4)
        key, length, _mark = storage.put_stream(io.BytesIO(b"1234"), 4)

    assert length == 4
    assert storage.path(key).read_bytes() == b"1234"
    assert len([one for one in storage.folder.rglob("*") if one.suffix == ".part"]) == 0
    assert len(list(storage.folder.rglob("*"))) <= before + 3


def test_a_talk_that_has_not_begun_has_no_recording(app, db):
    with pytest.raises(NotHeld):
        operations.keep_recording(
            talk(), person(), app.extensions["storage"], NOTHING, NOON, recording=video()
        )


def test_guests_are_told_once_and_another_file_takes_the_place_of_the_first(app, db):
    guest = person()
    found = recorded_talk(talk(guests=[guest]))
    storage, first = app.extensions["storage"], found.recording.key

    gone = operations.keep_recording(
        found, found.host, storage, NOTHING, AFTER, recording=video(b"other")
    )

    assert gone == [first]
    assert told(db, guest) == ["talk_joined", "talk_recorded"]
    assert queries.transcript_of(found) is not None  # no other captions were sent
    assert db.scalar(select(func.count(Upload.id)).where(Upload.key == first)) == 0
    kept = {found.recording.key, found.slides.key}
    assert set(operations.remove_recording(found, AFTER)) == kept
    assert not found.is_recorded
    assert queries.transcript_of(found) is None


def test_where_somebody_stopped_is_kept_once_and_the_start_not_at_all(db):
    viewer, found = person(), recorded_talk(talk())

    operations.note_position(found, viewer, 0)
    assert queries.position_of(found, viewer) is None
    operations.note_position(found, viewer, 95)
    operations.note_position(found, viewer, 120)

    assert queries.position_of(found, viewer).second == 120
    assert db.scalar(select(func.count()).select_from(TalkPosition)) == 1


def test_a_talk_is_found_by_what_is_said_in_it_until_it_is_cancelled(db):
    found = recorded_talk(talk(title="Coffee", about="Beans"))

    [document] = documents("talk", [found.id], NOON)

    assert document.url == f"/academy/talks/{found.id}"
    assert document.author == found.host.name
    assert "filter decides" in document.text
    other = talk()
    operations.cancel_talk(other, "Ill", NOON)
    assert documents("talk", [other.id], NOON) == []
    assert {one.id for one in everything_findable(NOON) if one.kind == "talk"} == {found.id}


@pytest.mark.parametrize(
    ("weights", "second"),
    [({"aroma": 1.0}, 70), ({"grind": 1.0}, 5), ({"room": 1.0}, None), ({"know": 1.0}, None)],
)
def test_a_passage_leads_to_its_second(db, weights, second):
    found = recorded_talk(talk(why="You will know it."))
    [document] = documents("talk", [found.id], NOON)

    passage = snippet(document.text, weights)

    said = moments({Key("talk", found.id): passage}, current_app.extensions["storage"])
    assert [one.second for one in said.values()] == ([] if second is None else [second])


def test_a_passage_in_the_middle_of_a_long_talk_leads_to_its_second(db):
    cues = "".join(
        f"{one // 60:02}:{one % 60:02}.000 --> {one // 60:02}:{one % 60:02}.900\n"
        f"{'The  answer is zebra' if one == 1234 else 'Nothing much is said here'} {one}.\n\n"
        for one in range(2000)
    )
    found = recorded_talk(talk(language="en"), "WEBVTT\n\n" + cues)
    [document] = documents("talk", [found.id], NOON)

    passages = {Key("talk", found.id): snippet(document.text, {"zebra": 1.0})}
    [moment] = moments(passages, current_app.extensions["storage"]).values()
    assert moment == Moment(1234, f"/academy/talks/{found.id}?at=1234#recording")


# Pages


def held(host=None, **fields):
    now = clock.now()
    return talk(host, now - timedelta(hours=3), now=now - timedelta(days=2), **fields)


def test_the_host_keeps_a_recording_and_a_colleague_watches_it_from_a_second(client, db):
    host, viewer = person(), person()
    topic_expert(host)
    found = held(host)
    address = f"/academy/talks/{found.id}"
    client.sign_in(host)
    client.submit(
        f"{address}/recording/edit",
        recording=(video(), "talk.mp4"),
        slides=(io.BytesIO(b"%PDF-1.7\n..."), "Мои слайды.pdf"),
        chapters="0:00 Welcome\n1:10 Filters",
        transcript=(io.BytesIO(CAPTIONS.encode()), "talk.vtt"),
    )

    client.sign_in(viewer)
    page = client.get(f"{address}?at=70")
    assert page.select_one("video")["src"] == f"{address}/recording#t=70"
    assert page.select_one("track")["src"] == f"{address}/captions.vtt"
    assert "Filters" in page.select_one(".seconds").text
    assert page.select_one(f"a[href='{address}?at=70#recording']")
    found_there = client.get(f"{address}?find=AROMA").select_one("[role=status] + .seconds")
    assert found_there.select_one("a").text == "1:10"
    assert "WEBVTT" in client.open(f"{address}/captions.vtt").text
    assert ".pdf" in client.open(f"{address}/slides").headers["Content-Disposition"]

    beacon = client.open(
        f"{address}/position", method="POST", data=client.token() | {"second": "95"}
    )
    assert beacon.status_code == 204
    assert "You stopped at 1:35" in " ".join(client.get(address).text.split())


def test_a_player_gets_the_part_it_asks_for_and_nothing_runs(client, db):
    client.sign_in(person())
    address = f"/academy/talks/{recorded_talk(held()).id}/recording"
    whole = video().getvalue()

    full = client.open(address)
    assert (full.status_code, full.data) == (200, whole)
    assert full.headers["Accept-Ranges"] == "bytes"
    assert "sandbox" in full.headers["Content-Security-Policy"]
    assert full.headers["Content-Disposition"].startswith("attachment")
    part = client.open(address, headers={"Range": "bytes=4-11"})
    assert (part.status_code, part.data) == (206, b"ftypmp42")
    assert part.headers["Content-Range"] == f"bytes 4-11/{len(whole)}"
    tail = client.open(address, headers={"Range": "bytes=-3"})
    assert tail.data == whole[-3:]
    beyond = client.open(address, headers={"Range": "bytes=99999-"})
    assert beyond.status_code == 416


def test_a_zip_for_a_video_is_refused_where_it_stands_and_nothing_typed_is_lost(client, db):
    host = person()
    topic_expert(host)
    address = f"/academy/talks/{held(host).id}/recording/edit"
    client.sign_in(host)

    page = client.submit(
        address,
        status=409,
        recording=(io.BytesIO(b"PK\x03\x04"), "talk.mp4"),
        chapters="0:00 Welcome",
    )
    assert "no video that browsers play" in page.select_one(".refusal").text
    assert page.select_one("#chapters").text.strip() == "0:00 Welcome"

    page = client.submit(
        address,
        status=422,
        chapters="Welcome",
        transcript=(io.BytesIO(b"WEBVTT\n\n00:01 --> 2"), "a.vtt"),
    )
    assert "Welcome" in page.select_one("#chapters-error").text
    assert "line 3" in page.select_one("#transcript-error").text


def test_the_form_of_a_recording_takes_more_than_others(app, client, db, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 20_000)
    host = person()
    topic_expert(host)
    address = f"/academy/talks/{held(host).id}"
    client.sign_in(host)

    client.submit(f"{address}/recording/edit", recording=(video(b"x" * 90_000), "talk.mp4"))
    big = {"about": "x" * 90_000}
    assert client.open(f"{address}/edit", method="POST", data=big).status_code == 413


def test_nobody_else_can_send_anything_long(app, client, db, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 20_000)
    host, colleague = person(), person()
    topic_expert(host)
    address = f"/academy/talks/{held(host).id}/recording/edit"

    assert client.open(address, **unread_post()).status_code == 413
    client.sign_in(colleague)
    assert client.open(address, **unread_post()).status_code == 413
    assert client.open("/academy/talks/9999/recording/edit", **unread_post()).status_code == 413
    client.sign_in(host)
    with pytest.raises(ReadEarly):
        client.open(address, **unread_post())
    coming = talk(host, clock.now() + timedelta(days=1), now=clock.now())
    to_come = f"/academy/talks/{coming.id}/recording/edit"
    assert client.open(to_come, **unread_post()).status_code == 413


def test_a_remark_stands_at_its_second_and_its_author_or_a_moderator_removes_it(client, db):
    viewer, found = person(), recorded_talk(held())
    address = f"/academy/talks/{found.id}"
    client.sign_in(viewer)

    page = client.submit(address, status=422, form="form[action$=add]", at="soon", text="Which?")
    assert "12:30" in page.select_one("#at-error").text
    client.submit(address, form="form[action$=add]", at="1:10", text="Which filter?")
    [remark] = queries.remarks_on(found)
    assert remark.second == 70

    client.sign_in(person())
    assert "Which filter?" in client.get(address).text
    client.post(f"{address}/remarks/{remark.id}/remove", status=403)
    client.sign_in(moderator())
    client.post(f"{address}/remarks/{remark.id}/remove")
    assert queries.remarks_on(found) == []


def test_search_leads_to_the_second(client, app, db):
    found = recorded_talk(held(title="Coffee for everybody"))
    gateway = app.extensions["search"]()
    gateway.rebuild(everything_findable(clock.now()))
    client.sign_in(person())

    page = client.get("/search?q=filter+aroma&type=talk")

    assert page.select_one(".hits h2").text == "Coffee for everybody"
    link = page.select_one(".hit-kind a")
    assert link["href"] == f"/academy/talks/{found.id}?at=70#recording"
    assert "1:10" in link.text
    assert "Talks" in page.select_one(".tabs").text
    gateway.rebuild([])


def test_a_page_with_a_recording_asks_a_constant_number_of_queries(client, count_queries):
    found = recorded_talk(held())
    client.sign_in(person())

    def counted() -> int:
        count_queries.clear()
        client.get(f"/academy/talks/{found.id}")
        return len(count_queries)

    counted()  # the first visit of a browser costs one more
    few = counted()
    for second in range(5):
        operations.add_remark(found, person(), second, "Yes", NOON)
    assert counted() == few
    assert few <= 12
