"""What is chosen for the pages as a whole, and what somebody new says of themselves."""

from wtforms import HiddenField, IntegerField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import (
    AnyOf,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)

from learning.home.rules import WAYS
from learning.i18n import LANGUAGES, _, _l
from learning.people.rules.skills import MAX_NAME
from learning.web.forms import BaseForm

THEMES = ("light", "dark", "system")
MOST_SKILLS = 10


class PreferencesForm(BaseForm):
    """Language, theme, and leaving the first run for later; each button sends one of them."""

    language = StringField(validators=[Optional(), AnyOf(tuple(LANGUAGES))])
    theme = StringField(validators=[Optional(), AnyOf(THEMES)])
    first_run = StringField(validators=[Optional(), AnyOf(("later",))])
    next = HiddenField()


class SearchedForm(BaseForm):
    """What the search page tells of itself."""

    q = HiddenField(validators=[InputRequired(), Length(max=400)])
    hits = IntegerField(validators=[Optional(), NumberRange(0, 1_000_000)])
    took = IntegerField(validators=[Optional(), NumberRange(0, 600_000)])
    opened = HiddenField(validators=[Optional(), Regexp(r"[a-z]{1,20}:[0-9]{1,9}\Z")])

    @property
    def opened_object(self) -> tuple[str, int] | None:
        """The kind and number of the result that was opened."""
        kind, _colon, number = (self.opened.data or "").partition(":")
        return (kind, int(number)) if number else None


class WelcomeForm(BaseForm):
    """One choice, and three fields that may stay empty."""

    way = RadioField(
        _l("What brings you here?"),
        choices=[SelectChoice(way.value, words) for way, words in WAYS.items()],
        validators=[InputRequired(_l("Choose one; you can do all the others later."))],
    )
    wants = StringField(
        _l("What would you like to learn?"),
        validators=[Optional(), Length(max=400)],
        description=_l("One or several, with commas: public speaking, SQL."),
    )
    teaches = StringField(
        _l("What could you show a colleague?"),
        validators=[Optional(), Length(max=400)],
        description=_l("It need not be grand: pivot tables, calm meetings, good soup."),
    )
    ask_me_about = TextAreaField(
        _l("What may colleagues ask you about?"),
        validators=[Optional(), Length(max=1_000)],
        description=_l("A line is enough. It stands on your profile."),
    )

    def validate_wants(self, field: StringField) -> None:
        _check_names(self.names(field))

    def validate_teaches(self, field: StringField) -> None:
        _check_names(self.names(field))

    @staticmethod
    def names(field: StringField) -> list[str]:
        """The skills somebody typed, in their order."""
        text = (field.data or "").replace("，", ",").replace("、", ",").replace(";", ",")
        return [" ".join(name.split()) for name in text.split(",") if name.strip()]


def _check_names(names: list[str]) -> None:
    if len(names) > MOST_SKILLS:
        raise ValidationError(
            _(
                "Name the %(most)s that matter most; your profile has room for more.",
                most=MOST_SKILLS,
            )
        )
    if any(len(name) > MAX_NAME for name in names):
        raise ValidationError(_("A skill has at most %(most)s characters.", most=MAX_NAME))
