"""What the demo company searches for: some of it is found, some is missing, some has two names."""

from sqlalchemy import select

from learning.academy.models import Revision
from learning.academy.operations import add_synonym, note_click, note_search
from learning.cli.demo.company import DATA, Company, Story
from learning.extensions import db

# Which article they opened, where it was one.
OPENED = {
    "coffee machine": "coffee-machine.en",
    "code review": "code-review.en",
    "slow queries": "slow-queries.en",
}
# Query, how many colleagues asked it, how many results it had, how many opened one.
ASKED = [
    ("parental leave", 9, 0, 0),
    ("vpn on a new laptop", 7, 0, 0),
    ("отпуск без содержания", 6, 0, 0),
    ("travel budget", 6, 4, 1),
    ("coffee machine", 12, 9, 10),
    ("code review", 11, 8, 9),
    ("slow queries", 8, 3, 7),
]
SYNONYMS = [
    ("en", "PR", "code review"),
    ("en", "1:1", "mentoring session"),
    ("ru", "ревью", "проверка кода"),
    ("zh", "导师", "辅导员"),
]


def search_for_things(company: Company) -> Story:
    """Over four weeks colleagues search, and a lead teaches search what things are called."""
    yield company.ago(29)
    for language, words, meaning in SYNONYMS:
        add_synonym(company["lead"], language, words, meaning, company.ago(29))
    most = max(searchers for _, searchers, _, _ in ASKED)
    for number in range(most):
        asked_at = company.ago(28 - 2 * number)
        yield asked_at
        for place, (text, searchers, hits, opened) in enumerate(ASKED):
            if number < searchers:
                key = f"{asked_at.date()}.demo-{number}-{place}"
                note_search(key, text, "en", hits=hits, took_ms=12 + place, now=asked_at)
                if number < opened:
                    note_click(key, text, asked_at, _opened(text))


def _opened(text: str) -> tuple[str, int] | None:
    """The article they went on to, told by its title."""
    if text not in OPENED:
        return None
    file = DATA / "articles" / f"{OPENED[text]}.md"
    title = file.read_text("utf-8").partition("\n")[0].removeprefix("# ")
    query = select(Revision.article_id).where(Revision.title == title).limit(1)
    found = db.session.scalar(query)
    return ("article", found) if found else None
