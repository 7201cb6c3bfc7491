"""Keeping and forgetting pictures."""

import hashlib

import pytest
from flask import current_app
from sqlalchemy import func, select

from learning.files.models import Upload
from learning.files.operations import forget_upload, store_image
from learning.files.queries import upload_by_key
from learning.files.rules import FileRefused
from tests.factories.files import picture
from tests.factories.people import NOON, person


@pytest.fixture
def storage(app, db):
    return current_app.extensions["storage"]


def test_a_picture_is_kept_with_what_is_known_of_it(db, storage):
    anna = person()

    upload = store_image(storage, picture(), anna.id, NOON, longest_side=50)
    db.commit()

    content = storage.get(upload.key)
    assert (upload.owner_id, upload.content_type, upload.size) == (
        anna.id,
        "image/jpeg",
        len(content),
    )
    assert upload.sha256 == hashlib.sha256(content).hexdigest()
    assert upload_by_key(upload.key) is upload


def test_a_refused_file_leaves_nothing(db, storage):
    with pytest.raises(FileRefused):
        store_image(storage, b"<svg/>", person().id, NOON, longest_side=50)

    assert db.scalar(select(func.count(Upload.id))) == 0


def test_forgetting_twice_is_harmless(db, storage):
    upload = store_image(storage, picture(), person().id, NOON, longest_side=50)

    for _time in range(2):
        forget_upload(upload.key)

    assert upload_by_key(upload.key) is None
