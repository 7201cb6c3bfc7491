"""What a lead types around a match."""

from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import HiddenInput

from learning.i18n import _l
from learning.mentoring.forms.bookings import at_most
from learning.web.forms import BaseForm

MOST_PLACES = 50


class CopyForm(BaseForm):
    title = StringField(
        _l("What do you try out?"),
        description=_l("A few words that tell the drafts apart."),
        validators=[Optional(), at_most(80)],
    )


class ChosenPairsForm(BaseForm):
    """Pairs ticked in a list, or all that the list's search and filter find.

    The field must not be called `matches`: in a browser it would hide the form's own method.
    """

    pairs = SelectMultipleField(coerce=int, validate_choice=False, choices=[])
    is_all = BooleanField()


class PlacesRow(Form):
    mentor_id = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    places = IntegerField(
        _l("Places in this draft"),
        validators=[Optional(), NumberRange(0, MOST_PLACES, _l("From 0 to 50, please."))],
    )


class PlacesForm(BaseForm):
    """How many more mentees each mentor could take in a draft; empty is what they have."""

    rows = FieldList(FormField(PlacesRow))


class RecallForm(BaseForm):
    reason = TextAreaField(
        _l("Why do you take the matches back?"),
        description=_l("Everybody concerned reads it, so write it for them."),
        validators=[
            InputRequired(_l("Give the reason in a sentence, so that people can follow.")),
            at_most(2000),
        ],
    )
    with_half_answered = BooleanField(
        _l("Also the pairs to which one of the two has already said yes"),
    )
