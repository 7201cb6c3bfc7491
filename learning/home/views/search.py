"""Search over everything one may read."""

import time
from collections.abc import Iterable
from typing import Any

from flask import current_app, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.academy import operations as academy
from learning.academy.policy import can_ask
from learning.academy.queries import (
    asked_before,
    experts,
    meanings,
    solved_among,
    topics_called,
    viewer_keys,
)
from learning.academy.queries.moments import moments
from learning.academy.search import Gateway, Hits, Key, Snippet
from learning.clinics.queries import next_clinic
from learning.extensions import db
from learning.home.forms import SearchedForm
from learning.home.rules import KINDS, SINCE, in_quotes, narrowed, searcher_key
from learning.home.views.blueprint import bp
from learning.i18n import LANGUAGES, _
from learning.people.queries import people_by_id
from learning.programmes.models import Programme
from learning.programmes.queries import catalogue
from learning.programmes.queries.catalogue import JOINABLE
from learning.storage import Storage
from learning.web.access import access
from learning.web.pagination import Page, page_number

HITS = 10
LAST_PAGE = 100
LONGEST_QUERY = 400
NARROWED = 6  # values offered of a facet
SUGGESTED = 8
ASKED_BEFORE = 3
A_DAY = 24 * 3600
EXPERTS = 3


@bp.get("/search")
@access("search.query")
def search() -> ResponseReturnValue:
    """Search over everything this person may read; `?type=article` shows one kind alone."""
    text = " ".join(request.args.get("q", "")[:LONGEST_QUERY].split())
    kind = request.args.get("type", "")
    kind = kind if kind in KINDS else ""
    since = request.args.get("since", "")
    since = since if since in SINCE else ""
    number = page_number(limit=LAST_PAGE)
    keys = viewer_keys(current_user)
    same = meanings() if text else {}
    asked = narrowed(text, since, clock.now())
    start = time.perf_counter()
    first = (number - 1) * HITS
    found = everything = Hits((), 0, {})
    if text:
        found = _search().find(narrowed(asked, kind=kind), keys, HITS, first, same)
        everything = _search().find(asked, keys, 0, 0, same) if kind else found
    if found.total and not found.hits:  # an old address, or a hand that turned too far
        beyond: Page[Hits] = Page([], number, HITS, found.total)
        return redirect(beyond.url(min(beyond.pages, LAST_PAGE)))
    took = round((time.perf_counter() - start) * 1000)
    hits = [(hit, _passage(hit.snippet)) for hit in found.hits]
    return render_template(
        "home/search.html",
        text=text,
        kind=kind,
        since=since,
        found=found,
        took=took,
        page=Page(hits, number, HITS, found.total),
        is_whole=_search().is_whole(),
        shelves=_shelves(text, kind, since, everything),
        narrowings=_narrowings(text, kind, since, found),
        periods=_periods(text, kind, since) if found.total else [],
        as_typed=in_quotes(text),
        people=people_by_id([hit.id for hit in found.hits if hit.kind == "person"]),
        moments=moments({Key(hit.kind, hit.id): hit.snippet for hit in found.hits}, _storage()),
        solved=solved_among([hit.id for hit in found.hits if hit.kind == "question"]),
        may_ask=can_ask(current_user),
        begun=_search().suggest(text, keys) if text and not found.total else (),
        nearest=_nearest_experts(text) if text and not found.total else [],
        requested_at=_programme_for_wishes() if text and not found.total else None,
        clinic=next_clinic(clock.now()) if text and not found.total else None,
    )


@bp.get("/search/suggest")
@access("search.query")
def suggest() -> ResponseReturnValue:
    """What goes on as a person has begun to type: what others asked, topics, and titles."""
    text = request.args.get("q", "")[:LONGEST_QUERY]
    keys = viewer_keys(current_user)
    others = asked_before(text, clock.now(), ASKED_BEFORE)
    before = [
        {"title": words, "url": url_for("home.search", q=words), "kind": "query"}
        for words in (_search().known(others, keys) if others else [])
    ]
    topics = [
        {"title": one.name, "url": url_for("academy.topic", topic_id=one.id), "kind": "topic"}
        for one in topics_called(text)
    ]
    titles = [
        {"title": one.title, "url": one.url, "kind": one.kind}
        for one in _search().suggest(text, keys, SUGGESTED)
    ]
    return jsonify([*before, *topics, *titles][:SUGGESTED])


