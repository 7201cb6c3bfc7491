"""Scenes of people: profiles, skills, the roster."""

import io
from typing import Any

from flask import current_app

from learning.extensions import db
from learning.people.models import ImportJob, ImportRun, Person
from learning.storage import Storage
from tests.access import scene
from tests.factories.files import picture, with_photo
from tests.factories.people import NOON, person, roster, skill

DAYS = {f"days-{day}-{end}": "" for day in range(7) for end in ("start", "end")}


def own_profile(actor: Person, relation: str) -> dict[str, Any]:
    return {"person_id": (actor if relation == "O" else person()).id}


for endpoint, fields in {
    "people.edit": {},
    "people.edit_about": {
        "story": "Mine",
        "story_for": "me",
        "ask_me_about_for": "pairs",
        "interests_for": "colleagues",
    },
    "people.edit_skills": {
        "teaches-0-name": "Chess",
        "teaches-0-level": "3",
        "teaches_for": "colleagues",
        "wants_for": "colleagues",
    },
    "people.edit_languages": {
        "languages-0-code": "de",
        "languages-0-level": "native",
        "languages_for": "colleagues",
    },
    "people.edit_hours": {"timezone": "Asia/Tokyo", "hours_for": "pairs"} | DAYS,
    "people.remove_photo": {},
}.items():
    scene(endpoint, relations="O", fields=fields)(own_profile)


@scene("people.profile")
def profile(_actor: Person, _relation: str) -> dict[str, Any]:
    return {"person_id": person().id}


@scene("people.photo")
def photo(_actor: Person, _relation: str) -> dict[str, Any]:
    return {"person_id": with_photo(person()).id}


@scene("people.edit_photo", relations="O")
def edit_photo(actor: Person, relation: str) -> dict[str, Any]:
    return own_profile(actor, relation) | {
        "_fields": {"photo": (io.BytesIO(picture()), "me.jpg", "image/jpeg")}
    }


@scene("people.avoid", relations="O")
def avoid(actor: Person, relation: str) -> dict[str, Any]:
    return own_profile(actor, relation) | {"_fields": {"who": person().email}}


@scene("people.stop_avoiding", relations="O")
def stop_avoiding(actor: Person, relation: str) -> dict[str, Any]:
    return own_profile(actor, relation) | {"other_id": person().id}


@scene("people.propose_skill")
def propose_skill(actor: Person, _relation: str) -> dict[str, Any]:
    return {"_fields": {"name": f"Skill of {actor.email}"}}


@scene("people.skill")
def a_skill(_actor: Person, _relation: str) -> dict[str, Any]:
    return {"skill_id": skill().id}


@scene("people.merge_skill")
def merge_skill(_actor: Person, _relation: str) -> dict[str, Any]:
    return {"skill_id": skill().id, "_fields": {"into": skill().name}}


@scene("people.add_synonym")
def add_synonym(_actor: Person, _relation: str) -> dict[str, Any]:
    known = skill()
    return {"skill_id": known.id, "_fields": {"name": f"Another {known.name}"}}


@scene("people.imports")
def imports(_actor: Person, _relation: str) -> dict[str, Any]:
    return {"_fields": {"roster": (roster({})(), "people.csv", "text/csv")}}


@scene("people.import_run")
@scene("people.apply_import")
@scene("people.discard_import")
def waiting_run(_actor: Person, _relation: str) -> dict[str, Any]:
    storage: Storage = current_app.extensions["storage"]
    key = storage.put(roster({})().read())
    run = ImportRun(file_name="people.csv", file_key=key, is_full=False, checked_at=NOON)
    db.session.add(run)
    db.session.commit()
    return {"run_id": run.id}


@scene("people.stop_import")
def run_at_work(actor: Person, relation: str) -> dict[str, Any]:
    at_work = waiting_run(actor, relation)
    job = ImportJob(
        run_id=at_work["run_id"], asked_by=actor.id, asked_at=NOON, due_at=NOON, is_applying=True
    )
    db.session.add(job)
    db.session.commit()
    return at_work
