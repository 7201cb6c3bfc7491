"""What people type around a newcomer's first ninety days."""

from wtforms import (
    DateField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from learning.buddies.models import Owner
from learning.i18n import _l
from learning.web.forms import BaseForm

OWNERS = {
    Owner.NEWCOMER: _l("Newcomer"),
    Owner.BUDDY: _l("Buddy"),
    Owner.MANAGER: _l("Manager"),
}


class CheckInForm(BaseForm):
    mood = RadioField(
        _l("How is it going?"),
        choices=[
            SelectChoice("green", _l("Well")),
            SelectChoice("yellow", _l("Mixed")),
            SelectChoice("red", _l("I need help")),
        ],
        validators=[InputRequired(_l("Choose one of the three."))],
    )
    words = TextAreaField(
        _l("What should we know?"), validators=[Length(max=10_000)], render_kw={"rows": 4}
    )


class MeetingForm(BaseForm):
    met_on = DateField(_l("We met on"), validators=[InputRequired(_l("Choose the day you met."))])


class ChooseBuddyForm(BaseForm):
    buddy_id = RadioField(
        _l("Buddy"), coerce=int, validators=[InputRequired(_l("Choose one of the colleagues."))]
    )


class MissedItemsForm(BaseForm):
    skipped = SelectMultipleField(
        _l("Skip these"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class ItemForm(BaseForm):
    text = TextAreaField(
        _l("What is to be done?"),
        validators=[
            InputRequired(_l("Say in one line what is to be done.")),
            Length(max=500),
        ],
        render_kw={"rows": 2},
    )
    owner = SelectField(
        _l("Whose task is it?"),
        choices=[SelectChoice(owner.value, label) for owner, label in OWNERS.items()],
    )
    due_on = DateField(_l("By when?"), validators=[InputRequired(_l("Choose a day."))])
