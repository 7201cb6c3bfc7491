"""What people type when they report, and when they decide."""

from wtforms import RadioField, SelectChoice, TextAreaField
from wtforms.validators import InputRequired, Length

from learning.i18n import _, _l
from learning.moderation.models import Decision, ReportReason
from learning.web.forms import BaseForm

REASONS = {
    ReportReason.HARASSMENT: _l("Insult, harassment or discrimination"),
    ReportReason.CONFIDENTIALITY: _l("Something confidential was passed on"),
    ReportReason.PRESSURE: _l("Pressure, or an advantage taken"),
    ReportReason.OTHER: _l("Something else"),
}
LONG_TEXT = Length(max=10_000, message=_l("Please keep this to 10,000 characters."))


class ReportForm(BaseForm):
    reason = RadioField(
        _l("What is it about?"),
        choices=[SelectChoice(one.value, words) for one, words in REASONS.items()],
        validators=[InputRequired(_l("Choose what fits best."))],
    )
    words = TextAreaField(
        _l("What happened?"),
        description=_l("When, and in which words. Only moderators read it, never the other."),
        validators=[InputRequired(_l("Say in a few sentences what happened.")), LONG_TEXT],
    )


OF_A_PAIRING = [
    SelectChoice(Decision.GO_ON.value, _l("The two may go on")),
    SelectChoice(Decision.PART.value, _l("The pairing ends, and the two stay apart")),
]
OF_A_COMMENT = [
    SelectChoice(Decision.STAY.value, _l("The comment may stand there")),
    SelectChoice(Decision.HIDE.value, _l("It is taken away, and its author reads why")),
]


class DecisionForm(BaseForm):
    decision = RadioField(
        _l("How does it go on?"),
        validators=[InputRequired(_l("Choose one of the two."))],
    )
    words = TextAreaField(
        _l("Why?"),
        description=_l("Who reported reads it. Name nobody else."),
        validators=[InputRequired(_l("Give a reason; who reported reads it.")), LONG_TEXT],
    )

    def offer_for(self, *, is_of_pairing: bool) -> None:
        """The choices that this kind of report has, and who will read the reason."""
        self.decision.choices = OF_A_PAIRING if is_of_pairing else OF_A_COMMENT
        if not is_of_pairing:
            self.words.description = _(
                "Who reported reads it, and the author too if the comment is taken away."
                " Name nobody."
            )
