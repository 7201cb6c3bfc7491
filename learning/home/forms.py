"""What is chosen for the pages as a whole."""

from wtforms import HiddenField, StringField
from wtforms.validators import AnyOf, Optional

from learning.i18n import LANGUAGES
from learning.web.forms import BaseForm

THEMES = ("light", "dark", "system")


class PreferencesForm(BaseForm):
    """Language and theme; each button sends one of them."""

    language = StringField(validators=[Optional(), AnyOf(tuple(LANGUAGES))])
    theme = StringField(validators=[Optional(), AnyOf(THEMES)])
    next = HiddenField()
