"""A pause of the collector of garbage, for a pure computation that builds much and leaves no cycle."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Let no collection begin inside the block.

    For work whose objects are all freed or handed over at its end, none of them in a cycle: a collection meanwhile
    frees nothing, and walks over everything that the process holds. The switch is the process's: garbage of other
    threads waits until the block ends. Where collecting was off before, it stays off.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
