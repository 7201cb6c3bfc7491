"""Work in a process of its own: it slows nobody else down and can be stopped at any moment."""

import gc
import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TypeVar

Given = TypeVar("Given")
Result = TypeVar("Result")
Tell = Callable[[float], bool]

LOOK_EVERY = 0.5  # seconds


class WorkFailed(RuntimeError):
    """The process ended without a result; the message is the fault in its words."""


def work_apart(work: Callable[[Given, Tell], Result], given: Given, goes_on: Tell) -> Result | None:
    """What `work` makes of `given`; None as soon as `goes_on` says no.

    `work` is a function of a module, and all that goes in and out is plain data. It tells how far
    it is, from 0 to 1; `goes_on` is asked at least every `LOOK_EVERY` seconds, even while the work
    is deep in a library that answers nobody. Raises WorkFailed.
    """
    starting = multiprocessing.get_context("spawn")  # a fork would inherit locks and connections
    ours, theirs = starting.Pipe(duplex=False)
    process = starting.Process(target=_work, args=(theirs, work, given), daemon=True)
    process.start()
    theirs.close()
    share = 0.0
    try:
        while goes_on(share):
            if not ours.poll(LOOK_EVERY):
                continue
            try:
                kind, said = ours.recv()
            except EOFError:
                raise WorkFailed("the process was ended") from None
            if kind == "done":
                return said  # type: ignore[no-any-return]
            if kind == "failed":
                raise WorkFailed(said)
            share = said
        return None
    finally:
        process.terminate()
        process.join()
        ours.close()


def _work(connection: Connection, work: Callable[[Given, Tell], Result], given: Given) -> None:
    """What the process does. Nobody listening any more ends it.

    It ends with its work, so it never stops to look for what is no longer used.
    """
    gc.disable()

    def tell(share: float) -> bool:
        connection.send(("share", share))
        return True

    try:
        result = work(given, tell)
    except Exception as error:
        connection.send(("failed", f"{type(error).__name__}: {error}"))
    else:
        connection.send(("done", result))
