"""Taking files in and letting them go."""

import hashlib
import subprocess
import sys
from datetime import datetime
from typing import IO

from sqlalchemy import delete, select

from learning.extensions import db
from learning.files.models import FileReading, FileText, Upload
from learning.files.rules import (
    MAX_VIDEO_BYTES,
    VIDEO_HEAD,
    FileRefused,
    is_bare,
    is_picture,
    kind_of,
    redraw,
    video_kind,
    words,
)
from learning.i18n import _
from learning.storage import Storage, TooLong

PATIENCE = 60  # seconds that reading a file may take, however busy the machine is


def store_image(
    storage: Storage,
    data: bytes,
    owner_id: int,
    now: datetime,
    *,
    longest_side: int,
    square: bool = False,
    keeps_png: bool = False,
) -> Upload:
    """Keep a picture, drawn anew and no larger than asked. Raises FileRefused.

    Should the caller's transaction fail, its bytes lie unreachable under a random key.
    """
    picture = redraw(data, longest_side=longest_side, square=square, keeps_png=keeps_png)
    upload = _keep(storage, picture.content, picture.content_type, owner_id, now)
    upload.width, upload.height = picture.width, picture.height
    return upload


def store_file(
    storage: Storage,
    data: bytes,
    name: str,
    owner_id: int,
    now: datetime,
    *,
    longest_side: int,
    keeps_bare: bool = False,
) -> Upload:
    """Keep a file of a kind that its content proves; a picture is drawn anew.

    With `keeps_bare`, for an operator's own files, a JPEG that holds nothing but pixels stays as
    it is: drawn anew it would lose a little each time it comes and goes. Raises FileRefused.
    Whatever it is, it is served as `untrusted_file`.
    """
    if is_picture(data):
        picture = redraw(data, longest_side=longest_side, keeps_png=True)
        if keeps_bare and data.startswith(b"\xff\xd8") and is_bare(data, longest_side):
            upload = _keep(storage, data, picture.content_type, owner_id, now)
            upload.width, upload.height = picture.width, picture.height
            return upload
        return store_image(storage, data, owner_id, now, longest_side=longest_side, keeps_png=True)
    return _keep(storage, data, kind_of(data, name).content_type, owner_id, now)


def read_words(data: bytes, content_type: str) -> str:
    """The words of a file, as far as they can be read; slow, and without the database.

    What a stranger may have prepared is read by a program of its own, with little memory and time.
    """
    if words.is_plain(content_type):
        return words.plain_words(data, content_type)
    command = [sys.executable, "-I", words.__file__, content_type]
    reader = subprocess.Popen(  # noqa: S603 - our own file, a type that we have told ourselves
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    with reader:
        try:
            found, _nothing = reader.communicate(data, timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            reader.kill()
            found, _nothing = reader.communicate()
    return found.decode("utf-8", "ignore")[: words.LONGEST]


def keep_words(upload: Upload, text: str, now: datetime) -> None:
    """Keep what was read in a file, in place of what was read before."""
    db.session.merge(FileText(upload_id=upload.id, text=text.strip(), read_at=now))


def store_video(storage: Storage, source: IO[bytes], owner_id: int, now: datetime) -> Upload:
    """Keep a video that its content proves to be one, without holding it in memory.

    It is served as `untrusted_file`, in parts. Raises FileRefused.
    """
    head = source.read(VIDEO_HEAD)
    kind = video_kind(head)
    source.seek(0)
    try:
        key, size, sha256 = storage.put_stream(source, MAX_VIDEO_BYTES)
    except TooLong as error:
        raise FileRefused(
            _(
                "This video is larger than %(size)s MB. Save it smaller, or link to it.",
                size=MAX_VIDEO_BYTES >> 20,
            )
        ) from error
    upload = Upload(
        key=key,
        owner_id=owner_id,
        content_type=kind.content_type,
        size=size,
        sha256=sha256,
        uploaded_at=now,
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def forget_upload(key: str) -> None:
    """Forget what is known of a file; the caller deletes its bytes after the commit."""
    own = select(Upload.id).where(Upload.key == key).scalar_subquery()
    for table in (FileReading, FileText):
        db.session.execute(delete(table).where(table.upload_id == own))
    db.session.execute(delete(Upload).where(Upload.key == key))


def _keep(
    storage: Storage, content: bytes, content_type: str, owner_id: int, now: datetime
) -> Upload:
    upload = Upload(
        key=storage.put(content),
        owner_id=owner_id,
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_at=now,
    )
    db.session.add(upload)
    db.session.flush()
    if words.has_words(content_type):
        db.session.add(FileReading(upload_id=upload.id, due_at=now))
    return upload
