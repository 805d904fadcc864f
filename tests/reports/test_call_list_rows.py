"""What stands in a row, where, and what is cut when there is too much of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from desktop_crm import words
from desktop_crm.domain.call_list import LastContact, OpenDeal, OpenItem, Person, Row
from desktop_crm.reports.call_list_frame import Area, area
from desktop_crm.reports.call_list_rows import FullRow
from desktop_crm.reports.page_options import PageOptions

if TYPE_CHECKING:
    from tests.reports.conftest import Written

TODAY = dt.date(2026, 11, 26)
LONG = (
    "江苏省苏州工业园区华瑞精密机械制造与自动化装备技术开发股份有限公司高新技术产业开发区第三分公司华东区域销售服务中心"
)


@pytest.fixture
def write(record: Callable[..., list[Written]]) -> Callable[..., list[Written]]:
    def written(row: Row, place: str = "", **options: Any) -> list[Written]:
        chosen = PageOptions(**options)
        return record(lambda paper: FullRow(chosen, TODAY).paint(paper, area(chosen, 0), 30, row, place))

    return written


@pytest.fixture
def crammed(make_row: Callable[..., Row]) -> Row:
    """Everything too long at once."""
    person = Person("欧阳" * 8, "采购总监兼委员会主任" * 3, "+86 138-0000-0101-1234", "周二上午" * 4, True, None, False)
    return make_row(
        1,
        name=LONG[:60],
        other_name="Jiangsu Province Huarui Precision Machinery " * 4,
        address=LONG * 2,
        last=LastContact(dt.date(2025, 10, 29), "video", 2, "王喆、李镕", "先看数据\n" * 200),
        last_attempt_on=dt.date(2026, 11, 20),
        people=(person, replace(person, name="李"), person, person),
        aim="试用结果 → 报价" * 20,
        open_items=(OpenItem("发样件检测报告" * 20, dt.date(2027, 11, 25)),) * 3,
        deals=(OpenDeal("年度框架" * 30, Decimal("123456789.55"), "CNY", "requirements", 2, 1234),),
        deal_count=5,
    )


OPTIONS = [
    {},
    {"paper": "A5"},
    {"paper": "Letter"},
    {"large_type": True},
    {"large_type": True, "paper": "Letter", "deals": False},
    {"people": False, "aim": False},
    {"phones": False, "money": False, "last": False},
    {"address": False, "note_lines": 6},
]


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_nothing_overlaps_and_nothing_leaves_the_page(
    write: Callable[..., list[Written]],
    assert_apart: Callable[[list[Written], Area], None],
    crammed: Row,
    make_row: Callable[..., Row],
    options: Any,
    language: str,
) -> None:
    words.set_language(language)
    at = area(PageOptions(**options), 0)
    huge = replace(crammed, name="W" * 70_000, address="星" * 70_000, phone="1" * 70_000, people=(), number=99_999)
    for row in (crammed, huge, replace(crammed, number=1500), *(make_row(number) for number in range(12))):
        assert_apart(write(row, **options), at)


def test_money_dates_and_phones_are_never_cut(write: Callable[..., list[Written]], crammed: Row) -> None:
    texts = [text.text for text in write(crammed)]
    assert "+86 138-0000-0101-1234" in texts
    assert " (2027-11-25)" in texts
    assert any(text.endswith("… ¥123M · 2 Requirements · 1234 d (+4)") for text in texts)
    assert any("attempt 11-20" in text and "due 12-01" in text for text in texts)
    assert any(text.startswith(LONG[:15]) and text.endswith("…") for text in texts)
    assert any(text.startswith("Last 2025-10-29 Video positive (王喆、李镕): 先看数据 先看数据") for text in texts)


def test_who_does_not_fit_is_counted_and_no_phone_is_cut(
    write: Callable[..., list[Written]], make_row: Callable[..., Row]
) -> None:
    for length in range(40):
        people = tuple(
            Person(f"王{i}喆", "厂" * length, f"138-0000-{i:04}", "上午", i % 2 == 0, TODAY, True) for i in range(9)
        )
        texts = [text.text for text in write(make_row(1, people=people))]
        shown = [text for text in texts if text.startswith("138")]
        assert shown == [person.phone for person in people[: len(shown)]]
        assert f"(+{9 - len(shown)})" in texts
        assert "…" not in texts


def test_a_customer_with_nothing_known(write: Callable[..., list[Written]], make_row: Callable[..., Row]) -> None:
    bare = make_row(
        1, other_name="", address="", place="", phone="", last=None, people=(), aim="", open_items=(), deals=()
    )
    texts = [text.text for text in write(bare)]
    assert "No contact yet" in texts
    assert "No contacts" in texts
    assert texts.count("—") == 2


def test_without_a_persons_phone_the_customers_stands_there(
    write: Callable[..., list[Written]], make_row: Callable[..., Row]
) -> None:
    silent = Person("王喆", "", "", "", True, None, False)
    row = make_row(1, people=(silent,), phone="0512-6600-0000")
    assert "0512-6600-0000" in [text.text for text in write(row)]
    assert "0512-6600-0000" not in [text.text for text in write(row, phones=False)]
    spoken = make_row(1, people=(replace(silent, phone="138-1"),), phone="0512-6600-0000")
    assert "0512-6600-0000" not in [text.text for text in write(spoken)]


def test_options_leave_out_what_they_name(write: Callable[..., list[Written]], make_row: Callable[..., Row]) -> None:
    row = make_row(6)
    full = " ".join(text.text for text in write(row))
    for needle, option in {
        "138-0000-0060": "phones",
        "李镕": "people",
        "¥480k": "money",
        "年度框架": "deals",
        "Aim": "aim",
        "星湖街": "address",
        "Last": "last",
    }.items():
        assert needle in full
        assert needle not in " ".join(text.text for text in write(row, **{option: False})), option


def test_the_district_is_not_repeated_under_its_head(
    write: Callable[..., list[Written]], make_row: Callable[..., Row]
) -> None:
    row = make_row(2)
    assert any(text.text == f"{row.place} {row.address}" for text in write(row))
    assert any(text.text == row.address for text in write(row, place=row.place))


def test_large_type_drops_the_other_name_first(
    write: Callable[..., list[Written]], make_row: Callable[..., Row]
) -> None:
    row = make_row(1, name="江苏华瑞", other_name="Jiangsu Huarui", place="")
    assert "Jiangsu Huarui" in [text.text for text in write(row)]
    large = [text.text for text in write(row, large_type=True)]
    assert "Jiangsu Huarui" not in large
    assert row.address in large


def test_a_row_has_the_height_of_its_lines() -> None:
    def height(**options: Any) -> float:
        return round(FullRow(PageOptions(**options), TODAY).height, 2)

    assert height(note_lines=0) == 23.5
    assert height(note_lines=2) == 23.5 + 2 * 6.4
    assert height(note_lines=0, last=False) < height(note_lines=0)
    assert height(note_lines=0, deals=False) == height(note_lines=0)
    assert height(note_lines=0, large_type=True) == pytest.approx(23.5 * 1.2)
