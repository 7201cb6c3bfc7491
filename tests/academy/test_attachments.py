"""Pictures and files of an article, and writing it together."""

import io
from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import func, select

from learning.academy import operations, policy, queries
from learning.academy.models import ArticleFile, ArticleState
from learning.academy.operations import AlreadyAuthor, Draft, FileInUse, TooManyFiles
from learning.files.models import Upload
from learning.files.rules import FileRefused
from learning.notifications.models import Notification
from learning.people.models import Role
from tests.factories.academy import article
from tests.factories.files import office, picture
from tests.factories.people import NOON, moderator, person

DRAFT = ArticleState.DRAFT


@pytest.fixture
def storage(app, db):
    return current_app.extensions["storage"]


@pytest.fixture
def add(storage):
    def one(found, data=None, name="Скрин шот.png"):
        source = io.BytesIO(data or picture("PNG"))
        return operations.add_file(found, found.author, storage, source, name, NOON)

    return one


def rewrite(found, body):
    draft = Draft(title=found.newest.title, body=body, language="en")
    operations.save_text(found, found.author, draft, operations.mark_of(found.newest), NOON)


def test_a_picture_is_shown_by_its_name_with_its_size(db, add):
    found = article(state=DRAFT)
    made = add(found)

    assert operations.mark_for(made) == "![Скрин шот](Скрин-шот.png)"
    rewrite(found, operations.mark_for(made))
    address = f"/academy/articles/{found.id}/files/%D0%A1%D0%BA%D1%80%D0%B8%D0%BD"
    assert f'<img src="{address}' in found.newest.html
    assert 'width="60" height="40"' in found.newest.html


def test_a_file_is_a_link_and_one_that_is_not_there_only_words(db, add):
    found = article(state=DRAFT)
    made = add(found, office("ppt/"), "Slides.zip")

    assert operations.mark_for(made) == "[Slides](Slides.pptx)"
    rewrite(found, "[Slides](Slides.pptx) [gone](gone.pdf) ![lost](lost.png)")
    assert f'href="/academy/articles/{found.id}/files/Slides.pptx"' in found.newest.html
    assert "gone.pdf" not in found.newest.html
    assert "<i>lost</i>" in found.newest.html


def test_the_same_bytes_are_one_file_and_the_same_name_two(db, add):
    found = article(state=DRAFT)
    first = add(found)

    assert add(found, name="other.png").id == first.id
    assert add(found, picture("PNG", (30, 20))).name == "Скрин-шот-2.png"
    assert db.scalar(select(func.count(Upload.id))) == 2


def test_an_imported_article_takes_a_name_nobody_in_its_folder_has(db, add):
    found, neighbour = article(source_path="en/a/one.md"), article(source_path="en/a/two.md")
    add(neighbour, name="x.png")
    made = add(found, picture("PNG", (30, 20)), "x.png")
    rewrite(found, operations.mark_for(made))

    assert made.name == "a/x-2.png"
    assert f'src="/academy/articles/{found.id}/files/a/x-2.png"' in found.newest.html


def test_a_refused_file_leaves_the_article_as_it_was(db, add):
    with pytest.raises(FileRefused):
        add(article(), b"<svg onload='alert(1)'/>")

    assert db.scalar(select(func.count(ArticleFile.id))) == 0


def test_an_article_is_no_file_store(db, add, monkeypatch):
    monkeypatch.setattr("learning.academy.operations.attachments.MOST_FILES", 1)
    found = article()
    add(found)

    with pytest.raises(TooManyFiles):
        add(found, picture("PNG", (30, 20)))


def test_a_file_readers_see_stays_and_any_other_goes_with_its_bytes(db, add, storage):
    found = article(state=DRAFT)
    made = add(found)
    rewrite(found, operations.mark_for(made))
    operations.submit(found, NOON)
    operations.publish(found, moderator(), found.newest_id, "", NOON)
    with pytest.raises(FileInUse):
        operations.remove_file(found, made)

    operations.unpublish(found, found.author, NOON)
    assert operations.remove_file(found, made) == made.upload.key
    assert "<img" not in found.newest.html
    assert db.scalar(select(func.count(Upload.id))) == 0


