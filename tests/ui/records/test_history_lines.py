from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from desktop_crm.domain.views import TimelineEntry
from desktop_crm.ui import icons
from desktop_crm.ui.history_lines import line_of
from tests.stores import TODAY


def entry(kind: str, **values: Any) -> TimelineEntry:
    known: dict[str, Any] = {
        "id": "1",
        "on": dt.date(2026, 10, 29),
        "at": None,
        "code": "",
        "outcome": None,
        "title": "",
        "text": "",
        "counted_halves": None,
    }
    return TimelineEntry(kind=kind, **{**known, **values})


@pytest.mark.parametrize(
    ("shown", "title", "text", "aside"),
    [
        (
            entry(
                "visit", code="in_person", previous="held", outcome=2, counted_halves=2, title="王敏", text="\n试用\n"
            ),
            "Visit · 2 positive",
            "王敏: 试用",
            "counts 1",
        ),
        (
            entry("visit", code="phone", previous="held", outcome=1, counted_halves=1, title="王敏"),
            "Phone · 1 advanced",
            "王敏",
            "counts 0.5",
        ),
        (
            entry("visit", code="phone", previous="held", outcome=5, counted_halves=0),
            "Phone: not met",
            "sets the last attempt only",
            "not counted",
        ),
        (entry("visit", code="video", previous="planned"), "Video: planned", "", ""),
        (entry("task", code="open", previous="visit", title="发报价"), "Task: 发报价", "Visit", "open"),
        (entry("task", code="done", previous="manual", title="发报价", text="已发"), "Task: 发报价", "已发", "done"),
        (entry("memo", text="记得带样品"), "Memo", "记得带样品", ""),
        (
            entry(
                "stage_change",
                code="requirements",
                previous="need",
                title="年度框架",
                amount=Decimal(480000),
                currency="CNY",
            ),
            "Deal: 1 Need → 2 Requirements",
            "年度框架 ¥480,000",
            "",
        ),
        (entry("stage_change", code="won", previous="agreement", title="框架"), "Deal: 5 Agreement → Won", "框架", ""),
        (entry("stage_change", code="need", title="框架"), "Deal: 1 Need", "框架", ""),
        (
            entry("tier_assignment", code="A", previous="B", outcome=8500, title="4", text="yearly review"),
            "Tier B → A  85.0 points",
            "scheme v4 · yearly review",
            "",
        ),
        (
            entry("tier_assignment", code="C", previous="unrated", outcome=4750, title="1"),
            "Tier C  47.5 points",
            "scheme v1",
            "",
        ),
        (entry("tier_assignment", code="A", title="manual", text="战略"), "Tier A", "set by hand: 战略", ""),
        (entry("purchase", title="P1", amount=Decimal(1200), currency="CNY"), "Purchase ¥1,200", "P1", ""),
    ],
)
def test_an_entry_says_what_happened(shown: TimelineEntry, title: str, text: str, aside: str) -> None:
    line = line_of(shown, TODAY)
    assert (line.title, line.text, line.aside) == (title, text, aside)
    assert line.icon in icons.NAMES
    assert line.date == "10-29"
    assert line.key == (shown.kind, "1")


def test_only_what_counted_stands_in_accent() -> None:
    tones = [
        line_of(entry("visit", code="phone", previous="held", outcome=outcome, counted_halves=halves), TODAY).tone
        for outcome, halves in ((2, 1), (5, 0))
    ]
    assert tones == ["accent", "plain"]
