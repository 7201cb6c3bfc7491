"""What a run leaves behind: all it was solved from, and what the plan costs and would need."""

import gzip
import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Any

from learning.matching.explanation import (
    Bottleneck,
    bottlenecks,
    fairness,
    first_come,
    load_distribution,
    random_plan,
    step_prices,
    wishes_granted,
)
from learning.matching.problem import Plan
from learning.matching.progress import Watch, nobody, within
from learning.matching.scoring import parse_rules, rules_document
from learning.matching.scoring.documents import parse_participant, participant_document
from learning.mentoring import pairing as pairs
from learning.mentoring import queries
from learning.mentoring.models import RunRecord
from learning.mentoring.pairing.circles import Wanted, best_circles
from learning.mentoring.queries import Pair

PRICED, LOOSENED = 0.5, 0.85  # shares of the work, as long as they last in a large pool
SEED = 1  # of the plan drawn by lot, so that the report says the same every time


@dataclass(frozen=True)
class Replay:
    """What came of solving a run once more: the pairs then, and how many differ now."""

    pairs: int
    different: int


def replay_run(record: RunRecord) -> Replay:
    """Solve the run again from what was kept, and compare. Changes nothing."""
    people, locked, removed, circles = _unpacked(record.problem)
    found = (
        {pair.key for pair in pairs.best_plan(people, locked, removed).plan.pairs}
        if circles is None
        else set(best_circles(people, circles, locked, removed).pairs)
    )
    kept = {(mentee, mentor) for mentee, mentor in record.pairs}
    return Replay(len(kept), len(kept ^ found))


def report_on(
    people: pairs.Candidates,
    solved: pairs.Solved,
    backgrounds: Mapping[int, queries.Background],
    watch: Watch = nobody,
) -> dict[str, Any]:
    """What the aims cost, what would serve more, and what simpler ways come to.

    Touches no database; `watch` hears how far it is.
    """
    wishes = {one.id: one.wishes for one in people.mentees.values()}
    steps = step_prices(solved.problem, solved.plan, within(watch, 0, PRICED))
    watch(PRICED)
    helpful = _bottlenecks(people, solved, within(watch, PRICED, LOOSENED))
    watch(LOOSENED)
    by_coming = _other(people, first_come(solved.problem), backgrounds)
    watch((LOOSENED + 1) / 2)
    return {
        "prices": [asdict(step) for step in steps],
        "bottlenecks": [asdict(one) for one in helpful],
        "loads": [
            [mentees, mentors]
            for mentees, mentors in load_distribution(solved.problem, solved.plan).items()
        ],
        "wishes": asdict(wishes_granted(wishes, solved.plan)),
        "others": {
            "first_come": by_coming,
            "random": _other(people, random_plan(solved.problem, SEED), backgrounds),
        },
    }


def _bottlenecks(
    people: pairs.Candidates, solved: pairs.Solved, watch: Watch
) -> Collection[Bottleneck]:
    if not solved.left:
        return ()
    return bottlenecks(
        list(people.mentees.values()),
        list(people.mentors.values()),
        people.rules,
        solved.problem,
        solved.plan,
        barred=people.bars,
        removed_by=solved.removed_by,
        watch=watch,
    )


def _other(
    people: pairs.Candidates, plan: Plan[int], backgrounds: Mapping[int, queries.Background]
) -> dict[str, Any]:
    """A simpler way's plan: its figures, and the share served of each group."""
    given = defaultdict[int, list[float]](list)
    for pair in plan.pairs:
        given[pair.mentee].append(pair.score)
    scores = {one: fmean(given[one]) if one in given else None for one in people.mentees}
    outcomes = queries.outcomes(scores, backgrounds)
    return {
        "served": plan.served,
        "mentors_used": plan.mentors_used,
        "spread": plan.spread,
        "total_score": plan.total_score,
        "groups": [[one.field, one.group, one.share] for one in fairness(outcomes)],
    }


def packed(
    people: pairs.Candidates,
    locked: Collection[Pair],
    removed: Collection[Pair],
    circles: Wanted | None = None,
) -> bytes:
    """All that a run is solved from, to be solved again years later."""
    document = {
        "mentees": [participant_document(one) for one in people.mentees.values()],
        "mentors": [participant_document(one) for one in people.mentors.values()],
        "free": [list(one) for one in people.free.items()],
        "wants": [list(one) for one in people.wants.items()],
        "priority": [list(one) for one in people.priority.items()],
        "bars": sorted(list(one) for one in people.bars),
        "rules": rules_document(people.rules),
        "objective": list(people.objective),
        "locked": [list(one) for one in locked],
        "removed": sorted(list(one) for one in removed),
    }
    if circles is not None:
        document["circles"] = {
            "sizes": [circles.least, circles.most],
            "taken": sorted(circles.taken),
            "topics": sorted((circles.topics or {}).items()),
        }
    return gzip.compress(json.dumps(document).encode(), compresslevel=5, mtime=0)


def _unpacked(packed: bytes) -> tuple[pairs.Candidates, list[Pair], list[Pair], Wanted | None]:
    document = json.loads(gzip.decompress(packed))
    mentees, mentors = (
        {one.id: one for one in map(parse_participant, document[role])}
        for role in ("mentees", "mentors")
    )
    people = pairs.Candidates(
        mentees=mentees,
        mentors=mentors,
        free=dict(document["free"]),
        bars=frozenset((one, other) for one, other in document["bars"]),
        rules=parse_rules(document["rules"]),
        objective=tuple(document["objective"]),
        wants=dict(document.get("wants", ())),
        priority=dict(document.get("priority", ())),
    )
    locked, removed = (
        [(one, other) for one, other in document[name]] for name in ("locked", "removed")
    )
    asked = document.get("circles")
    circles = asked and Wanted(
        asked["sizes"][0], asked["sizes"][1], frozenset(asked["taken"]), dict(asked["topics"])
    )
    return people, locked, removed, circles
