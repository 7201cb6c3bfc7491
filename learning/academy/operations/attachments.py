"""Putting pictures and files into an article, and asking others to write along."""

import posixpath
from datetime import datetime

from sqlalchemy import delete

from learning.academy.models import Article, ArticleAuthor, ArticleFile
from learning.academy.operations.texts import render_text
from learning.academy.queries import files_of, names_in, uses_of
from learning.academy.rules.addresses import file_address
from learning.errors import DomainError
from learning.extensions import db
from learning.files.operations import forget_upload, store_file
from learning.files.rules import file_name, free_name
from learning.i18n import _
from learning.notifications.operations import notify
from learning.people.models import Person
from learning.storage import Storage

LONGEST_SIDE = 1600  # pixels; twice as wide as a text, for dense screens
MOST_FILES = 60
ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
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


class TooManyFiles(DomainError):
    """An article is no file store."""


class FileInUse(DomainError):
    """Readers see the file in the published text."""


class AlreadyAuthor(DomainError):
    """The person writes the article already."""


def add_file(
    article: Article, by: Person, storage: Storage, data: bytes, name: str, now: datetime
) -> ArticleFile:
    """Keep a picture or file beside the article's text; the same bytes twice are one file.

    Raises FileRefused, TooManyFiles.
    """
    known = files_of(article.id)
    if len(known) >= MOST_FILES:
        raise TooManyFiles(
            _("An article holds %(limit)s files at most. Remove one first.", limit=MOST_FILES)
        )
    upload = store_file(storage, data, name, by.id, now, longest_side=LONGEST_SIDE)
    same = next((one for one in known if one.upload.sha256 == upload.sha256), None)
    if same is not None:
        forget_upload(upload.key)
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


def mark_for(file: ArticleFile) -> str:
    """The Markdown that shows a picture, or leads to a file."""
    words = file.short_name.rpartition(".")[0].replace("-", " ").replace("_", " ")
    return f"{'!' if file.is_picture else ''}[{words}]({file.short_name})"


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
