"""What a programme needs from its lead, in words; each holds the act that clears it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from learning.i18n import _, day, ngettext

# How long something may take by itself before a lead is asked to help.
FIRST_SESSION = timedelta(days=10)
NEXT_SESSION = timedelta(days=14)
ANSWER_DAYS = 3  # working days for a request
NO_BUDDY = timedelta(days=3)  # before day one
VERIFICATION = timedelta(days=14)
INVITATION = timedelta(days=14)


class Need(StrEnum):
    """The order is the one in which needs are listed."""

    RED_ANSWER = "red_answer"
    NO_BUDDY = "no_buddy"
    TO_DECIDE = "to_decide"  # applications
    BUDDY_TO_CONFIRM = "buddy_to_confirm"
    REMATCH_ASKED = "rematch_asked"
    DRAFT_RUN = "draft_run"
    MATCH_ANEW = "match_anew"
    WAITING_MENTEES = "waiting_mentees"
    UNANSWERED_REQUEST = "unanswered_request"
    NO_FIRST_SESSION = "no_first_session"
    NO_NEXT_SESSION = "no_next_session"
    CYCLE_APPROVING = "cycle_approving"
    CYCLE_CLOSED = "cycle_closed"
    TOPIC_WANTED = "topic_wanted"
    VERIFICATION_OVERDUE = "verification_overdue"
    UNANSWERED_INVITATIONS = "unanswered_invitations"


@dataclass(frozen=True)
class Action:
    """One need of one programme. `number` is how many; `id` an object where there is only one."""

    need: Need
    programme_id: int
    programme: str
    number: int
    id: int = 0
    at: datetime | None = None
    on: date | None = None

    @property
    def title(self) -> str:
        return _WORDS[self.need].title(self)

    @property
    def why(self) -> str:
        return _WORDS[self.need].why(self)

    @property
    def label(self) -> str:
        return _WORDS[self.need].label()

    @property
    def icon(self) -> str:
        return _WORDS[self.need].icon

    @property
    def endpoint(self) -> str:
        return _WORDS[self.need].endpoint

    @property
    def values(self) -> Mapping[str, Any]:
        return _WORDS[self.need].values(self)


@dataclass(frozen=True)
class _Words:
    title: Callable[[Action], str]
    why: Callable[[Action], str]
    label: Callable[[], str]
    icon: str
    endpoint: str
    values: Callable[[Action], Mapping[str, Any]] = lambda one: {"programme_id": one.programme_id}


def _since(one: Action) -> str:
    return day(one.at) if one.at else day(one.on) if one.on else ""


def _none(_one: Action) -> dict[str, Any]:
    return {}


_WORDS = {
    Need.RED_ANSWER: _Words(
        lambda one: ngettext(
            "%(num)s newcomer asks for help", "%(num)s newcomers ask for help", one.number
        ),
        lambda one: _(
            "Since %(day)s. A talk today helps more than a plan tomorrow.", day=_since(one)
        ),
        lambda: _("See who"),
        "exclamation-triangle",
        "buddies.newcomers",
        _none,
    ),
    Need.NO_BUDDY: _Words(
        lambda one: ngettext(
            "%(num)s newcomer has no buddy yet", "%(num)s newcomers have no buddy yet", one.number
        ),
        lambda one: _(
            "The first day is %(day)s; a buddy says hello three days before.", day=_since(one)
        ),
        lambda: _("Choose a buddy"),
        "balloon",
        "buddies.newcomers",
        _none,
    ),
    Need.TO_DECIDE: _Words(
        lambda one: ngettext(
            "%(num)s person asks to join", "%(num)s people ask to join", one.number
        ),
        lambda one: _(
            "The first asked on %(day)s and hears nothing until you decide.", day=_since(one)
        ),
        lambda: _("Decide"),
        "person-check",
        "programmes.enrolments",
    ),
    Need.BUDDY_TO_CONFIRM: _Words(
        lambda one: ngettext(
            "%(num)s proposed buddy waits for your yes",
            "%(num)s proposed buddies wait for your yes",
            one.number,
        ),
        lambda one: _(
            "Nobody is asked before you confirm. The first starts on %(day)s.", day=_since(one)
        ),
        lambda: _("Look at the reasons"),
        "balloon",
        "buddies.newcomers",
        _none,
    ),
    Need.DRAFT_RUN: _Words(
        lambda one: ngettext(
            "%(num)s draft of a match is ready to be published",
            "%(num)s drafts of a match are ready: compare them and publish one",
            one.number,
        ),
        lambda one: _(
            "The first is of %(day)s; nobody is told before you publish.", day=_since(one)
        ),
        lambda: _("Open the draft"),
        "diagram-2",
        "mentoring.match_run",
        lambda one: {"run_id": one.id},
    ),
    Need.REMATCH_ASKED: _Words(
        lambda one: ngettext(
            "%(num)s person asks for somebody else",
            "%(num)s people ask for somebody else",
            one.number,
        ),
        lambda one: _(
            "Their pair runs on until you agree; the first asked on %(day)s.", day=_since(one)
        ),
        lambda: _("Decide"),
        "arrow-repeat",
        "mentoring.waiting",
    ),
    Need.MATCH_ANEW: _Words(
        lambda one: ngettext(
            "%(num)s mentee is to be matched anew",
            "%(num)s mentees are to be matched anew",
            one.number,
        ),
        lambda one: _(
            "Declined, not a fit or left alone, the first on %(day)s. They come before all who "
            "wait, and pairs that run are left alone.",
            day=_since(one),
        ),
        lambda: _("See who waits"),
        "arrow-repeat",
        "mentoring.waiting",
    ),
    Need.WAITING_MENTEES: _Words(
        lambda one: ngettext(
            "%(num)s mentee waits for a mentor", "%(num)s mentees wait for a mentor", one.number
        ),
        lambda one: _(
            "They have neither a mentor nor a proposal; the first since %(day)s.", day=_since(one)
        ),
        lambda: _("Match them"),
        "diagram-2",
        "mentoring.match_runs",
    ),
    Need.UNANSWERED_REQUEST: _Words(
        lambda one: ngettext(
            "%(num)s request to a mentor has no answer",
            "%(num)s requests to mentors have no answer",
            one.number,
        ),
        lambda one: _("Asked on %(day)s, more than three working days ago.", day=_since(one)),
        lambda: _("See the pairs"),
        "envelope",
        "mentoring.match_runs",
    ),
    Need.NO_FIRST_SESSION: _Words(
        lambda one: ngettext(
            "%(num)s pair has no first session yet",
            "%(num)s pairs have no first session yet",
            one.number,
        ),
        lambda one: _(
            "Paired on %(day)s, more than ten days ago, and no date is set.", day=_since(one)
        ),
        lambda: _("See the pairs"),
        "calendar-x",
        "mentoring.pairings",
    ),
    Need.NO_NEXT_SESSION: _Words(
        lambda one: ngettext(
            "%(num)s pair has no next session", "%(num)s pairs have no next session", one.number
        ),
        lambda one: _("They met last more than two weeks ago, and no date is set."),
        lambda: _("See the pairs"),
        "calendar-x",
        "mentoring.pairings",
    ),
    Need.CYCLE_APPROVING: _Words(
        lambda one: _("A review cycle waits for you to choose who is asked"),
        lambda one: _("Nobody can write before that; it closes on %(day)s.", day=_since(one)),
        lambda: _("Open the cycle"),
        "chat-square-text",
        "reviews.cycle",
        lambda one: {"cycle_id": one.id},
    ),
    Need.CYCLE_CLOSED: _Words(
        lambda one: _("A review cycle can be released"),
        lambda one: _(
            "It closed on %(day)s. People see their results when you release them.", day=_since(one)
        ),
        lambda: _("Open the cycle"),
        "chat-square-text",
        "reviews.cycle",
        lambda one: {"cycle_id": one.id},
    ),
    Need.TOPIC_WANTED: _Words(
        lambda one: ngettext(
            "%(num)s wanted topic has no expert",
            "%(num)s wanted topics have no expert",
            one.number,
        ),
        lambda one: _("Five or more colleagues voted for it, and nobody has offered yet."),
        lambda: _("See the topics"),
        "chat-square-text",
        "programmes.topics",
    ),
    Need.VERIFICATION_OVERDUE: _Words(
        lambda one: ngettext(
            "%(num)s article is overdue to be verified",
            "%(num)s articles are overdue to be verified",
            one.number,
        ),
        lambda one: _(
            "Readers see “to be verified again” since %(day)s or later.", day=_since(one)
        ),
        lambda: _("See the articles"),
        "patch-question",
        "academy.articles",
        _none,
    ),
    Need.UNANSWERED_INVITATIONS: _Words(
        lambda one: ngettext(
            "%(num)s invitation has no answer", "%(num)s invitations have no answer", one.number
        ),
        lambda one: _("Sent more than two weeks ago; a reminder says that a no is fine, too."),
        lambda: _("Remind them once"),
        "envelope-open",
        "programmes.invitations",
    ),
}
