"""What the two of a tandem type."""

from typing import Any

from wtforms import IntegerField, SelectChoice, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from learning.i18n import _l
from learning.mentoring.forms.bookings import LONG_TEXT, at_most
from learning.web.forms import BaseForm


class LanguagesForm(BaseForm):
    codes = SelectMultipleField(
        _l("Languages you want to learn"),
        description=_l("Those who could teach you see it. What you speak is in your profile."),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )

    def __init__(self, languages: list[tuple[str, str]], **given: Any) -> None:
        super().__init__(**given)
        self.codes.choices = [SelectChoice(code, name) for code, name in languages]


class AskTandemForm(BaseForm):
    goal = TextAreaField(
        _l("What do you want to reach?"),
        description=_l("It becomes your first goal; the other writes one, too."),
        validators=[InputRequired(_l("Write the goal in a sentence.")), at_most(LONG_TEXT)],
    )
    words = TextAreaField(
        _l("A line to the other"),
        validators=[InputRequired(_l("Write a line first.")), at_most(LONG_TEXT)],
    )


class AcceptTandemForm(BaseForm):
    goal = TextAreaField(
        _l("And what do you want to reach?"),
        description=_l("It becomes your first goal beside theirs."),
        validators=[InputRequired(_l("Write the goal in a sentence.")), at_most(LONG_TEXT)],
    )


class ShareForm(BaseForm):
    taught = IntegerField(
        _l("How many minutes did you teach?"),
        description=_l("The rest counts for the other. Without a word it is half and half."),
        validators=[
            InputRequired(_l("Give a number of minutes, 0 if you only learned.")),
            NumberRange(0, 720, _l("From 0 to 720 minutes, please.")),
        ],
    )
