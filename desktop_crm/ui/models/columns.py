"""What a column of a list is, and what one cell shows: declared as data, painted by one delegate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import Qt

from desktop_crm.ui.theme import Tone

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows, from the left: sign, tick or badge, one or two lines of text, a star behind the first.

    A cell without text centres what it has; ``spoken`` then says it to a screen reader.
    """

    text: str = ""
    second: str = ""
    """A second, smaller line; only in tables of two lines."""
    tone: Tone | None = None
    """Colours the first line and makes it bold: due words."""
    bold: bool = False
    quiet: bool = False
    """The first line in the colour of a second one: figures that are not the point of the row."""
    sign: str = ""
    """A due state, painted as its sign."""
    sign_tone: Tone | None = None
    """Another colour for the sign."""
    tier: str = ""
    manual: bool = False
    ticked: bool | None = None
    star: bool | None = None
    """The decision maker's: filled or hollow."""
    spoken: str = ""

    def words(self) -> str:
        """Everything the cell says, for screen readers and for copying."""
        return self.spoken or "\n".join(part for part in (self.text, self.second) if part)


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column of a list of rows of one type.

    ``key`` is the order key of ``ListQuery`` and the name under which the width is kept; ``title`` is called when
    the header is painted (texts need the language); ``width`` is logical pixels at a body of 13, 0 = takes the rest.
    """

    key: str
    title: Callable[[], str]
    cell: Callable[[Row], Cell]
    width: int = 0
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
    sortable: bool = True
    tooltip: Callable[[Row], str] | None = None
    """Full text for a cell that may be elided; None = the words of the cell."""
    name: Callable[[], str] | None = None
    """What a column without a title is called in the column chooser and by a screen reader."""
