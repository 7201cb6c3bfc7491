"""Asking the search index, making it anew, and measuring how well it finds."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from learning import clock, sqlite
from learning.academy import queries
from learning.academy.search import EVERYONE, Document, Gateway
from learning.academy.search.evaluation import evaluate
from learning.cli.progress import Progress
from learning.extensions import db

search = AppGroup("search", help="The search index.")

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
DIFFERENCES_SHOWN = 20


@search.command()
def rebuild() -> None:
    """Make the index anew from the database; until it is done the old one answers."""
    sqlite.read_only.set(True)
    with Progress("Indexing", _gateway().count()) as progress:
        count = 0

        def counted() -> Iterator[Document]:
            nonlocal count
            for document in queries.everything_findable(clock.now()):
                count += 1
                progress.advance()
                yield document

        _gateway().rebuild(counted())
    db.session.rollback()
    click.echo(f"indexed={count}")


@search.command()
@click.argument("text")
@click.option("--limit", default=10, type=click.IntRange(1, 1000), show_default=True)
@click.option("--json", "as_json", is_flag=True, help="A list of id, title, url and score.")
def query(text: str, *, limit: int, as_json: bool) -> None:
    """Find what every employee may read."""
    found = _gateway().find(text, {EVERYONE}, limit)
    rows: list[dict[str, Any]] = [
        {"id": hit.id, "title": hit.title, "url": hit.url, "score": round(hit.score, 6)}
        for hit in found.hits
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['score']:8.3f}  {row['title']}  {row['url']}")


@search.command()
def check() -> None:
    """Compare the index with the database; ends with an error where they differ."""
    sqlite.read_only.set(True)
    known = {key: version for key, (version, _keys) in _gateway().versions().items()}
    wanted = {one.key: one.version for one in queries.everything_findable(clock.now())}
    db.session.rollback()
    missing, strange = wanted.keys() - known.keys(), known.keys() - wanted.keys()
    stale = {key for key in wanted.keys() & known.keys() if wanted[key] != known[key]}
    for words, keys in (("missing", missing), ("stale", stale), ("left over", strange)):
        for key in sorted(keys)[:DIFFERENCES_SHOWN]:
            print(f"{words}: {key.kind} {key.id}", file=sys.stderr)
    click.echo(f"documents={len(wanted)} differences={len(missing | strange | stale)}")
    if missing or strange or stale:
        sys.exit(1)


@search.command("evaluate")
@click.argument("corpus", type=FILE)
@click.argument("queries_file", metavar="QUERIES", type=FILE)
@click.option(
    "--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=True
)
@click.option(
    "--engine",
    default="whoosh",
    show_default=True,
    type=click.Choice(["whoosh", "postgresql"]),
    help="postgresql makes a schema of its own in DATABASE_URL and drops it again.",
)
def evaluate_run(corpus: Path, queries_file: Path, *, out: Path, engine: str) -> None:
    """Write a TREC run over two files of JSON lines; needs no instance.

    CORPUS holds id, title, text and language a line, QUERIES id and text.
    """
    url = ""
    if engine == "postgresql":
        url = current_app.config["SQLALCHEMY_DATABASE_URI"]
        if not url.startswith("postgresql"):
            raise click.UsageError("--engine postgresql needs a PostgreSQL server in DATABASE_URL")
    asked = list(_lines(queries_file, ("id", "text")))
    corpus_lines = _lines(corpus, ("id", "title", "text", "language"))
    with out.open("w", encoding="utf-8") as run:
        for result in evaluate(corpus_lines, asked, url):
            run.write(f"{result}\n")


def _lines(path: Path, names: Sequence[str]) -> Iterator[dict[str, str]]:
    """The objects of a file, `names` as text; what is left out is empty, but for the first."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                yield {name: str(row.get(name) or "") for name in names} | {"id": str(row["id"])}
            except (ValueError, KeyError, AttributeError) as error:
                raise click.ClickException(
                    f"{path}, line {number}: no JSON object with an id"
                ) from error


def _gateway() -> Gateway:
    opened: Gateway = current_app.extensions["search"]()
    return opened
