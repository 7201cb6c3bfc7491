"""Importing a folder of Markdown files as published articles."""

import hashlib
import re
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from io import BufferedReader

from sqlalchemy import insert, select
from sqlalchemy.orm import joinedload

from learning.academy.models import Article, ArticleFile, ArticleState, Revision, Topic
from learning.academy.models.topics import MAX_DEPTH
from learning.academy.operations.attachments import store_shown
from learning.academy.operations.review import note_links
from learning.academy.operations.texts import beginning_of, with_media
from learning.academy.queries import files_by_article, imported_from
from learning.academy.rules import sources
from learning.academy.rules.addresses import article_address, file_address, own_address
from learning.academy.rules.fingerprint import fingerprint
from learning.audit import operations as audit
from learning.extensions import db
from learning.files.models import Upload
from learning.files.rules import FileRefused, free_name
from learning.i18n import LANGUAGES
from learning.markup import (
    ANCHOR,
    MAX_CHARACTERS,
    Document,
    Heading,
    TextTooLong,
    anchors,
    matching_anchor,
    render,
    say_pictures,
    slug,
)
from learning.outbox import IndexChange
from learning.people.models import Person
from learning.storage import Storage

_CAPTIONS = re.compile(r'<img[^>]* title="([^"]*\.vtt)"')


LONGEST_FILE = 4 * MAX_CHARACTERS + 64 * 1024  # bytes of the longest text and its front matter


@dataclass(frozen=True)
class Prepared:
    """A file read and rendered; links to files of the same folder are placeholders so far."""

    path: str
    mark: str
    source: sources.Source
    document: Document
    files: tuple[str, ...] = ()  # of the folder, that the text shows or leads to
    lost: tuple[str, ...] = ()  # where links lead that lead nowhere


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
    written_here: list[str] = field(default_factory=list)  # left alone, of the unchanged


class Placeholders:
    """Addresses of files whose articles have no number yet; nobody can guess and write one."""

    def __init__(self, paths: list[str], files: Collection[str] = ()) -> None:
        self._files = {path: number for number, path in enumerate(sorted(files))}
        self._file_paths = sorted(files)
        self._secret = secrets.token_hex(8)
        self._paths = paths
        self._numbers = {path: number for number, path in enumerate(paths)}
        self._pattern = re.compile(rf' href="/{self._secret}/(\d+)/(?:#{ANCHOR}([^"]*))?"')
        self._file_pattern = re.compile(rf' (src|href)="/{self._secret}/file/(\d+)"')

    def file(self, target: str, path: str) -> str | None:
        """Where a picture or a link to a file, found in the file `path`, leads."""
        number = self._files.get(sources.file_of_link(target, path) or "")
        return None if number is None else f"/{self._secret}/file/{number}"

    def files_in(self, html: str) -> tuple[str, ...]:
        """The files that a rendered text shows or leads to."""
        found = {int(number) for _name, number in self._file_pattern.findall(html)}
        return tuple(self._file_paths[number] for number in sorted(found))

    def captions_in(self, html: str, path: str) -> tuple[str, ...]:
        """The files of captions that the titles of its videos name."""
        named = (sources.file_of_link(unescape(title), path) for title in _CAPTIONS.findall(html))
        return tuple(one for one in dict.fromkeys(named) if one in self._files)

    def fill_files(self, html: str, article_id: int, stored: Collection[str]) -> str:
        """The text with the real addresses of its files; a refused one leaves its words."""

        def aim(found: re.Match[str]) -> str:
            path = self._file_paths[int(found[2])]
            return f' {found[1]}="{file_address(article_id, path)}"' if path in stored else ""

        return say_pictures(self._file_pattern.sub(aim, html))

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

    def read(path: str) -> str | None:
        try:
            return _decoded(texts[path]) if path in texts else None
        except ValueError:  # refused where it stands for itself
            return None

    for path, content in texts.items():
        try:
            source = sources.read_source(_decoded(content), path, read)
            lost: list[str] = []
            document = render(
                source.body,
                link=_Aim(placeholders, path, lost, is_link=True),
                image=_Aim(placeholders, path, lost, is_link=False),
            )
        except UnicodeDecodeError as error:
            yield Refused(path, f"not UTF-8 (byte {error.start + 1})")
        except TextTooLong:
            yield Refused(path, f"longer than {MAX_CHARACTERS} characters; split it")
        except ValueError as error:
            yield Refused(path, str(error))
        else:
            shown = placeholders.files_in(document.html)
            shown += placeholders.captions_in(document.html, path)
            mark = fingerprint(content.hex(), *source.included)
            yield Prepared(path, mark, source, document, shown, tuple(lost))


