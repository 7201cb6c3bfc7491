"""What a run leaves behind: a record to compute it again, prices, bottlenecks, groups, balances."""

import pytest

from learning import clock
from learning.matching.scoring import MUST, Participant, Rule, RuleSet
from learning.mentoring import pairing, queries
from learning.mentoring.operations import (
    lock_matches,
    publish_run,
    remove_matches,
    replay_run,
    rerun,
    set_run_rules,
    start_match_run,
)
from learning.mentoring.rules import Settings, supply_and_demand, with_every_rule
from learning.people.models import Avoidance
from tests.factories.mentoring import mentee_in, mentor_in, teaches, wants
from tests.factories.people import NOON, admin, department, programme_lead
from tests.factories.programmes import programme


@pytest.fixture
def lead(db):
    return programme_lead()


@pytest.fixture
def where(lead):
    return programme(lead)


def report(run):
    return queries.record_of(run).report


def test_a_run_computed_again_gives_the_same_pairs(db, where, lead):
    for number in range(6):
        wants(mentee_in(where).person, f"Skill {number % 3}")
    for number in range(4):
        teaches(mentor_in(where).person, f"Skill {number % 3}")
    run = start_match_run(where, lead, NOON)
    first, second, *_ = queries.matches_in(run)
    lock_matches(run, [first.id], is_locked=True)
    remove_matches(run, [second.id])
    rerun(run, NOON)
    publish_run(run, lead, NOON)

    found = replay_run(queries.record_of(run))

    assert (found.pairs, found.different) == (6, 0)


def test_what_people_change_later_does_not_change_what_was_kept(db, where, lead):
    mentee, fit, other = mentee_in(where), mentor_in(where), mentor_in(where)
    wants(mentee.person, "Python")
    teaches(fit.person, "Python")
    teaches(other.person, "Chess")
    run = start_match_run(where, lead, NOON)
    fit.person.deactivated_at = NOON
    wants(mentee.person, "Chess")
    db.commit()

    assert replay_run(queries.record_of(run)).different == 0


def test_a_record_that_was_tampered_with_is_told(db, where, lead):
    mentee_in(where), mentor_in(where)
    record = queries.record_of(start_match_run(where, lead, NOON))
    record.pairs = [[1, 2]]

    assert replay_run(record).different == 2


def test_the_report_names_the_rule_that_leaves_people_out(db, where, lead):
    mentee_in(where, department_id=department().id)
    mentor_in(where, department_id=department().id)
    run = start_match_run(where, lead, NOON)
    must = RuleSet((Rule("department", MUST, compares="same"),))
    set_run_rules(run, Settings(with_every_rule(must)))
    rerun(run, NOON)

    [bottleneck] = report(run)["bottlenecks"]

    assert (bottleneck["kind"], bottleneck["key"], bottleneck["more"]) == ("rule", "department", 1)


def test_the_report_names_the_skill_that_is_scarce(db, where, lead):
    mentor = mentor_in(where, capacity=1)
    teaches(mentor.person, "Python")
    for _number in range(2):
        wants(mentee_in(where).person, "Python")

    [bottleneck] = report(start_match_run(where, lead, NOON))["bottlenecks"]

    assert (bottleneck["kind"], bottleneck["key"], bottleneck["more"]) == ("skill", "Python", 1)


def test_no_part_of_the_report_reveals_who_does_not_want_whom(db, where, lead):
    mentee, mentor = mentee_in(where), mentor_in(where)
    wants(mentee.person, "Python")
    teaches(mentor.person, "Python")
    db.add(Avoidance(person_id=mentor.person_id, other_id=mentee.person_id))
    db.commit()

    found = report(start_match_run(where, lead, NOON))

    assert found["bottlenecks"] == []
    assert found["others"]["first_come"]["served"] == 0


def test_the_report_compares_with_first_come(db, where, lead):
    eager, picky = mentee_in(where), mentee_in(where)
    popular, other = mentor_in(where, capacity=1), mentor_in(where, capacity=1)
    picky.person.manager_id = other.person_id
    db.commit()
    wants(eager.person, "Python")
    teaches(popular.person, "Python")

    run = start_match_run(where, lead, NOON)

    assert queries.figures_of(run).served == 2
    assert report(run)["others"]["first_come"]["served"] == 1
    assert report(run)["loads"] == [[1, 2]]


def test_the_match_and_simpler_ways_are_measured_alike(client, db, where, lead):
    """Nobody has said anything but a skill: shown are full points, counted is less."""
    wants(mentee_in(where).person, "Python")
    teaches(mentor_in(where).person, "Python")
    run = start_match_run(where, lead, NOON)
    db.commit()
    client.sign_in(lead)

    page = client.get(f"/mentoring/match-runs/{run.id}/report")

    ours, first_come, _by_lot = page.select("table tbody tr")[:3]
    totals = [row.select("td")[-1].text for row in (ours, first_come)]
    assert totals[0] == totals[1]
    assert report(run)["prices"][-1]["total_score"] < queries.figures_of(run).total_score


