"""Journeys from end to end, as the people of the demo company would go them."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def told(page: Page) -> None:
    """The page says that the act was done."""
    expect(page.locator("main [role=status]").first).to_be_visible()


def confirm(page: Page, words: str) -> None:
    """Press an act that says first what will happen, and press it again there."""
    page.click(f"main summary:has-text('{words}')")
    page.click(f"main .act-confirm-body button:has-text('{words}')")


def test_people_are_found_by_what_they_teach(sign_in):
    page = sign_in("newcomer")
    page.click("nav.rail >> text=People")
    page.fill("main input[name=teaches]", "System design")
    page.locator("main form.filters-form button").click()
    page.wait_for_url(re.compile("teaches=System"))

    page.click("main a:has-text('Tomás Figueira')")

    expect(page.locator("h1")).to_have_text("Tomás Figueira")
    expect(page.locator("main")).to_contain_text("System design")


def test_an_import_keeps_the_good_rows_and_names_the_bad_ones(sign_in, tmp_path: Path):
    roster = tmp_path / "spring.csv"
    roster.write_text(
        "employee_id,email,name,job_title,department,location,timezone,languages,manager_email,"
        "start_date,teaches,learns\n"
        "N-1,zoya@demo.example,Зоя Ким,Analyst,Data,Almaty,Asia/Almaty,ru,,2024-03-01,SQL:4,\n"
        "N-2,nobody,Nobody,Analyst,Data,Almaty,Asia/Almaty,ru,,2024-03-01,,\n",
        encoding="utf-8",
    )
    page = sign_in("admin")
    page.goto("/people/imports")
    page.set_input_files("input[name=roster]", roster)
    page.click("button:has-text('Look through the file')")
    expect(page.locator("main table")).to_contain_text("nobody")

    page.click("button:has-text('Take in these people')")

    told(page)
    page.goto("/people?text=Зоя")
    expect(page.locator("main")).to_contain_text("Зоя Ким")


def test_a_programme_is_made_joined_and_approved_and_its_match_is_moved_and_accepted(sign_in):
    lead = sign_in("lead")
    lead.goto("/programmes/create")
    lead.fill("input[name=name]", "Second Wind")
    lead.check("input[name=goal][value=career]")
    lead.click("button:has-text('Start the draft')")
    lead.wait_for_url(re.compile(r"/programmes/\d+/"))
    programme = re.search(r"/programmes/\d+", lead.url)
    assert programme is not None
    home = programme.group()
    for step in ("goal", "formats", "benefits", "audience", "targets"):
        lead.wait_for_url(f"**{home}/edit/{step}")
        if step == "formats":
            lead.check("input[name=rhythm][value=evergreen]")
        lead.click("input[name=forward]")
    lead.wait_for_url(f"**{home}")
    confirm(lead, "Open the programme")
    told(lead)

    for who, role in (("moderator", "mentor"), ("expert", "mentor"), ("mentor", "mentee")):
        page = sign_in(who)
        page.goto(f"{home}/join/{role}")
        for question in page.locator("main textarea").all():
            question.fill("Спокойно и честно 🙂")
        page.check("input[name=agrees]")
        page.locator("main form button.btn-primary").click()
        told(page)

    lead.goto(f"{home}/enrolments")
    for left in (2, 1, 0):
        lead.locator("main button:has-text('Say yes')").first.click()
        expect(lead.locator("main button:has-text('Say yes')")).to_have_count(left)

    lead.goto(f"/mentoring{home}/match-runs")
    lead.click("button:has-text('Match now')")
    lead.click("main a:has-text('Change')")
    lead.locator("main button:has-text('Choose')").click()
    told(lead)
    chosen = lead.locator("main td[data-label=Mentor]").inner_text()
    confirm(lead, "Publish")
    told(lead)

    other = "expert" if "林晓雯" in chosen else "moderator"
    for who in ("mentor", other):
        page = sign_in(who)
        page.goto("/mentoring/matches")
        page.locator("main li:has-text('Second Wind') a[href*='/matches/']").first.click()
        page.click("main button:has-text('Say yes')")
        told(page)
    expect(page.locator("h1")).to_have_text("You and Tomás Figueira")


def test_a_mentee_books_a_time_in_three_clicks_from_the_home_page_and_cancels(sign_in):
    page = sign_in("mentee")

    page.click("nav.rail >> text=Mentoring")
    page.click("main a:has-text('Book a session')")
    page.locator("main a[href*='/book']").first.click()
    page.fill("textarea[name=agenda]", "Как попросить о повышении? 怎么谈加薪 🙂")
    page.locator("main form button.btn-primary").click()

    told(page)
    expect(page.locator("main")).to_contain_text("怎么谈加薪 🙂")
    with page.expect_download() as calendar:
        page.click("main a:has-text('Calendar file')")
    assert "BEGIN:VEVENT" in Path(calendar.value.path()).read_text()
    page.click("main a:has-text('Cancel the session')")
    page.fill("textarea[name=reason]", "My train leaves earlier.")
    page.click("main button:has-text('Cancel the session')")
    told(page)
    expect(page.locator("main")).to_contain_text("Cancelled")


def test_without_scripts_a_booking_still_works_and_is_told(sign_in):
    page = sign_in("newcomer", java_script_enabled=False)

    page.goto("/mentoring/mentors")
    page.click("main a:has-text('Free times')")
    page.locator("main a[href*='/book']").last.click()
    page.fill("textarea[name=agenda]", "First steps")
    page.locator("main form button.btn-primary").click()

    expect(page.locator("main")).to_contain_text("First steps")
    page.click("a.bell")
    words = re.compile("Your session with|You asked")  # as the hours are to be booked or asked for
    expect(page.locator("main li").first).to_contain_text(words)


def test_a_mentor_says_how_a_session_was(sign_in):
    page = sign_in("mentor")
    page.goto("/mentoring")
    page.locator("main a:has-text('Rate the session with')").last.click()
    page.check("input[name=usefulness][value='4']")
    page.check("input[name=recommend][value='9']")

    page.click("main button:has-text('Send')")

    told(page)


def test_a_lead_confirms_the_buddy_of_a_newcomer(sign_in):
    page = sign_in("lead")
    page.goto("/buddies/newcomers")
    page.click("main a:has-text('Confirm')")

    page.click("main button:has-text('Ask this colleague')")

    told(page)
    page.goto("/buddies/newcomers")
    expect(page.locator("main table")).to_contain_text("asked")


def test_a_newcomer_ticks_an_item_by_keyboard(sign_in):
    page = sign_in("newcomer")
    page.goto("/buddies")
    page.click("main a:has-text('Open my plan')")
    button = page.locator("li:not(.is-done) form button:has-text('Done')").first
    item = button.locator("xpath=ancestor::li").get_attribute("id")

    button.focus()
    page.keyboard.press("Enter")

    expect(page.locator(f"#{item}.is-done")).to_be_visible()


def test_an_article_goes_from_its_author_to_its_readers(sign_in):
    writer = sign_in("expert")
    writer.goto("/academy/write?start=how-to")
    writer.fill("input[name=title]", "How the night train is booked")
    writer.fill("textarea[name=body]", "## Steps\n\nAsk *Quillfeather* at the front desk.\n")
    expect(writer.locator(".preview em")).to_have_text("Quillfeather", timeout=10_000)
    writer.click("button:has-text('Save and send for review')")
    told(writer)

    decider = sign_in("moderator")
    decider.goto("/academy/queue")
    decider.click("main a:has-text('How the night train is booked')")
    decider.check("input[type=radio][value=publish]")
    decider.click("main button:has-text('Decide')")
    told(decider)

    reader = sign_in("mentee")
    for _ in range(40):  # new text can be found within seconds
        reader.goto("/search?q=quillfeather")
        if reader.locator("main a:has-text('How the night train is booked')").count():
            break
        reader.wait_for_timeout(500)
    reader.click("main a:has-text('How the night train is booked')")
    expect(reader.locator(".prose em")).to_have_text("Quillfeather")
    reader.click("main button:has-text('Yes')")
    expect(reader.locator("main")).to_contain_text("You said yes.")


def test_a_review_is_answered_and_sealed(sign_in):
    page = sign_in("mentee")
    page.goto("/reviews")
    page.locator("main a[href$='/write']").first.click()
    for level in page.locator("input[type=radio][value='3']").all():
        level.check()
    page.fill("textarea[name=strengths]", "Listens first. Слушает. 善于倾听。")

    page.locator("main form button.btn-primary").click()

    expect(page.locator("h1")).to_have_text("Your review is sealed")
    page.click("main a:has-text('Back to my reviews')")
    expect(page.locator("main a[href$='/write']")).to_have_count(0)


def test_a_lead_reads_the_dashboard_and_takes_the_figures_along(sign_in):
    page = sign_in("lead")
    page.goto("/metrics")
    page.click("main a:has-text('Next Step Mentoring')")
    expect(page.locator("main svg[role=img], main .chart svg").first).to_be_visible()

    with page.expect_download() as figures:
        page.click("main a:has-text('Take the figures along')")

    assert "People involved" in Path(figures.value.path()).read_text(encoding="utf-8-sig")


def test_a_slash_leads_to_the_search_box(sign_in):
    page = sign_in("mentor")
    page.wait_for_load_state("networkidle")

    page.keyboard.press("/")

    expect(page.locator("input[name=q]").first).to_be_focused()


def test_j_and_k_walk_through_a_queue(sign_in):
    page = sign_in("lead")
    page.goto("/metrics", wait_until="networkidle")
    first, second = (page.locator("main ul.rows > li a").nth(number) for number in (0, 1))
    first.focus()
    page.keyboard.press("j")
    expect(second).to_be_focused()
    page.keyboard.press("k")
    expect(first).to_be_focused()
    page.keyboard.press("k")
    expect(first).to_be_focused()
