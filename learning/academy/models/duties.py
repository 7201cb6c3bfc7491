"""What colleagues are asked to read by a day, and who says that they have."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Enum, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.academy.models.articles import Article
from learning.extensions import Base
from learning.people.models import Department, Person
from learning.programmes.models import Programme


class Audience(StrEnum):
    """Who is asked; people who come to belong there later are asked, too."""

    EVERYBODY = "everybody"
    DEPARTMENT = "department"
    PROGRAMME = "programme"
    ROLE = "role"  # in any programme, or company-wide


class MustRead(Base):
    """An article is to be read by everybody of an audience, by a day.

    Who has read it says so once; only a change beyond small things asks them anew, and moves the
    day if it would come too soon.
    """

    __tablename__ = "must_reads"
    __table_args__ = (
        CheckConstraint(
            "(audience = 'department') = (department_id IS NOT NULL)"
            " AND (audience = 'programme') = (programme_id IS NOT NULL)"
            " AND (audience = 'role') = (role IS NOT NULL)",
            name="audience",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    audience: Mapped[Audience] = mapped_column(
        Enum(Audience, native_enum=False, length=20, values_callable=list)
    )
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programmes.id"))
    role: Mapped[str | None]  # of an enrolment or of an account
    due_on: Mapped[date]
    set_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    set_at: Mapped[datetime]
    asked_on: Mapped[date]  # for the text as it is now
    ended_at: Mapped[datetime | None]

    article: Mapped[Article] = relationship()
    department: Mapped[Department | None] = relationship()
    programme: Mapped[Programme | None] = relationship()
    setter: Mapped[Person] = relationship()


class Acknowledgement(Base):
    """Somebody has read and understood the revision of this number."""

    __tablename__ = "acknowledgements"
    __table_args__ = (UniqueConstraint("article_id", "person_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    number: Mapped[int]
    acknowledged_at: Mapped[datetime]
