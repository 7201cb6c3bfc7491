"""Markdown in, safe HTML out.

Texts may hold HTML, as imported pages do; nh3 lets through a short list of harmless elements and
drops the rest. Nothing that it returns can run, and the pages' policy forbids running it anyway.
"""

import html
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES
from pygments.util import ClassNotFound

MAX_CHARACTERS = 64 * 1024

TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h2"),
    *("h3", "h4", "h5", "h6", "hr", "i", "img", "kbd", "li", "ol", "p", "pre", "s"),
    *("details", "section", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td"),
    *("th", "thead", "tr", "ul"),
}
ATTRIBUTES = {
    "*": {"id"},
    "a": {"href", "title", "aria-label"},
    "img": {"src", "alt", "title", "width", "height"},
    "td": {"data-align"},
    "th": {"data-align", "scope"},
    "ol": {"start"},
    "pre": {"tabindex"},
    "div": {"tabindex"},
}
CLASSES = {
    "a": {"footnote-backref"},
    "div": {"table-scroll"},
    "hr": {"footnotes-sep"},
    "li": {"footnote-item", "task-list-item"},
    "ol": {"footnotes-list"},
    "pre": {"highlight"},
    "section": {"footnotes"},
    "span": set(STANDARD_TYPES.values()),
    "sup": {"footnote-ref"},
    "ul": {"contains-task-list"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
ANCHOR = "t-"  # before every id of a text, so that none is one of the page's own

_HTML_TAG = re.compile(r"<(style|script)\b.*?(?:</\1\s*>|\Z)|<[^<>]*>", re.DOTALL | re.IGNORECASE)
_NO_PICTURE = re.compile(r"<img(?![^>]* src=)([^>]*)>")
_ALT = re.compile(r' alt="([^"]*)"')
_ALIGN = re.compile(r"text-align:(left|right|center)")
_SLUG_DROP = re.compile(r"[^\w\- ]+")
_ID = re.compile(rf' id="{ANCHOR}([^"]*)"')
_OWN_LINK = re.compile(rf' href="#{ANCHOR}([^"]*)"')
_HYPHENS = re.compile(r"[-_\s]+")

Resolve = Callable[[str], str | None]


class TextTooLong(ValueError):
    """More than `MAX_CHARACTERS`; the length is capped so that no text can stall a page."""


@dataclass(frozen=True)
class Heading:
    """One line of a table of contents."""

    level: int
    anchor: str
    text: str


@dataclass(frozen=True)
class Document:
    """A rendered text: its HTML, its headings, and its words without marks (for search)."""

    html: str
    headings: tuple[Heading, ...]
    text: str


def slug(title: str) -> str:
    """The anchor of a heading, as GitHub makes it: lower case, words joined by hyphens."""
    return _SLUG_DROP.sub("", title.strip().lower()).replace(" ", "-")


def anchors(rendered: str) -> list[str]:
    """The places of a rendered text that a link can name after its `#`."""
    return _ID.findall(rendered)


def matching_anchor(wanted: str, known: Iterable[str]) -> str | None:
    """The place that a link means which was written for another tool's way of naming them.

    The exact name if there is one, else one that differs in case, punctuation or hyphens alone.
    """
    names = {html.unescape(name): name for name in known}
    exact = unquote(html.unescape(wanted))
    if exact in names:
        return names[exact]
    loose = {_loose(plain): name for plain, name in reversed(names.items())}
    return loose.get(_loose(exact))


def _loose(name: str) -> str:
    return _HYPHENS.sub("-", slug(name)).strip("-")


def render(source: str, link: Resolve | None = None, image: Resolve | None = None) -> Document:
    """Render a Markdown text.

    `link` and `image` turn an address without a host (and without its fragment) into one of ours;
    None drops the address and keeps the words. Raises TextTooLong.
    """
    if len(source) > MAX_CHARACTERS:
        raise TextTooLong(len(source))
    parser = _parser()
    tokens = parser.parse(_close_comments(source))
    _lower_headings(tokens)
    _draw_checkboxes(tokens)
    resolvers = {("a", "href"): link, ("img", "src"): image}

    def check(tag: str, name: str, value: str) -> str | None:
        if (tag, name) == ("a", "href") and value.startswith("#"):
            return f"#{ANCHOR}{value[1:]}"
        if (tag, name) == ("img", "src") and (urlsplit(value).scheme or value.startswith("//")):
            return None  # a picture elsewhere would tell its server who reads
        resolve = resolvers.get((tag, name))
        return value if resolve is None else _resolved(value, resolve)

    safe = nh3.clean(
        parser.renderer.render(tokens, parser.options, {}),
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        attribute_filter=check,
        url_schemes=SCHEMES,
        link_rel="noopener",
        id_prefix=ANCHOR,
    )
    return Document(say_pictures(_aim_own_links(safe)), tuple(_headings(tokens)), _words(tokens))


def say_pictures(safe: str) -> str:
    """A picture that is not shown leaves its description, and no broken frame."""

    def say(picture: re.Match[str]) -> str:
        described = _ALT.search(picture[1])
        return f"<i>{described[1]}</i>" if described and described[1].strip() else ""

    return _NO_PICTURE.sub(say, safe)


def _aim_own_links(safe: str) -> str:
    """Let links within the text reach their place also where it is spelt a little differently."""
    known = anchors(safe)

    def aim(link: re.Match[str]) -> str:
        place = matching_anchor(link[1], known)
        return link[0] if place is None else f' href="#{ANCHOR}{place}"'

    return _OWN_LINK.sub(aim, safe)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "linkify": True, "highlight": _highlight})
    parser.enable(["table", "strikethrough", "linkify"])
    parser.use(anchors_plugin, max_level=6, slug_func=slug)
    parser.use(footnote_plugin)
    parser.use(tasklists_plugin)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    parser.add_render_rule("th_open", _cell)
    parser.add_render_rule("td_open", _cell)
    return parser


