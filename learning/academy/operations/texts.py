"""Making an article's text into what readers see: its links, pictures, videos, its beginning."""

import html
import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import unquote

from learning.academy.models import Article, ArticleFile
from learning.academy.queries import files_of, sources_in
from learning.academy.rules.addresses import article_address, file_address, own_address
from learning.academy.rules.players import player, track
from learning.academy.rules.sources import excerpt, target_of
from learning.i18n import LANGUAGES
from learning.markup import Document, render

_PICTURE = re.compile(r'<img src="([^"]+)"([^>]*)>')
_SAID = re.compile(r' (alt|title)="([^"]*)"')


def render_text(body: str, article: Article | None = None) -> Document:
    """A text as readers see it.

    Names of the article's own files become their addresses; in an imported article, links to
    other files of its folder lead to their articles. A picture of a video is its player. A picture
    that is not there leaves its description. Raises TextTooLong.
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
    return replace(document, html=with_media(document.html, article, files))


def named(
    target: str, files: Mapping[str, ArticleFile], source_path: str | None
) -> ArticleFile | None:
    """The file that a text means by this name or path."""
    wanted = unquote(target).removeprefix("./")
    if source_path is None:
        return files.get(wanted)
    folder = posixpath.dirname(source_path.partition("/")[2])
    start = "" if wanted.startswith("/") else folder
    return files.get(posixpath.normpath(posixpath.join(start, wanted.lstrip("/"))))


def captions_named(
    title: str, files: Mapping[str, ArticleFile], source_path: str | None
) -> ArticleFile | None:
    """The file of captions that the title of a video names."""
    found = named(title, files, source_path)
    return found if found and found.upload.content_type.startswith("text/vtt") else None


def with_media(safe: str, article: Article, files: Mapping[str, ArticleFile]) -> str:
    """Say how large each picture is, so that the page does not jump, and let videos play.

    The captions of a video are the file that its title names. `files` are the article's, by name.
    """
    shown = {file_address(article.id, name): one for name, one in files.items()}

    def draw(picture: re.Match[str]) -> str:
        file = shown.get(picture[1])
        if file is None:
            return picture[0]
        if not file.is_video:
            width, height = file.upload.width, file.upload.height
            return f'{picture[0][:-1]} width="{width}" height="{height}">' if width else picture[0]
        said = dict(_SAID.findall(picture[2]))
        captions = captions_named(html.unescape(said.get("title", "")), files, article.source_path)
        label = said.get("alt") or html.escape(file.short_name)
        return player(picture[1], label, _track(article, captions) if captions else "")

    return _PICTURE.sub(draw, safe) if shown else safe


def _track(article: Article, captions: ArticleFile) -> str:
    address, language = file_address(article.id, captions.name), article.language
    return track(address, language, LANGUAGES.get(language, language))


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
