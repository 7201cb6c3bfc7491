"""Finding uploads."""

from sqlalchemy import select

from learning.extensions import db
from learning.files.models import Upload


def upload_by_key(key: str) -> Upload | None:
    """The upload under this key; whether it may be read is for the feature it hangs on to say."""
    return db.session.scalar(select(Upload).where(Upload.key == key))
