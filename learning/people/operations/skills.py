"""The shared list of skills: anyone proposes, a lead tidies up."""

from datetime import datetime

from sqlalchemy import select, update

from learning.audit.operations import record
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.outbox import index_change
from learning.people.models import Person, PersonSkill, Skill, SkillSynonym
from learning.people.queries.skills import find_skill
from learning.people.rules.skills import higher, skill_key
from learning.people.rules.text import tidy


class SkillExists(DomainError):
    """The name stands for a skill already."""


class SkillMergedIntoItself(DomainError):
    """A skill can only be merged into another."""


def propose_skill(name: str, by: Person, now: datetime) -> Skill:
    """Put a skill on the shared list, for everybody to use at once. Raises SkillExists."""
    known = find_skill(name)
    if known is not None:
        raise SkillExists(_("“%(skill)s” is on the list already.", skill=known.name))
    return _add(name, by, now)


def find_or_propose_skill(name: str, by: Person, now: datetime) -> Skill:
    """The skill somebody means, put on the list if it is new."""
    return find_skill(name) or _add(name, by, now)


def _add(name: str, by: Person, now: datetime) -> Skill:
    skill = Skill(name=tidy(name), key=skill_key(name), proposed_by=by.id, proposed_at=now)
    db.session.add(skill)
    db.session.flush()
    return skill


def add_synonym(skill: Skill, name: str, by: Person, now: datetime) -> None:
    """Let another name lead to the skill. Raises SkillExists when it stands for one already."""
    known = find_skill(name)
    if known is not None:
        raise SkillExists(
            _(
                "“%(name)s” stands for “%(skill)s” already. Merge the two if they are one.",
                name=tidy(name),
                skill=known.name,
            )
        )
    db.session.add(SkillSynonym(skill_id=skill.id, key=skill_key(name)))
    record(by.id, "skill.merge", f"skill:{skill.id}", now, synonym=tidy(name))
    db.session.flush()


def merge_skill(skill: Skill, into: Skill, by: Person, now: datetime) -> None:
    """Let one skill stand for two; its people, their levels and its names move over.

    Where somebody has both, the higher level stays. Raises SkillMergedIntoItself.
    """
    if skill.id == into.id:
        raise SkillMergedIntoItself(_("Name another skill; this one is merged into it."))
    here = {
        (kept.person_id, kept.direction): kept
        for kept in db.session.scalars(select(PersonSkill).where(PersonSkill.skill_id == into.id))
    }
    moving = db.session.scalars(select(PersonSkill).where(PersonSkill.skill_id == skill.id)).all()
    for row in moving:
        kept = here.get((row.person_id, row.direction))
        if kept is None:
            row.skill_id = into.id
        else:
            kept.level = higher(kept.level, row.level)
            db.session.delete(row)
    db.session.execute(
        update(SkillSynonym).where(SkillSynonym.skill_id == skill.id).values(skill_id=into.id)
    )
    skill.merged_into_id = into.id
    record(by.id, "skill.merge", f"skill:{skill.id}", now, into=into.id)
    for person_id in {row.person_id for row in moving}:
        index_change("person", person_id, now)
    db.session.flush()
