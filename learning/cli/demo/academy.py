"""The know-how programme: topics, experts, articles with their readers, and wishes."""

import io
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app

from learning.academy.models import Article, Audience, Topic
from learning.academy.operations import (
    Draft,
    Readers,
    accept_answer,
    acknowledge,
    add_author,
    add_comment,
    add_file,
    add_remark,
    add_topic,
    ask_question,
    confirm_expert,
    create_article,
    flag_outdated,
    follow_topic,
    hand_back,
    mark_of,
    nominate_expert,
    note_view,
    publish,
    rate_article,
    require_reading,
    resolve_thread,
    save_text,
    submit,
    suggest_change,
    toggle_answer_vote,
    toggle_question_vote,
    verify,
    write_answer,
)
from learning.academy.operations.handover import hand_over_articles
from learning.academy.queries.duties import asked_of
from learning.academy.rules.addresses import article_address
from learning.cli.demo.company import DATA, Company, Story
from learning.cli.demo.joining import let_in, start_programme
from learning.cli.demo.paths import lay_path
from learning.extensions import db
from learning.moderation.models import ReportReason
from learning.moderation.operations import report_comment
from learning.people.models import Person
from learning.people.operations import deactivate_person
from learning.programmes.models import EnrolmentRole, Format, Goal, Programme
from learning.programmes.operations import (
    decline_topic,
    finish_topic,
    invite,
    offer_topic,
    plan_topic,
    propose_topic,
    toggle_vote,
)

NAME = "Know-how Exchange"
BEGAN = 100  # days ago
WRITTEN = timedelta(days=5)  # from the first draft to submitting it
DECIDED = timedelta(days=2)


@dataclass(frozen=True)
class Told:
    """An article as academy.toml tells of it; its text lies beside in Markdown."""

    file: str
    about: dict[str, Any]

    @property
    def title(self) -> str:
        return self._parts()[0]

    @property
    def body(self) -> str:
        return self._parts()[1]

    @property
    def language(self) -> str:
        return self.file.rpartition(".")[2]

    def _parts(self) -> tuple[str, str]:
        text = (DATA / "articles" / f"{self.file}.md").read_text("utf-8")
        heading, _break, body = text.partition("\n")
        return heading.removeprefix("# "), body.strip() + "\n"


def fill_academy(company: Company) -> Story:
    """Everything the academy and its programme hold today."""
    told = tomllib.loads((DATA / "academy.toml").read_text("utf-8"))
    programme = yield from start_programme(
        company, NAME, Goal.EXPERTS, [Format.ACADEMY, Format.REVIEWS], BEGAN
    )
    topics = _add_topics(programme, told["topics"])
    texts = [Told(file, about) for file, about in told["articles"].items()]
    articles = _draft(company, programme, texts, topics)
    for one in texts:
        company.begin(_take_its_way(company, articles[one.file], one.about))
    for about in told["paths"]:
        company.begin(lay_path(company, articles, topics[about["topic"]], about))
    for about in told["questions"]:
        company.begin(_ask(company, topics, about))
    for about in told["wishes"]:
        company.begin(_wish(company, programme, about))
    for name, days_ago in told["leavers"].items():
        company.begin(_leave(company, name, days_ago))
    yield from _name_experts(company, topics, told["topics"])
    _let_everybody_in(company, programme, told["programme"])
    yield (now := company.ago(2))
    invited = [company[name].id for name in told["programme"]["invited"]]
    invite(programme, invited, company["lead"], now)


def _leave(company: Company, name: str, days_ago: float) -> Story:
    """Somebody leaves the company; what they wrote looks for somebody else."""
    yield (now := company.ago(days_ago))
    deactivate_person(company[name], company["admin"], now)
    db.session.expire_all()  # who is an expert by now
    hand_over_articles(now)


def _let_everybody_in(company: Company, programme: Programme, told: dict[str, Any]) -> None:
    lead = company["lead"]
    for role in (EnrolmentRole.EXPERT, EnrolmentRole.PARTICIPANT):
        for number, name in enumerate(told[role.value]):
            at = company.ago(75 - 3 * number)
            company.begin(let_in(programme, company[name], role, lead, at))


