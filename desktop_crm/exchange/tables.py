"""Opens foreign files as tables and finds them in folders: the way in for everything that is read."""

from __future__ import annotations

from pathlib import Path

from desktop_crm.domain.errors import RuleError, WorldError, system_reason
from desktop_crm.exchange.sheet_tables import read_sheet_tables
from desktop_crm.exchange.table import Table
from desktop_crm.exchange.text_tables import read_text_table

TEXT_SUFFIXES = (".csv", ".tsv")
SHEET_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods")
SUFFIXES = TEXT_SUFFIXES + SHEET_SUFFIXES


def table_files(path: Path) -> list[Path]:
    """The file itself, or the files in a folder that may hold tables, by name; lock files of Office left out.

    Raises ``RuleError`` when there is no such path, no table in the folder, or the file is of another kind.
    """
    if not path.exists():
        raise RuleError("file_missing", where=str(path))
    if path.is_dir():
        found = sorted(p for p in path.iterdir() if p.suffix.lower() in SUFFIXES and not p.name.startswith((".", "~$")))
        if not found:
            raise RuleError("folder_without_tables", where=str(path), kinds=", ".join(SUFFIXES))
        return found
    if path.suffix.lower() not in SUFFIXES:
        raise RuleError("file_kind", where=path.name, kinds=", ".join(SUFFIXES))
    return [path]


def read_tables(path: Path) -> list[Table]:
    """The tables of a file: one of a text file, one for each filled sheet of a workbook.

    Raises ``RuleError`` when the file cannot be read as its kind, ``WorldError`` when it cannot be opened.
    """
    try:
        if path.suffix.lower() in TEXT_SUFFIXES:
            return [read_text_table(path)]
        return read_sheet_tables(path)
    except OSError as error:
        raise WorldError("file_not_opened", where=str(path), reason=system_reason(error)) from error
