"""Where things lie on this computer."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_crm.app import paths
from tests.conftest import HOME


def test_the_store_lies_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DESKTOP_CRM_STORE", str(tmp_path / "mine.crm"))
    assert paths.default_store() == tmp_path / "mine.crm"
    monkeypatch.setenv("DESKTOP_CRM_STORE", "~/mine.crm")
    assert paths.default_store() == Path.home() / "mine.crm"
    monkeypatch.setenv("DESKTOP_CRM_STORE", "~nobody-of-this-name/mine.crm")
    assert paths.default_store() == Path("~nobody-of-this-name/mine.crm")


@pytest.mark.parametrize("value", [None, ""])
def test_else_in_the_data_folder_of_the_program(value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if value is None:
        monkeypatch.delenv("DESKTOP_CRM_STORE")
    else:
        monkeypatch.setenv("DESKTOP_CRM_STORE", value)
    assert paths.default_store() == paths.data_folder() / "store.crm"


def test_every_folder_is_the_users_own_and_bears_the_programs_name() -> None:
    for path in (paths.data_folder(), paths.log_file(), paths.settings_file()):
        assert path.is_relative_to(HOME)
        assert "desktop-crm" in path.parts or "desktop-crm" in path.parent.parts
