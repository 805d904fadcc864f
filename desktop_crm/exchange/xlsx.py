"""Writes tables as an Excel workbook: real dates and numbers, text that stays text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from desktop_crm.exchange.whole_file import replacing

Cell = str | int | float | Decimal | bool | dt.date | dt.datetime | None

LONGEST_TEXT = 32_767
"""Characters that Excel keeps in one cell; a longer text ends with an ellipsis there."""
_FIRST_YEAR = 1900
"""Excel has no earlier dates; they are written as text."""


class Kind(StrEnum):
    """What a column holds; decides how Excel shows it."""

    TEXT = "text"
    WHOLE = "whole"
    DECIMAL = "decimal"
    SHARE = "share"
    DATE = "date"
    MOMENT = "moment"


_FORMATS = {
    Kind.WHOLE: "0",
    Kind.DECIMAL: "#,##0.00",
    Kind.SHARE: "0%",
    Kind.DATE: "yyyy-mm-dd",
    Kind.MOMENT: "yyyy-mm-dd hh:mm",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, what it holds, its width in characters."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 16


@dataclass(frozen=True, slots=True)
class SheetTable:
    """One sheet. ``rows`` is read once, a row at a time; each has as many cells as there are columns.

    ``name``: at most 31 characters, none of ``[ ] : * ? / \\``. Moments are local and without a zone.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]


def write_tables(path: Path, sheets: Iterable[SheetTable]) -> None:
    """Write a workbook with one sheet a table: bold fixed header, filter buttons, widths.

    The file appears whole or not at all; ``WorldError`` when it cannot be written there.
    """
    with replacing(path) as file:
        _write(file, sheets)


def _write(file: BinaryIO, sheets: Iterable[SheetTable]) -> None:
    # Loaded when needed: whoever only names columns, such as the command line with --json, does without it.
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    workbook = xlsxwriter.Workbook(file, {"constant_memory": True})
    try:
        head = workbook.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
        formats = {kind: workbook.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
        for sheet in sheets:
            _write_sheet(workbook.add_worksheet(sheet.name), sheet, head, formats)
        workbook.close()
    except FileCreateError as error:
        raise error.args[0] from error


def _write_sheet(worksheet: Any, sheet: SheetTable, head: Any, formats: dict[Kind, Any]) -> None:
    for place, column in enumerate(sheet.columns):
        worksheet.set_column(place, place, column.width, formats.get(column.kind))
        worksheet.write_string(0, place, column.title, head)
    worksheet.freeze_panes(1, 0)
    number = 0
    for number, row in enumerate(sheet.rows, 1):
        for place, (column, cell) in enumerate(zip(sheet.columns, row, strict=True)):
            _write_cell(worksheet, number, place, cell, formats.get(column.kind))
    worksheet.autofilter(0, 0, number, len(sheet.columns) - 1)


def _write_cell(worksheet: Any, row: int, place: int, cell: Cell, style: Any) -> None:
    match cell:
        case None | "":
            return
        case str():
            text = cell if len(cell) <= LONGEST_TEXT else cell[: LONGEST_TEXT - 1] + "…"
            worksheet.write_string(row, place, text)
        case bool():
            worksheet.write_boolean(row, place, cell)
        case dt.date() if cell.year < _FIRST_YEAR:
            worksheet.write_string(row, place, cell.isoformat())
        case dt.date():
            worksheet.write_datetime(row, place, cell, style)
        case _:
            worksheet.write_number(row, place, cell, style)
