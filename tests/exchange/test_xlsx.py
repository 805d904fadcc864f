from __future__ import annotations

import datetime as dt
import os
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from desktop_crm.domain.errors import WorldError
from desktop_crm.exchange.xlsx import LONGEST_TEXT, Cell, Column, Kind, SheetTable, write_tables

COLUMNS = (
    Column("客户", width=30),
    Column("Amount", Kind.DECIMAL),
    Column("Days", Kind.WHOLE),
    Column("Due", Kind.DATE),
    Column("At", Kind.MOMENT),
)


def written(path: Path, *rows: tuple[Cell, ...]) -> list[list[object]]:
    write_tables(path, [SheetTable("List", COLUMNS, rows)])
    return CalamineWorkbook.from_path(path).get_sheet_by_name("List").to_python(skip_empty_area=False)


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as file:
        return file.read(name).decode()


def test_values_come_back_as_what_they_are(tmp_path: Path) -> None:
    row = ("喆镕堃", Decimal("480000.50"), 14, dt.date(2026, 11, 26), dt.datetime(2026, 11, 26, 8, 20))
    rows = written(tmp_path / "a.xlsx", row, ("", None, None, None, None), ("last", None, 1, None, None))
    assert rows[0] == ["客户", "Amount", "Days", "Due", "At"]
    assert rows[1] == ["喆镕堃", 480000.5, 14.0, dt.date(2026, 11, 26), dt.datetime(2026, 11, 26, 8, 20)]
    assert rows[2] == ["", "", "", "", ""]
    assert rows[3][0] == "last"


@pytest.mark.parametrize(
    "text", ["=1+1", '=HYPERLINK("http://x")', "http://example.com", "0512", "+86 138", "-", "@sum", "{=1}", " a "]
)
def test_text_stays_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.xlsx"
    assert written(path, (text, None, None, None, None))[1][0] == text
    sheet = part(path, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_a_text_too_long_for_excel_is_cut_visibly(tmp_path: Path) -> None:
    cell = written(tmp_path / "a.xlsx", ("x" * 40_000, None, None, None, None))[1][0]
    assert isinstance(cell, str)
    assert len(cell) == LONGEST_TEXT
    assert cell.endswith("x…")


def test_a_day_that_excel_does_not_know_is_text(tmp_path: Path) -> None:
    assert written(tmp_path / "a.xlsx", ("", None, None, dt.date(1899, 12, 31), None))[1][3] == "1899-12-31"


def test_header_is_fixed_and_columns_can_be_filtered(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    written(path, ("a", None, None, None, None), ("b", None, None, None, None))
    sheet = part(path, "xl/worksheets/sheet1.xml")
    assert 'ySplit="1"' in sheet
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:E3"/>' in sheet


def test_several_sheets(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    sheets = [SheetTable(name, COLUMNS[:1], [(name,)]) for name in ("客户", "Visits")]
    write_tables(path, sheets)
    assert CalamineWorkbook.from_path(path).sheet_names == ["客户", "Visits"]


def test_an_empty_table_has_its_header(tmp_path: Path) -> None:
    assert written(tmp_path / "a.xlsx") == [["客户", "Amount", "Days", "Due", "At"]]


def test_what_cannot_be_written_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(WorldError) as caught:
        written(tmp_path / "no such folder" / "a.xlsx")
    assert caught.value.code == "file_failed"
    assert os.listdir(tmp_path) == []
