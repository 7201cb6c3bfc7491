"""The rules a lead sets: kept, copied into each draft, tried out, and what they leave."""

import pytest

from learning import clock
from learning.matching.scoring import MUST, OFF, Rule, RuleSet
from learning.mentoring import pairing, queries
from learning.mentoring.models import MatchSettings
from learning.mentoring.operations import (
    copy_run,
    publish_run,
    rerun,
    set_rules,
    set_run_rules,
    start_match_run,
)
from learning.mentoring.operations.refusals import DraftOutdated
from learning.mentoring.rules import DEFAULT_RULES, Settings, with_every_rule
from learning.people.models import Avoidance
from tests.factories.mentoring import mentee_in, mentor_in
from tests.factories.people import NOON, department, programme_lead
from tests.factories.programmes import programme


@pytest.fixture
def lead(db):
    return programme_lead()


@pytest.fixture
def where(lead):
    return programme(lead)


def settings(*rules, objective=("served", "spread", "score")):
    return Settings(with_every_rule(RuleSet(rules)), objective)


def test_a_programme_follows_the_house_until_its_lead_says_otherwise(db, where, lead):
    assert queries.settings_of(where) == Settings()

    set_rules(where, settings(Rule("languages", MUST)), lead, NOON)

    assert queries.settings_of(where).rules.rule("languages").is_must
    assert queries.settings_of(where).rules.rule("skills").importance == OFF


def test_setting_the_rules_twice_keeps_the_last(db, where, lead):
    set_rules(where, settings(Rule("languages", MUST)), lead, NOON)
    set_rules(where, settings(Rule("interests", 3.0)), lead, NOON)

    assert db.query(MatchSettings).count() == 1
    assert queries.settings_of(where).rules.counting == (Rule("interests", 3.0),)


def test_a_draft_keeps_its_copy_of_the_rules(db, where, lead):
    own = settings(Rule("interests", 3.0), objective=("served", "score"))
    set_rules(where, own, lead, NOON)
    run = start_match_run(where, lead, NOON)
    set_rules(where, Settings(), lead, NOON)

    assert queries.settings_in(run) == own
    assert queries.settings_in(copy_run(run, lead, "x", NOON)) == own


def test_a_must_leaves_out_who_does_not_meet_it(db, where, lead):
    mentee = mentee_in(where, department_id=department().id)
    mentor_in(where, department_id=department().id)
    run = start_match_run(where, lead, NOON)
    assert queries.figures_of(run).served == 1

    set_run_rules(run, settings(Rule("department", MUST, compares="same")))
    rerun(run, NOON)

    [left] = queries.unmatched_in(run)
    assert (left.mentee_id, left.reason, left.rules) == (
        mentee.person_id,
        "excluded",
        ["department"],
    )


def test_a_must_that_may_be_dropped_is_dropped_for_who_has_nobody_and_named(db, where, lead):
    here, there = department(), department()
    fits, alone = mentee_in(where, department_id=here.id), mentee_in(where, department_id=there.id)
    mentor_in(where, department_id=here.id)
    run = start_match_run(where, lead, NOON)

    set_run_rules(run, settings(Rule("department", MUST, compares="same", relax=1)))
    rerun(run, NOON)

    relaxed = {one.mentee_id: one.relaxed for one in queries.matches_in(run)}
    assert relaxed == {fits.person_id: [], alone.person_id: ["department"]}
    assert queries.figures_of(run).relaxed == 1


def test_a_draft_is_published_by_its_own_rules(db, where, lead):
    mentee_in(where, department_id=department().id)
    mentor_in(where, department_id=department().id)
    set_rules(where, settings(Rule("department", MUST, compares="same")), lead, NOON)
    run = start_match_run(where, lead, NOON)
    assert queries.figures_of(run).served == 0

    set_run_rules(run, settings(Rule("department", 5.0, compares="same")))
    rerun(run, NOON)
    assert publish_run(run, lead, NOON) == 1


