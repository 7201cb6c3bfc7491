"""Who is matched with whom: plain values in, a proven best plan out; no tables, no pages.

    from learning.matching.assignment import solve
    from learning.matching.explanation import (
        bottlenecks, changes, first_come, load_distribution, next_best, remedies, step_prices,
        why_unmatched,
    )
    from learning.matching.problem import Mentee, Mentor, Problem
    from learning.matching.scoring import (
        MENTORING, MUST, Participant, Rule, RuleSet, explain_pair, parse_rules, rules_document,
        score_pool,
    )

    uma = Participant(id=1, wants={"Python": 1}, languages=frozenset({"en"}))
    ada = Participant(id=2, teaches={"Python": 3}, languages=frozenset({"en", "ru"}))

    rules = RuleSet((                              # or MENTORING
        Rule("skills", 10),
        Rule("languages", MUST, relax=1),          # dropped for who would have nobody
        Rule("zone", 3, limit=4),                  # as a must: at most 4 hours apart
        Rule("department", 3, compares="other"),   # prefer another one; "same" prefers the own
    ))
    assert parse_rules(rules_document(rules)) == rules     # plain JSON, to store and replay

    pool = score_pool([uma], [ada], rules, barred={(7, 2)})
    pool.relaxed                                   # by mentee the musts that had to be dropped
    problem = Problem(
        mentees=(Mentee(1),),
        mentors=(Mentor(2, capacity=3),),
        pairs=pool.pairs,
        objective=("served", "spread", "score"),
    )
    plan = solve(problem)                          # plan.pairs, plan.unmatched, plan.total_score …
    explain_pair(uma, ada, rules).reasons          # points and shared facts of each rule
    why = why_unmatched(problem, plan, pool.removed_by)  # reason and rules behind who is left out
    remedies([uma], [ada], rules, problem, plan, why)  # the limit, rule or place to change
    next_best(problem, plan)                       # by pair: the best other choice on either side
    step_prices(problem)                           # what serving more, then evener, cost in score
    bottlenecks([uma], [ada], rules, problem, plan)  # the rule or skill to loosen, and for how many
    first_come(problem)                            # a simpler way's plan, to compare; random_plan
    load_distribution(problem, plan)               # mentors by number of mentees
    changes([], [pair.key for pair in plan.pairs]) # who stays and who moves between two plans

`assignment.groups.plan_groups` makes circles by size of whoever wants to learn the same.

A re-match gives the running pairs as `Problem.kept`: as few of them as possible are parted.

Ids are numbers or text, as the caller likes. Buddies are matched alike: newcomers are the mentees,
buddies the mentors, and the rules are `BUDDIES`.
"""
