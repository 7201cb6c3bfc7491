"""Videos in articles: kept, played where the text is read, found by what is said in them."""

import gc
import io
import warnings
import zipfile

import pytest
from sqlalchemy import func, select

from learning import jobs
from learning.academy import operations, queries
from learning.academy.models import ArticleFile, ArticleState
from learning.academy.operations import Draft, Video
from learning.academy.queries.moments import Moment, moments
from learning.academy.rules.captions import read_captions
from learning.academy.rules.players import player, plays, set_to, track
from learning.academy.search import EVERYONE, Key
from learning.files.models import Upload
from learning.files.rules import FileRefused
from tests.factories.academy import article
from tests.factories.files import ReadEarly, picture, unread_post
from tests.factories.people import NOON, moderator, person
from tests.factories.talks import CAPTIONS, video

DRAFT = ArticleState.DRAFT


@pytest.fixture
def storage(app, db):
    return app.extensions["storage"]


def shown(found, storage, now=NOON, **given):
    """The article with a video at the end of its text."""
    said = {
        "words": "Descaling",
        "source": video(),
        "name": "Clip 1.mp4",
        "cues": read_captions(CAPTIONS),
    }
    operations.add_video(found, found.author, storage, Video(**said | given), now)
    return found


def publish(found, now=NOON):
    operations.submit(found, now)
    operations.publish(found, moderator(), found.newest_id, "", now)


def kept(storage):
    return [one for one in storage.folder.rglob("*") if one.is_file()]


def test_a_video_plays_in_the_text_with_its_captions(db, storage):
    found = shown(article(state=DRAFT, body="Before."), storage)

    assert found.newest.body == 'Before.\n\n![Descaling](Clip-1.mp4 "Clip-1.vtt")'
    files = f"/academy/articles/{found.id}/files"
    assert (
        f'<video class="player" controls preload="metadata" src="{files}/Clip-1.mp4"'
        f' aria-label="Descaling"><track kind="captions" src="{files}/Clip-1.vtt"'
        ' srclang="en" label="English"></video>'
    ) in found.newest.html


def test_a_video_elsewhere_is_led_to_and_its_words_are_kept_here(db, storage):
    found = article(state=DRAFT, body="")
    shown(found, storage, words="A [b] *c*", source=None, name="", link="https://tv.example/a_(1)")

    assert 'href="https://tv.example/a_%281%29"' in found.newest.html
    assert ">A [b] *c*</a>" in found.newest.html
    assert f'href="/academy/articles/{found.id}/files/A-b-c.vtt"' in found.newest.html
    assert "<video" not in found.newest.html


@pytest.mark.parametrize(
    "title", ["notes.txt", "no.vtt", "../up.vtt", "x&quot; onerror=&quot;alert(1)", "cup.png"]
)
def test_captions_are_a_file_of_the_article_or_nothing(db, storage, title):
    found = shown(article(state=DRAFT, body=""), storage)
    for data, name in ((b"Words", "notes.txt"), (picture("PNG"), "cup.png")):
        operations.add_file(found, found.author, storage, io.BytesIO(data), name, NOON)
    draft = Draft(title="T", body=f'![a "b" <i>](Clip-1.mp4 "{title}")', language="en")
    operations.save_text(found, found.author, draft, operations.mark_of(found.newest), NOON)

    assert "<video" in found.newest.html
    assert "<track" not in found.newest.html
    assert "onerror" not in found.newest.html
    assert "<i>" not in found.newest.html


def test_people_write_no_player_of_their_own(db):
    found = article(body='<video src="/academy/articles/1/files/x.mp4" autoplay></video>')

    assert "<video" not in found.newest.html


def package():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as written:
        written.writestr("clip.mp4", "x")
    made.seek(0)
    return made


@pytest.mark.parametrize("name", ["clip.mp4", "clip.zip"])
def test_what_is_no_video_is_refused_and_leaves_nothing(db, storage, name):
    found, before = article(state=DRAFT), kept(storage)

    with pytest.raises(FileRefused):
        shown(found, storage, source=package(), name=name, cues=None)
    assert kept(storage) == before
    assert db.scalar(select(func.count(ArticleFile.id))) == 0


