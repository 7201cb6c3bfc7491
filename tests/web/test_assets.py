"""Assets: put together from packages and static/, kept by browsers for ever or not at all."""

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask, url_for

from learning.web import assets, headers

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
LIMIT = 60 * 1024


@pytest.fixture(scope="module")
def site() -> Flask:
    site = Flask(
        "learning", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static")
    )
    headers.init_app(site)
    assets.init_app(site)
    return site


@pytest.fixture
def address(site):
    def of(name: str) -> str:
        with site.test_request_context():
            return assets.asset_url(name)

    return of


def text_of(site: Flask, name: str) -> str:
    return site.extensions["assets"][name].content.decode()


def test_the_address_with_the_hash_may_be_kept_for_ever(site, address):
    response = site.test_client().get(address("site.css"))

    assert response.status_code == 200
    assert response.mimetype == "text/css"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("query", ["", "?v=", "?v=0123456789abcdef"])
def test_any_other_address_is_not_kept(site, query):
    response = site.test_client().get(f"/assets/site.css{query}")

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"


def test_an_unknown_name_is_not_found(site):
    for name in ("secret.css", "../learning/app.py", "js/../../pyproject.toml"):
        assert site.test_client().get(f"/assets/{name}").status_code == 404


def test_compressed_for_those_who_take_it_and_plain_for_others(site, address):
    client = site.test_client()
    packed = client.get(address("htmx.js"), headers={"Accept-Encoding": "br, gzip"})
    plain = client.get(address("htmx.js"), headers={"Accept-Encoding": "gzip;q=0"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data)
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_a_changed_file_gets_another_address(tmp_path):
    css = tmp_path / "css"
    (css / "components").mkdir(parents=True)
    for layer in ("tokens", "base", "layout"):
        (css / f"{layer}.css").write_text("a { color: red }")
    (css / "components" / "one.css").write_text("b { color: red }")
    before = assets.stylesheet(tmp_path)
    (css / "components" / "one.css").write_text("b { color: blue }")

    assert assets.stylesheet(tmp_path) != before


def test_our_layers_stand_above_bootstrap(site):
    sheet = text_of(site, "site.css")

    assert sheet.startswith(
        '@charset "UTF-8";\n@layer bootstrap, tokens, base, layout, components;\n@layer bootstrap {'
    )
    assert sheet.count("@charset") == 1
    assert "sourceMappingURL" not in sheet
    places = [sheet.index(f"@layer {layer} {{") for layer in assets.LAYERS]
    assert places == sorted(places)


def test_styles_and_scripts_stay_within_the_budget_of_a_page(site):
    built = site.extensions["assets"].values()
    styles = sum(len(one.compressed) for one in built if one.mimetype == "text/css")
    scripts = sum(len(one.compressed) for one in built if one.mimetype == "text/javascript")

    assert styles <= LIMIT
    assert scripts <= LIMIT


def test_modules_share_one_version_so_that_one_can_load_the_others(site, address):
    client = site.test_client()
    query = address("js/main.js").partition("?")[2]
    names = [name for name in site.extensions["assets"] if name.startswith("js/behaviours/")]

    assert names
    for name in names:
        response = client.get(f"/assets/{name}?{query}")
        assert "immutable" in response.headers["Cache-Control"], name


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_behaviour_a_template_asks_for_exists(site, path):
    asked = re.findall(r'data-behaviour="([\w-]+)"', path.read_text("utf-8"))

    missing = {f"js/behaviours/{name}.js" for name in asked} - site.extensions["assets"].keys()
    assert not missing


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_icon_a_template_draws_is_in_the_sprite(site, path):
    """A name passed on in a variable is not seen here; literal ones are all but a few."""
    text = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    asked = re.findall(r"""\b(?:icon|empty_state)\(\s*["']([\w-]+)["']""", text)
    asked += re.findall(r"""\bicon_name=["']([\w-]+)["']""", text)
    drawn = set(re.findall(r' id="([\w-]+)"', text_of(site, "icons.svg")))

    assert set(asked) <= drawn


def test_the_sprite_holds_only_what_is_used():
    sprite = assets.icon_sprite(ROOT / "static", {"house", "no-such-icon"})

    assert re.findall(r' id="([\w-]+)"', sprite) == ["house", "mark"]


def test_nothing_is_fetched_from_elsewhere(site):
    for name in ("site.css", "js/main.js"):
        assert not re.findall(
            r"""(?:url\(|from |import\()["']?(?:https?:)?//""", text_of(site, name)
        )


def test_templates_know_the_address(site):
    with site.test_request_context():
        html = site.jinja_env.from_string("{{ asset('mark.svg') }}").render()
        version = site.extensions["assets"]["mark.svg"].version

        assert html == url_for("assets.show", name="mark.svg", v=version)


COLOURS = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
PAIRS = [
    *((text, "paper") for text in ("ink", "soft", "brand", "accent", "ok", "warn", "bad", "info")),
    *(
        (text, "surface")
        for text in ("ink", "soft", "brand", "accent", "ok", "warn", "bad", "info")
    ),
    *((f"series-{number}", "surface") for number in range(1, 7)),
    *((text, "tint") for text in ("ink", "soft", "brand", "brand-deep")),
    *((text, "sand") for text in ("ink", "soft", "brand-deep", "ok", "info", "series-3")),
    ("on-brand", "brand"),
    ("on-brand", "brand-deep"),
]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS, ids=str)
def test_text_stands_out_from_its_ground(text, ground, theme):
    """WCAG 2.2, 1.4.3: 4.5 to 1."""
    assert contrast(token(text)[theme], token(ground)[theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_the_border_of_a_field_stands_out(theme):
    """WCAG 2.2, 1.4.11: 3 to 1."""
    for ground in ("paper", "surface"):
        assert contrast(token("edge")[theme], token(ground)[theme]) >= 3


def token(name: str) -> tuple[str, str]:
    found = {
        token: (light, dark)
        for token, light, dark in COLOURS.findall((ROOT / "static/css/tokens.css").read_text())
    }
    return found[name]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
