"""Which files a path means, and what is said of those that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_crm.domain.errors import RuleError, WorldError
from desktop_crm.exchange.tables import read_tables, table_files


def test_a_folder_means_its_tables(tmp_path: Path) -> None:
    for name in ("b.csv", "A.XLSX", "c.tsv", "README.md", "~$A.xlsx", ".hidden.csv", "d.ods"):
        (tmp_path / name).touch()
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "e.csv").touch()
    assert [path.name for path in table_files(tmp_path)] == ["A.XLSX", "b.csv", "c.tsv", "d.ods"]


def test_a_file_means_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.touch()
    assert table_files(path) == [path]


@pytest.mark.parametrize(("name", "code"), [("none.csv", "file_missing"), ("a.pdf", "file_kind")])
def test_what_is_no_table(tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "a.pdf").touch()
    with pytest.raises(RuleError, match=code):
        table_files(tmp_path / name)


def test_a_folder_without_tables(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="folder_without_tables"):
        table_files(tmp_path)


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.mkdir()
    with pytest.raises(WorldError, match="file_not_opened"):
        read_tables(path)
