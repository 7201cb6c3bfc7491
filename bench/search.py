"""How fast search answers, and how soon it knows: the handbook's sections recombined by a seed.

5,000 articles on the embedded engine; where DATABASE_URL names a PostgreSQL server, 20,000 in a
database of its own there, which is dropped again. Queries are titles and natural questions in
three languages, half of each asked for the first time; the clock stops when the hits with their
passages are there.
"""

import json
import multiprocessing
import os
import random
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from bench import ROOT, SHARED, environment, free_port, percentile, say
from learning import clock, config, jobs
from learning.academy.models import Article, ArticleState, Revision
from learning.academy.search import EVERYONE, Document, Gateway, IndexBusy, open_search
from learning.app import create_app
from learning.extensions import db
from learning.outbox import index_change
from learning.people.models import Person

SEED = 7
ARTICLES = {"whoosh": 5_000, "postgresql": 20_000}
LANGUAGES = {"en": 0.5, "ru": 0.25, "zh": 0.25}
QUERIES = 600
WRITERS, CHANGES_EACH = 8, 10
PATIENCE = 60  # seconds
EVERYBODY = frozenset({EVERYONE})
FIRST_OF_WRITERS = 50_000_000


def sections(language: str) -> list[tuple[str, str]]:
    """Heading and text of every section of the handbook in a language."""
    found = []
    for page in sorted((SHARED / "data" / "handbook" / language).rglob("*.md")):
        text = page.read_text(encoding="utf-8", errors="replace")
        parts = re.split(r"^#+\s+(.+)$", text, flags=re.MULTILINE)
        found += [(title, body) for title, body in zip(parts[1::2], parts[2::2], strict=True)]
    return found


def corpus(size: int) -> Iterator[Document]:
    """Articles of two to eight sections each, the same at every run."""
    chance = random.Random(SEED)
    known = {language: sections(language) for language in LANGUAGES}
    shares = list(LANGUAGES.values())
    start = datetime(2024, 1, 1, tzinfo=UTC)
    for number in range(1, size + 1):
        (language,) = chance.choices(list(LANGUAGES), shares)
        chosen = chance.choices(known[language], k=chance.randint(2, 8))
        titles = [title for title, _ in chosen]
        yield Document(
            kind="article",
            id=number,
            version="1",
            language=language,
            title=f"{titles[0]}: {titles[1]}",
            text="\n".join(f"{title}\n{body}" for title, body in chosen),
            url=f"/academy/articles/{number}",
            visibility=EVERYBODY,
            updated_at=start + timedelta(hours=number % 20_000),
            topics=(titles[0].split()[0],),
            author=f"Author {number % 50}",
            verified=chance.random() < 0.3,
            popularity=chance.randint(0, 40),
        )


