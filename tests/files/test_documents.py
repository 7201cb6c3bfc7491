"""Files that are no pictures: told by their content, hostile ones refused, nothing unpacked."""

import io
import resource
import struct
import time
import zipfile
import zlib

import pytest

from learning.files.rules import FileRefused, file_name, free_name, kind_of
from tests.factories.files import office, picture


def package(parts: dict[str, bytes], **given: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            part = zipfile.ZipInfo(name)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = given.get("mode", 0o644) << 16
            made.writestr(part, content)
    return out.getvalue()


def bomb() -> bytes:
    """Some ten kilobytes that say they unpack to 10 GB."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packed.compress(b"\0" * 10_000_000) + packed.flush()
    data = bytearray(package({"[Content_Types].xml": b"x", "word/document.xml": b"y"}))
    place = data.rfind(b"PK\x01\x02")
    struct.pack_into("<I", data, place + 24, 4_000_000_000)
    return bytes(data) + body[:0]


def many_parts(count: int = 100_000) -> bytes:
    name = b"a"
    entry = struct.pack(
        "<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0
    )
    listed = (entry + name) * count
    end = struct.pack(
        "<4s4H2IH", b"PK\x05\x06", 0, 0, count % 65_536, count % 65_536, len(listed), 4, 0
    )
    return b"PK\x03\x04" + listed + end


@pytest.mark.parametrize(
    ("data", "name", "ending"),
    [
        (b"%PDF-1.7\n...", "x.pdf", ".pdf"),
        (office("word/"), "letter.docx", ".docx"),
        (office("ppt/"), "slides.zip", ".pptx"),
        (office("xl/"), "", ".xlsx"),
        (b"WEBVTT\n\n00:00.000 --> 00:01.000\nHi\n", "a.vtt", ".vtt"),
        ("имя;咖啡\n".encode(), "people.csv", ".csv"),
        ("\ufeffПросто текст 咖啡\n".encode(), "notes.html", ".txt"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_is_what_its_content_says(data, name, ending):
    assert kind_of(data, name).ending == ending


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"  \n<?xml version='1.0'?><svg onload='alert(1)'/>",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"<html><body onload=alert(1)>",
        b"MZ\x90\x00",
        b"\x7fELF",
        b"\0\0\0\x18ftypmp42",
        package({"a.txt": b"just a zip"}),
        package({"[Content_Types].xml": b"", "word/vbaProject.bin": b"", "word/a": b""}),
        package({"[Content_Types].xml": b"", "word/../../../etc/passwd": b"x"}),
        package({"[Content_Types].xml": b"", "/word/a": b"x"}),
        package({"[Content_Types].xml": b"", "word/link": b"/etc"}, mode=0o120777),
        b"GIF89a" + package({"[Content_Types].xml": b"", "word/a": b"x"}),
        office("word/")[:-30],
        bomb(),
        many_parts(),
        "latin-1: ü".encode("latin-1"),
    ],
    ids=[
        *("empty", "svg", "xml-svg", "html", "html-bare", "exe", "elf", "video", "zip", "macros"),
        *("zip-slip", "zip-root", "symlink", "polyglot", "cut", "bomb", "parts", "latin-1"),
    ],
)
def test_a_hostile_or_unknown_file_is_refused_cheaply(data):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()

    with pytest.raises(FileRefused):
        kind_of(data, "harmless.docx")

    assert time.process_time() - started < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def test_a_package_that_packs_too_well_is_refused():
    with pytest.raises(FileRefused, match="unpacks"):
        kind_of(package({"[Content_Types].xml": b"", "word/a": b"\0" * 20_000_000}), "letter.docx")


def test_a_file_over_the_limit_is_refused_unread():
    with pytest.raises(FileRefused, match="10 MB"):
        kind_of(b"%PDF-" + b"0" * 10 * 1024 * 1024, "x.pdf")


@pytest.mark.parametrize(
    ("given", "ending", "name"),
    [
        ("Скрин шот 1.PNG", ".jpg", "Скрин-шот-1.jpg"),
        ("../../etc/passwd", ".txt", "passwd.txt"),
        ("C:\\Users\\me\\咖啡.png", ".png", "咖啡.png"),
        ('a"><script>.png', ".png", "a-script.png"),
        (".htaccess", ".txt", "htaccess.txt"),
        ("", ".pdf", "file.pdf"),
        ("x" * 300, ".pdf", "x" * 80 + ".pdf"),
    ],
)
def test_names_are_made_harmless(given, ending, name):
    assert file_name(given, ending) == name


def test_a_taken_name_gets_a_number():
    assert free_name("a.png", {"b.png"}) == "a.png"
    assert free_name("a.png", {"a.png", "a-2.png"}) == "a-3.png"


def test_a_picture_is_no_document():
    with pytest.raises(FileRefused):
        kind_of(picture("PNG"), "x.png")
