"""A fault of PySide6 6.12.0 below Python 3.12: every void call loses a reference to None, until the process aborts."""

from __future__ import annotations

import sys

from PySide6.QtGui import QPen

CALLS = 100_000


def test_calls_that_return_nothing_keep_the_references_to_none() -> None:
    # Held for the time of the test, so that a broken PySide6 fails here and does not abort the process.
    held = [None] * (2 * CALLS)
    pen = QPen()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        pen.setWidth(1)
    assert sys.getrefcount(None) > before - 1_000
    del held
