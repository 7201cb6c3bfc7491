"""Pages of people: the directory, profiles, skills, the roster."""

from learning.people.views import directory, editing, imports, photos, profile, skills
from learning.people.views.blueprint import bp

__all__ = ["bp", "directory", "editing", "imports", "photos", "profile", "skills"]
