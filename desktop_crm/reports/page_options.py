"""What a user may choose about a printed call list, and what is noted on it about the printing itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

SIZES_MM = {"A4": (210.0, 297.0), "A5": (210.0, 148.0), "Letter": (215.9, 279.4)}
"""Width and height as held when read: A5 lies on its side."""

MOST_NOTE_LINES = 6


@dataclass(frozen=True, slots=True)
class PageOptions:
    """Paper and content of the list. ``one_line`` is the cycle sheet: one line a customer, a box for each week.

    ``ValueError`` for an unknown paper or more than six note lines.
    """

    paper: str = "A4"
    duplex: bool = False
    """Mirrored margins: the staple side changes on even pages."""
    one_line: bool = False
    note_lines: int = 1
    large_type: bool = False
    people: bool = True
    phones: bool = True
    last: bool = True
    aim: bool = True
    deals: bool = True
    money: bool = True
    address: bool = True

    def __post_init__(self) -> None:
        if self.paper not in SIZES_MM:
            raise ValueError(f"unknown paper {self.paper!r}")
        if not 0 <= self.note_lines <= MOST_NOTE_LINES:
            raise ValueError(f"note lines from 0 to {MOST_NOTE_LINES}, not {self.note_lines}")


@dataclass(frozen=True, slots=True)
class PrintNote:
    """Who prints when: it stands in head and foot, and the same goes into the print log.

    ``data_as_of``: when the data were last synced, local time; None when there is no server.
    """

    printed_at: dt.datetime
    printed_by: str
    copies: int = 1
    data_as_of: dt.datetime | None = None
