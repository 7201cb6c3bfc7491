"""Writing an article: first draft, every later save, submitting it and taking it back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from learning.academy.models import Article, ArticleState, Revision, SubmissionDecision
from learning.academy.operations.holding import hold
from learning.academy.operations.texts import beginning_of, render_text
from learning.academy.queries import reviewers_of, variants
from learning.academy.rules.days import TO_ANSWER, working_days_after
from learning.academy.rules.fingerprint import fingerprint
from learning.academy.rules.starters import is_skeleton
from learning.activity.operations import record
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.notifications.operations import notify, withdraw_notice
from learning.people.models import Person

REMINDED = 3  # working days after a submission that nobody has decided on
SITTING = timedelta(hours=1)  # saves within one sitting are one revision


class TextChanged(DomainError):
    """Somebody, or another window, has saved since this text was opened."""


class NothingToSubmit(DomainError):
    """Readers see this text already, or it waits for a reviewer."""


class TranslationTaken(DomainError):
    """The original has a text in this language."""


@dataclass(frozen=True)
class Draft:
    """What an author has typed."""

    title: str
    body: str
    language: str
    summary: str = ""
    topic_id: int | None = None
    programme_id: int | None = None
    is_minor: bool = False  # spelling and the like: what was verified stays so


def mark_of(revision: Revision) -> str:
    """What an editor remembers of the text it shows, to notice that it was changed elsewhere."""
    return fingerprint(revision.title, revision.summary, revision.body)


def create_article(
    author: Person, draft: Draft, now: datetime, translation_of: Article | None = None
) -> Article:
    """Begin an article. Raises TranslationTaken."""
    if translation_of is not None:
        _check_free(translation_of, draft.language)
    article = Article(
        state=ArticleState.DRAFT,
        author_id=author.id,
        language=draft.language,
        topic_id=draft.topic_id,
        programme_id=draft.programme_id,
        created_at=now,
    )
    if translation_of is not None:
        article.translation_of_id = translation_of.translation_of_id or translation_of.id
    db.session.add(article)
    db.session.flush()
    _add_revision(article, author, draft, 1, now)
    return article


def save_text(
    article: Article,
    author: Person,
    draft: Draft,
    based_on: str,
    now: datetime,
    *,
    keeps_other: bool = False,
) -> None:
    """Keep what the author typed.

    `based_on` is the `mark_of` the text that the author started from. Raises TextChanged when the
    article says something else by now, so that no window overwrites another in silence.
    `keeps_other` says that the author has compared this text with one saved from another window:
    that one stays in the history, also within a sitting.
    """
    hold(article)
    newest = article.newest
    article.language = draft.language
    article.topic_id = draft.topic_id
    article.programme_id = draft.programme_id
    if article.state is ArticleState.ARCHIVED:
        article.state = ArticleState.DRAFT
    newest.is_minor = draft.is_minor if newest.published_at is None else newest.is_minor
    if (draft.title, draft.summary, draft.body) == (newest.title, newest.summary, newest.body):
        return
    if based_on != mark_of(newest):
        raise TextChanged(
            _("This article was saved from another window meanwhile. Compare the two texts.")
        )
    article.approved_id = None  # whoever approved has not seen this
    if _is_open(newest, author, now) and not keeps_other:
        _write(newest, draft, article)
    else:
        _add_revision(article, author, draft, newest.number + 1, now)


def submit(article: Article, now: datetime) -> None:
    """Send the newest text to its reviewers. Raises NothingToSubmit."""
    if article.is_waiting:
        raise NothingToSubmit(_("This text waits for a reviewer already."))
    if article.is_published and not article.has_changes:
        raise NothingToSubmit(_("Readers see this text already. Change it first."))
    if not article.newest.body.strip():
        raise NothingToSubmit(_("There is no text yet. Write a few lines first."))
    if is_skeleton(article.newest.body):
        raise NothingToSubmit(_("This is the skeleton you began from. Fill it in, then send it."))
    article.submitted_at = now
    if not article.is_published:
        article.state = ArticleState.IN_REVIEW
    record(article.author_id, "article_submitted", "article", article.id, now, article.programme_id)
    facts = {"author": article.author.name, "title": article.newest.title}
    for reviewer in reviewers_of(article):
        notify(
            reviewer.id,
            "academy.article_submitted",
            facts,
            link=("academy.review", {"article_id": article.id}),
            dedupe_key=submission_key(article, reviewer),
            now=now,
        )
        remind_at = datetime.combine(working_days_after(now.date(), REMINDED), now.timetz())
        notify(
            reviewer.id,
            "academy.review_due",
            facts | {"by": working_days_after(now.date(), TO_ANSWER).isoformat()},
            link=("academy.review", {"article_id": article.id}),
            dedupe_key=_reminder_key(article, reviewer),
            now=now,
            due_at=remind_at,
        )


def take_back(article: Article, now: datetime) -> None:
    """Take a submitted text back to work on it. Raises NothingToSubmit."""
    if not article.is_waiting:
        raise NothingToSubmit(_("This text does not wait for a reviewer."))
    end_submission(article, now)


def restore_revision(article: Article, author: Person, revision: Revision, now: datetime) -> None:
    """Make an earlier text the newest again; what came between stays in the history."""
    draft = Draft(
        title=revision.title,
        body=revision.body,
        summary=revision.summary,
        language=article.language,
        topic_id=article.topic_id,
        programme_id=article.programme_id,
    )
    newest = article.newest
    if mark_of(revision) != mark_of(newest):
        _add_revision(article, author, draft, newest.number + 1, now)


def end_submission(article: Article, now: datetime) -> None:
    """The text waits no longer: nobody needs to be told of it any more."""
    for reviewer in reviewers_of(article):
        withdraw_notice(submission_key(article, reviewer), now)
        withdraw_notice(_reminder_key(article, reviewer), now)
    article.submitted_at = None
    if article.state is ArticleState.IN_REVIEW:
        article.state = ArticleState.DRAFT


def submission_key(article: Article, reviewer: Person) -> str:
    submitted_at = article.submitted_at.isoformat() if article.submitted_at else ""
    return f"article_submitted:{article.id}:{submitted_at}:{reviewer.id}"


def _reminder_key(article: Article, reviewer: Person) -> str:
    return submission_key(article, reviewer).replace("submitted", "review_due", 1)


def add_suggested(
    article: Article, author: Person, suggester: Person, body: str, now: datetime
) -> None:
    """Make a reader's text the newest one, with credit to them."""
    newest = article.newest
    draft = Draft(title=newest.title, body=body, language=article.language, summary=newest.summary)
    _add_revision(article, author, draft, newest.number + 1, now)
    article.newest.suggested_by = suggester.id


