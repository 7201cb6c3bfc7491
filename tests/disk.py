"""What lies on the disk, for tests that look there for what should not."""

import subprocess
from pathlib import Path


def written_by_sqlite(database: Path) -> bytes:
    """The bytes of a SQLite database, its log included.

    Another process reads them: closing the files, this one would lose SQLite's locks on them.
    Source: "How To Corrupt An SQLite Database File", section 2.2.
    """
    files = sorted(database.parent.glob(f"{database.name}*"))
    return subprocess.run(["cat", *files], check=True, stdout=subprocess.PIPE).stdout
