"""Videos: two kinds that every browser plays, told from the first bytes."""

from learning.files.rules.documents import Kind
from learning.files.rules.pictures import FileRefused
from learning.i18n import _

MAX_VIDEO_BYTES = 400 * 1024 * 1024  # two hours of a screen and a voice
VIDEO_HEAD = 4096  # bytes that tell the kind
_EBML = b"\x1a\x45\xdf\xa3"

MP4 = Kind("video/mp4", ".mp4")
WEBM = Kind("video/webm", ".webm")
_ENDINGS = (".mp4", ".m4v", ".mov", ".webm", ".mkv", ".avi")
_BRANDS = {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash"}


def seems_video(head: bytes, name: str) -> bool:
    """Whether a file is meant as a video, by its first bytes or its name, if not one we take."""
    return head[4:8] == b"ftyp" or head.startswith(_EBML) or name.lower().endswith(_ENDINGS)


def video_kind(head: bytes) -> Kind:
    """What the first bytes prove a video to be. Raises FileRefused.

    An MP4 begins with a box "ftyp" and its brand (ISO/IEC 14496-12, 4.3), a WebM with an EBML
    head that names it (RFC 8794, 11.2.4).
    """
    if head[4:8] == b"ftyp" and head[8:12] in _BRANDS:
        return MP4
    if head.startswith(_EBML) and b"webm" in head[:128]:
        return WEBM
    raise FileRefused(
        _("This is no video that browsers play. Save it as MP4 or WebM, or link to it.")
    )
