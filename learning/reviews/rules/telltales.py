"""Words that may tell who wrote a text: dates, addresses, names. A warning, never a change."""

import re
from collections.abc import Iterable

MOST = 8

_PATTERNS = (
    r"\b\d{1,2}[./-]\d{1,2}(?:[./-]\d{2,4})?\b",  # 12.03., 3/12/2026
    r"\b(?:19|20)\d{2}\b",
    r"\b\d{1,2}:\d{2}\b",
    r"\b(?:January|February|March|April|June|July|August|September|October|November|December)\b",
    r"\b(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b",
    r"\b(?:январ|феврал|апрел|август|сентябр|октябр|ноябр|декабр)\w*",
    r"\b(?:понедельник|вторник|четверг|пятниц|суббот|воскресень)\w*",
    r"\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号])?",
    r"(?:星期|周)[一二三四五六日天]",
    r"\b[\w.+-]{1,64}@[\w-]{1,63}\.[\w.]{1,100}",
)
_TELLING = re.compile("|".join(_PATTERNS), re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")


def telltales(texts: Iterable[str], names: Iterable[str], about: str = "") -> list[str]:
    """The first `MOST` places that name a day, an address or one of these people, as written.

    The name of the person the texts are `about` tells nothing.
    """
    found: dict[str, None] = {}
    named = {*_WORD.findall(" ".join(names))} - {*_WORD.findall(about)}
    for text in texts:
        found |= dict.fromkeys(match.group().strip() for match in _TELLING.finditer(text))
        found |= dict.fromkeys(word for word in _WORD.findall(text) if word in named)
    return list(found)[:MOST]
