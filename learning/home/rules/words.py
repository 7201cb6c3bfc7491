"""A task in words: what it is, why it is here, and what one does about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from textwrap import shorten
from typing import Any

from learning.buddies.rules import TEXTS
from learning.home.rules.tasks import Kind, Task, Who
from learning.i18n import _, day, moment, ngettext

AGENDA_SHOWN = 120  # characters


@dataclass(frozen=True)
class Act:
    """One line of the home page: a title, the reason it is here, and where it leads."""

    title: str
    why: str
    label: str
    icon: str
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)
    who: Who | None = None


def act_of(task: Task, today: date) -> Act:
    """The task as a line."""
    return _WORDS[task.kind](task, today)


def _name(task: Task) -> str:
    return task.who.name if task.who else ""


def _match(task: Task, _today: date) -> Act:
    values = {"match_id": task.id}
    until = task.at and day(task.at)
    if task.key in {"request", "offer"}:
        return Act(
            _("%(name)s offers to be your mentor", name=_name(task))
            if task.key == "offer"
            else _("%(name)s asks you to be their mentor", name=_name(task)),
            _(
                "In %(programme)s. An answer is awaited until %(day)s.",
                programme=task.words,
                day=until,
            ),
            _("Read the request"),
            "envelope-open",
            "mentoring.match",
            values,
            task.who,
        )
    title = (
        _("A match for you: %(name)s would be your mentor", name=_name(task))
        if task.key == "mentee"
        else _("A match for you: %(name)s would be your mentee", name=_name(task))
    )
    return Act(
        title,
        _(
            "You joined %(programme)s. An answer is awaited until %(day)s.",
            programme=task.words,
            day=until,
        ),
        _("See why you fit"),
        "people",
        "mentoring.match",
        values,
        task.who,
    )


def _tandem(task: Task, _today: date) -> Act:
    return Act(
        _("%(name)s would like to teach and learn with you", name=_name(task)),
        _(
            "A tandem in %(programme)s. An answer is awaited until %(day)s.",
            programme=task.words,
            day=task.at and day(task.at),
        ),
        _("Read the request"),
        "translate",
        "mentoring.tandem_request",
        {"request_id": task.id},
        task.who,
    )


def _request(task: Task, _today: date) -> Act:
    return Act(
        _("%(name)s asks for %(time)s", name=_name(task), time=_at(task)),
        shorten(task.words, AGENDA_SHOWN, placeholder="…"),
        _("Read the request"),
        "calendar-plus",
        "mentoring.booking",
        {"booking_id": task.id},
        task.who,
    )


def _buddy_asked(task: Task, _today: date) -> Act:
    return Act(
        _("Will you be the buddy of %(name)s?", name=_name(task)),
        _(
            "You offered to be a buddy, and %(name)s starts on %(day)s.",
            name=_name(task),
            day=_on(task),
        ),
        _("Read the request"),
        "balloon",
        "buddies.request_to_me",
        {"pairing_id": task.id},
        task.who,
    )


def _check_in(task: Task, _today: date) -> Act:
    return Act(
        _("How is it going after day %(number)s?", number=task.number)
        if task.number > 1
        else _("How was your first day?"),
        _("One tap is enough. It tells your programme lead where help is needed."),
        _("Answer"),
        "emoji-smile",
        "buddies.check_in",
        {"check_in_id": task.id},
    )


def _handed_back(task: Task, _today: date) -> Act:
    return Act(
        _("“%(title)s” came back to you", title=task.words),
        _("%(name)s read it and says what would make it clearer.", name=_name(task)),
        _("See the advice"),
        "pencil",
        "academy.draft",
        {"article_id": task.id},
        task.who,
    )


def _answer(task: Task, _today: date) -> Act:
    return Act(
        _("Do you know this? “%(title)s”", title=task.words),
        _(
            "%(name)s asks, and you are thought to know. Two sentences are often enough.",
            name=_name(task),
        ),
        _("Answer"),
        "chat-square-text",
        "academy.question",
        {"question_id": task.id},
        task.who,
    )


def _agree(task: Task, _today: date) -> Act:
    return Act(
        _("The rules of %(programme)s have changed", programme=task.words),
        _("You take part in it; a glance at the new version is enough."),
        _("Read them"),
        "file-earmark-text",
        "programmes.agree",
        {"enrolment_id": task.id},
    )


def _must_read(task: Task, today: date) -> Act:
    is_ahead = task.on is not None and task.on >= today
    return Act(
        _("Read “%(title)s”", title=task.words),
        _("You are asked to read it by %(day)s and to say that you have.", day=_on(task))
        if is_ahead
        else _("You are asked to read it and to say that you have."),
        _("Read it"),
        "book",
        "academy.article",
        {"article_id": task.id},
    )


def _taught(task: Task, _today: date) -> Act:
    return Act(
        _("Did %(name)s teach you something?", name=_name(task)),
        _("It would count on the path “%(title)s”. One click is enough.", title=task.words),
        _("Look at it"),
        "mortarboard",
        "academy.teaching",
        {"teaching_id": task.id},
        task.who,
    )


def _to_confirm(task: Task, _today: date) -> Act:
    return Act(
        _("Did the session with %(name)s take place?", name=_name(task)),
        _("You hosted it on %(time)s.", time=_at(task)),
        _("Say how it went"),
        "check2-circle",
        "mentoring.booking",
        {"booking_id": task.id},
        task.who,
    )


def _review(task: Task, _today: date) -> Act:
    return Act(
        _("Write a review for %(name)s", name=_name(task)),
        _(
            "You were asked in “%(cycle)s”. It takes about 15 minutes, stays confidential "
            "and closes on %(day)s.",
            cycle=task.words,
            day=_on(task),
        ),
        _("Write it"),
        "chat-square-text",
        "reviews.write_review",
        {"assignment_id": task.id},
        task.who,
    )


def _nominate(task: Task, _today: date) -> Act:
    return Act(
        _("Whom would you like to hear from?"),
        _("You take part in “%(cycle)s”; propose colleagues who know your work.", cycle=task.words),
        _("Propose colleagues"),
        "person-plus",
        "reviews.nominate",
        {"reviewee_id": task.id},
    )


def _result(task: Task, _today: date) -> Act:
    return Act(
        _("Your result of “%(cycle)s” is here", cycle=task.words),
        _("Released on %(day)s. Only you can read it.", day=_on(task)),
        _("Read it"),
        "envelope-paper",
        "reviews.result",
        {"reviewee_id": task.id},
    )


def _item_text(task: Task) -> str:
    return str(TEXTS[task.key]) if task.key in TEXTS else task.words


def _due(task: Task, today: date) -> str:
    if task.on == today:
        return str(_("For today."))
    if task.on is None or task.on > today:
        return str(_("For %(day)s.", day=_on(task)))
    return str(_("It was for %(day)s; later is fine.", day=_on(task)))


def _plan_item(task: Task, today: date) -> Act:
    return Act(
        _item_text(task),
        " ".join([_("From your first ninety days."), _due(task, today)]),
        _("Open my plan"),
        "list-check",
        "buddies.plan",
        {"plan_id": task.id},
    )


def _buddy_item(task: Task, today: date) -> Act:
    return Act(
        _item_text(task),
        " ".join([_("You are the buddy of %(name)s.", name=_name(task)), _due(task, today)]),
        _("Open the plan"),
        "balloon",
        "buddies.plan",
        {"plan_id": task.id},
        task.who,
    )


def _manager_item(task: Task, today: date) -> Act:
    return Act(
        _item_text(task),
        " ".join([_("You are the manager of %(name)s.", name=_name(task)), _due(task, today)]),
        _("Open the plan"),
        "person-workspace",
        "buddies.plan",
        {"plan_id": task.id},
        task.who,
    )


def _given_up(task: Task, _today: date) -> Act:
    return Act(
        ngettext(
            "%(num)s message could not be delivered",
            "%(num)s messages could not be delivered",
            task.number,
        ),
        _("They were tried eight times, and now a person has to look."),
        _("Open the outbox"),
        "send-exclamation",
        "administration.outbox",
    )


def _report(task: Task, _today: date) -> Act:
    return Act(
        ngettext(
            "%(num)s report waits for your decision",
            "%(num)s reports wait for your decision",
            task.number,
        ),
        _("The oldest came on %(day)s. Until you decide, two people wait.", day=_at_day(task)),
        _("Open the reports"),
        "flag",
        "moderation.queue",
    )


def _doubt(task: Task, _today: date) -> Act:
    return Act(
        _("Is “%(title)s” still right?", title=task.words),
        ngettext(
            "%(num)s reader doubts it. A line from you is enough.",
            "%(num)s readers doubt it. A line from you is enough.",
            task.number,
        ),
        _("See what they say"),
        "clock-history",
        "academy.flags",
        {"article_id": task.id},
    )


def _suggestion(task: Task, _today: date) -> Act:
    return Act(
        _("A better “%(title)s”", title=task.words),
        ngettext(
            "%(num)s reader suggests a change. Take it, or say why not.",
            "%(num)s readers suggest changes. Take them, or say why not.",
            task.number,
        ),
        _("See what changes"),
        "pencil",
        "academy.suggestions",
        {"article_id": task.id},
    )


def _hand_over(task: Task, _today: date) -> Act:
    return Act(
        _("Look after “%(title)s”?", title=task.words),
        _("%(name)s has left, and you know the matter best.", name=_name(task)),
        _("Decide"),
        "person-check",
        "academy.hand_overs",
        {},
        task.who,
    )


def _submissions(task: Task, _today: date) -> Act:
    return Act(
        ngettext(
            "%(num)s text waits for your word", "%(num)s texts wait for your word", task.number
        ),
        _(
            "The oldest has waited since %(day)s; its author is told as soon as you decide.",
            day=_at_day(task),
        ),
        _("Open the queue"),
        "inbox",
        "academy.queue",
    )


def _import(_task: Task, _today: date) -> Act:
    return Act(
        _("Bring in your colleagues"),
        _("You are the only one here so far. A list from your HR system is enough."),
        _("Import people"),
        "upload",
        "people.imports",
    )


def _uninvited(task: Task, _today: date) -> Act:
    return Act(
        ngettext(
            "%(num)s person cannot sign in yet", "%(num)s people cannot sign in yet", task.number
        ),
        _("They are on the roster and have neither a password nor an invitation."),
        _("See who"),
        "person-gear",
        "administration.accounts",
        {"state": "waiting"},
    )


def _to_rate(task: Task, _today: date) -> Act:
    return Act(
        _("How was the session with %(name)s?", name=_name(task)),
        _("You met on %(time)s. Nobody reads your answer by itself.", time=_at(task)),
        _("Say it in half a minute"),
        "star",
        "mentoring.rate_session",
        {"booking_id": task.id},
        task.who,
    )


def _book_next(task: Task, _today: date) -> Act:
    return Act(
        _("Book your next session with %(name)s", name=_name(task)),
        _("You are a pair in %(programme)s, and no date is set.", programme=task.words),
        _("See free times"),
        "calendar-plus",
        "mentoring.mentor",
        {"person_id": task.id},
        task.who,
    )


def _offer_times(task: Task, _today: date) -> Act:
    return Act(
        _("Offer your mentees some times"),
        ngettext(
            "You are the mentor of %(num)s colleague, and no free time of yours is ahead.",
            "You are the mentor of %(num)s colleagues, and no free time of yours is ahead.",
            task.number,
        ),
        _("Offer times"),
        "calendar-plus",
        "mentoring.offer_slots",
        {"person_id": task.id},
    )


def _find_mentor(task: Task, _today: date) -> Act:
    return Act(
        _("Find your mentor"),
        _(
            "You take part in %(programme)s. Ask somebody yourself, or wait for the next match.",
            programme=task.words,
        ),
        _("See mentors"),
        "search",
        "mentoring.mentors",
    )


def _session(task: Task, _today: date) -> Act:
    return Act(
        _("Session with %(name)s", name=_name(task)),
        f"{_at(task)} · {_place(task)}",
        _("Open the session"),
        "calendar-check",
        "mentoring.booking",
        {"booking_id": task.id},
        task.who,
    )


def _circle(task: Task, _today: date) -> Act:
    return Act(
        _("Circle: %(topic)s", topic=task.words),
        _at(task),
        _("Open the session"),
        "people",
        "mentoring.circle_session",
        {"session_id": task.id},
    )


def _lead_circle(task: Task, _today: date) -> Act:
    return Act(
        _("Would you lead a circle? %(topic)s", topic=task.words),
        ngettext(
            "%(num)s colleague would like to learn it. An answer is awaited until %(day)s.",
            "%(num)s colleagues would like to learn it. An answer is awaited until %(day)s.",
            task.number,
            day=task.at and day(task.at),
        ),
        _("Open it or say no"),
        "people",
        "mentoring.circle",
        {"circle_id": task.id},
    )


def _circle_seat(task: Task, _today: date) -> Act:
    return Act(
        _("A seat in a circle is kept for you: %(topic)s", topic=task.words),
        _("It is kept until %(time)s; then the next in line is asked.", time=_at(task)),
        _("Take it or pass it on"),
        "people",
        "mentoring.circle",
        {"circle_id": task.id},
    )


def _seat(task: Task, _today: date) -> Act:
    return Act(
        _("A seat is free for you: %(title)s", title=task.words),
        _("It is kept until %(time)s; then the next in line is asked.", time=_at(task)),
        _("Take it or pass it on"),
        "calendar-plus",
        "academy.talk",
        {"talk_id": task.id},
        task.who,
    )


def _talk(task: Task, _today: date) -> Act:
    return Act(
        task.words,
        _("%(time)s, with %(name)s", time=_at(task), name=_name(task)),
        _("Open the talk"),
        "easel",
        "academy.talk",
        {"talk_id": task.id},
        task.who,
    )


def _talk_feedback(task: Task, _today: date) -> Act:
    return Act(
        _("What did you think of “%(title)s”?", title=task.words),
        _("Two minutes until %(day)s; nobody is told who wrote what.", day=_on(task)),
        _("Say what you think"),
        "chat-heart",
        "academy.write_feedback",
        {"talk_id": task.id},
        task.who,
    )


def _place(task: Task) -> str:
    """The room; an address to follow is better opened from the session's own page."""
    is_address = task.words.startswith(("https://", "http://"))
    return str(_("online")) if is_address else task.words


