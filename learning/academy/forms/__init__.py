"""What may be typed in the academy."""

import re
from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import FileStorage
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    MultipleFileField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp, ValidationError

from learning.academy.rules.searches import LONGEST_KEPT
from learning.academy.rules.sources import SUMMARY_LENGTH, TITLE_LENGTH
from learning.files.rules import MAX_VIDEO_BYTES
from learning.i18n import LANGUAGES, _, _l
from learning.markup import MAX_CHARACTERS
from learning.web.forms import BaseForm

Choices = Sequence[tuple[int, str]]


def _number_or_none(value: Any) -> int | None:
    return int(value) if str(value).isdigit() and str(value).isascii() else None


class OneOf(SelectField):
    """A choice among rows by number, where none may be chosen too."""

    def __init__(self, label: Any, none: Any, **given: Any) -> None:
        super().__init__(label, coerce=_number_or_none, **given)
        self.none = none
        self.type = "SelectField"  # templates draw it as one

    def offer(self, choices: Choices) -> None:
        self.choices = [SelectChoice("", self.none), *(SelectChoice(*one) for one in choices)]

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and self.data not in {choice.value for choice in self.choices}:
            raise ValidationError(_("This choice is gone. Choose another one."))


def _short_enough(_form: Any, field: Any) -> None:
    """Say how much too long a text is: a cap without a reason helps nobody."""
    over = len(field.data or "") - MAX_CHARACTERS
    if over > 0:
        raise ValidationError(
            _(
                "This text is %(over)s characters longer than an article can be (%(limit)s, about"
                " thirty printed pages). Split it into two and link them.",
                over=over,
                limit=MAX_CHARACTERS,
            )
        )


def _with_plain_line_ends(value: Any) -> Any:
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


class ArticleForm(BaseForm):
    """The editor.

    `based_on` marks the text the window started from; `compared` says that its author was shown
    what another window has saved meanwhile.
    """

    largest = MAX_VIDEO_BYTES

    title = StringField(
        _l("Title"),
        validators=[
            InputRequired(_l("Give it a title: the question it answers, or what it is about.")),
            Length(max=TITLE_LENGTH),
        ],
    )
    summary = StringField(
        _l("In one sentence"), validators=[Optional(), Length(max=SUMMARY_LENGTH)]
    )
    topic = OneOf(_l("Topic"), _l("No topic yet"))
    programme = OneOf(_l("Programme"), _l("None"))
    language = SelectField(
        _l("Language"), choices=[SelectChoice(*one) for one in LANGUAGES.items()]
    )
    body = TextAreaField(
        _l("Text"),
        filters=[_with_plain_line_ends],
        validators=[InputRequired(_l("Write a few lines first.")), _short_enough],
    )
    files = MultipleFileField(
        _l("Pictures, videos and files"),
        description=_l(
            "JPEG, PNG, WebP, PDF, Word, PowerPoint, Excel, LibreOffice, captions or plain text,"
            " up to 10 MB; a video as MP4 or WebM."
            " Where a picture was taken is removed."
        ),
    )
    is_minor = BooleanField(
        _l("Only small things: spelling, links"),
        description=_l("What was verified stays so. The reviewer sees that you say so."),
    )
    based_on = HiddenField()
    compared = HiddenField()
    save = SubmitField(_l("Save draft"))
    preview = SubmitField(_l("Show preview"))
    send = SubmitField(_l("Save and send for review"))

    def forgive(self) -> None:
        """Take what is typed so far: an unfinished draft that saves itself needs no title yet."""
        self.title.data = self.title.data or str(_("Untitled"))
        self.title.raw_data = [self.title.data]
        self.body.validators = [_short_enough]

    @property
    def uploads(self) -> list[FileStorage]:
        """What was chosen; a browser sends one nameless file for none."""
        return [
            one for one in self.files.data or [] if isinstance(one, FileStorage) and one.filename
        ]

    def offer(self, topics: Choices, programmes: Choices) -> None:
        self.topic.offer(topics)
        self.programme.offer(programmes)


class FileForm(BaseForm):
    """One picture or file, sent by the editor's script."""

    file = FileField(validators=[FileRequired(_l("Choose a file first."))])


class CoAuthorForm(BaseForm):
    person = StringField(
        _l("Who writes along?"),
        validators=[InputRequired(_l("Type a name or an e-mail address.")), Length(max=200)],
    )


