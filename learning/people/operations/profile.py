"""Keeping one's own profile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from learning.extensions import db
from learning.files.models import Upload
from learning.outbox import index_change
from learning.people.models import Direction, Person, PersonLanguage, PersonSkill
from learning.people.operations.skills import find_or_propose_skill
from learning.people.rules.profile import Audience, Field
from learning.people.rules.skills import higher


@dataclass(frozen=True)
class Spoken:
    """A language as its speaker rates it, and whether search may show texts in it."""

    code: str
    level: str
    reads: bool


def edit_about(
    person: Person,
    *,
    story: str,
    ask_me_about: str,
    interests: Sequence[str],
    audiences: Mapping[Field, Audience],
    now: datetime,
) -> None:
    """Say who one is, and who may read it."""
    person.story, person.ask_me_about = story, ask_me_about
    person.interests = list(dict.fromkeys(interests))
    _changed(person, audiences, now)


def edit_skills(
    person: Person,
    *,
    teaches: Sequence[tuple[str, int | None]],
    wants: Sequence[tuple[str, int | None]],
    audiences: Mapping[Field, Audience],
    now: datetime,
) -> list[str]:
    """Say what one teaches and wants, by name and level; whatever is not named goes.

    A name that is new to the shared list is proposed for it; those names are returned. One named
    twice keeps the higher level.
    """
    new: list[str] = []
    for direction, named in ((Direction.TEACHES, teaches), (Direction.WANTS, wants)):
        levels: dict[int, int | None] = {}
        for name, level in named:
            skill = find_or_propose_skill(name, person, now)
            if skill.proposed_at == now and skill.proposed_by == person.id:
                new.append(skill.name)
            levels[skill.id] = higher(levels.get(skill.id), level)
        _set_skills(person, direction, levels)
    _changed(person, audiences, now)
    return list(dict.fromkeys(new))


def _set_skills(person: Person, direction: Direction, levels: Mapping[int, int | None]) -> None:
    query = select(PersonSkill).where(
        PersonSkill.person_id == person.id, PersonSkill.direction == direction
    )
    here = {kept.skill_id: kept for kept in db.session.scalars(query)}
    for skill_id in here.keys() - levels.keys():
        db.session.delete(here[skill_id])
    for skill_id, level in levels.items():
        if skill_id in here:
            here[skill_id].level = level
        else:
            db.session.add(
                PersonSkill(
                    person_id=person.id, skill_id=skill_id, direction=direction, level=level
                )
            )


def edit_languages(
    person: Person, spoken: Sequence[Spoken], audiences: Mapping[Field, Audience], now: datetime
) -> None:
    """Say which languages one speaks and reads, in this order; whatever is not named goes."""
    query = select(PersonLanguage).where(PersonLanguage.person_id == person.id)
    here = {kept.code: kept for kept in db.session.scalars(query)}
    wanted = {one.code: one for one in spoken}
    for code in here.keys() - wanted.keys():
        db.session.delete(here[code])
    for position, (code, one) in enumerate(wanted.items()):
        kept = here.get(code)
        if kept is None:
            kept = PersonLanguage(person_id=person.id, code=code)
            db.session.add(kept)
        kept.level, kept.reads, kept.position = one.level, one.reads, position
    _changed(person, audiences, now)


def edit_hours(
    person: Person,
    *,
    timezone: str,
    working_hours: Mapping[int, tuple[str, str]],
    audiences: Mapping[Field, Audience],
    now: datetime,
) -> None:
    """Say where the clock stands and when one works: weekday (0 Monday) → "09:00", "17:00"."""
    person.timezone = timezone
    person.working_hours = {str(day): list(span) for day, span in working_hours.items()}
    _changed(person, audiences, now)


def change_photo(person: Person, upload: Upload) -> str | None:
    """Show this picture from now on; returns the key of the old one, to be forgotten."""
    old, person.photo_key = person.photo_key, upload.key
    db.session.flush()
    return old


def remove_photo(person: Person) -> str | None:
    """Show initials again; returns the key of the picture, to be forgotten. Twice is harmless."""
    old, person.photo_key = person.photo_key, None
    db.session.flush()
    return old


def _changed(person: Person, audiences: Mapping[Field, Audience], now: datetime) -> None:
    person.privacy = person.privacy | {
        field.value: chosen.value for field, chosen in audiences.items()
    }
    index_change("person", person.id, now)
    db.session.flush()
