"""What may be typed when a learning path is made or followed."""

from collections.abc import Sequence
from typing import Any

from flask import current_app
from wtforms import (
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from learning.academy.forms import OneOf
from learning.academy.models import StepKind
from learning.academy.operations import About, StepWords
from learning.academy.rules.paths import own_item, safe_link
from learning.i18n import LANGUAGES, _, _l
from learning.web.forms import BaseForm

Choices = Sequence[tuple[int, str]]


class PathForm(BaseForm):
    """What a path is about; which paths come before is asked once it exists."""

    title = StringField(
        _l("Title"),
        validators=[InputRequired(_l("Say where the path leads to.")), Length(max=120)],
    )
    summary = TextAreaField(
        _l("What one can do at its end"),
        validators=[InputRequired(_l("Say in a sentence or two what one gains.")), Length(max=600)],
    )
    topic = OneOf(_l("Topic"), _l("Choose one"))
    language = SelectField(
        _l("Language"), choices=[SelectChoice(*one) for one in LANGUAGES.items()]
    )
    needs = SelectMultipleField(_l("Paths that come before"), coerce=int)

    def offer(self, topics: Choices, others: Choices) -> None:
        self.topic.offer(topics)
        self.needs.choices = [SelectChoice(*one) for one in others]

    def validate_topic(self, field: Any) -> None:
        if field.data is None:
            raise ValidationError(_("Choose the topic under which colleagues find it."))

    @property
    def about(self) -> About:
        return About(self.title.data, self.summary.data, self.topic.data or 0, self.language.data)


class StepForm(BaseForm):
    """What is said of a step of any kind."""

    note = StringField(_l("What to look for"), validators=[Optional(), Length(max=300)])
    minutes = IntegerField(
        _l("Minutes"),
        validators=[
            Optional(),
            NumberRange(min=1, max=1_000, message=_l("Type a number from 1 to 1,000.")),
        ],
    )
    after = OneOf(_l("Only after"), _l("No step before it"))

    def offer_steps(self, steps: Choices) -> None:
        self.after.offer(steps)

    @property
    def words(self) -> StepWords:
        return StepWords(self.note.data or "", self.minutes.data, self.after.data)


class ItemForm(StepForm):
    """Something to read, see or hear: of the academy, or elsewhere."""

    address = StringField(
        _l("Address"),
        validators=[InputRequired(_l("Paste the address of the page.")), Length(max=1_000)],
    )
    title = StringField(_l("Title"), validators=[Optional(), Length(max=200)])

    @property
    def item(self) -> tuple[StepKind, int] | None:
        """What of the academy the address names; None for an address elsewhere."""
        found = own_item(self.address.data or "", current_app.config["BASE_URL"])
        return (StepKind(found[0]), found[1]) if found else None

    def validate_address(self, field: Any) -> None:
        if field.data and self.item is None and safe_link(field.data) is None:
            raise ValidationError(
                _(
                    "Paste the address of an article, question or talk, or one that starts with"
                    " https://."
                )
            )

    def validate_title(self, field: Any) -> None:
        if self.item is None and not field.data:
            raise ValidationError(_("Say what colleagues find there."))


class PeerStepForm(StepForm):
    """Something to do with a colleague."""

    kind = RadioField(
        _l("What to do"),
        choices=[
            SelectChoice(StepKind.MENTOR.value, _l("Have a session with somebody who teaches it")),
            SelectChoice(StepKind.CLINIC.value, _l("Bring a case of one's own to a help clinic")),
            SelectChoice(StepKind.TEACH.value, _l("Teach it to a colleague, who confirms it")),
        ],
        validators=[InputRequired(_l("Choose one of the three."))],
    )
    skill = OneOf(_l("Skill"), _l("Any skill"))


class MoveForm(BaseForm):
    where = RadioField(
        choices=[SelectChoice("up", _l("Up")), SelectChoice("down", _l("Down"))],
        validators=[InputRequired()],
    )


class TaughtForm(BaseForm):
    """On which occasion one taught it."""

    occasion = RadioField(
        _l("When did you teach it?"), validators=[InputRequired(_l("Choose the occasion."))]
    )

    def offer(self, occasions: Sequence[tuple[str, str]]) -> None:
        self.occasion.choices = [SelectChoice(*one) for one in occasions]


class TeachingForm(BaseForm):
    """Whether it was so."""

    answer = RadioField(
        choices=[SelectChoice("yes", _l("Yes")), SelectChoice("no", _l("No"))],
        validators=[InputRequired()],
    )
