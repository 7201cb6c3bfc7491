"""The rules of matching as a lead sets them, each with its plain sentence."""

from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FloatField,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SubmitField,
)
from wtforms.validators import NumberRange, Optional, ValidationError

from learning.i18n import _, _l
from learning.matching.scoring import COMPARISONS, HIGHEST_LIMITS, LIMITS, MUST, OFF, Rule, RuleSet
from learning.mentoring.rules import OBJECTIVES, Settings
from learning.web.forms import BaseForm

RULE_NAMES = {
    "skills": _l("Skills"),
    "goals": _l("Goals"),
    "languages": _l("Languages"),
    "hours": _l("Common free hours"),
    "zone": _l("Time zones"),
    "department": _l("Department"),
    "team": _l("Team"),
    "seniority": _l("Seniority"),
    "location": _l("Location"),
    "interests": _l("Interests"),
    "tenure": _l("Time in the company"),
    "wishes": _l("Wishes"),
    "earlier": _l("Earlier pairs"),
}
RULE_SENTENCES = {
    "skills": _l(
        "The mentor teaches what the mentee wants to learn, best one to three levels above."
    ),
    "goals": _l("The mentor helps with what the mentee wants to reach, as both said on joining."),
    "languages": _l("Both speak a common language."),
    "hours": _l("Both are free at the same hours in the next four weeks."),
    "zone": _l("Their clocks are close to each other."),
    "department": _l("They work in the same department, or in different ones."),
    "team": _l("They report to the same person, or to different ones."),
    "seniority": _l(
        "The mentor is one to three steps further on, as job titles tell: junior, senior, lead …"
    ),
    "location": _l("They work at the same place, or at different ones."),
    "interests": _l("They like the same things."),
    "tenure": _l("The mentor has been here for half a year or longer."),
    "wishes": _l("One of the two has asked for the other; only the order of wishes counts."),
    "earlier": _l("They have not been a pair before, and neither has said no to the other."),
}
LIMIT_LABELS = {
    "hours": _l("As a must: hours a week, at least"),
    "zone": _l("As a must: hours apart, at most"),
    "earlier": _l("For how many months; empty is for ever"),
}
IMPORTANCE_WORDS = {
    "must": _l("Must be so"),
    "10": _l("Very important"),
    "5": _l("Important"),
    "3": _l("Nice to have"),
    "1": _l("A touch"),
    "own": _l("Own points"),
    "0": _l("Off"),
}
OBJECTIVE_WORDS = {
    ("served", "spread", "score"): _l(
        "As many people as possible have a mentor, then the load is even, then the fit is best"
    ),
    ("served", "score"): _l(
        "As many people as possible have a mentor, then the fit is best, however uneven the load"
    ),
    ("served",): _l("As many people as possible have a mentor; the rest only decides between ties"),
    ("score",): _l("The best fit in total, even where fewer people have a mentor"),
}
MOST_POINTS = 100


class RuleRow(Form):
    key = HiddenField()
    importance = SelectField(
        _l("Importance"),
        choices=[SelectChoice(value, words) for value, words in IMPORTANCE_WORDS.items()],
    )
    points = FloatField(
        _l("Own points"),
        validators=[
            Optional(),
            NumberRange(0.1, MOST_POINTS, _l("From 0.1 to 100 points, please.")),
        ],
    )
    compares = SelectField(
        _l("Which"),
        choices=[
            SelectChoice("same", _l("The same")),
            SelectChoice("other", _l("A different one")),
        ],
        validate_choice=False,
    )
    limit = FloatField(_l("Limit"), validators=[Optional()])
    is_relaxed = BooleanField(_l("Drop it for who would otherwise have nobody"))
    turn = IntegerField(
        _l("Dropped as number"),
        validators=[Optional(), NumberRange(1, 20, _l("From 1 to 20, please."))],
    )

    def validate_importance(self, field: Any) -> None:
        if field.data == "own" and self.points.data is None:
            raise ValidationError(_("Say how many points, or choose another importance."))

    def validate_limit(self, field: Any) -> None:
        highest = HIGHEST_LIMITS.get(self.key.data or "")
        if highest and field.data is not None and not 0 < field.data <= highest:
            raise ValidationError(
                _("More than 0 and at most %(most)s, please.", most=f"{highest:g}")
            )

    @property
    def name(self) -> Any:
        return RULE_NAMES[self.key.data or ""]

    @property
    def sentence(self) -> Any:
        return RULE_SENTENCES[self.key.data or ""]

    @property
    def compares_something(self) -> bool:
        return self.key.data in COMPARISONS

    @property
    def limit_label(self) -> Any:
        return LIMIT_LABELS.get(self.key.data or "")

    @property
    def is_off(self) -> bool:
        """Whether the rule as shown does not count."""
        return str(self.importance.data) == f"{OFF:g}"

    def rule(self) -> Rule:
        """What was typed, as a rule."""
        key, chosen = str(self.key.data), self.importance.data
        weight = self.points.data if chosen == "own" else MUST if chosen == MUST else float(chosen)
        return Rule(
            key,
            weight,
            self.compares.data if key in COMPARISONS else None,
            self.limit.data if key in LIMITS else None,
            (self.turn.data or 1) if self.is_relaxed.data else None,
        )


class RulesForm(BaseForm):
    objective = RadioField(
        _l("What matters most"),
        choices=[SelectChoice("-".join(one), OBJECTIVE_WORDS[one]) for one in OBJECTIVES],
    )
    rows = FieldList(FormField(RuleRow))
    effect = SubmitField(_l("Show the effect"))

    def settings(self) -> Settings:
        """What was typed, as rules and the order of aims."""
        return Settings(
            RuleSet(tuple(row.form.rule() for row in self.rows)),
            tuple(self.objective.data.split("-")),
        )

    def validate_rows(self, field: Any) -> None:
        keys = [row.form.key.data for row in field]
        if sorted(keys) != sorted(RULE_NAMES):
            raise ValidationError(_("Each rule stands once; load the page again."))


def typed(settings: Settings) -> dict[str, Any]:
    """The settings as the form shows them."""
    return {
        "objective": "-".join(settings.objective),
        "rows": [_typed_rule(rule) for rule in settings.rules.rules],
    }


def _typed_rule(rule: Rule) -> dict[str, Any]:
    value = MUST if rule.is_must else f"{rule.importance:g}"
    is_own = value not in IMPORTANCE_WORDS
    return {
        "key": rule.key,
        "importance": "own" if is_own else value,
        "points": rule.importance if is_own else None,
        "compares": rule.compares or "same",
        "limit": int(rule.limit) if rule.limit and rule.limit.is_integer() else rule.limit,
        "is_relaxed": rule.relax is not None,
        "turn": rule.relax,
    }
