"""The wording of a notice: its template, in its reader's language and zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template

from learning.i18n import speaking


@dataclass(frozen=True)
class Wording:
    """A subject of one line, a body of paragraphs."""

    subject: str
    body: str


@dataclass(frozen=True)
class Section:
    """A part of a mail that lists things, each with its address."""

    title: str
    items: list[tuple[str, str]]


def write(kind: str, facts: dict[str, Any], language: str, zone: str) -> Wording:
    """Render `templates/<feature>/notices/<name>.txt`: its first line is the subject."""
    feature, name = kind.split(".")
    with speaking(language, zone):
        text = render_template(f"{feature}/notices/{name}.txt", **facts)
    subject, _, body = text.strip().partition("\n")
    return Wording(subject.strip(), body.strip())


def as_mail(
    wording: Wording,
    link: str,
    label: Any,
    stop: str | None,
    language: str,
    zone: str,
    sections: Sequence[Section] = (),
) -> tuple[str, str]:
    """The wording as plain text and as HTML; `label` names the link, `stop` ends such mails."""
    with speaking(language, zone):
        parts = {
            "wording": wording,
            "sections": sections,
            "link": link,
            "label": label,
            "stop": stop,
        }
        text = render_template("layouts/mail.txt", **parts)
        return text, render_template("layouts/mail.html", **parts)


def address(endpoint: str, values: dict[str, Any]) -> str:
    """A full address on the configured base URL, whatever host a request claimed."""
    adapter = current_app.url_map.bind("")
    return f"{current_app.config['BASE_URL']}{adapter.build(endpoint, values)}"