@dataclass(frozen=True)
class _Aim:
    """Turns the links or the pictures of one file into addresses, and notes what leads nowhere."""

    placeholders: Placeholders
    path: str
    lost: list[str]
    is_link: bool

    def __call__(self, target: str) -> str | None:
        found = self.placeholders.file(target, self.path)
        if found is None and self.is_link:
            found = self.placeholders.link(target, self.path)
        if found is None:
            self.lost.append(target)
        return found


def store_files(
    files: list[Prepared],
    opened: Callable[[str], BufferedReader],
    storage: Storage,
    owner: Person,
    now: datetime,
) -> tuple[dict[str, Upload], list[Refused]]:
    """Keep what the texts show, each file once, and name those that cannot be kept."""
    kept: dict[str, Upload] = {}
    refused: list[Refused] = []
    for path in sorted({one for file in files for one in file.files}):
        with opened(path) as source:
            mark = hashlib.file_digest(source, "sha256").hexdigest()
            source.seek(0)
            same = db.session.scalar(
                select(Upload)
                .join(ArticleFile, ArticleFile.upload_id == Upload.id)
                .where(ArticleFile.name == path, Upload.sha256 == mark)
                .limit(1)
            )
            try:
                kept[path] = same or store_shown(storage, source, path, owner, now, keeps_bare=True)
            except FileRefused as refusal:
                refused.append(Refused(path, str(refusal)))
    return kept, refused


def import_articles(
    folder: str,
    files: list[Prepared],
    placeholders: Placeholders,
    language: str,
    author: Person,
    now: datetime,
    translated: Mapping[str, Article] | None = None,
    uploads: Mapping[str, Upload] | None = None,
) -> Import:
    """Store the files as published articles; the same file is the same article the next time.

    A file that did not change since its last import leaves its article alone, also where somebody
    has edited it here since; so does any file that was exported of an article written here.
    `translated` holds, by path, the articles that these files translate. Facts are not recorded:
    nobody wrote these texts today.
    """
    done = Import()
    known = imported_from(folder)
    topics = _Topics()
    wanted = {file.source.author for file in files} - {""}
    query = select(Person).where(Person.email.in_(wanted), Person.deactivated_at.is_(None))
    authors = {one.email: one for one in db.session.scalars(query)} if wanted else {}
    changed: list[tuple[Prepared, Article]] = []
    same: list[tuple[Prepared, Article]] = []
    here = _written_here(files, known)
    known |= here
    for file in files:
        if file.path in here:
            done.unchanged += 1
            done.written_here.append(file.path)
            continue
        original = (translated or {}).get(file.path)
        article = known.get(file.path)
        if article is None:
            article = known[file.path] = _new_article(
                f"{folder}/{file.path}",
                authors.get(file.source.author, author),
                language,
                _moment(file.source.written) or now,
                now,
            )
            done.created += 1
            changed.append((file, article))
        elif not _is_same(article, file):
            done.updated += 1
            changed.append((file, article))
        else:
            done.unchanged += 1
            same.append((file, article))
        article.source_mark = file.mark
        article.language = file.source.language if file.source.language in LANGUAGES else language
        if original is not None:
            article.translation_of_id = original.translation_of_id or original.id
        if article.topic_id is None:
            article.topic_id = (
                original.topic_id if original else topics.of_file(file.source.topics, file.path)
            )
    db.session.flush()
    _link_variants(files, known)
    ids = {path: article.id for path, article in known.items()}
    places = {file.path: anchors(file.document.html) for file in files}
    stored = uploads or {}
    _attach(changed, stored, now)
    attached = files_by_article(ids.values())

    def filled(file: Prepared, article: Article) -> str:
        html = placeholders.fill(file.document.html, ids, places)
        html = placeholders.fill_files(html, article.id, stored)
        return with_media(html, article, {one.name: one for one in attached.get(article.id, [])})

    for file, article in changed:
        _publish(article, file, filled(file, article), author, now)
    db.session.flush()
    for file, article in same if done.created else []:
        _link_anew(article, file, filled(file, article))
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


