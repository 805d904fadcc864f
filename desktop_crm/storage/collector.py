"""Lets Python's garbage collector wait while records are made by the thousand."""

from __future__ import annotations

import contextlib
import gc
import threading
from collections.abc import Iterator

_MANY = 100_000
"""So many things more than before, and they stay out of every later search: looking through them once would stop all
threads for a second. Records have no circles that would be missed."""
_turn = threading.Lock()
_waiting_for = 0
_was_on = True


@contextlib.contextmanager
def collector_waiting() -> Iterator[None]:
    """No search for circles of garbage inside; may be nested and used by several threads at once.

    Records never refer to each other in circles, but each search looks through all that were made so far: a quarter
    of the time of a long list, and more with each row.
    """
    global _waiting_for, _was_on
    with _turn:
        if not _waiting_for:
            _was_on = gc.isenabled()
        _waiting_for += 1
        gc.disable()
    try:
        yield
    finally:
        with _turn:
            _waiting_for -= 1
            if not _waiting_for and _was_on:
                if gc.get_count()[0] > _MANY:
                    gc.freeze()
                gc.enable()


def begin_collecting() -> None:
    """Search for garbage from now on, but never in what there is now: what a start made stays to the end."""
    global _was_on
    with _turn:
        gc.freeze()
        _was_on = True
        if not _waiting_for:
            gc.enable()
