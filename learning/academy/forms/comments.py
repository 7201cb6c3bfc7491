"""What may be typed under an article."""

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from learning.i18n import _l
from learning.web.forms import BaseForm
from learning.web.limits import row_number

LONGEST_COMMENT = 5_000


class CommentForm(BaseForm):
    """A comment; `parent` is the number of the one it answers."""

    body = TextAreaField(
        _l("Your comment"),
        validators=[
            InputRequired(_l("Write a line or two first.")),
            Length(
                max=LONGEST_COMMENT,
                message=_l(
                    "Please keep this to 5,000 characters; a longer text may be an article."
                ),
            ),
        ],
    )
    parent = HiddenField(validators=[Optional(), Regexp(r"\d{1,9}$")])

    @property
    def parent_id(self) -> int | None:
        return row_number(self.parent.data or "")


class HideCommentForm(BaseForm):
    """Why somebody else's comment disappears."""

    why = StringField(
        _l("Why?"),
        validators=[
            InputRequired(_l("Say why in a line; its author reads it.")),
            Length(max=300),
        ],
    )
