"""Who may make and change learning paths."""

from learning.academy.models import Path, Teaching
from learning.people.models import Person, Role
from learning.programmes.policy import leads


def can_create_path(person: Person, *, is_expert: bool) -> bool:
    """Experts of any topic, and leads."""
    return is_expert or Role.PROGRAMME_LEAD in person.roles


def can_edit_path(person: Person, path: Path, *, is_expert: bool) -> bool:
    """Who made it, as long as they may make any, and leads of the programme of its topic."""
    if path.author_id == person.id:
        return can_create_path(person, is_expert=is_expert)
    programmes = [topic.programme for topic in path.topic.line]
    return any(leads(person, one) for one in programmes if one is not None)


def can_confirm_teaching(person: Person, teaching: Teaching) -> bool:
    return teaching.learner_id == person.id
