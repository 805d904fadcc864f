from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.domain import cadence
from desktop_crm.domain.views import CustomerHit, CustomerRow
from desktop_crm.ui import theme
from desktop_crm.ui.widgets.customer_field import CustomerField

TODAY = dt.date(2026, 11, 26)


def a_row(rk: int, name: str) -> CustomerRow:
    due = cadence.due(TODAY - dt.timedelta(days=20), 14, TODAY, TODAY)
    values: dict[str, Any] = dict.fromkeys(CustomerRow.__dataclass_fields__, "")
    values |= {"rk": rk, "id": f"id-{rk}", "name": name, "tier": "A", "is_manual": False, "due": due}
    return CustomerRow(**values)


ROWS = [a_row(number, f"客户 {number}") for number in (1, 2, 3)]
HITS = [CustomerHit(row, "") for row in ROWS]
DUE = ["20 d over"] * 3


@pytest.fixture
def field(qtbot: QtBot) -> Iterator[CustomerField]:
    """In a window with room below it for the hits."""
    window = QWidget()
    window.resize(500, 400)
    field = CustomerField(name="Customer")
    layout = QVBoxLayout(window)
    layout.addWidget(field)
    layout.addStretch(1)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    field.setFocus()
    yield field
    window.hide()


def test_enter_takes_the_first_hit(field: CustomerField, qtbot: QtBot) -> None:
    with qtbot.waitSignal(field.asked) as asked:
        QTest.keyClicks(field, "kh")
    assert asked.args == ["k"]
    field.set_hits("kh", HITS, DUE)
    assert field.hits_shown() == ROWS
    with qtbot.waitSignal(field.chosen) as chosen:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert chosen.args == [ROWS[0]]
    assert field.hits_shown() == []


def test_a_hit_says_what_matched_where_it_is_not_the_name(
    field: CustomerField,
) -> None:
    QTest.keyClicks(field, "be")
    field.set_hits("be", [CustomerHit(ROWS[0], "Bella Vista"), HITS[1]], DUE[:2])
    (sheet,) = field.window().findChildren(QListView)
    texts = [sheet.model().index(row, 0).data() for row in range(2)]
    assert texts == ["客户 1, Bella Vista, 20 d over", "客户 2, 20 d over"]


def test_arrows_go_round(field: CustomerField, qtbot: QtBot) -> None:
    QTest.keyClicks(field, "kh")
    field.set_hits("kh", HITS, DUE)
    QTest.keyClick(field, Qt.Key.Key_Up)
    with qtbot.waitSignal(field.chosen) as chosen:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert chosen.args == [ROWS[2]]


def test_a_late_answer_is_dropped(field: CustomerField) -> None:
    QTest.keyClicks(field, "kh")
    field.set_hits("k", HITS, DUE)
    assert field.hits_shown() == []


def test_the_chosen_customer_shows_badge_sign_and_words(
    field: CustomerField, colours_of: Callable[[QWidget], set[str]], name_of: Callable[[QWidget], str]
) -> None:
    field.set_customer(ROWS[0], "20 d over", "planned today 14:00")
    colours = theme.current()
    assert {colours.tier_a.name(), colours.late.name()} <= colours_of(field)
    assert field.accessibleDescription() == "客户 1 20 d over planned today 14:00"
    assert name_of(field) == "Customer"


def test_esc_gives_up_the_search_and_keeps_the_customer(field: CustomerField) -> None:
    field.set_customer(ROWS[0])
    QTest.keyClicks(field, "x")
    field.set_hits("x", HITS, DUE)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert (field.text(), field.row, field.hits_shown()) == ("", ROWS[0], [])


def test_nothing_found_is_said(field: CustomerField) -> None:
    QTest.keyClicks(field, "zz")
    field.set_hits("zz", [], [])
    assert field.hits_shown() == []
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.row is None
