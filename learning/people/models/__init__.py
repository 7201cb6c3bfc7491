"""People and what the company knows of them."""

from learning.people.models.imports import ImportJob, ImportRun
from learning.people.models.person import (
    Avoidance,
    Department,
    Person,
    PersonLanguage,
    Role,
    RoleGrant,
    Tie,
)
from learning.people.models.skills import Direction, PersonSkill, Skill, SkillSynonym

__all__ = [
    "Avoidance",
    "Department",
    "Direction",
    "ImportJob",
    "ImportRun",
    "Person",
    "PersonLanguage",
    "PersonSkill",
    "Role",
    "RoleGrant",
    "Skill",
    "SkillSynonym",
    "Tie",
]
