"""Rules as a lead sets them: limits, comparisons, relaxing, wishes, what matters, past pairs."""

import json

import pytest

from learning.matching.scoring import (
    MENTORING,
    MUST,
    OFF,
    PRIOR,
    BadRules,
    Participant,
    Rule,
    RuleSet,
    explain_pair,
    parse_rules,
    rules_document,
    score_pool,
)


def allowed(mentee, mentors, *rules):
    pool = score_pool([mentee], mentors, RuleSet(rules))
    return [pair.mentor for pair in pool.pairs]


def points(mentee, mentor, *rules):
    return {one.rule: one.points for one in explain_pair(mentee, mentor, RuleSet(rules)).reasons}


@pytest.mark.parametrize(
    ("importance", "compares", "expected"),
    [(MUST, "same", [2]), (MUST, "other", [3]), (5, "same", [2, 3]), (OFF, "other", [2, 3])],
)
@pytest.mark.parametrize("key", ["department", "location", "team"])
def test_the_same_or_another_may_be_a_must_or_a_wish(key, importance, compares, expected):
    def person(number, place):
        if key == "team":
            return Participant(id=number, managers=(place,))
        return Participant(id=number, **{key: str(place)})

    mentors = [person(2, 100), person(3, 200)]

    assert allowed(person(1, 100), mentors, Rule(key, importance, compares=compares)) == expected


def test_scores_can_be_compared_where_the_same_rules_weigh_the_same():
    given = RuleSet((Rule("hours", MUST, limit=2.0), Rule("zone", OFF)))

    assert given.scale == RuleSet((Rule("hours", 10.0, limit=3.0, relax=None),)).scale
    assert given.scale != RuleSet((Rule("hours", 5.0),)).scale
    assert given.scale != RuleSet((Rule("hours", MUST), Rule("zone", 1.0))).scale
    near, far = (RuleSet((Rule("department", compares=one),)) for one in ("same", "other"))
    assert near.scale != far.scale
    soon, late = (RuleSet((Rule("earlier", limit=months),)) for months in (6.0, 12.0))
    assert soon.scale != late.scale


def test_preferring_the_own_department_and_avoiding_it_are_opposites():
    sales, near = Participant(id=1, department="Sales"), Participant(id=2, department="Sales")

    assert points(sales, near, Rule("department", 3, compares="same")) == {"department": 100}
    assert points(sales, near, Rule("department", 3, compares="other")) == {"department": 0}


def test_a_limit_of_hours_between_the_zones_is_kept_to_the_minute():
    mentee = Participant(id=1, utc_offset=0)
    mentors = [Participant(id=2, utc_offset=330), Participant(id=3, utc_offset=345)]

    assert allowed(mentee, mentors, Rule("zone", MUST, limit=5.5)) == [2]
    assert allowed(mentee, mentors, Rule("zone", MUST, limit=12)) == [2, 3]


def test_a_past_pair_is_barred_for_its_months_and_then_free_again():
    mentee = Participant(id=1, earlier={2: 200, 3: 400})
    mentors = [Participant(id=2), Participant(id=3), Participant(id=4, earlier={1: 10})]

    assert allowed(mentee, mentors, Rule("earlier", MUST, limit=12)) == [3]
    assert allowed(mentee, mentors, Rule("earlier", MUST)) == []
    assert allowed(mentee, mentors, Rule("earlier", OFF)) == [2, 3, 4]


def test_a_past_pair_may_cost_points_and_others_do_not_notice_the_rule():
    mentee = Participant(id=1, languages=frozenset({"en"}), earlier={2: 30})
    again, fresh = (Participant(id=one, languages=frozenset({"en"})) for one in (2, 3))
    rules = RuleSet((Rule("languages", 5), Rule("earlier", 5)))

    assert explain_pair(mentee, again, rules).score == 50
    assert explain_pair(mentee, fresh, rules).score == 100
    assert explain_pair(mentee, fresh, rules).unanswered == ()


def test_a_must_is_relaxed_only_for_who_would_have_nobody_and_in_the_stated_order():
    rules = (
        Rule("languages", MUST, relax=2),
        Rule("zone", MUST, limit=1, relax=1),
        Rule("skills", MUST),
    )
    near = {"utc_offset": 0, "languages": frozenset({"en"}), "teaches": {"Go": 3}}
    mentors = [
        Participant(id=11, **near),
        Participant(id=12, **near | {"utc_offset": 480}),
        Participant(id=13, **near | {"utc_offset": 480, "languages": frozenset({"zh"})}),
    ]
    near = {"utc_offset": 0, "languages": frozenset({"en"}), "wants": {"Go": 1}}
    mentees = [
        Participant(id=1, **near),
        Participant(id=2, **near | {"utc_offset": 480}),
        Participant(id=3, **near | {"utc_offset": -480}),
        Participant(id=4, **near | {"utc_offset": 480, "languages": frozenset({"pt"})}),
        Participant(id=5, **near | {"wants": {"Chess": 1}}),
    ]

    pool = score_pool(mentees, mentors, RuleSet(rules))

    assert pool.relaxed == {3: ("zone",), 4: ("zone", "languages")}
    chosen = {one.id: [p.mentor for p in pool.pairs if p.mentee == one.id] for one in mentees}
    assert chosen == {1: [11], 2: [12], 3: [11, 12], 4: [11, 12, 13], 5: []}


