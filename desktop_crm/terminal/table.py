"""Tables of text in which Chinese characters take two columns, and nothing reaches the terminal but text."""

from __future__ import annotations

import re
import shutil
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from desktop_crm.words import _t

GAP = "  "
NARROWEST = 8
"""Columns are not cut below this many characters."""
WIDEST = 80
"""Columns of a terminal that a cell may take where nothing else bounds it: a note can be a book."""
_OF_NUMBERS = "0123456789.,"
_NUMBER_GOES_ON = re.compile(r"[.,]?[0-9]")
_JOINERS = "\u200c\u200d"
"""Format characters that make part of a word or of an emoji."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column. A ``number`` stands at the right; what is ``whole`` is of no use when cut, such as a phone number."""

    heading: str
    number: bool = False
    whole: bool = False


def visible(text: str) -> str:
    """The text on one line without control characters: a stored note must not move the cursor or set colours.

    Format characters are dropped: those that turn the direction of writing would make a name look like another one.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_visible, text))


def _visible(ch: str) -> str:
    category = unicodedata.category(ch)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    return "" if category == "Cf" and ch not in _JOINERS else ch


def width(text: str) -> int:
    """Columns that a text takes in a terminal."""
    if text.isascii():
        return len(text)
    return sum(_width(ch) for ch in text)


def _width(ch: str) -> int:
    if unicodedata.combining(ch) or unicodedata.category(ch) in ("Cf", "Me", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(ch) in "WF" else 1


def cut(text: str, columns: int) -> str:
    """The text, shortened with an ellipsis to at most so many columns, and not within a number: 89… is no 8927."""
    if width(text) <= columns:
        return text
    kept, used = "", 0
    for ch in text:
        if used + _width(ch) > columns - 1:
            break
        kept, used = kept + ch, used + _width(ch)
    is_in_number = _NUMBER_GOES_ON.match(text, len(kept))
    return f"{(is_in_number and kept.rstrip(_OF_NUMBERS)) or kept}…"


def terminal_columns() -> int | None:
    """How wide the terminal is; None when stdout is none."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def table(columns: Sequence[Column], rows: Sequence[Sequence[str]], total: int | None) -> list[str]:
    """Heading and rows, aligned; cut to ``total`` columns of a terminal, None = stdout is none.

    Columns without any content are left out. No cell is wider than ``WIDEST`` but where a terminal has room.
    """
    cells = [[visible(text) for text in row] for row in rows]
    used = [i for i in range(len(columns)) if any(row[i] for row in cells)]
    shown = [columns[i] for i in used]
    lines = [[column.heading for column in shown], *([row[i] for i in used] for row in cells)]
    widths = [max(width(line[i]) for line in lines) for i in range(len(shown))]
    for place, column in enumerate(shown):
        if total is None or column.whole or column.number:
            widths[place] = min(widths[place], WIDEST)
    if total is not None:
        _fit(widths, [not (column.whole or column.number) for column in shown], total)
    return [_line(shown, line, widths) for line in lines]


def _fit(widths: list[int], may_be_cut: Sequence[bool], total: int) -> None:
    """Narrow the widest columns until all fit, or none that may be cut can be narrowed any more."""
    over = sum(widths) + len(GAP) * (len(widths) - 1) - total
    while over > 0:
        widest = max((w for w, cuttable in zip(widths, may_be_cut, strict=True) if cuttable), default=0)
        if widest <= NARROWEST:
            return
        widths[next(i for i, w in enumerate(widths) if w == widest and may_be_cut[i])] -= 1
        over -= 1


def _line(columns: Sequence[Column], texts: Sequence[str], widths: Sequence[int]) -> str:
    cells = []
    for column, text, columns_wide in zip(columns, texts, widths, strict=True):
        shown = cut(text, columns_wide)
        blanks = " " * (columns_wide - width(shown))
        cells.append(blanks + shown if column.number else shown + blanks)
    return GAP.join(cells).rstrip()


def pairs(lines: Sequence[tuple[str, str]]) -> list[str]:
    """``Heading  value`` line by line with the values below each other; further lines of a value are indented."""
    wide = max((width(heading) for heading, _ in lines), default=0)
    shown = []
    for heading, value in lines:
        first, *more = value.splitlines() or [""]
        shown.append(f"{heading}{' ' * (wide - width(heading))}{GAP}{first}".rstrip())
        shown += [" " * (wide + len(GAP)) + line for line in more]
    return shown


def count_line(shown: int, total: int) -> str:
    """The line below a list: how many there are, and how many of them it shows."""
    if shown == total:
        return _t("Command line", "%n in all", n=total)
    return _t("Command line", "{shown} of {total}").format(shown=shown, total=total)
