"""Pictures and documents for tests."""

import io
import zipfile
from typing import Any

from flask import current_app
from PIL import Image

from learning.extensions import db
from learning.files.operations import store_image
from learning.people.models import Person
from learning.storage import Storage
from tests.factories.people import NOON


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **saved: Any) -> bytes:
    """A picture of this kind in the left half red, in the right half blue."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    out = io.BytesIO()
    image.save(out, kind, **saved)
    return out.getvalue()


def with_photo(someone: Person) -> Person:
    """The person, with a picture in the storage."""
    storage: Storage = current_app.extensions["storage"]
    upload = store_image(storage, picture(), someone.id, NOON, longest_side=40, square=True)
    someone.photo_key = upload.key
    db.session.commit()
    return someone


def office(folder: str = "word/") -> bytes:
    """A document of Word (`word/`), PowerPoint (`ppt/`) or Excel (`xl/`) as small as can be."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr(f"{folder}document.xml", "<document/>")
    return out.getvalue()


def package(parts: dict[str, str | bytes]) -> bytes:
    """A packed document with these parts; the type of an OpenDocument stands first, unpacked."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            kind = zipfile.ZIP_STORED if name == "mimetype" else None
            made.writestr(name, content, compress_type=kind)
    return out.getvalue()


def letter(*paragraphs: str) -> bytes:
    """A document of Word that says this."""
    body = "".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in paragraphs)
    return package(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f'<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>',
        }
    )


def pdf(*pages: str) -> bytes:
    """A PDF with a line of Latin text on each page."""
    numbers = [3 + 2 * at for at in range(len(pages))]
    kids = " ".join(f"{number} 0 R" for number in numbers)
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
    ]
    for number, line in zip(numbers, pages, strict=True):
        stream = f"BT /F1 12 Tf 72 720 Td ({line}) Tj ET"
        page = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {number + 1} 0 R"
            f" /Resources << /Font << /F1 {font} >> >> >>"
        )
        objects += [page, f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream"]
    out, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{one}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    end += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + end.encode()


class ReadEarly(Exception):
    """Somebody has asked for a body that was to stay unread."""


class _Unread(io.RawIOBase):
    def readinto(self, _buffer: Any) -> int:
        raise ReadEarly


def unread_post(length: int = 90_000) -> dict[str, Any]:
    """A post of a form so long in bytes, none of which may be asked for."""
    environ = {
        "wsgi.input": _Unread(),
        "CONTENT_LENGTH": str(length),
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
    }
    return {"method": "POST", "environ_overrides": environ}
