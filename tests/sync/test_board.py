"""Every seeded bug is noticed: the quick ones here, all by ``python -m tests.sync.board``."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from tests.sync.board import FAULTS, Fault, asked_for, catch

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _quiet(logged: list[logging.LogRecord]) -> Iterator[None]:
    """A product with a bug in it complains."""
    yield
    logged.clear()


def _by_hand() -> list[Any]:
    return [
        pytest.param(fault, marks=[pytest.mark.postgres] if "postgres" in asked_for(fault) else [], id=fault.name)
        for fault in FAULTS
        if fault.probe
    ]


@pytest.mark.parametrize("fault", _by_hand())
def test_a_test_by_hand_catches_it(fault: Fault) -> None:
    caught = catch(fault)
    assert caught.by.startswith("test_"), f"caught by {caught.by or 'nobody'}"


@pytest.mark.slow
@pytest.mark.parametrize("fault", [fault for fault in FAULTS if not fault.probe], ids=lambda fault: fault.name)
def test_a_play_catches_it(fault: Fault) -> None:
    assert catch(fault).by
