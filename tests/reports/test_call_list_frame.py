from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from desktop_crm import words
from desktop_crm.domain.call_list import CallList
from desktop_crm.reports.call_list_frame import Area, Frame, area
from desktop_crm.reports.page_options import SIZES_MM, PageOptions, PrintNote
from desktop_crm.reports.paper import Sheet

if TYPE_CHECKING:
    from tests.reports.conftest import Written


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("paper", SIZES_MM)
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("long", [False, True])
def test_nothing_overlaps_around_the_rows(
    record: Callable[..., list[Written]],
    assert_apart: Callable[[list[Written], Area], None],
    list_85: CallList,
    note: PrintNote,
    language: str,
    paper: str,
    large: bool,
    long: bool,
) -> None:
    words.set_language(language)
    if long:
        list_85 = replace(list_85, rep="欧阳晓雯" * 20, territory="苏州北片" * 20)
        note = replace(note, printed_by="欧阳晓雯" * 40)
    options = PageOptions(paper=paper, large_type=large)
    at = area(options, 0)
    frame = Frame(list_85, options, note)
    place = "苏州工业园区" * (20 if long else 1)

    def paint(sheet: Sheet) -> None:
        frame.head(sheet, at)
        frame.group_head(sheet, at, at.body_top, list_85.groups[4], place, continued=True)
        frame.district_head(sheet, at, at.body_top + 10, place)
        frame.blank_row(sheet, at, at.body_top + 20)
        frame.foot(sheet, at, 998, 1000)

    assert_apart(record(paint), at)


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_legend_stands_in_full(
    record: Callable[..., list[Written]], list_85: CallList, note: PrintNote, language: str, large: bool
) -> None:
    words.set_language(language)
    options = PageOptions(large_type=large)
    frame = Frame(list_85, options, note)
    texts = record(lambda sheet: frame.foot(sheet, area(options, 0), 0, 12))
    assert not any(text.text.endswith("…") for text in texts)
    assert len(texts) == 9


def test_rows_end_above_the_foot() -> None:
    for large in (False, True):
        at = area(PageOptions(large_type=large), 0)
        assert at.top < at.body_top < at.body_bottom < at.foot_top < at.bottom
    plain = area(PageOptions(), 0)
    assert (plain.left, 210 - plain.right, plain.top, 297 - plain.bottom) == (12, 10, 10, 8)
    assert plain.body_top == pytest.approx(28.3)
    assert plain.foot_top == pytest.approx(281.6)
