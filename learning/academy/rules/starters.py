"""Six ways to begin an article, so that nobody starts before an empty page."""

from dataclasses import dataclass
from typing import Any

from learning.i18n import LANGUAGES, _l, force_locale


@dataclass(frozen=True)
class Starter:
    """A kind of article: what it is for, and the skeleton to fill in."""

    key: str
    name: Any
    purpose: Any
    icon: str
    body: Any


STARTERS = (
    Starter(
        "how-to",
        _l("How-to"),
        _l("Steps that lead somewhere, in the order in which they are done."),
        "list-ol",
        _l(
            "What you can do after reading, in one sentence.\n\n"
            "## Before you start\n\n- What one needs at hand\n\n"
            "## Steps\n\n1. The first step\n2. The second step\n\n"
            "## How to tell that it worked\n\n\n"
            "## When it does not\n\n| What you see | What to do |\n|---|---|\n|  |  |\n"
        ),
    ),
    Starter(
        "case",
        _l("Case"),
        _l("A real situation, what was decided, and what came of it."),
        "briefcase",
        _l(
            "The situation in two sentences.\n\n"
            "## What we wanted\n\n\n## What we tried\n\n\n"
            "## What came of it\n\n\n## What we would do again\n\n- \n"
        ),
    ),
    Starter(
        "lesson",
        _l("Lesson learned"),
        _l("Something went otherwise than planned; others need not repeat it."),
        "lightbulb",
        _l(
            "The lesson in one sentence.\n\n"
            "## What happened\n\n\n## Why it happened\n\n\n"
            "## What we changed\n\n\n## How to notice it early\n\n- \n"
        ),
    ),
    Starter(
        "local-life",
        _l("Local life"),
        _l("How things are done at one place: lunch, printers, birthdays, bicycles."),
        "shop",
        _l(
            "Which place this is about, and for whom.\n\n"
            "## Coming and going\n\n\n## Food and coffee\n\n\n"
            "## Whom to ask\n\n| For | Ask |\n|---|---|\n|  |  |\n\n"
            "## Customs one cannot guess\n\n- \n"
        ),
    ),
    Starter(
        "talk-summary",
        _l("Talk summary"),
        _l("The gist of a talk for those who could not come."),
        "mic",
        _l(
            "Who spoke, when, and about what.\n\n"
            "## In three sentences\n\n\n## What was shown\n\n- \n\n"
            "## Questions and answers\n\n**Question?** Answer.\n\n"
            "## To go on\n\n- [Recording or slides](https://)\n"
        ),
    ),
    Starter(
        "note",
        _l("Short note"),
        _l("One fact worth keeping, said in a few lines."),
        "sticky",
        _l("The fact.\n\nWhy it matters, and where it holds.\n"),
    ),
)


def is_skeleton(text: str) -> bool:
    """Whether this is a skeleton as it came, in any language: nobody has filled it in yet."""
    for language in LANGUAGES:
        with force_locale(language):
            if any(str(one.body).split() == text.split() for one in STARTERS):
                return True
    return False
