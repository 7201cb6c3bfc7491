"""Nobody reads a word before the release, and nobody but the person reviewed after it.

Each review carries a canary of its own; every page of the feature is opened as everybody who
might be curious, and the database is read as somebody with a copy of it would.
"""

import re
import statistics

import pytest
from sqlalchemy import select, text

from learning.extensions import db as _db
from learning.reviews.models import CycleState
from learning.reviews.operations import close_cycle, release_cycle
from tests.factories.people import NOON, admin, moderator, person, programme_lead
from tests.factories.reviews import SECRET, collecting, write

LEVELS = [[3, 4], [4, 4], [2, 3], [4, 5], [3, 3], [5, 4]]


def canaries(about) -> list[str]:
    return [f"canary-{number}-канарейка-金丝雀" for number in range(len(about.asked()))]


def everything(about) -> list[str]:
    """Every page of the feature that could touch this person's reviews."""
    pages = ["/reviews", "/reviews/sent"]
    pages += [f"/reviews/cycles/{about.cycle_id}{end}" for end in ("", "/summary", "/move-end")]
    pages += [
        f"/reviews/reviewees/{about.id}/{end}"
        for end in ("nominate", "assess-self", "result", "plan", "assign")
    ]
    for asked in about.asked():
        pages += [
            f"/reviews/assignments/{asked.id}/{end}" for end in ("write", "decline", "take-back")
        ]
    return pages


def seen(client, visitor, about) -> str:
    """All that this visitor can read, whatever the pages answer."""
    client.sign_in(visitor)
    return "\n".join(client.open(page).text for page in everything(about))


def dump() -> str:
    """Every value of every table, as somebody with a copy of the database reads it."""
    values = []
    for table in _db.metadata.sorted_tables:
        for row in _db.session.execute(select(table)):
            values += [
                value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                for value in row
            ]
    return "\n".join(values)


@pytest.fixture
def stage(db):
    """A person, a lead, and six colleagues who have written a canary each."""
    lead, me = programme_lead(), person()
    about = collecting(6, lead, me)
    for asked, levels, words in zip(about.asked(), LEVELS, canaries(about), strict=True):
        write(asked, levels, words)
    return about, lead, me


def audience(about, lead, me) -> list:
    writers = [one.reviewer for one in about.asked()]
    return [me, lead, admin(), moderator(), programme_lead(), person(), *writers[:2]]


def test_before_the_release_nobody_reads_a_word(client, stage):
    about, lead, me = stage

    for state in (CycleState.COLLECTING, CycleState.CLOSED):
        if state is CycleState.CLOSED:
            close_cycle(about.cycle, lead, SECRET, NOON)
            _db.session.commit()
        for visitor in audience(about, lead, me):
            assert "canary-" not in seen(client, visitor, about), (state, visitor.name)


def test_after_the_release_only_the_person_does(client, stage):
    about, lead, me = stage
    close_cycle(about.cycle, lead, SECRET, NOON)
    release_cycle(about.cycle, lead, NOON)
    _db.session.commit()

    found = seen(client, me, about)
    assert all(canary in found for canary in canaries(about))
    for visitor in audience(about, lead, me):
        if visitor is not me:
            assert "canary-" not in seen(client, visitor, about), visitor.name


def test_a_copy_of_the_database_holds_no_word_while_it_collects(stage):
    assert "canary" not in dump()


def test_a_copy_of_the_database_never_holds_a_whole_review(stage):
    """What is kept of six reviews says neither who wrote a text nor which levels it came with."""
    about, lead, _me = stage
    close_cycle(about.cycle, lead, SECRET, NOON)
    _db.session.commit()

    assert sorted(about.result.texts) == canaries(about)
    assert set(about.result.figures[0]) == {"criterion", "band", "mean", "spread"}
    assert _db.session.scalar(text("SELECT count(*) FROM envelopes")) == 0


def steady(page: str) -> str:
    """A page without what differs at each opening: tokens and hashes."""
    return re.sub(r'(value|content)="[\w.-]{40,}"', "", page)


def test_pages_do_not_change_while_colleagues_write(client, db):
    """No live results: what person and lead see is the same before and after each review."""
    lead, me = programme_lead(), person()
    about = collecting(6, lead, me)
    watchers = (me, lead)
    before = [steady(seen(client, one, about)) for one in watchers]

    for asked, levels in zip(about.asked(), LEVELS, strict=True):
        write(asked, levels, "words")
        assert [steady(seen(client, one, about)) for one in watchers] == before


def test_control_live_means_reveal_an_answer():
    """The same six with naive live results from five up: the sixth is read off the difference."""
    levels = [one[0] for one in LEVELS]

    five, six = statistics.mean(levels[:5]), statistics.mean(levels)

    assert round(6 * six - 5 * five) == levels[5]


def test_a_person_with_too_few_answers_reads_nothing(client, db):
    lead, me = programme_lead(), person()
    about = collecting(5, lead, me)
    for asked, words in list(zip(about.asked(), canaries(about), strict=True))[:4]:
        write(asked, [3, 4], words)
    close_cycle(about.cycle, lead, SECRET, NOON)
    release_cycle(about.cycle, lead, NOON)
    db.commit()

    client.sign_in(me)
    page = client.get(f"/reviews/reviewees/{about.id}/result")

    assert "Too few have written" in page.text
    assert "canary-" not in seen(client, me, about) + dump()
