"""A few journeys from end to end, as the people of the demo company would go them."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_mentee_books_a_time_in_three_clicks_from_the_home_page(sign_in):
    page = sign_in("mentee")

    page.click("nav >> text=Mentoring")
    page.click("main a:has-text('free times'), main a:has-text('Find a mentor')")
    if page.locator("main a[href*='/mentoring/mentors/']").count():
        page.locator("main a[href*='/mentoring/mentors/']").first.click()
    page.locator("main a[href*='/book']").first.click()
    page.fill("textarea[name=agenda]", "Как попросить о повышении? 怎么谈加薪 🙂")
    page.locator("main form button:has-text('Book')").click()

    expect(page.locator("[role=status]")).to_be_visible()
    expect(page.locator("main")).to_contain_text("怎么谈加薪 🙂")


def test_without_scripts_a_booking_still_works(sign_in):
    page = sign_in("newcomer", java_script_enabled=False)

    page.goto("/mentoring/mentors")
    page.locator("main a[href*='/mentoring/mentors/']").first.click()
    page.locator("main a[href*='/book']").first.click()
    page.fill("textarea[name=agenda]", "First steps")
    page.locator("main form button:has-text('Book')").click()

    expect(page.locator("main")).to_contain_text("First steps")


def test_an_article_goes_from_its_author_to_its_readers(sign_in):
    writer = sign_in("expert")
    writer.goto("/academy/articles/write")
    writer.fill("input[name=title]", "How the night train is booked")
    writer.fill("textarea[name=body]", "## Steps\n\nAsk *Quillfeather* at the front desk.\n")
    expect(writer.locator(".preview em")).to_have_text("Quillfeather", timeout=10_000)
    writer.click("button:has-text('Save and send for review')")
    expect(writer.locator("[role=status]")).to_be_visible()

    decider = sign_in("moderator")
    decider.goto("/academy/queue")
    decider.click("main a:has-text('How the night train is booked')")
    decider.check("input[type=radio][value=publish]")
    decider.locator("main form button.btn-primary").first.click()

    reader = sign_in("mentee")
    for _ in range(20):  # new text can be found within seconds
        reader.goto("/search?q=quillfeather")
        if reader.locator("main a:has-text('How the night train is booked')").count():
            break
        reader.wait_for_timeout(500)
    reader.click("main a:has-text('How the night train is booked')")
    expect(reader.locator("article.prose em")).to_have_text("Quillfeather")


def test_a_newcomer_ticks_an_item_by_keyboard(sign_in):
    page = sign_in("newcomer")
    page.goto("/buddies")
    page.click("main a:has-text('Open my plan')")
    button = page.locator("li:not(.is-done) form button:has-text('Done')").first
    item = button.locator("xpath=ancestor::li").get_attribute("id")

    button.focus()
    page.keyboard.press("Enter")

    expect(page.locator(f"#{item}.is-done")).to_be_visible()


def test_a_slash_leads_to_the_search_box(sign_in):
    page = sign_in("mentor")

    page.keyboard.press("/")

    assert page.evaluate("document.activeElement.name") == "q"
