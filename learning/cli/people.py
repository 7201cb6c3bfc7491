"""Bringing people in."""

import csv
import io
import sys
from pathlib import Path
from typing import Any, BinaryIO

import click
from flask.cli import AppGroup

from learning import clock
from learning.buddies.operations import welcome_newcomers
from learning.cli.progress import Progress
from learning.extensions import db
from learning.people import operations
from learning.people.operations import Outcome
from learning.people.rules.roster import CODES, Finding

people = AppGroup("people", help="The people who take part.")

SAID = 20  # findings told on standard error; --findings has them all
PASSES = 2  # a roster is looked through, then taken in


@people.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--full", is_flag=True, help="The file names everybody: deactivate who is missing.")
@click.option(
    "--findings",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write every fault to this CSV file.",
)
def import_people(file: Path, *, dry_run: bool, full: bool, findings: Path | None) -> None:
    """Take in the people of a CSV file, its good rows at once; safe to repeat."""
    if findings is not None:
        _check_writable(findings)
    with Progress("Importing people", PASSES * file.stat().st_size) as progress:

        def open_roster() -> BinaryIO:
            return io.BufferedReader(_Watched(file, progress))

        if dry_run:
            outcome = operations.check_roster(open_roster, is_full=full, by=None)
        else:
            outcome = operations.import_people(
                file.name, open_roster, is_full=full, by=None, now=clock.now()
            )
            db.session.commit()
            welcome_newcomers(clock.now())
            db.session.commit()
    if findings is not None:
        write_findings(findings, file.name, outcome.findings)
    _tell(outcome, is_full=full, is_dry=dry_run)
    print(
        f"created={outcome.created} updated={outcome.updated} "
        f"unchanged={outcome.unchanged} refused={outcome.refused}"
    )
    if outcome.is_unreadable:
        sys.exit(1)


def _check_writable(path: Path) -> None:
    """Fail before the work, not after it."""
    try:
        path.touch()
    except OSError as error:
        raise click.BadParameter(f"cannot write {path}: {error.strerror}") from error


class _Watched(io.FileIO):
    """A file that tells how much of it was read."""

    def __init__(self, path: Path, progress: Progress) -> None:
        super().__init__(path)
        self._progress = progress

    def readinto(self, buffer: Any, /) -> int | None:
        read = super().readinto(buffer)
        self._progress.advance(read or 0)
        return read


def write_findings(target: Path, file_name: str, findings: list[Finding]) -> None:
    """Every fault as `file,line,column,code,value`."""
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("file", "line", "column", "code", "value"))
        for found in findings:
            writer.writerow((file_name, found.line, found.column, found.code, found.shown))


def _tell(outcome: Outcome, *, is_full: bool, is_dry: bool) -> None:
    for found in outcome.findings[:SAID]:
        place = f"line {found.line}" + (f", {found.column}" if found.column else "")
        value = f" ({found.shown})" if found.value else ""
        print(f"{place}: {found.code}. {CODES[found.code]}{value}", file=sys.stderr)
    if len(outcome.findings) > SAID:
        print(f"and {len(outcome.findings) - SAID} more: --findings has them", file=sys.stderr)
    if is_full and outcome.changes.get("is_unsure_who_left"):
        print(
            "Nobody was deactivated: a row does not say whom it speaks of. Mend it and repeat.",
            file=sys.stderr,
        )
    elif is_full:
        said = "would be deactivated" if is_dry else "deactivated"
        print(f"{outcome.deactivated} {said}", file=sys.stderr)
