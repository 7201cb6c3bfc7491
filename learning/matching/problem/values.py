"""The entries of a problem and of a plan: frozen values that refuse nonsense."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Literal, TypeVar, cast

if TYPE_CHECKING:
    from learning.matching.problem.pairs import Pairs

Id = TypeVar("Id", bound=int | str)

TERMS = ("served", "spread", "score")
LARGEST_SCORE = 1e12
"""Beyond it the sum of many scores would no longer be exact."""

HIGHEST_PRIORITY = 1_000_000

UnmatchedReason = Literal["no_candidate", "no_seat", "contested"]


class BadProblem(ValueError):
    """The problem contradicts itself; the message names the entry in one line."""

    def __init__(self, fault: str) -> None:
        super().__init__(" ".join(fault.split()))


@dataclass(frozen=True, slots=True)
class Mentee(Generic[Id]):
    """Somebody who wants `wants` mentors, at least one.

    Where not everybody can be served, a higher `priority` comes first.
    """

    id: Id
    wants: int = 1
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Mentor(Generic[Id]):
    """Somebody with places for `capacity` mentees; 0 is a mentor who pauses."""

    id: Id
    capacity: int


@dataclass(frozen=True, slots=True)
class Pair(Generic[Id]):
    """A pair that may be made, or was; the score is a number from 0 to LARGEST_SCORE."""

    mentee: Id
    mentor: Id
    score: float

    @property
    def key(self) -> tuple[Id, Id]:
        return self.mentee, self.mentor


@dataclass(frozen=True, slots=True)
class Problem(Generic[Id]):
    """The people, the allowed pairs, and what matters in which order. Raises BadProblem.

    The pairs become columns, see `pairs`; they stand by mentee, then mentor, whatever their order.

    A pair that is not listed, or is forbidden, is not allowed; a locked pair must be kept. `kept`
    are the pairs of an earlier plan, of which a re-match parts as few as it can; those no longer
    listed do not matter.
    """

    mentees: tuple[Mentee[Id], ...]
    mentors: tuple[Mentor[Id], ...]
    pairs: Sequence[Pair[Id]]
    objective: tuple[str, ...] = TERMS
    locked: frozenset[tuple[Id, Id]] = frozenset()
    forbidden: frozenset[tuple[Id, Id]] = frozenset()
    kept: frozenset[tuple[Id, Id]] = frozenset()

    def __post_init__(self) -> None:
        _check_objective(self.objective)
        mentees = _checked_ids("mentee", (mentee.id for mentee in self.mentees))
        mentors = _checked_ids("mentor", (mentor.id for mentor in self.mentors))
        for mentee in self.mentees:
            if not _is_count(mentee.wants) or mentee.wants < 1:
                raise BadProblem(f"mentee {mentee.id} wants {mentee.wants} mentors")
            if not _is_count(mentee.priority) or not 0 <= mentee.priority <= HIGHEST_PRIORITY:
                raise BadProblem(f"mentee {mentee.id} has priority {mentee.priority}")
        for mentor in self.mentors:
            if not _is_count(mentor.capacity) or mentor.capacity < 0:
                raise BadProblem(f"mentor {mentor.id} has capacity {mentor.capacity}")
        self._check_pairs(mentees, mentors)
        for key in self.forbidden:
            _check_known("a forbidden pair", key, mentees, mentors)
        self._check_locked(mentees, mentors)

    @property
    def columns(self) -> "Pairs[Id]":
        """The pairs by row."""
        return cast("Pairs[Id]", self.pairs)

    def _check_pairs(self, mentees: set[Id], mentors: set[Id]) -> None:
        from learning.matching.problem.pairs import Pairs, listed  # noqa: PLC0415  (loads NumPy)

        mentee_ids = tuple(mentee.id for mentee in self.mentees)
        mentor_ids = tuple(mentor.id for mentor in self.mentors)
        known = self.pairs
        if isinstance(known, Pairs) and (known.mentees, known.mentors) == (mentee_ids, mentor_ids):
            return
        seen = set[tuple[Id, Id]]()
        for pair in known:
            key = pair.mentee, pair.mentor
            _check_known("a pair", key, mentees, mentors)
            if key in seen:
                raise BadProblem(f"the pair {key[0]}, {key[1]} stands twice")
            if not is_score(pair.score):
                raise BadProblem(f"the pair {key[0]}, {key[1]} has score {pair.score}")
            seen.add(key)
        object.__setattr__(self, "pairs", listed(mentee_ids, mentor_ids, known))

    def _check_locked(self, mentees: set[Id], mentors: set[Id]) -> None:
        for key in self.locked:
            _check_known("a locked pair", key, mentees, mentors)
            if self.columns.get(key) is None:
                raise BadProblem(f"the locked pair {key[0]}, {key[1]} is not among the pairs")
            if key in self.forbidden:
                raise BadProblem(f"the pair {key[0]}, {key[1]} is both locked and forbidden")
        wished = Counter(mentee for mentee, _ in self.locked)
        taken = Counter(mentor for _, mentor in self.locked)
        for mentee in self.mentees:
            if wished[mentee.id] > mentee.wants:
                raise BadProblem(f"mentee {mentee.id} has more locked pairs than wanted mentors")
        for mentor in self.mentors:
            if taken[mentor.id] > mentor.capacity:
                raise BadProblem(f"mentor {mentor.id} has more locked pairs than places")


@dataclass(frozen=True, slots=True)
class Unmatched(Generic[Id]):
    """A mentee without a mentor.

    `no_candidate`: no allowed pair; `no_seat`: all its mentors have capacity 0; `contested`: others
    had to come first.
    """

    mentee: Id
    reason: UnmatchedReason


@dataclass(frozen=True, slots=True)
class Search:
    """How a plan was found: of the `listed` pairs the `considered` ones were put into the network.

    The rest was priced by the proof, in `widened` rounds that brought some in; if the plan is
    optimal, none of the pairs left out could have made it better.
    """

    listed: int
    considered: int
    widened: int

    @property
    def is_cut(self) -> bool:
        return self.considered < self.listed


@dataclass(frozen=True, slots=True)
class Plan(Generic[Id]):
    """The pairs to make, in the order the problem lists them, and their figures.

    `served` counts mentees with at least one mentor, `spread` is the sum over the mentors of
    (number of their mentees)². `optimal` says that no better plan exists, see `assignment.solve`.
    """

    pairs: tuple[Pair[Id], ...]
    served: int
    mentors_used: int
    spread: int
    total_score: float
    optimal: bool
    unmatched: tuple[Unmatched[Id], ...] = ()
    search: Search | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class StepPrice:
    """The best plan once the order counts `term` before the score, and the score given up for it.

    The first step is the score alone, at price 0.
    """

    term: str
    served: int
    mentors_used: int
    spread: int
    total_score: float
    price: float


def _check_objective(objective: tuple[str, ...]) -> None:
    if not objective:
        raise BadProblem("the objective names no term")
    for position, term in enumerate(objective):
        if term not in TERMS:
            raise BadProblem(f"the objective names {term}, which is none of {', '.join(TERMS)}")
        if term in objective[:position]:
            raise BadProblem(f"the objective names {term} twice")
        if term == "spread" and "served" not in objective[:position]:
            raise BadProblem("the objective names spread, which comes only after served")


def _checked_ids(role: str, ids: Iterable[Id]) -> set[Id]:
    known = set[Id]()
    for person in ids:
        if not isinstance(person, int | str) or isinstance(person, bool) or person == "":
            raise BadProblem(f"a {role} has id {person!r}, which is neither text nor a number")
        if person in known:
            raise BadProblem(f"{role} {person} stands twice")
        known.add(person)
    return known


def _check_known(what: str, key: tuple[Id, Id], mentees: set[Id], mentors: set[Id]) -> None:
    for role, person, known in (("mentee", key[0], mentees), ("mentor", key[1], mentors)):
        if not isinstance(person, Hashable) or person not in known:
            raise BadProblem(f"{what} names {role} {person}, who is not listed")


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def is_score(value: object) -> bool:
    """NaN fails every comparison, so it is refused here too."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and 0 <= value <= LARGEST_SCORE  # type: ignore[operator]