class PreviewForm(BaseForm):
    """Only what is drawn; the editor's other fields stay where they are."""

    body = TextAreaField(validators=[_short_enough])


class DecisionForm(BaseForm):
    """A reviewer's decision; handing back needs a reason."""

    decision = RadioField(
        _l("Your decision"),
        choices=[
            SelectChoice("publish", _l("Publish it: readers see it at once")),
            SelectChoice("hand_back", _l("Hand it back with a reason")),
        ],
        validators=[InputRequired(_l("Choose one of the two."))],
    )
    reason = TextAreaField(_l("What the author should know"), validators=[Length(max=10_000)])
    revision = IntegerField(validators=[InputRequired(), NumberRange(min=1)])

    def validate_reason(self, field: Any) -> None:
        if self.decision.data == "hand_back" and not field.data:
            raise ValidationError(_("Say what is missing, so that the author can mend it."))


SPANS = [
    SelectChoice("90", _l("90 days")),
    SelectChoice("180", _l("180 days")),
    SelectChoice("365", _l("a year")),
    SelectChoice("never", _l("always: it does not age")),
]


class VerifyForm(BaseForm):
    """For how long somebody vouches for a text."""

    span = SelectField(
        _l("Good for"),
        choices=SPANS,
        default="180",
    )

    as_group = BooleanField(
        _l("In the name of the topic's experts"),
        description=_l("Any of them is asked the next time, not you alone."),
    )

    @property
    def days(self) -> int | None:
        return int(self.span.data) if self.span.data.isdecimal() else None


class VerifyManyForm(BaseForm):
    """Several articles at once, for the same time."""

    articles = SelectMultipleField(coerce=int, validate_choice=False)
    span = SelectField(_l("Good for"), choices=SPANS, default="180")

    @property
    def days(self) -> int | None:
        return int(self.span.data) if self.span.data.isdecimal() else None


class RemarkForm(BaseForm):
    """What a reviewer says of one line."""

    line = IntegerField(
        _l("Line"), validators=[InputRequired(_l("Which line?")), NumberRange(min=1)]
    )
    text = TextAreaField(
        _l("Your remark"),
        validators=[InputRequired(_l("Say what the author should look at.")), Length(max=2000)],
    )


class BlankForm(BaseForm):
    """Taking the words of an earlier revision away."""

    number = IntegerField(validators=[InputRequired(), NumberRange(min=1)])
    why = StringField(
        _l("Why?"),
        validators=[InputRequired(_l("Say why; it stays in the history.")), Length(max=300)],
    )


class SuggestionForm(BaseForm):
    """A reader's own version of a published text."""

    body = TextAreaField(
        _l("Text"),
        filters=[_with_plain_line_ends],
        validators=[InputRequired(_l("A text without a word cannot be published.")), _short_enough],
    )
    why = StringField(_l("Why?"), validators=[Optional(), Length(max=500)])


class SuggestionAnswerForm(BaseForm):
    decision = RadioField(
        _l("Your answer"),
        choices=[
            SelectChoice("take", _l("Take it over")),
            SelectChoice("decline", _l("Leave the text as it is")),
        ],
        validators=[InputRequired(_l("Choose one of the two."))],
    )
    answer = TextAreaField(_l("Why not?"), validators=[Length(max=2000)])

    def validate_answer(self, field: Any) -> None:
        if self.decision.data == "decline" and not field.data:
            raise ValidationError(_("Say why not, so that they know what became of it."))


class FlagForm(BaseForm):
    text = StringField(
        _l("What is no longer right?"),
        validators=[InputRequired(_l("Say it in a line.")), Length(max=300)],
    )


class FlagAnswerForm(BaseForm):
    answer = TextAreaField(
        _l("Your answer"),
        validators=[InputRequired(_l("Say what became of it.")), Length(max=2000)],
    )


class SuccessorForm(BaseForm):
    """Which article takes another's place, by its address."""

    successor = StringField(
        _l("Address of the article that takes its place"),
        validators=[
            Optional(),
            Regexp(r".*/academy/articles/\d+", message=_l("Paste the address of an article.")),
        ],
    )

    @property
    def successor_id(self) -> int | None:
        found = re.search(r"/academy/articles/(\d{1,9})", self.successor.data or "")
        return int(found[1]) if found else None


