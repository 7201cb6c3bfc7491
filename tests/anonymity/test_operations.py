"""Envelopes: put in once, taken back by their holder alone, opened all together."""

import pytest
from sqlalchemy import func, select

from learning.anonymity.models import Envelope
from learning.anonymity.operations import (
    NoSuchReceipt,
    SealLost,
    is_sealed,
    open_envelopes,
    put_in_envelope,
    take_back,
)
from learning.anonymity.rules import new_token

SECRET = "only for tests"
CANARY = "канарейка 金丝雀"


def put(token: str, text: str = CANARY, round_id: int = 1, subject_id: int = 7) -> None:
    put_in_envelope("review", round_id, token, subject_id, {"texts": [text]}, SECRET)


def count(db) -> int:
    return db.scalar(select(func.count()).select_from(Envelope))


def test_the_same_form_sent_twice_is_one_envelope(db):
    token = new_token()

    put(token)
    put(token, "another text in the same form")

    assert [one.content for one in open_envelopes("review", 1, SECRET)] == [{"texts": [CANARY]}]


def test_nobody_can_read_an_envelope(db):
    put(new_token())

    [content] = db.scalars(select(Envelope.content))

    assert CANARY.encode() not in content
    assert b"subject_id" not in content


def test_only_the_holder_of_the_receipt_takes_a_text_back(db):
    mine, other = new_token(), new_token()
    put(mine)
    put(other, "another")

    take_back("review", 1, mine)

    assert not is_sealed(mine)
    assert [one.content["texts"] for one in open_envelopes("review", 1, SECRET)] == [["another"]]


@pytest.mark.parametrize("round_id", [1, 2])
def test_a_wrong_receipt_or_round_destroys_nothing(db, round_id):
    mine = new_token()
    put(mine)

    with pytest.raises(NoSuchReceipt):
        take_back("review", round_id, new_token() if round_id == 1 else mine)

    assert count(db) == 1


def test_opening_destroys_the_envelopes_of_this_round_alone(db):
    mine = new_token()
    put(mine)
    put(new_token(), round_id=2)

    [opened] = open_envelopes("review", 1, SECRET)

    assert (opened.subject_id, opened.content) == (7, {"texts": [CANARY]})
    assert open_envelopes("review", 1, SECRET) == []
    assert count(db) == 1
    with pytest.raises(NoSuchReceipt):
        take_back("review", 1, mine)


def test_with_another_secret_nothing_is_opened_and_nothing_lost(db):
    put(new_token())

    with pytest.raises(SealLost, match="another secret key"):
        open_envelopes("review", 1, "rotated")

    assert len(open_envelopes("review", 1, SECRET)) == 1
