"""Files of other tools become titles, summaries and common Markdown."""

import pytest

from learning.academy.rules.sources import excerpt, folders_of, name_of, read_source, target_of
from learning.markup import render


@pytest.mark.parametrize(
    ("text", "path", "title"),
    [
        ('---\ntitle: "Time: off"\n---\n# Other\n', "a.md", "Time: off"),
        ("# Paid *time* off\n\nText\n", "a.md", "Paid time off"),
        ("\n# Closed # \nText\n", "a.md", "Closed"),
        ("Just text\n", "sales/field marketing.md", "Field marketing"),
        ("Just text\n", "sales/demand-gen/index.md", "Demand gen"),
        ("---\nlang: ru\ntitle: Как помочь\n---\nТекст\n", "a.md", "Как помочь"),
        ("---\n: [broken\n---\n# Whole\n", "a.md", "Whole"),
        ("\ufeff# With a mark\n", "a.md", "With a mark"),
        ("# Tool [![badge](https://x.example/a.svg)](https://x.example)\n", "a.md", "Tool"),
        ("# See [the docs](x.md) `now` {#anchor}\n", "a.md", "See the docs now"),
        ("# <a id='x'></a>Marked\r\n", "a.md", "Marked"),
    ],
)
def test_the_title_is_found_wherever_it_stands(text, path, title):
    assert read_source(text, path).title == title


def test_the_heading_that_became_the_title_leaves_the_text():
    assert read_source("# One\n\nText\n\n# Two\n", "a.md").body == "Text\n\n# Two"


def test_a_heading_beside_another_title_stays():
    assert read_source("---\ntitle: One\n---\n# Two\n", "a.md").body == "# Two"


def test_the_description_is_the_summary():
    found = read_source("---\ntitle: One\ndescription: What\n  it says\n---\nText\n", "a.md")

    assert found.summary == "What it says"


def test_notes_become_quotes_with_their_titles():
    body = read_source('{% note info "Mind" %}\n\nThe gap.\n\n{% endnote %}\n\nOn.\n', "a.md").body
    html = render(body).html

    assert "<blockquote>" in html
    assert "<strong>Mind</strong>" in html
    assert "{%" not in html
    assert html.index("</blockquote>") < html.index("On.")


def test_a_note_inside_a_list_stays_in_its_item():
    body = read_source("1. One\n\n   {% note tip %}\n\n   Two\n\n   {% endnote %}\n", "a.md").body
    html = render(body).html

    assert html.index("<li>") < html.index("<blockquote>") < html.index("</li>")


def test_marks_inside_code_are_left_alone():
    text = "Text\n\n```\n{% note info %}\n## x {#y}\n{% endnote %}\n```\n"

    assert read_source(text, "a.md").body == text.strip()


def test_named_anchors_of_headings_can_be_linked():
    body = read_source("Text [here](#place).\n\n## There {#place}\n", "a.md").body
    html = render(body).html

    assert 'href="#t-place"' in html
    assert 'id="t-place"' in html
    assert "{#" not in html


def test_folding_and_tabs_keep_their_words():
    text = (
        '{% cut "More" %}\n\nHidden\n\n{% endcut %}\n\n{% list tabs %}\n\n- One\n\n{% endlist %}\n'
    )
    html = render(read_source(text, "a.md").body).html

    assert "<strong>More</strong>" in html
    assert "Hidden" in html
    assert "{%" not in html


@pytest.mark.parametrize(
    ("link", "path", "files"),
    [
        ("b.md", "a.md", ["b.md"]),
        ("../b.md", "x/a.md", ["b.md"]),
        ("./c/d.md", "x/a.md", ["x/c/d.md"]),
        ("../../b.md", "x/a.md", []),
        ("team", "x/a.md", ["x/team.md", "x/team/index.md"]),
        ("team/", "x/a.md", ["x/team.md", "x/team/index.md"]),
        ("field%20marketing.md", "x/a.md", ["x/field marketing.md"]),
        ("/x/b.md", "y/z/a.md", ["x/b.md"]),
        ("..", "x/a.md", ["index.md"]),
    ],
)
def test_links_mean_files_of_the_folder(link, path, files):
    assert target_of(link, path) == files


def test_topics_come_from_the_uppermost_folders():
    assert folders_of("a.md") == []
    assert folders_of("x/a.md") == ["x"]
    assert folders_of("x/y/z/a.md") == ["x", "x/y"]


def test_an_excerpt_ends_with_a_whole_word():
    short = excerpt("word " * 100)

    assert len(short) <= 161
    assert short.endswith("word…")
    assert excerpt("  a\n b ") == "a b"
    assert excerpt("字" * 500) == "字" * 160 + "…"


def test_names_are_readable():
    assert name_of("people_ops/how-we_talk.md") == "How we talk"
