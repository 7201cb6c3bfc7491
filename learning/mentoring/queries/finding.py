"""What the lists ask in which mentees find mentors, and mentors mentees."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload

from learning.activity.models import Fact
from learning.extensions import db
from learning.mentoring.models import (
    Mark,
    MarkKind,
    Match,
    MatchSettings,
    MatchState,
    Pairing,
    PairingKind,
    Wish,
    WishList,
)
from learning.mentoring.queries.matches import has_asked, is_told
from learning.mentoring.queries.settings import settings_from
from learning.mentoring.rules import Settings, seats
from learning.people.models import Direction, Person, PersonLanguage, PersonSkill, Skill
from learning.programmes.models import Enrolment, EnrolmentRole, EnrolmentState, Programme
from learning.programmes.queries.catalogue import JOINABLE


@dataclass(frozen=True)
class Search:
    """Where somebody looks: their part in a programme, how it matches, the mentors they have."""

    enrolment: Enrolment
    settings: Settings
    mentors: list[Pairing]

    @property
    def is_over(self) -> bool:
        """Whether a mentee has as many mentors here as they want."""
        wanted = seats(self.enrolment.capacity, self.enrolment.programme.mentors_per_mentee)
        return len(self.mentors) >= wanted


def searches_of(person: Person, role: EnrolmentRole) -> list[Search]:
    """Where this person takes part in this role just now, the latest first. One query."""
    query = (
        select(Enrolment, MatchSettings, Pairing)
        .join(Enrolment.programme)
        .outerjoin(MatchSettings, MatchSettings.programme_id == Programme.id)
        .outerjoin(
            Pairing,
            and_(
                Pairing.programme_id == Programme.id,
                Pairing.mentee_id == person.id,
                Pairing.ended_at.is_(None),
                Pairing.kind != PairingKind.TANDEM,
            ),
        )
        .where(
            Enrolment.person_id == person.id,
            Enrolment.role == role,
            Enrolment.state == EnrolmentState.ACTIVE,
            Programme.state.in_(JOINABLE),
        )
        .options(contains_eager(Enrolment.programme), joinedload(Pairing.mentor))
        .order_by(Enrolment.applied_at.desc(), Enrolment.id.desc(), Pairing.id)
    )
    found = dict[int, Search]()
    for enrolment, kept, pairing in db.session.execute(query):
        one = found.setdefault(enrolment.id, Search(enrolment, settings_from(kept), []))
        if pairing is not None:
            one.mentors.append(pairing)
    return list(found.values())


def wishing(
    person: Person, enrolment_id: int
) -> tuple[Enrolment, Settings, WishList | None] | None:
    """The person's part in a programme that pairs people, how it matches, and their wishes there;
    None to anybody else, and where nothing can be wished any more. One query.
    """
    query = (
        select(Enrolment, MatchSettings, WishList)
        .join(Enrolment.programme)
        .outerjoin(MatchSettings, MatchSettings.programme_id == Programme.id)
        .outerjoin(WishList, WishList.enrolment_id == Enrolment.id)
        .where(
            Enrolment.id == enrolment_id,
            Enrolment.person_id == person.id,
            Enrolment.role.in_((EnrolmentRole.MENTEE, EnrolmentRole.MENTOR)),
            Programme.state.in_(JOINABLE),
        )
        .options(
            contains_eager(Enrolment.programme), joinedload(WishList.wishes).joinedload(Wish.other)
        )
    )
    found = db.session.execute(query).unique().one_or_none()
    if found is None or not found[0].state.is_living:
        return None
    enrolment, kept, wishes = found
    return enrolment, settings_from(kept), wishes


def narrowed(
    reader: Person,
    person_ids: Collection[int],
    direction: Direction,
    words: str = "",
    skill: str = "",
    language: str = "",
) -> dict[int, MarkKind | None]:
    """Who of these people meets the filters, and how the reader has marked them; one query.

    What somebody does not leave open to colleagues finds nobody.
    """
    if not person_ids:
        return {}
    query = (
        select(Person.id, Mark.kind)
        .outerjoin(Mark, (Mark.other_id == Person.id) & (Mark.person_id == reader.id))
        .where(Person.id.in_(person_ids))
    )
    if words:
        query = query.where(_is_named(words))
    if skill:
        query = query.where(
            _is_open(direction.value), Person.id.in_(_skilled(direction, Skill.name == skill))
        )
    if language:
        speaking = select(PersonLanguage.person_id).where(
            PersonLanguage.code == language, PersonLanguage.level != "basic"
        )
        query = query.where(_is_open("languages"), Person.id.in_(speaking))
    return dict(db.session.execute(query).all())


def people_named(person_ids: Collection[int], words: str) -> set[int]:
    """Who of these people has the words in their name, job title or an openly taught skill."""
    query = select(Person.id).where(Person.id.in_(person_ids), _is_named(words))
    return set(db.session.scalars(query))


@dataclass(frozen=True)
class Listed:
    """Somebody on a list: their part, what is open between them and the reader, when last seen."""

    enrolment: Enrolment
    match: Match | None
    seen_at: datetime | None


def listed(
    reader: Person, programme: Programme, role: EnrolmentRole, person_ids: Collection[int]
) -> dict[int, Listed]:
    """By person what a list shows of them, each with skills; one query.

    Between a mentee and a mentor stands what the reader has asked; a mentor sees what awaits
    them, too.
    """
    theirs, own = Match.mentor_id, Match.mentee_id
    concerns = has_asked(reader)
    if role is EnrolmentRole.MENTEE:
        theirs, own = own, theirs
        concerns = or_(concerns, and_(*is_told(reader), Match.mentor_accepted_at.is_(None)))
    seen_at = select(func.max(Fact.at)).where(Fact.person_id == Enrolment.person_id)
    query = (
        select(Enrolment, Match, seen_at.scalar_subquery())
        .outerjoin(Match, _is_open_between(theirs, own, reader) & concerns)
        .where(
            Enrolment.programme_id == programme.id,
            Enrolment.role == role,
            Enrolment.person_id.in_(person_ids),
        )
        .options(joinedload(Enrolment.person).joinedload(Person.skills))
    )
    found = db.session.execute(query).unique()
    return {enrolment.person_id: Listed(enrolment, match, at) for enrolment, match, at in found}


def _is_open_between(
    theirs: InstrumentedAttribute[int], own: InstrumentedAttribute[int], reader: Person
) -> ColumnElement[bool]:
    return and_(theirs == Enrolment.person_id, own == reader.id, Match.state == MatchState.PROPOSED)


def _is_named(words: str) -> ColumnElement[bool]:
    like = f"%{words.replace('%', ' ').replace('_', ' ')}%"
    teaching = Person.id.in_(_skilled(Direction.TEACHES, Skill.name.ilike(like)))
    return or_(
        Person.name.ilike(like), Person.job_title.ilike(like), _is_open("teaches") & teaching
    )


def _is_open(field: str) -> ColumnElement[bool]:
    return func.coalesce(Person.privacy[field].as_string(), "colleagues") == "colleagues"


def _skilled(direction: Direction, which: ColumnElement[bool]) -> Select[int]:
    return (
        select(PersonSkill.person_id)
        .join(Skill, Skill.id == PersonSkill.skill_id)
        .where(PersonSkill.direction == direction, which)
    )
