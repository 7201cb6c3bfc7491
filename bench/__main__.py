"""`python -m bench NAME [--json]`: measure, and print one JSON object as the last line."""

import argparse
import importlib
import json
import os
import platform


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run bench")
    parser.add_argument("name")
    parser.add_argument("--json", action="store_true", help="the figures as one JSON object")
    parser.add_argument(
        "--database", choices=("sqlite", "postgresql"), help="where the bench knows both"
    )
    chosen = parser.parse_args()
    given = {"database": chosen.database} if chosen.database else {}
    figures = importlib.import_module(f"bench.{chosen.name}").measure(**given)
    figures |= {"bench": chosen.name, "cores": os.cpu_count(), "python": platform.python_version()}
    if chosen.json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        for name, value in figures.items():
            print(f"{name:24} {value}")


main()
