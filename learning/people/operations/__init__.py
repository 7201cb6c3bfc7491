"""Changing people: profiles, skills, ties, leaving, and the roster that brings them."""

from learning.people.operations.accounts import (
    LastAdministrator,
    avoid_person,
    deactivate_person,
    reactivate_person,
    stop_avoiding,
    tie,
    untie,
)
from learning.people.operations.imports import (
    Outcome,
    RunClosed,
    apply_run,
    check_roster,
    discard_run,
    import_people,
    keep_run,
)
from learning.people.operations.profile import (
    change_photo,
    edit_about,
    edit_hours,
    edit_languages,
    edit_skills,
    remove_photo,
)
from learning.people.operations.skills import (
    SkillExists,
    SkillMergedIntoItself,
    add_synonym,
    merge_skill,
    propose_skill,
)

__all__ = [
    "LastAdministrator",
    "Outcome",
    "RunClosed",
    "SkillExists",
    "SkillMergedIntoItself",
    "add_synonym",
    "apply_run",
    "avoid_person",
    "change_photo",
    "check_roster",
    "deactivate_person",
    "discard_run",
    "edit_about",
    "edit_hours",
    "edit_languages",
    "edit_skills",
    "import_people",
    "keep_run",
    "merge_skill",
    "propose_skill",
    "reactivate_person",
    "remove_photo",
    "stop_avoiding",
    "tie",
    "untie",
]
