"""Goals, how far they are, tasks and milestones."""

from datetime import date, datetime

from learning.activity.operations import record
from learning.extensions import db
from learning.mentoring import queries
from learning.mentoring.models import Action, Goal, GoalMode, GoalUpdate, Milestone, Pairing
from learning.mentoring.operations.contact import check_running, tell_other, touch
from learning.people.models import Person

REACHED = 100


def add_goal(
    pairing: Pairing,
    person: Person,
    words: str,
    due_on: date | None,
    now: datetime,
    mode: GoalMode = GoalMode.JUDGED,
) -> Goal:
    """Write down what the two work toward. Raises PairingOver, PairingPaused."""
    check_running(pairing)
    goal = Goal(
        pairing_id=pairing.id,
        words=words,
        due_on=due_on,
        written_by=person.id,
        written_at=now,
        mode=mode,
    )
    db.session.add(goal)
    touch(pairing, now)
    db.session.flush()
    return goal


def judge_goal(
    goal: Goal, pairing: Pairing, by: Person, percent: int, comment: str, now: datetime
) -> None:
    """Say how far the goal is, from 0 to 100, and why; at 100 it is reached.

    Raises PairingOver, PairingPaused.
    """
    check_running(pairing)
    db.session.add(
        GoalUpdate(
            goal_id=goal.id, percent=percent, comment=comment, author_id=by.id, written_at=now
        )
    )
    goal.percent = percent
    goal.reached_at = (goal.reached_at or now) if percent == REACHED else None
    touch(pairing, now)
    db.session.flush()


def mark_goal(goal: Goal, pairing: Pairing, *, is_reached: bool, now: datetime) -> None:
    """Say that the goal is reached, or that it is not after all. Raises PairingOver."""
    check_running(pairing)
    goal.reached_at = (goal.reached_at or now) if is_reached else None
    touch(pairing, now)


def add_action(
    pairing: Pairing,
    by: Person,
    owner: Person,
    words: str,
    due_on: date | None,
    now: datetime,
    goal: Goal | None = None,
) -> Action:
    """Note what one of the two will do, as a task of a goal or by itself.

    If it is the other's, they are told. Raises PairingOver, PairingPaused.
    """
    check_running(pairing)
    action = Action(
        pairing_id=pairing.id,
        goal_id=goal.id if goal else None,
        owner_id=owner.id,
        words=words,
        due_on=due_on,
        written_by=by.id,
        written_at=now,
    )
    db.session.add(action)
    touch(pairing, now)
    db.session.flush()
    if owner.id != by.id:
        tell_other(pairing, by, "action_given", "mentoring.agenda", now, key=f"{action.id}")
    return action


def tick_action(action: Action, pairing: Pairing, *, is_done: bool, now: datetime) -> None:
    """Say that it is done, or not after all; the last task of a goal reaches the goal.

    Raises PairingOver, PairingPaused. Twice is once.
    """
    check_running(pairing)
    action.done_at = (action.done_at or now) if is_done else None
    touch(pairing, now)
    if action.goal_id is None:
        return
    goal = queries.goal_of(pairing, action.goal_id)
    if goal is not None and goal.mode is GoalMode.TASKS:
        tasks = [one for one in queries.actions_of(pairing) if one.goal_id == goal.id]
        is_reached = all(one.done_at for one in tasks)
        goal.reached_at = (goal.reached_at or now) if is_reached else None


def tick_milestone(
    milestone: Milestone, pairing: Pairing, by: Person, *, is_done: bool, now: datetime
) -> None:
    """Say that the two have come to this step, or not after all. Raises PairingOver."""
    check_running(pairing)
    if is_done and milestone.done_at is None:
        milestone.done_at, milestone.done_by = now, by.id
        record(by.id, "milestone_done", "milestone", milestone.id, now, pairing.programme_id)
    elif not is_done:
        milestone.done_at = milestone.done_by = None
    touch(pairing, now)
