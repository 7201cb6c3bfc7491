"""Text → terms, by script: what is written in a document and what is typed must meet here.

Latin words are stemmed as English, Cyrillic ones as Russian; Chinese, Japanese and Korean text is
cut into overlapping pairs of characters, traditional ones read as simplified.  The script of a
word decides, not the language of its document, so one query runs in all languages at once.  Both
engines store exactly these terms.
"""

import re
import unicodedata
import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from opencc import OpenCC

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # invalid escapes of an older Python, met while compiling
    from whoosh.lang.snowball.english import EnglishStemmer
    from whoosh.lang.snowball.russian import RussianStemmer
    from whoosh.lang.stopwords import stoplists

# Kana, Han with its extensions and compatibility forms, Hangul: cut into pairs of characters.
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
# Letters and digits, and the accents that may follow one (stress marks in Russian dictionaries).
_LETTERS = rf"[^\W_{_CJK}]++(?:[\u0300-\u036f]++[^\W_{_CJK}]*+)*+"
_WORD = rf"{_LETTERS}(?:['’]{_LETTERS})*+"
_TOKEN = re.compile(
    rf"(?P<cjk>[{_CJK}]+)"
    r"|(?P<word>[A-Za-z]#(?!\w)"  # C#, F#
    rf"|{_WORD}(?:\+\+(?!\w)|(?:[._&]{_WORD})*+)"  # C++, node.js, snake_case, R&D, 3.11
    r"|(?<![\w.])\.[A-Za-z]{2,})"  # .NET
)
_JOINT = re.compile(r"[._&#]|\+\+$")
_CJK_START = re.compile(rf"[{_CJK}]")
_CYRILLIC = re.compile("[а-яёѐ-џ]")
_LATIN = re.compile("[a-z]")
_STRAY_MARKS = re.compile("[\u0300-\u036f]+")
_LONGEST_WORD = 64
_SHORTEST_CORRECTED = 4

# Each character by itself, so that places in a text stay where they are.  OpenCC's tables are those
# of MediaWiki and the Unicode consortium; both sides of a search are read by the same ones.
_HAN = [chr(code) for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))]
_SIMPLIFIED = {
    one: other
    for one, other in zip(_HAN, OpenCC("t2s").convert("\n".join(_HAN)).split("\n"), strict=True)
    if one != other and len(other) == 1
}
_TRADITIONAL = re.compile(f"[{''.join(_SIMPLIFIED)}]")  # most texts have none of them

_english = EnglishStemmer().stem
_russian = RussianStemmer().stem


class Word(NamedTuple):
    """A word of a text.

    `term` is what a query asks for; `also` are terms under which a document is found as well (the
    parts of `node.js`, the single characters of a pair); `spelling` is folded but not stemmed.
    """

    term: str
    also: tuple[str, ...]
    spelling: str


class Place(NamedTuple):
    """A word, and where in the text it stands."""

    word: Word
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """The words of a text in their order."""
    for found in _TOKEN.finditer(text):
        raw = found.group()
        if found.lastgroup == "cjk":
            yield from _pairs(raw)
        elif len(raw) <= _LONGEST_WORD:
            yield _analysed(raw)


def places(text: str) -> Iterator[Place]:
    """The words of a text in their order, and where they stand."""
    for found in _TOKEN.finditer(text):
        raw, start = found.group(), found.start()
        if found.lastgroup == "cjk":
            for at, pair in enumerate(_pairs(raw), start):
                yield Place(pair, at, at + len(pair.term))
        elif len(raw) <= _LONGEST_WORD:
            yield Place(_analysed(raw), start, found.end())


def place_at(text: str, start: int) -> Place | None:
    """The word that begins just here, if one does."""
    found = _TOKEN.match(text, start)
    if found is None or (found.lastgroup == "word" and len(found.group()) > _LONGEST_WORD):
        return None
    if found.lastgroup == "word":
        return Place(_analysed(found.group()), start, found.end())
    pair = next(_pairs(found.group()[:3]))
    return Place(pair, start, start + len(pair.term))


def terms(text: str) -> list[str]:
    """The terms a query with this text asks for, in their order, with repetitions."""
    return [word.term for word in words(text)]