def test_the_reporting_line_is_never_relaxed():
    rules = RuleSet((Rule("languages", MUST, relax=1),))
    pool = score_pool([Participant(id=1, managers=(2,))], [Participant(id=2)], rules)

    assert len(pool.pairs) == 0
    assert pool.relaxed == {}


def test_wishes_count_by_their_place_whoever_made_them_and_however_many():
    single = Participant(id=1, wishes=(11,))
    eager = Participant(id=2, wishes=(11, 12, 13, 14, 15))
    mentor = Participant(id=11)

    assert points(single, mentor, Rule("wishes")) == points(eager, mentor, Rule("wishes"))
    assert [
        points(eager, Participant(id=one), Rule("wishes"))["wishes"] for one in (12, 15, 16)
    ] == (pytest.approx([80, 20, 0]))


def test_wishes_of_both_sides_meet_in_the_middle():
    rule = Rule("wishes")
    mentee = Participant(id=1, wishes=(11,))

    assert points(mentee, Participant(id=11, wishes=(1,)), rule) == {"wishes": 100}
    assert points(mentee, Participant(id=11, wishes=(9,)), rule) == {"wishes": 50}
    assert points(Participant(id=1), Participant(id=11, wishes=(9, 1)), rule) == (
        pytest.approx({"wishes": 80})
    )


def test_what_matters_to_a_person_weighs_more_for_that_person():
    rules = (Rule("languages", 5), Rule("location", 5))
    answers = {"languages": frozenset({"en"}), "location": "Berlin"}
    far = Participant(id=2, **answers | {"location": "Pune"})

    def score(mentee, mentor):
        return explain_pair(mentee, mentor, RuleSet(rules)).score

    plain = Participant(id=1, **answers)
    speaker = Participant(id=1, **answers, matters=frozenset({"languages"}))
    settler = Participant(id=1, **answers, matters=frozenset({"location"}))
    assert score(plain, far) == 50
    assert score(speaker, far) == 60
    assert score(settler, far) == 40
    assert (
        score(
            speaker,
            Participant(
                id=2, languages=frozenset({"en"}), location="Pune", matters=frozenset({"languages"})
            ),
        )
        == 66.7
    )


def test_an_empty_profile_stands_behind_who_fits_and_before_who_does_not():
    mentee = Participant(id=1, wants={"Go": 2}, languages=frozenset({"en"}))
    fits = Participant(id=2, teaches={"Go": 4, "SQL": 2}, languages=frozenset({"en"}))
    silent = Participant(id=3, languages=frozenset({"en"}))
    misfit = Participant(id=4, teaches={"Chess": 4}, languages=frozenset({"zh"}))
    rules = RuleSet((Rule("skills", 10), Rule("languages", 1), Rule("interests", 1)))
    assert explain_pair(mentee, silent, rules).score == 100, "by the formula alone"

    counted = [explain_pair(mentee, one, rules).counted for one in (fits, silent, misfit)]

    assert counted == sorted(counted, reverse=True)
    assert counted[1] == pytest.approx((1 * 100 + 11 * PRIOR) / 12, abs=0.1)


def test_rules_are_plain_json_and_back():
    rules = RuleSet(
        (
            Rule("skills", 10),
            Rule("hours", MUST, limit=3, relax=0),
            Rule("team", 2.5, compares="same"),
            Rule("earlier", OFF, limit=6),
        ),
        lines_up=1,
        both_ways=False,
    )

    assert parse_rules(json.loads(json.dumps(rules_document(rules)))) == rules
    assert parse_rules(json.loads(json.dumps(rules_document(MENTORING)))) == MENTORING


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        ({}, "there is no list of rules"),
        ({"rules": ["skills"]}, "'skills' is no rule"),
        ({"rules": [{"key": "skills", "colour": 1}]}, "is no rule"),
        ({"rules": [{"key": "charm"}]}, "there is no rule charm"),
        ({"rules": [{"key": "skills"}, {"key": "skills"}]}, "rule skills stands twice"),
        ({"rules": [{"key": "skills", "importance": True}]}, "rule skills has weight True"),
        ({"rules": [{"key": "skills", "limit": 3}]}, "rule skills cannot have the limit 3"),
        ({"rules": [{"key": "hours", "limit": 11}]}, "rule hours cannot have the limit 11"),
        ({"rules": [{"key": "zone", "limit": "far"}]}, "rule zone cannot have the limit far"),
        ({"rules": [{"key": "skills", "compares": "same"}]}, "rule skills cannot compare by same"),
        ({"rules": [{"key": "team", "compares": "like"}]}, "rule team cannot compare by like"),
        ({"rules": [{"key": "hours", "relax": -1}]}, "rule hours cannot be relaxed as number -1"),
    ],
)
def test_rules_that_contradict_themselves_are_named(document, fault):
    with pytest.raises(BadRules, match=fault):
        parse_rules(document)