@bp.post("/search/note")
@access("search.query")
def note_search() -> ResponseReturnValue:
    """The page's beacon says what was asked, or that a result was opened; searching only reads."""
    form = SearchedForm()
    response = make_response("", 204)
    if not form.validate_on_submit():
        return response
    now = clock.now()
    searcher = searcher_key(request.cookies.get("searcher", ""), now.date())
    if form.opened_object:
        academy.note_click(searcher, form.q.data, now, form.opened_object)
    else:
        academy.note_search(
            searcher,
            form.q.data,
            current_user.language,
            hits=form.hits.data or 0,
            took_ms=form.took.data or 0,
            now=now,
        )
    db.session.commit()
    response.set_cookie(
        "searcher",
        searcher,
        max_age=A_DAY,
        httponly=True,
        samesite="Strict",
        secure=bool(current_app.config.get("SESSION_COOKIE_SECURE")),
    )
    return response


def _search() -> Gateway:
    gateway: Gateway = current_app.extensions["search"]()
    return gateway


def _storage() -> Storage:
    storage: Storage = current_app.extensions["storage"]
    return storage


def _nearest_experts(text: str) -> list[Any]:
    """Who says something of the kind about themselves; else any experts."""
    found = _search().find(narrowed(text, kind="person"), viewer_keys(current_user), EXPERTS)
    known = people_by_id([hit.id for hit in found.hits])
    near = [known[hit.id] for hit in found.hits if known[hit.id]]
    return near or [card.person for card in experts(None, "", "", EXPERTS)[0]]


def _programme_for_wishes() -> Programme | None:
    """Where a topic can be wished for: the newest programme that takes topics."""
    return next(iter(catalogue(current_user, JOINABLE, 1)), None)


def _shelves(text: str, kind: str, since: str, everything: Hits) -> list[tuple[Any, ...]]:
    """A tab for every kind that has results, with their number."""
    counts = {facet.value: facet.count for facet in everything.facets.get("type", ())}
    url = url_for("home.search", q=text, since=since or None)
    shelves = [(_("All"), url, not kind, everything.total)]
    for name, label in KINDS.items():
        if counts.get(name) or name == kind:
            url = url_for("home.search", q=text, type=name, since=since or None)
            shelves.append((label, url, name == kind, counts.get(name, 0)))
    return shelves


def _narrowings(
    text: str, kind: str, since: str, found: Hits
) -> list[tuple[str, list[tuple[str, str, int]]]]:
    """Values of a facet where there are several among the results, as links that narrow to one."""

    def links(name: str) -> Iterable[tuple[str, str, int]]:
        facets = [facet for facet in found.facets.get(name, ()) if facet.value]
        if f"{name}:" in text or len(facets) < 2:
            return
        for facet in facets[:NARROWED]:
            narrower = f'{text} {name}:"{facet.value}"'
            if len(narrower) <= LONGEST_QUERY:
                url = url_for("home.search", q=narrower, type=kind or None, since=since or None)
                yield _value_name(name, facet.value), url, facet.count

    named = [
        (_("Topic"), "topic"),
        (_("Language"), "language"),
        (_("Verified"), "verified"),
        (_("Author"), "author"),
        (_("Programme"), "programme"),
    ]
    return [(title, some) for title, name in named if (some := list(links(name)))]


def _value_name(name: str, value: str) -> str:
    if name == "language":
        return str(LANGUAGES.get(value, value))
    if name == "verified":
        return str(_("Verified by an expert") if value == "yes" else _("Not verified"))
    return value


def _periods(text: str, kind: str, since: str) -> list[tuple[str, str, bool]]:
    """Links that narrow to what was changed lately."""
    any_time = (_("Any time"), url_for("home.search", q=text, type=kind or None), not since)
    return [
        any_time,
        *(
            (label, url_for("home.search", q=text, type=kind or None, since=name), since == name)
            for name, (label, _span) in SINCE.items()
        ),
    ]


def _passage(snippet: Snippet) -> list[tuple[str, bool]]:
    """The passage in pieces; True marks a word that was found."""
    pieces: list[tuple[str, bool]] = []
    end = 0
    for start, stop in snippet.ranges:
        pieces += [(snippet.text[end:start], False), (snippet.text[start:stop], True)]
        end = stop
    return [*pieces, (snippet.text[end:], False)]
