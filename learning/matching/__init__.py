"""Who is matched with whom: plain values in, a proven best plan out; no tables, no pages.

    from learning.matching.assignment import solve
    from learning.matching.explanation import next_best, step_prices, why_unmatched
    from learning.matching.problem import Mentee, Mentor, Problem
    from learning.matching.scoring import MENTORING, Participant, explain_pair, score_pool

    uma = Participant(id=1, wants={"Python": 1}, languages=frozenset({"en"}))
    ada = Participant(id=2, teaches={"Python": 3}, languages=frozenset({"en", "ru"}))

    pool = score_pool([uma], [ada], MENTORING, barred={(7, 2)})
    problem = Problem(
        mentees=(Mentee(1),),
        mentors=(Mentor(2, capacity=3),),
        pairs=pool.pairs,
        objective=("served", "spread", "score"),
    )
    plan = solve(problem)                          # plan.pairs, plan.unmatched, plan.total_score …
    explain_pair(uma, ada, MENTORING).reasons      # points and shared facts of each rule
    why_unmatched(problem, plan, pool.removed_by)  # reason and rules behind each person left out
    next_best(problem, plan)                       # by pair: the best other choice on either side
    step_prices(problem)                           # what serving more, then evener, cost in score

Ids are numbers or text, as the caller likes. Buddies are matched alike: newcomers are the mentees,
buddies the mentors, and the rules are `BUDDIES`.
"""