def questions() -> list[str]:
    """Titles of sections and natural questions, in three languages, in the order of a seed."""
    chance = random.Random(SEED)
    asked = []
    for language in LANGUAGES:
        titles = [title for title, _ in sections(language)]
        file = SHARED / "data" / "retrieval" / f"xquad-{language}" / "queries.jsonl"
        natural = [json.loads(line)["text"] for line in file.read_text("utf-8").splitlines()]
        for some in (titles, natural):
            asked += chance.choices(some, k=QUERIES // 6)
    chance.shuffle(asked)
    return asked


def milliseconds(ask: Any, things: list[str]) -> list[float]:
    taken = []
    for one in things:
        start = time.perf_counter()
        ask(one)
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def write_changes(url: str, folder: str, writer: int) -> None:
    """What one of several processes puts in, one change after the other."""
    gateway = open_search(url, Path(folder))
    template = next(corpus(1))
    for number in range(CHANGES_EACH):
        change = Document(
            **{
                **template.__dict__,
                "id": FIRST_OF_WRITERS + writer * 1000 + number,
                "title": f"Quagga {writer} {number}",
            }
        )
        while True:
            try:
                gateway.refresh([change])
                break
            except IndexBusy:
                continue
    gateway.close()


def lost_changes(url: str, folder: Path, gateway: Gateway) -> int:
    """How many of the changes that processes write at the same time cannot be found afterwards."""
    context = multiprocessing.get_context("spawn")
    writers = [
        context.Process(target=write_changes, args=(url, str(folder), writer))
        for writer in range(WRITERS)
    ]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    found = gateway.find("quagga", EVERYBODY, limit=1).total
    return WRITERS * CHANGES_EACH - found


def visible_after(settings: dict[str, str], gateway: Gateway) -> float:
    """Milliseconds from the commit that publishes an article until search finds it."""
    app = create_app(config.from_environment(settings))
    with app.app_context():
        now = clock.now()
        author = Person(email="author@bench.example", name="Author", language="en")
        db.session.add(author)
        db.session.flush()
        article = Article(
            state=ArticleState.PUBLISHED,
            language="en",
            author_id=author.id,
            created_at=now,
            published_at=now,
        )
        db.session.add(article)
        db.session.flush()
        words = "The quetzalcoatlus over the car park"
        article.published = article.newest = Revision(
            article_id=article.id,
            number=1,
            title=words,
            body=words,
            html=words,
            text=words,
            author_id=author.id,
            created_at=now,
            published_at=now,
        )
        running = jobs.start(app)
        try:
            time.sleep(3)  # the engine is at rest, as on most days
            index_change("article", article.id, clock.now())
            db.session.commit()
            start = time.perf_counter()
            while not gateway.find("quetzalcoatlus", EVERYBODY, limit=1).total:
                if time.perf_counter() - start > PATIENCE:
                    raise SystemExit(f"a published article is not found after {PATIENCE} s")
                time.sleep(0.01)
            return (time.perf_counter() - start) * 1000
        finally:
            running.stop()
            app.extensions["search"]().close()
            db.session.remove()
            db.engine.dispose()


@contextmanager
def database() -> Iterator[str]:
    """The address of a database for this run: none for the embedded one, or a new one."""
    given = os.environ.get("DATABASE_URL", "").replace("postgresql+psycopg://", "postgresql://")
    if not given.startswith("postgresql"):
        yield ""
        return
    name = f"collegium_bench_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{given.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def measure() -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="collegium-search-") as name, database() as url:
        instance = Path(name) / "instance"
        settings = environment(instance, free_port())
        if url:
            settings["DATABASE_URL"] = url
        command = [ROOT / "run", "flask", "db", "upgrade"]
        subprocess.run(command, env=settings, check=True, stdout=subprocess.PIPE)
        engine = "postgresql" if url else "whoosh"
        size = ARTICLES[engine]
        folder = instance / "search"
        gateway = open_search(url or "sqlite://", folder)
        say(f"Indexing {size} articles ...")
        documents = list(corpus(size))
        start = time.perf_counter()
        gateway.rebuild(documents)
        rebuilding = time.perf_counter() - start

        asked = questions()
        say(f"Asking {len(asked)} questions ...")
        milliseconds(lambda text: gateway.find(text, EVERYBODY), asked[: QUERIES // 2])
        taken = milliseconds(lambda text: gateway.find(text, EVERYBODY), asked)
        beginnings = [text[:length] for text in asked[::4] for length in (1, 2, 3, 5, 8)]
        suggesting = milliseconds(lambda text: gateway.suggest(text, EVERYBODY), beginnings)
        say(f"{WRITERS} processes write at once ...")
        lost = lost_changes(url or "sqlite://", folder, gateway)
        visible = visible_after(settings, gateway)
        figures = {
            "engine": engine,
            "articles": size,
            "p50_ms": round(percentile(taken, 0.5), 1),
            "p95_ms": round(percentile(taken, 0.95), 1),
            "slowest_ms": round(max(taken), 1),
            "suggest_p95_ms": round(percentile(suggesting, 0.95), 1),
            "index_docs_per_s": round(size / rebuilding, 1),
            "rebuild_s": round(rebuilding, 1),
            "visible_after_ms": round(visible),
            "lost_changes": lost,
            "queries": len(asked),
        }
        gateway.close()
        return figures
