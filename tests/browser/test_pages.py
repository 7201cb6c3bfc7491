"""Every main page of every role, light and wide, dark and narrow: accessible, nothing sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

FOR_ALL = [
    "/", "/academy", "/mentoring", "/buddies", "/reviews", "/programmes", "/people",
    "/notifications",
]  # fmt: skip
PLACES = {
    "mentee": [
        "/mentoring/mentors", "/mentoring/sessions", "/mentoring/matches", "/academy/articles",
        "/people/skills", "/sign-ins",
    ],
    "mentor": ["/mentoring/sessions", "/mentoring/matches", "/notifications/preferences"],
    "newcomer": [
        "/search?q=coffee", "/search?q=nosuchword", "/academy/topics",
        "/academy/questions/ask?title=meetings",
    ],
    "buddy": ["/buddies/guide", "/mentoring/mentors"],
    "expert": ["/academy/start", "/academy/write?start=how-to", "/academy/experts"],
    "moderator": ["/academy/queue", "/academy/topics/add"],
    "lead": [
        "/academy/queue", "/academy/search-gaps", "/academy/synonyms", "/buddies/newcomers",
        "/metrics", "/programmes/create",
    ],
    "admin": [
        "/metrics", "/people/imports", "/administration/accounts", "/administration/roles",
        "/administration/trail", "/administration/outbox",
    ],
}  # fmt: skip
FIRST_OF = {
    "mentee": [
        ("/mentoring/sessions", "/mentoring/bookings/"), ("/mentoring", "/mentoring/pairings/"),
        ("/academy/articles", "/academy/articles/"), ("/programmes", "/programmes/"),
        ("/people", "/people/"), ("/reviews", "/reviews/assignments/"),
    ],
    "newcomer": [("/buddies", "/buddies/plans/")],
    "lead": [
        ("/metrics", "/metrics/programmes/"), ("/", "/mentoring/match-runs/"),
        ("/reviews", "/reviews/cycles/"), ("/", "/enrolments"),
    ],
    "moderator": [("/academy/queue", "/review")],
}  # fmt: skip


def faults_of(page: Page, place: str) -> list[str]:
    """What a person would stumble over on the open page."""
    found = Axe().run(page).response["violations"]
    faults = [f"{place}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in found]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        faults.append(f"{place}: scrolls sideways")
    if page.locator("h1").count() != 1:
        faults.append(f"{place}: not one heading")
    return faults


def faults_in_both_looks(page: Page, place: str) -> list[str]:
    answer = page.goto(place)
    assert answer is not None
    assert answer.status == 200, place
    faults = []
    for theme, width in (("light", 1280), ("dark", 320)):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 800})
        faults += [f"{theme} {width} {fault}" for fault in faults_of(page, place)]
    return faults


@pytest.mark.parametrize("who", PLACES)
def test_main_pages_are_accessible_and_fit(sign_in, who):
    page = sign_in(who)

    faults = [
        fault for place in FOR_ALL + PLACES[who] for fault in faults_in_both_looks(page, place)
    ]

    assert faults == []


@pytest.mark.parametrize("who", FIRST_OF)
def test_what_lists_lead_to_is_accessible_and_fits(sign_in, who):
    page = sign_in(who)
    faults = []
    for place, kind in FIRST_OF[who]:
        page.goto(place)
        address = page.locator(f"main a[href*='{kind}']").first.get_attribute("href")
        assert address is not None, place
        faults += faults_in_both_looks(page, address)

    assert faults == []


HEADINGS = {"ru": "Наставничество", "zh": "导师辅导"}


@pytest.mark.parametrize("language", ["ru", "zh"])
def test_the_pages_speak_the_reader_s_language(sign_in, language):
    page = sign_in("moderator", viewport={"width": 320, "height": 800})
    page.click("details.menu summary")
    page.click(f"button[name=language][value={language}]")
    expect(page.locator("html")).to_have_attribute("lang", language)
    try:
        faults = []
        for place in FOR_ALL:
            page.goto(place)
            faults += faults_of(page, place)
        assert faults == []
        page.goto("/mentoring")
        assert HEADINGS[language] in page.inner_text("h1")
    finally:
        page.click("details.menu summary")
        page.click("button[name=language][value=en]")
        expect(page.locator("html")).to_have_attribute("lang", "en")
