"""The words inside files: each format read, hostile and broken ones harmless."""

import time

import pytest
from sqlalchemy import select

from learning.files.models import FileReading, FileText, Upload
from learning.files.operations import forget_upload, keep_words, read_words, store_file
from learning.files.rules import kind_of, words
from tests.factories.files import letter, package, pdf, picture
from tests.factories.people import NOON, person

CAPTIONS = (
    b"WEBVTT - a title\n\nNOTE nobody says this\n\n1\n00:01.000 --> 00:02.500 align:left\n"
    b"<v Anna>Hello</v> there\n\n00:02.500 --> 00:04.000\nHello there\nand again\n"
)
TYPES = {"[Content_Types].xml": "<Types/>"}
A = 'xmlns:a="a"'
SLIDE = f"<sld {A}><a:p><a:r><a:t>Slide {{}}</a:t></a:r></a:p></sld>"
OPEN = "application/vnd.oasis.opendocument.text"
XML_NAMES = 'xmlns:text="t" xmlns:office="o"'


@pytest.fixture
def storage(app, db):
    return app.extensions["storage"]


def sheet() -> bytes:
    return package(
        TYPES
        | {
            "xl/sharedStrings.xml": "<sst><si><t>Отпуск</t></si><si><r><t>два</t></r></si></sst>",
            "xl/worksheets/sheet1.xml": "<s><c><is><t>inline</t></is></c><v>7</v></s>",
        }
    )


def slides() -> bytes:
    numbered = {f"ppt/slides/slide{n}.xml": SLIDE.format(n) for n in (10, 2)}
    return package(TYPES | numbered | {"ppt/notesSlides/notesSlide1.xml": SLIDE.format("note")})


def open_document() -> bytes:
    text = (
        f"<office:body {XML_NAMES}><text:tracked-changes><text:p>deleted</text:p>"
        "</text:tracked-changes><text:h>Kaffee</text:h><text:p>one<text:tab/>two</text:p>"
        "</office:body>"
    )
    return package({"mimetype": OPEN, "content.xml": text})


def read(data: bytes, name: str = "") -> str:
    return read_words(data, kind_of(data, name).content_type)


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (letter("Dear all", "咖啡"), "", "Dear all\n咖啡\n"),
        (sheet(), "", "Отпуск\nдва\ninline\n"),
        (slides(), "", "Slide 2\nSlide 10\nSlide note\n"),
        (open_document(), "", "Kaffee\none two\n"),
        (pdf("The first page", "The second"), "", "The first page\nThe second\n"),
        ("имя;кофе\n".encode(), "a.csv", "имя;кофе\n"),
        (b"# Plain *text*\n", "a.md", "# Plain *text*\n"),
        (CAPTIONS, "", "Hello there\nand again"),
    ],
    ids=["word", "excel", "powerpoint", "opendocument", "pdf", "csv", "markdown", "captions"],
)
def test_the_words_of_each_format_are_read_in_their_order(data, name, said):
    assert read(data, name) == said


def test_captions_say_when_each_line_is_shown():
    hours = b"\n12:00:03.000 --> 12:00:04.000\nGood night\n"

    assert list(words.said(CAPTIONS + hours)) == [
        (1, "Hello there"),
        (2, "and again"),
        (12 * 3600 + 3, "Good night"),
    ]


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (pdf("Hello")[:-60], "application/pdf"),
        (b"%PDF-1.7\n" + b"\xff" * 2000, "application/pdf"),
        (letter("Hello")[:-30], kind_of(letter("x"), "").content_type),
        (package({"word/document.xml": "<w:p><w:t>open"}), kind_of(letter("x"), "").content_type),
        (b"", "application/pdf"),
    ],
    ids=["cut", "noise", "cut package", "cut xml", "empty"],
)
def test_a_broken_file_has_as_many_words_as_can_be_read(data, content_type):
    assert read_words(data, content_type) in ("", "Hello", "Hello\n", "open")


def test_what_was_read_before_the_fault_is_kept():
    broken = "<w:d xmlns:w='w'><w:p><w:t>Good</w:t></w:p>" + " " * 70_000 + "<w:p></w:d>"
    kind = kind_of(letter("x"), "").content_type

    assert read_words(package({"word/document.xml": broken}), kind) == "Good\n"


def test_a_document_that_declares_entities_is_not_read():
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    text = f'<!DOCTYPE d [<!ENTITY l0 "ha">{laughs}]><d xmlns:w="w"><w:p><w:t>&l8;</w:t></w:p></d>'
    kind = kind_of(letter("x"), "").content_type

    assert read_words(package({"word/document.xml": text}), kind) == ""


def test_a_bomb_gives_no_more_words_than_search_reads_and_ends_in_time():
    bomb = letter("boom " * 20_000_000)
    kind = kind_of(letter("x"), "").content_type
    start = time.process_time()

    assert len(read_words(bomb, kind)) == words.LONGEST
    assert time.process_time() - start < 5


def test_a_file_that_nobody_can_read_to_the_end_is_given_up(monkeypatch):
    monkeypatch.setattr("learning.files.operations.PATIENCE", 0.01)

    assert read_words(pdf(*["page"] * 400), "application/pdf").strip("page\n") == ""


def test_the_words_of_a_new_file_are_owed_and_those_of_a_picture_are_not(app, db, storage):
    one = store_file(storage, letter("x"), "a.docx", person().id, NOON, longest_side=100)
    store_file(storage, picture(), "b.jpg", person().id, NOON, longest_side=100)

    assert db.scalars(select(FileReading.upload_id)).all() == [one.id]


def test_a_forgotten_file_leaves_no_words(app, db, storage):
    one = store_file(storage, letter("x"), "a.docx", person().id, NOON, longest_side=100)
    keep_words(one, "old", NOON)
    keep_words(one, " new ", NOON)
    assert db.scalars(select(FileText.text)).all() == ["new"]

    forget_upload(one.key)
    assert db.scalars(select(Upload.id)).all() == []
    assert db.scalars(select(FileText.upload_id)).all() == []
    assert db.scalars(select(FileReading.id)).all() == []
