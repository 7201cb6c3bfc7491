"""Where imported articles came from, so that links between their files find them."""

from sqlalchemy import select

from learning.academy.models import Article
from learning.extensions import db
from learning.people.models import Person, Role, RoleGrant


def sources_in(folder: str) -> dict[str, int]:
    """The files imported from a folder of this name, by path within it, with their articles."""
    start = f"{folder}/"
    query = select(Article.source_path, Article.id).where(
        Article.source_path.startswith(start, autoescape=True)
    )
    return {
        path.removeprefix(start): article_id
        for path, article_id in db.session.execute(query)
        if path is not None
    }


def imported_from(folder: str) -> dict[str, Article]:
    """The same with the articles themselves."""
    start = f"{folder}/"
    query = select(Article).where(Article.source_path.startswith(start, autoescape=True))
    found = db.session.scalars(query).all()
    return {one.source_path.removeprefix(start): one for one in found if one.source_path}


def an_administrator() -> Person | None:
    """The longest-serving active administrator, in whose name an operator's command writes."""
    query = (
        select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.role == Role.ADMIN, Person.deactivated_at.is_(None))
        .order_by(RoleGrant.granted_at, Person.id)
        .limit(1)
    )
    return db.session.scalar(query)