def test_a_file_is_read_by_whoever_reads_the_text_that_shows_it(client, db, add):
    reader, found = person(), article()
    shown, hidden = add(found), add(found, b"%PDF-1.7 secret", "plan.pdf")
    address = f"/academy/articles/{found.id}/files"
    rewrite(found, operations.mark_for(shown))
    operations.submit(found, NOON)
    operations.publish(found, moderator(), found.newest_id, "", NOON)
    db.commit()

    client.sign_in(reader)
    picture_of = client.open(f"{address}/{shown.name}")
    assert (picture_of.status_code, picture_of.mimetype) == (200, "image/png")
    assert "sandbox" in picture_of.headers["Content-Security-Policy"]
    assert client.open(f"{address}/{hidden.name}").status_code == 404
    client.sign_in(person(Role.AUDITOR))
    assert client.open(f"{address}/{shown.name}").status_code == 200

    client.sign_in(found.author)
    document = client.open(f"{address}/{hidden.name}")
    assert document.headers["Content-Disposition"] == "attachment; filename=plan.pdf"
    assert document.headers["X-Content-Type-Options"] == "nosniff"

    operations.unpublish(found, found.author, NOON)
    db.commit()
    client.sign_in(reader)
    assert client.open(f"{address}/{shown.name}").status_code == 404


def test_the_editor_takes_a_file_and_answers_with_its_markdown(client, db):
    found = article(state=DRAFT)
    client.sign_in(found.author)
    url = f"/academy/articles/{found.id}/files/add"
    sent = {"file": (io.BytesIO(picture("PNG")), "Screen shot.png")}
    answer = client.open(url, method="POST", data=client.token() | sent)
    assert answer.json == {"markdown": "![Screen shot](Screen-shot.png)", "name": "Screen-shot.png"}

    bad = client.open(
        url, method="POST", data=client.token() | {"file": (io.BytesIO(b"<svg/>"), "x.svg")}
    )
    assert bad.status_code == 422
    assert "can hold programs" in bad.json["problem"]
    assert client.open(url, method="POST", data=client.token()).status_code == 422


def test_files_chosen_in_the_form_stand_at_the_end_of_the_text(client, db):
    someone = person()
    client.sign_in(someone)
    client.submit(
        "/academy/write",
        title="Coffee",
        body="Black.",
        files=(io.BytesIO(picture("PNG")), "cup.png"),
    )
    [found] = queries.drafts_of(someone)
    assert found.newest.body == "Black.\n\n![cup](cup.png)"

    page = client.submit(
        f"/academy/articles/{found.id}/edit",
        status=409,
        body="Kept words",
        files=(io.BytesIO(b"MZ\0"), "run.exe"),
    )
    assert "Kept words" in page.select_one("textarea[name=body]").text
    assert "cannot be kept here" in page.text
    assert "cup.png" in client.get(f"/academy/articles/{found.id}/edit").text

    made = queries.files_of(found.id)[0]
    client.post(f"/academy/articles/{found.id}/files/{made.id}/remove")
    assert queries.files_of(found.id) == []


def test_co_authors_write_along_and_decide_on_nothing(db):
    found, friend = article(state=ArticleState.IN_REVIEW), moderator()
    operations.add_author(found, friend, NOON)

    assert policy.can_edit(friend, found, NOON.date())
    assert not policy.can_publish(friend, found)
    assert not policy.can_choose_authors(friend, found, NOON.date())
    assert found.id in {one.id for one in queries.drafts_of(friend)}
    assert queries.waiting_for(friend, 5) == []
    [notice] = db.scalars(select(Notification).where(Notification.person_id == friend.id))
    assert notice.kind == "academy.co_author_added"
    with pytest.raises(AlreadyAuthor):
        operations.add_author(found, friend, NOON)

    operations.remove_author(found, friend.id)
    assert not policy.can_edit(friend, found, NOON.date())


def test_every_author_is_told_of_a_decision(db):
    found, friend = article(state=ArticleState.IN_REVIEW), person()
    operations.add_author(found, friend, NOON)
    operations.publish(found, moderator(), found.newest_id, "", NOON + timedelta(days=1))

    told = db.scalars(
        select(Notification.person_id).where(Notification.kind == "academy.article_published")
    )
    assert set(told) == {found.author_id, friend.id}


def test_authors_are_asked_and_leave_on_their_pages(client, db):
    found, friend = article(state=DRAFT), person(name="Лёша Ким")
    client.sign_in(found.author)
    url = f"/academy/articles/{found.id}/authors"
    wrong = client.submit(url, status=422, form="form.form", person="nobody at all")
    assert "Not one colleague" in wrong.text
    client.submit(url, form="form.form", person=friend.email)
    assert "Лёша Ким" in client.get(url).text
    assert (
        "writes this article already"
        in client.submit(url, status=409, form="form.form", person=friend.email).text
    )

    client.sign_in(friend)
    client.submit(f"/academy/articles/{found.id}/edit", body="Together.")
    client.submit(f"/academy/articles/{found.id}/draft", form="form[action$=leave]")
    client.get(f"/academy/articles/{found.id}/draft", status=404)

    client.sign_in(found.author)
    client.submit(url, form="form.form", person=friend.email)
    client.submit(url, form="form[action$=remove]")
    assert "Лёша Ким" not in client.get(url).select_one("main").text
