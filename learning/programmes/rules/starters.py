"""What a new programme starts from: one template per goal, in the language of its first lead."""

from dataclasses import dataclass

from learning.i18n import _
from learning.programmes.rules.words import EnrolmentRole, Format, Goal


@dataclass(frozen=True)
class Starter:
    goal_text: str
    formats: tuple[Format, ...]
    is_evergreen: bool
    is_approval_needed: bool
    one_line: str
    giver_benefit: str
    receiver_benefit: str
    manager_benefit: str
    code_of_conduct: str
    questions: tuple[tuple[EnrolmentRole, str, str], ...]  # role, text, use
    targets: tuple[tuple[str, float, float], ...]  # measure, baseline, target


def starter(goal: Goal) -> Starter:
    """The template of this goal, in the language spoken just now."""
    return {
        Goal.ADAPTATION: _adaptation,
        Goal.EXPERTS: _experts,
        Goal.CAREER: _career,
        Goal.OWN: _own,
    }[goal]()


def _adaptation() -> Starter:
    return Starter(
        goal_text=_(
            "Newcomers feel at home sooner: they know whom to ask, where things are and how we "
            "do them, and have met the people they will work with."
        ),
        formats=(Format.BUDDY, Format.COFFEE, Format.ACADEMY),
        is_evergreen=True,
        is_approval_needed=False,
        one_line=_("Nobody here has to find the coffee machine alone."),
        giver_benefit=_(
            "You meet people from all over the company, see your own work with fresh eyes and "
            "practise explaining it. It takes an hour a week for ninety days, and no reports."
        ),
        receiver_benefit=_(
            "One colleague you may ask anything, from the printer to the birthday cake, and a plan "
            "for your first ninety days."
        ),
        manager_benefit=_(
            "New people get to work sooner, and the everyday questions have a place to go."
        ),
        code_of_conduct=_code_of_conduct(),
        questions=(
            (
                EnrolmentRole.BUDDY,
                _("What would you like to show a newcomer first?"),
                "matching",
            ),
            (EnrolmentRole.NEWCOMER, _("What are you curious about here?"), "matching"),
        ),
        targets=(("buddy_in_time", 0, 90), ("people_involved", 0, 50)),
    )


def _experts() -> Starter:
    return Starter(
        goal_text=_(
            "Knowledge no longer leaves with the people who hold it: experts are known by name, "
            "their articles and talks are found, and the next ones grow beside them."
        ),
        formats=(Format.ACADEMY, Format.CLINIC, Format.REVIEWS, Format.CIRCLE),
        is_evergreen=True,
        is_approval_needed=False,
        one_line=_("Ask the colleague who did it last time."),
        giver_benefit=_(
            "You answer a question once instead of ten times, are known for what you can do and "
            "see whom it has helped."
        ),
        receiver_benefit=_(
            "Answers from people who do the work, checked and up to date, and a name to turn to."
        ),
        manager_benefit=_(
            "Your team depends less on single people, and you see where knowledge is thin."
        ),
        code_of_conduct=_code_of_conduct(),
        questions=((EnrolmentRole.EXPERT, _("On what do colleagues ask you for help?"), "lead"),),
        targets=(("articles_published", 0, 10), ("unique_readers", 0, 50)),
    )


def _career() -> Starter:
    return Starter(
        goal_text=_(
            "People reach the next step of their career with a colleague who has taken it, toward "
            "goals they set themselves."
        ),
        formats=(Format.MENTORING, Format.FLASH, Format.ACADEMY),
        is_evergreen=False,
        is_approval_needed=True,
        one_line=_("Your next step is easier with someone who has taken it."),
        giver_benefit=_(
            "You coach a colleague, sharpen how you listen and ask, and learn how another part of "
            "the company thinks. You choose your hours and how many people you take."
        ),
        receiver_benefit=_(
            "Six talks with a colleague who knows the way, about goals that are yours alone. "
            "Nothing of it goes to your manager."
        ),
        manager_benefit=_(
            "Your people grow without leaving their work, and come back with ideas of other teams."
        ),
        code_of_conduct=_code_of_conduct(),
        questions=(
            (EnrolmentRole.MENTEE, _("What would you like to reach in six months?"), "matching"),
            (EnrolmentRole.MENTOR, _("With what can you help best?"), "matching"),
            (EnrolmentRole.MENTOR, _("What would help you as a mentor?"), "lead"),
        ),
        targets=(("matched_now", 0, 70), ("sessions_held", 0, 30), ("nps", 0, 40)),
    )


def _own() -> Starter:
    return Starter(
        goal_text="",
        formats=(),
        is_evergreen=False,
        is_approval_needed=True,
        one_line="",
        giver_benefit="",
        receiver_benefit="",
        manager_benefit="",
        code_of_conduct=_code_of_conduct(),
        questions=(),
        targets=(("people_involved", 0, 50),),
    )


def _code_of_conduct() -> str:
    return str(
        _(
            "We take part because we want to. We keep appointments or move them in good time. What "
            "is said in confidence stays there. We are honest and kind, and we learn from each "
            "other as equals, whatever our titles."
        )
    )
