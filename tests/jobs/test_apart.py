"""Work in a process of its own: it answers, fails, and is stopped though it listens to nobody."""

import threading
import time
from collections.abc import Callable

import pytest

from learning.jobs.apart import WorkFailed, work_apart

Tell = Callable[[float], bool]


def double(number: int, tell: Tell) -> int:
    tell(0.5)
    return 2 * number


def fail(words: str, _tell: Tell) -> None:
    raise ValueError(words)


def listen_to_nobody(_given: None, _tell: Tell) -> None:
    threading.Event().wait()


def test_the_result_comes_back_and_the_share_is_told():
    heard = []

    def goes_on(share: float) -> bool:
        heard.append(share)
        return True

    assert work_apart(double, 21, goes_on) == 42
    assert (heard[0], heard[-1]) == (0.0, 0.5)


def test_a_fault_of_the_work_is_told_in_its_words():
    with pytest.raises(WorkFailed, match="ValueError: no such mentor"):
        work_apart(fail, "no such mentor", lambda _share: True)


def test_work_that_listens_to_nobody_is_stopped_within_two_seconds():
    asked_at = []

    def goes_on(_share: float) -> bool:
        asked_at.append(time.monotonic())
        return len(asked_at) < 3

    assert work_apart(listen_to_nobody, None, goes_on) is None
    assert time.monotonic() - asked_at[-1] < 2
