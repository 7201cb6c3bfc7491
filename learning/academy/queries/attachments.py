"""The pictures and files of articles."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from learning.academy.models import Article, ArticleFile
from learning.extensions import db
from learning.files.models import Upload


def files_of(article_id: int) -> list[ArticleFile]:
    """What an article's text may show, by name."""
    query = (
        select(ArticleFile)
        .where(ArticleFile.article_id == article_id)
        .options(joinedload(ArticleFile.upload))
        .order_by(ArticleFile.name)
    )
    return list(db.session.scalars(query))


def file_of(article: Article, name: str) -> ArticleFile | None:
    query = (
        select(ArticleFile)
        .where(ArticleFile.article_id == article.id, ArticleFile.name == name)
        .options(joinedload(ArticleFile.upload))
    )
    return db.session.scalar(query)


def uses_of(upload: Upload) -> int:
    """How many articles share these bytes: files of an import lie beside several texts."""
    query = select(func.count(ArticleFile.id)).where(ArticleFile.upload_id == upload.id)
    return db.session.scalar(query) or 0


def names_in(folder: str) -> set[str]:
    """Names of files that articles imported from a folder hold already."""
    query = (
        select(ArticleFile.name)
        .join(Article, Article.id == ArticleFile.article_id)
        .where(Article.source_path.startswith(f"{folder}/", autoescape=True))
    )
    return set(db.session.scalars(query))


def files_by_article(ids: Collection[int]) -> dict[int, list[ArticleFile]]:
    """The files of many articles at once."""
    found: dict[int, list[ArticleFile]] = {}
    query = select(ArticleFile).where(ArticleFile.article_id.in_(ids))
    for one in db.session.scalars(query.options(joinedload(ArticleFile.upload))):
        found.setdefault(one.article_id, []).append(one)
    return found
