"""The words of a programme: its goal, formats, roles and states, each able to explain itself."""

from collections.abc import Iterable
from enum import StrEnum

from learning.i18n import _l

BUDDY_CAPACITY = 2  # newcomers a buddy may look after at a time
MOST_PEOPLE = 5  # whom one person looks after at a time, over all programmes and roles


class Goal(StrEnum):
    ADAPTATION = "adaptation"  # newcomers find their feet sooner
    EXPERTS = "experts"  # leaders and experts are found
    CAREER = "career"  # people grow
    OWN = "own"

    @property
    def label(self) -> str:
        return str(_GOALS[self][0])

    @property
    def meaning(self) -> str:
        return str(_GOALS[self][1])


_GOALS = {
    Goal.ADAPTATION: (
        _l("Faster adaptation"),
        _l("Newcomers know people, places and habits within weeks instead of months."),
    ),
    Goal.EXPERTS: (
        _l("Find leaders and experts"),
        _l("Those who know something pass it on, and are known for it."),
    ),
    Goal.CAREER: (
        _l("Career growth"),
        _l("People grow toward goals of their own, with a colleague beside them."),
    ),
    Goal.OWN: (_l("A goal of your own"), _l("Say it in your words.")),
}


class ConsentOrder(StrEnum):
    """Which side of a proposed pair is asked first."""

    NONE = "none"  # both at once
    MENTOR = "mentor"
    MENTEE = "mentee"

    @property
    def label(self) -> str:
        return str(_CONSENT_ORDERS[self])


_CONSENT_ORDERS = {
    ConsentOrder.NONE: _l("Both at the same time"),
    ConsentOrder.MENTOR: _l("The mentor first; the mentee is asked after the mentor’s yes"),
    ConsentOrder.MENTEE: _l("The mentee first; the mentor is asked after the mentee’s yes"),
}


class Format(StrEnum):
    MENTORING = "mentoring"
    FLASH = "flash"
    TANDEM = "tandem"
    CIRCLE = "circle"
    BUDDY = "buddy"
    COFFEE = "coffee"
    ACADEMY = "academy"
    REVIEWS = "reviews"
    REFLECTION = "reflection"
    CLINIC = "clinic"

    @property
    def label(self) -> str:
        return str(_FORMATS[self][0])

    @property
    def meaning(self) -> str:
        return str(_FORMATS[self][1])


_FORMATS = {
    Format.MENTORING: (
        _l("Mentoring"),
        _l("Two people meet regularly and work toward the goals of one of them."),
    ),
    Format.FLASH: (_l("Flash mentoring"), _l("One talk of 15 to 30 minutes about one question.")),
    Format.TANDEM: (_l("Tandem"), _l("Two people teach each other, half the time each.")),
    Format.CIRCLE: (_l("Circle"), _l("Three to eight people meet around one topic.")),
    Format.BUDDY: (
        _l("Buddy"),
        _l("A colleague shows a newcomer how to live here during the first ninety days."),
    ),
    Format.COFFEE: (_l("Coffee draw"), _l("A coffee with a colleague you have not met yet.")),
    Format.ACADEMY: (
        _l("Internal academy"),
        _l("Experts write articles and give talks that stay findable."),
    ),
    Format.REVIEWS: (
        _l("Peer reviews"),
        _l("Colleagues tell each other honestly what helps and what does not."),
    ),
    Format.REFLECTION: (_l("Reflection"), _l("A group looks back at its work and learns from it.")),
    Format.CLINIC: (_l("Help clinic"), _l("A weekly open hour: bring a problem, leave with help.")),
}


class ProgrammeState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    RUNNING = "running"
    CLOSING = "closing"
    CLOSED = "closed"
    ARCHIVED = "archived"

    @property
    def label(self) -> str:
        return str(_STATES[self][0])

    @property
    def meaning(self) -> str:
        return str(_STATES[self][1])


_STATES = {
    ProgrammeState.DRAFT: (_l("Draft"), _l("It is being written; nobody is invited yet.")),
    ProgrammeState.OPEN: (_l("Open"), _l("People can join; it has not started yet.")),
    ProgrammeState.RUNNING: (
        _l("Running"),
        _l("People learn together; joining is still possible."),
    ),
    ProgrammeState.CLOSING: (
        _l("Winding down"),
        _l("Nobody joins any more; pairs and groups come to their end."),
    ),
    ProgrammeState.CLOSED: (_l("Closed"), _l("It is over; what was learnt stays readable.")),
    ProgrammeState.ARCHIVED: (
        _l("Archived"),
        _l("It is out of the lists; it can be brought back at any time."),
    ),
}

# One step at a time; only archiving can be undone.
NEXT_STATES = {
    ProgrammeState.DRAFT: ProgrammeState.OPEN,
    ProgrammeState.OPEN: ProgrammeState.RUNNING,
    ProgrammeState.RUNNING: ProgrammeState.CLOSING,
    ProgrammeState.CLOSING: ProgrammeState.CLOSED,
    ProgrammeState.CLOSED: ProgrammeState.ARCHIVED,
    ProgrammeState.ARCHIVED: ProgrammeState.CLOSED,
}


