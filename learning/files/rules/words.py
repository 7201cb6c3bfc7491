"""The words of a file, for search: plain text out of PDF, Office, OpenDocument, captions, text.

Files come from strangers, and some of these formats take a program to read.  So this very file is
started as a program of its own, with little memory and little time:

    python words.py application/pdf < plan.pdf > plan.txt

It prints as it goes, and what was printed counts, however a broken file or a limit ended it.  It
imports nothing of ours.
"""

import io
import re
import sys
import zipfile
from collections.abc import Iterator
from itertools import islice
from xml.parsers import expat

LONGEST = 500_000  # characters; search reads no further
MOST_PAGES = 500
MOST_XML_BYTES = 64 * 1024 * 1024  # unpacked, of all parts together
MEMORY = 512 * 1024 * 1024  # address space, of which a PDF's fonts and pictures take most
CPU_SECONDS = 20

PDF = "application/pdf"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_CHUNK = 64 * 1024
_TIMING = re.compile(r"^(?:(\d{1,4}):)?(\d\d):(\d\d)\.\d{3}\s+-->")
_TAG = re.compile(r"<[^>\n]{0,200}>")
_NUMBER = re.compile(r"\d+")


def has_words(content_type: str) -> bool:
    """Whether files of this type have words to be found by."""
    return is_plain(content_type) or content_type == PDF or _is_package(content_type)


def is_plain(content_type: str) -> bool:
    """Whether the words lie open, so that no program of its own is needed to read them."""
    return content_type.startswith("text/")


def is_captions(content_type: str) -> bool:
    """Whether what is said in a video stands in files of this type."""
    return content_type.startswith("text/vtt")


def plain_words(data: bytes, content_type: str) -> str:
    """The words of plain text; of captions only what is said."""
    if is_captions(content_type):
        return "\n".join(words for _second, words in said(data))[:LONGEST]
    return _decoded(data)[:LONGEST]


def said(captions: bytes) -> Iterator[tuple[int, str]]:
    """What captions say, line by line, each with the second from which on it is shown.

    These are the lines below a timing, until the next blank one.
    """
    is_said, second, last = False, 0, ""
    for line in _decoded(captions).splitlines():
        if timing := _TIMING.match(line):
            hours, minutes, seconds = (int(part or 0) for part in timing.groups())
            is_said, second = True, hours * 3600 + minutes * 60 + seconds
        elif not line.strip():
            is_said = False
        elif is_said and (words := _TAG.sub("", line).strip()) != last:
            last = words  # captions that roll say a line again
            yield second, words


def packed_words(data: bytes, content_type: str) -> Iterator[str]:
    """The words of a PDF or a package, piece by piece. Raises anything, for a broken file."""
    if content_type == PDF:
        yield from _pdf(data)
    elif _is_package(content_type):
        yield from _package(data, content_type)


def _decoded(data: bytes) -> str:
    return data.decode("utf-8-sig", "ignore").replace("\0", " ")


def _is_package(content_type: str) -> bool:
    return content_type.startswith((_OFFICE, _OPEN))


def _pdf(data: bytes) -> Iterator[str]:
    from pypdf import PdfReader  # noqa: PLC0415 - slow to load, and for PDF alone

    for page in islice(PdfReader(io.BytesIO(data)).pages, MOST_PAGES):
        yield f"{page.extract_text()}\n"


def _package(data: bytes, content_type: str) -> Iterator[str]:
    left = MOST_XML_BYTES
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in _parts(package.namelist(), content_type):
            reader = _OpenDocument() if content_type.startswith(_OPEN) else _Office()
            with package.open(name) as part:
                while left > 0 and (chunk := part.read(min(_CHUNK, left))):
                    left -= len(chunk)
                    yield reader.read(chunk)


def _parts(names: list[str], content_type: str) -> list[str]:
    """Which parts hold words, in the order in which one reads."""
    if content_type.startswith(_OPEN):
        wanted = r"content\.xml"
    elif "wordprocessingml" in content_type:
        wanted = r"word/(document|footnotes|endnotes)\.xml"
    elif "presentationml" in content_type:
        wanted = r"ppt/(slides/slide|notesSlides/notesSlide)\d+\.xml"
    else:
        wanted = r"xl/(sharedStrings|worksheets/sheet\d+)\.xml"

    def place(name: str) -> tuple[bool, str, int]:
        number = _NUMBER.search(name)
        return "notes" in name, _NUMBER.sub("", name), int(number[0]) if number else 0

    return sorted((name for name in set(names) if re.fullmatch(wanted, name)), key=place)


class _Reader:
    """Listens to a part's XML as it passes; keeps nothing but the words not handed out yet."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._refuse

    def read(self, chunk: bytes) -> str:
        self._parser.Parse(chunk, False)
        words = "".join(self._words)
        self._words.clear()
        return words

    def _refuse(self, *_declared: object) -> None:
        """No such document declares entities; one that does means harm."""
        raise ValueError("declares a document type")

    def _start(self, name: str, _attributes: object) -> None:
        raise NotImplementedError

    def _end(self, name: str) -> None:
        raise NotImplementedError

    def _text(self, text: str) -> None:
        raise NotImplementedError


class _Office(_Reader):
    """Word, PowerPoint and Excel: all words stand in elements called t."""

    def __init__(self) -> None:
        super().__init__()
        self._is_words = False

    def _start(self, name: str, _attributes: object) -> None:
        kind = name.rpartition(":")[2]
        self._is_words = kind == "t"
        if kind in ("tab", "br", "cr"):
            self._words.append(" ")

    def _end(self, name: str) -> None:
        self._is_words = False
        if name.rpartition(":")[2] in ("p", "si", "is"):
            self._words.append("\n")

    def _text(self, text: str) -> None:
        if self._is_words:
            self._words.append(text)


class _OpenDocument(_Reader):
    """Writer, Calc and Impress: words stand in paragraphs; what was deleted is kept apart."""

    def __init__(self) -> None:
        super().__init__()
        self._paragraphs = 0
        self._deleted = 0

    def _start(self, name: str, _attributes: object) -> None:
        if name in ("text:p", "text:h"):
            self._paragraphs += 1
        elif name == "text:tracked-changes":
            self._deleted += 1
        elif name in ("text:s", "text:tab", "text:line-break"):
            self._say(" ")

    def _end(self, name: str) -> None:
        if name in ("text:p", "text:h"):
            self._paragraphs -= 1
            self._say("\n")
        elif name == "text:tracked-changes":
            self._deleted -= 1

    def _text(self, text: str) -> None:
        if self._paragraphs:
            self._say(text)

    def _say(self, text: str) -> None:
        if not self._deleted:
            self._words.append(text)


def _limit() -> None:
    """Where the system can: so much memory and time, and no file is written."""
    try:
        import resource  # noqa: PLC0415 - not on Windows, where time alone is limited
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(content_type: str) -> None:
    """Read a file from standard input and write its words, in UTF-8, to standard output."""
    _limit()
    left, out = LONGEST, sys.stdout.buffer
    for piece in packed_words(sys.stdin.buffer.read(), content_type):
        out.write(piece[:left].replace("\0", " ").encode("utf-8", "ignore"))
        out.flush()
        left -= len(piece)
        if left <= 0:
            return


if __name__ == "__main__":
    main(sys.argv[1])
