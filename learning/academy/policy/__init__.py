"""Who may do what in the academy. Drafts are private; whoever may not see one finds nothing."""

from datetime import date

from learning.academy.models import (
    AcademyQuestion,
    Answer,
    Article,
    ArticleState,
    HandOver,
    Revision,
    Topic,
    TopicExpert,
)
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
    if article.state is ArticleState.BINNED:
        return False
    return _is_author(person, article) and not person.is_newcomer(today)


def can_add_file(person: Person, article: Article) -> bool:
    """Whoever writes the text puts pictures and files into it, a newcomer into a first draft."""
    return _is_author(person, article) and article.state is not ArticleState.BINNED


def can_read_file(person: Person, article: Article, address: str) -> bool:
    """A file is read by whoever reads a text that shows it, the published one or the draft."""
    shown = article.published.html if article.is_published and article.published else ""
    return f'"{address}"' in shown or can_read_draft(person, article)


def can_choose_authors(person: Person, article: Article, today: date) -> bool:
    """The author asks others to write along; nobody is the author's equal in that."""
    return article.author_id == person.id and not person.is_newcomer(today)


def can_leave_authors(person: Person, article: Article) -> bool:
    return person.id in article.author_ids and article.author_id != person.id


def can_submit(person: Person, article: Article, today: date) -> bool:
    return can_edit(person, article, today)


def can_publish(person: Person, article: Article) -> bool:
    """Decide on a submitted text: never one's own, nor one written before one left its authors."""
    wrote = _is_author(person, article) or article.newest.author_id == person.id
    return not wrote and _answers_for(person, article)


def can_unpublish(person: Person, article: Article, today: date) -> bool:
    """Take an article away from readers, or put a draft aside."""
    return (
        (_is_author(person, article) and not person.is_newcomer(today))
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


def can_suggest(person: Person, article: Article) -> bool:
    """Every reader but the authors proposes a change, or says that something is outdated."""
    return article.is_published and not _is_author(person, article)


def can_blank(person: Person) -> bool:
    return Role.MODERATOR in person.roles


def can_hand_over(person: Person, article: Article) -> bool:
    """Give a leaver's article to somebody: its programme's or topic's leads, and moderators."""
    return Role.MODERATOR in person.roles or _leads(person, article)


def can_take_over(person: Person, hand_over: HandOver) -> bool:
    """Whoever is asked, and whoever could give it to anybody."""
    return hand_over.asked_id == person.id or can_hand_over(person, hand_over.article)


def can_see_queue(person: Person, *, is_expert: bool) -> bool:
    return is_expert or bool(person.roles & {Role.PROGRAMME_LEAD, Role.MODERATOR})


def can_keep_topics(person: Person) -> bool:
    return bool(person.roles & KEEPERS)


def can_see_gaps(person: Person, *, leads_any: bool) -> bool:
    """What colleagues search for and do not find: leads of a programme, moderators, admins."""
    return leads_any or bool(person.roles & {Role.MODERATOR, Role.ADMIN})


def can_edit_synonyms(person: Person, *, leads_any: bool) -> bool:
    return leads_any or Role.ADMIN in person.roles


def can_give_topic(person: Person, topic: Topic | None, programme: Programme | None) -> bool:
    """Give a topic to a programme, whose leads then read its drafts and decide on them.

    A lead only out of the own hands or nobody's, and into the own; moderators and administrators
    any. A new topic (None) is nobody's yet, and where a topic is it may stay.
    """
    if person.roles & {Role.MODERATOR, Role.ADMIN} or (topic and topic.programme is programme):
        return True
    held = [one.programme for one in topic.line] if topic else []
    return all(one is None or _leads_programme(person, one) for one in (*held, programme))


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
    """The author or a co-author: what is written together is everybody's own."""
    return person.id in article.author_ids


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


def can_ask(person: Person) -> bool:
    """Ask, answer and vote: every colleague, the newest too."""
    return not person.roles & {Role.AUDITOR, Role.HR_INTEGRATION}


def can_edit_question(person: Person, question: AcademyQuestion) -> bool:
    return question.asker_id == person.id


def can_close_question(person: Person, question: AcademyQuestion) -> bool:
    """Who asked, moderators, and the leads of the topic's programme."""
    if question.asker_id == person.id or Role.MODERATOR in person.roles:
        return True
    programmes = [one.programme for one in question.topic.line] if question.topic else []
    return any(_leads_programme(person, one) for one in programmes if one is not None)


def can_edit_answer(person: Person, answer: Answer) -> bool:
    return answer.author_id == person.id


def can_accept_answer(person: Person, answer: Answer) -> bool:
    """Only who asked knows whether it helped."""
    return answer.question.asker_id == person.id


def can_verify_answer(person: Person, answer: Answer) -> bool:
    """Experts of the topic and moderators vouch for others' answers, never for their own."""
    if answer.author_id == person.id:
        return False
    return Role.MODERATOR in person.roles or is_expert_for(person, answer.question.topic)


def can_draft_from(person: Person, answer: Answer) -> bool:
    """Make an article of an accepted answer: who gave it and who asked, in both names."""
    return answer.is_accepted and person.id in {answer.author_id, answer.question.asker_id}
