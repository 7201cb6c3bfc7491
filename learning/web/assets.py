"""Stylesheet, icons and scripts: put together in memory at start-up, served under their hash.

Bootstrap, its icons and htmx come out of installed packages; everything else is in static/.
"""

import gzip
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request

from learning.web.access import public

bp = Blueprint("assets", __name__)

LAYERS = ("tokens", "base", "layout", "components")

_SOURCE_MAP = re.compile(r"/[/*]# sourceMappingURL=\S+?(?: \*/)?\s*$")
_SYMBOL = re.compile(
    r'<symbol class="[^"]*" viewBox="([^"]*)" id="([^"]*)">(.*?)</symbol>', re.DOTALL
)
_QUOTED_WORD = re.compile(r"""["']([a-z0-9]+(?:-[a-z0-9]+)*)["']""")


@dataclass(frozen=True)
class Asset:
    """One file as it is sent, plain and compressed, and the hash that names this state of it."""

    content: bytes
    compressed: bytes
    mimetype: str
    version: str


def asset_url(name: str) -> str:
    """The address under which browsers may keep the asset for ever."""
    return f"{request.script_root}{current_app.extensions['asset_paths'][name]}"


@bp.get("/assets/<path:name>")
@public("static.read")
def show(name: str) -> Response:
    """The asset; kept by browsers for ever if the address carries its hash, else not at all."""
    asset: Asset | None = current_app.extensions["assets"].get(name)
    if asset is None:
        abort(404)
    response = Response(asset.content, mimetype=asset.mimetype)
    if request.accept_encodings["gzip"] > 0:
        response.data = asset.compressed
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    is_named_by_hash = request.args.get("v") == asset.version
    response.headers["Cache-Control"] = (
        "public, max-age=31536000, immutable" if is_named_by_hash else "no-store"
    )
    return response


def stylesheet(static: Path) -> str:
    """Bootstrap in the lowest layer, ours above it, so that no rule of ours fights specificity."""
    bootstrap = files("flask_bootstrap") / "static/bootstrap5/css/bootstrap.min.css"
    sheets = {
        "bootstrap": _without_source_map(bootstrap.read_text("utf-8")).removeprefix(
            '@charset "UTF-8";'
        ),
        **{layer: _layer(static / "css", layer) for layer in LAYERS},
    }
    wrapped = [f"@layer {layer} {{\n{rules}\n}}\n" for layer, rules in sheets.items()]
    return f'@charset "UTF-8";\n@layer {", ".join(sheets)};\n' + "".join(wrapped)


def icon_sprite(static: Path, wanted: set[str]) -> str:
    """Our own mark and those of Bootstrap's icons whose names are among the words wanted."""
    sprite = (files("flask_bootstrap") / "static/bootstrap5/icons/bootstrap-icons.svg").read_text()
    symbols = [
        f'<symbol viewBox="{view_box}" id="{name}">{shape}</symbol>'
        for view_box, name, shape in _SYMBOL.findall(sprite)
        if name in wanted
    ]
    mark = (static / "mark.svg").read_text("utf-8")
    shape = mark[mark.index(">") + 1 : mark.rindex("</svg>")].strip()
    symbols.append(f'<symbol viewBox="0 0 32 32" id="mark">{shape}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>'


def quoted_words(sources: Iterable[Path]) -> set[str]:
    """Every quoted lower-case word, icon names among them; a word too many costs nothing."""
    return {word for path in sources for word in _QUOTED_WORD.findall(path.read_text("utf-8"))}


def init_app(app: Flask) -> None:
    """Build the assets from the app's folders and offer templates `asset(name)`."""
    static, templates = Path(str(app.static_folder)), Path(str(app.template_folder))
    assets = app.extensions["assets"] = _build(static, templates)
    app.jinja_env.globals["asset"] = asset_url
    app.register_blueprint(bp)
    build = app.url_map.bind("").build  # once: a page names some forty icons
    app.extensions["asset_paths"] = {
        name: build("assets.show", {"name": name, "v": asset.version})
        for name, asset in assets.items()
    }


def _build(static: Path, templates: Path) -> dict[str, Asset]:
    icon_users = [*templates.rglob("*.html"), *Path(__file__).parents[1].rglob("*.py")]
    htmx = (files("django_htmx") / "static/django_htmx/htmx-2.min.js").read_text("utf-8")
    modules = {
        path.relative_to(static).as_posix(): path.read_text("utf-8")
        for path in sorted((static / "js").rglob("*.js"))
    }
    release = _version("".join(modules.values()))
    return {
        "site.css": _asset(stylesheet(static), "text/css"),
        "icons.svg": _asset(icon_sprite(static, quoted_words(icon_users)), "image/svg+xml"),
        "mark.svg": _asset((static / "mark.svg").read_text("utf-8"), "image/svg+xml"),
        "htmx.js": _asset(_without_source_map(htmx), "text/javascript"),
        # main.js loads the others by its own query, so all modules share one version
        **{name: _asset(text, "text/javascript", release) for name, text in modules.items()},
    }


def _asset(text: str, mimetype: str, version: str | None = None) -> Asset:
    content = text.encode()
    compressed = gzip.compress(content, compresslevel=9, mtime=0)
    return Asset(content, compressed, mimetype, version or _version(text))


def _version(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _layer(css: Path, layer: str) -> str:
    """`tokens` is css/tokens.css; `components` is the folder of that name, a file each."""
    folder = css / layer
    sheets = sorted(folder.glob("*.css")) if folder.is_dir() else [css / f"{layer}.css"]
    return "\n".join(sheet.read_text("utf-8") for sheet in sheets)


def _without_source_map(text: str) -> str:
    return _SOURCE_MAP.sub("", text)
