"""Policies that are wrong on purpose, and how to put one in the place of the right one.

Also a plugin for a run in a process of its own: MUTANT=learning.people.policy:can_edit:always
"""

import importlib
import inspect
import os
import pkgutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache
from typing import Any

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


def pytest_configure(config: Any) -> None:
    """Where this is a plugin: wrong from the beginning to the end of the run."""
    mutant = mutated(*os.environ["MUTANT"].split(":"))
    mutant.__enter__()
    config.add_cleanup(lambda: mutant.__exit__(None, None, None))
