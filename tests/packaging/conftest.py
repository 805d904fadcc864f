"""A folder that looks like a checkout, for the set-up to work in."""

from __future__ import annotations

import sys
import venv
from pathlib import Path

import pytest
from prepare import Checkout


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """An empty checkout in a folder with a blank and Chinese characters, without ``.venv``."""
    made = Checkout(tmp_path / "客户 关系")
    made.lock.parent.mkdir(parents=True)
    made.lock.write_text("# nothing\n", encoding="utf-8")
    made.project.write_text("[project]\n", encoding="utf-8")
    return made


@pytest.fixture
def with_venv(checkout: Checkout) -> Checkout:
    """The checkout, with a ``.venv`` of this Python but without pip."""
    venv.create(checkout.venv, symlinks=sys.platform != "win32")
    return checkout
