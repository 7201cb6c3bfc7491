"""What a person typed → Query: words, "phrases", -not, and filters like topic: or since:.

The grammar has no nesting and no error.  Whatever it does not know is plain words.  It is one pass
over at most LONGEST characters; the engines' own query languages never see the text.
"""

import re

from learning.academy.search.documents import Filter, Query

LONGEST = 6000
PASSAGE = 200
"""Who asks with more bytes has pasted a passage: its quotes and signs are text like others.

Bytes, since a Chinese character says as much as some letters do.
"""

MOST_CONDITIONS = 16
FILTERS = ("title", "topic", "author", "type", "language", "programme", "verified", "since")

QUOTES = str.maketrans("“”„‟«»「」『』＂", '"' * 11)
_PIECE = re.compile(
    rf"(?P<minus>-)?(?:(?P<name>{'|'.join(FILTERS)}):)?"
    r'(?:"(?P<quoted>[^"]*)"|(?P<plain>[^\s"]+))',
    re.IGNORECASE,
)


def parse(text: str) -> Query:
    """Read a query. Phrases, exclusions and filters beyond MOST_CONDITIONS are plain words."""
    typed = " ".join(cleaned(text)[:LONGEST].split())
    words: list[str] = []
    phrases: dict[str, None] = {}
    refused: dict[str, None] = {}
    filters: dict[Filter, None] = {}
    if len(typed.encode()) > PASSAGE:
        return Query(typed, typed, is_passage=True)
    for piece in _PIECE.finditer(typed.translate(QUOTES)):
        minus, name, quoted, plain = piece.group("minus", "name", "quoted", "plain")
        value = (quoted if plain is None else plain).strip()
        has_room = len(phrases) + len(refused) + len(filters) < MOST_CONDITIONS
        if not value:
            continue
        if name and has_room:
            filters[Filter(name.lower(), value, quoted is not None, bool(minus))] = None
        elif minus and has_room:
            refused[value] = None
        elif quoted is not None and has_room:
            phrases[value] = None
        else:
            words.append(value)
    if not words and not phrases and all(known.refused for known in filters):
        words, refused = list(refused), {}  # nothing but exclusions: the minus was part of a word
    return Query(typed, " ".join(words), tuple(phrases), tuple(refused), tuple(filters))


def cleaned(text: str) -> str:
    """Without what neither engine can store: null characters and halves of surrogate pairs."""
    return text.replace("\0", " ").encode("utf-8", "ignore").decode("utf-8")
