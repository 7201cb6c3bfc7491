"""What is sent by mail: notices, and links to choose a password."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

from flask import current_app

from learning import clock
from learning.academy import queries as academy
from learning.academy.models import AcademyQuestion, Article
from learning.i18n import _, _l, speaking
from learning.identity import operations as identity
from learning.identity.models import LinkRequest
from learning.mail import Letter, message
from learning.mentoring.queries import points_for
from learning.notifications.models import Digest, Notification
from learning.notifications.queries import notices_in, pace_of, silenced_kinds
from learning.notifications.rules import Pace, may_be_silenced, unsubscribe_token
from learning.people.models import Person
from learning.web.notices import Section, address, as_mail, write

DIGEST = "notifications.digest"
MOST_NEWS = 3  # of each kind in a digest


def compose(notice: Notification) -> Letter:
    """A notice as a mail, in its reader's language, with the one-click way out."""
    person = notice.person
    zone = person.timezone or "UTC"
    stop = None
    if may_be_silenced(notice.kind):
        token = unsubscribe_token(current_app.config["SECRET_KEY"], person.id, notice.kind)
        stop = address("notifications.unsubscribe", {"token": token})
    facts = notice.facts | _as_of_now(notice)
    wording = write(notice.kind, facts, person.language, zone)
    link = address(notice.endpoint, notice.values)
    label = _l("Open it in Collegium")
    text, html = as_mail(wording, link, label, stop, person.language, zone)
    return Letter(wording.subject, text, html, current_app.config["MAIL_FROM"], stop)


def compose_digest(digest: Digest) -> EmailMessage | None:
    """What could wait, and for who wants it regularly what is new; None where there is nothing."""
    person, now = digest.person, clock.now()
    if not person.is_active or DIGEST in silenced_kinds(person):
        return None
    with speaking(person.language, person.timezone or "UTC"):
        waited = _waited(digest)
        news = _news(person, {link for _text, link in waited.items}, now)
        sections = [section for section in (waited, *news) if section.items]
    if not sections:
        return None
    token = unsubscribe_token(current_app.config["SECRET_KEY"], person.id, DIGEST)
    stop = address("notifications.unsubscribe", {"token": token})
    zone = person.timezone or "UTC"
    wording = write(DIGEST, {}, person.language, zone)
    link, label = address("home.index", {}), _l("Open Collegium")
    text, html = as_mail(wording, link, label, stop, person.language, zone, sections)
    letter = Letter(wording.subject, text, html, current_app.config["MAIL_FROM"], stop)
    return message(letter, person.email, f"digest-{digest.id}", digest.due_at)


def _waited(digest: Digest) -> Section:
    lines = []
    for notice in notices_in(digest):
        person = notice.person
        wording = write(notice.kind, notice.facts, person.language, person.timezone or "UTC")
        lines.append((wording.subject, address(notice.endpoint, notice.values)))
    return Section(_("What waited for you"), lines)


def _news(person: Person, said: set[str], now: datetime) -> Iterator[Section]:
    """New in the person's topics, most shared, and questions they could answer; nothing twice."""
    pace = pace_of(person)
    if pace is Pace.INSTANT:
        return
    since = now - (timedelta(days=7) if pace is Pace.WEEKLY else timedelta(days=1))
    fresh = academy.new_in_topics(person, since, MOST_NEWS)
    shared = [one.article for one in academy.praise(now, MOST_NEWS).shared]
    open_ = academy.questions(academy.Shown.MINE_TO_ANSWER, person, None, MOST_NEWS)
    for title, found in (
        (_("New in your topics"), [_article(one) for one in fresh]),
        (_("Most shared"), [_article(one) for one in shared]),
        (_("Questions you could answer"), [_question(one) for one in open_]),
    ):
        yield Section(title, [item for item in found if item[1] not in said])
        said |= {link for _text, link in found}


def _article(article: Article) -> tuple[str, str]:
    title = article.published.title if article.published else ""
    return title, address("academy.article", {"article_id": article.id})


def _question(question: AcademyQuestion) -> tuple[str, str]:
    return question.title, address("academy.question", {"question_id": question.id})


def _as_of_now(notice: Notification) -> dict[str, Any]:
    """What changes until a notice is told, so that it is looked up only then."""
    if notice.kind == "mentoring.session_reminder":
        return {"points": points_for(notice.values["booking_id"])}
    return {}


def compose_link(request: LinkRequest) -> EmailMessage | None:
    """The mail with a link to choose a password; None where the address is nobody's."""
    now = clock.now()
    made = identity.make_token(request, now)
    if made is None:
        return None
    person, token, expires_at = made
    zone = person.timezone or "UTC"
    facts = {"person": person.name, "expires_at": expires_at.isoformat()}
    wording = write(f"identity.{request.purpose}", facts, person.language, zone)
    page = {"reset": "identity.reset_password", "invitation": "identity.accept_invitation"}
    link = address(page[request.purpose], {"token": token})
    label = _l("Choose a password")
    text, html = as_mail(wording, link, label, None, person.language, zone)
    letter = Letter(wording.subject, text, html, current_app.config["MAIL_FROM"])
    return message(letter, person.email, f"link-{request.id}-{request.attempts}", now)
