"""What people wrote stands in no log, also where the database refuses it."""

import pytest
from sqlalchemy.exc import IntegrityError

from learning.reviews.models import ReviewResult
from tests.factories.reviews import collecting


def test_an_error_of_the_database_does_not_quote_a_text(db):
    about = collecting(5)
    for _twice in range(2):
        db.add(ReviewResult(reviewee_id=about.id, texts=["canary-text"]))

    with pytest.raises(IntegrityError) as caught:
        db.flush()

    assert "canary-text" not in str(caught.value)