def test_a_draft_with_stricter_rules_than_its_pairs_is_outdated(db, where, lead):
    mentee_in(where, department_id=department().id)
    mentor_in(where, department_id=department().id)
    run = start_match_run(where, lead, NOON)
    set_run_rules(run, settings(Rule("department", MUST, compares="same")))

    with pytest.raises(DraftOutdated):
        publish_run(run, lead, NOON)


def test_the_effect_counts_pairs_and_who_has_nobody(db, where):
    here = department()
    mentee_in(where, department_id=here.id)
    mentee_in(where, department_id=department().id)
    mentor_in(where, department_id=here.id)
    people = pairing.candidates(where, NOON)

    def effect(*rules):
        found = pairing.effect_of(
            pairing.replace(people, rules=RuleSet(rules)), len(people.mentees)
        )
        return found.pairs, found.without, found.relaxed

    assert effect() == (2, 0, 0)
    assert effect(Rule("department", MUST, compares="same")) == (1, 1, 0)
    assert effect(Rule("department", MUST, compares="same", relax=1)) == (2, 0, 1)


def test_the_effect_never_reveals_who_does_not_want_whom(db, where):
    mentee, mentor = mentee_in(where), mentor_in(where)
    before = pairing.effect_of(pairing.candidates(where, NOON), 1)
    db.add(Avoidance(person_id=mentee.person_id, other_id=mentor.person_id))
    db.commit()

    assert pairing.effect_of(pairing.candidates(where, NOON), 1) == before


# Pages


@pytest.fixture
def rules_page(client, where, lead):
    client.sign_in(lead)
    return f"/mentoring/programmes/{where.id}/match-rules"


def row_of(key):
    return [rule.key for rule in DEFAULT_RULES.rules].index(key)


def test_a_lead_sets_a_rule_and_the_next_draft_follows_it(client, db, where, rules_page):
    languages = row_of("languages")

    client.submit(
        rules_page, **{f"rows-{languages}-importance": "must", "objective": "served-score"}
    )

    db.expire_all()
    kept = queries.settings_of(where)
    assert kept.rules.rule("languages").is_must
    assert kept.rules.rule("skills") == DEFAULT_RULES.rule("skills")
    assert kept.objective == ("served", "score")


def test_the_effect_is_shown_without_keeping_anything(client, db, where, rules_page):
    mentee_in(where, department_id=department().id)
    mentor_in(where, department_id=department().id)
    number = row_of("department")

    page = client.submit(
        rules_page,
        status=200,
        effect="1",
        **{f"rows-{number}-importance": "must", f"rows-{number}-compares": "same"},
    )

    assert "These rules exclude everybody" in page.select_one("#effect").text
    assert page.select_one(f"#rows-{number}-importance option[selected]")["value"] == "must"
    assert queries.settings_of(where) == Settings()


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("importance", "own", "Say how many points"),
        ("limit", "40", "More than 0 and at most"),
        ("limit", "ten", "Not a valid"),
    ],
)
def test_what_cannot_be_a_rule_is_said_at_its_field(client, rules_page, field, typed, words):
    page = client.submit(rules_page, status=422, **{f"rows-{row_of('zone')}-{field}": typed})

    assert words in page.text


def test_a_draft_is_matched_by_rules_of_its_own(client, db, where, lead):
    mentee_in(where, department_id=department().id)
    mentor_in(where, department_id=department().id)
    run = start_match_run(where, lead, clock.now())
    db.commit()
    client.sign_in(lead)
    number = row_of("department")

    client.submit(
        f"/mentoring/match-runs/{run.id}/rules",
        **{f"rows-{number}-importance": "must", f"rows-{number}-compares": "same"},
    )

    db.expire_all()
    assert queries.figures_of(run).served == 0
    assert queries.settings_of(where) == Settings()
    assert "The rules leave no pair at all" in client.get(f"/mentoring/match-runs/{run.id}").text
    changes = client.get(f"/mentoring/match-runs/{run.id}/changes")
    assert "1 mentee with a change" in changes.text
    assert "1 mentee has nobody any more" in changes.text


def test_nobody_but_the_lead_sets_rules(client, db, where, rules_page):
    client.sign_in(programme_lead())

    client.get(rules_page, status=403)
