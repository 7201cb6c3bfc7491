"""The order of what waits for a person."""

from datetime import UTC, datetime, timedelta

import pytest

from learning.home.rules import Kind, Task, arrange

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "kinds"),
    [
        (1, [Kind.CHECK_IN, Kind.MUST_READ, Kind.PLAN_ITEM]),
        (9, [Kind.CHECK_IN, Kind.PLAN_ITEM, Kind.MUST_READ]),
    ],
)
def test_reading_lets_ones_own_plan_go_first_until_it_is_due(days, kinds):
    due = NOW.date() + timedelta(days=days)
    tasks = [Task(Kind.PLAN_ITEM), Task(Kind.MUST_READ, on=due), Task(Kind.CHECK_IN)]

    day = arrange(tasks, NOW)

    assert [task.kind for task in day.asked] == kinds
    assert [task.kind for task in day.urgent] == kinds[: kinds.index(Kind.PLAN_ITEM)]
