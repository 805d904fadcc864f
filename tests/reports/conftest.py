"""Made-up call lists, the fonts, and pages as pictures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

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
from desktop_crm.reports.call_list_frame import Area
from desktop_crm.reports.page_options import PrintNote
from desktop_crm.reports.paper import PagedReport, Sheet, Stamp, Style, sheet
from tests.stores import CADENCE_DAYS

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


def row(index: int, tier: str = "A", **changed: Any) -> Row:
    """The ``index``-th customer of a tier, with every line filled; ``changed`` replaces fields."""
    days = cadence.days_for(tier, CADENCE_DAYS)
    due_on = TODAY + dt.timedelta(days=DUE_IN[index % 7]) if index % 9 != 8 else None
    last_on = due_on - dt.timedelta(days=days) if due_on else None
    fields: dict[str, Any] = {
        "customer_id": f"customer-{index}",
        "name": CHINESE[index % 5] if index % 3 else ENGLISH[index % 5] or CHINESE[index % 5],
        "other_name": ENGLISH[index % 5] if index % 3 else "",
        "sort_key": f"{index:05}",
        "tier": tier,
        "is_manual": False,
        "composite": 8500 - index if tier != "unrated" else None,
        "due": cadence.due(due_on, days, TODAY, TODAY - dt.timedelta(days=100)),
        "place": PLACES[index % 2],
        "address": f"星湖街 {index + 1} 号 2-501",
        "phone": "0512-6600-0000",
        "last": LastContact(last_on, ("in_person", "phone")[index % 2], index % 5 + 1, "王喆", "先看 200 小时试用数据")
        if last_on
        else None,
        "last_attempt_on": dt.date(2026, 11, 20) if index % 4 == 0 else None,
        "counted": 3,
        "goal": cadence.quarter_goal(days),
        "people": tuple(_people(index)),
        "aim": "试用结果 → 报价" if index % 4 else "",
        "open_items": (OpenItem("发样件检测报告", dt.date(2026, 11, 25)),) * (index % 3),
        "deals": tuple(_deals(index)),
        "deal_count": index % 4,
        "counted_in_cycle": index % 2,
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
        cadence_days=CADENCE_DAYS,
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


class Written(NamedTuple):
    """A text on a sheet: from, base line, to, in mm."""

    x: float
    y: float
    end: float
    text: str


class Recorder(Sheet):
    """A sheet that also keeps what was written where."""

    def __init__(self, painter: QPainter) -> None:
        super().__init__(painter)
        self.texts: list[Written] = []

    def text(self, x: float, y: float, text: str, style: Style) -> None:
        super().text(x, y, text, style)
        if text:
            self.texts.append(Written(x, y, x + style.width(text), text))

    def stamp(self, stamp: Stamp, x: float, y: float) -> None:
        super().stamp(stamp, x, y)
        for dx, dy, text, style in stamp._texts:
            self.texts.append(Written(x + dx, y + dy, x + dx + style.width(text), text))


@pytest.fixture
def record() -> Iterator[Callable[[Callable[[Sheet], None]], list[Written]]]:
    """What something writes on a sheet."""
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    painter = QPainter(image)

    def recorded(paint: Callable[[Sheet], None]) -> list[Written]:
        with sheet(painter):
            recorder = Recorder(painter)
            paint(recorder)
        return recorder.texts

    yield recorded
    painter.end()


@pytest.fixture
def assert_apart() -> Callable[[list[Written], Area], None]:
    """Texts do not overlap and stay inside the type area."""

    def check(texts: list[Written], at: Area) -> None:
        ordered = sorted(texts, key=lambda text: (round(text.y, 1), text.x))
        for left, right in pairwise(ordered):
            assert left.y < right.y - 1 or left.end <= right.x + 0.01, (left, right)
        for text in ordered:
            assert at.left <= text.x, text
            assert text.end <= at.right + 0.01, text

    return check


@pytest.fixture
def paint() -> Callable[..., QImage]:
    return picture
