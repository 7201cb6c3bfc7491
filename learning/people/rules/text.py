"""One spelling for each text: as it is kept, and as it is looked for."""

import unicodedata


def tidy(text: str) -> str:
    """Composed characters (NFC) and single blanks; nothing a reader could see is changed.

    Source: W3C Character Model for the World Wide Web, section on normalisation.
    """
    composed = text if text.isascii() else unicodedata.normalize("NFC", text)
    return " ".join(composed.split())


def folded(text: str) -> str:
    """How a text is compared when somebody searches: without case, accents and width.

    "Семёнов" is found by "семенов" and "Zoë" by "zoe"; both sides of a comparison are folded.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    parts = unicodedata.normalize("NFKD", text)
    plain = "".join(sign for sign in parts if unicodedata.category(sign) != "Mn")
    return " ".join(unicodedata.normalize("NFC", plain).casefold().split())


def like_pattern(text: str) -> str:
    """The folded text as the middle of a LIKE pattern, with `\\` as escape."""
    escaped = folded(text).replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"


RANKS = frozenset(
    ("chief", "deputy", "head", "intern", "junior", "lead", "of", "principal", "senior", "staff")
)


_STEPS = (  # by words of job titles, from the top; a word of Chinese stands without blanks
    (6, ("chief", "president", "генеральный", "总裁", "首席")),
    (5, ("director", "head", "директор", "руководитель", "начальник", "总监", "主管")),
    (4, ("principal", "lead", "staff", "ведущий", "ведущая", "главный", "главная", "资深")),
    (3, ("senior", "старший", "старшая", "高级")),
    (1, ("junior", "intern", "trainee", "младший", "младшая", "стажёр", "стажер", "初级", "实习")),
)
_USUAL_STEP = 2


def career_step(job_title: str) -> int | None:
    """How far on somebody is by their job title, from 1 (junior) to 6; None without a title."""
    if not job_title.strip():
        return None
    words = job_title.casefold().split()
    for step, ranks in _STEPS:
        if any(rank in (job_title if rank >= "一" else words) for rank in ranks):
            return step
    return _USUAL_STEP


def role_family(job_title: str) -> str:
    """What somebody works as, whatever their rank: "Senior Graphic Designer" → graphic designer."""
    return " ".join(word for word in folded(job_title).split() if word not in RANKS)
