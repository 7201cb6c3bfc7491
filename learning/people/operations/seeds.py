"""Languages and skills from a roster: sown into a profile, which then belongs to its person."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from learning.extensions import db
from learning.people.models import Direction, PersonLanguage, PersonSkill, Skill
from learning.people.queries.skills import skill_ids
from learning.people.rules.roster import Row
from learning.people.rules.skills import higher, skill_key

DIRECTIONS = (("teaches", Direction.TEACHES), ("wants", Direction.WANTS))

# a person, what the roster said before (None of somebody new), what it says now, its row
Sowing = tuple[int, Mapping[str, Any] | None, Mapping[str, Any], Row]


class Seeds:
    """What a roster says of languages and skills, set against what it said before.

    Only what is new is added and only what it lets go of is taken away; whatever the person put
    into their own profile stays as it is.
    """

    def __init__(self) -> None:
        self.skills = skill_ids()

    def sow(self, sowings: Sequence[Sowing]) -> None:
        """Bring the profiles of these people up to date."""
        if not sowings:
            return
        self._add_skills([row for *_said, row in sowings])
        self._sow_skills(sowings)
        self._sow_languages(sowings)

    def _add_skills(self, rows: Sequence[Row]) -> None:
        names = {
            key: skill.name for row in rows for key, skill in (row.teaches | row.wants).items()
        }
        new = {key: name for key, name in names.items() if key not in self.skills}
        if new:
            made = db.session.execute(
                insert(Skill).returning(Skill.key, Skill.id),
                [{"key": key, "name": name} for key, name in sorted(new.items())],
            )
            self.skills.update(dict(made.all()))

    def _sow_skills(self, sowings: Sequence[Sowing]) -> None:
        here: dict[tuple[int, int, Direction], int] = {}
        seeded = [person for person, before, *_said in sowings if before is not None]
        if seeded:
            query = select(PersonSkill).where(PersonSkill.person_id.in_(seeded))
            for kept in db.session.scalars(query):
                here[kept.person_id, kept.skill_id, kept.direction] = kept.id
        gone: list[int] = []
        new: list[dict[str, Any]] = []
        for person, before, now, _row in sowings:
            for word, direction in DIRECTIONS:
                old = self._by_id((before or {}).get(word, {}))
                said = self._by_id(now[word])
                for skill in old.keys() | said.keys():
                    row_id = here.get((person, skill, direction))
                    is_as_given = (skill in old) == (row_id is not None)
                    is_said_again = skill in old and skill in said and old[skill] == said[skill]
                    if is_said_again or not is_as_given:
                        continue
                    if row_id is not None:
                        gone.append(row_id)
                    if skill in said:
                        new.append(
                            {
                                "person_id": person,
                                "skill_id": skill,
                                "direction": direction,
                                "level": said[skill],
                            }
                        )
        if gone:
            db.session.execute(delete(PersonSkill).where(PersonSkill.id.in_(gone)))
        if new:
            db.session.execute(insert(PersonSkill), new)

    def _by_id(self, levels: Mapping[str, int | None]) -> dict[int, int | None]:
        """Two names may mean one skill since they were merged; the higher level counts."""
        found: dict[int, int | None] = {}
        for name, level in levels.items():
            skill = self.skills.get(skill_key(name))
            if skill is not None:
                found[skill] = higher(found.get(skill), level)
        return found

    def _sow_languages(self, sowings: Sequence[Sowing]) -> None:
        here: dict[int, dict[str, PersonLanguage]] = {}
        seeded = [person for person, before, *_said in sowings if before is not None]
        if seeded:
            query = select(PersonLanguage).where(PersonLanguage.person_id.in_(seeded))
            for kept in db.session.scalars(query):
                here.setdefault(kept.person_id, {})[kept.code] = kept
        new: list[dict[str, Any]] = []
        for person, before, now, _row in sowings:
            old = _spoken((before or {}).get("languages", []))
            said = _spoken(now["languages"])
            kept_ones = here.get(person, {})
            for code in old.keys() - said.keys() & kept_ones.keys():
                db.session.delete(kept_ones[code])
            for position, (code, level) in enumerate(said.items()):
                if code in kept_ones:
                    if old.get(code) != level:
                        kept_ones[code].level = level
                elif code not in old:
                    new.append(
                        {"person_id": person, "code": code, "level": level, "position": position}
                    )
        db.session.flush()
        if new:
            db.session.execute(insert(PersonLanguage), new)


def _spoken(codes: Sequence[str]) -> dict[str, str]:
    """The first language of a roster is the native one; the others are spoken at work."""
    return {code: "working" if place else "native" for place, code in enumerate(codes)}
