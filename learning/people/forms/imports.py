"""Bringing a roster."""

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField
from wtforms.validators import ValidationError

from learning.i18n import _, _l
from learning.web.forms import BaseForm

MAX_BYTES = 16 * 1024 * 1024  # about 75,000 people; more come by the command


class RosterForm(BaseForm):
    roster = FileField(
        _l("The roster"),
        validators=[FileRequired(_l("Choose the file first."))],
        description=_l("A CSV file in UTF-8 with the twelve columns named below."),
    )
    is_full = BooleanField(
        _l("It names everybody who works here"),
        description=_l("Whoever is missing is shown to you first, and leaves when you confirm."),
    )

    def validate_roster(self, field: Any) -> None:
        """Keep it to what can be held in memory for a while."""
        stream = field.data.stream
        size = stream.seek(0, 2)
        stream.seek(0)
        if size > MAX_BYTES:
            raise ValidationError(
                _(
                    "A file of more than %(size)s MB is taken in by the command: "
                    "./run flask people import FILE.csv",
                    size=MAX_BYTES >> 20,
                )
            )