def _add_topics(programme: Programme, told: dict[str, Any]) -> dict[str, Topic]:
    topics = dict[str, Topic]()
    for key, about in told.items():
        parent = topics.get(about.get("below", ""))
        topics[key] = add_topic(about["name"], parent, None if parent else programme.id)
    return topics


def _name_experts(company: Company, topics: dict[str, Topic], told: dict[str, Any]) -> Story:
    """Experts for most topics; whoever is only proposed waits for the lead's yes."""
    lead = company["lead"]
    yield (now := company.ago(90))
    for key, about in told.items():
        for name in about.get("experts", []):
            expert = nominate_expert(topics[key], company[name], lead, now)
            confirm_expert(expert, lead, now)
        for name in about.get("followers", []):
            follow_topic(topics[key], company[name], now)
    company.begin(_propose_experts(company, topics, told))


def _propose_experts(company: Company, topics: dict[str, Topic], told: dict[str, Any]) -> Story:
    yield (now := company.ago(2))
    for key, about in told.items():
        for name in about.get("proposed", []):
            nominate_expert(topics[key], company[name], company["rui"], now)


def _draft(
    company: Company, programme: Programme, texts: list[Told], topics: dict[str, Topic]
) -> dict[str, Article]:
    """Begin every article, then write them, so that each can lead to every other."""
    articles = dict[str, Article]()
    drafts = dict[str, Draft]()
    for one in texts:
        draft = drafts[one.file] = Draft(
            title=one.title,
            body=one.body,
            language=one.language,
            summary=one.about.get("summary", ""),
            topic_id=topics[one.about["topic"]].id,
            programme_id=programme.id,
        )
        articles[one.file] = create_article(
            company[one.about["author"]],
            draft,
            company.ago(one.about["written"]) - WRITTEN,
            articles.get(one.about.get("translates", "")),
        )
    addresses = {f"({file}.md)": f"({article_address(one.id)})" for file, one in articles.items()}
    storage = current_app.extensions["storage"]
    for one in texts:
        article, body = articles[one.file], one.body
        if "file" in one.about:
            told = one.about["file"]
            data, now = io.BytesIO(told["text"].encode()), article.newest.created_at
            made = add_file(article, article.author, storage, data, told["name"], now)
            body += f"\n[{told['words']}]({made.short_name})\n"
        for link, address in addresses.items():
            body = body.replace(link, address)
        draft = drafts[one.file]
        save_text(
            article,
            article.author,
            Draft(**{**vars(draft), "body": body}),
            mark_of(article.newest),
            article.newest.created_at,
        )
    return articles


def _take_its_way(company: Company, article: Article, about: dict[str, Any]) -> Story:
    """Submitted, decided on, read and vouched for, as far as the article has come."""
    state, reviewer = about.get("state"), company[about.get("reviewer", "lead")]
    if state == "draft":
        return
    yield (now := company.ago(about["written"]))
    if "with" in about:
        add_author(article, company[about["with"]], now)
    submit(article, now)
    for line, text in about.get("remarks", []):
        add_remark(article, reviewer, line, text, now + DECIDED / 2)
    if state == "in_review":
        return
    yield (now := now + DECIDED)
    if state == "returned":
        hand_back(article, reviewer, article.newest.id, about["reason"], now)
        return
    publish(article, reviewer, article.newest.id, about.get("reason", ""), now)
    for place, reader in enumerate(_readers(company, article, about["readers"])):
        _read(company, article, reader, place, about)
    for duty in about.get("duties", []):
        company.begin(_require(company, article, duty))
    for number, said in enumerate(about.get("comments", []), 1):
        company.begin(_discuss(company, article, said, about["written"] / (number + 1)))
    if "verified" in about:
        yield (now := company.ago(about["verified"]))
        verify(article, reviewer, about["verified_for"], now)
    yield (now := company.ago(1))
    if "change" in about:
        change = about["change"]
        body = article.newest.body.rstrip() + f"\n\n{change['adds']}\n"
        suggest_change(article, company[change["by"]], body, change["why"], now)
    if "doubt" in about:
        flag_outdated(article, company[about["doubt"]["by"]], about["doubt"]["text"], now)


