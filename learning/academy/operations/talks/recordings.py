"""What stays of a talk: its recording, slides, chapters and words, and what viewers make of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import IO

from sqlalchemy import delete

from learning.academy.models import (
    Talk,
    TalkPosition,
    TalkRemark,
    TalkTranscript,
)
from learning.academy.operations.talks.telling import tell
from learning.academy.queries.talks import guests_of, position_of
from learning.academy.rules.captions import Cue
from learning.academy.rules.players import LONGEST_RECORDING
from learning.errors import DomainError
from learning.extensions import db
from learning.files.models import Upload
from learning.files.operations import forget_upload, store_file, store_video
from learning.files.rules import file_name
from learning.i18n import _
from learning.outbox import index_change
from learning.people.models import Person
from learning.storage import Storage

LONGEST_SIDE = 1600  # pixels, of slides that are a picture


class NotHeld(DomainError):
    """Nothing stays of a talk that has not begun."""


@dataclass(frozen=True)
class Kept:
    """What is said of a recording besides its files; `cues` None leaves the words as they are."""

    recording_link: str
    slides_link: str
    chapters: list[tuple[int, str]]
    cues: list[Cue] | None = None


def keep_recording(
    talk: Talk,
    by: Person,
    storage: Storage,
    kept: Kept,
    now: datetime,
    *,
    recording: IO[bytes] | None = None,
    slides: tuple[bytes, str] | None = None,
) -> list[str]:
    """Keep what stays of the talk; the keys whose bytes the caller deletes after the commit.

    Those who signed up are told once it can be watched. Raises NotHeld, FileRefused.
    """
    if not talk.has_begun(now):
        raise NotHeld(_("The talk has not begun. What stays of it can be added afterwards."))
    gone: list[str] = []
    was_recorded = talk.is_recorded
    if recording is not None:
        old, talk.recording = talk.recording, store_video(storage, recording, by.id, now)
        gone += _forget(old)
    if slides is not None:
        data, name = slides
        upload = store_file(storage, data, name, by.id, now, longest_side=LONGEST_SIDE)
        old, talk.slides = talk.slides, upload
        talk.slides_name = file_name(name, "." + name.rpartition(".")[2].lower())
        gone += _forget(old)
    db.session.flush()
    for key in gone:
        forget_upload(key)
    talk.recording_link, talk.slides_link = kept.recording_link, kept.slides_link
    talk.chapters = kept.chapters
    talk.changed_at = now
    if kept.cues is not None:
        known = db.session.get(TalkTranscript, talk.id)
        if known is None:
            db.session.add(TalkTranscript(talk_id=talk.id, cues=kept.cues))
        else:
            known.cues = kept.cues
    db.session.flush()
    index_change("talk", talk.id, now)
    if talk.is_recorded and not was_recorded:
        for seat in guests_of(talk):
            tell(talk, seat.person, "talk_recorded", now)
    return gone


def remove_recording(talk: Talk, now: datetime) -> list[str]:
    """Take away recording, slides, chapters and words; the keys whose bytes the caller deletes."""
    gone = _forget(talk.recording) + _forget(talk.slides)
    talk.recording = talk.slides = None
    talk.recording_link = talk.slides_link = talk.slides_name = ""
    talk.chapters = []
    db.session.flush()
    for key in gone:
        forget_upload(key)
    for of_it in (TalkTranscript, TalkRemark, TalkPosition):
        db.session.execute(delete(of_it).where(of_it.talk_id == talk.id))
    talk.changed_at = now
    index_change("talk", talk.id, now)
    return gone


def add_remark(talk: Talk, by: Person, second: int, text: str, now: datetime) -> TalkRemark:
    """Say something of one second of the recording."""
    made = TalkRemark(
        talk_id=talk.id,
        person_id=by.id,
        second=min(second, LONGEST_RECORDING),
        text=text,
        written_at=now,
    )
    db.session.add(made)
    db.session.flush()
    return made


def remove_remark(remark: TalkRemark) -> None:
    db.session.delete(remark)
    db.session.flush()


def note_position(talk: Talk, person: Person, second: int) -> None:
    """Remember where somebody stopped; at the beginning nothing is."""
    known = position_of(talk, person)
    second = min(second, LONGEST_RECORDING)
    if known is None and second:
        db.session.merge(TalkPosition(talk_id=talk.id, person_id=person.id, second=second))
    elif known is not None:
        known.second = second


def _forget(upload: Upload | None) -> list[str]:
    return [upload.key] if upload else []
