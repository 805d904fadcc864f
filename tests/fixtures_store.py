"""Fixtures of a real store, for every folder of tests that asks one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_crm.storage.store import Store
from tests.stores import TODAY, FixedClock, new_store


@pytest.fixture
def clock() -> FixedClock:
    """The clock of ``store``."""
    return FixedClock(TODAY)


@pytest.fixture
def store(tmp_path: Path, clock: FixedClock) -> Iterator[Store]:
    """An empty store on 2026-11-26 with the delivered scheme."""
    opened = new_store(tmp_path, clock=clock)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def shared_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An empty store that every example of a module uses within ``trying``: nothing is ever kept in it."""
    opened = new_store(tmp_path_factory.mktemp("shared"))
    yield opened
    opened.close()
