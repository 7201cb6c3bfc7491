"""Small problems to solve: a short way to write one, strategies that draw many, and all answers."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain, combinations

from hypothesis import strategies as st

from learning.matching.problem import TERMS, Mentee, Mentor, Pair, Problem

ORDERS = (
    ("score",),
    ("served",),
    ("score", "served"),
    ("served", "score"),
    ("served", "score", "spread"),
    ("served", "spread", "score"),
)


def problem(
    scores: Mapping[tuple[str, str], float],
    capacity: Mapping[str, int],
    wants: Mapping[str, int] | None = None,
    objective: tuple[str, ...] = TERMS,
    locked: frozenset[tuple[str, str]] = frozenset(),
    forbidden: frozenset[tuple[str, str]] = frozenset(),
    kept: frozenset[tuple[str, str]] = frozenset(),
) -> Problem[str]:
    """The mentees are those of the pairs, and of `wants`, which counts 1 where it is silent."""
    wishes = {mentee: 1 for mentee, _ in scores} | dict(wants or {})
    return Problem(
        mentees=tuple(Mentee(mentee, count) for mentee, count in wishes.items()),
        mentors=tuple(Mentor(mentor, count) for mentor, count in capacity.items()),
        pairs=tuple(Pair(mentee, mentor, score) for (mentee, mentor), score in scores.items()),
        objective=objective,
        locked=locked,
        forbidden=forbidden,
        kept=kept,
    )


@st.composite
def small_problems(draw: st.DrawFn, most_people: int = 4, most_pairs: int = 9) -> Problem[str]:
    """Scores in tenths, many of them equal; some pairs forbidden, some locked where it fits."""
    mentees = [f"m{number}" for number in range(draw(st.integers(0, most_people)))]
    mentors = [f"t{number}" for number in range(draw(st.integers(0, most_people)))]
    keys = [(mentee, mentor) for mentee in mentees for mentor in mentors]
    score = st.sampled_from([0, 1, 5, 10, 55, 55.1, 100]) | st.integers(0, 1000).map(
        lambda n: n / 10
    )
    listed = draw(
        st.dictionaries(st.sampled_from(keys), score, max_size=most_pairs) if keys else st.just({})
    )
    wants = {mentee: draw(st.integers(1, 3)) for mentee in mentees}
    capacity = {mentor: draw(st.integers(0, 3)) for mentor in mentors}
    forbidden = draw(
        st.sets(st.sampled_from(sorted(listed)), max_size=2) if listed else st.just(set())
    )
    candidates = sorted(set(listed) - forbidden)
    wished = draw(
        st.sets(st.sampled_from(candidates), max_size=2) if candidates else st.just(set())
    )
    locked = wished if keeps_limits(wished, wants, capacity) else set()
    return problem(
        listed,
        capacity,
        wants,
        draw(st.sampled_from(ORDERS)),
        frozenset(locked),
        frozenset(forbidden),
        frozenset(draw(st.sets(st.sampled_from(keys), max_size=3) if keys else st.just(set()))),
    )


def keeps_limits(
    keys: set[tuple[str, str]], wants: Mapping[str, int], capacity: Mapping[str, int]
) -> bool:
    mentors_of = Counter(mentee for mentee, _ in keys)
    mentees_of = Counter(mentor for _, mentor in keys)
    return all(mentors_of[mentee] <= wants[mentee] for mentee in mentors_of) and all(
        mentees_of[mentor] <= capacity[mentor] for mentor in mentees_of
    )


def every_plan(problem: Problem[str]) -> Iterator[set[tuple[str, str]]]:
    """All sets of pairs that keep the rules, by trying them."""
    wants = {mentee.id: mentee.wants for mentee in problem.mentees}
    capacity = {mentor.id: mentor.capacity for mentor in problem.mentors}
    keys = [pair.key for pair in problem.pairs if pair.key not in problem.forbidden]
    subsets = chain.from_iterable(combinations(keys, size) for size in range(len(keys) + 1))
    for subset in map(set, subsets):
        if problem.locked <= subset and keeps_limits(subset, wants, capacity):
            yield subset


def worth(problem: Problem[str], keys: set[tuple[str, str]]) -> tuple[int, ...]:
    """What the objective, and then the terms it does not name, think of a plan: more is better."""
    load = Counter(mentor for _, mentor in keys)
    tenths = sum(round(pair.score * 10) for pair in problem.pairs if pair.key in keys)
    values = {
        "served": (len({mentee for mentee, _ in keys}), len(keys)),
        "spread": (-sum(count**2 for count in load.values()),),
        "score": (tenths,),
    }
    order = [*problem.objective, *(term for term in TERMS if term not in problem.objective)]
    kept = len(keys & problem.kept)
    if problem.objective[0] == "served":
        return (*values["served"], kept, *chain.from_iterable(values[t] for t in order[1:]))
    return (kept, *chain.from_iterable(values[term] for term in order))
