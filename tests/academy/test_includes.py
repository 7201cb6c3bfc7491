"""Files that stand in others' texts: in their place, never for ever, never beyond measure."""

import time

import pytest

from learning.academy.rules.includes import LONGEST, MOST, include
from learning.academy.rules.sources import read_source

FILES = {
    "_parts/note.md": "# A note\n\nSee [more](../more.md#x) and ![it](img/a.png).\n",
    "_parts/two.md": "## One {#first}\nA\n\n## Two\nB\n\n### Below\nC\n\n## Three\nD\n",
    "a.md": "{% include [b](b.md) %}",
    "b.md": "before\n{% include [a](a.md) %}\nafter",
    "self.md": "{% include [me](self.md) %}",
}


def included(text, path="guides/page.md"):
    return include(text, path, FILES.get)


def test_a_file_stands_in_its_place_and_its_links_lead_where_they_led():
    found = included("Before\n\n  {% include notitle [note](../_parts/note.md) %}\n\nAfter")

    assert (
        found.text
        == "Before\n\n  See [more](../more.md#x) and ![it](../_parts/img/a.png).\n\nAfter"
    )
    assert found.problems == []
    assert included("{% include [n](../_parts/note.md) %}").text.startswith("# A note\n\nSee")


@pytest.mark.parametrize(
    ("section", "text"), [("first", "## One {#first}\nA"), ("two", "## Two\nB\n\n### Below\nC")]
)
def test_a_section_comes_with_what_is_below_it(section, text):
    assert included(f"{{% include [n](../_parts/two.md#{section}) %}}").text == text


def test_a_circle_is_named_and_broken():
    found = include(FILES["a.md"], "a.md", FILES.get)

    assert found.text == "before\na\nafter"
    assert found.problems == ["includes itself: a.md > b.md > a.md"]
    assert include(FILES["self.md"], "self.md", FILES.get).problems == [
        "includes itself: self.md > self.md"
    ]


@pytest.mark.parametrize("target", ["no.md", "../../etc/passwd", "_parts/two.md#none"])
def test_what_is_not_there_leaves_its_words(target):
    found = include(f"{{% include [the words]({target}) %}}", "page.md", FILES.get)

    assert found.text == "the words"
    assert found.problems == [f"includes what is not there: {target.partition('#')[0]}"]


def test_code_about_inclusion_stays_code():
    text = "```\n{% include [b](b.md) %}\n```\n`{% include [b](b.md) %}`"

    assert include(text, "page.md", FILES.get).text == text


def test_files_that_include_each_other_twice_take_neither_time_nor_room():
    line = "{{% include [x]({}.md) %}}"
    chain = {f"{n}.md": "\n".join([line.format(n + 1)] * 2) for n in range(2 * MOST)}
    long = {"x.md": "y" * (LONGEST // 3)}
    began = time.process_time()

    found = include(chain["0.md"], "0.md", chain.get)
    assert len(found.texts) == MOST
    assert "includes too much" in found.problems[0]
    assert len(include("\n".join([line.format("x")] * 9), "p.md", long.get).text) < 1.1 * LONGEST
    assert time.process_time() - began < 2


def test_an_exported_text_is_taken_to_the_letter():
    text = "---\nformat: collegium\ntitle: T\n---\n{% include [b](b.md) %}\n"

    assert read_source(text, "page.md", FILES.get).body == "{% include [b](b.md) %}"
    assert read_source("{% include [b](b.md) %}\n", "page.md", FILES.get).body.startswith("before")


@pytest.mark.parametrize(
    ("front", "title"),
    [
        ("title: Hi\ndate: 2024-13-45", "Hi"),
        ("title: 007", "007"),
        ("title: 12:30", "12:30"),
        ("title: yes", "yes"),
        ('title: "a\\0b\\x07c"', "abc"),
        ("title: |\n  two\n  lines", "two lines"),
        ("a: &a [*a]\ntitle: Itself", "Page"),
        ("- a list", "Page"),
        ("title: !!python/object/apply:os.getcwd []", "Page"),
        (f"title: {'[' * 30_000}{']' * 30_000}", "Page"),
        ("- " * 30_000 + "x", "Page"),
    ],
)
def test_front_matter_is_read_as_it_is_written_whatever_it_is(front, title):
    assert read_source(f"---\n{front}\n---\nText", "page.md").title == title
