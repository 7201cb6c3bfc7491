"""What of a profile may be shown to whom, how complete it is, and what search may know."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from learning.extensions import db
from learning.people.models import (
    Direction,
    Person,
    PersonLanguage,
    PersonSkill,
    Tie,
)
from learning.people.queries.people import takes_part
from learning.people.rules.profile import Effect, Field, may_read


@dataclass(frozen=True)
class Profile:
    """A person's profile as one reader may see it; what is not theirs to see is empty."""

    person: Person
    is_own: bool
    story: str = ""
    ask_me_about: str = ""
    interests: list[str] = field(default_factory=list)
    teaches: list[PersonSkill] = field(default_factory=list)
    wants: list[PersonSkill] = field(default_factory=list)
    languages: list[PersonLanguage] = field(default_factory=list)
    working_hours: dict[str, list[str]] = field(default_factory=dict)
    shows_hours: bool = False

    @property
    def is_bare(self) -> bool:
        """Nothing is there beyond what the roster says of everybody."""
        return not (
            self.story
            or self.ask_me_about
            or self.interests
            or self.teaches
            or self.wants
            or self.languages
        )


@dataclass(frozen=True)
class FindablePerson:
    """What search may know of somebody: what every colleague may read, and nothing else."""

    id: int
    name: str
    job_title: str
    department: str
    location: str
    story: str
    ask_me_about: str
    interests: list[str]
    teaches: list[str]
    wants: list[str]


def with_profile(query: Select[Person]) -> Select[Person]:
    """Load what a profile shows along with its person."""
    return query.options(
        selectinload(Person.skills).joinedload(PersonSkill.skill),
        selectinload(Person.languages),
        joinedload(Person.department),
    )


def person_with_profile(person_id: int) -> Person | None:
    """The person and everything their profile shows, also after they left."""
    return db.session.scalar(with_profile(select(Person).where(Person.id == person_id)))


def profile_for(person: Person, *, is_owner: bool, is_tied: bool) -> Profile:
    """The fields that a reader in this relation may see."""

    def sees(part: Field) -> bool:
        return may_read(person.privacy, part, is_owner=is_owner, is_tied=is_tied)

    return Profile(
        person=person,
        is_own=is_owner,
        story=person.story if sees(Field.STORY) else "",
        ask_me_about=person.ask_me_about if sees(Field.ASK_ME_ABOUT) else "",
        interests=person.interests if sees(Field.INTERESTS) else [],
        teaches=skills_of(person, Direction.TEACHES) if sees(Field.TEACHES) else [],
        wants=skills_of(person, Direction.WANTS) if sees(Field.WANTS) else [],
        languages=person.languages if sees(Field.LANGUAGES) else [],
        working_hours=person.working_hours if sees(Field.HOURS) else {},
        shows_hours=sees(Field.HOURS),
    )


def skills_of(person: Person, direction: Direction) -> list[PersonSkill]:
    """What the person teaches or wants, the highest level first."""
    some = [row for row in person.skills if row.direction == direction]
    return sorted(some, key=lambda row: (-(row.level or 0), row.skill.name.casefold()))


def filled_fields(person: Person) -> frozenset[str]:
    """The keys of `rules.profile.STEPS` that the person has filled in."""
    directions = {row.direction for row in person.skills}
    found = {
        "teaches": Direction.TEACHES in directions,
        "wants": Direction.WANTS in directions,
        "languages": bool(person.languages),
        "timezone": bool(person.timezone),
        "working_hours": bool(person.working_hours),
        "interests": bool(person.interests),
        "story": bool(person.story),
        "ask_me_about": bool(person.ask_me_about),
        "photo": person.photo_key is not None,
    }
    return frozenset(key for key, is_there in found.items() if is_there)


def effect_of(step: str) -> Effect:
    """What filling in this field changed for others: who has been paired with it and without it."""
    paired = select(Tie.id).where(or_(Tie.person_id == Person.id, Tie.other_id == Person.id))
    has_it, was_paired = _has(step), paired.exists()

    def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count(case((condition, 1)))

    query = select(
        count(has_it),
        count(and_(has_it, was_paired)),
        count(~has_it),
        count(and_(~has_it, was_paired)),
    ).where(takes_part())
    return Effect(*db.session.execute(query).one())


def _has(step: str) -> ColumnElement[bool]:
    """The step as a condition in SQL; the Python twin is `filled_fields`."""
    own_skill = PersonSkill.person_id == Person.id
    match step:
        case "teaches" | "wants":
            return (
                select(PersonSkill.id)
                .where(own_skill, PersonSkill.direction == Direction(step))
                .exists()
            )
        case "languages":
            return select(PersonLanguage.id).where(PersonLanguage.person_id == Person.id).exists()
        case "photo":
            return Person.photo_key.is_not(None)
        case "interests" | "working_hours":
            column = getattr(Person, step)
            return func.length(cast(column, Text)) > 2
        case _:
            column = getattr(Person, step)
            return cast(column, Text) != ""


def findable_people(ids: Collection[int]) -> Iterator[FindablePerson]:
    """These people as search may know them; whoever left is not among them."""
    query = with_profile(select(Person).where(Person.id.in_(ids), takes_part()))
    for person in db.session.scalars(query):
        seen = profile_for(person, is_owner=False, is_tied=False)
        yield FindablePerson(
            id=person.id,
            name=person.name,
            job_title=person.job_title,
            department=person.department.name if person.department else "",
            location=person.location,
            story=seen.story,
            ask_me_about=seen.ask_me_about,
            interests=seen.interests,
            teaches=[row.skill.name for row in seen.teaches],
            wants=[row.skill.name for row in seen.wants],
        )
