"""The words of the program in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_crm import words


@pytest.fixture(autouse=True)
def _translations() -> Iterator[None]:
    words.set_folder(Path(__file__).parents[2] / "resources" / "translations")
    words.set_language("en")
    yield
    words.set_language("en")


@pytest.fixture
def chinese() -> None:
    words.set_language("zh_CN")
