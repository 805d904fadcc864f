"""Reads spreadsheets (xlsx, xls, ods): every sheet with something in it is a table of text cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from desktop_crm.domain.errors import RuleError
from desktop_crm.exchange.table import Row, Table, unreadable

MAX_UNPACKED = 1 << 30
"""Bytes of a workbook after unpacking; a few kilobytes can unpack to more memory than there is."""


def read_sheet_tables(path: Path) -> list[Table]:
    """The tables of a workbook in its order, empty sheets and charts left out.

    Raises ``RuleError`` when the file is no workbook, has a password, holds nothing or unpacks to over 1 GiB.
    """
    workbook = _open(path)
    tables = []
    for metadata in workbook.sheets_metadata:
        if metadata.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = _sheet(path, workbook, metadata.name)
        first = next(_rows(path, sheet), None)
        if first is not None:
            tables.append(_table(path, sheet, first))
    if not tables:
        raise RuleError("file_empty", where=path.name)
    return tables if len(tables) > 1 else [Table(path, "", tables[0].header, tables[0].rows)]


def _open(path: Path) -> CalamineWorkbook:
    try:
        if path.suffix.lower() != ".xls":
            with ZipFile(path) as parts:
                if sum(part.file_size for part in parts.infolist()) > MAX_UNPACKED:
                    raise RuleError("file_too_large", where=path.name, limit=MAX_UNPACKED)
        return CalamineWorkbook.from_path(path)
    except PasswordError:
        raise RuleError("file_password", where=path.name) from None
    except (BadZipFile, CalamineError) as error:
        raise unreadable(path) from error


def _sheet(path: Path, workbook: CalamineWorkbook, name: str) -> CalamineSheet:
    try:
        return workbook.get_sheet_by_name(name)
    except CalamineError as error:
        raise unreadable(path) from error


def _table(path: Path, sheet: CalamineSheet, first: Row) -> Table:
    header = tuple(cell.strip() for cell in first[1])

    def rows() -> Iterator[Row]:
        found = _rows(path, sheet)
        next(found)
        return found

    return Table(path, sheet.name, header, rows)


def _rows(path: Path, sheet: CalamineSheet) -> Iterator[Row]:
    """All rows, the header included, without blank ones."""
    try:
        for number, values in enumerate(sheet.iter_rows(), start=1):
            cells = [value if type(value) is str else _text(value) for value in values]
            if any(map(str.strip, cells)):
                yield number, cells
    except CalamineError as error:
        raise unreadable(path) from error


def _text(value: Any) -> str:
    """A cell as a person reads it: whole numbers without decimals, others with the 15 digits that Excel keeps,
    dates as ISO, without the time where that is midnight."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, (dt.date, dt.datetime, dt.time)):
        return value.isoformat()
    return str(value)
