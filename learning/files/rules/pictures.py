"""Pictures from strangers: only what is one by its content, drawn anew before it is kept."""

import io
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from learning.errors import DomainError
from learning.i18n import _

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 12_500_000  # as a phone's camera makes; decoded, at most 50 MB
FORMATS = ("JPEG", "PNG", "WEBP")
JPEG_QUALITY = 85
MAX_PNG_BYTES = 2 * 1024 * 1024


class FileRefused(DomainError):
    """The file is not what it says, too large, or broken."""


@dataclass(frozen=True)
class Picture:
    """A picture drawn anew: nothing is left of the file it came in."""

    content: bytes
    content_type: str
    width: int
    height: int


def is_picture(data: bytes) -> bool:
    """Whether the file begins as a picture that can be drawn anew does."""
    return data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n")) or data[8:12] == b"WEBP"


def redraw(
    data: bytes, *, longest_side: int, square: bool = False, keeps_png: bool = False
) -> Picture:
    """Decode the picture and write its pixels into a new file, no larger than asked.

    Place, camera, comments, colour profile and whatever was hidden in the file stay behind; the
    camera's rotation is carried out. `square` cuts to the middle. Transparent pictures become PNG,
    all others JPEG; with `keeps_png` a PNG stays one up to `MAX_PNG_BYTES`, since screenshots
    blur otherwise. Raises FileRefused.
    """
    if len(data) > MAX_BYTES:
        raise FileRefused(
            _("This picture is larger than %(size)s MB. Save it smaller.", size=MAX_BYTES >> 20)
        )
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise _too_many_pixels()
            is_png = keeps_png and opened.format == "PNG"
            drawn = _draw(opened, longest_side, square)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except UnidentifiedImageError as error:
        raise FileRefused(
            _("This is no picture we can read. Choose a JPEG, PNG or WebP file.")
        ) from error
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        raise FileRefused(
            _("This picture is damaged. Open it in another program and save it again.")
        ) from error
    if is_png and drawn.mode == "RGB":
        picture = _encode(drawn, "PNG")
        if len(picture.content) <= MAX_PNG_BYTES:
            return picture
    return _encode(drawn, "PNG" if drawn.mode == "RGBA" else "JPEG")


def is_bare(data: bytes, longest_side: int) -> bool:
    """Whether a JPEG holds its pixels and nothing else, as one drawn anew here does."""
    with Image.open(io.BytesIO(data), formats=("JPEG",)) as opened:
        said = set(opened.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        is_small = max(opened.size) <= longest_side
    return not said and is_small and data.find(b"\xff\xd9") == len(data) - 2


def _too_many_pixels() -> FileRefused:
    return FileRefused(
        _(
            "This picture has too many pixels; %(limit)s megapixels is the most. Save it smaller.",
            limit=12,
        )
    )


def _draw(opened: Image.Image, longest_side: int, square: bool) -> Image.Image:
    """The pixels alone, in a picture that knows nothing else."""
    opened.draft("RGB", (longest_side * 2, longest_side * 2))  # JPEG decodes small from the start
    is_transparent = opened.has_transparency_data
    mode = "RGBA" if is_transparent else "RGB"
    image = opened if opened.mode == mode else opened.convert(mode)
    if square:
        image = ImageOps.fit(ImageOps.exif_transpose(image), (longest_side, longest_side))
    else:
        image.thumbnail((longest_side, longest_side))
        image = ImageOps.exif_transpose(image)
    bare = Image.new(mode, image.size)
    bare.paste(image)
    return bare


def _encode(image: Image.Image, kind: str) -> Picture:
    out = io.BytesIO()
    if kind == "PNG":
        image.save(out, "PNG", optimize=True)
    else:
        image.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return Picture(out.getvalue(), f"image/{kind.lower()}", image.width, image.height)
