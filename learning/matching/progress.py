"""How far long work is: who does it tells a watch, which answers whether to go on."""

from collections.abc import Callable

Watch = Callable[[float], bool]
"""Told the share done, from 0 to 1, between two steps; answers whether to go on."""


def nobody(_share: float) -> bool:
    """The watch where nobody watches."""
    return True


def within(watch: Watch, begin: float, end: float) -> Watch:
    """A watch over the part of the work from `begin` to `end`, which tells of the whole."""
    return lambda share: watch(begin + (end - begin) * share)
