"""The filters of the directory. They stand in the address, so nothing is written."""

from collections.abc import Sequence

from wtforms import BooleanField, Form, SelectChoice, SelectField, StringField

from learning.i18n import _, _l
from learning.people.queries.directory import Filters

LONGEST = 100

Choices = Sequence[tuple[str, str]]


class DirectoryForm(Form):
    text = StringField(_l("Name or job title"))
    department = SelectField(_l("Department"), validate_choice=False)
    location = SelectField(_l("Place"), validate_choice=False)
    language = SelectField(_l("Speaks"), validate_choice=False)
    teaches = StringField(_l("Can teach"))
    wants = StringField(_l("Wants to learn"))
    newcomers = BooleanField(_l("New here"))

    def offer(self, departments: Choices, locations: Choices, languages: Choices) -> None:
        """Give the lists their choices."""
        for field, choices in (
            (self.department, departments),
            (self.location, locations),
            (self.language, languages),
        ):
            field.choices = [SelectChoice("", _("Any")), *(SelectChoice(*one) for one in choices)]

    def filters(self) -> Filters:
        """What is asked for, cut to a sensible length."""
        return Filters(
            text=_short(self.text.data),
            department=_short(self.department.data),
            location=_short(self.location.data),
            language=_short(self.language.data),
            teaches=_short(self.teaches.data),
            wants=_short(self.wants.data),
            is_newcomer=bool(self.newcomers.data),
        )


def _short(value: str | None) -> str:
    return (value or "").strip()[:LONGEST]
