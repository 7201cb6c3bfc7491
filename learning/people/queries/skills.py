"""The shared list of skills."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select

from learning.extensions import db
from learning.people.models import Direction, Person, PersonSkill, Skill, SkillSynonym
from learning.people.queries.people import is_open, takes_part
from learning.people.rules.profile import Field
from learning.people.rules.skills import skill_key
from learning.people.rules.text import like_pattern

SUGGESTED = 300


@dataclass(frozen=True)
class SkillUse:
    """A skill and how many people teach and want it."""

    skill: Skill
    teaching: int
    wanting: int


def find_skill(name: str) -> Skill | None:
    """The skill of this name or synonym; of a merged one, the skill that took its place."""
    key = skill_key(name)
    found = db.session.scalar(select(Skill).where(Skill.key == key))
    if found is None:
        synonym = select(SkillSynonym.skill_id).where(SkillSynonym.key == key)
        found = db.session.scalar(select(Skill).where(Skill.id == synonym.scalar_subquery()))
    while found is not None and found.merged_into_id is not None:
        found = db.session.get(Skill, found.merged_into_id)
    return found


def skill_ids() -> dict[str, int]:
    """Every name and synonym by key, with the skill it stands for now."""
    skills = db.session.execute(select(Skill.id, Skill.key, Skill.merged_into_id)).all()
    heirs = {skill_id: heir for skill_id, _key, heir in skills if heir is not None}

    def present(skill_id: int) -> int:
        while skill_id in heirs:
            skill_id = heirs[skill_id]
        return skill_id

    found = {key: present(skill_id) for skill_id, key, _heir in skills}
    for skill_id, key in db.session.execute(select(SkillSynonym.skill_id, SkillSynonym.key)):
        found.setdefault(key, present(skill_id))
    return found


def skill_names(limit: int = SUGGESTED) -> list[str]:
    """Names to suggest while somebody types, the most used first."""
    query = (
        select(Skill.name)
        .outerjoin(PersonSkill)
        .where(Skill.merged_into_id.is_(None))
        .group_by(Skill.id, Skill.name)
        .order_by(func.count(PersonSkill.id).desc(), Skill.name)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def skill_uses(text: str, *, only_proposed: bool, limit: int, offset: int) -> list[SkillUse]:
    """Skills with their use, the most used first; the proposed ones newest first."""
    counts = _uses().subquery()
    teaching, wanting = func.coalesce(counts.c.teaching, 0), func.coalesce(counts.c.wanting, 0)
    query = (
        select(Skill, teaching, wanting)
        .outerjoin(counts, counts.c.skill_id == Skill.id)
        .where(*_listed(text, only_proposed))
        .limit(limit)
        .offset(offset)
    )
    order = (teaching + wanting).desc(), Skill.name
    if only_proposed:
        order = Skill.proposed_at.desc(), Skill.name
    return [SkillUse(*row) for row in db.session.execute(query.order_by(*order))]


def skill_count(text: str, *, only_proposed: bool) -> int:
    query = select(func.count(Skill.id)).where(*_listed(text, only_proposed))
    return db.session.scalar(query) or 0


def skill_use(skill: Skill) -> SkillUse:
    """How many people teach and want this one."""
    found = db.session.execute(_uses().where(PersonSkill.skill_id == skill.id)).one_or_none()
    return SkillUse(skill, *(found[1:] if found else (0, 0)))


def _uses() -> Select[int, int, int]:
    """By skill, how many people let every colleague know that they teach or want it."""
    return (
        select(
            PersonSkill.skill_id,
            _count(Direction.TEACHES, Field.TEACHES).label("teaching"),
            _count(Direction.WANTS, Field.WANTS).label("wanting"),
        )
        .join(Person, PersonSkill.person_id == Person.id)
        .where(takes_part())
        .group_by(PersonSkill.skill_id)
    )


def _count(direction: Direction, part: Field) -> ColumnElement[int]:
    return func.count(PersonSkill.id).filter(PersonSkill.direction == direction, is_open(part))


def _listed(text: str, only_proposed: bool) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Skill.merged_into_id.is_(None)]
    if text:
        pattern = like_pattern(text)
        synonyms = select(SkillSynonym.skill_id).where(SkillSynonym.key.like(pattern, escape="\\"))
        conditions.append(or_(Skill.key.like(pattern, escape="\\"), Skill.id.in_(synonyms)))
    if only_proposed:
        conditions.append(Skill.proposed_at.is_not(None))
    return conditions


def skill_by_id(skill_id: int) -> Skill | None:
    """The skill, unless it was merged into another."""
    return db.session.scalar(
        select(Skill).where(Skill.id == skill_id, Skill.merged_into_id.is_(None))
    )


def synonyms_of(skill: Skill) -> list[SkillSynonym]:
    """The other names of a skill."""
    query = select(SkillSynonym).where(SkillSynonym.skill_id == skill.id)
    return list(db.session.scalars(query.order_by(SkillSynonym.key)))
