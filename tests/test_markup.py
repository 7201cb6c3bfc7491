"""Markdown becomes HTML that is readable and cannot run."""

import pytest
from bs4 import BeautifulSoup

from learning.markup import MAX_CHARACTERS, Heading, TextTooLong, render


def page(source, **resolvers):
    return BeautifulSoup(render(source, **resolvers).html, "html.parser")


def test_headings_start_below_the_title_and_can_be_linked():
    document = render("# Coffee\n\n## The machine & milk\n")

    assert document.headings == (
        Heading(2, "t-coffee", "Coffee"),
        Heading(3, "t-the-machine--milk", "The machine & milk"),
    )
    assert '<h3 id="t-the-machine--milk">' in document.html


def test_tables_keep_their_alignment_without_inline_style():
    html = page("| a | b |\n|:-:|--:|\n| 1 | 2 |\n")

    assert [cell["data-align"] for cell in html.select("td")] == ["center", "right"]
    assert not html.select("[style]")


def test_code_is_marked_by_language_and_never_read_as_html():
    html = page("```python\nprint('<b>')\n```\n")

    assert html.select_one("pre.highlight span.nb").text == "print"
    assert html.select("b") == []
    assert "print('<b>')" in html.text


def test_tasks_are_drawn():
    assert [item.text.strip() for item in page("- [ ] open\n- [x] done\n").select("li")] == [
        "☐ open",
        "☑ done",
    ]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("guide.md", "/articles/guide.md"),
        ("guide.md#first-step", "/articles/guide.md#t-first-step"),
        ("#first-step", "#t-first-step"),
        ("https://example.com/a#b", "https://example.com/a#b"),
        ("/people", "/articles//people"),
    ],
)
def test_links_lead_where_they_should(target, expected):
    html = page(f"[x]({target}) <a href='{target}'>y</a>", link=lambda path: f"/articles/{path}")

    assert [a["href"] for a in html.select("a")] == [expected, expected]


@pytest.mark.parametrize(
    "written", ["the-machine--milk", "The-Machine-&-Milk", "the-machine-milk", "the_machine-milk:"]
)
def test_links_within_a_text_reach_their_place_however_it_is_spelt(written):
    [link] = page(f"## The machine & milk\n\n[x](#{written})").select("a")

    assert link["href"] == "#t-the-machine--milk"


def test_places_in_other_scripts_are_reached():
    [link] = page("## Как помочь\n\n[x](#как-помочь)").select("a")

    assert link["href"] == "#t-как-помочь"


def test_a_link_to_no_place_stays_as_it_is():
    [link] = page("## One\n\n[x](#two)").select("a")

    assert link["href"] == "#t-two"


def test_a_link_to_nothing_keeps_its_words():
    [link] = page("[the old page](gone.md)", link=lambda _: None).select("a")

    assert link.text == "the old page"
    assert not link.has_attr("href")


def test_a_picture_elsewhere_tells_nobody_who_reads():
    html = page("![a > b](https://tracker.example/a.png) ![](https://tracker.example/b.png)")

    assert not html.select("img")
    assert [one.text for one in html.select("i")] == ["a > b"]


def test_a_picture_of_ours_is_shown():
    [image] = page("![chart](a.png)", image=lambda path: f"/pictures/{path}").select("img")

    assert (image["src"], image["alt"]) == ("/pictures/a.png", "chart")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "<a href='java\tscript:alert(1)'>x</a>",
        "<svg><script>alert(1)</script></svg>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<p style='position:fixed'>x</p><form action=/sign-out><button>x</button></form>",
        "[x](data:text/html,<script>alert(1)</script>)",
        '<div id="main" class="modal" onclick="alert(1)">x</div>',
    ],
)
def test_nothing_runs(hostile):
    html = page(hostile)

    assert not html.select("script, style, iframe, svg, math, form, button, [style], [srcdoc]")
    for element in html.select("*"):
        assert not [name for name in element.attrs if name.startswith("on")]
        assert "script:" not in str(element.get("href", ""))
        assert not str(element.get("href", "")).startswith("data:")
        assert str(element.get("id", "t-")).startswith("t-")
        assert element.get("class") in (None, [], [""])


def test_words_are_kept_for_search():
    assert render("# A\n\nOne *two* `three`\n\n| x |\n|-|\n| y |\n").text == (
        "A\nOne two three\nx\ny"
    )


def test_rules_of_style_are_no_words():
    source = "<style>\n.photo { border: 0 }\n</style>\n\n<p>Kept</p>\n"

    assert render(source).text.strip() == "Kept"


def test_a_text_over_the_cap_is_refused():
    with pytest.raises(TextTooLong):
        render("x" * (MAX_CHARACTERS + 1))
