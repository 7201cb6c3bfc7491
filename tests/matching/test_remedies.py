"""What would have given somebody a mentor whom a plan leaves out."""

from learning.matching.assignment import solve
from learning.matching.explanation import Remedy, remedies, why_unmatched
from learning.matching.problem import Mentee, Mentor, Problem
from learning.matching.scoring import MUST, Participant, Rule, RuleSet, half_hours, score_pool

WEEKS = [week * 7 * 24 * 60 for week in range(4)]


def hours(*windows: tuple[int, int]) -> bytes:
    return half_hours(
        (week + 60 * one, week + 60 * other) for week in WEEKS for one, other in windows
    )


def person(number: int, **said: object) -> Participant[int]:
    return Participant(id=number, **said)  # type: ignore[arg-type]


def told(
    mentees: list[Participant[int]],
    mentors: list[Participant[int]],
    rules: RuleSet,
    places: dict[int, int] | None = None,
    forbidden: frozenset[tuple[int, int]] = frozenset(),
    barred: frozenset[tuple[int, int]] = frozenset(),
) -> dict[int, tuple[Remedy[int], ...]]:
    pool = score_pool(mentees, mentors, rules, barred=barred)
    problem = Problem(
        tuple(Mentee(one.id) for one in mentees),
        tuple(Mentor(one.id, (places or {}).get(one.id, 1)) for one in mentors),
        pool.pairs,
        forbidden=forbidden,
    )
    plan = solve(problem)
    why = why_unmatched(problem, plan, pool.removed_by)
    return remedies(mentees, mentors, rules, problem, plan, why, barred=barred)


def test_who_is_left_out_of_full_mentors_needs_a_place_with_the_best_of_them() -> None:
    rules = RuleSet((Rule("languages", 5.0),))
    mentees = [person(one, languages=frozenset({"en"})) for one in (1, 2, 3)]
    mentors = [person(10), person(11, languages=frozenset({"en"}))]

    [found] = told(mentees, mentors, rules).values()

    assert found == (Remedy("place", mentors=(11, 10)),)


def test_too_few_shared_hours_name_the_limit_that_somebody_meets() -> None:
    rules = RuleSet((Rule("hours", MUST, limit=4.0),))
    mentee = person(1, hours=hours((9, 17)))
    mentors = [person(10, hours=hours((16, 20))), person(11, hours=hours((14, 16)))]

    assert told([mentee], mentors, rules) == {1: (Remedy("limit", ("hours",), 2.0),)}


def test_clocks_too_far_apart_name_the_gap_that_would_do() -> None:
    rules = RuleSet((Rule("zone", MUST, limit=3.0),))

    found = told([person(1, utc_offset=0)], [person(10, utc_offset=330)], rules)

    assert found == {1: (Remedy("limit", ("zone",), 5.5),)}


def test_the_rule_that_stands_in_the_way_alone_is_named() -> None:
    rules = RuleSet((Rule("languages", MUST), Rule("location", MUST, compares="same")))
    mentee = person(1, languages=frozenset({"en"}), location="Berlin")
    mentor = person(10, languages=frozenset({"en"}), location="Pune")

    assert told([mentee], [mentor], rules) == {1: (Remedy("rule", ("location",)),)}


def test_rules_that_only_together_leave_somebody_are_named_together() -> None:
    rules = RuleSet((Rule("languages", MUST), Rule("location", MUST, compares="same")))
    mentee = person(1, languages=frozenset({"en"}), location="Berlin")
    mentor = person(10, languages=frozenset({"ru"}), location="Pune")

    assert told([mentee], [mentor], rules) == {1: (Remedy("rules", ("languages", "location")),)}


def test_a_rule_dropped_is_not_enough_where_the_mentor_is_full() -> None:
    rules = RuleSet((Rule("languages", MUST),))
    mentees = [person(1, languages=frozenset({"en"})), person(2, languages=frozenset({"ru"}))]
    mentor = person(10, languages=frozenset({"en"}))

    assert told(mentees, [mentor], rules) == {2: (Remedy("rule", ("languages",), is_enough=False),)}


def test_a_pair_taken_out_by_hand_can_be_allowed_again() -> None:
    found = told([person(1)], [person(10)], RuleSet(()), forbidden=frozenset({(1, 10)}))

    assert found == {1: (Remedy("allow", mentors=(10,)),)}


def test_only_other_mentors_help_whom_nothing_else_does() -> None:
    mentee = person(1, managers=(10,))

    assert told([mentee], [person(10)], RuleSet(())) == {1: (Remedy("mentor"),)}


def test_no_remedy_reveals_who_is_barred_privately() -> None:
    """It reads as if the barred mentor were not there."""
    rules = RuleSet((Rule("location", MUST, compares="same"),))
    mentee, mentor = person(1, location="Berlin"), person(10, location="Pune")
    barred = frozenset({(10, 1)})

    assert told([mentee], [mentor], rules, barred=barred) == told([mentee], [], rules)
    near = person(11, location="Berlin")
    rival = person(2, location="Berlin")
    places = {10: 5, 11: 1}
    with_bar = told(
        [rival, mentee],
        [person(10, location="Berlin"), near],
        rules,
        places,
        barred=barred | {(10, 2)},
    )
    assert with_bar == told([rival, mentee], [near], rules, places)
