"""Inviting people, naming leads, and what becomes of topics."""

from typing import Any

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from learning.i18n import _, _l
from learning.programmes.forms.writing import TEXT
from learning.web.forms import BaseForm


class InviteForm(BaseForm):
    addresses = TextAreaField(
        _l("E-mail addresses"),
        description=_l("One on each line, or with commas between them."),
        validators=[InputRequired(_l("Give at least one address.")), TEXT],
    )


class AssignLeadForm(BaseForm):
    address = StringField(
        _l("E-mail address of the colleague"),
        validators=[
            InputRequired(_l("Give the address of a colleague.")),
            Length(max=254, message=_l("This address is too long.")),
        ],
    )


class TopicForm(BaseForm):
    title = StringField(
        _l("Topic"),
        description=_l("As you would search for it."),
        validators=[
            InputRequired(_l("Name the topic.")),
            Length(max=200, message=_l("Keep the topic under 200 characters.")),
        ],
    )
    why = TextAreaField(
        _l("What would you like to know, or to tell?"), validators=[Optional(), TEXT]
    )
    kind = RadioField(_l("As what?"), validators=[InputRequired(_l("Choose one."))])
    offer = RadioField(_l("Who gives it?"), validators=[InputRequired(_l("Choose one."))])

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.kind.choices = [("article", _("An article to read")), ("talk", _("A talk to attend"))]
        self.offer.choices = [
            ("wish", _("I wish for it; somebody else may know")),
            ("offer", _("I can give it myself")),
        ]


class DeclineTopicForm(BaseForm):
    reason = TextAreaField(
        _l("Why not?"),
        description=_l("Everybody who voted for it reads this."),
        validators=[InputRequired(_l("Say why, so that nobody wonders.")), TEXT],
    )
