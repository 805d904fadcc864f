"""Reads CSV and TSV: any common encoding and separator, a row at a time, never more than one row in memory."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from desktop_crm.domain.errors import RuleError
from desktop_crm.exchange.encodings import find_encoding
from desktop_crm.exchange.table import Row, Table, unreadable

MAX_ROW = 4 << 20
"""Characters of one row. More than any field may hold, so that a field too long is named with its row and
column like other bad values; a row beyond it is none that a person made."""
SEPARATORS = (",", ";", "\t", "|")
_GUARDED = frozenset("=+-@\t\r")

# The only way to let fields be longer than 128 KiB; the bound that counts is ``MAX_ROW``.
csv.field_size_limit(2 * MAX_ROW)


def read_text_table(path: Path) -> Table:
    """The table of a CSV or TSV file. Raises ``RuleError`` when it is empty or cannot be read as such."""
    encoding = find_encoding(path)
    separator = "\t" if path.suffix.lower() == ".tsv" else _separator(path, encoding)
    first = next(_rows(path, encoding, separator), None)
    if first is None:
        raise RuleError("file_empty", where=path.name)
    number, cells = first
    header = tuple(cell.strip() for cell in cells)
    if not all(name.isprintable() for name in header):
        raise RuleError("header_unprintable", where=path.name, row=number)

    def rows() -> Iterator[Row]:
        found = _rows(path, encoding, separator, header)
        next(found)
        return found

    return Table(path, "", header, rows)


def _separator(path: Path, encoding: str) -> str:
    """The separator that cuts the first line into most columns; the comma where none does."""
    with path.open(encoding=encoding, newline="") as file:
        first = next((line for line in _BoundedLines(path, file) if line.strip()), "")
    return max(SEPARATORS, key=lambda separator: len(_cells(first, separator)))


def _cells(line: str, separator: str) -> list[str]:
    return next(csv.reader([line], delimiter=separator), [])


def _rows(path: Path, encoding: str, separator: str, header: tuple[str, ...] = ()) -> Iterator[Row]:
    """All rows, the header included, without blank ones."""
    with path.open(encoding=encoding, newline="") as file:
        lines = _BoundedLines(path, file, separator, header)
        try:
            for cells in csv.reader(lines, delimiter=separator, strict=True):
                number = lines.complete_row()
                if any(map(str.strip, cells)):
                    yield number, [_without_guard(cell) if cell[:1] == "'" else cell for cell in cells]
        except csv.Error as error:
            raise unreadable(path, lines.row) from error


def _without_guard(cell: str) -> str:
    """``'`` before text that a spreadsheet would take for a formula is a guard, no text (RULES.md, *Text*)."""
    return cell[1:] if cell[1:2] in _GUARDED else cell


class _BoundedLines:
    """The lines of a file for the CSV reader, which puts several into one row where a cell holds line breaks.

    Stops the reading as soon as a row exceeds ``MAX_ROW``: a line of 200 MB is never in memory.
    """

    def __init__(self, path: Path, file: TextIO, separator: str = ",", header: tuple[str, ...] = ()) -> None:
        self.row = 1
        self._path = path
        self._file = file
        self._separator = separator
        self._header = header
        self._taken = 0
        self._first_line = ""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._file.readline(MAX_ROW + 1)
        if not line:
            raise StopIteration
        if not self._taken:
            self._first_line = line
        self._taken += len(line)
        if self._taken > MAX_ROW:
            raise RuleError("row_too_long", where=self._path.name, row=self.row, field=self._column_reached())
        return line

    def complete_row(self) -> int:
        """The number of the row that was just completed; the next one begins."""
        self.row += 1
        self._taken = 0
        return self.row - 1

    def _column_reached(self) -> str:
        """Name of the column in which the row's first line ends: the one that never does."""
        column = len(_cells(self._first_line[:MAX_ROW], self._separator))
        return self._header[column - 1] if column <= len(self._header) else str(column)
