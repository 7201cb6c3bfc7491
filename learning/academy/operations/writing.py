"""Writing an article: first draft, every later save, submitting it and taking it back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from learning.academy.models import Article, ArticleState, Revision, SubmissionDecision
from learning.academy.queries import reviewers_of, sources_in, variants
from learning.academy.rules.addresses import article_address, own_address
from learning.academy.rules.fingerprint import fingerprint
from learning.academy.rules.sources import excerpt, target_of
from learning.activity.operations import record
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.markup import Document, render
from learning.notifications.operations import notify, withdraw_notice
from learning.people.models import Person

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


def save_text(article: Article, author: Person, draft: Draft, based_on: str, now: datetime) -> None:
    """Keep what the author typed.

    `based_on` is the `mark_of` the text that the author started from. Raises TextChanged when the
    article says something else by now, so that no window overwrites another in silence.
    """
    newest = article.newest
    article.language = draft.language
    article.topic_id = draft.topic_id
    article.programme_id = draft.programme_id
    if article.state is ArticleState.ARCHIVED:
        article.state = ArticleState.DRAFT
    if (draft.title, draft.summary, draft.body) == (newest.title, newest.summary, newest.body):
        return
    if based_on != mark_of(newest):
        raise TextChanged(
            _("This article was saved from another window meanwhile. Compare the two texts below.")
        )
    if _is_open(newest, author, now):
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
    article.submitted_at = None
    if article.state is ArticleState.IN_REVIEW:
        article.state = ArticleState.DRAFT


def submission_key(article: Article, reviewer: Person) -> str:
    submitted_at = article.submitted_at.isoformat() if article.submitted_at else ""
    return f"article_submitted:{article.id}:{submitted_at}:{reviewer.id}"


def render_text(body: str, source_path: str | None = None) -> Document:
    """A text as readers see it.

    In an imported article, links to other files of its folder lead to their articles; pictures
    beside the files were not imported, so their descriptions stand for them. Raises TextTooLong.
    """
    link = links_of(source_path) if source_path else own_address
    return render(body, link=link, image=lambda _target: None)


def beginning_of(document: Document) -> str:
    """A few words from the text's beginning, headings left out, for lists."""
    headings = {heading.text for heading in document.headings}
    lines = document.text[:4000].split("\n")
    return excerpt(" ".join(line for line in lines if line not in headings))


def links_of(source_path: str) -> Callable[[str], str | None]:
    """What turns a link between imported files into an address."""
    folder, _slash, path = source_path.partition("/")
    known = sources_in(folder)

    def resolve(target: str) -> str | None:
        found = next((known[one] for one in target_of(target, path) if one in known), None)
        return own_address(target) if found is None else article_address(found)

    return resolve


def _check_free(original: Article, language: str) -> None:
    taken = {one.language for one in [original, *variants(original)]}
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
    document = render_text(draft.body, article.source_path)
    revision.title = draft.title
    revision.summary = draft.summary
    revision.body = draft.body
    revision.excerpt = beginning_of(document)
    revision.html = document.html
    revision.text = document.text
    revision.headings = [[one.level, one.anchor, one.text] for one in document.headings]
