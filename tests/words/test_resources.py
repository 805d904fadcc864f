"""The resources folder is found in a checkout, in an installed package and in a frozen program."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_crm.words import resources
from tests.stores import RESOURCES


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    resources.folder.cache_clear()
    yield
    resources.folder.cache_clear()


def test_beside_the_package_in_a_checkout() -> None:
    assert resources.folder() == RESOURCES
    for name in ("fonts", "profiles", "sample_data", "schemes", "translations"):
        assert any((resources.folder() / name).iterdir()), name


def test_inside_an_installed_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "desktop_crm"
    shutil.copytree(RESOURCES / "schemes", package / "_resources" / "schemes")
    monkeypatch.setattr(resources, "__file__", str(package / "app" / "resources.py"))
    assert resources.folder() == package / "_resources"


def test_in_a_frozen_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(RESOURCES / "schemes", tmp_path / "resources" / "schemes")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resources.folder() == tmp_path / "resources"


def test_an_incomplete_installation_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "desktop_crm" / "app" / "resources.py"))
    with pytest.raises(FileNotFoundError, match="incomplete"):
        resources.folder()


@pytest.mark.parametrize("currency", ["cny", "usd"])
def test_the_delivered_schemes(currency: str) -> None:
    assert resources.scheme(currency)["currency"] == currency.upper()
