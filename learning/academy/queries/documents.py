"""What search may know: articles, their files and comments, people, skills, questions, paths …"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import joinedload, lazyload, selectinload

from learning.academy.models import (
    AcademyQuestion,
    Article,
    ArticleFile,
    ArticleState,
    Comment,
    Path,
    PathStep,
    Reading,
    Revision,
    Talk,
    TalkTranscript,
    Topic,
    TopicExpert,
    Trust,
)
from learning.academy.queries.talks import said_in
from learning.academy.rules.addresses import (
    article_address,
    comment_address,
    file_address,
    path_address,
    person_address,
    programme_address,
    question_address,
    skill_address,
    talk_address,
)
from learning.academy.rules.fingerprint import fingerprint
from learning.academy.search.documents import EVERYONE, Document, Key
from learning.extensions import db
from learning.files.models import FileText
from learning.people.models import Direction, Person, PersonSkill, Skill, SkillSynonym
from learning.people.queries import findable_people
from learning.people.queries.people import takes_part
from learning.programmes.models import Programme, ProgrammeState

AT_A_TIME = 200  # so that a rebuild of any size fits into memory


def documents(kind: str, ids: Collection[int], now: datetime) -> list[Document]:
    """The documents of these objects; whatever is hidden, over or unknown has none."""
    make = _MAKERS.get(kind)
    return [_versioned(one) for one in make(ids, now)] if make and ids else []


def skills_of(people: Collection[int]) -> set[int]:
    """The skills that these people teach or want."""
    query = select(PersonSkill.skill_id).where(PersonSkill.person_id.in_(people))
    return set(db.session.scalars(query)) if people else set()


def files_with_words(articles: Collection[int]) -> set[int]:
    """The files of these articles in which words were found."""
    query = (
        select(ArticleFile.id)
        .join(FileText, FileText.upload_id == ArticleFile.upload_id)
        .where(ArticleFile.article_id.in_(articles), FileText.text != "")
    )
    return set(db.session.scalars(query)) if articles else set()


def comments_under(articles: Collection[int]) -> set[int]:
    """What is said under these articles."""
    query = select(Comment.id).where(Comment.article_id.in_(articles))
    return set(db.session.scalars(query)) if articles else set()


def named_after(people: Collection[int]) -> set[Key]:
    """What carries the names of these people, as those who wrote or hold it."""
    if not people:
        return set()
    named = (
        ("article", Article.id, Article.author_id),
        ("comment", Comment.id, Comment.author_id),
        ("path", Path.id, Path.author_id),
        ("question", AcademyQuestion.id, AcademyQuestion.asker_id),
        ("talk", Talk.id, Talk.host_id),
    )
    query = union_all(
        *(select(literal(kind), column).where(owner.in_(people)) for kind, column, owner in named)
    )
    return {Key(kind, number) for kind, number in db.session.execute(query)}


def viewer_keys(person: Person) -> frozenset[str]:
    """The visibility keys this person holds."""
    return frozenset({EVERYONE, f"person:{person.id}"})


def everything_findable(now: datetime) -> Iterator[Document]:
    """Every document there is, for an index that starts anew."""
    ids = {
        "article": select(Article.id).where(Article.state == ArticleState.PUBLISHED),
        "file": select(ArticleFile.id)
        .join(FileText, FileText.upload_id == ArticleFile.upload_id)
        .where(FileText.text != ""),
        "person": select(Person.id).where(takes_part()),
        "skill": select(Skill.id).where(Skill.merged_into_id.is_(None)),
        "question": select(AcademyQuestion.id),
        "talk": select(Talk.id).where(Talk.cancelled_at.is_(None)),
        "path": select(Path.id).where(Path.published_at.is_not(None)),
        "comment": select(Comment.id).where(Comment.hidden_at.is_(None)),
        "programme": select(Programme.id).where(Programme.state != ProgrammeState.DRAFT),
    }
    for kind, query in ids.items():
        yield from documents_in_turn(kind, db.session.scalars(query).all(), now)


def documents_in_turn(kind: str, ids: Sequence[int], now: datetime) -> Iterator[Document]:
    """The documents of any number of objects, AT_A_TIME of them in memory."""
    for start in range(0, len(ids), AT_A_TIME):
        yield from documents(kind, ids[start : start + AT_A_TIME], now)


def _articles(ids: Collection[int], now: datetime) -> Iterator[Document]:
    readers = dict(
        db.session.execute(
            select(Reading.article_id, func.count(Reading.id))
            .where(Reading.article_id.in_(ids))
            .group_by(Reading.article_id)
        ).all()
    )
    for one in _published(ids, Revision.text):
        revision = one.published
        if revision is None:
            continue
        trust = one.trust(now.date())
        yield Document(
            kind="article",
            id=one.id,
            version="",
            language=one.language,
            title=revision.title,
            text=revision.text,
            url=article_address(one.id),
            visibility=_EVERYBODY,
            updated_at=revision.published_at or one.created_at,
            topics=tuple(topic.name for topic in one.topic.line) if one.topic else (),
            author=one.author.name,
            verified=trust is Trust.VERIFIED,
            outdated=trust in {Trust.DUE, Trust.OUTDATED, Trust.OBSOLETE},
            popularity=0 if trust is Trust.OBSOLETE else readers.get(one.id, 0),
            programme=one.programme.name if one.programme else "",
        )


def _published(ids: Collection[int], *columns: Any) -> Iterator[Article]:
    """Articles that readers see, with these columns of their texts."""
    query = (
        select(Article)
        .where(Article.id.in_(ids), Article.state == ArticleState.PUBLISHED)
        .options(
            joinedload(Article.published).load_only(
                Revision.article_id, Revision.title, Revision.published_at, *columns
            ),
            joinedload(Article.author).options(lazyload(Person.grants)),
            joinedload(Article.programme),
            joinedload(Article.topic).joinedload(Topic.parent).joinedload(Topic.parent),
        )
    )
    yield from db.session.scalars(query)


def _files(ids: Collection[int], now: datetime) -> Iterator[Document]:
    """Files with words in them that a published text shows; as trusted and as open as the text."""
    query = (
        select(ArticleFile, FileText.text)
        .join(FileText, FileText.upload_id == ArticleFile.upload_id)
        .where(ArticleFile.id.in_(ids), FileText.text != "")
    )
    files = db.session.execute(query).all()
    of_articles = {file.article_id for file, _text in files}
    articles = {one.id: one for one in _published(of_articles, Revision.html)}
    for file, text in files:
        article = articles.get(file.article_id)
        address = file_address(file.article_id, file.name)
        if article is None or article.published is None:
            continue
        if f'"{address}"' not in article.published.html:
            continue
        trust = article.trust(now.date())
        yield Document(
            kind="file",
            id=file.id,
            version="",
            language=article.language,
            title=file.short_name,
            text=text,
            url=address,
            visibility=_EVERYBODY,
            updated_at=file.added_at,
            topics=tuple(topic.name for topic in article.topic.line) if article.topic else (),
            author=article.author.name,
            verified=trust is Trust.VERIFIED,
            outdated=trust in {Trust.DUE, Trust.OUTDATED, Trust.OBSOLETE},
            programme=article.programme.name if article.programme else "",
            within=article.published.title,
            within_url=article_address(article.id),
        )


def _people(ids: Collection[int], now: datetime) -> Iterator[Document]:
    answers_for: dict[int, list[str]] = {}
    named = select(TopicExpert.person_id, Topic.name).join(TopicExpert.topic)
    named = named.where(
        TopicExpert.person_id.in_(ids),
        TopicExpert.confirmed_at.is_not(None),
        TopicExpert.lapsed_at.is_(None),
    ).order_by(Topic.name)
    for person_id, topic in db.session.execute(named):
        answers_for.setdefault(person_id, []).append(topic)
    for person in findable_people(ids):
        said = (
            " · ".join(filter(None, (person.job_title, person.department, person.location))),
            person.ask_me_about,
            ", ".join(person.teaches),
            ", ".join(person.wants),
            ", ".join(person.interests),
            person.story,
        )
        yield Document(
            kind="person",
            id=person.id,
            version="",
            language="",
            title=person.name,
            text="\n".join(filter(None, said)),
            url=person_address(person.id),
            visibility=_EVERYBODY,
            updated_at=_UNDATED,
            topics=tuple(answers_for.get(person.id, [])),
        )


def _skills(ids: Collection[int], now: datetime) -> Iterator[Document]:
    synonyms: dict[int, list[str]] = {}
    rows = db.session.execute(
        select(SkillSynonym.skill_id, SkillSynonym.key).where(SkillSynonym.skill_id.in_(ids))
    )
    for skill_id, key in rows:
        synonyms.setdefault(skill_id, []).append(key)
    teachers = dict(
        db.session.execute(
            select(PersonSkill.skill_id, func.count(PersonSkill.id))
            .where(PersonSkill.skill_id.in_(ids), PersonSkill.direction == Direction.TEACHES)
            .group_by(PersonSkill.skill_id)
        ).all()
    )
    query = select(Skill).where(Skill.id.in_(ids), Skill.merged_into_id.is_(None))
    for skill in db.session.scalars(query):
        yield Document(
            kind="skill",
            id=skill.id,
            version="",
            language="",
            title=skill.name,
            text=", ".join(sorted(synonyms.get(skill.id, []))),
            url=skill_address(skill.name),
            visibility=_EVERYBODY,
            updated_at=_UNDATED,
            popularity=teachers.get(skill.id, 0),
        )


def _programmes(ids: Collection[int], now: datetime) -> Iterator[Document]:
    query = select(Programme).where(Programme.id.in_(ids), Programme.state != ProgrammeState.DRAFT)
    for programme in db.session.scalars(query):
        said = (
            programme.one_line,
            programme.goal_text,
            programme.giver_benefit,
            programme.receiver_benefit,
        )
        yield Document(
            kind="programme",
            id=programme.id,
            version="",
            language="",
            title=programme.name,
            text="\n".join(filter(None, said)),
            url=programme_address(programme.id),
            visibility=_EVERYBODY,
            updated_at=programme.opened_at or programme.created_at,
            outdated=not programme.is_joinable,
        )


def _questions(ids: Collection[int], now: datetime) -> Iterator[Document]:
    """A question with all its answers, which are found by its title too."""
    query = (
        select(AcademyQuestion)
        .where(AcademyQuestion.id.in_(ids))
        .options(
            joinedload(AcademyQuestion.asker).options(lazyload(Person.grants)),
            joinedload(AcademyQuestion.topic).joinedload(Topic.parent).joinedload(Topic.parent),
            selectinload(AcademyQuestion.answers),
        )
    )
    for one in db.session.scalars(query):
        answers = sorted(one.answers, key=lambda answer: answer.id)
        yield Document(
            kind="question",
            id=one.id,
            version="",
            language=one.language,
            title=one.title,
            text="\n".join(filter(None, (one.body, *(answer.body for answer in answers)))),
            url=question_address(one.id),
            visibility=_EVERYBODY,
            updated_at=one.edited_at or one.asked_at,
            topics=tuple(topic.name for topic in one.topic.line) if one.topic else (),
            author=one.asker.name,
        )


def _talks(ids: Collection[int], now: datetime) -> Iterator[Document]:
    """A talk with its chapters and all that is said in it."""
    query = (
        select(Talk, TalkTranscript)
        .outerjoin(TalkTranscript, TalkTranscript.talk_id == Talk.id)
        .where(Talk.id.in_(ids), Talk.cancelled_at.is_(None))
        .options(
            joinedload(Talk.host).options(lazyload(Person.grants)),
            joinedload(Talk.topic).joinedload(Topic.parent).joinedload(Topic.parent),
        )
    )
    for one, transcript in db.session.execute(query):
        yield Document(
            kind="talk",
            id=one.id,
            version="",
            language=one.language,
            title=one.title,
            text="\n".join(part.text for part in said_in(one, transcript)),
            url=talk_address(one.id),
            visibility=_EVERYBODY,
            updated_at=one.changed_at,
            topics=tuple(topic.name for topic in one.topic.line),
            author=one.host.name,
        )


def _paths(ids: Collection[int], now: datetime) -> Iterator[Document]:
    """A path colleagues see, with what its editors say of its steps."""
    query = (
        select(Path)
        .where(Path.id.in_(ids), Path.published_at.is_not(None))
        .options(
            joinedload(Path.author).options(lazyload(Person.grants)),
            joinedload(Path.topic).joinedload(Topic.parent).joinedload(Topic.parent),
        )
    )
    said: dict[int, list[str]] = {}
    steps = (
        select(PathStep.path_id, PathStep.title, PathStep.note)
        .where(PathStep.path_id.in_(ids), PathStep.removed_at.is_(None))
        .order_by(PathStep.position, PathStep.id)
    )
    for path_id, *words in db.session.execute(steps):
        said.setdefault(path_id, []).extend(words)
    for one in db.session.scalars(query):
        yield Document(
            kind="path",
            id=one.id,
            version="",
            language=one.language,
            title=one.title,
            text="\n".join(filter(None, (one.summary, *said.get(one.id, [])))),
            url=path_address(one.id),
            visibility=_EVERYBODY,
            updated_at=one.published_at or one.created_at,
            topics=tuple(topic.name for topic in one.topic.line),
            author=one.author.name,
        )


def _comments(ids: Collection[int], now: datetime) -> Iterator[Document]:
    """What is said under a published text, and still to be read: it has no title of its own."""
    query = (
        select(Comment)
        .where(Comment.id.in_(ids), Comment.hidden_at.is_(None))
        .options(joinedload(Comment.author).options(lazyload(Person.grants)))
    )
    comments = list(db.session.scalars(query))
    articles = {one.id: one for one in _published({one.article_id for one in comments})}
    for one in comments:
        article = articles.get(one.article_id)
        if article is None or article.published is None:
            continue
        yield Document(
            kind="comment",
            id=one.id,
            version="",
            language=article.language,
            title="",
            text=one.body,
            url=comment_address(article.id, one.thread_id, one.id),
            visibility=_EVERYBODY,
            updated_at=one.edited_at or one.written_at,
            topics=tuple(topic.name for topic in article.topic.line) if article.topic else (),
            author=one.author.name,
            programme=article.programme.name if article.programme else "",
            within=article.published.title,
            within_url=article_address(article.id),
        )


_UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
_EVERYBODY = frozenset({EVERYONE})
_MAKERS: dict[str, Callable[[Collection[int], datetime], Iterator[Document]]] = {
    "article": _articles,
    "file": _files,
    "person": _people,
    "skill": _skills,
    "programme": _programmes,
    "question": _questions,
    "talk": _talks,
    "path": _paths,
    "comment": _comments,
}


def _versioned(document: Document) -> Document:
    """With a version that tells two states of the document apart."""
    return replace(document, version=fingerprint(repr(document)))
