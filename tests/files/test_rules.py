"""Pictures from strangers: what is refused, and that nothing of the file survives."""

import io
import resource
import struct
import time
import zlib

import pytest
from PIL import Image

from learning.files.rules import MAX_BYTES, FileRefused, redraw
from tests.factories.files import picture


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it has these dimensions, and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_drawn_anew_and_no_larger_than_asked(kind):
    drawn = redraw(picture(kind, (600, 300)), longest_side=100)

    assert (drawn.content_type, drawn.width, drawn.height) == ("image/jpeg", 100, 50)
    assert opened(drawn.content).size == (100, 50)


def test_a_square_is_cut_from_the_middle():
    drawn = redraw(picture(size=(400, 200)), longest_side=100, square=True)

    image = opened(drawn.content)
    assert image.size == (100, 100)
    assert image.getpixel((5, 50))[0] > 200
    assert image.getpixel((95, 50))[2] > 200


def test_a_small_picture_is_not_blown_up():
    assert redraw(picture(size=(30, 20)), longest_side=100).width == 30


def test_transparency_is_kept():
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 255, 40)).save(out, "PNG")

    drawn = redraw(out.getvalue(), longest_side=100)

    assert drawn.content_type == "image/png"
    assert opened(drawn.content).getpixel((5, 5))[3] == 40


def camera_picture() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "SECRET camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0)})  # where it was taken
    return picture(
        "JPEG", (60, 40), exif=exif, comment=b"SECRET comment", icc_profile=b"SECRET icc"
    )


def test_place_camera_comment_and_profile_stay_behind():
    data = camera_picture()
    assert data.count(b"SECRET") == 3

    drawn = redraw(data, longest_side=100)

    image = opened(drawn.content)
    assert b"SECRET" not in drawn.content
    assert not image.getexif()
    assert not {"exif", "icc_profile", "comment"} & image.info.keys()


def test_a_turned_picture_is_turned_upright():
    drawn = redraw(camera_picture(), longest_side=100)

    assert (drawn.width, drawn.height) == (40, 60)


def test_what_is_hidden_behind_a_picture_stays_behind():
    polyglot = picture("PNG") + b"<script>alert(1)</script>PK\x03\x04"

    drawn = redraw(polyglot, longest_side=100)

    assert b"script" not in drawn.content
    assert b"PK" not in drawn.content


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"GIF89a" + b"\0" * 100,
        b"\x89PNG\r\n\x1a\n<html>",
        picture("JPEG")[:300],
        picture("PNG", (400, 400))[:-40],
    ],
    ids=["empty", "svg", "html", "pdf", "zip", "gif", "html-as-png", "half-jpeg", "half-png"],
)
def test_anything_but_a_whole_picture_is_refused(data):
    with pytest.raises(FileRefused):
        redraw(data, longest_side=100)


def test_a_file_that_is_too_large_is_refused_unread():
    with pytest.raises(FileRefused, match="10 MB"):
        redraw(picture() + b"\0" * MAX_BYTES, longest_side=100)


@pytest.mark.parametrize(("width", "height"), [(50_000, 50_000), (4_000, 4_000), (1, 2**31 - 1)])
def test_too_many_pixels_are_refused_before_they_are_decoded(width, height):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()

    with pytest.raises(FileRefused):
        redraw(png_of(width, height), longest_side=100)

    assert time.process_time() - started < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024
