"""Pictures for tests."""

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
