"""When somebody can be met: the usual week with its limits, and special days."""

import re
from datetime import date, timedelta
from typing import Any, cast

from babel import Locale
from wtforms import (
    DateField,
    FieldList,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from learning.i18n import _, _l, get_locale, ngettext, weekday
from learning.scheduling.rules.holidays import is_place, regions
from learning.scheduling.rules.hours import (
    FURTHEST_HORIZON,
    LONGEST,
    LONGEST_BUFFER,
    LONGEST_NOTICE,
    MOST_A_DAY,
    MOST_A_WEEK,
    SHORTEST,
    Limits,
)
from learning.scheduling.rules.places import unknown_fields
from learning.scheduling.rules.typed import MOST_WINDOWS, read_windows, stored, write_windows
from learning.web.forms import BaseForm

MOST_DAYS = 366
MOST_SITE_DAYS = 31
MOST_LENGTHS = 6


class WholeNumber(IntegerField):
    """A number without fractions, refused in words of ours."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Type a whole number, such as 30.")) from error


def _number(label: Any, low: int, high: int, hint: Any, *, required: bool = True) -> WholeNumber:
    message = _l("Between %(min)s and %(max)s, please.")
    return WholeNumber(
        label,
        validators=[
            InputRequired(_l("Type a whole number, such as 30.")) if required else Optional(),
            NumberRange(min=low, max=high, message=message),
        ],
        description=hint,
        render_kw={"inputmode": "numeric", "min": low, "max": high},
    )


def _windows(_form: Any, field: Any) -> None:
    try:
        read_windows(field.data or "")
    except ValueError as error:
        raise ValidationError(
            _(
                "Give times in pairs, such as 9–12, 13:30–17: each ends after it begins, none "
                "overlap, at most %(most)s a day.",
                most=MOST_WINDOWS,
            )
        ) from error


def is_place_pattern(_form: Any, field: Any) -> None:
    """Braces hold fields that we know, each whole."""
    unknown = unknown_fields(field.data or "")
    if unknown:
        raise ValidationError(
            _(
                "%(words)s means nothing here. Use {host}, {guest}, {date} or {time}.",
                words=", ".join(dict.fromkeys(unknown)),
            )
        )


class HoursForm(BaseForm):
    """The usual week for one kind of meeting; `general` is for every kind without its own."""

    week = FieldList(StringField(validators=[Length(max=120), _windows]), min_entries=7)
    lengths = StringField(
        _l("Lengths to choose from"),
        validators=[InputRequired(_l("Name at least one length, such as 30."))],
        description=_l("In minutes, such as 30, 60. From 5 to 720."),
        render_kw={"inputmode": "numeric"},
    )
    step_minutes = _number(
        _l("A start every … minutes"),
        SHORTEST,
        LONGEST,
        _l("With 30, colleagues see 9:00, 9:30, 10:00, however long the meeting is."),
    )
    notice_hours = _number(
        _l("Notice, in hours"), 0, LONGEST_NOTICE, _l("With 24, nobody books you for today.")
    )
    horizon_days = _number(
        _l("Booking ahead, in days"),
        1,
        FURTHEST_HORIZON,
        _l("With 60, the next two months are open."),
    )
    before_minutes = _number(
        _l("Free minutes before"), 0, LONGEST_BUFFER, _l("Time to prepare. Nobody can book it.")
    )
    after_minutes = _number(
        _l("Free minutes after"),
        0,
        LONGEST_BUFFER,
        _l("Time to write things down. Between two meetings, after and before add up."),
    )
    most_per_day = _number(
        _l("Most meetings a day"),
        1,
        MOST_A_DAY,
        _l("All kinds of meeting count. Leave empty for no limit."),
        required=False,
    )
    most_per_week = _number(
        _l("Most meetings a week"),
        1,
        MOST_A_WEEK,
        _l("From Monday to Sunday. Leave empty for no limit."),
        required=False,
    )
    place = StringField(
        _l("Where"),
        validators=[Optional(), Length(max=300), is_place_pattern],
        description=_l(
            "Your room, or the address of your video call. {host}, {guest}, {date} and {time} make "
            "an address of its own for each meeting."
        ),
    )
    country = SelectField(
        _l("Public holidays off"),
        description=_l("On these days nobody can book you, unless you add hours for the day."),
    )
    region = StringField(
        _l("Region"),
        validators=[Optional(), Length(max=6)],
        description=_l("Its short code where holidays differ, such as BY for Bavaria."),
    )

    def __init__(self, *args: Any, general: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day, field in enumerate(self.week):
            field.label.text = weekday(day)
        if not general:
            del self.country
            del self.region
            return
        names = Locale.parse(str(get_locale() or "en")).territories
        known = sorted((str(names.get(code, code)), code) for code in regions())
        self.country.choices = [
            SelectChoice("", _("None")),
            *(SelectChoice(code, name) for name, code in known),
        ]

    @staticmethod
    def typed(row: Any) -> dict[str, Any]:
        """What the form shows of the hours in a row."""
        country, _dash, region = row.holidays_of.partition("-")
        return {
            **{name: getattr(row, name) for name in _PLAIN},
            "week": [write_windows(row.week.get(str(day), [])) for day in range(7)],
            "lengths": ", ".join(str(length) for length in row.lengths),
            "country": country,
            "region": region,
        }

    def validate_lengths(self, field: Any) -> None:
        """Whole minutes within the bounds, each once."""
        lengths = self._lengths()
        if not lengths or any(not SHORTEST <= one <= LONGEST for one in lengths):
            raise ValidationError(
                _(
                    "Give whole minutes from %(min)s to %(max)s, such as 30, 60.",
                    min=SHORTEST,
                    max=LONGEST,
                )
            )
        if len(lengths) > MOST_LENGTHS:
            raise ValidationError(
                _("Offer at most %(most)s lengths, so that choosing is easy.", most=MOST_LENGTHS)
            )

    def validate_horizon_days(self, field: Any) -> None:
        """Beyond the notice, or nothing could ever be booked."""
        if field.data and self.notice_hours.data and field.data * 24 <= self.notice_hours.data:
            raise ValidationError(
                _(
                    "With %(hours)s hours' notice nothing could be booked within this time. "
                    "Look further ahead, or ask for less notice.",
                    hours=self.notice_hours.data,
                )
            )

    def validate_before_minutes(self, field: Any) -> None:
        """No longer than the meeting itself."""
        self._check_buffer(field)

    def validate_after_minutes(self, field: Any) -> None:
        """No longer than the meeting itself."""
        self._check_buffer(field)

    def validate_most_per_week(self, field: Any) -> None:
        """Not below the limit of a single day."""
        if field.data and self.most_per_day.data and field.data < self.most_per_day.data:
            raise ValidationError(_("A week takes no fewer meetings than one of its days."))

    def validate_week(self, field: Any) -> None:
        """Each window holds at least the shortest meeting."""
        lengths = self._lengths()
        if not lengths:
            return
        for entry in field:
            try:
                windows = read_windows(entry.data or "")
            except ValueError:
                continue
            if any(end - start < min(lengths) for start, end in windows):
                entry.errors = [
                    *entry.errors,
                    ngettext(
                        "A window here is shorter than your shortest meeting of %(num)s minute.",
                        "A window here is shorter than your shortest meeting of %(num)s minutes.",
                        min(lengths),
                    ),
                ]
        if any(entry.errors for entry in field):
            raise ValidationError(_("Look at the days again."))

    def validate_region(self, field: Any) -> None:
        """One that the country has."""
        country = self.country.data or ""
        if field.data and not is_place(f"{country}-{field.data.upper()}"):
            known = ", ".join(regions().get(country, ())[:20])
            raise ValidationError(
                _("This country has no such region. Known are: %(codes)s.", codes=known)
                if known
                else _("No regions are known for this country; leave it empty.")
            )

    def week_kept(self) -> dict[str, list[list[str]]]:
        """The windows by weekday, "0" for Monday, as they are kept."""
        return {
            str(day): stored(read_windows(entry.data or "")) for day, entry in enumerate(self.week)
        }

    def limits(self) -> Limits:
        """Everything but the week."""
        place = ""
        if "country" in self and self.country.data:
            place = "-".join(filter(None, (self.country.data, (self.region.data or "").upper())))
        return Limits(
            lengths=tuple(sorted(set(self._lengths()))),
            holidays_of=place,
            **{name: getattr(self, name).data for name in _PLAIN if name != "place"},
            place=self.place.data or "",
        )

    def _lengths(self) -> list[int]:
        parts = [one for one in re.split(r"[\s,;，；、]+", self.lengths.data or "") if one]
        return [int(one) if one.isascii() and one.isdigit() else 0 for one in parts]

    def _check_buffer(self, field: Any) -> None:
        lengths = [one for one in self._lengths() if one > 0]
        if field.data and lengths and field.data > min(lengths):
            raise ValidationError(
                ngettext(
                    "This is longer than your shortest meeting of %(num)s minute.",
                    "This is longer than your shortest meeting of %(num)s minutes.",
                    min(lengths),
                )
            )


_PLAIN = (
    *("step_minutes", "notice_hours", "horizon_days", "before_minutes", "after_minutes"),
    *("most_per_day", "most_per_week", "place"),
)


class SiteHolidaysForm(BaseForm):
    """One day or some in a row on which a site rests."""

    location = SelectField(_l("Site"), validators=[InputRequired(_l("Choose the site."))])
    first = DateField(
        _l("From"), validators=[InputRequired(_l("Choose a day."))], format=["%Y-%m-%d"]
    )
    last = DateField(
        _l("To"),
        validators=[Optional()],
        format=["%Y-%m-%d"],
        description=_l("Leave empty for a single day."),
    )
    name = StringField(
        _l("What is it?"),
        validators=[InputRequired(_l("Give it a name.")), Length(max=100)],
        description=_l("Such as summer break or local holiday. People of the site see it."),
    )

    def __init__(self, locations: list[str], today: date) -> None:
        super().__init__()
        self._today = today
        self.location.choices = locations

    def validate_first(self, field: Any) -> None:
        """Not over yet."""
        last = self.last.data or field.data
        if last and last < self._today:
            raise ValidationError(_("These days are over. Choose days ahead."))

    def validate_last(self, field: Any) -> None:
        """In order, and no more than a month of them."""
        if not (field.data and self.first.data):
            return
        if field.data < self.first.data:
            raise ValidationError(_("The last day comes before the first."))
        if (field.data - self.first.data).days >= MOST_SITE_DAYS:
            raise ValidationError(_("Name at most a month at once."))

    def days(self) -> list[date]:
        """Every day from the first to the last."""
        first = cast(date, self.first.data)
        last = cast(date, self.last.data or first)
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]


class SpecialDaysForm(BaseForm):
    """One date or many on which something else holds."""

    first = DateField(
        _l("From"), validators=[InputRequired(_l("Choose a day."))], format=["%Y-%m-%d"]
    )
    last = DateField(
        _l("To"),
        validators=[Optional()],
        format=["%Y-%m-%d"],
        description=_l("Leave empty for a single day."),
    )
    weekdays = SelectMultipleField(
        _l("Only on"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("Tick none for every day of the time."),
    )
    what = RadioField(
        _l("On these days"),
        choices=[
            SelectChoice("off", _l("Nobody can book me")),
            SelectChoice("more", _l("My usual hours, and these as well")),
            SelectChoice("other", _l("Only these hours")),
        ],
        default="off",
    )
    extra = StringField(
        _l("Hours"),
        validators=[Length(max=120), _windows],
        description=_l("Such as 18–20. Leave empty for days off."),
    )
    why = StringField(
        _l("A note for yourself"),
        validators=[Optional(), Length(max=100)],
        description=_l("Such as holiday or conference. Nobody else sees it."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.weekdays.choices = [SelectChoice(str(day), weekday(day)) for day in range(7)]

    def validate_first(self, field: Any) -> None:
        """Not over yet."""
        last = self.last.data or field.data
        if last and last < self._today:
            raise ValidationError(_("These days are over. Choose days ahead."))

    def validate_last(self, field: Any) -> None:
        """In order, and no more than a year of them."""
        if not (field.data and self.first.data):
            return
        if field.data < self.first.data:
            raise ValidationError(_("The last day comes before the first."))
        if (field.data - self.first.data).days >= MOST_DAYS:
            raise ValidationError(_("Name at most a year at once."))

    def validate_extra(self, field: Any) -> None:
        """Hours where hours are meant, none where none are."""
        if self.what.data == "off" and field.data:
            raise ValidationError(
                _("Days off have no hours. Choose another answer above, or empty this.")
            )
        if self.what.data in {"more", "other"} and not field.data:
            raise ValidationError(_("Which hours? Such as 18–20."))

    def days(self) -> list[date]:
        """The dates meant, those gone by left out."""
        first, last = self.first.data, self.last.data or self.first.data
        if first is None or last is None:
            return []
        wanted = {int(day) for day in self.weekdays.data or []} or set(range(7))
        every = (first + timedelta(days=number) for number in range((last - first).days + 1))
        return [day for day in every if day.weekday() in wanted and day >= self._today]

    def hours(self) -> list[list[str]]:
        """The hours added, as they are kept."""
        return stored(read_windows(self.extra.data or ""))
