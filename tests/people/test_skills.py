"""The shared list of skills."""

import pytest
from sqlalchemy import func, select

from learning.audit.models import AuditEntry
from learning.outbox import IndexChange
from learning.people import operations, queries
from learning.people.models import Direction, PersonSkill, Skill
from learning.people.operations import SkillExists, SkillMergedIntoItself
from learning.people.queries.skills import skill_count, skill_use, skill_uses
from tests.factories.people import NOON, person, person_skill, programme_lead, skill


def test_anyone_proposes_a_skill(db):
    anna = person()

    made = operations.propose_skill("  Public   speaking ", anna, NOON)

    assert (made.name, made.key, made.proposed_by) == (
        "Public speaking",
        "public speaking",
        anna.id,
    )


def test_a_skill_is_proposed_once_in_any_spelling(db):
    skill("Public speaking")

    with pytest.raises(SkillExists):
        operations.propose_skill("PUBLIC SPEAKING", person(), NOON)


def test_a_synonym_leads_to_its_skill(db):
    known, lead = skill("JavaScript"), programme_lead()

    operations.add_synonym(known, " JS ", lead, NOON)

    assert queries.find_skill("js") is known
    assert db.scalars(select(AuditEntry.action)).all() == ["skill.merge"]
    with pytest.raises(SkillExists):
        operations.add_synonym(skill("Java"), "JS", lead, NOON)


def test_a_merge_moves_people_and_keeps_the_higher_level(db):
    old, new = skill("Py"), skill("Python")
    anna, boris = person(), person()
    person_skill(anna, old, Direction.TEACHES, 4)
    person_skill(anna, new, Direction.TEACHES, 2)
    person_skill(boris, old, Direction.WANTS, None)

    operations.merge_skill(old, new, programme_lead(), NOON)

    found = db.execute(select(PersonSkill.person_id, PersonSkill.skill_id, PersonSkill.level))
    assert sorted(found.all()) == [(anna.id, new.id, 4), (boris.id, new.id, None)]
    assert set(db.scalars(select(IndexChange.object_id))) == {anna.id, boris.id}


def test_names_of_merged_skills_lead_to_the_one_that_stays(db):
    first, second, third, lead = skill("Py"), skill("Python 3"), skill("Python"), programme_lead()
    operations.add_synonym(first, "Snake", lead, NOON)

    operations.merge_skill(first, second, lead, NOON)
    operations.merge_skill(second, third, lead, NOON)

    for name in ("py", "PYTHON 3", "snake", "Python"):
        assert queries.find_skill(name) is third
    assert queries.skill_names() == ["Python"]


def test_a_skill_is_not_merged_into_itself(db):
    known = skill()

    with pytest.raises(SkillMergedIntoItself):
        operations.merge_skill(known, known, programme_lead(), NOON)


def test_the_list_counts_only_what_colleagues_may_know(db):
    chess = skill("Chess")
    for privacy in ({}, {"teaches": "matching"}, {"wants": "me"}):
        someone = person(privacy=privacy)
        person_skill(someone, chess, Direction.TEACHES)
        person_skill(someone, chess, Direction.WANTS)
    person_skill(person(deactivated_at=NOON), chess, Direction.TEACHES)

    [use] = skill_uses("", only_proposed=False, limit=5, offset=0)

    assert (use.teaching, use.wanting) == (2, 2)
    assert skill_use(chess) == use


def test_the_list_is_searched_by_any_name(db):
    known = skill("Деловая переписка")
    skill("Chess")
    operations.add_synonym(known, "Business writing", programme_lead(), NOON)

    for text in ("деловая", "ПЕРЕПИСКА", "writing"):
        [use] = skill_uses(text, only_proposed=False, limit=5, offset=0)
        assert use.skill is known
        assert skill_count(text, only_proposed=False) == 1


def test_proposed_skills_stand_alone(db):
    skill("Chess")
    made = operations.propose_skill("Go", person(), NOON)

    [use] = skill_uses("", only_proposed=True, limit=5, offset=0)

    assert use.skill is made
    assert db.scalar(select(func.count(Skill.id))) == 2
