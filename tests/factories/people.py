"""People for tests, told apart by number."""

import csv
import io
from datetime import UTC, datetime
from itertools import count
from typing import Any

from learning.extensions import db
from learning.people.models import (
    Department,
    Direction,
    Person,
    PersonLanguage,
    PersonSkill,
    Role,
    RoleGrant,
    Skill,
)
from learning.people.queries.roster import OpenRoster
from learning.people.rules.roster import COLUMNS

NOON = datetime(2030, 1, 7, 12, tzinfo=UTC)  # a Monday

_numbers = count(1)


def person(*roles: Role, **fields: Any) -> Person:
    number = next(_numbers)
    given = {
        "name": f"Person {number}",
        "email": f"person{number}@demo.example",
        "timezone": "Europe/Berlin",
    }
    made = Person(**given | fields)
    db.session.add(made)
    db.session.flush()
    for role in roles:
        db.session.add(RoleGrant(person_id=made.id, role=role, granted_at=NOON))
    db.session.commit()
    return made


def admin(**fields: Any) -> Person:
    return person(Role.ADMIN, **fields)


def moderator(**fields: Any) -> Person:
    return person(Role.MODERATOR, **fields)


def programme_lead(**fields: Any) -> Person:
    return person(Role.PROGRAMME_LEAD, **fields)


def department(**fields: Any) -> Department:
    made = Department(**{"name": f"Department {next(_numbers)}"} | fields)
    db.session.add(made)
    db.session.commit()
    return made


def skill(name: str = "") -> Skill:
    name = name or f"Skill {next(_numbers)}"
    made = Skill(name=name, key=name.casefold())
    db.session.add(made)
    db.session.commit()
    return made


def person_skill(
    someone: Person, known: Skill, direction: Direction, level: int | None = None
) -> PersonSkill:
    made = PersonSkill(person_id=someone.id, skill_id=known.id, direction=direction, level=level)
    db.session.add(made)
    db.session.commit()
    return made


def spoken(someone: Person, code: str, level: str = "native") -> PersonLanguage:
    made = PersonLanguage(person_id=someone.id, code=code, level=level)
    db.session.add(made)
    db.session.commit()
    return made


def roster(*rows: dict[str, str]) -> OpenRoster:
    """A CSV file of people as it comes from an upload; each row says what differs."""
    out = io.StringIO()
    columns = [*COLUMNS, *sorted({name for row in rows for name in row} - set(COLUMNS))]
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        number = row.get("employee_id", "E1")
        given = {
            "employee_id": number,
            "email": f"{number.lower()}@demo.example",
            "name": f"Colleague {number}",
        }
        writer.writerow(dict.fromkeys(columns, "") | given | row)
    content = out.getvalue().encode()
    return lambda: io.BytesIO(content)
