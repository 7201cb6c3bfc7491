"""Files that are no pictures: a short list of kinds, each proved by the content."""

import io
import stat
import struct
import zipfile
from dataclasses import dataclass
from unicodedata import category

from learning.files.rules.pictures import MAX_BYTES, FileRefused
from learning.i18n import _

MAX_ENTRIES_BYTES = 256 * 1024  # of a package's list of parts: some thousand parts
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_RATIO = 200  # unpacked to packed; XML seldom packs better than 1 to 50

_END = b"PK\x05\x06"
_END_LENGTH = 22
_LONGEST_COMMENT = 65_535
_OFFICE = {
    "word/": ("docx", "wordprocessingml.document"),
    "ppt/": ("pptx", "presentationml.presentation"),
    "xl/": ("xlsx", "spreadsheetml.sheet"),
}
_OPEN = {
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
}
_LONGEST_TYPE = max(map(len, _OPEN))
_PROGRAMS = ("basic/", "scripts/")  # where an OpenDocument keeps its macros
_MARKUP = ("<svg", "<?xml", "<!doctype", "<html", "<script", "<head", "<body", "<iframe")


@dataclass(frozen=True)
class Kind:
    """What a file is: the type it is served as, and how its name ends."""

    content_type: str
    ending: str


PDF = Kind("application/pdf", ".pdf")
CAPTIONS = Kind("text/vtt; charset=utf-8", ".vtt")
TABLE = Kind("text/csv; charset=utf-8", ".csv")
TEXT = Kind("text/plain; charset=utf-8", ".txt")


def kind_of(data: bytes, name: str) -> Kind:
    """What the content proves the file to be; the name only tells one plain text from another.

    Nothing is unpacked: of a package only its list of parts is read, and that only where it is
    short, and the name an OpenDocument gives itself. Raises FileRefused.
    """
    if len(data) > MAX_BYTES:
        raise FileRefused(
            _("This file is larger than %(size)s MB. Link to it instead.", size=MAX_BYTES >> 20)
        )
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    return _text(data, name)


def _office(data: bytes) -> Kind:
    """A document of Word, PowerPoint, Excel or LibreOffice; other packages could hold anything."""
    _check_list_of_parts(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            said = _said_type(package, parts)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _damaged() from error
    if any(_leaves_its_folder(part) for part in parts):
        raise _damaged()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_RATIO * len(data):
        raise FileRefused(_("This file unpacks to far more than it seems. Save it anew."))
    names = {part.filename for part in parts}
    if any(
        name.lower().endswith("vbaproject.bin") or (said and name.lower().startswith(_PROGRAMS))
        for name in names
    ):
        raise FileRefused(_("This document holds a program. Save it without macros."))
    if "[Content_Types].xml" in names:
        for folder, (ending, word) in _OFFICE.items():
            if any(name.startswith(folder) for name in names):
                kind = f"application/vnd.openxmlformats-officedocument.{word}"
                return Kind(kind, f".{ending}")
    if said in _OPEN and "content.xml" in names:
        return Kind(said, _OPEN[said])
    raise _not_taken()


def _said_type(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> str:
    """What an OpenDocument calls itself, in a first part that is not packed; else nothing."""
    first = parts[0] if parts else None
    if first is None or first.filename != "mimetype" or first.file_size > _LONGEST_TYPE:
        return ""
    if first.compress_type != zipfile.ZIP_STORED:
        return ""
    return package.read(first).decode("ascii", "ignore")


def _check_list_of_parts(data: bytes) -> None:
    """Refuse a list of parts that is long, before anything reads it into memory."""
    place = data.rfind(_END, max(0, len(data) - _END_LENGTH - _LONGEST_COMMENT))
    if place < 0 or place + _END_LENGTH > len(data):
        raise _damaged()
    (length,) = struct.unpack_from("<I", data, place + 12)
    if length > MAX_ENTRIES_BYTES:
        raise FileRefused(_("This file holds far too many parts. Save it anew."))


def _leaves_its_folder(part: zipfile.ZipInfo) -> bool:
    is_link = stat.S_ISLNK(part.external_attr >> 16)
    return is_link or part.filename.startswith("/") or ".." in part.filename.split("/")


def _text(data: bytes, name: str) -> Kind:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_taken() from error
    if not text.strip() or any(
        category(one) == "Cc" and one not in "\t\r\n\f" for one in set(text)
    ):
        raise _not_taken()
    if text.lstrip().lower().startswith(_MARKUP):
        raise FileRefused(
            _("This is a page or a drawing that can hold programs. Save it as PNG or PDF.")
        )
    if text.startswith("WEBVTT"):
        return CAPTIONS
    return TABLE if name.lower().endswith(".csv") else TEXT


def _damaged() -> FileRefused:
    return FileRefused(_("This file is damaged. Open it in its program and save it again."))


def _not_taken() -> FileRefused:
    return FileRefused(
        _(
            "This kind of file cannot be kept here. Choose a picture (JPEG, PNG, WebP), a PDF, a"
            " document of Word, PowerPoint, Excel or LibreOffice, captions (VTT) or plain text."
        )
    )
