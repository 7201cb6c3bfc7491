"""Policies that are wrong on purpose, and how to put one in the place of the right one.

Also a plugin for a run in a process of its own: with MUTANT=learning.people.policy:can_edit:always
that policy is wrong from its beginning to its end; with ASKED=FILE it leaves there which tests ask
which policy.
"""

import importlib
import inspect
import json
import os
import pkgutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import learning

Predicate = Callable[..., bool]


def always(_right: Predicate) -> Predicate:
    return lambda *_given, **_named: True


def never(_right: Predicate) -> Predicate:
    return lambda *_given, **_named: False


def opposite(right: Predicate) -> Predicate:
    return lambda *given, **named: not right(*given, **named)


WRONGS = {wrong.__name__: wrong for wrong in (always, never, opposite)}


def policies() -> list[str]:
    """Every module of predicates."""
    found = [name for _, name, _ in pkgutil.walk_packages(learning.__path__, "learning.")]
    return [name for name in found if name.split(".")[2:3] == ["policy"]]


@cache
def predicates() -> list[tuple[str, str]]:
    """Every function that answers yes or no, by module and name."""
    return [
        (name, function_name)
        for name in policies()
        for function_name, function in inspect.getmembers(importlib.import_module(name))
        if inspect.isfunction(function)
        and function.__module__ == name
        and not function_name.startswith("_")
        and function.__annotations__.get("return") in {bool, "bool"}
    ]


@contextmanager
def replaced(module: str, name: str, make: Callable[[Predicate], Predicate]) -> Iterator[None]:
    """Another predicate wherever the right one is known."""
    right = getattr(importlib.import_module(module), name)
    other = make(right)
    places = [
        (known, attribute)
        for known_as, known in list(sys.modules.items())
        if known_as.startswith("learning.")
        for attribute, value in list(vars(known).items())
        if value is right
    ]
    for known, attribute in places:
        setattr(known, attribute, other)
    try:
        yield
    finally:
        for known, attribute in places:
            setattr(known, attribute, right)


def mutated(module: str, name: str, wrong: str) -> AbstractContextManager[None]:
    """The wrong predicate in the place of the right one."""
    return replaced(module, name, WRONGS[wrong])


@contextmanager
def asked() -> Iterator[set[tuple[str, str]]]:
    """Which predicates are asked while the block runs."""
    found: set[tuple[str, str]] = set()

    def noting(place: tuple[str, str]) -> Callable[[Predicate], Predicate]:
        def make(right: Predicate) -> Predicate:
            def note(*given: Any, **named: Any) -> bool:
                found.add(place)
                return right(*given, **named)

            return note

        return make

    with ExitStack() as stack:
        for place in predicates():
            stack.enter_context(replaced(*place, noting(place)))
        yield found


def pytest_configure(config: pytest.Config) -> None:
    """Where this is a plugin."""
    plugged = ExitStack()
    config.add_cleanup(plugged.close)
    if mutant := os.environ.get("MUTANT"):
        plugged.enter_context(mutated(*mutant.split(":")))
    elif file := os.environ.get("ASKED"):
        config.pluginmanager.register(Asked(plugged.enter_context(asked()), Path(file)))


class Asked:
    """Takes down for each policy the tests that ask it."""

    def __init__(self, asked_now: set[tuple[str, str]], file: Path) -> None:
        self._asked_now = asked_now
        self._file = file
        self._tests: dict[str, list[str]] = {}

    def pytest_runtest_logstart(self) -> None:
        self._asked_now.clear()

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        for module, name in self._asked_now:
            self._tests.setdefault(f"{module}:{name}", []).append(nodeid)

    def pytest_sessionfinish(self) -> None:
        self._file.write_text(json.dumps(self._tests))
