"""Who may say what under an article, and take it away."""

from learning.academy.models import Article, Comment
from learning.academy.policy import can_hand_over
from learning.people.models import Person


def can_comment(_person: Person, article: Article) -> bool:
    """Every reader of a published text, its authors too."""
    return article.is_published


def can_edit_comment(person: Person, comment: Comment) -> bool:
    return comment.author_id == person.id


def can_hide_comment(person: Person, comment: Comment) -> bool:
    """Its author, moderators, and who leads the programme of article or topic."""
    return comment.author_id == person.id or can_hand_over(person, comment.article)


def can_resolve_comment(person: Person, comment: Comment) -> bool:
    """Say that a thread is settled: who began it, the article's authors, leads and moderators."""
    return (
        person.id == comment.author_id
        or person.id in comment.article.author_ids
        or can_hand_over(person, comment.article)
    )
