"""The calendar outside that tells when one is busy, and the wish to be reminded."""

import re
from typing import Any

from wtforms import SelectChoice, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TimeInput

from learning.i18n import _, _l
from learning.web.forms import BaseForm

_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


class BusyCalendarForm(BaseForm):
    address = StringField(
        _l("Secret address of your calendar"),
        validators=[
            InputRequired(_l("Paste the address, such as https://calendar.example.com/….ics.")),
            Length(max=2000),
        ],
        description=_l(
            "Your calendar program calls it the secret or private address in iCal format (ICS)."
        ),
        render_kw={"autocomplete": "off", "inputmode": "url"},
    )


class RemindersForm(BaseForm):
    minutes_before = SelectMultipleField(
        _l("Remind me"),
        choices=[
            SelectChoice("10080", _l("a week before")),
            SelectChoice("2880", _l("two days before")),
            SelectChoice("1440", _l("a day before")),
            SelectChoice("180", _l("three hours before")),
            SelectChoice("60", _l("an hour before")),
            SelectChoice("15", _l("a quarter of an hour before")),
        ],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("Tick none for no reminder at all."),
    )
    quiet_from = StringField(_l("Quiet from"), widget=TimeInput())
    quiet_to = StringField(
        _l("until"),
        widget=TimeInput(),
        description=_l("On your own clock; overnight is fine, such as 20:00 until 07:30."),
    )

    def validate_quiet_to(self, field: Any) -> None:
        """Both times or none, and not the same."""
        start, end = self.quiet_from.data or "", field.data or ""
        if not start and not end:
            return
        if not (_TIME.fullmatch(start) and _TIME.fullmatch(end)) or start == end:
            raise ValidationError(_("Give both times, such as 20:00 and 07:30, or none."))
