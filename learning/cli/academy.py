"""Bringing articles in."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from learning import clock, jobs, sqlite
from learning.academy import operations, queries
from learning.academy.operations import Placeholders, Prepared, Refused
from learning.cli.progress import Progress
from learning.extensions import db
from learning.i18n import LANGUAGES
from learning.people.models import Person
from learning.people.queries import person_by_email

academy = AppGroup("academy", help="The articles of the academy.")

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@academy.command("import")
@click.argument("folder", type=FOLDER)
@click.option("--language", type=click.Choice(list(LANGUAGES)), required=True)
@click.option("--author", metavar="EMAIL", help="Whose articles they are; else an administrator's.")
@click.option("--translates", type=FOLDER, help="The folder, imported before, of the originals.")
def import_folder(
    folder: Path, *, language: str, author: str | None, translates: Path | None
) -> None:
    """Publish every Markdown file below a folder; safe to repeat.

    The same file is the same article the next time, by the folder's name and the path within it.
    Ends once search finds what was imported.
    """
    folder = folder.resolve()
    owner = _author(author)
    below = {path.relative_to(folder).as_posix(): path for path in _files_in(folder)}
    texts = {name: _beginning_of(path) for name, path in below.items() if path.suffix == ".md"}
    files = {name: path for name, path in below.items() if path.suffix != ".md"}
    placeholders = Placeholders(list(texts), files)
    good: list[Prepared] = []
    refused: list[Refused] = []
    with Progress(f"Reading {folder.name}", len(texts)) as progress:
        for file in operations.prepare(texts, placeholders):
            if isinstance(file, Refused):
                refused.append(file)
            else:
                good.append(file)
            progress.advance()
    now, storage = clock.now(), current_app.extensions["storage"]
    uploads, bad_files = operations.store_files(
        good, lambda path: files[path].open("rb"), storage, owner, now
    )
    _say_problems(good, [*refused, *bad_files])
    originals = queries.imported_from(translates.resolve().name) if translates else None
    done = operations.import_articles(
        folder.name, good, placeholders, language, owner, now, originals, uploads
    )
    db.session.commit()
    for path in done.written_here:
        print(f"{path}: exported of an article written here, which is left alone", file=sys.stderr)
    _bring_into_index(done.created + done.updated)
    print(
        f"created={done.created} updated={done.updated} "
        f"unchanged={done.unchanged} refused={len(refused)}"
    )


@academy.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export_folder(folder: Path) -> None:
    """Write every published article with its files into a folder that import reads back.

    The folder must not exist yet, or be empty. What was imported lies where it came from, what
    was written here below `academy`.
    """
    if folder.exists() and any(folder.iterdir()):
        raise click.UsageError(f"{folder} is not empty. Name a new folder.")
    token = sqlite.read_only.set(True)
    storage, articles, files = current_app.extensions["storage"], 0, 0
    for one in queries.exported():
        path = folder / one.path
        if not path.resolve().is_relative_to(folder.resolve()):
            print(f"{one.path}: leads out of the folder; left out", file=sys.stderr)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        if one.key:
            try:
                shutil.copyfile(storage.path(one.key), path)
            except FileNotFoundError:
                print(f"{one.path}: its bytes are gone; left out", file=sys.stderr)
                continue
            files += 1
        else:
            path.write_text(one.text, encoding="utf-8", newline="\n")
            articles += 1
    db.session.rollback()
    sqlite.read_only.reset(token)
    print(f"articles={articles} files={files}")


def _files_in(folder: Path) -> Iterator[Path]:
    """The files below a folder; none to which a link leads out of it."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.resolve().is_relative_to(folder):
            yield path
        elif path.is_file():
            print(f"{path.relative_to(folder)}: leads out of the folder; left out", file=sys.stderr)


def _beginning_of(path: Path) -> bytes:
    """The file, or just so much that it is seen to be too long."""
    with path.open("rb") as file:
        return file.read(operations.LONGEST_FILE + 1)


def _say_problems(good: list[Prepared], refused: list[Refused]) -> None:
    """What was left out, and where, on standard error."""
    for file in refused:
        print(f"{file.path}: {file.problem}", file=sys.stderr)
    for one in good:
        for problem in one.source.problems:
            print(f"{one.path}: {problem}", file=sys.stderr)
        for target in dict.fromkeys(one.lost):
            print(f"{one.path}: leads nowhere: {target}", file=sys.stderr)


def _author(email: str | None) -> Person:
    """Whoever has the address, else an administrator; ends the command where nobody is found."""
    token = sqlite.read_only.set(True)
    found = person_by_email(email) if email else queries.an_administrator()
    db.session.rollback()
    sqlite.read_only.reset(token)
    if found is None or not found.is_active:
        raise click.UsageError(
            f"Nobody here has the address {email}."
            if email
            else "There is no administrator yet. Name the author: --author EMAIL."
        )
    return found


def _bring_into_index(many: int) -> None:
    """Read the files that came along, then sweep until no change of the index is due."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    while jobs.run(jobs.words_sweep(app))[0]:
        pass
    sweep = jobs.index_sweep(app)
    with Progress("Indexing", many) as progress:
        while True:
            taken, done = jobs.run(sweep)
            progress.advance(done)
            if not taken:
                return
