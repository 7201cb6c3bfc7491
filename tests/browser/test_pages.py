"""Every main page of every role: no axe finding, nothing sideways, light, dark, wide, narrow."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

PLACES = {
    "mentee": ["/", "/mentoring", "/mentoring/mentors", "/mentoring/sessions", "/academy"],
    "mentor": ["/", "/mentoring", "/mentoring/matches", "/notifications", "/reviews"],
    "newcomer": ["/", "/buddies", "/people", "/search?q=coffee", "/programmes"],
    "buddy": ["/", "/buddies", "/buddies/guide"],
    "expert": ["/", "/academy", "/academy/articles/write", "/academy/experts"],
    "moderator": ["/", "/academy/queue"],
    "lead": ["/", "/programmes", "/buddies/newcomers", "/dashboards", "/reviews"],
    "admin": ["/", "/people/imports", "/administration/roles", "/administration/trail"],
}
LOOKS = [("light", 1280), ("dark", 320)]


@pytest.mark.parametrize(("theme", "width"), LOOKS)
@pytest.mark.parametrize("who", PLACES)
def test_main_pages_are_accessible_and_fit(sign_in, who, theme, width):
    page = sign_in(who, color_scheme=theme, viewport={"width": width, "height": 800})
    faults = []
    for place in PLACES[who]:
        answer = page.goto(place)
        assert answer is not None
        assert answer.status == 200, place
        found = Axe().run(page).response["violations"]
        faults += [f"{place}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in found]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            faults.append(f"{place}: scrolls sideways")

    assert faults == []


@pytest.mark.parametrize("language", ["ru", "zh"])
def test_the_pages_speak_the_reader_s_language(sign_in, language):
    page = sign_in("newcomer")
    page.click(".frame-me summary, [data-menu=me] summary")
    page.click(f"button[name=language][value={language}]")

    assert page.get_attribute("html", "lang") == language
    page.goto("/buddies")
    assert "Buddies" not in page.inner_text("h1")