def _check_free(original: Article, language: str) -> None:
    taken = {original.language, *(one.language for one in variants(original))}
    if language in taken:
        raise TranslationTaken(_("There is a text in this language already. Choose another one."))


def _is_open(newest: Revision, author: Person, now: datetime) -> bool:
    """Whether a save goes on with the newest revision: the author's own, recent and unseen."""
    decided = select(SubmissionDecision.id).where(SubmissionDecision.revision_id == newest.id)
    return (
        newest.author_id == author.id
        and newest.published_at is None
        and now - newest.created_at < SITTING
        and db.session.scalar(decided.limit(1)) is None
    )


def _add_revision(
    article: Article, author: Person, draft: Draft, number: int, now: datetime
) -> None:
    revision = Revision(article_id=article.id, number=number, author_id=author.id, created_at=now)
    _write(revision, draft, article)
    db.session.add(revision)
    db.session.flush()
    article.newest_id = revision.id
    db.session.flush()
    db.session.expire(article, ["newest"])


def _write(revision: Revision, draft: Draft, article: Article) -> None:
    document = render_text(draft.body, article)
    revision.title = draft.title
    revision.summary = draft.summary
    revision.body = draft.body
    revision.is_minor = draft.is_minor
    revision.excerpt = beginning_of(document)
    revision.html = document.html
    revision.text = document.text
    revision.headings = [[one.level, one.anchor, one.text] for one in document.headings]
