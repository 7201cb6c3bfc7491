"""Everything that is published, as a tree of files."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, lazyload

from learning.academy.models import Article, ArticleFile, ArticleState, Revision, Topic
from learning.academy.queries.attachments import files_by_article
from learning.academy.rules.addresses import ARTICLES
from learning.academy.rules.sources import Source, write_source
from learning.extensions import db
from learning.files.rules import free_name
from learning.markup import slug
from learning.people.models import Person

OWN = "academy"  # the folder of what was written here
AT_A_TIME = 200
_LINK = re.compile(rf"\]\({ARTICLES}/(\d{{1,9}})(#[^)\s]*)?\)")


@dataclass(frozen=True)
class Exported:
    """A file of the tree: its text, or the key of its bytes in the storage."""

    path: str
    text: str = ""
    key: str = ""


def exported() -> Iterator[Exported]:
    """Each published article with its front matter, and the files that its text shows.

    Imported articles lie where they came from; what was written here in folders of its topics. An
    article with files has a folder of its own, so that their names stay as they are in the text.
    """
    query = (
        select(Article)
        .where(Article.state == ArticleState.PUBLISHED)
        .options(
            joinedload(Article.published).load_only(
                Revision.article_id, Revision.title, Revision.summary, Revision.body
            ),
            joinedload(Article.author).options(lazyload(Person.grants)),
            joinedload(Article.topic).joinedload(Topic.parent).joinedload(Topic.parent),
        )
        .order_by(Article.id)
    )
    articles = list(db.session.scalars(query))
    files = files_by_article([one.id for one in articles])
    paths = _paths(articles, files)
    seen: set[str] = set()
    for one in articles:
        yield Exported(paths[one.id], write_source(_source(one, paths)))
        for file in files.get(one.id, []):
            path = _place_of(one, file, paths[one.id])
            if path not in seen:
                seen.add(path)
                yield Exported(path, key=file.upload.key)


def _paths(articles: list[Article], files: dict[int, list[ArticleFile]]) -> dict[int, str]:
    found: dict[int, str] = {}
    taken: set[str] = set()
    for one in articles:
        path = one.source_path
        if path is None and one.published is not None:
            line = reversed(one.topic.line) if one.topic else ()
            folders = [slug(topic.name)[:80].strip("-") or "topic" for topic in line]
            name = slug(one.published.title)[:80].strip("-") or f"article-{one.id}"
            ending = "/index.md" if one.id in files else ".md"
            wanted = "/".join([OWN, *folders, name])
            path = free_name(f"{wanted}.md", taken)
            taken.add(path)
            path = path.removesuffix(".md") + ending
        found[one.id] = path or ""
    return found


def _source(article: Article, paths: dict[int, str]) -> Source:
    published = article.published
    if published is None:
        raise ValueError(article.id)
    folder = posixpath.dirname(paths[article.id])

    def relative(link: re.Match[str]) -> str:
        target = paths.get(int(link[1]))
        if target is None or target.split("/")[0] != folder.split("/")[0]:
            return link[0]
        return f"]({posixpath.relpath(target, folder).replace(' ', '%20')}{link[2] or ''})"

    line = reversed(article.topic.line) if article.topic else ()
    return Source(
        published.title,
        published.summary,
        _LINK.sub(relative, published.body),
        language=article.language,
        topics=tuple(topic.name for topic in line),
        author=article.author.email,
        written=article.created_at.isoformat(),
        translates=paths.get(article.translation_of_id or 0, ""),
    )


def _place_of(article: Article, file: ArticleFile, path: str) -> str:
    if article.source_path is None:
        return posixpath.join(posixpath.dirname(path), file.name)
    return posixpath.join(path.split("/", maxsplit=1)[0], file.name)
