"""The seconds of recordings and videos at which the words of search results are said."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from learning.academy.models import Article, ArticleFile, Revision, Talk, TalkTranscript
from learning.academy.queries.talks import Said, said_in
from learning.academy.rules.addresses import file_address, talk_moment, video_moment
from learning.academy.rules.players import plays
from learning.academy.search.documents import Key, Snippet
from learning.academy.search.grammar import cleaned
from learning.extensions import db
from learning.files.models import Upload
from learning.files.rules.words import said
from learning.storage import Storage

MOST_BYTES = 1 << 20  # of a video's captions; a whole day of talking has fewer


@dataclass(frozen=True)
class Moment:
    """When the words of a passage are said, and where one hears them; "" where nothing plays."""

    second: int
    url: str


def moments(passages: Mapping[Key, Snippet], storage: Storage) -> dict[Key, Moment]:
    """For the talks and files among some search results, when the words of the passage are said.

    What is written, and not said, has no moment.
    """
    return dict([*_of_talks(passages), *_of_videos(passages, storage)])


def _of_talks(passages: Mapping[Key, Snippet]) -> Iterator[tuple[Key, Moment]]:
    ids = [key.id for key in passages if key.kind == "talk"]
    if not ids:
        return
    query = (
        select(Talk, TalkTranscript)
        .outerjoin(TalkTranscript, TalkTranscript.talk_id == Talk.id)
        .where(Talk.id.in_(ids))
    )
    for talk, transcript in db.session.execute(query):
        key = Key("talk", talk.id)
        second = second_of_passage(said_in(talk, transcript), passages[key])
        if second is not None:
            yield key, Moment(second, talk_moment(talk.id, second))


def _of_videos(passages: Mapping[Key, Snippet], storage: Storage) -> Iterator[tuple[Key, Moment]]:
    ids = [key.id for key in passages if key.kind == "file"]
    if not ids:
        return
    query = (
        select(ArticleFile.id, ArticleFile.name, Article.id, Upload.key, Revision.html)
        .join(Upload, Upload.id == ArticleFile.upload_id)
        .join(Article, Article.id == ArticleFile.article_id)
        .join(Revision, Revision.id == Article.published_id)
        .where(
            ArticleFile.id.in_(ids),
            Upload.content_type.startswith("text/vtt"),
            Upload.size <= MOST_BYTES,
        )
    )
    for file_id, name, article_id, upload_key, html in db.session.execute(query):
        try:
            lines = [Said(cleaned(words), at) for at, words in said(storage.get(upload_key))]
        except FileNotFoundError:  # gone meanwhile
            continue
        key = Key("file", file_id)
        second = second_of_passage(lines, passages[key])
        if second is not None:
            is_played = plays(html, file_address(article_id, name))
            url = video_moment(article_id, name, second) if is_played else ""
            yield key, Moment(second, url)


def second_of_passage(parts: Collection[Said], passage: Snippet) -> int | None:
    """The second of the part in which the first word found of a passage stands."""
    whole = re.sub(r"\s", " ", "\n".join(one.text for one in parts))
    lead = passage.text.startswith("…")
    words = passage.text[lead:].removesuffix("…")
    start = whole.find(words)
    if start < 0:
        return None
    at = start + (passage.ranges[0][0] - lead if passage.ranges else 0)
    end = 0
    for one in parts:
        end += len(one.text) + 1
        if at < end:
            return one.second
    return None
