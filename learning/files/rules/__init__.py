"""What files from strangers may be, told from their content alone."""

from learning.files.rules.documents import Kind, kind_of
from learning.files.rules.names import file_name, free_name
from learning.files.rules.pictures import (
    MAX_BYTES,
    FileRefused,
    Picture,
    is_bare,
    is_picture,
    redraw,
)
from learning.files.rules.videos import MAX_VIDEO_BYTES, VIDEO_HEAD, seems_video, video_kind

__all__ = [
    "MAX_BYTES",
    "MAX_VIDEO_BYTES",
    "VIDEO_HEAD",
    "FileRefused",
    "Kind",
    "Picture",
    "file_name",
    "free_name",
    "is_bare",
    "is_picture",
    "kind_of",
    "redraw",
    "seems_video",
    "video_kind",
]
