"""Learning paths, and how far colleagues have come on them."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from learning.academy.models import Article, Path, PathStep, StepKind, Topic
from learning.academy.operations import (
    About,
    StepWords,
    add_item,
    add_link,
    add_peer_step,
    create_path,
    follow_path,
    publish_path,
    tick_step,
)
from learning.cli.demo.company import Company, Story
from learning.people.queries import find_skill


def lay_path(
    company: Company, articles: Mapping[str, Article], topic: Topic, told: dict[str, Any]
) -> Story:
    """A path from its first step to the colleagues who follow it."""
    author = company[told["by"]]
    yield (now := company.ago(told["days_ago"]))
    about = About(told["title"], told["summary"], topic.id, author.language)
    path = create_path(author, about, now)
    steps: list[PathStep] = []
    for one in told["steps"]:
        steps.append(_add(path, one, articles, steps, now))
    publish_path(path, author, now)
    for one in told["followers"]:
        company.begin(_follow(company, path, [steps[n - 1] for n in one["done"]], one))


def _add(
    path: Path,
    told: dict[str, Any],
    articles: Mapping[str, Article],
    before: list[PathStep],
    now: datetime,
) -> PathStep:
    after = before[told["after"] - 1].id if "after" in told else None
    words = StepWords(told.get("note", ""), told.get("minutes"), after)
    if "article" in told:
        return add_item(path, StepKind.ARTICLE, articles[told["article"]].id, words, now)
    if "link" in told:
        return add_link(path, told["link"], told["title"], words, now)
    skill = find_skill(told["skill"]) if "skill" in told else None
    return add_peer_step(path, StepKind(told["kind"]), skill.id if skill else None, words, now)


def _follow(company: Company, path: Path, done: Iterable[PathStep], told: dict[str, Any]) -> Story:
    person = company[told["by"]]
    yield (now := company.ago(told["days_ago"]))
    follow_path(path, person, now)
    for step in done:
        yield (now := now + timedelta(hours=20))
        tick_step(path, step, person, now)
