"""What people type about themselves, and when they look for each other."""

from learning.people.forms.directory import DirectoryForm
from learning.people.forms.imports import RosterForm
from learning.people.forms.profile import (
    AboutForm,
    AvoidForm,
    HoursForm,
    LanguagesForm,
    PhotoForm,
    SkillsForm,
)
from learning.people.forms.skills import MergeForm, ProposeForm, SynonymForm

__all__ = [
    "AboutForm",
    "AvoidForm",
    "DirectoryForm",
    "HoursForm",
    "LanguagesForm",
    "MergeForm",
    "PhotoForm",
    "ProposeForm",
    "RosterForm",
    "SkillsForm",
    "SynonymForm",
]