def _link_variants(files: list[Prepared], known: Mapping[str, Article]) -> None:
    """Tie texts to the originals that they name, in this folder or in one imported before."""
    named = {file.path: file.source.translates for file in files if file.source.translates}
    query = select(Article).where(Article.source_path.in_(set(named.values())))
    originals = {one.source_path: one for one in db.session.scalars(query)} if named else {}
    for path, translates in named.items():
        original, article = originals.get(translates), known[path]
        if original is not None and original.language != article.language:
            article.translation_of_id = original.translation_of_id or original.id


def _is_same(article: Article, file: Prepared) -> bool:
    """Whether the file, or at least what it says, is as it was at the last import."""
    published = article.published
    if published is None:
        return False
    source = file.source
    said = (source.title, source.summary, source.body)
    return article.source_mark == file.mark or said == (
        published.title,
        published.summary,
        published.body,
    )


def _attach(
    changed: list[tuple[Prepared, Article]], uploads: Mapping[str, Upload], now: datetime
) -> None:
    """Hang the stored files on the articles that show them; a newer file takes an older's place."""
    known = files_by_article([article.id for _file, article in changed])
    for file, article in changed:
        here = {one.name: one for one in known.get(article.id, [])}
        for path in file.files:
            upload = uploads.get(path)
            if upload is None:
                continue
            if path in here:
                here[path].upload = upload
            else:
                made = ArticleFile(
                    article_id=article.id, upload_id=upload.id, name=path, added_at=now
                )
                db.session.add(made)
    db.session.flush()


def _decoded(content: bytes) -> str:
    if len(content) > LONGEST_FILE:
        raise TextTooLong(len(content))
    text = content.decode("utf-8-sig")
    if not text.strip():
        raise ValueError("is empty")
    if "\0" in text:
        raise ValueError("holds a null character")
    return text


def _written_here(files: list[Prepared], known: Mapping[str, Article]) -> dict[str, Article]:
    """The articles of which files were exported that nobody has imported: theirs is the word."""
    begun = {
        file.path: (moment, file.source.author)
        for file in files
        if file.path not in known and (moment := _moment(file.source.written))
    }
    query = (
        select(Article)
        .where(
            Article.source_path.is_(None),
            Article.created_at.in_({moment for moment, _author in begun.values()}),
        )
        .options(joinedload(Article.author))
    )
    own = {(one.created_at, one.author.email): one for one in db.session.scalars(query)}
    return {path: own[key] for path, key in begun.items() if key in own}


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _new_article(
    source_path: str, author: Person, language: str, begun_at: datetime, now: datetime
) -> Article:
    article = Article(
        state=ArticleState.PUBLISHED,
        language=language,
        author_id=author.id,
        source_path=source_path,
        created_at=min(begun_at, now),
        published_at=now,
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

    def of_file(self, named: tuple[str, ...], path: str) -> int | None:
        """The topic that a file names itself, else the one its folders make."""
        topic: Topic | None = None
        for name in named[:MAX_DEPTH]:
            parent_id = topic.id if topic else None
            topic = next(
                (
                    one
                    for one in self._known.values()
                    if one.name == name and one.parent_id == parent_id
                ),
                None,
            ) or self._add(f"{topic.slug}/{slug(name)}" if topic else slug(name), name, topic)
        return topic.id if topic else self.of(path)

    def _add(self, key: str, name: str, parent: Topic | None) -> Topic:
        key = free_name(key or "topic", self._known)
        made = self._known[key] = Topic(
            name=name, slug=key, parent_id=parent.id if parent else None
        )
        db.session.add(made)
        db.session.flush()
        return made

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
