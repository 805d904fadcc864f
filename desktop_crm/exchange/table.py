"""A table read from a foreign file: a header and rows of text cells, the same for every kind of file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from desktop_crm.domain.errors import RuleError

Row = tuple[int, list[str]]
"""Number of the row as a spreadsheet shows it (the header of most files is 1) and its cells as text."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file. ``header`` holds the names of the columns as they stand there, empty ones included.

    ``sheet`` is empty when the file holds one table only. ``rows`` reads the file anew at each call, a row at a
    time, without blank rows; a row has the cells that it has, which may be more or fewer than the header. It raises
    ``RuleError`` where the file turns out not to be what it says it is.
    """

    path: Path
    sheet: str
    header: tuple[str, ...]
    rows: Callable[[], Iterator[Row]] = field(repr=False)

    @property
    def name(self) -> str:
        """What reports call the table: the file's name, with the sheet where there are several."""
        return f"{self.path.name}#{self.sheet}" if self.sheet else self.path.name


def unreadable(path: Path, row: int = 0) -> RuleError:
    """The refusal of a file that is not what its name claims; ``row`` 0 when no single row is to blame."""
    kind = path.suffix.lstrip(".").upper()
    if row:
        return RuleError("file_unreadable_at", where=path.name, kind=kind, row=row)
    return RuleError("file_unreadable", where=path.name, kind=kind)
