"""Making an article's text into what readers see: its links, its pictures, its beginning."""

import posixpath
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from urllib.parse import unquote

from learning.academy.models import Article, ArticleFile
from learning.academy.queries import files_of, sources_in
from learning.academy.rules.addresses import article_address, file_address, own_address
from learning.academy.rules.sources import excerpt, target_of
from learning.markup import Document, render

_PICTURE = re.compile(r'<img src="([^"]+)"')


def render_text(body: str, article: Article | None = None) -> Document:
    """A text as readers see it.

    Names of the article's own files become their addresses; in an imported article, links to
    other files of its folder lead to their articles. A picture that is not there leaves its
    description. Raises TextTooLong.
    """
    if article is None:
        return render(body, link=own_address, image=lambda _target: None)
    files = {one.name: one for one in files_of(article.id)}
    pages = links_of(article.source_path) if article.source_path else own_address

    def own_file(target: str) -> str | None:
        found = named(target, files, article.source_path)
        return file_address(article.id, found.name) if found else None

    document = render(
        body,
        link=lambda target: own_file(target) or pages(target),
        image=own_file,
    )
    return replace(document, html=with_sizes(document.html, article.id, files.values()))


def named(
    target: str, files: dict[str, ArticleFile], source_path: str | None
) -> ArticleFile | None:
    """The file that a text means by this name or path."""
    wanted = unquote(target).removeprefix("./")
    if source_path is None:
        return files.get(wanted)
    folder = posixpath.dirname(source_path.partition("/")[2])
    start = "" if wanted.startswith("/") else folder
    return files.get(posixpath.normpath(posixpath.join(start, wanted.lstrip("/"))))


def with_sizes(html: str, article_id: int, files: Iterable[ArticleFile]) -> str:
    """Say how large each picture is, so that the page does not jump when it arrives."""
    sizes = {
        file_address(article_id, one.name): (one.upload.width, one.upload.height)
        for one in files
        if one.upload.width
    }

    def say(picture: re.Match[str]) -> str:
        size = sizes.get(picture[1])
        return f'{picture[0]} width="{size[0]}" height="{size[1]}"' if size else picture[0]

    return _PICTURE.sub(say, html) if sizes else html


def beginning_of(document: Document) -> str:
    """A few words from the text's beginning, headings left out, for lists."""
    headings = {heading.text for heading in document.headings}
    lines = document.text[:4000].split("\n")
    return excerpt(" ".join(line for line in lines if line not in headings))


def links_of(source_path: str) -> Callable[[str], str | None]:
    """What turns a link between imported files into an address."""
    folder, _slash, path = source_path.partition("/")
    known = sources_in(folder)

    def resolve(target: str) -> str | None:
        found = next((known[one] for one in target_of(target, path) if one in known), None)
        return own_address(target) if found is None else article_address(found)

    return resolve
