"""Taking files in and letting them go."""

import hashlib
from datetime import datetime

from sqlalchemy import delete

from learning.extensions import db
from learning.files.models import Upload
from learning.files.rules import redraw
from learning.storage import Storage


def store_image(
    storage: Storage,
    data: bytes,
    owner_id: int,
    now: datetime,
    *,
    longest_side: int,
    square: bool = False,
) -> Upload:
    """Keep a picture, drawn anew and no larger than asked. Raises FileRefused.

    Should the caller's transaction fail, its bytes lie unreachable under a random key.
    """
    picture = redraw(data, longest_side=longest_side, square=square)
    upload = Upload(
        key=storage.put(picture.content),
        owner_id=owner_id,
        content_type=picture.content_type,
        size=len(picture.content),
        sha256=hashlib.sha256(picture.content).hexdigest(),
        uploaded_at=now,
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def forget_upload(key: str) -> None:
    """Forget what is known of a file; the caller deletes its bytes after the commit."""
    db.session.execute(delete(Upload).where(Upload.key == key))
