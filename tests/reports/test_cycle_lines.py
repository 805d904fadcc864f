from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from desktop_crm import words
from desktop_crm.domain.call_list import CallList, LastContact, Person, Row
from desktop_crm.reports.call_list_frame import Area, area
from desktop_crm.reports.cycle_lines import CycleLine
from desktop_crm.reports.page_options import PageOptions

if TYPE_CHECKING:
    from tests.reports.conftest import Written


@pytest.fixture
def write(record: Callable[..., list[Written]], list_85: CallList) -> Callable[..., list[Written]]:
    def written(row: Row, **options: Any) -> list[Written]:
        chosen = PageOptions(one_line=True, **options)
        return record(lambda paper: CycleLine(list_85, chosen).paint(paper, area(chosen, 0), 30, row))

    return written


OPTIONS = [{}, {"large_type": True}, {"phones": False}, {"people": False}, {"last": False}, {"paper": "Letter"}]


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_nothing_overlaps(
    write: Callable[..., list[Written]],
    assert_apart: Callable[[list[Written], Area], None],
    make_row: Callable[..., Row],
    options: Any,
    language: str,
) -> None:
    words.set_language(language)
    crammed = make_row(
        5,
        name="江苏华瑞机械" * 10,
        place="苏州工业园区" * 3,
        number=1500,
        code="WMWM",
        last=LastContact(dt.date(2025, 10, 29), "video", 1, "王喆", ""),
        people=(Person("欧阳" * 9, "", "+86 138-0000-0101-1234", "", True, None, False),),
    )
    absurd = replace(crammed, people=(replace(crammed.people[0], phone="1" * 5000),), number=99_999)
    for row in (crammed, absurd, *(make_row(number) for number in range(12))):
        assert_apart(write(row, **options), area(PageOptions(**options), 0))


def test_a_line_says_who_when_and_whom_to_ask(
    write: Callable[..., list[Written]], make_row: Callable[..., Row]
) -> None:
    row = make_row(7, number=3, code="7F3K")
    texts = [text.text for text in write(row)]
    for needle in ("03", "14 d over", row.name, row.place, "陈堃", "138-0000-0070", "10-29", "neutral", "3/7", "7F3K"):
        assert needle in texts, needle
    assert "138-0000-0070" not in [text.text for text in write(row, phones=False)]
    assert "陈堃" not in [text.text for text in write(row, people=False)]
    assert "neutral" not in [text.text for text in write(row, last=False)]


def test_a_box_for_each_week_of_the_cycle(record: Callable[..., list[Written]], list_85: CallList) -> None:
    options = PageOptions(one_line=True)
    heads = record(lambda paper: CycleLine(list_85, options).columns(paper, area(options, 0), 30))
    assert [text.text for text in heads if text.text.isdigit()] == ["45", "46", "47", "48"]
    longer = replace(list_85, cycle_last=list_85.cycle_last + dt.timedelta(days=7))
    heads = record(lambda paper: CycleLine(longer, options).columns(paper, area(options, 0), 30))
    assert [text.text for text in heads if text.text.isdigit()] == ["45", "46", "47", "48", "49"]