def test_a_file_named_like_a_video_is_told_what_a_video_is(db, storage):
    found = article(state=DRAFT)

    with pytest.raises(FileRefused, match="no video that browsers play"):
        operations.add_file(found, found.author, storage, package(), "clip.mp4", NOON)


def test_a_video_that_is_too_long_is_refused_and_leaves_nothing(db, storage, monkeypatch):
    monkeypatch.setattr("learning.files.operations.MAX_VIDEO_BYTES", 100)
    found, before = article(state=DRAFT), kept(storage)

    with pytest.raises(FileRefused, match="larger than"):
        operations.add_file(found, found.author, storage, video(), "clip.mp4", NOON)
    assert kept(storage) == before


def test_the_same_video_twice_lies_here_once(db, storage):
    found = shown(article(state=DRAFT), storage)
    before = kept(storage)
    shown(found, storage)

    assert kept(storage) == before
    assert db.scalar(select(func.count(Upload.id))) == 2


def settle(app, db):
    db.commit()
    for sweep in (jobs.words_sweep(app), jobs.index_sweep(app)):
        while jobs.run(sweep)[0]:
            pass


@pytest.fixture
def search(app, db):
    gateway = app.extensions["search"]()
    gateway.rebuild([])
    yield gateway
    gateway.rebuild([])


LONG_AGO = NOON.replace(year=2020)


def test_what_is_said_leads_to_the_article_and_the_second(app, db, storage, search):
    found = shown(article(state=DRAFT, title="Coffee machine"), storage, LONG_AGO)
    publish(found, LONG_AGO)
    settle(app, db)

    [hit] = search.find("aroma", {EVERYONE}).hits
    assert (hit.within, hit.within_url) == ("Coffee machine", f"/academy/articles/{found.id}")
    assert hit.title == "Clip-1.vtt"
    assert moments({Key("file", hit.id): hit.snippet}, storage) == {
        Key("file", hit.id): Moment(
            70, f"/academy/articles/{found.id}?at=70&said=Clip-1.vtt#recording"
        )
    }


def test_what_is_said_elsewhere_has_its_second_and_no_player(app, db, storage, search):
    found = article(state=DRAFT)
    shown(found, storage, LONG_AGO, source=None, name="", link="https://tv.example/1")
    publish(found, LONG_AGO)
    settle(app, db)

    [hit] = search.find("aroma", {EVERYONE}).hits
    assert list(moments({Key("file", hit.id): hit.snippet}, storage).values()) == [Moment(70, "")]


def test_captions_too_long_or_gone_have_no_second(app, db, storage, search, monkeypatch):
    found = shown(article(state=DRAFT), storage, LONG_AGO)
    publish(found, LONG_AGO)
    settle(app, db)
    [hit] = search.find("aroma", {EVERYONE}).hits
    passages = {Key("file", hit.id): hit.snippet}

    with monkeypatch.context() as patched:
        patched.setattr("learning.academy.queries.moments.MOST_BYTES", 10)
        assert moments(passages, storage) == {}
    assert len(moments(passages, storage)) == 1
    storage.delete(db.get(ArticleFile, hit.id).upload.key)
    assert moments(passages, storage) == {}


def test_the_video_whose_captions_are_asked_for_is_set_to_the_second():
    clips = "".join(
        player(f"/files/{name}.mp4", "a > b", track(f"/files/{name}.vtt", "en", "English"))
        for name in ("one", "two.x", "two.x")
    )

    assert set_to(clips, "/files/two.x.vtt", 70) == clips.replace(
        '<video class="player" controls preload="metadata" src="/files/two.x.mp4"',
        '<video id="recording" class="player" controls preload="metadata"'
        ' src="/files/two.x.mp4#t=70"',
        1,
    )
    for unknown in ("/files/twoyx.vtt", "/files/three.vtt", "", ".*", '"'):
        assert set_to(clips, unknown, 70) == clips
    assert plays(clips, "/files/one.vtt")
    assert not plays(clips, "/files/one.mp4")


# Pages


