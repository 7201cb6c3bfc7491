"""What to loosen so that more people are served: a rule, or the places of those who teach a skill.

A pair barred privately is listed in none of the problems compared, so no figure can reveal it.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from learning.matching.assignment import most_served
from learning.matching.problem import Id, Plan, Problem
from learning.matching.progress import Watch, nobody, within
from learning.matching.scoring import Participant, RuleSet, score_pool

MOST_SKILLS = 6


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """`more` people would be served without this rule, or with one more place at each of the
    `mentors` who teach this skill; `left_out` of the unserved want it.
    """

    kind: Literal["rule", "skill"]
    key: str
    more: int
    mentors: int = 0
    left_out: int = 0


def bottlenecks(
    mentees: Sequence[Participant[Id]],
    mentors: Sequence[Participant[Id]],
    rules: RuleSet,
    problem: Problem[Id],
    plan: Plan[Id],
    *,
    barred: Collection[tuple[Id, Id]] = (),
    removed_by: Mapping[Id, Sequence[str]] | None = None,
    watch: Watch = nobody,
) -> tuple[Bottleneck, ...]:
    """Each must and each skill that, loosened, serves more people; the most helpful first.

    `problem` is what was solved, `plan` what came out. Of the skills that unserved people want the
    MOST_SKILLS most wanted are tried; of the musts, if `removed_by` is given, those that removed
    anybody.
    """
    left = {one.mentee for one in plan.unmatched}
    if not left:
        return ()
    at_work = None if removed_by is None else {key for keys in removed_by.values() for key in keys}
    musts = [
        rule.key
        for rule in rules.counting
        if rule.is_must and (at_work is None or rule.key in at_work)
    ]
    ends = [number / (len(musts) + 2) for number in range(len(musts) + 3)]
    [served] = most_served(problem, [{}], within(watch, *ends[:2]))
    found = list[Bottleneck]()
    for key, begin, end in zip(musts, ends[1:], ends[2:], strict=False):
        pool = score_pool(
            mentees,
            mentors,
            rules.without(key),
            barred=barred,
            watch=within(watch, begin, (begin + end) / 2),
        )
        [more] = most_served(
            replace(problem, pairs=pool.pairs), [{}], within(watch, (begin + end) / 2, end)
        )
        found.append(Bottleneck("rule", key, more - served))
    wanted = Counter(skill for one in mentees if one.id in left for skill in one.wants)
    most_wanted = sorted(wanted, key=lambda skill: (-wanted[skill], skill))[:MOST_SKILLS]
    capacity = {mentor.id: mentor.capacity for mentor in problem.mentors}
    roomier = [
        {one.id: capacity[one.id] + 1 for one in mentors if skill in one.teaches}
        for skill in most_wanted
    ]
    counts = most_served(problem, roomier, within(watch, *ends[-2:]))
    for skill, places, more in zip(most_wanted, roomier, counts, strict=True):
        found.append(Bottleneck("skill", skill, more - served, len(places), wanted[skill]))
    helpful = [one for one in found if one.more > 0]
    return tuple(sorted(helpful, key=lambda one: (-one.more, one.kind, one.key)))
