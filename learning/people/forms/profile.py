"""Keeping one's own profile, a section a form."""

import re
from collections.abc import Iterable
from typing import Any

from flask_babel.speaklater import LazyString
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import TimeInput

from learning.i18n import _, _l, language_name
from learning.people.rules.profile import AUDIENCES, LANGUAGE_LEVELS, LANGUAGES, Audience, Field
from learning.people.rules.roster import is_zone
from learning.people.rules.skills import LEVELS, MAX_NAME
from learning.web.forms import BaseForm

MOST_INTERESTS = 20
LONGEST_INTEREST = 60
MOST_SKILLS = 60
MOST_LANGUAGES = 20

_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


def _strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _audience_field(label: Any) -> SelectField:
    return SelectField(
        label, choices=[SelectChoice(one.value, words) for one, words in AUDIENCES.items()]
    )


class AudienceForm(BaseForm):
    """A form whose fields named `<part>_for` say who sees that part of the profile."""

    def audiences(self) -> dict[Field, Audience]:
        """Whom the person chose for each part."""
        return {
            Field(field.name.removesuffix("_for")): Audience(field.data)
            for field in self
            if field.name.endswith("_for")
        }


class AboutForm(AudienceForm):
    story = TextAreaField(
        _l("Your story"),
        validators=[
            Optional(),
            Length(max=10_000, message=_l("A story has at most %(max)d characters.")),
        ],
        description=_l("What brought you here, in two sentences or two pages."),
    )
    story_for = _audience_field(_l("Who sees your story"))
    ask_me_about = TextAreaField(
        _l("Ask me about"),
        validators=[
            Optional(),
            Length(max=1_000, message=_l("Keep it to %(max)d characters, it invites a question.")),
        ],
        description=_l("Questions you like to get, at work and beyond."),
    )
    ask_me_about_for = _audience_field(_l("Who sees what to ask you about"))
    interests = TextAreaField(
        _l("Interests"),
        validators=[Optional()],
        description=_l("One in each line, such as chess, or hiking. Coffee draws look at them."),
    )
    interests_for = _audience_field(_l("Who sees your interests"))

    def validate_interests(self, field: Any) -> None:
        """Refuse what would no longer be a list of interests."""
        if len(self.interest_list()) > MOST_INTERESTS:
            raise ValidationError(
                _("Name the %(most)s that matter most to you.", most=MOST_INTERESTS)
            )
        if any(len(one) > LONGEST_INTEREST for one in self.interest_list()):
            raise ValidationError(
                _("An interest has at most %(most)s characters.", most=LONGEST_INTEREST)
            )

    def interest_list(self) -> list[str]:
        """The lines that hold something."""
        lines = (self.interests.data or "").splitlines()
        return [" ".join(line.split()) for line in lines if line.strip()]


def _named_level(level: int) -> Any:
    """The number and its word, in the language of whoever reads it."""
    return LazyString(lambda: f"{level} – {LEVELS[level][0]}")


class SkillRow(Form):
    name = StringField(
        _l("Skill"),
        filters=[_strip],
        validators=[
            Optional(),
            Length(
                max=MAX_NAME, message=_l("A skill has at most %(max)d characters; name the thing.")
            ),
        ],
    )
    level = SelectField(
        _l("Level"),
        choices=[
            SelectChoice("", _l("Level unsaid")),
            *(SelectChoice(str(n), _named_level(n)) for n in LEVELS),
        ],
    )
    remove = BooleanField(_l("Remove"))


class SkillsForm(AudienceForm):
    teaches = FieldList(FormField(SkillRow), max_entries=MOST_SKILLS)
    teaches_for = _audience_field(_l("Who sees what you can teach"))
    wants = FieldList(FormField(SkillRow), max_entries=MOST_SKILLS)
    wants_for = _audience_field(_l("Who sees what you want to learn"))

    @staticmethod
    def named(rows: Iterable[Any]) -> list[tuple[str, int | None]]:
        """The rows to keep, as name and level."""
        return [
            (row.form.name.data, int(row.form.level.data) if row.form.level.data else None)
            for row in rows
            if row.form.name.data and not row.form.remove.data
        ]


class LanguageRow(Form):
    code = SelectField(_l("Language"))
    level = SelectField(
        _l("Level"),
        choices=[SelectChoice(*one) for one in LANGUAGE_LEVELS.items()],
        default="working",
    )
    reads = BooleanField(_l("I read texts in it"), default=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted((language_name(code), code) for code in LANGUAGES)
        choices = [SelectChoice("", _("None"))]
        choices += [SelectChoice(code, name) for name, code in named]
        kept = self.code.object_data
        if kept and kept not in LANGUAGES:
            choices.append(SelectChoice(kept, language_name(kept)))
        self.code.choices = choices


class LanguagesForm(AudienceForm):
    languages = FieldList(FormField(LanguageRow), max_entries=MOST_LANGUAGES)
    languages_for = _audience_field(_l("Who sees your languages"))

    def validate_languages(self, field: Any) -> None:
        """Each language has one level."""
        codes = [row.form.code.data for row in field if row.form.code.data]
        if len(codes) != len(set(codes)):
            raise ValidationError(_("A language stands here twice; keep one of the two."))


class DayRow(Form):
    start = StringField(_l("from"), widget=TimeInput(), filters=[_strip])
    end = StringField(_l("to"), widget=TimeInput(), filters=[_strip])

    def validate_start(self, field: Any) -> None:
        """Both times or none, in order."""
        start, end = self.start.data or "", self.end.data or ""
        if not start and not end:
            return
        if not (_TIME.fullmatch(start) and _TIME.fullmatch(end)):
            raise ValidationError(_("Give both times as hours and minutes, such as 09:00."))
        if start >= end:
            raise ValidationError(_("The day has to end after it begins."))


class HoursForm(AudienceForm):
    timezone = StringField(
        _l("Time zone"),
        validators=[InputRequired(_l("Name a zone, such as Europe/Berlin."))],
        description=_l("Type a city near you and choose. Every time is shown on this clock."),
    )
    days = FieldList(FormField(DayRow), min_entries=7, max_entries=7)
    hours_for = _audience_field(_l("Who sees your working hours"))

    def validate_timezone(self, field: Any) -> None:
        """Only names that every system knows."""
        if not is_zone(field.data):
            raise ValidationError(
                _("This zone is unknown. Choose one of the list, such as Europe/Berlin.")
            )

    def working_hours(self) -> dict[int, tuple[str, str]]:
        """Weekday, 0 for Monday, to first and last hour; days off are left out."""
        return {
            day: (row.form.start.data, row.form.end.data)
            for day, row in enumerate(self.days)
            if row.form.start.data
        }


class PhotoForm(BaseForm):
    photo = FileField(
        _l("Your photo"),
        validators=[FileRequired(_l("Choose a picture first."))],
        description=_l("JPEG, PNG or WebP, up to 10 MB. Where it was taken is removed."),
    )


class AvoidForm(BaseForm):
    who = StringField(
        _l("Colleague"),
        validators=[InputRequired(_l("Name a colleague.")), Length(max=200)],
        description=_l("A name or an e-mail address. Nobody is told, and nothing shows it."),
    )
