"""What stays of talks, and the seconds at which something was said."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, lazyload

from learning.academy.models import Talk, TalkPosition, TalkRemark, TalkTranscript
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
