"""Solving matching problems kept in files; needs no database."""

import sys
import time
from pathlib import Path

import click
from flask.cli import AppGroup

from learning.matching.assignment import solve
from learning.matching.problem import BadProblem, read_problem, write_result

matching = AppGroup("matching", help="Matching problems in files.")

FILE = click.Path(dir_okay=False, path_type=Path)


@matching.command("solve")
@click.argument("problem", type=FILE)
@click.option("--out", type=FILE, required=True, help="Where the result is written, as JSON.")
@click.option(
    "--objective",
    help="What matters, in its order, instead of the problem's own: served,spread,score.",
)
def solve_problem(problem: Path, *, out: Path, objective: str | None) -> None:
    """Find the best plan for PROBLEM, a .json or .json.gz file, and write it as a result.

    A bad problem ends in one line that names the entry, and nothing is written.
    """
    order = None if objective is None else [term.strip() for term in objective.split(",")]
    try:
        given = read_problem(problem, order)
        start = time.perf_counter()
        plan = solve(given)
        write_result(out, plan, time.perf_counter() - start)
    except BadProblem as error:
        _refuse(str(error))
    except OSError as error:
        _refuse(f"{out} cannot be written: {error.strerror}")
    click.echo(
        f"served={plan.served} mentors_used={plan.mentors_used} total_score={plan.total_score:g} "
        f"unmatched={len(plan.unmatched)} optimal={str(plan.optimal).lower()}"
    )


def _refuse(fault: str) -> None:
    print(fault, file=sys.stderr)
    sys.exit(1)
