from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from desktop_crm import words
from desktop_crm.domain.call_list import CallList, Filter, LastContact, OpenDeal, Row, StripPart
from desktop_crm.reports import call_list_words as say
from desktop_crm.reports.page_options import PrintNote

TODAY = dt.date(2026, 11, 26)


def test_the_head(list_85: CallList, note: PrintNote) -> None:
    assert say.whose(list_85) == "林晓雯 · 苏州北片 · cycle 12 (11-02 to 11-29, 89 % gone)"
    assert say.printed(list_85, note) == "printed 2026-11-26 08:20 · data as of 2026-11-26 08:12 · all customers"
    alone = replace(note, data_as_of=None)
    assert "data as of 2026-11-26 ·" in say.printed(list_85, alone)
    words.set_language("zh_CN")
    assert say.whose(list_85) == "林晓雯 · 苏州北片 · 第 12 周期（11-02 至 11-29，已过 89 %）"


@pytest.mark.parametrize(
    ("chosen", "text"),
    [
        (Filter(), "all customers"),
        (Filter(tiers=("B", "A")), "tiers A, B"),
        (Filter(tiers=("none", "A"), only_due=True), "tiers A, No tier · only due"),
        (Filter(territory_name="苏州北片", only_due=True), "苏州北片 · only due"),
    ],
)
def test_the_filter_in_words(chosen: Filter, text: str) -> None:
    assert say.filter_words(chosen) == text


def test_a_rate_carries_its_n() -> None:
    part = StripPart("A", customers=16, seen=13, done=22, goal=32, late=1)
    assert say.seen(part) == "seen 13 / 16 · 81 %"
    assert say.visits_done(part) == "visits 22 / 32 · 1 late"
    assert say.seen(replace(part, customers=0, seen=0)) == "seen 0 / 0 · —"


def test_the_last_contact() -> None:
    last = LastContact(dt.date(2026, 10, 29), "in_person", 2, "Wang", "wants\n trial data")
    assert say.last_contact(last, TODAY) == "Last 10-29 positive (Wang): wants trial data"
    assert say.last_contact(replace(last, channel="phone", who="", text=""), TODAY) == "Last 10-29 Phone positive"
    assert say.last_contact(replace(last, outcome=None, text=""), TODAY) == "Last 10-29 (Wang)"
    assert say.last_contact(None, TODAY) == "No contact yet"
    words.set_language("zh_CN")
    assert say.last_contact(last, TODAY) == "上次 10-29 积极（Wang）：wants trial data"


def test_an_attempt_is_told_when_it_came_after_the_contact(make_row: Callable[..., Row]) -> None:
    row = make_row(0, last_attempt_on=dt.date(2026, 11, 20))
    assert say.standing(row, TODAY) == "attempt 11-20 · 3/7 visits · due 11-12"
    earlier = replace(row, last_attempt_on=dt.date(2026, 10, 1))
    assert say.standing(earlier, TODAY) == "3/7 visits · due 11-12"
    assert say.standing(make_row(8, last_attempt_on=dt.date(2026, 10, 1)), TODAY) == "attempt 10-01 · 3/7 visits"


def test_the_figures_of_a_deal() -> None:
    deal = OpenDeal("frame", Decimal(480_000), "CNY", "evaluation", 3, 34)
    assert say.deal_figures(deal, money=True) == "¥480k · 3 Evaluation · 34 d"
    assert say.deal_figures(deal, money=False) == "3 Evaluation · 34 d"
    assert say.deal_figures(replace(deal, amount=None, days=None), money=True) == "3 Evaluation"


def test_the_foot(list_85: CallList, note: PrintNote) -> None:
    notice = say.shred_notice(list_85, note)
    assert notice == "Personal data: shred after use. This print is logged (林晓雯, 1 copy, 85 rows)"
    assert say.outcomes() == "Result 1 advanced 2 positive 3 neutral 4 setback 5 not met"
    words.set_language("zh_CN")
    assert say.shred_notice(list_85, note) == "含个人信息，用后请碎毁。本次打印已登记（林晓雯，1 份，85 行）"
