"""Remarks on single lines of a submitted text, and taking a text's words away for good."""

from datetime import datetime

from learning.academy.models import Article, Remark, Revision
from learning.academy.operations.notices import tell_authors
from learning.audit import operations as audit
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.people.models import Person


class NoSuchLine(DomainError):
    """The text has fewer lines."""


class StillInUse(DomainError):
    """Readers see the revision, or the author works on it."""


def add_remark(article: Article, reviewer: Person, line: int, text: str, now: datetime) -> Remark:
    """Say something of one line of the newest text, counted from 1. Raises NoSuchLine."""
    revision = article.newest
    lines = revision.body.split("\n")
    if not 1 <= line <= len(lines):
        raise NoSuchLine(_("The text has %(count)s lines. Choose one of them.", count=len(lines)))
    remark = Remark(
        article_id=article.id,
        revision_id=revision.id,
        reviewer_id=reviewer.id,
        line=line,
        quote=lines[line - 1][:300],
        text=text,
        made_at=now,
    )
    db.session.add(remark)
    db.session.flush()
    facts = {"title": revision.title, "reviewer": reviewer.name, "line": line, "text": text}
    tell_authors(article, "academy.remark_made", facts, "academy.edit", str(remark.id), now)
    return remark


def settle_remark(remark: Remark, now: datetime) -> None:
    """The author has dealt with it. Twice is harmless."""
    remark.settled_at = remark.settled_at or now


def blank_revision(
    article: Article, revision: Revision, by: Person, why: str, now: datetime
) -> None:
    """Take the words of an earlier revision away for good; that it was there stays known.

    Raises StillInUse.
    """
    if revision.id in {article.newest_id, article.published_id}:
        raise StillInUse(
            _("This text is in use. Save another one, or take the article away, first.")
        )
    if revision.blanked_at is not None:
        return
    revision.title = revision.summary = revision.excerpt = ""
    revision.body = revision.html = revision.text = ""
    revision.headings = []
    revision.blanked_at, revision.blanked_by, revision.blanked_why = now, by.id, why
    audit.record(
        by.id, "article.blank", f"article:{article.id}", now, revision=revision.number, why=why
    )