class EnrolmentRole(StrEnum):
    MENTOR = "mentor"
    MENTEE = "mentee"
    BUDDY = "buddy"
    NEWCOMER = "newcomer"
    EXPERT = "expert"
    PARTICIPANT = "participant"

    @property
    def label(self) -> str:
        return str(_ROLES[self][0])

    @property
    def meaning(self) -> str:
        return str(_ROLES[self][1])

    @property
    def is_giver(self) -> bool:
        """Whether this side gives time or knowledge; the other receives it."""
        return self in {EnrolmentRole.MENTOR, EnrolmentRole.BUDDY, EnrolmentRole.EXPERT}


_ROLES = {
    EnrolmentRole.MENTOR: (
        _l("Mentor"),
        _l("You share your experience and coach toward the goals of somebody else."),
    ),
    EnrolmentRole.MENTEE: (
        _l("Mentee"),
        _l("You bring goals of your own; a colleague helps you reach them."),
    ),
    EnrolmentRole.BUDDY: (
        _l("Buddy"),
        _l("You show a newcomer around: people, places, habits. No reports to write."),
    ),
    EnrolmentRole.NEWCOMER: (
        _l("Newcomer"),
        _l("A colleague helps you through your first ninety days."),
    ),
    EnrolmentRole.EXPERT: (
        _l("Expert"),
        _l("You write, speak or help in the field you know best."),
    ),
    EnrolmentRole.PARTICIPANT: (
        _l("Participant"),
        _l("You take part as an equal: read, listen, meet and say what you think."),
    ),
}

_ROLES_OF = {
    Format.MENTORING: (EnrolmentRole.MENTOR, EnrolmentRole.MENTEE),
    Format.FLASH: (EnrolmentRole.MENTOR, EnrolmentRole.MENTEE),
    Format.CIRCLE: (EnrolmentRole.MENTOR, EnrolmentRole.MENTEE),
    Format.TANDEM: (EnrolmentRole.PARTICIPANT,),
    Format.BUDDY: (EnrolmentRole.BUDDY, EnrolmentRole.NEWCOMER),
    Format.COFFEE: (EnrolmentRole.PARTICIPANT,),
    Format.ACADEMY: (EnrolmentRole.EXPERT, EnrolmentRole.PARTICIPANT),
    Format.REVIEWS: (EnrolmentRole.PARTICIPANT,),
    Format.REFLECTION: (EnrolmentRole.PARTICIPANT,),
    Format.CLINIC: (EnrolmentRole.EXPERT, EnrolmentRole.PARTICIPANT),
}


def roles_of_formats(formats: Iterable[str]) -> list[EnrolmentRole]:
    """The roles one may join in where these formats are offered, receivers and givers in turn."""
    offered = {role for each in formats for role in _ROLES_OF[Format(each)]}
    return [role for role in EnrolmentRole if role in offered]


def capacity_limit(
    role: EnrolmentRole, mentor_capacity: int, mentors_per_mentee: int
) -> int | None:
    """How many people one may be paired with at a time in this role; None where it is no choice."""
    if role is EnrolmentRole.MENTOR:
        return mentor_capacity
    if role is EnrolmentRole.MENTEE:
        return mentors_per_mentee if mentors_per_mentee > 1 else None
    return BUDDY_CAPACITY if role is EnrolmentRole.BUDDY else None


class EnrolmentState(StrEnum):
    APPLIED = "applied"
    WAITING = "waiting"  # welcome, and all seats taken
    ACTIVE = "active"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # by the person
    REMOVED = "removed"  # by a lead

    @property
    def label(self) -> str:
        return str(_ENROLMENT_STATES[self])

    @property
    def is_living(self) -> bool:
        """Whether something is still to come of it."""
        return self in {EnrolmentState.APPLIED, EnrolmentState.WAITING, EnrolmentState.ACTIVE}


_ENROLMENT_STATES = {
    EnrolmentState.APPLIED: _l("Waiting for the lead"),
    EnrolmentState.WAITING: _l("On the waiting list"),
    EnrolmentState.ACTIVE: _l("Taking part"),
    EnrolmentState.DECLINED: _l("Declined"),
    EnrolmentState.WITHDRAWN: _l("Left"),
    EnrolmentState.REMOVED: _l("Removed"),
}


class Step(StrEnum):
    """The five steps in which a programme is written."""

    GOAL = "goal"
    FORMATS = "formats"
    BENEFITS = "benefits"
    AUDIENCE = "audience"
    TARGETS = "targets"

    @property
    def label(self) -> str:
        return str(_STEPS[self][0])

    @property
    def why(self) -> str:
        return str(_STEPS[self][1])


_STEPS = {
    Step.GOAL: (_l("Goal"), _l("One goal keeps everything that follows together.")),
    Step.FORMATS: (
        _l("Formats and dates"),
        _l("How people learn from each other, and when. Any mix will do."),
    ),
    Step.BENEFITS: (
        _l("Benefit"),
        _l("Nobody joins for the sake of the programme: say what each side gains before you ask."),
    ),
    Step.AUDIENCE: (
        _l("People"),
        _l("Who is invited, and what you ask of them. Joining is always their own choice."),
    ),
    Step.TARGETS: (
        _l("Targets"),
        _l("What will be different, by how much and by when; then see it as a participant will."),
    ),
}
