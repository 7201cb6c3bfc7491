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


class FileRefused(DomainError):
    """The file is not what it says, too large, or broken."""


@dataclass(frozen=True)
class Picture:
    """A picture drawn anew: nothing is left of the file it came in."""

    content: bytes
    content_type: str
    width: int
    height: int


def redraw(data: bytes, *, longest_side: int, square: bool = False) -> Picture:
    """Decode the picture and write its pixels into a new file, no larger than asked.

    Place, camera, comments, colour profile and whatever was hidden in the file stay behind; the
    camera's rotation is carried out. `square` cuts to the middle. Transparent pictures become PNG,
    all others JPEG. Raises FileRefused.
    """
    if len(data) > MAX_BYTES:
        raise FileRefused(
            _("This picture is larger than %(size)s MB. Save it smaller.", size=MAX_BYTES >> 20)
        )
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise _too_many_pixels()
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
    return _encode(drawn)


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


def _encode(image: Image.Image) -> Picture:
    out = io.BytesIO()
    if image.mode == "RGBA":
        image.save(out, "PNG", optimize=True)
        content_type = "image/png"
    else:
        image.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
        content_type = "image/jpeg"
    return Picture(out.getvalue(), content_type, image.width, image.height)
