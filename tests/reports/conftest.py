"""Made-up call lists, the fonts, and pages as pictures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from desktop_crm import words
from desktop_crm.domain import cadence
from desktop_crm.domain.call_list import (
    CallList,
    Filter,
    LastContact,
    OpenDeal,
    OpenItem,
    Person,
    Row,
    arrange,
    crockford,
)
from desktop_crm.domain.opportunities import STAGES
from desktop_crm.reports import fonts
from desktop_crm.reports.page_options import PrintNote
from desktop_crm.reports.paper import PagedReport

RESOURCES = Path(__file__).parents[2] / "resources"
TODAY = dt.date(2026, 11, 26)

CHINESE = ("江苏华瑞机械有限公司", "博世汽车部件（苏州）", "无锡海岳半导体", "常熟开关制造", "太仓精工模具")
ENGLISH = (
    "Jiangsu Huarui Machinery",
    "Bosch Automotive Suzhou",
    "Wuxi Haiyue Semiconductor",
    "Changshu Switchgear",
    "",
)
NAMES = ("王喆", "李镕", "陈堃", "许可", "Anna Weiss")
TITLES = ("采购总监", "工艺工程师", "厂长", "", "SQE")
PLACES = ("苏州 工业园区", "无锡 新吴区")
DUE_IN = (-14, 5, 1, -2, 0, 40, -60)


def row(number: int, tier: str = "A", **changed: Any) -> Row:
    """Customer ``number`` of a tier, with every line filled; ``changed`` replaces fields."""
    days = cadence.days_for(tier, cadence.DEFAULT_DAYS)
    due_on = TODAY + dt.timedelta(days=DUE_IN[number % 7]) if number % 9 != 8 else None
    last_on = due_on - dt.timedelta(days=days) if due_on else None
    fields: dict[str, Any] = {
        "customer_id": f"customer-{number}",
        "name": CHINESE[number % 5] if number % 3 else ENGLISH[number % 5] or CHINESE[number % 5],
        "other_name": ENGLISH[number % 5] if number % 3 else "",
        "sort_key": f"{number:05}",
        "tier": tier,
        "is_manual": False,
        "composite": 8500 - number if tier != "unrated" else None,
        "due": cadence.due(due_on, days, TODAY, TODAY - dt.timedelta(days=100)),
        "place": PLACES[number % 2],
        "address": f"星湖街 {number + 1} 号 2-501",
        "phone": "0512-6600-0000",
        "last": LastContact(
            last_on, ("in_person", "phone")[number % 2], number % 5 + 1, "王喆", "先看 200 小时试用数据"
        )
        if last_on
        else None,
        "last_attempt_on": dt.date(2026, 11, 20) if number % 4 == 0 else None,
        "counted": 3,
        "goal": cadence.quarter_goal(days),
        "people": tuple(_people(number)),
        "aim": "试用结果 → 报价" if number % 4 else "",
        "open_items": (OpenItem("发样件检测报告", dt.date(2026, 11, 25)),) * (number % 3),
        "deals": tuple(_deals(number)),
        "deal_count": number % 4,
        "counted_in_cycle": number % 2,
    }
    return Row(**{**fields, **changed})


def _people(number: int) -> Iterator[Person]:
    for i in range(number % 4):
        met = dt.date(2026, 10, 29) if i % 2 == 0 else None
        yield Person(
            name=NAMES[(number + i) % 5],
            title=TITLES[(number + i) % 5],
            phone=f"138-0000-{number * 10 + i:04}" if i != 1 else "",
            best_time="周二上午" if i == 0 else "",
            decides=i != 2,
            last_met_on=met,
            met_recently=met is not None,
        )


def _deals(number: int) -> Iterator[OpenDeal]:
    for i in range(min(number % 4, 2)):
        yield OpenDeal("年度框架", Decimal(480_000 + number), "CNY", STAGES[2], 3, 34 + i)


def call_list(rows: list[Row], **chosen: Any) -> CallList:
    """The list of these rows on 2026-11-26; ``chosen`` are fields of the filter."""
    return arrange(
        rows,
        today=TODAY,
        rep="林晓雯",
        territory="苏州北片",
        chosen=Filter(**chosen),
        cadence_days=cadence.DEFAULT_DAYS,
        code_for=lambda i: crockford(7919 * i + 123_457),
    )


def many(count: int) -> list[Row]:
    """``count`` customers over all tiers."""
    return [row(number, cadence.TIERS[number % 6]) for number in range(count)]


@pytest.fixture
def make_row() -> Callable[..., Row]:
    return row


@pytest.fixture
def make_list() -> Callable[..., CallList]:
    return call_list


@pytest.fixture
def list_85() -> CallList:
    return call_list(many(85))


@pytest.fixture
def note() -> PrintNote:
    return PrintNote(
        printed_at=dt.datetime(2026, 11, 26, 8, 20), printed_by="林晓雯", data_as_of=dt.datetime(2026, 11, 26, 8, 12)
    )


@pytest.fixture(autouse=True)
def _words_and_fonts(qapp: Any) -> Iterator[None]:
    fonts.set_folder(RESOURCES / "fonts")
    words.set_folder(RESOURCES / "translations")
    words.set_language("en")
    yield
    words.set_language("en")


@pytest.fixture
def chinese() -> None:
    words.set_language("zh_CN")


def picture(report: PagedReport, index: int = 0, dpi: int = 110) -> QImage:
    """A page as an image."""
    scale = dpi / 25.4
    image = QImage(round(report.width_mm * scale), round(report.height_mm * scale), QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.scale(scale, scale)
    report.paint_page(painter, index)
    painter.end()
    return image


@pytest.fixture
def paint() -> Callable[..., QImage]:
    return picture
