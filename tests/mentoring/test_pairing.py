"""People as matching sees them: their hours of the next four weeks, and what is private."""

from datetime import timedelta

from learning.matching.explanation import bottlenecks, next_best
from learning.matching.scoring import MUST, Rule, RuleSet
from learning.mentoring import pairing
from learning.people.models import Avoidance
from learning.scheduling.operations import hold_time
from tests.factories.mentoring import mentee_in, mentor_in, teaches, wants
from tests.factories.people import NOON
from tests.factories.programmes import programme
from tests.factories.scheduling import busy_time, hours, special_day

NINE_TO_FIVE = {str(day): ["09:00", "17:00"] for day in range(5)}


def shared_hours(where):
    """What the two of the programme share a week, as the reason says it."""
    people = pairing.candidates(where, NOON)
    [mentee], [mentor] = people.mentees, people.mentors
    found = pairing.suggest(people, mentee, mentor)
    reasons = {one["rule"]: one["facts"] for one in found.reasons}
    return reasons["hours"].get("minutes", 0) / 60


def test_hours_kept_for_sessions_stand_before_hours_of_work(db):
    where = programme()
    mentee_in(where, working_hours=NINE_TO_FIVE)
    mentor = mentor_in(where, working_hours=NINE_TO_FIVE)
    assert shared_hours(where) == 40

    hours(mentor.person, week={"0": [["09:00", "11:00"]]})

    assert shared_hours(where) == 2


def test_a_week_of_holidays_is_felt(db):
    where = programme()
    mentee_in(where, working_hours=NINE_TO_FIVE)
    mentor = mentor_in(where, working_hours=NINE_TO_FIVE)

    for day in range(5):
        special_day(mentor.person, NOON.date() + timedelta(days=7 + day))

    assert shared_hours(where) == 30


def test_meetings_and_times_busy_elsewhere_are_not_shared(db):
    where = programme()
    mentee = mentee_in(where, working_hours=NINE_TO_FIVE)
    mentor = mentor_in(where, working_hours=NINE_TO_FIVE)
    monday = NOON + timedelta(days=7)

    busy_time(mentor.person, monday.replace(hour=8), monday.replace(hour=18))
    tuesday = monday + timedelta(days=1)
    hold_time([mentee.person], tuesday, tuesday + timedelta(hours=2), "mentoring.session")

    assert shared_hours(where) == 40 - (8 + 2) / 4


def test_who_has_no_free_hour_left_shares_none(db):
    where = programme()
    mentee_in(where, working_hours=NINE_TO_FIVE)
    mentor = mentor_in(where, working_hours=NINE_TO_FIVE)

    busy_time(mentor.person, NOON - timedelta(days=1), NOON + timedelta(days=30))

    assert shared_hours(where) == 0


def test_hours_kept_to_oneself_are_not_used(db):
    where = programme()
    mentee_in(where, working_hours=NINE_TO_FIVE)
    mentor = mentor_in(where, working_hours=NINE_TO_FIVE, privacy={"hours": "me"})
    hours(mentor.person)

    assert pairing.candidates(where, NOON).mentors[mentor.person_id].hours == b""


def test_candidates_of_more_people_take_as_many_queries(db, count_queries):
    where = programme()
    counts = []
    for _ in range(2):
        for _ in range(4):
            hours(mentor_in(where).person)
            special_day(mentee_in(where).person, NOON.date())
        count_queries.clear()
        pairing.candidates(where, NOON)
        counts.append(len(count_queries))

    assert counts[0] == counts[1]


def test_a_private_bar_is_as_if_the_pair_had_never_been_listed(db):
    """Whatever is told of the match is the same as if the barred mentor were not there at all."""
    where = programme()
    mentee, other = mentee_in(where), mentee_in(where)
    barred = mentor_in(where, capacity=1)
    wants(mentee.person, "Python")
    wants(other.person, "Python")
    teaches(barred.person, "Python")
    db.add(Avoidance(person_id=barred.person_id, other_id=mentee.person_id))
    db.commit()

    people = pairing.candidates(where, NOON)
    rules = RuleSet((Rule("skills", MUST, relax=1), Rule("languages", 5)))
    people = pairing.replace(people, rules=rules)
    solved = pairing.best_plan(people, [], [])

    assert [(one.mentee_id, one.reason, one.rules) for one in solved.left] == [
        (mentee.person_id, "no_candidate", [])
    ]
    assert mentee.person_id not in solved.relaxed
    assert (
        next_best(solved.problem, solved.plan)[other.person_id, barred.person_id].for_mentor is None
    )
    helpful = bottlenecks(
        list(people.mentees.values()),
        list(people.mentors.values()),
        rules,
        solved.problem,
        solved.plan,
        barred=people.bars,
    )
    assert helpful == ()
    assert pairing.choices(people, mentee.person_id) == []
    assert pairing.possible_among(people, [(mentee.person_id, barred.person_id)]) == set()


def test_who_shares_too_few_hours_with_everybody_is_told_so(db):
    where = programme()
    mentee = mentee_in(where, working_hours=NINE_TO_FIVE)
    mentor_in(where, working_hours={"6": ["09:00", "17:00"]})
    people = pairing.candidates(where, NOON)

    strict = pairing.replace(people, rules=RuleSet((Rule("hours", MUST, limit=2),)))
    [left] = pairing.best_plan(strict, [], []).left

    assert (left.mentee_id, left.reason) == (mentee.person_id, "no_overlap")
