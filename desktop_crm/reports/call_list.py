"""The printed call list: a ``CallList`` laid out on pages, each painted when asked for (RULES.md, *Paper*).

Laying out only adds heights, so a list of any length is ready at once; texts are measured when a page is painted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtGui import QPainter

from desktop_crm.domain.call_list import CallList, Group, Row
from desktop_crm.reports import call_list_words as words
from desktop_crm.reports.call_list_frame import BLANK_HEIGHT, DISTRICT_HEIGHT, GROUP_HEIGHT, Area, Frame, area
from desktop_crm.reports.call_list_rows import FullRow
from desktop_crm.reports.cycle_lines import CycleLine
from desktop_crm.reports.page_options import SIZES_MM, PageOptions, PrintNote
from desktop_crm.reports.paper import Sheet, sheet

BLANKS_AT_THE_END = 3


@dataclass(frozen=True, slots=True)
class GroupHead:
    """Head of a tier; ``place`` is the district of the row below it."""

    group: Group
    place: str
    continued: bool


@dataclass(frozen=True, slots=True)
class DistrictHead:
    """Head of a further district inside a tier."""

    place: str


@dataclass(frozen=True, slots=True)
class Line:
    """A customer under the head of ``place``."""

    row: Row
    place: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A row to be filled in by hand."""


Block = GroupHead | DistrictHead | Line | Blank


@dataclass(frozen=True, slots=True)
class Placed:
    """A block with its upper edge in mm from the top of the sheet."""

    y: float
    height: float
    block: Block


class CallListPages:
    """A call list on paper; a ``PagedReport``."""

    def __init__(self, call_list: CallList, options: PageOptions, note: PrintNote) -> None:
        self.title = words.title(options.one_line)
        self.width_mm, self.height_mm = SIZES_MM[options.paper]
        self._options = options
        self._empty = not call_list.total
        self._frame = Frame(call_list, options, note)
        self._full = FullRow(options, call_list.today)
        self._cycle = CycleLine(call_list, options)
        self._pages = self._lay_out(call_list)

    @property
    def page_count(self) -> int:
        """How many pages; an empty list has one, which says so."""
        return len(self._pages)

    def row_at(self, index: int, y: float) -> Row | None:
        """The customer at ``y`` mm on page ``index``: what a click on the preview means."""
        for placed in self._pages[index]:
            if isinstance(placed.block, Line) and placed.y <= y < placed.y + placed.height:
                return placed.block.row
        return None

    def paint_page(self, painter: QPainter, index: int) -> None:
        """Paint page ``index`` (from 0); 1 unit of the painter = 1 mm."""
        at = area(self._options, index)
        with sheet(painter) as paper:
            self._frame.head(paper, at)
            if self._empty:
                self._frame.nobody(paper, at, at.body_top)
            for placed in self._pages[index]:
                match placed.block:
                    case Line(row, place):
                        self._paint_line(paper, at, placed.y, row, place)
                    case GroupHead(group, place, continued):
                        self._frame.group_head(paper, at, placed.y, group, place, continued)
                        if self._options.one_line:
                            self._cycle.columns(paper, at, self._frame.group_base(placed.y))
                    case DistrictHead(place):
                        self._frame.district_head(paper, at, placed.y, place)
                    case Blank():
                        self._frame.blank_row(paper, at, placed.y)
            self._frame.foot(paper, at, index, self.page_count)

    def _paint_line(self, paper: Sheet, at: Area, y: float, row: Row, place: str) -> None:
        if self._options.one_line:
            self._cycle.paint(paper, at, y, row)
        else:
            self._full.paint(paper, at, y, row, place)

    def _lay_out(self, call_list: CallList) -> list[list[Placed]]:
        """Blocks on pages: a head stays with its first row, no row is split, blank rows fill only what is left."""
        first = area(self._options, 0)
        flow = _Flow(first.body_top, first.body_bottom, BLANK_HEIGHT * first.scale)
        for group in call_list.groups:
            self._lay_group(flow, group, first.scale)
        for _ in range(BLANKS_AT_THE_END):
            flow.add_blank_if_room()
        return flow.pages

    def _lay_group(self, flow: _Flow, group: Group, scale: float) -> None:
        """The rows of a tier; its head comes first and again at the top of every page."""
        head, district = GROUP_HEIGHT * scale, DISTRICT_HEIGHT * scale
        row_height = self._cycle.height if self._options.one_line else self._full.height
        above = None
        for place, row in _with_places(group, self._options.one_line):
            new_place = above is not None and place != above
            if above is None:
                flow.make_room(head + row_height)
                flow.add(head, GroupHead(group, place, continued=False))
            elif flow.make_room(row_height + (district if new_place else 0)):
                flow.add(head, GroupHead(group, place, continued=True))
            elif new_place:
                flow.add(district, DistrictHead(place))
            flow.add(row_height, Line(row, place))
            above = place


class _Flow:
    """Puts blocks one below the other, from page to page; what is left at the foot of a page takes a blank row."""

    def __init__(self, top: float, bottom: float, blank_height: float) -> None:
        self._top, self._bottom, self._blank_height = top, bottom, blank_height
        self._y = top
        self.pages: list[list[Placed]] = [[]]

    def make_room(self, height: float) -> bool:
        """Begin a new page when ``height`` no longer fits; whether it did."""
        if self._y + height <= self._bottom or not self.pages[-1]:
            return False
        self.add_blank_if_room()
        self.pages.append([])
        self._y = self._top
        return True

    def add(self, height: float, block: Block) -> None:
        self.pages[-1].append(Placed(self._y, height, block))
        self._y += height

    def add_blank_if_room(self) -> None:
        if self._y + self._blank_height <= self._bottom:
            self.add(self._blank_height, Blank())


def _with_places(group: Group, one_line: bool) -> Iterator[tuple[str, Row]]:
    """The rows of a tier with the words of the district head they stand under; the cycle sheet has no such heads."""
    divided = len(group.sections) > 1 and not one_line
    for section in group.sections:
        place = section.place or words.no_place() if divided else section.place
        for row in section.rows:
            yield ("" if one_line else place), row
