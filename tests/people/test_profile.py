"""Keeping one's own profile: each section saves, twice is harmless, search is told."""

import pytest
from sqlalchemy import select

from learning.outbox import IndexChange
from learning.people import operations
from learning.people.models import Direction, Person, Skill
from learning.people.operations.profile import Spoken
from learning.people.queries.profile import effect_of, filled_fields, findable_people
from learning.people.rules.profile import STEPS, Audience, Field
from tests.factories.people import NOON, person, person_skill, skill, spoken


def told(db) -> list[int]:
    return list(db.scalars(select(IndexChange.object_id)))


def test_about_is_kept_as_it_was_typed(db):
    anna = person()
    story = "Ich, я, 我 «и» 'you' 👋\n" * 300

    operations.edit_about(
        anna,
        story=story,
        ask_me_about="Coffee",
        interests=["chess", "chess", "go"],
        audiences={Field.STORY: Audience.PAIRS},
        now=NOON,
    )

    assert (anna.story, anna.ask_me_about, anna.interests) == (story, "Coffee", ["chess", "go"])
    assert anna.privacy == {"story": "pairs"}
    assert told(db) == [anna.id]


def edit_skills(anna: Person, teaches=(), wants=()):
    return operations.edit_skills(anna, teaches=teaches, wants=wants, audiences={}, now=NOON)


def test_skills_are_those_named_and_no_others(db):
    anna, python, chess = person(), skill("Python"), skill("Chess")
    person_skill(anna, chess, Direction.TEACHES, 2)

    new = edit_skills(anna, teaches=[("python", 4)], wants=[("Chess", None)])

    found = {(row.direction.value, row.skill_id, row.level) for row in anna.skills}
    assert found == {("teaches", python.id, 4), ("wants", chess.id, None)}
    assert new == []


def test_saving_skills_twice_is_harmless(db):
    anna = person()

    for _time in range(2):
        edit_skills(anna, teaches=[("Chess", 2), ("chess", 4)])

    db.refresh(anna)
    assert [(row.skill.name, row.level) for row in anna.skills] == [("Chess", 4)]


def test_a_skill_nobody_named_before_is_proposed(db):
    anna = person()

    new = edit_skills(anna, teaches=[("  Clay   oven ", 3)], wants=[("clay oven", None)])

    made = db.scalars(select(Skill)).one()
    assert (new, made.name, made.proposed_by) == (["Clay oven"], "Clay oven", anna.id)


def test_languages_keep_their_order(db):
    anna = person()
    spoken(anna, "fr")

    for _time in range(2):
        operations.edit_languages(
            anna, [Spoken("ru", "native", True), Spoken("en", "basic", False)], {}, NOON
        )

    db.refresh(anna)
    assert [(one.code, one.level, one.reads) for one in anna.languages] == [
        ("ru", "native", True),
        ("en", "basic", False),
    ]


def test_hours_are_kept_by_weekday(db):
    anna = person()

    operations.edit_hours(
        anna,
        timezone="Asia/Tokyo",
        working_hours={0: ("09:00", "17:00")},
        audiences={Field.HOURS: Audience.ME},
        now=NOON,
    )

    assert (anna.timezone, anna.working_hours) == ("Asia/Tokyo", {"0": ["09:00", "17:00"]})
    assert anna.privacy == {"hours": "me"}


FILLED = {
    "timezone": "UTC",
    "working_hours": {"0": ["09:00", "17:00"]},
    "interests": ["chess"],
    "story": "Once",
    "ask_me_about": "Chess",
    "photo_key": "0" * 32,
}


def full_profile() -> Person:
    someone = person(**FILLED)
    person_skill(someone, skill(), Direction.TEACHES)
    person_skill(someone, skill(), Direction.WANTS)
    spoken(someone, "de")
    return someone


def test_a_filled_profile_lacks_no_step(db):
    assert filled_fields(full_profile()) == {step.key for step in STEPS}
    assert filled_fields(person(timezone="")) == frozenset()


@pytest.mark.parametrize("step", [step.key for step in STEPS])
def test_the_database_counts_a_step_as_the_profile_does(db, step):
    anna, bare = full_profile(), person(timezone="")
    operations.tie(anna.id, bare.id, "mentoring", 1, NOON)
    person(timezone="")

    effect = effect_of(step)

    assert (effect.people_with, effect.paired_with) == (1, 1)
    assert (effect.people_without, effect.paired_without) == (2, 1)


def test_search_knows_only_what_every_colleague_may_read(db):
    anna = full_profile()
    anna.privacy = {"story": "pairs", "teaches": "matching", "interests": "me"}
    db.commit()

    [found] = findable_people([anna.id])

    assert (found.story, found.teaches, found.interests) == ("", [], [])
    assert found.ask_me_about == "Chess"
    assert found.wants


def test_search_forgets_whoever_left(db):
    gone = person(deactivated_at=NOON)

    assert list(findable_people([gone.id])) == []
