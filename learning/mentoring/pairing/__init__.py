"""A programme's people as candidates for matching, and what matching says of them."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, cast

from learning.matching.assignment import solve
from learning.matching.explanation import TAKEN_OUT, Remedy, remedies, why_unmatched
from learning.matching.problem import TERMS, Mentee, Mentor, Plan, Problem
from learning.matching.progress import Watch, nobody, within
from learning.matching.scoring import (
    DAYS_AHEAD,
    TANDEM,
    PairScore,
    Participant,
    Pool,
    Reason,
    RuleSet,
    explain_pairs,
    half_hours,
    less_taken,
    score_pool,
    score_tandems,
)
from learning.mentoring.models import MatchRun
from learning.mentoring.queries.pool import (
    Pair,
    earlier_pairs_and_bars,
    free_seats,
    in_circles,
    private_bars,
    waiting_mentees,
)
from learning.mentoring.queries.settings import settings_in, settings_of
from learning.mentoring.queries.tandems import (
    languages_of,
    tandem_seekers,
)
from learning.mentoring.queries.wishes import Said, said_in
from learning.mentoring.rules import (
    DEFAULT_RULES,
    LANGUAGE,
    PRESENT,
    TAUGHT,
    Settings,
    subjects_first,
)
from learning.people.pairing import WorkTime, hours_at_work, participants
from learning.programmes.models import EnrolmentRole, Programme
from learning.scheduling.queries import open_hours

REMOVED = TAKEN_OUT
SESSION = "mentoring.session"
MOST_LOOKED_AT = 300
SCORED = 0.5  # of the work on a plan, as long as it lasts in a large pool


@dataclass(frozen=True)
class Candidates:
    """Everybody a run may use, and how they are matched. `bars` are private.

    `wants` says of mentees how many mentors they want, one if it does not; `priority` who of them a
    lead has put first.
    """

    mentees: Mapping[int, Participant[int]]
    mentors: Mapping[int, Participant[int]]
    free: Mapping[int, int]
    bars: frozenset[Pair]
    rules: RuleSet = DEFAULT_RULES
    objective: tuple[str, ...] = TERMS
    wants: Mapping[int, int] = field(default_factory=dict)
    priority: Mapping[int, int] = field(default_factory=dict)

    @property
    def wanted(self) -> int:
        """Mentors wanted by all mentees together."""
        return sum(self.wants.get(mentee, 1) for mentee in self.mentees)


@dataclass(frozen=True)
class Left:
    """A mentee without a mentor: why, the rules that left nobody, and what would change it.

    `reason` is `no_candidate`, `no_overlap`, `excluded`, `no_seat` or `contested`.
    """

    mentee_id: int
    reason: str
    rules: list[str]
    remedies: tuple[Remedy[int], ...]


@dataclass(frozen=True)
class Suggestion:
    """A pair that may be made, and how well it fits."""

    mentee_id: int
    mentor_id: int
    score: float
    reasons: list[dict[str, Any]]
    unanswered: list[str]


@dataclass(frozen=True)
class Effect:
    """What rules leave: pairs, mentees without any candidate, and those with a must dropped."""

    mentees: int
    looked_at: int
    mentors: int
    pairs: int
    without: int
    relaxed: int


@dataclass(frozen=True)
class Solved:
    """What was solved, the best plan, who is left, and whose musts had to be dropped.

    `removed_by` names by mentee the rules that removed somebody.
    """

    problem: Problem[int]
    plan: Plan[int]
    left: list[Left]
    relaxed: Mapping[int, tuple[str, ...]]
    removed_by: Mapping[int, tuple[str, ...]]


def candidates(
    programme: Programme,
    now: datetime,
    mentee_ids: Collection[int] | None = None,
    settings: Settings | None = None,
) -> Candidates:
    """The programme's mentees in need (or the ones given) and its mentors, in a few queries.

    They are matched as the programme has set, or by the settings given.
    """
    today = now.date()
    waiting = waiting_mentees(programme, today) if mentee_ids is None else {}
    mentees = list(waiting if mentee_ids is None else mentee_ids)
    alone = mentees[0] if mentee_ids is not None and len(mentees) == 1 else None
    free = free_seats(programme, today, mentee_id=alone)
    settings = settings or settings_of(programme)
    hours = _free_hours if _counts("hours", settings.rules) else _no_hours
    known = participants({*mentees, *free}, today, hours)
    earlier, bars = earlier_pairs_and_bars(programme, today)
    said = said_in(programme)
    nothing = Said()
    asking, asked = said[EnrolmentRole.MENTEE], said[EnrolmentRole.MENTOR]
    return Candidates(
        mentees={
            person: replace(
                known[person],
                earlier=earlier.get(person, {}),
                **asking.get(person, nothing).answers,
            )
            for person in mentees
        },
        mentors={
            person: replace(
                known[person],
                **asked.get(person, nothing).answers,
            )
            for person in free
        },
        free=free,
        bars=frozenset(bars),
        rules=settings.rules,
        objective=settings.objective,
        wants={person: one.wants for person, one in waiting.items()},
        priority={person: one.priority for person, one in waiting.items() if one.priority},
    )


def _counts(key: str, rules: RuleSet) -> bool:
    return any(rule.key == key for rule in rules.counting)


def _no_hours(_works: Mapping[int, WorkTime], _today: date) -> dict[int, bytes]:
    """Where shared hours count for nothing they need not be looked up."""
    return {}


def _free_hours(works: Mapping[int, WorkTime], today: date) -> dict[int, bytes]:
    """The hours kept for sessions, of others those at work; less days off, meetings, and what is
    busy by another calendar.

    Hours of work alone would hide a week of holidays from the rule of shared time.
    """
    hours = hours_at_work(works, today)
    for person, own in open_hours(works, SESSION, today, DAYS_AHEAD).items():
        kept = hours[person] if own.opened is None else half_hours(own.opened)
        hours[person] = less_taken(kept, own.taken)
    return hours


def candidates_in(
    run: MatchRun, now: datetime, mentee_ids: Collection[int] | None = None
) -> Candidates:
    """As `candidates`, with the rules of the run, and the places that its lead tries out.

    For circles without those who sit in one of the programme, or are asked whether they would.
    """
    found = candidates(run.programme, now, mentee_ids, settings_in(run))
    tried = {mentor: run.seats.get(str(mentor), places) for mentor, places in found.free.items()}
    met = in_circles(run.programme) if run.sizes else set()
    mentees = {one: who for one, who in found.mentees.items() if one not in met}
    return replace(found, mentees=mentees, free=tried)


def pool_of(people: Candidates, watch: Watch = nobody) -> Pool[int]:
    """Every pair that the rules leave."""
    return score_pool(
        list(people.mentees.values()),
        list(people.mentors.values()),
        people.rules,
        barred=people.bars,
        watch=watch,
    )


@dataclass(frozen=True)
class TandemSuggestion:
    """Somebody to teach each other with; what each would teach, languages and the best first."""

    partner_id: int
    score: float
    learns: list[str]
    teaches: list[str]
    minutes: int | None  # shared a week, where both keep hours


def tandems(
    programme: Programme, person_id: int, now: datetime, partner_id: int | None = None
) -> list[TandemSuggestion]:
    """With whom the person could make a tandem in the programme, the best first.

    Both directions must hold, and the lower score counts; with `partner_id` only that one.
    """
    today = now.date()
    ids = set(tandem_seekers(programme, today))
    if person_id not in ids:
        return []
    if partner_id is not None:
        ids &= {person_id, partner_id}
    known = participants(ids, today, _free_hours)
    spoken, wanted = languages_of(ids)
    people = {
        one: _with_languages(known[one], spoken.get(one, {}), wanted.get(one, set())) for one in ids
    }
    own = people.pop(person_id)
    found = score_tandems(own, list(people.values()), TANDEM, barred=private_bars(programme))
    return [
        TandemSuggestion(
            one.partner,
            one.score,
            _subjects(one.learns),
            _subjects(one.teaches),
            next(
                (_minutes(reason) for reason in one.learns.reasons if reason.rule == "hours"), None
            ),
        )
        for one in found
    ]


def _with_languages(
    known: Participant[int], spoken: Mapping[str, str], wanted: Collection[str]
) -> Participant[int]:
    """Languages are taught and wanted like skills: by who speaks them, and by wish."""
    taught = {LANGUAGE + code: TAUGHT[level] for code, level in spoken.items() if level in TAUGHT}
    wishes = {
        LANGUAGE + code: PRESENT[spoken.get(code)]
        for code in wanted
        if spoken.get(code) not in TAUGHT
    }
    return replace(
        known,
        teaches={**known.teaches, **taught},
        wants={**known.wants, **wishes},
    )


def _subjects(found: PairScore) -> list[str]:
    skills = next(reason.facts["skills"] for reason in found.reasons if reason.rule == "skills")
    return subjects_first(cast("list[str]", skills))


def _minutes(reason: Reason) -> int | None:
    minutes = reason.facts.get("minutes")
    return minutes if isinstance(minutes, int) else None


def effects(programme: Programme, now: datetime, some: Sequence[RuleSet]) -> list[Effect]:
    """What each of these rules leaves of those who wait; see `effect_of`."""
    waiting = list(waiting_mentees(programme, now.date()))
    musts = [rules.musts for rules in some]
    most = next((rules for rules in musts if _counts("hours", rules)), musts[0])
    people = candidates(programme, now, waiting[:MOST_LOOKED_AT], Settings(most))
    return [effect_of(replace(people, rules=rules), len(waiting)) for rules in musts]


def effect_of(people: Candidates, waiting: int) -> Effect:
    """What the rules leave of some of those who wait; private bars play no part in it, so that no
    figure can reveal one.
    """
    pool = pool_of(replace(people, bars=frozenset(), rules=people.rules.musts))
    return Effect(
        mentees=waiting,
        looked_at=len(people.mentees),
        mentors=len(people.mentors),
        pairs=len(pool.pairs),
        without=int((pool.pairs.counts == 0).sum()),
        relaxed=len(pool.relaxed),
    )


def problem_of(
    people: Candidates, pool: Pool[int], locked: Collection[Pair], removed: Collection[Pair]
) -> Problem[int]:
    """What there is to solve: locked pairs that are still possible, none that were taken out."""
    closed = frozenset(pair for pair in removed if pool.pairs.get(pair) is not None)
    kept, load, had = list[Pair](), Counter[int](), Counter[int]()
    for pair in locked:
        mentee, mentor = pair
        is_possible = pool.pairs.get(pair) is not None and pair not in closed
        has_room = is_possible and had[mentee] < people.wants.get(mentee, 1)
        if has_room and load[mentor] < people.free[mentor]:
            kept.append(pair)
            load[mentor] += 1
            had[mentee] += 1
    return Problem(
        mentees=tuple(
            Mentee(person, people.wants.get(person, 1), people.priority.get(person, 0))
            for person in people.mentees
        ),
        mentors=tuple(Mentor(person, seats) for person, seats in people.free.items()),
        pairs=pool.pairs,
        objective=people.objective,
        locked=frozenset(kept),
        forbidden=closed,
    )


def best_plan(
    people: Candidates,
    locked: Collection[Pair],
    removed: Collection[Pair],
    watch: Watch = nobody,
) -> Solved:
    """The best plan around the locked pairs, without those the lead took out.

    A locked pair that has become impossible is let go. Where `watch` says no, the best so far.
    """
    pool = pool_of(people, within(watch, 0, SCORED))
    problem = problem_of(people, pool, locked, removed)
    plan = solve(problem, within(watch, SCORED, 1))
    why = why_unmatched(problem, plan, pool.removed_by)
    helpful = remedies(
        list(people.mentees.values()),
        list(people.mentors.values()),
        people.rules,
        problem,
        plan,
        why,
        barred=people.bars,
    )
    left = [Left(one.mentee, one.reason, list(one.removed_by), helpful[one.mentee]) for one in why]
    return Solved(problem, plan, left, pool.relaxed, pool.removed_by)


def suggest(people: Candidates, mentee_id: int, mentor_id: int) -> Suggestion:
    """This pair with its score, part by part."""
    return suggest_all(people, [(mentee_id, mentor_id)])[0]


def suggest_all(
    people: Candidates, pairs: Sequence[Pair], watch: Watch = nobody
) -> list[Suggestion]:
    """These pairs with their scores, part by part, in their order."""
    explained = explain_pairs(
        [(people.mentees[mentee], people.mentors[mentor]) for mentee, mentor in pairs],
        people.rules,
        watch,
    )
    return [
        Suggestion(*pair, found.score, _as_plain(found), list(found.unanswered))
        for pair, found in zip(pairs, explained, strict=True)
    ]


def possible_among(people: Candidates, pairs: Collection[Pair]) -> set[Pair]:
    """Those of the pairs (mentee, mentor) that may be made."""
    mentees, mentors = ({pair[side] for pair in pairs} for side in (0, 1))
    some = {person: found for person, found in people.mentees.items() if person in mentees}
    is_open_to_all = bool(people.rules.relaxable)  # then a must falls for who has nobody at all
    others = {
        person: found
        for person, found in people.mentors.items()
        if is_open_to_all or person in mentors
    }
    listed = pool_of(replace(people, mentees=some, mentors=others)).pairs
    return {pair for pair in pairs if listed.get(pair) is not None}


def choices(people: Candidates, mentee_id: int) -> list[tuple[int, float]]:
    """The mentors this mentee may have, full ones too, with the score, the best first."""
    alone = replace(people, mentees={mentee_id: people.mentees[mentee_id]})
    return [
        (pair.mentor, pair.score)
        for pair in sorted(pool_of(alone).pairs, key=lambda one: (-one.score, one.mentor))
    ]


def seekers(people: Candidates, mentor_id: int) -> list[tuple[int, float]]:
    """The mentees this mentor may have, with the score, the best first."""
    alone = replace(people, mentors={mentor_id: people.mentors[mentor_id]})
    return [
        (pair.mentee, pair.score)
        for pair in sorted(pool_of(alone).pairs, key=lambda one: (-one.score, one.mentee))
    ]


def _as_plain(found: PairScore) -> list[dict[str, Any]]:
    return [
        {
            "rule": reason.rule,
            "points": round(reason.points, 2),
            "out_of": round(reason.out_of, 2),
            "facts": dict(reason.facts),
        }
        for reason in found.reasons
    ]
