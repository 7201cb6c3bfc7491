"""Names of files as addresses and Markdown can carry them."""

import re
import unicodedata
from collections.abc import Collection

_DROPPED = re.compile(r"[^\w.-]+")
_LONGEST = 80


def file_name(given: str, ending: str) -> str:
    """A name without folders, blanks and signs, that ends as the content says.

    `Скрин шот 1.PNG` with `.jpg` → `Скрин-шот-1.jpg`; nothing usable → `file.jpg`.
    """
    bare = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    stem = bare.rpartition(".")[0] or bare
    words = re.sub(r"[-.]{2,}", "-", _DROPPED.sub("-", stem)).strip("-._")
    return f"{words[:_LONGEST].strip('-._') or 'file'}{ending}"


def free_name(wanted: str, taken: Collection[str]) -> str:
    """The name, or with a number before its ending where somebody has it already."""
    if wanted not in taken:
        return wanted
    stem, dot, ending = wanted.rpartition(".")
    number = 2
    while (found := f"{stem}-{number}{dot}{ending}") in taken:
        number += 1
    return found
