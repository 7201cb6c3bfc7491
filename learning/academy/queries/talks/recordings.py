"""What stays of talks, and the seconds at which something was said."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, lazyload

from learning.academy.models import Talk, TalkPosition, TalkRemark, TalkTranscript
from learning.academy.search.documents import Snippet
from learning.academy.search.grammar import cleaned
from learning.extensions import db
from learning.people.models import Person


@dataclass(frozen=True)
class Said:
    """A part of what search knows of a talk; `second` where it belongs to the recording."""

    text: str
    second: int | None = None


def transcript_of(found: Talk) -> TalkTranscript | None:
    return db.session.get(TalkTranscript, found.id)


def remarks_on(found: Talk) -> list[TalkRemark]:
    """What viewers said, in the order of the recording."""
    query = (
        select(TalkRemark)
        .where(TalkRemark.talk_id == found.id)
        .options(joinedload(TalkRemark.person).options(lazyload(Person.grants)))
        .order_by(TalkRemark.second, TalkRemark.id)
    )
    return list(db.session.scalars(query))


def remark_on(found: Talk, remark_id: int) -> TalkRemark | None:
    query = select(TalkRemark).where(TalkRemark.id == remark_id, TalkRemark.talk_id == found.id)
    return db.session.scalar(query)


def position_of(found: Talk, person: Person) -> TalkPosition | None:
    """Where the person stopped watching."""
    return db.session.get(TalkPosition, (found.id, person.id))


def said_in(found: Talk, transcript: TalkTranscript | None) -> list[Said]:
    """All that search knows of a talk, part by part."""
    parts = [Said(found.why), Said(found.about)]
    parts += [Said(title, second) for second, title in found.chapters]
    if transcript is not None:
        parts += [Said(words, start // 1000) for start, _end, words in transcript.cues]
    return [Said(cleaned(one.text), one.second) for one in parts if one.text]


def moments(passages: dict[int, Snippet]) -> dict[int, int]:
    """By talk, the second at which the words of a search result's passage are said."""
    if not passages:
        return {}
    query = (
        select(Talk, TalkTranscript)
        .outerjoin(TalkTranscript, TalkTranscript.talk_id == Talk.id)
        .where(Talk.id.in_(passages))
    )
    found = {
        talk.id: second_of_passage(said_in(talk, transcript), passages[talk.id])
        for talk, transcript in db.session.execute(query)
    }
    return {talk_id: second for talk_id, second in found.items() if second is not None}


def second_of_passage(parts: Collection[Said], passage: Snippet) -> int | None:
    """The second of the part in which the first word found of a passage stands."""
    whole = re.sub(r"\s", " ", "\n".join(one.text for one in parts))
    lead = passage.text.startswith("…")
    words = passage.text[lead:].removesuffix("…")
    start = whole.find(words)
    if start < 0:
        return None
    at = start + (passage.ranges[0][0] - lead if passage.ranges else 0)
    end = 0
    for one in parts:
        end += len(one.text) + 1
        if at < end:
            return one.second
    return None
