"""The pages: what stands on which, heads repeated, rows whole, and a black and white copy that says the same."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtGui import QColor, QImage

from desktop_crm.domain.call_list import CallList, Row
from desktop_crm.reports.call_list import CallListPages
from desktop_crm.reports.call_list_frame import area
from desktop_crm.reports.page_options import PageOptions, PrintNote


def rows_on(pages: CallListPages, index: int) -> list[tuple[int, float, float]]:
    """Number, upper and lower edge in mm of every customer on a page."""
    found: dict[int, list[float]] = {}
    for tenth in range(round(pages.height_mm * 10)):
        row = pages.row_at(index, tenth / 10)
        if row:
            found.setdefault(row.number, []).append(tenth / 10)
    return [(number, edges[0], edges[-1]) for number, edges in found.items()]


@pytest.mark.parametrize(
    "options",
    [
        PageOptions(),
        PageOptions(note_lines=6),
        PageOptions(paper="A5"),
        PageOptions(paper="Letter", large_type=True, note_lines=0),
        PageOptions(one_line=True),
    ],
    ids=str,
)
def test_every_row_stands_whole_on_one_page(list_85: CallList, note: PrintNote, options: PageOptions) -> None:
    pages = CallListPages(list_85, options, note)
    at = area(options, 0)
    seen: list[int] = []
    heights = set()
    for index in range(pages.page_count):
        rows = rows_on(pages, index)
        assert rows
        assert rows[0][1] > at.body_top
        assert rows[-1][2] < at.body_bottom
        assert all(above[2] < below[1] for above, below in pairwise(rows))
        heights |= {round(bottom - top) for _, top, bottom in rows}
        seen += [number for number, _, _ in rows]
    assert seen == list(range(1, 86))
    assert len(heights) == 1


def test_seven_rows_of_four_tiers_and_a_note_line_fill_a_page(
    make_row: Callable[..., Row], make_list: Callable[..., CallList], note: PrintNote
) -> None:
    rows = [make_row(i, tier, place="苏州") for i, tier in enumerate("AAABBCD")]
    assert CallListPages(make_list(rows), PageOptions(), note).page_count == 1
    assert CallListPages(make_list([*rows, make_row(8, "D")]), PageOptions(), note).page_count == 2


def test_nine_rows_without_note_lines(
    make_row: Callable[..., Row], make_list: Callable[..., CallList], note: PrintNote
) -> None:
    rows = [make_row(i, place="") for i in range(9)]
    assert CallListPages(make_list(rows), PageOptions(note_lines=0), note).page_count == 1


def test_blank_rows_never_take_a_page_of_their_own(
    make_row: Callable[..., Row], make_list: Callable[..., CallList], note: PrintNote
) -> None:
    for count in range(1, 24):
        pages = CallListPages(make_list([make_row(i, place="") for i in range(count)]), PageOptions(), note)
        assert all(rows_on(pages, index) for index in range(pages.page_count))


def test_a_click_finds_the_customer(list_85: CallList, note: PrintNote) -> None:
    pages = CallListPages(list_85, PageOptions(), note)
    assert pages.row_at(0, 5) is None
    row = pages.row_at(0, 40)
    assert row is not None
    assert row.number == 1


def test_an_empty_list_says_so_on_one_page(
    make_list: Callable[..., CallList], note: PrintNote, paint: Callable[..., QImage]
) -> None:
    pages = CallListPages(make_list([], only_due=True), PageOptions(), note)
    assert pages.page_count == 1
    paint(pages, dpi=30)


def test_duplex_mirrors_the_margins_of_even_pages() -> None:
    options = PageOptions(duplex=True)
    odd, even = area(options, 0), area(options, 1)
    assert (odd.left, 210 - odd.right) == (12, 10)
    assert (even.left, 210 - even.right) == (10, 12)
    assert area(PageOptions(), 1) == area(PageOptions(), 0)


def grey_rows(image: QImage) -> list[bytes]:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return [bytes(grey.constScanLine(y))[: grey.width()] for y in range(grey.height())]


def darkest(rows: list[bytes], cell: int) -> list[list[int]]:
    """The darkest grey in each square of ``cell`` dots."""
    found = []
    for top in range(0, len(rows) - cell + 1, cell):
        line = bytes(map(min, *rows[top : top + cell]))
        found.append([min(line[x : x + cell]) for x in range(0, len(line) - cell + 1, cell)])
    return found


@pytest.mark.parametrize("one_line", [False, True])
@pytest.mark.usefixtures("chinese")
def test_a_copy_in_black_and_white_loses_no_mark(
    list_85: CallList, note: PrintNote, paint: Callable[..., QImage], one_line: bool
) -> None:
    """At 300 dpi, where a mark of the grey page is, a black dot is left after a threshold in the middle."""
    page = paint(CallListPages(list_85, PageOptions(one_line=one_line), note), dpi=300)
    marks = darkest(grey_rows(page), cell=8)
    faint = [
        (x * 8 / 11.81, y * 8 / 11.81, value)
        for y, line in enumerate(marks)
        for x, value in enumerate(line)
        if 128 <= value < QColor("#e8e8e8").value() - 8
        and not any(
            marks[near][beside] < 128
            for near in range(max(0, y - 1), min(len(marks), y + 2))
            for beside in range(max(0, x - 1), min(len(line), x + 2))
        )
    ]
    assert faint == []
