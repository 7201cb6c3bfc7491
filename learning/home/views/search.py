"""Search over everything one may read."""

from typing import Any

from flask import current_app, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning.academy.queries import viewer_keys
from learning.academy.search import Gateway, Hits, Snippet
from learning.home.views.blueprint import bp
from learning.i18n import LANGUAGES, _
from learning.people.queries import people_by_id
from learning.web.access import access
from learning.web.pagination import Page, page_number

HITS = 10
LONGEST_QUERY = 400
NARROWED = 6  # values offered of a facet


@bp.get("/search")
@access("search.query")
def search() -> ResponseReturnValue:
    """Search over everything this person may read; `?type=article` shows one kind alone."""
    text = " ".join(request.args.get("q", "")[:LONGEST_QUERY].split())
    kind = request.args.get("type", "")
    kind = kind if kind in _kinds() else ""
    number = page_number(limit=100)
    keys = viewer_keys(current_user)
    narrowed = f"type:{kind} {text}" if kind else text
    found = _search().find(narrowed, keys, HITS, (number - 1) * HITS) if text else Hits((), 0, {})
    everything = _search().find(text, keys, limit=0) if kind and text else found
    hits = [(hit, _passage(hit.snippet)) for hit in found.hits]
    return render_template(
        "home/search.html",
        text=text,
        kind=kind,
        found=found,
        page=Page(hits, number, HITS, found.total),
        shelves=_shelves(text, kind, everything),
        narrowings=_narrowings(text, kind, found),
        as_typed=" ".join(f'"{word}"' for word in text.replace('"', " ").split()),
        people=people_by_id([hit.id for hit in found.hits if hit.kind == "person"]),
    )


@bp.get("/search/suggest")
@access("search.query")
def suggest() -> ResponseReturnValue:
    """Titles that go on as a person has begun to type."""
    text = request.args.get("q", "")[:LONGEST_QUERY]
    found = _search().suggest(text, viewer_keys(current_user))
    return jsonify([{"title": one.title, "url": one.url} for one in found])


def _search() -> Gateway:
    gateway: Gateway = current_app.extensions["search"]()
    return gateway


def _kinds() -> dict[str, str]:
    return {
        "article": _("Articles"),
        "person": _("People"),
        "skill": _("Skills"),
        "programme": _("Programmes"),
    }


def _shelves(text: str, kind: str, everything: Hits) -> list[tuple[Any, ...]]:
    """A tab for every kind that has results, with their number."""
    counts = {facet.value: facet.count for facet in everything.facets.get("type", ())}
    shelves = [(_("All"), url_for("home.search", q=text), not kind, everything.total)]
    for name, label in _kinds().items():
        if counts.get(name) or name == kind:
            url = url_for("home.search", q=text, type=name)
            shelves.append((label, url, name == kind, counts.get(name, 0)))
    return shelves


def _narrowings(text: str, kind: str, found: Hits) -> list[tuple[str, list[tuple[str, str, int]]]]:
    """Topics, languages and authors that occur more than once among the results, as links."""

    def links(name: str) -> list[tuple[str, str, int]]:
        facets = [facet for facet in found.facets.get(name, ()) if facet.value]
        if f"{name}:" in text or len(facets) < 2:
            return []
        return [
            (
                LANGUAGES.get(facet.value, facet.value) if name == "language" else facet.value,
                url_for("home.search", q=f'{text} {name}:"{facet.value}"', type=kind or None),
                facet.count,
            )
            for facet in facets[:NARROWED]
        ]

    named = [(_("Topic"), "topic"), (_("Language"), "language"), (_("Author"), "author")]
    return [(title, some) for title, name in named if (some := links(name))]


def _passage(snippet: Snippet) -> list[tuple[str, bool]]:
    """The passage in pieces; True marks a word that was found."""
    pieces: list[tuple[str, bool]] = []
    end = 0
    for start, stop in snippet.ranges:
        pieces += [(snippet.text[end:start], False), (snippet.text[start:stop], True)]
        end = stop
    return [*pieces, (snippet.text[end:], False)]
