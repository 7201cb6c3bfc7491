"""Putting pictures and files into an article, and asking others to write along."""

import posixpath
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from urllib.parse import quote

from sqlalchemy import delete

from learning.academy.models import Article, ArticleAuthor, ArticleFile
from learning.academy.operations.holding import hold
from learning.academy.operations.texts import render_text
from learning.academy.operations.writing import Draft, mark_of, save_text
from learning.academy.queries import files_of, names_in, uses_of
from learning.academy.rules.addresses import file_address
from learning.academy.rules.captions import Cue, write_captions
from learning.errors import DomainError
from learning.extensions import db
from learning.files.models import Upload
from learning.files.operations import forget_upload, store_file, store_video
from learning.files.rules import MAX_BYTES, VIDEO_HEAD, file_name, free_name, seems_video
from learning.i18n import _
from learning.notifications.operations import notify
from learning.people.models import Person
from learning.storage import Storage

LONGEST_SIDE = 1600  # pixels; twice as wide as a text, for dense screens
MOST_FILES = 60
ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "video/mp4": ".mp4",
    "video/webm": ".webm",
    "application/pdf": ".pdf",
    "text/vtt; charset=utf-8": ".vtt",
    "text/csv; charset=utf-8": ".csv",
    "text/plain; charset=utf-8": ".txt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
}
_MARK = re.compile(r"[\\`*_\[\]<>!&]")
_OF_LINKS = ":/?#[]@!$&'*+,;=%~"  # stay as they are in an address; brackets would end its mark


@dataclass(frozen=True)
class Video:
    """A video to show: the file by the name it came with, or where it lies."""

    words: str
    source: IO[bytes] | None = None
    name: str = ""
    link: str = ""
    cues: Sequence[Cue] | None = None


class TooManyFiles(DomainError):
    """An article is no file store."""


class FileInUse(DomainError):
    """Readers see the file in the published text."""


class AlreadyAuthor(DomainError):
    """The person writes the article already."""


def add_file(
    article: Article, by: Person, storage: Storage, source: IO[bytes], name: str, now: datetime
) -> ArticleFile:
    """Keep a picture, video or file beside the article's text; the same bytes twice are one file.

    Raises FileRefused, TooManyFiles.
    """
    return _hang(article, name, now, storage, lambda: store_shown(storage, source, name, by, now))


def add_video(article: Article, by: Person, storage: Storage, video: Video, now: datetime) -> None:
    """Show a video at the end of the text, or lead to it. Raises FileRefused, TooManyFiles."""
    hold(article)
    source, captions = video.source, None
    if video.cues:
        said, name = (
            write_captions(video.cues).encode(),
            f"{video.name.rpartition('.')[0] or video.words}.vtt",
        )
        captions = _hang(
            *(article, name, now, storage),
            lambda: store_file(storage, said, name, by.id, now, longest_side=LONGEST_SIDE),
        )
    if source is not None:
        file = _hang(
            *(article, video.name, now, storage),
            lambda: store_video(storage, source, by.id, now),
        )
        mark = mark_for(file, captions, video.words)
    else:
        mark = f"[{_plain(video.words)}]({quote(video.link, safe=_OF_LINKS)})"
        mark += f" · {mark_for(captions, words=str(_('What is said')))}" if captions else ""
    newest = article.newest
    draft = Draft(
        title=newest.title,
        body="\n\n".join(filter(None, (newest.body.rstrip(), mark))),
        summary=newest.summary,
        language=article.language,
        topic_id=article.topic_id,
        programme_id=article.programme_id,
        is_minor=newest.is_minor and newest.published_at is None,
    )
    save_text(article, by, draft, mark_of(newest), now)


def _hang(
    article: Article, name: str, now: datetime, storage: Storage, store: Callable[[], Upload]
) -> ArticleFile:
    """What `store` keeps, among the article's files by a free name; the same bytes but once."""
    known = files_of(article.id)
    if len(known) >= MOST_FILES:
        raise TooManyFiles(
            _("An article holds %(limit)s files at most. Remove one first.", limit=MOST_FILES)
        )
    upload = store()
    same = next((one for one in known if one.upload.sha256 == upload.sha256), None)
    if same is not None:
        forget_upload(upload.key)
        storage.delete(upload.key)
        return same
    wanted = file_name(name, ENDINGS[upload.content_type])
    taken = {one.name for one in known}
    if article.source_path:
        folder, _slash, path = article.source_path.partition("/")
        wanted = posixpath.join(posixpath.dirname(path), wanted)
        taken |= names_in(folder)
    made = ArticleFile(
        article_id=article.id, upload=upload, name=free_name(wanted, taken), added_at=now
    )
    db.session.add(made)
    db.session.flush()
    return made


def store_shown(
    storage: Storage,
    source: IO[bytes],
    name: str,
    by: Person,
    now: datetime,
    *,
    keeps_bare: bool = False,
) -> Upload:
    """Keep what a text shows or leads to: a video, or any other kind of file.

    Raises FileRefused.
    """
    head = source.read(VIDEO_HEAD)
    source.seek(0)
    if seems_video(head, name):
        return store_video(storage, source, by.id, now)
    data = source.read(MAX_BYTES + 1)
    return store_file(
        storage, data, name, by.id, now, longest_side=LONGEST_SIDE, keeps_bare=keeps_bare
    )


def mark_for(file: ArticleFile, captions: ArticleFile | None = None, words: str = "") -> str:
    """The Markdown that shows a picture or a video with its captions, or leads to a file."""
    words = words or file.short_name.rpartition(".")[0].replace("-", " ").replace("_", " ")
    shows = "!" if file.is_picture or file.is_video else ""
    said = f' "{captions.short_name}"' if file.is_video and captions else ""
    return f"{shows}[{_plain(words)}]({file.short_name}{said})"


def remove_file(article: Article, file: ArticleFile) -> str | None:
    """Take a file away; the key whose bytes the caller deletes after the commit, if any.

    Raises FileInUse.
    """
    shown = article.published.html if article.is_published and article.published else ""
    if f'"{file_address(article.id, file.name)}"' in shown:
        raise FileInUse(
            _("Readers see this file. Take it out of the text, and publish that, first.")
        )
    upload = file.upload
    db.session.delete(file)
    db.session.flush()
    newest = article.newest
    newest.html = render_text(newest.body, article).html
    if uses_of(upload):
        return None
    forget_upload(upload.key)
    return upload.key


def add_author(article: Article, person: Person, now: datetime) -> None:
    """Let a colleague write along, and tell them. Raises AlreadyAuthor."""
    if person.id in article.author_ids:
        raise AlreadyAuthor(_("%(person)s writes this article already.", person=person.name))
    db.session.add(ArticleAuthor(article_id=article.id, person_id=person.id, added_at=now))
    db.session.flush()
    db.session.expire(article, ["co_authors"])
    notify(
        person.id,
        "academy.co_author_added",
        {"author": article.author.name, "title": article.newest.title},
        link=("academy.draft", {"article_id": article.id}),
        dedupe_key=f"co_author_added:{article.id}:{person.id}:{now.isoformat()}",
        now=now,
    )


def remove_author(article: Article, person_id: int) -> None:
    """The person writes along no longer. Twice is harmless."""
    db.session.execute(
        delete(ArticleAuthor).where(
            ArticleAuthor.article_id == article.id, ArticleAuthor.person_id == person_id
        )
    )
    db.session.expire(article, ["co_authors"])


def _plain(words: str) -> str:
    """The words in Markdown, whatever marks they hold."""
    return _MARK.sub(r"\\\g<0>", words)
