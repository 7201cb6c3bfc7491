"""Files of articles and talks: where their bytes lie, how they are sent, and room for a video."""

from flask import Response, abort, current_app, send_file

from learning.files.models import Upload
from learning.files.rules import MAX_VIDEO_BYTES
from learning.storage import Storage
from learning.web.headers import untrusted_file

ROOM_FOR_A_VIDEO = MAX_VIDEO_BYTES + 20 * 1024 * 1024  # with the rest of its form


def file_storage() -> Storage:
    storage: Storage = current_app.extensions["storage"]
    return storage


def sent(upload: Upload | None, name: str | None = None) -> Response:
    """An upload in full or in the part asked for (RFC 9110, 14), inert when opened alone."""
    if upload is None:
        abort(404)
    try:
        path = file_storage().path(upload.key)
    except FileNotFoundError:
        abort(404)
    response = untrusted_file(
        send_file(
            path, mimetype=upload.content_type, conditional=True, etag=upload.sha256, max_age=0
        )
    )
    if name is not None:
        response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def delete_bytes(keys: list[str]) -> None:
    """After the commit that forgot them."""
    for key in keys:
        file_storage().delete(key)
