"""Groups by size: never too small or too large, and no other groups are better."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from learning.matching.assignment.groups import Group, plan_groups

Fits = Mapping[tuple[str, str], Mapping[str, float]]

PEOPLE = [f"p{number}" for number in range(5)]
KEYS = [("h0", "Go"), ("h0", "Rust"), ("h1", "Go")]


def every_way(
    fits: Fits, least: int, most: int, apart: set[tuple[str, str]]
) -> Iterator[list[Group[str]]]:
    """All groups that may be made, by trying everything."""

    def choose(
        keys: list[tuple[str, str]], used: set[str], hosts: set[str]
    ) -> Iterator[list[Group[str]]]:
        if not keys:
            yield []
            return
        key, *others = keys
        yield from choose(others, used, hosts)
        if key[0] in hosts:
            return
        able = [person for person in fits[key] if person not in used]
        for size in range(least, min(most, len(able)) + 1):
            for members in combinations(able, size):
                if any(one in members and other in members for one, other in apart):
                    continue
                for more in choose(others, used | set(members), hosts | {key[0]}):
                    yield [Group(*key, members), *more]

    return choose(list(fits), set(), set())


def worth(fits: Fits, groups: list[Group[str]]) -> tuple[int, float]:
    scores = [fits[one.host, one.topic][person] for one in groups for person in one.members]
    return len(scores), round(sum(scores), 1)


@settings(max_examples=40, deadline=None)
@given(
    st.fixed_dictionaries(
        {
            key: st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from([0.0, 5.5, 40.0, 100.0]))
            for key in KEYS
        }
    ),
    st.integers(2, 3),
    st.sets(st.tuples(st.sampled_from(PEOPLE[:3]), st.sampled_from(PEOPLE[3:])), max_size=2),
)
def test_no_other_groups_are_better(fits, least, apart):
    plan = plan_groups(fits, least, 4, apart)

    best = max(worth(fits, ways) for ways in every_way(fits, least, 4, apart))
    assert plan.optimal
    assert worth(fits, list(plan.groups)) == best
    assert plan.served == plan.most_served == best[0]
    for group in plan.groups:
        assert least <= len(group.members) <= 4
        assert not any({one, other} <= set(group.members) for one, other in apart)


def test_nobody_wants_the_same_and_there_is_no_group():
    plan = plan_groups({("h0", "Go"): {"p0": 50.0}, ("h1", "Rust"): {"p1": 50.0}}, 3, 8)

    assert (plan.groups, plan.served, plan.optimal) == ((), 0, True)


def test_the_same_input_gives_the_same_groups():
    fits = {("h0", "Go"): dict.fromkeys(PEOPLE, 50.0), ("h1", "Go"): dict.fromkeys(PEOPLE, 50.0)}

    assert plan_groups(fits, 2, 3) == plan_groups(fits, 2, 3)


@settings(max_examples=40, deadline=None)
@given(
    st.fixed_dictionaries(
        {
            key: st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from([0.0, 5.5, 40.0, 100.0]))
            for key in KEYS
        }
    ),
    st.sets(st.tuples(st.sampled_from(KEYS), st.sampled_from(PEOPLE)), max_size=3),
)
def test_what_is_fixed_by_hand_stays_and_the_rest_is_best_around_it(fits, fixed):
    locked = sorted(fixed)

    def kept(groups: list[Group[str]]) -> int:
        seats = [((one.host, one.topic), who) for one in groups for who in one.members]
        return sum(seat in locked for seat in seats)

    plan = plan_groups(fits, 2, 4, locked=locked)

    best = max((kept(ways), *worth(fits, ways)) for ways in every_way(fits, 2, 4, set()))
    assert (kept(list(plan.groups)), *worth(fits, list(plan.groups))) == best