def test_an_author_adds_a_video_and_readers_see_it_once_it_is_published(client, db):
    found, reader = article(state=DRAFT, body="Before."), person()
    address = f"/academy/articles/{found.id}"
    client.sign_in(found.author)
    link = client.get(f"{address}/edit").select_one("a[href$='videos/add']")["href"]
    client.submit(
        link,
        words="Descaling",
        video=(video(), "clip.mp4"),
        transcript=(io.BytesIO(CAPTIONS.encode()), "clip.en.vtt"),
    )
    preview = client.get(f"{address}/edit").select_one("#preview video")
    assert preview["src"] == f"{address}/files/clip.mp4"
    client.sign_in(reader)
    for name in ("clip.mp4", "clip.vtt"):
        assert client.open(f"{address}/files/{name}").status_code == 404

    publish(found)
    db.commit()
    player = client.get(address).select_one("article video")
    assert player["aria-label"] == "Descaling"
    part = client.open(player["src"], headers={"Range": "bytes=4-11"})
    assert (part.status_code, part.data) == (206, b"ftypmp42")
    assert part.mimetype == "video/mp4"
    assert "sandbox" in part.headers["Content-Security-Policy"]
    said = client.open(player.select_one("track")["src"])
    assert (said.status_code, said.mimetype) == (200, "text/vtt")
    assert "The filter decides" in said.text

    operations.unpublish(found, found.author, NOON)
    db.commit()
    assert client.open(player["src"]).status_code == 404


def test_a_video_is_refused_where_it_stands(client, db):
    found = article(state=DRAFT)
    address = f"/academy/articles/{found.id}/videos/add"
    client.sign_in(found.author)

    page = client.submit(address, status=409, words="Tea", video=(package(), "clip.mp4"))
    assert "no video that browsers play" in page.select_one(".refusal").text
    page = client.submit(
        address, status=422, words="Tea", transcript=(io.BytesIO(b"1\n00:01,0"), "a.vtt")
    )
    assert "one of the two" in page.select_one("#video-error").text
    assert "line 1" in page.select_one("#transcript-error").text
    client.sign_in(person())
    client.get(address, status=404)


@pytest.mark.parametrize("act", ["videos/add", "files/add", "edit"])
def test_an_author_alone_sends_a_long_video(app, client, db, monkeypatch, act):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 20_000)
    found = article()
    address = f"/academy/articles/{found.id}/{act}"

    client.sign_in(moderator())
    assert client.open(address, **unread_post()).status_code == 413
    client.sign_in(found.author)
    with pytest.raises(ReadEarly):
        client.open(address, **unread_post())
    operations.bin_article(found, found.author, None, NOON)
    db.commit()
    assert client.open(address, **unread_post()).status_code == 413


def test_an_upload_that_breaks_off_is_told_and_leaves_nothing(client, db, storage):
    found, before = article(state=DRAFT), kept(storage)
    client.sign_in(found.author)
    half = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n'
    half += video(b"x" * 50_000).getvalue()

    with warnings.catch_warnings(action="ignore", category=ResourceWarning):
        answer = client.open(
            f"/academy/articles/{found.id}/files/add",
            method="POST",
            data=half,
            content_type="multipart/form-data; boundary=x",
            environ_overrides={"CONTENT_LENGTH": str(len(half) + 90_000)},
        )
        gc.collect()  # closes what Werkzeug has begun to keep

    assert answer.status_code == 400
    assert kept(storage) == before
    assert queries.files_of(found.id) == []


def test_search_leads_into_the_video(app, client, db, storage, search):
    found = shown(article(state=DRAFT, title="Coffee machine"), storage, LONG_AGO)
    shown(found, storage, LONG_AGO, name="Clip 2.mp4", source=video(b"other"), cues=None)
    publish(found, LONG_AGO)
    settle(app, db)
    client.sign_in(person())

    [hit] = client.get("/search?q=aroma").select(".hits li")
    link = hit.select_one(".hit-kind a")
    assert "1:10" in link.text
    assert hit.select_one(".hit-file a")["href"] == link["href"]
    address, _hash, place = link["href"].partition("#")
    page = client.get(address)
    assert page.select_one(f"#{place}")["src"].endswith("/Clip-1.mp4#t=70")
    assert [one["src"].partition("/files/")[2] for one in page.select("article video")] == [
        "Clip-1.mp4#t=70",
        "Clip-2.mp4",
    ]
    for other in ("at=70", "at=70&said=Clip-9.vtt", "at=x&said=../up"):
        assert not client.get(f"/academy/articles/{found.id}?{other}").select("#recording")
