"""Importing a folder of Markdown files as published articles."""

import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from learning.academy.models import Article, ArticleState, Revision, Topic
from learning.academy.operations.review import note_links
from learning.academy.operations.writing import beginning_of
from learning.academy.queries import imported_from
from learning.academy.rules import sources
from learning.academy.rules.addresses import article_address, own_address
from learning.academy.rules.fingerprint import fingerprint
from learning.audit import operations as audit
from learning.extensions import db
from learning.markup import (
    ANCHOR,
    MAX_CHARACTERS,
    Document,
    Heading,
    TextTooLong,
    anchors,
    matching_anchor,
    render,
    slug,
)
from learning.outbox import IndexChange
from learning.people.models import Person


@dataclass(frozen=True)
class Prepared:
    """A file read and rendered; links to files of the same folder are placeholders so far."""

    path: str
    mark: str
    source: sources.Source
    document: Document


@dataclass(frozen=True)
class Refused:
    """A file that cannot become an article, and why."""

    path: str
    problem: str


@dataclass
class Import:
    """What an import did."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


class Placeholders:
    """Addresses of files whose articles have no number yet; nobody can guess and write one."""

    def __init__(self, paths: list[str]) -> None:
        self._secret = secrets.token_hex(8)
        self._paths = paths
        self._numbers = {path: number for number, path in enumerate(paths)}
        self._pattern = re.compile(rf' href="/{self._secret}/(\d+)/(?:#{ANCHOR}([^"]*))?"')

    def link(self, target: str, path: str) -> str | None:
        """Where a link found in the file `path` leads."""
        for candidate in sources.target_of(target, path):
            if candidate in self._numbers:
                return f"/{self._secret}/{self._numbers[candidate]}/"
        return own_address(target)

    def fill(self, html: str, ids: Mapping[str, int], places: Mapping[str, list[str]]) -> str:
        """The text with the real addresses; `places` are what a link into each file may name."""

        def aim(found: re.Match[str]) -> str:
            path = self._paths[int(found[1])]
            if path not in ids:  # refused: its words stay, the link goes
                return ""
            place = matching_anchor(found[2], places.get(path, ())) if found[2] else None
            return f' href="{article_address(ids[path])}{f"#{ANCHOR}{place}" if place else ""}"'

        return self._pattern.sub(aim, html)


def prepare(texts: Mapping[str, bytes], placeholders: Placeholders) -> Iterator[Prepared | Refused]:
    """Read and render the files, by path within the folder; slow, and without the database."""
    for path, content in texts.items():
        mark = fingerprint(content.hex())
        try:
            source = sources.read_source(_decoded(content), path)
            document = render(
                source.body,
                link=lambda target, path=path: placeholders.link(target, path),  # type: ignore[misc]
                image=lambda _target: None,
            )
        except UnicodeDecodeError as error:
            yield Refused(path, f"not UTF-8 (byte {error.start + 1})")
        except ValueError as error:
            yield Refused(path, str(error))
        else:
            yield Prepared(path, mark, source, document)


def import_articles(
    folder: str,
    files: list[Prepared],
    placeholders: Placeholders,
    language: str,
    author: Person,
    now: datetime,
    translated: Mapping[str, Article] | None = None,
) -> Import:
    """Store the files as published articles; the same file is the same article the next time.

    A file that did not change since its last import leaves its article alone, also where somebody
    has edited it here since. `translated` holds, by path, the articles that these files translate.
    Facts are not recorded: nobody wrote these texts today.
    """
    done = Import()
    known = imported_from(folder)
    topics = _Topics()
    changed: list[tuple[Prepared, Article]] = []
    same: list[tuple[Prepared, Article]] = []
    for file in files:
        original = (translated or {}).get(file.path)
        article = known.get(file.path)
        if article is None:
            article = known[file.path] = _new_article(
                f"{folder}/{file.path}", author, language, now
            )
            done.created += 1
            changed.append((file, article))
        elif article.source_mark != file.mark or article.published_id is None:
            done.updated += 1
            changed.append((file, article))
        else:
            done.unchanged += 1
            same.append((file, article))
        article.source_mark = file.mark
        article.language = language
        if original is not None:
            article.translation_of_id = original.translation_of_id or original.id
        if article.topic_id is None:
            article.topic_id = original.topic_id if original else topics.of(file.path)
    db.session.flush()
    ids = {path: article.id for path, article in known.items()}
    places = {file.path: anchors(file.document.html) for file in files}
    for file, article in changed:
        _publish(article, file, placeholders.fill(file.document.html, ids, places), author, now)
    db.session.flush()
    for file, article in same if done.created else []:
        _link_anew(article, file, placeholders.fill(file.document.html, ids, places))
    for _file, article in changed:
        if article.published is not None:
            note_links(article, article.published)
    _owe_index([article.id for _file, article in changed], now)
    audit.record(
        author.id,
        "data.import_articles",
        f"folder:{folder}",
        now,
        created=done.created,
        updated=done.updated,
        unchanged=done.unchanged,
    )
    return done


def _decoded(content: bytes) -> str:
    text = content.decode("utf-8-sig")
    if "\0" in text:
        raise ValueError("holds a null character")
    if len(text) > MAX_CHARACTERS:
        raise TextTooLong(f"longer than {MAX_CHARACTERS} characters; split it")
    return text


def _new_article(source_path: str, author: Person, language: str, now: datetime) -> Article:
    article = Article(
        state=ArticleState.PUBLISHED,
        language=language,
        author_id=author.id,
        source_path=source_path,
        created_at=now,
    )
    db.session.add(article)
    return article


def _publish(article: Article, file: Prepared, html: str, author: Person, now: datetime) -> None:
    number = article.newest.number + 1 if article.newest_id else 1
    revision = Revision(
        article_id=article.id,
        number=number,
        title=file.source.title,
        summary=file.source.summary,
        excerpt=beginning_of(file.document),
        body=file.source.body,
        html=html,
        text=file.document.text,
        headings=_rows(file.document.headings),
        author_id=author.id,
        created_at=now,
        published_at=now,
    )
    db.session.add(revision)
    article.state = ArticleState.PUBLISHED
    article.newest = article.published = revision
    article.published_at = now
    article.submitted_at = article.archived_at = None


def _link_anew(article: Article, file: Prepared, html: str) -> None:
    """A file that did not change may lead to one that is new."""
    revision = article.published
    if revision is not None and revision.body == file.source.body and revision.html != html:
        revision.html = html
        note_links(article, revision)


def _rows(headings: tuple[Heading, ...]) -> list[list[object]]:
    return [[one.level, one.anchor, one.text] for one in headings]


class _Topics:
    """Topics made of folders, each looked up or made once."""

    def __init__(self) -> None:
        self._known = {topic.slug: topic for topic in db.session.scalars(select(Topic))}

    def of(self, path: str) -> int | None:
        """The topic of a file, from its uppermost folders; None for a file in none."""
        topic: Topic | None = None
        for folder in sources.folders_of(path):
            key = "/".join(slug(part) for part in folder.split("/"))
            if key not in self._known:
                self._known[key] = Topic(
                    name=sources.name_of(folder), slug=key, parent_id=topic.id if topic else None
                )
                db.session.add(self._known[key])
                db.session.flush()
            topic = self._known[key]
        return topic.id if topic else None


def _owe_index(ids: list[int], now: datetime) -> None:
    """Owe the index a fresh look at all of them in one statement."""
    rows = [
        {"kind": "article", "object_id": one, "version": now.isoformat(), "due_at": now}
        for one in ids
    ]
    if rows:
        db.session.execute(insert(IndexChange), rows)
