"""The first run."""

from collections.abc import Sequence
from datetime import datetime

from learning.people.models import Direction, Person
from learning.people.operations import edit_about, edit_skills
from learning.people.rules.profile import Field, audience
from learning.people.rules.skills import skill_key


def introduce_oneself(
    person: Person,
    *,
    teaches: Sequence[str],
    wants: Sequence[str],
    ask_me_about: str,
    now: datetime,
) -> None:
    """Keep what somebody new says of themselves; levels, and who sees it, stay as they were."""

    def known(direction: Direction) -> dict[str, int | None]:
        own = (row for row in person.skills if row.direction == direction)
        return {skill_key(row.skill.name): row.level for row in own}

    levels = known(Direction.TEACHES), known(Direction.WANTS)
    edit_skills(
        person,
        teaches=[(name, levels[0].get(skill_key(name))) for name in teaches],
        wants=[(name, levels[1].get(skill_key(name))) for name in wants],
        audiences={part: audience(person.privacy, part) for part in (Field.TEACHES, Field.WANTS)},
        now=now,
    )
    edit_about(
        person,
        story=person.story,
        ask_me_about=ask_me_about,
        interests=person.interests,
        audiences={Field.ASK_ME_ABOUT: audience(person.privacy, Field.ASK_ME_ABOUT)},
        now=now,
    )
