"""What people type in a clinic."""

from typing import Any

from wtforms import SelectChoice, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length

from learning.i18n import _l, weekday
from learning.people.models import Skill
from learning.web.forms import BaseForm

LINE = Length(max=300, message=_l("Please keep this to 300 characters."))
LONG = Length(max=10_000, message=_l("Please keep this to 10,000 characters."))


class ClinicForm(BaseForm):
    name = StringField(
        _l("What is it called?"),
        description=_l("For example: Spreadsheet repair café"),
        validators=[InputRequired(_l("Give it a name.")), LINE],
    )
    weekday = SelectField(_l("Every"), coerce=int)
    at = TimeField(_l("At"), validators=[InputRequired(_l("Say when it begins."))])
    minutes = SelectField(
        _l("How long"),
        coerce=int,
        default=60,
        choices=[
            SelectChoice(one, _l("%(count)s minutes", count=one)) for one in (30, 60, 90, 120)
        ],
    )
    place = StringField(
        _l("Where"),
        description=_l("A room, or the address of a video call."),
        validators=[InputRequired(_l("Say where you meet.")), LINE],
    )

    def __init__(self) -> None:
        super().__init__()
        self.weekday.choices = [(number, weekday(number)) for number in range(7)]


class AskForm(BaseForm):
    words = StringField(
        _l("What do you need help with?"),
        description=_l("One sentence, for example: my lookup finds nothing since the last update."),
        validators=[InputRequired(_l("Say it in one sentence.")), LINE],
    )
    skill = SelectField(
        _l("Which skill is it about?"),
        coerce=lambda value: int(value or 0),  # nothing chosen is left to InputRequired
        validators=[InputRequired(_l("Choose the skill."))],
    )

    def __init__(self, skills: list[Skill], **given: Any) -> None:
        super().__init__(data=given)
        self.skill.choices = [("", _l("Choose a skill")), *((one.id, one.name) for one in skills)]


class SolveForm(BaseForm):
    answer = TextAreaField(
        _l("What helped?"),
        description=_l("Two sentences are enough; they can become an article later."),
        validators=[InputRequired(_l("Say in a sentence what helped.")), LONG],
    )


class HandOnForm(BaseForm):
    hint = StringField(
        _l("A hint for the next helper"),
        validators=[InputRequired(_l("Say what you have tried or found.")), LINE],
    )


class ThanksForm(BaseForm):
    words = StringField(
        _l("A word of thanks"), validators=[InputRequired(_l("Write a word first.")), LINE]
    )