def test_the_draft_says_what_leaves_everybody_without(client, db, where, lead):
    mentee, mentor = mentee_in(where, department_id=department().id), mentor_in(where)
    mentor.person.department_id = department().id
    db.add(Avoidance(person_id=mentor.person_id, other_id=mentee.person_id))
    db.commit()
    run = start_match_run(where, lead, NOON)
    db.commit()
    client.sign_in(lead)
    address = f"/mentoring/match-runs/{run.id}"

    assert "is a candidate for anybody" in client.get(address).text
    another = mentor_in(where, department_id=department().id)
    must = RuleSet((Rule("department", MUST, compares="same"),))
    set_run_rules(run, Settings(with_every_rule(must)))
    rerun(run, NOON)
    db.commit()
    assert another is not None
    assert "The rules leave no pair at all" in client.get(address).text


def test_outcomes_tell_each_mentee_s_groups_fit_and_wait(db, where, lead):
    data = department(name="Data")
    own = {"Career stage": "Senior"}
    mentee_in(where, department_id=data.id, location="Lisbon", language="ru", groups=own)
    mentor_in(where, capacity=0)

    [outcome] = queries.outcomes_in(start_match_run(where, lead, NOON))

    assert outcome.groups == {
        "department": "Data",
        "location": "Lisbon",
        "language": "ru",
        "tenure": "",
        "group:Career stage": "Senior",
    }
    assert (outcome.score, outcome.days) == (None, 0)


def test_supply_is_set_against_demand_scarcest_first():
    mentees = [
        Participant(id=1, wants={"Python": 1, "Chess": 1}, languages=frozenset({"en"})),
        Participant(id=2, wants={"Python": 1}, utc_offset=60),
    ]
    mentors = [
        Participant(id=3, teaches={"Python": 4}, languages=frozenset({"en"}), utc_offset=240),
        Participant(id=4, teaches={"Chess": 4}, utc_offset=300),
    ]

    found = supply_and_demand(mentees, mentors, {3: 1, 4: 2})

    def rows(balances):
        return [(one.key, one.mentees, one.mentors, one.places, one.missing) for one in balances]

    assert rows(found.skills) == [("Python", 2, 1, 1, 1), ("Chess", 1, 1, 2, 0)]
    assert rows(found.languages) == [("en", 1, 1, 1, 0)]
    assert rows(found.zones) == [("60", 1, 1, 1, 0)]


# Pages


def test_the_lead_reads_the_report_and_computes_it_again(client, db, where, lead):
    near = department(name="Near")
    for number in range(5):
        mentee_in(where, department_id=near.id)
        mentee_in(where, department_id=department(name=f"Far {number}").id)
        mentor_in(where, department_id=near.id, capacity=1)
    run = start_match_run(where, lead, clock.now())
    db.commit()
    client.sign_in(lead)
    address = f"/mentoring/match-runs/{run.id}/report"

    page = client.get(address)
    assert "Near" in page.text
    assert "Smaller groups together" in page.text
    assert "Far 1" not in page.text

    client.submit(address, form="form[action$=replay]")
    assert "the same 5 pairs" in client.get(address).text
    file = client.open(f"{address}.csv").get_data(as_text=True)
    assert "Near,5," in file


def test_a_group_of_the_company_s_own_stands_in_figures_of_five_and_nowhere_else(
    client, db, where, lead
):
    for number in range(6):
        mentee_in(where, groups={"Career stage": "Early years"})
        rare = mentee_in(where, groups={"Career stage": "Rare stage" if number else "Alone"})
    run = start_match_run(where, lead, clock.now())
    db.commit()
    client.sign_in(lead)

    page = client.get(f"/mentoring/match-runs/{run.id}/report").text
    assert "Career stage" in page
    assert "Early years" in page
    assert "Alone" not in page
    file = client.open(f"/mentoring/match-runs/{run.id}/report.csv").get_data(as_text=True)
    assert "Career stage,Early years,6," in file
    for reader in (lead, rare.person, admin()):
        client.sign_in(reader)
        assert "Rare stage" not in client.get(f"/people/{rare.person_id}").text
    assert "Early years" not in str(pairing.candidates(where, clock.now()))


def test_a_run_from_before_there_were_reports_says_what_it_can(client, db, where, lead):
    run = start_match_run(where, lead, clock.now())
    db.delete(queries.record_of(run))
    db.commit()
    client.sign_in(lead)

    page = client.get(f"/mentoring/match-runs/{run.id}/report")

    assert "too few mentees" in page.text
    client.post(f"/mentoring/match-runs/{run.id}/replay", status=404)


def test_a_language_is_scarce_only_for_who_shares_no_other():
    mentees = [
        Participant(id=1, languages=frozenset({"hy", "en"})),
        Participant(id=2, languages=frozenset({"hy"})),
    ]
    mentors = [
        Participant(id=3, languages=frozenset({"en"})),
        Participant(id=4, languages=frozenset({"de"})),
    ]

    found = supply_and_demand(mentees, mentors, {3: 1, 4: 0}).languages

    assert [(one.key, one.covered, one.missing) for one in found] == [("hy", 1, 1), ("en", 0, 0)]


def test_supply_and_demand_says_where_nobody_is(client, where, lead):
    wants(mentee_in(where).person, "Python")
    mentor_in(where)
    client.sign_in(lead)

    page = client.get(f"/mentoring/programmes/{where.id}/supply")

    assert "nobody" in page.select_one("tbody tr").text
