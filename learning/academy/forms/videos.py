"""What may be sent along with a video: the file itself or its address, and captions."""

from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError

from learning.academy.rules.captions import Cue, NoCaptions, read_captions
from learning.academy.rules.sources import TITLE_LENGTH
from learning.files.rules import MAX_BYTES
from learning.i18n import _, _l
from learning.web.forms import BaseForm

HTTPS = r"https?://[^\s<>\"]+"


class CaptionsForm(BaseForm):
    """A form that takes captions, too."""

    cues: list[Cue] | None

    transcript = FileField(
        _l("Captions"),
        description=_l(
            "A file of captions (VTT). Viewers can switch them on, read them below, and find the"
            " second in which something is said."
        ),
    )

    def validate_transcript(self, field: FileField) -> None:
        """Read the captions; None where no file was chosen."""
        self.cues = None
        sent = chosen(field)
        if sent is None:
            return
        try:
            self.cues = read_captions(sent.read(MAX_BYTES + 1).decode("utf-8"))
        except UnicodeDecodeError as error:
            raise ValidationError(_("This file is not saved as UTF-8.")) from error
        except NoCaptions as error:
            raise ValidationError(
                _("These are no captions we can read; see line %(line)s.", line=error.line)
            ) from error


class VideoForm(CaptionsForm):
    """A video for an article: what it shows, and the file or where it lies."""

    words = StringField(
        _l("What it shows"),
        description=_l("Read out where the video cannot be seen."),
        validators=[
            InputRequired(_l("Say in a few words what it shows.")),
            Length(max=TITLE_LENGTH),
        ],
    )
    video = FileField(_l("Video"), description=_l("MP4 or WebM, up to 400 MB."))
    link = StringField(
        _l("Or its address"),
        description=_l("Where it lies elsewhere already; it is opened there."),
        validators=[
            Optional(),
            Length(max=500),
            Regexp(HTTPS, message=_l("Paste a full address.")),
        ],
    )

    def validate_video(self, field: FileField) -> None:
        if (chosen(field) is None) == (not self.link.data):
            raise ValidationError(_("Choose a video, or paste its address: one of the two."))


def chosen(field: FileField) -> FileStorage | None:
    """The file, if one was chosen; a browser sends a nameless one for none."""
    sent = field.data
    return sent if isinstance(sent, FileStorage) and sent.filename else None
