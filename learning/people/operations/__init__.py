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
from learning.people.operations.import_jobs import (
    apply_upload,
    check_upload,
    is_wanted,
    keep_look,
    look_at_roster,
    note_read,
    stop_import,
    take_in_roster,
)
from learning.people.operations.imports import (
    Outcome,
    RunClosed,
    check_roster,
    discard_run,
    import_people,
    keep_upload,
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
    "apply_upload",
    "avoid_person",
    "change_photo",
    "check_roster",
    "check_upload",
    "deactivate_person",
    "discard_run",
    "edit_about",
    "edit_hours",
    "edit_languages",
    "edit_skills",
    "import_people",
    "is_wanted",
    "keep_look",
    "keep_upload",
    "look_at_roster",
    "merge_skill",
    "note_read",
    "propose_skill",
    "reactivate_person",
    "remove_photo",
    "stop_avoiding",
    "stop_import",
    "take_in_roster",
    "tie",
    "untie",
]
