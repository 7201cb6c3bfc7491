"""The example in the package's own words runs; loading the package loads no solver."""

import subprocess
import sys
import textwrap

import learning.matching


def test_the_usage_example_runs() -> None:
    assert learning.matching.__doc__ is not None
    lines = learning.matching.__doc__.splitlines()
    example = "\n".join(line for line in lines if line.startswith("    ") or not line)
    names: dict[str, object] = {}

    exec(textwrap.dedent(example), names)  # noqa: S102

    plan = names["plan"]
    assert [(pair.mentee, pair.mentor) for pair in plan.pairs] == [(1, 2)]  # type: ignore[attr-defined]


def test_what_is_slow_to_load_is_loaded_only_when_something_is_solved() -> None:
    loading = (
        "import sys, learning.matching.explanation, learning.matching.scoring;"
        "sys.exit(bool({'ortools', 'numpy'} & set(sys.modules)))"
    )

    assert subprocess.run([sys.executable, "-c", loading], check=False).returncode == 0
