"""An attacker with the database matches writers to texts no better than by guessing.

He knows the order in which twenty colleagues wrote, the worst case, and lines it up with every
order the database offers: of keys, of a plain scan, and on PostgreSQL of `ctid` and `xmin`; with
the texts as they were sealed, and with the texts as they are opened. A guess is right once in
twenty; over T trials the number of hits has mean T and standard deviation √T.
"""

import math
import random

import pytest
from sqlalchemy import select, text

from learning.anonymity.models import Envelope
from learning.anonymity.operations import open_envelopes, put_in_envelope
from learning.anonymity.rules import envelope_of, new_token
from tests.factories.reviews import SECRET

WRITERS = 20
ROUND = 41
KEYS_OF_ORDER = ["id", "scan", "ctid", "xmin"]


def orders(db) -> list[str]:
    return KEYS_OF_ORDER if db.get_bind().dialect.name == "postgresql" else KEYS_OF_ORDER[:2]


def stored(db, order: str) -> list[str]:
    """The envelopes' keys in the order an attacker asks for."""
    by = {"scan": "", "xmin": "ORDER BY xmin::text::bigint, ctid"}.get(order, f"ORDER BY {order}")
    query = f"SELECT id FROM envelopes WHERE round_id = {ROUND} {by}"  # noqa: S608
    return list(db.scalars(text(query)))


def hits(known: list[str], found: list[str]) -> int:
    return sum(mine == theirs for mine, theirs in zip(known, found, strict=True))


def is_a_guess(total: int, trials: int) -> bool:
    return abs(total - trials) <= 3 * math.sqrt(trials)


def found_by(db, trials: int) -> list[tuple[str, int]]:
    """Hits of each attack over so many rounds of twenty writers."""
    found = dict.fromkeys([*orders(db), "opened"], 0)
    for _trial in range(trials):
        tokens = [new_token() for _writer in range(WRITERS)]
        for number, token in enumerate(tokens):
            put_in_envelope("review", ROUND, token, 7, {"texts": [str(number)]}, SECRET)
            db.commit()
        keys = [envelope_of(token) for token in tokens]
        for order in orders(db):
            found[order] += hits(keys, stored(db, order))
        opened = open_envelopes("review", ROUND, SECRET)
        texts = [one.content["texts"][0] for one in opened]
        found["opened"] += hits([str(number) for number in range(WRITERS)], texts)
        db.commit()
    return list(found.items())


@pytest.mark.parametrize("trials", [10, pytest.param(200, marks=pytest.mark.full)])
def test_no_order_in_the_database_tells_who_wrote(real_db, trials):
    """Within 3 sigma of guessing; chance alone leaves them once in 370, never twice in a row."""
    lucky = [order for order, total in found_by(real_db, trials) if not is_a_guess(total, trials)]
    again = dict(found_by(real_db, trials)) if lucky else {}

    assert all(is_a_guess(again[order], trials) for order in lucky), again


def test_all_envelopes_of_a_round_look_equally_new(real_db):
    if real_db.get_bind().dialect.name != "postgresql":
        ddl = real_db.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'envelopes'"))
        assert "WITHOUT ROWID" in ddl
        assert real_db.scalar(text("PRAGMA secure_delete")) == 1
        return
    for _writer in range(3):
        put_in_envelope("review", ROUND, new_token(), 7, {"texts": ["x"]}, SECRET)
        real_db.commit()

    assert real_db.scalar(text("SELECT count(DISTINCT xmin::text) FROM envelopes")) == 1


def test_control_naive_storing_names_every_author(real_db):
    """The same attack on a table with numbered rows: without the protection it must succeed."""
    real_db.execute(text("CREATE TEMPORARY TABLE naive (id INTEGER PRIMARY KEY, said VARCHAR)"))
    said = [str(number) for number in random.sample(range(1000), WRITERS)]
    for number, words in enumerate(said):
        real_db.execute(
            text("INSERT INTO naive VALUES (:id, :said)"), {"id": number, "said": words}
        )

    found = list(real_db.scalars(text("SELECT said FROM naive ORDER BY id")))

    assert hits(said, found) == WRITERS
    assert not is_a_guess(hits(said, found), 1)
    real_db.rollback()


def test_envelopes_of_one_length_hide_how_long_a_text_is(real_db):
    for length in (1, 200, 5_000):
        words = " ".join(str(number) for number in range(length // 5))
        put_in_envelope("review", ROUND, new_token(), 7, {"texts": [words]}, SECRET)

    assert len({len(content) for content in real_db.scalars(select(Envelope.content))}) == 1
