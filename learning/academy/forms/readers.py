"""What an article's page tells of its reader."""

from wtforms import HiddenField
from wtforms.validators import AnyOf, Length, Optional

from learning.web.forms import BaseForm


class ViewForm(BaseForm):
    """How somebody came, and whether they reached the end."""

    via = HiddenField(validators=[Optional(), Length(max=200)])
    led = HiddenField(validators=[Optional(), AnyOf(("yes",))])
    finished = HiddenField(validators=[Optional(), AnyOf(("yes",))])
