"""Who may do what in the academy. Drafts are private; whoever may not see one finds nothing."""

from datetime import date

from learning.academy.models import Article, Revision, Topic, TopicExpert
from learning.people.models import Person, Role
from learning.programmes.models import Programme

KEEPERS = frozenset({Role.PROGRAMME_LEAD, Role.MODERATOR, Role.ADMIN})


def is_expert_for(person: Person, topic: Topic | None) -> bool:
    """Named for the topic or for one above it."""
    return topic is not None and any(
        expert.person_id == person.id and expert.is_named
        for one in topic.line
        for expert in one.experts
    )


def can_read(person: Person, article: Article) -> bool:
    """What is published is for everybody; the rest for those who may read drafts."""
    return article.is_published or can_read_draft(person, article)


def can_read_draft(person: Person, article: Article) -> bool:
    """The text as the author works on it: authors, whoever reviews it, and moderators."""
    return (
        _is_author(person, article)
        or Role.MODERATOR in person.roles
        or _leads(person, article)
        or (article.is_waiting and is_expert_for(person, article.topic))
    )


def can_edit(person: Person, article: Article, today: date) -> bool:
    return _is_author(person, article) and not person.is_newcomer(today)


def can_submit(person: Person, article: Article, today: date) -> bool:
    return can_edit(person, article, today)


def can_publish(person: Person, article: Article) -> bool:
    """Decide on a submitted text: never one's own."""
    return not _is_author(person, article) and _answers_for(person, article)


def can_unpublish(person: Person, article: Article, today: date) -> bool:
    """Take an article away from readers, or put a draft aside."""
    return (
        can_edit(person, article, today)
        or Role.MODERATOR in person.roles
        or _leads(person, article)
    )


def can_see_history(person: Person, article: Article, today: date) -> bool:
    return can_unpublish(person, article, today) or (
        Role.AUDITOR in person.roles and article.is_published
    )


def can_see_revision(person: Person, revision: Revision) -> bool:
    """Within a history one may see: an auditor sees what readers saw, nothing else."""
    return revision.published_at is not None or Role.AUDITOR not in person.roles


def can_verify(person: Person, article: Article) -> bool:
    return article.is_published and _answers_for(person, article)


def can_rate(person: Person, article: Article) -> bool:
    """Every reader but the author."""
    return article.is_published and not _is_author(person, article)


def can_see_queue(person: Person, *, is_expert: bool) -> bool:
    return is_expert or bool(person.roles & {Role.PROGRAMME_LEAD, Role.MODERATOR})


def can_keep_topics(person: Person) -> bool:
    return bool(person.roles & KEEPERS)


def can_confirm(person: Person, expert: TopicExpert) -> bool:
    """Confirm or decline a nomination: whoever keeps the topic, never for themselves.

    A topic that belongs to no programme is kept by every lead.
    """
    if expert.person_id == person.id:
        return False
    if Role.MODERATOR in person.roles:
        return True
    programme = expert.topic.programme
    if programme is None:
        return Role.PROGRAMME_LEAD in person.roles
    return _leads_programme(person, programme)


def can_step_down(person: Person, expert: TopicExpert) -> bool:
    return expert.person_id == person.id


def _is_author(person: Person, article: Article) -> bool:
    return article.author_id == person.id


def _answers_for(person: Person, article: Article) -> bool:
    return (
        Role.MODERATOR in person.roles
        or _leads(person, article)
        or is_expert_for(person, article.topic)
    )


def _leads(person: Person, article: Article) -> bool:
    """Whether article or topic belong to a programme that this person leads."""
    if Role.PROGRAMME_LEAD not in person.roles:
        return False
    of_topic = [one.programme for one in article.topic.line] if article.topic else []
    return any(
        _leads_programme(person, programme)
        for programme in [article.programme, *of_topic]
        if programme is not None
    )


def _leads_programme(person: Person, programme: Programme) -> bool:
    return Role.PROGRAMME_LEAD in person.roles and programme.is_led_by(person)