def fold(word: str) -> str:
    """Case, width, accents of Latin letters and the dots of ё do not tell words apart."""
    folded = unicodedata.normalize("NFKC", word).casefold().replace("’", "'").replace("ё", "е")
    if not folded.isascii():
        if not _CYRILLIC.search(folded):
            folded = unicodedata.normalize("NFD", folded)
        folded = _STRAY_MARKS.sub("", folded)
    return folded


def simplified(text: str) -> str:
    """With simplified characters in place of traditional ones, each where it stood."""
    if text.isascii():
        return text
    return _TRADITIONAL.sub(lambda found: _SIMPLIFIED[found.group()], text)


def is_ordinary(term: str) -> bool:
    """Whether a term is a word of any text whatever it is about: how, to, для, 如何."""
    return term in _ORDINARY


def is_pair(term: str) -> bool:
    """Whether a term comes from text that is cut into pairs of characters."""
    return _CJK_START.match(term) is not None


def continues_word(character: str) -> bool:
    """Whether what follows this character is still the same word: not after a Chinese one."""
    return character.isalnum() and not is_pair(character)


def is_correctable(word: str) -> bool:
    """Whether a folded word is a plain one, long enough that one slip leaves it recognisable."""
    return len(word) >= _SHORTEST_CORRECTED and word.isalpha() and bool(_alphabet(word))


def neighbours(word: str) -> set[str]:
    """All words one slip away: a letter left out, added, replaced, or two swapped (Damerau, 1964).

    The word is folded, and so are they.
    """
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    letters = _alphabet(word)
    near = {head + tail[1:] for head, tail in cuts if tail}
    near |= {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    near |= {head + letter + tail for head, tail in cuts for letter in letters}
    near |= {head + letter + tail[1:] for head, tail in cuts if tail for letter in letters}
    return near - {word}


def _alphabet(word: str) -> str:
    if _CYRILLIC.search(word):
        return "абвгдежзийклмнопрстуфхцчшщъыьэюя"
    return "abcdefghijklmnopqrstuvwxyz" if _LATIN.search(word) else ""


def _pairs(run: str) -> Iterator[Word]:
    run = simplified(run)
    if len(run) == 1:
        yield Word(run, (), run)
    for at in range(len(run) - 1):
        pair = run[at : at + 2]
        is_last = at == len(run) - 2
        yield Word(pair, tuple(pair) if is_last else (pair[0],), pair)


@lru_cache(maxsize=1 << 16)
def _analysed(raw: str) -> Word:
    spelling = fold(raw)
    parts = [part for part in _JOINT.split(spelling) if part]
    if parts == [spelling]:
        return Word(_stem(spelling), (), spelling)
    # A single letter is no part worth finding: who looks for C does not mean C++.
    return Word(spelling, tuple(_stem(part) for part in parts if len(part) > 1), spelling)


def _stem(word: str) -> str:
    if _CYRILLIC.search(word):
        # Snowball takes отзыв, архив, коллектив for participles and parts them from their plurals.
        return word if word.endswith(("ив", "ыв")) else str(_russian(word))
    return str(_english(word)) if _LATIN.search(word) else word


# Snowball's lists of function words have none for Chinese: here are its pronouns, question words,
# conjunctions, prepositions and auxiliaries.
_CHINESE = """
什么 怎么 怎样 如何 为什么 哪里 哪个 哪些 哪儿 多少 几个 何时 谁 是否 吗 呢 吧 的 地 得 了 着 过
我 你 他 她 它 我们 你们 他们 她们 它们 自己 这个 那个 这些 那些 这里 那里 这样 那样 一个 一些 每个
和 与 或 或者 以及 并且 而且 但是 可是 因为 所以 如果 虽然 然后 在 从 到 向 把 被 让 给 用
对 对于 关于 由于 为了 按照 通过 是 有 可以 能够 应该 需要 必须 没有 不是 不能 就是 还是 也是 都是
"""
_ORDINARY = frozenset(terms(" ".join((*stoplists["en"], *stoplists["ru"], _CHINESE))))
