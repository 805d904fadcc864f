"""The checkout that the tests of this folder look at."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources import ROOT


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT
