"""The places of the site, for the frame around every page; features are known by name only."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_login import current_user

from learning.i18n import _l

PLACES = (
    ("home.index", _l("Home"), "house"),
    ("scheduling.calendar", _l("Calendar"), "calendar-week"),
    ("academy.index", _l("Academy"), "book"),
    ("mentoring.index", _l("Mentoring"), "people"),
    ("buddies.index", _l("Buddies"), "balloon"),
    ("clinics.index", _l("Help clinics"), "life-preserver"),
    ("reviews.index", _l("Reviews"), "chat-square-text"),
    ("programmes.index", _l("Programmes"), "flag"),
    ("people.index", _l("People"), "person-vcard"),
)
SHORT = {"mentoring.index": _l("Mentors")}  # where a fifth of a phone's width is all there is
STAFF_PLACES = (
    ("metrics.index", _l("Dashboards"), "graph-up", {"programme_lead", "admin", "auditor"}),
    ("academy.queue", _l("Review queue"), "inbox", {"programme_lead", "moderator"}),
    ("moderation.queue", _l("Reports"), "shield-check", {"moderator"}),
    ("academy.gaps", _l("Search gaps"), "binoculars", {"programme_lead", "moderator", "admin"}),
    ("people.imports", _l("Import people"), "upload", {"admin"}),
    ("scheduling.site_holidays", _l("Site holidays"), "calendar-x", {"programme_lead", "admin"}),
    ("administration.accounts", _l("Accounts"), "person-gear", {"admin"}),
    ("administration.roles", _l("Roles"), "key", {"admin"}),
    ("administration.trail", _l("Audit trail"), "journal-check", {"admin", "auditor"}),
    ("administration.outbox", _l("Outbox"), "send", {"admin"}),
)


@dataclass(frozen=True)
class Place:
    label: Any
    short: Any
    url: str
    icon: str
    is_current: bool


@dataclass(frozen=True)
class Navigation:
    places: list[Place]
    staff: list[Place]
    unread: int
    person: Any


def _place(endpoint: str, label: Any, icon: str) -> Place:
    here = (request.endpoint or "").split(".")[0]
    feature = endpoint.split(".", maxsplit=1)[0]
    url = url_for(endpoint)
    is_current = (
        request.endpoint == endpoint
        or (feature == here and feature != "home" and endpoint.endswith(".index"))
        or request.path.startswith(f"{url}/")
    )
    return Place(label, SHORT.get(endpoint, label), url, icon, is_current)


def init_app(app: Flask) -> None:
    """Offer templates `navigation()`."""

    def navigation() -> Navigation:
        if not current_user.is_authenticated:
            return Navigation([], [], 0, None)
        known = current_app.view_functions
        roles = current_user.roles
        return Navigation(
            [_place(*place) for place in PLACES if place[0] in known],
            [
                _place(endpoint, label, icon)
                for endpoint, label, icon, who in STAFF_PLACES
                if endpoint in known and roles & who
            ],
            g.get("unread", 0),  # counted where the sign-in was looked up
            current_user,
        )

    app.jinja_env.globals["navigation"] = navigation
