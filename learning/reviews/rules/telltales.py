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


def telltales(texts: Iterable[str], names: Iterable[str]) -> list[str]:
    """The first `MOST` places that name a day, an address or one of these people, as written."""
    found: dict[str, None] = {}
    parts = {part for name in names for part in name.split() if len(part) > 1}
    named = re.compile("|".join(rf"(?<!\w){re.escape(part)}(?!\w)" for part in sorted(parts)))
    for text in texts:
        for pattern in (_TELLING, named):
            if pattern.pattern:
                found |= dict.fromkeys(match.group().strip() for match in pattern.finditer(text))
    return list(found)[:MOST]