def _require(company: Company, article: Article, duty: dict[str, Any]) -> Story:
    """A must-read, and who has confirmed it so far."""
    yield (now := company.ago(duty["days_ago"]))
    audience = Audience(duty["audience"])
    of = company[duty["of"]].department_id if "of" in duty else None
    due_on = company.today + timedelta(days=duty["days_left"])
    require_reading(article, Readers(audience, department_id=of), due_on, company["lead"], now)
    for name in duty["read_by"]:
        yield (now := now + timedelta(hours=5))
        if asked_of(company[name], article) and article.published:
            acknowledge(article, company[name], article.published.number, now)


def _discuss(company: Company, article: Article, said: dict[str, Any], days_ago: float) -> Story:
    """A comment, what colleagues answered to it, and whether that settled it."""
    yield (now := company.ago(days_ago))
    root = add_comment(article, company[said["by"]], said["body"], None, now)
    for name, body in said["answers"]:
        yield (now := now + timedelta(hours=7))
        add_comment(article, company[name], body, root, now)
    if "reported" in said:
        report = said["reported"]
        yield (now := company.ago(1))
        report_comment(root, company[report["by"]], ReportReason.OTHER, report["words"], now)
    if said.get("resolved"):
        resolve_thread(root, root.author, now + timedelta(minutes=5))


def _readers(company: Company, article: Article, many: int) -> list[Person]:
    """So many colleagues who read the language, others for each article."""
    able = [
        person
        for person in company.people.values()
        if person.id != article.author_id
        and person.is_active
        and not person.is_newcomer(company.today)
        and any(one.code == article.language for one in person.languages)
    ]
    return [able[(article.id * 7 + step) % len(able)] for step in range(min(many, len(able)))]


def _read(
    company: Company, article: Article, reader: Person, place: int, about: dict[str, Any]
) -> None:
    """Some read it soon and some late; every other one says whether it was of use."""
    days_left = about["written"] - DECIDED.days
    at = company.ago(days_left * (1 - (place % 6) / 6) - 0.2)
    sharer = company["lead"]
    note_view(
        article,
        reader,
        at,
        is_finished=place % 4 != 3,
        sharer_id=sharer.id if place % 2 and reader.id != sharer.id else None,
    )
    if place % 3 != 1:
        doubts = about.get("doubts", [])
        is_useful = place >= len(doubts) * 3 or place % 3 != 0
        why = "" if is_useful else doubts[place // 3]
        rate_article(article, reader, why, at + timedelta(minutes=4), is_useful=is_useful)


def _wish(company: Company, programme: Programme, about: dict[str, Any]) -> Story:
    """A topic somebody wishes for or offers, and what became of it."""
    days_ago, lead = about["days_ago"], company["lead"]
    yield (now := company.ago(days_ago))
    wish = propose_topic(
        programme,
        company[about["by"]],
        now,
        title=about["title"],
        why=about["why"],
        kind=about["kind"],
        is_offered=about.get("offered", False),
    )
    for number, name in enumerate(about["voters"], 1):
        toggle_vote(wish, company[name], now + timedelta(hours=5 * number))
    if "expert" in about:
        yield (now := company.ago(days_ago - 3))
        offer_topic(wish, company[about["expert"]], now)
    yield (now := company.ago(days_ago - 6))
    match about.get("state"):
        case "planned":
            plan_topic(wish, lead, now)
        case "done":
            finish_topic(wish, lead, now)
        case "declined":
            decline_topic(wish, about["reason"], lead, now)


def _ask(company: Company, topics: dict[str, Topic], about: dict[str, Any]) -> Story:
    """A question, who would like to know it too, its answers, and the one that settled it."""
    days_ago = about["days_ago"]
    yield (now := company.ago(days_ago))
    asked = ask_question(
        company[about["by"]],
        about["title"],
        about["body"],
        topics[about["topic"]].id,
        about.get("language", "en"),
        now,
    )
    for name in about["voters"]:
        toggle_question_vote(asked, company[name])
    for number, said in enumerate(about.get("answers", []), 1):
        yield (now := company.ago(days_ago - number * 0.6))
        answer = write_answer(asked, company[said["by"]], said["body"], now)
        for name in said.get("voters", []):
            toggle_answer_vote(answer, company[name])
        if said.get("accepted"):
            accept_answer(answer, now + timedelta(hours=2))
