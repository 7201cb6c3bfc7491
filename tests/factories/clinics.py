"""Help clinics for tests."""

from datetime import datetime, time
from typing import Any

from learning import clock
from learning.clinics import operations
from learning.clinics.models import Case, Clinic
from learning.extensions import db
from learning.people.models import Person, Skill
from learning.programmes.models import Programme
from tests.factories.people import NOON, person, skill
from tests.factories.programmes import programme


def clinic(where: Programme | None = None, **fields: Any) -> Clinic:
    """Mondays from noon to one, UTC; NOON is a Monday."""
    where = where or programme()
    given = {"name": "Repair café", "weekday": 0, "at": time(12), "minutes": 60}
    opener = person(timezone="UTC")
    made = operations.open_clinic(where, opener, place="Room 1", now=NOON, **given | fields)
    db.session.commit()
    return made


def clinic_now(where: Programme | None = None) -> Clinic:
    """One that sits just now."""
    now = clock.now()
    return clinic(where, weekday=now.weekday(), at=time(now.hour), minutes=120)


def case(
    asker: Person | None = None,
    of: Clinic | None = None,
    about: Skill | None = None,
    at: datetime = NOON,
) -> Case:
    made = operations.ask(
        of or clinic(), asker or person(), about or _skill("Spreadsheets"), "It breaks", at
    )
    db.session.commit()
    return made


def _skill(name: str) -> Skill:
    known = db.session.query(Skill).filter_by(key=name.casefold()).first()
    return known or skill(name)
