"""What is sent by mail: notices, and links to choose a password."""

from email.message import EmailMessage
from typing import Any

from flask import current_app

from learning import clock
from learning.i18n import _l
from learning.identity import operations as identity
from learning.identity.models import LinkRequest
from learning.mail import Letter, message
from learning.mentoring.queries import points_for
from learning.notifications.models import Notification
from learning.notifications.rules import may_be_silenced, unsubscribe_token
from learning.web.notices import address, as_mail, write


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
