"""The machine of Hypothesis over the small world, bounded; at length in ``python -m tests.sync.prove``."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from tests.sync.machine import run


@pytest.fixture(autouse=True)
def _quiet(logged: list[logging.LogRecord]) -> Iterator[None]:
    """What a server holds back it writes down."""
    yield
    logged.clear()


@pytest.mark.slow
def test_whatever_people_line_and_office_do_nothing_is_lost() -> None:
    run(seed=1, examples=15)
