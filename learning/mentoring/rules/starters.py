"""What a pair finds written already: an agreement, milestones and agendas to start from."""

from learning.i18n import _

CADENCE_DAYS = 14
MINUTES = 45
EXTENSION_WEEKS = 26
FURTHER = 0  # stands for every session after the numbered ones
NUMBERED_SESSIONS = 4


def agreement_words() -> dict[str, str]:
    """Texts to start an agreement from, in the reader's language."""
    return {
        "confidentiality": _(
            "What we tell each other stays between us, unless we both say otherwise."
        ),
        "rules": _(
            "We come prepared and on time. Whoever cannot come says so a day before. "
            "The mentee brings the topics, the mentor brings questions."
        ),
    }


def standard_milestones() -> list[tuple[str, int]]:
    """Steps and the day each is due, counted from the start of a pair."""
    return [
        (_("We have met and agreed how we work together"), 14),
        (_("Each goal has a date and a first task"), 28),
        (_("We looked back: what helps, what to change"), 60),
        (_("We looked back on it all and said what comes next"), 120),
    ]


def standard_agenda(kind: str, number: int) -> list[str]:
    """The points of the n-th session (0: any further one) of a pairing of this kind."""
    if kind == "flash":
        return [
            _("The question in one sentence"),
            _("What has been tried so far"),
            _("The next step"),
        ]
    if kind == "tandem":
        return [
            _("First half: the one teaches"),
            _("Second half: the other teaches"),
            _("What each practises until the next time"),
        ]
    return {
        1: [
            _("Who we are and how we got here"),
            _("What each of us expects and fears"),
            _("How we work together: our agreement"),
        ],
        2: [_("The goals: what would be different in three months?"), _("The first task")],
        3: [_("What happened since the last time"), _("One hard situation in detail")],
        4: [
            _("What helps in our talks, what should change"),
            _("The goals: are they still right?"),
        ],
    }.get(number, [_("What happened since the last time"), _("What comes next")])
