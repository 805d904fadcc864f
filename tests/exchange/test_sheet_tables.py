"""Workbooks as people have them: dates, numbers, several sheets, and files that are none."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from desktop_crm.domain.errors import RuleError
from desktop_crm.exchange import sheet_tables
from desktop_crm.exchange.sheet_tables import read_sheet_tables


def workbook(path: Path, fill: Callable[[xlsxwriter.Workbook], None]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        fill(book)
    return path


def one_sheet(*rows: tuple[object, ...], first: int = 0) -> Callable[[xlsxwriter.Workbook], None]:
    def fill(book: xlsxwriter.Workbook) -> None:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet = book.add_worksheet("list")
        for number, row in enumerate(rows, start=first):
            for column, value in enumerate(row):
                if isinstance(value, dt.datetime):
                    sheet.write_datetime(number, column, value, moment)
                elif isinstance(value, dt.date):
                    sheet.write_datetime(number, column, value, day)
                elif value is not None:
                    sheet.write(number, column, value)

    return fill


def test_cells_are_text_as_a_person_reads_them(tmp_path: Path) -> None:
    fill = one_sheet(
        ("text", "whole", "number", "day", "moment", "flag"),
        ("喆", 13800000001, 1 / 3, dt.date(2017, 3, 1), dt.datetime(2017, 3, 1, 10, 30), True),
        ("007", -5, 1100.04, None, None, False),
    )
    (table,) = read_sheet_tables(workbook(tmp_path / "a.xlsx", fill))
    assert table.header == ("text", "whole", "number", "day", "moment", "flag")
    assert table.name == "a.xlsx"
    assert list(table.rows()) == [
        (2, ["喆", "13800000001", "0.333333333333333", "2017-03-01", "2017-03-01T10:30:00", "true"]),
        (3, ["007", "-5", "1100.04", "", "", "false"]),
    ]


def test_rows_are_numbered_as_the_sheet_shows_them(tmp_path: Path) -> None:
    fill = one_sheet(("a",), ("1",), (None,), ("2",), first=3)
    (table,) = read_sheet_tables(workbook(tmp_path / "a.xlsx", fill))
    assert list(table.rows()) == [(5, ["1"]), (7, ["2"])]


def test_every_filled_sheet_is_a_table(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        for name in ("first", "empty", "second"):
            sheet = book.add_worksheet(name)
            if name != "empty":
                sheet.write_row(0, 0, (name, "b"))
                sheet.write_row(1, 0, ("x", "y"))
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=first!$A$1:$A$2"})
        book.add_chartsheet("chart").set_chart(chart)

    tables = read_sheet_tables(workbook(tmp_path / "a.xlsx", fill))
    assert [(table.name, table.header) for table in tables] == [
        ("a.xlsx#first", ("first", "b")),
        ("a.xlsx#second", ("second", "b")),
    ]


def test_nothing_in_it(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="file_empty"):
        read_sheet_tables(workbook(tmp_path / "a.xlsx", lambda book: book.add_worksheet()))


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_another_file_of_this_name(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(b"name,city\nA,B\n")
    with pytest.raises(RuleError) as refused:
        read_sheet_tables(path)
    assert refused.value.code == "file_unreadable"
    assert (refused.value.where, refused.value.values) == (path.name, {"kind": suffix.upper()})


@pytest.mark.parametrize("part", [0.1, 0.5, 0.99])
def test_half_a_workbook(tmp_path: Path, part: float) -> None:
    path = workbook(tmp_path / "a.xlsx", one_sheet(("a", "b"), *(("x", number) for number in range(500))))
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(RuleError, match="file_unreadable"):
        read_sheet_tables(path)


def test_a_small_file_that_unpacks_to_a_flood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_tables, "MAX_UNPACKED", 1 << 20)
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", b" " * (2 << 20))
    assert path.stat().st_size < 10_000
    with pytest.raises(RuleError, match="file_too_large"):
        read_sheet_tables(path)