def _starts(task: Task, today: date) -> Act:
    title = (
        _("%(name)s starts today", name=_name(task))
        if task.on == today
        else _("%(name)s starts on %(day)s", name=_name(task), day=_on(task))
    )
    return Act(
        title,
        _("You are the buddy.") if task.key == "buddy" else _("You are the manager."),
        _("Open the plan"),
        "balloon",
        "buddies.plan",
        {"plan_id": task.id},
        task.who,
    )


def _at(task: Task) -> str:
    return moment(task.at) if task.at else ""


def _at_day(task: Task) -> str:
    return day(task.at) if task.at else ""


def _on(task: Task) -> str:
    return day(task.on) if task.on else ""


_WORDS: dict[Kind, Callable[[Task, date], Act]] = {
    Kind.MATCH: _match,
    Kind.REQUEST: _request,
    Kind.TANDEM: _tandem,
    Kind.BUDDY_ASKED: _buddy_asked,
    Kind.CHECK_IN: _check_in,
    Kind.HANDED_BACK: _handed_back,
    Kind.ANSWER: _answer,
    Kind.MUST_READ: _must_read,
    Kind.AGREE: _agree,
    Kind.TAUGHT: _taught,
    Kind.TO_CONFIRM: _to_confirm,
    Kind.REVIEW: _review,
    Kind.NOMINATE: _nominate,
    Kind.PLAN_ITEM: _plan_item,
    Kind.BUDDY_ITEM: _buddy_item,
    Kind.MANAGER_ITEM: _manager_item,
    Kind.GIVEN_UP: _given_up,
    Kind.REPORT: _report,
    Kind.DOUBT: _doubt,
    Kind.SUGGESTION: _suggestion,
    Kind.HAND_OVER: _hand_over,
    Kind.SUBMISSIONS: _submissions,
    Kind.IMPORT: _import,
    Kind.RESULT: _result,
    Kind.TO_RATE: _to_rate,
    Kind.BOOK_NEXT: _book_next,
    Kind.OFFER_TIMES: _offer_times,
    Kind.FIND_MENTOR: _find_mentor,
    Kind.UNINVITED: _uninvited,
    Kind.SEAT: _seat,
    Kind.LEAD_CIRCLE: _lead_circle,
    Kind.CIRCLE_SEAT: _circle_seat,
    Kind.TALK_FEEDBACK: _talk_feedback,
    Kind.SESSION: _session,
    Kind.CIRCLE: _circle,
    Kind.TALK: _talk,
    Kind.STARTS: _starts,
}