class ScheduleForm(BaseForm):
    """From when and until when readers see a text."""

    publish_on = DateField(_l("Readers see it from"), validators=[Optional()])
    withdraw_on = DateField(_l("Taken away from readers on"), validators=[Optional()])

    def validate_withdraw_on(self, field: Any) -> None:
        if field.data and self.publish_on.data and field.data <= self.publish_on.data:
            raise ValidationError(_("This must be after the day from which readers see it."))


class GiveForm(BaseForm):
    person = StringField(
        _l("Who looks after it?"),
        validators=[InputRequired(_l("Type a name or an e-mail address.")), Length(max=200)],
    )


class RatingForm(BaseForm):
    """Useful or not; each button sends one of the two."""

    useful = RadioField(
        _l("Was this useful?"),
        choices=[SelectChoice("yes", _l("Yes")), SelectChoice("no", _l("No"))],
        validators=[InputRequired(_l("Choose yes or no."))],
    )
    why = TextAreaField(_l("Why?"), validators=[Length(max=2000)])


class RestoreForm(BaseForm):
    number = IntegerField(validators=[InputRequired(), NumberRange(min=1)])


class TopicForm(BaseForm):
    name = StringField(
        _l("Name"),
        validators=[InputRequired(_l("Give the topic a name.")), Length(max=80)],
    )
    parent = OneOf(_l("Below"), _l("Nothing: it stands at the top"))
    programme = OneOf(_l("Kept by the programme"), _l("None: every lead keeps it"))
    approvals_needed = IntegerField(
        _l("Approvals a text needs"),
        default=1,
        validators=[InputRequired(_l("Type a number from 1 to 5.")), NumberRange(min=1, max=5)],
    )


class NominationForm(BaseForm):
    """Whom one proposes: an address or a name; oneself by the button beside."""

    person = StringField(
        _l("Who?"),
        validators=[InputRequired(_l("Type a name or an e-mail address.")), Length(max=200)],
    )


class ConfirmationForm(BaseForm):
    decision = RadioField(
        choices=[SelectChoice("confirm", _l("Confirm")), SelectChoice("decline", _l("Decline"))],
        validators=[InputRequired()],
    )


class QuestionForm(BaseForm):
    title = StringField(
        _l("Your question in one sentence"),
        validators=[
            InputRequired(_l("Ask it in one sentence: what would you type into a search box?")),
            Length(max=TITLE_LENGTH),
        ],
    )
    body = TextAreaField(
        _l("What you know and tried so far"), validators=[Optional(), _short_enough]
    )
    topic = OneOf(_l("Topic"), _l("No topic yet"))
    language = SelectField(
        _l("Language"), choices=[SelectChoice(*one) for one in LANGUAGES.items()]
    )


class AnswerForm(BaseForm):
    body = TextAreaField(
        _l("Your answer"),
        validators=[InputRequired(_l("Write a line or two first.")), _short_enough],
    )


class CloseQuestionForm(BaseForm):
    reason = TextAreaField(
        _l("Why it is closed"),
        validators=[
            InputRequired(_l("Say why in a sentence; whoever asked will read it.")),
            Length(max=1_000),
        ],
    )


class InviteToAnswerForm(BaseForm):
    """One of the topic's experts, by number."""

    person = OneOf(_l("Who might know?"), _l("Choose somebody"))

    def validate_person(self, field: Any) -> None:
        if field.data is None:
            raise ValidationError(_("Choose somebody first."))


class SynonymForm(BaseForm):
    """Two ways to say the same."""

    language = SelectField(
        _l("Language"), choices=[SelectChoice(*one) for one in LANGUAGES.items()]
    )
    words = StringField(
        _l("Word or abbreviation"), validators=[InputRequired(_l("Give a word.")), Length(max=100)]
    )
    meaning = StringField(
        _l("Means the same as"),
        validators=[InputRequired(_l("Give the other way to say it.")), Length(max=100)],
    )

    def validate_words(self, field: StringField) -> None:
        _says_something(field)

    def validate_meaning(self, field: StringField) -> None:
        _says_something(field)


class GapForm(BaseForm):
    """A query that found nothing, wished for as a topic of a programme."""

    words = HiddenField(validators=[InputRequired(), Length(max=LONGEST_KEPT)])
    programme = SelectField(_l("Programme"), coerce=int)

    def offer(self, programmes: Choices) -> None:
        self.programme.choices = [SelectChoice(*one) for one in programmes]


def _says_something(field: StringField) -> None:
    if not any(sign.isalnum() for sign in field.data or ""):
        raise ValidationError(_("Search looks for letters and digits; there are none here."))