def _highlight(code: str, language: str, _attributes: str) -> str:
    try:
        lexer = get_lexer_by_name(language, stripall=False) if language else None
    except ClassNotFound:
        lexer = None
    if lexer is None:
        return ""
    marked = highlight(code, lexer, HtmlFormatter(nowrap=True))
    return f'<pre class="highlight" tabindex="0"><code>{marked}</code></pre>'


def _table_open(*_: Any) -> str:
    return '<div class="table-scroll" tabindex="0"><table>\n'


def _table_close(*_: Any) -> str:
    return "</table></div>\n"


def _cell(self: Any, tokens: Sequence[Token], index: int, options: Any, environment: Any) -> str:
    """Alignment as an attribute that the stylesheet reads, since `style=` is forbidden."""
    token = tokens[index]
    found = _ALIGN.search(str(token.attrs.pop("style", "")))
    if found:
        token.attrSet("data-align", found.group(1))
    if token.tag == "th":
        token.attrSet("scope", "col")
    return str(self.renderToken(tokens, index, options, environment))


def _resolved(target: str, resolve: Resolve) -> str | None:
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return target
    address, mark, fragment = target.partition("#")
    found = resolve(address)
    return found and f"{found}{mark and '#' + ANCHOR}{fragment}"


def _close_comments(source: str) -> str:
    """Comments that never end are text; thousands of them would each be searched to the end."""
    start = source.find("<!--", source.rfind("-->") + 1)
    return source if start < 0 else source[:start] + source[start:].replace("<!--", "<! --")


def _lower_headings(tokens: list[Token]) -> None:
    """The page's title is the only first heading, so a text's own start at the second."""
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    if 1 not in levels:
        return
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"


def _draw_checkboxes(tokens: list[Token]) -> None:
    """A task is shown as done or open; a checkbox nobody can tick would only be in the way."""
    for token in tokens:
        for child in token.children or []:
            if child.type == "html_inline" and "task-list-item-checkbox" in child.content:
                child.type = "text"
                child.content = "☑" if "checked" in child.content else "☐"


def _headings(tokens: list[Token]) -> list[Heading]:
    return [
        Heading(
            int(token.tag[1]), f"{ANCHOR}{token.attrs.get('id', '')}", _inline_text(tokens[i + 1])
        )
        for i, token in enumerate(tokens)
        if token.type == "heading_open"
    ]


def _inline_text(token: Token) -> str:
    parts = [
        child.content if child.type in {"text", "code_inline"} else " "
        for child in token.children or []
        if child.type in {"text", "code_inline", "softbreak", "hardbreak"}
    ]
    return "".join(parts).strip()


def _words(tokens: list[Token]) -> str:
    found = []
    for token in tokens:
        if token.type == "inline":
            found.append(_inline_text(token))
        elif token.type in {"fence", "code_block"}:
            found.append(token.content)
        elif token.type == "html_block":
            found.append(_HTML_TAG.sub(" ", token.content))
    return "\n".join(part for part in found if part.strip())
