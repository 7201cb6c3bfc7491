"""Talks of the know-how programme: held and recorded, coming with and without seats, called for."""

import tomllib
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select

from learning.academy.models import Talk, Topic
from learning.academy.operations import talks
from learning.academy.operations.talks import CallDraft, Kept, ProposalDraft, TalkDraft
from learning.academy.queries.talks import right_of
from learning.academy.rules.captions import read_captions
from learning.academy.rules.talks import read_chapters
from learning.anonymity.rules import new_token
from learning.cli.demo.company import DATA, Company, Story
from learning.extensions import db
from learning.scheduling.operations import DayFull, TimeTaken

ANNOUNCED = 10  # days before
QUESTIONS = ("worth", "clear", "use")
AFTERWARDS = timedelta(hours=13)  # when guests are asked
RELEASED = timedelta(days=9)
MOST_TRIES = 6


def hold_talks(company: Company) -> Story:
    """Everything around talks; each goes its own way."""
    told = tomllib.loads((DATA / "talks.toml").read_text("utf-8"))
    topics = tomllib.loads((DATA / "academy.toml").read_text("utf-8"))["topics"]
    names = {key: about["name"] for key, about in topics.items()}
    yield company.ago(70)
    for about in told["held"]:
        company.begin(_held(company, names, about))
    for about in told["coming"]:
        company.begin(_coming(company, names, about))
    company.begin(_series(company, names, told["series"]))
    for about in told["calls"]:
        company.begin(_called(company, names, about))


def _held(company: Company, names: dict[str, str], about: dict[str, Any]) -> Story:
    """A talk that took place, what stayed of it, and what its guests thought."""
    yield (now := company.ago(about["days_ago"] + ANNOUNCED))
    starts_at = _at(company, about["days_ago"], about["hour"])
    [talk] = _plan(company, names, about, [starts_at], now)
    yield (now := now + timedelta(days=3))
    _join(company, talk, [*about["came"], *about["missed"]], now)
    yield (now := talk.ends_at)
    present = {company[name].id for name in about["came"]}
    talks.mark_attendance(talk, present, now)
    yield (now := talk.ends_at + AFTERWARDS)
    talks.open_feedback(talk, now, AFTERWARDS - timedelta(hours=1))
    for name, ratings, text in zip(
        about["came"], about.get("ratings", []), about.get("texts", []), strict=False
    ):
        _say(company, talk, name, ratings, text)
    if "recording" in about:
        yield (now := now + timedelta(days=1))
        _record(talk, about, now)
        for one in about["remarks"]:
            talks.add_remark(talk, company[one["by"]], one["second"], one["text"], now)
        seen = about["watched"]
        talks.note_position(talk, company[seen["by"]], seen["second"])
    yield (now := talk.ends_at + RELEASED)
    talks.release_feedback(talk, company.secret, now)


def _coming(company: Company, names: dict[str, str], about: dict[str, Any]) -> Story:
    """A talk ahead, with whoever has signed up or waits."""
    yield (now := company.ago(about["announced"]))
    starts_at = _at(company, -about["in_days"], about["hour"])
    [talk] = _plan(company, names, about, [starts_at], now)
    yield (now := company.ago(about["announced"] / 2))
    _join(company, talk, about["guests"], now)
    free = (talk.seats or 0) - len(about["guests"])
    for name in about.get("waiting", []):
        now += timedelta(minutes=25)
        if free <= 0:
            with suppress(talks.NotFull):
                talks.wait_for_seat(talk, company[name], now)


def _series(company: Company, names: dict[str, str], about: dict[str, Any]) -> Story:
    yield (now := company.ago(about["announced"]))
    first = _at(company, -about["in_days"], about["hour"])
    times = [first + timedelta(days=about["every"] * number) for number in range(about["times"])]
    made = _plan(company, names, about, times, now)
    yield (now := company.ago(2))
    _join(company, made[0], about["guests"], now)


def _called(company: Company, names: dict[str, str], about: dict[str, Any]) -> Story:
    """A call, what was proposed to it, and the answers."""
    yield (now := company.ago(about["days_ago"]))
    caller = company[about["by"]]
    closes_on = company.today + timedelta(days=about["closes_in"])
    draft = CallDraft(about["title"], about["words"], closes_on, about.get("blind", False))
    call = talks.open_call(_topic(names, about), caller, draft, now)
    yield (now := company.ago(about["days_ago"] - 3))
    for number, one in enumerate(about["proposals"], 1):
        said = ProposalDraft(one["title"], one["abstract"], "en")
        at = now + timedelta(hours=number)
        proposal = talks.propose_talk(call, company[one["by"]], said, at)
        for name, (score, words) in one.get("scores", {}).items():
            talks.score_proposal(proposal, company[name], score, words, at)
        if "answer" in one:
            accepted = one.get("accepted", False)
            talks.decide_proposal(proposal, caller, one["answer"], at, is_accepted=accepted)


def _plan(
    company: Company,
    names: dict[str, str],
    about: dict[str, Any],
    times: list[datetime],
    now: datetime,
) -> list[Talk]:
    """Announce it; where the host has another appointment, an hour later."""
    host = company[about["host"]]
    draft = TalkDraft(
        title=about["title"],
        why=about["why"],
        about=about["about"].strip(),
        language=about.get("language", "en"),
        topic_id=_topic(names, about).id,
        place=about["place"],
        seats=about.get("seats"),
    )
    minutes = about.get("minutes", 60)
    for number in range(MOST_TRIES):
        later = [one + timedelta(hours=number) for one in times]
        with suppress(TimeTaken, DayFull), db.session.begin_nested():
            return talks.plan_talk(draft, host, host, later, minutes, now)
    return talks.plan_talk(draft, host, host, times, minutes, now)


def _join(company: Company, talk: Talk, names: Iterable[str], now: datetime) -> None:
    """Sign up whoever is free then."""
    for name in names:
        with suppress(TimeTaken, DayFull, talks.TalkFull), db.session.begin_nested():
            talks.join_talk(talk, company[name], now)


def _say(company: Company, talk: Talk, name: str, ratings: list[int], text: str) -> None:
    """Send feedback; the guest is invented, so mark and answer may share this transaction."""
    right = right_of(talk, company[name])
    if right is None:
        return
    token = new_token()
    content = {"ratings": dict(zip(QUESTIONS, ratings, strict=True)), "texts": [text]}
    talks.mark_sent(right, token)
    talks.seal_feedback(right, token, content, company.secret)


def _record(talk: Talk, about: dict[str, Any], now: datetime) -> None:
    folder = DATA / "talks"
    cues = read_captions((folder / f"{about['recording']}.vtt").read_text("utf-8"))
    kept = Kept("", "", read_chapters(about["chapters"]), cues)
    with (folder / f"{about['recording']}.webm").open("rb") as recording:
        storage = current_app.extensions["storage"]
        talks.keep_recording(talk, talk.host, storage, kept, now, recording=recording)


def _topic(names: dict[str, str], about: dict[str, Any]) -> Topic:
    query = select(Topic).where(Topic.name == names[about["topic"]])
    return db.session.scalars(query).one()


def _at(company: Company, days_ago: int, hour: int) -> datetime:
    return datetime.combine(company.workday(days_ago), time(hour), UTC)
