"""The editor in a real browser: drafts that save themselves, two windows, pictures."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.factories.files import picture

pytestmark = pytest.mark.browser

PASTE = """([bytes, type]) => {
  const files = new DataTransfer();
  files.items.add(new File([new Uint8Array(bytes)], "Screen shot.png", { type }));
  document.querySelector("#body").dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: files, bubbles: true, cancelable: true }));
}"""


def begin(page: Page, title: str) -> None:
    """Start a note with a title and no text, its clock in the test's hands."""
    page.clock.install()
    page.goto("/academy/write?start=note")
    page.fill("#title", title)
    page.fill("#body", "")
    expect(page.locator("[data-behaviour=attach]")).to_have_attribute("data-enlivened", "yes")


def saved(page: Page) -> None:
    """Let ten seconds pass and the draft be stored; the line beside the buttons says so."""
    with page.expect_response(lambda answer: "based_on" in (answer.request.post_data or "")):
        page.clock.run_for(11_000)
    expect(page.locator("[data-saved]")).to_contain_text("Saved")


def test_a_draft_survives_a_crash_even_while_somebody_goes_on_typing(sign_in):
    page = sign_in("expert")
    begin(page, "Crash test")
    for word in ("One ", "two ", "three "):
        page.locator("#body").press_sequentially(word)
        page.clock.run_for(4_000)
    expect(page).to_have_url(re.compile(r"/academy/articles/\d+/edit"))
    address = page.url
    page.close(run_before_unload=False)

    again = sign_in("expert")
    again.goto(address)
    expect(again.locator("#title")).to_have_value("Crash test")
    expect(again.locator("#body")).to_have_value(re.compile("One two"))


def test_a_second_window_is_shown_both_texts_before_anything_is_written_over(sign_in):
    first = sign_in("expert")
    begin(first, "Two windows")
    first.locator("#body").press_sequentially("Begun.")
    saved(first)
    second = sign_in("expert")
    second.clock.install()
    second.goto(first.url)

    first.locator("#body").press_sequentially(" From the first.")
    saved(first)
    second.fill("#body", "Begun. From the second.")
    second.clock.run_for(11_000)
    expect(second.locator("[data-saved]")).to_contain_text("another window")
    second.fill("#body", "Begun. From the second. More.")
    second.clock.run_for(30_000)
    first.reload()
    expect(first.locator("#body")).to_have_value("Begun. From the first.")

    with second.expect_response(lambda answer: answer.status == 409):
        second.click("[data-compare]")
    expect(second.locator(".compared")).to_contain_text("From the first")
    expect(second.locator("#body")).to_have_value("Begun. From the second. More.")
    second.click("button:has-text('Save draft')")
    expect(second.locator("body")).to_contain_text("Saved.")
    expect(second.locator("#body")).to_have_value("Begun. From the second. More.")


def test_a_pasted_picture_stands_in_the_text_and_in_the_preview(sign_in):
    page = sign_in("expert")
    begin(page, "With a picture")
    page.evaluate(PASTE, [list(picture("PNG")), "image/png"])

    expect(page.locator("#body")).to_have_value("![Screen shot](Screen-shot.png)")
    page.clock.run_for(1_000)
    shown = page.locator("#preview img")
    expect(shown).to_have_attribute("width", "60")
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 60
    expect(page).to_have_url(re.compile(r"/academy/articles/\d+/edit"))


def test_a_refused_file_says_why_and_leaves_the_text_alone(sign_in):
    page = sign_in("expert")
    begin(page, "With a drawing")
    page.fill("#body", "Words.")
    page.set_input_files(
        "input[name=files]",
        {"name": "x.svg", "mimeType": "image/svg+xml", "buffer": b"<svg onload='alert(1)'/>"},
    )

    expect(page.locator("[data-attached]")).to_contain_text("can hold programs")
    expect(page.locator("#body")).to_have_value("Words.")


def test_what_could_not_be_saved_is_not_left_without_a_question(sign_in):
    first = sign_in("expert")
    begin(first, "Left open")
    first.locator("#body").press_sequentially("Begun.")
    saved(first)
    second = sign_in("expert")
    second.goto(first.url)
    second.fill("#body", "From the second.")
    second.click("button:has-text('Save draft')")

    asked = []
    first.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    first.locator("#body").press_sequentially(" More.")
    first.clock.run_for(11_000)
    expect(first.locator("[data-saved]")).to_contain_text("another window")
    first.click(".crumbs a >> nth=0", no_wait_after=True)
    expect(first.locator("#body")).to_have_value("Begun. More.")
    assert asked == ["beforeunload"]


def test_the_toolbar_marks_each_line_and_undo_takes_it_back(sign_in):
    page = sign_in("expert")
    begin(page, "Marks")
    body = page.locator("#body")
    body.fill("one\ntwo")
    body.press("ControlOrMeta+a")
    page.click(".tools button[title=Steps]")
    expect(body).to_have_value("1. one\n2. two")
    body.press("ControlOrMeta+z")
    expect(body).to_have_value("one\ntwo")

    body.press("End")
    page.click(".tools button[title=List]")
    body.press("End")
    body.press("Enter")
    body.press_sequentially("next")
    expect(body).to_have_value(re.compile("- next"))
    for _ in range(2):
        body.press("Enter")
    expect(body).not_to_have_value(re.compile("- $"))
    body.press("ControlOrMeta+b")
    body.press_sequentially("bold")
    expect(body).to_have_value(re.compile(r"\*\*bold\*\*$"))


def test_a_picture_never_splits_the_line_one_is_writing(sign_in):
    page = sign_in("expert")
    begin(page, "In the middle")
    page.fill("#body", "One sentence.\nAnother.")
    page.evaluate("document.querySelector('#body').setSelectionRange(3, 3)")
    page.evaluate(PASTE, [list(picture("PNG")), "image/png"])

    whole = "One sentence.\n\n![Screen shot](Screen-shot.png)\n\nAnother."
    expect(page.locator("#body")).to_have_value(whole)
