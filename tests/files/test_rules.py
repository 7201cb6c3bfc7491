"""Pictures from strangers: what is refused, and that nothing of the file survives."""

import io
import resource
import struct
import subprocess
import sys
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


def test_a_screenshot_stays_a_png_and_a_photo_becomes_a_jpeg():
    shot = redraw(picture("PNG"), longest_side=100, keeps_png=True)
    again = redraw(shot.content, longest_side=100, keeps_png=True)

    assert shot.content_type == "image/png"
    assert again.content == shot.content
    assert redraw(picture("JPEG"), longest_side=100, keeps_png=True).content_type == "image/jpeg"


MEASURE = """
import resource, sys, time
from PIL import Image
from learning.files.rules import redraw
data = open(sys.argv[1], "rb").read()
redraw(open(sys.argv[2], "rb").read(), longest_side=8, keeps_png=True)
before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
redraw(data, longest_side=1600, keeps_png=True)
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(time.process_time() - started, after - before)
"""


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGB"), ("PNG", "P"), ("JPEG", "RGB")])
def test_the_largest_picture_takes_little_time_and_memory(tmp_path, kind, mode):
    large, small = tmp_path / "large", tmp_path / "small"
    image = Image.effect_noise((4_000, 3_125), 40).convert(mode)
    image.save(large, kind, **({"compress_level": 1} if kind == "PNG" else {}))
    image.resize((20, 20)).save(small, kind)
    if large.stat().st_size > MAX_BYTES:
        image = Image.linear_gradient("L").resize((4_000, 3_125)).convert(mode)
        image.save(large, kind)

    said = subprocess.run(
        [sys.executable, "-c", MEASURE, large, small], capture_output=True, text=True, check=True
    )

    seconds, kilobytes = map(float, said.stdout.split())
    assert seconds < 2
    assert kilobytes < 64 * 1024
