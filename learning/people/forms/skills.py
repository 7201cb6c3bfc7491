"""The shared list of skills."""

from wtforms import StringField
from wtforms.validators import InputRequired, Length

from learning.i18n import _l
from learning.people.rules.skills import MAX_NAME
from learning.web.forms import BaseForm

TOO_LONG = _l("A skill has at most %(max)d characters; name the thing itself.")


class ProposeForm(BaseForm):
    name = StringField(
        _l("Skill"),
        validators=[InputRequired(_l("Name the skill.")), Length(max=MAX_NAME, message=TOO_LONG)],
        description=_l("A word or two that a colleague would type, such as Public speaking."),
    )


class SynonymForm(BaseForm):
    name = StringField(
        _l("Another name"),
        validators=[InputRequired(_l("Type the name.")), Length(max=MAX_NAME, message=TOO_LONG)],
        description=_l("Whoever types it means this skill."),
    )


class MergeForm(BaseForm):
    into = StringField(
        _l("Merge into"),
        validators=[InputRequired(_l("Name the skill that stays.")), Length(max=MAX_NAME)],
        description=_l("People and levels move to the skill you name; this name leads to it."),
    )
