"""The list of records: keys, letters, selection through resets, header, what is painted."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAction, QColor, QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.domain.views import ListQuery
from desktop_crm.ui import theme
from desktop_crm.ui.widgets.table import LazyTable, TableFoot

Key = Qt.Key


@pytest.mark.parametrize(
    ("key", "signal"),
    [(Key.Key_Return, "opened"), (Key.Key_Enter, "opened"), (Key.Key_Space, "ticked")],
)
def test_keys_of_the_current_row(table: LazyTable, qtbot: QtBot, key: Key, signal: str) -> None:
    table.select_id(3)
    with qtbot.waitSignal(getattr(table, signal)) as caught:
        qtbot.keyClick(table, key)
    assert caught.args == [3]


def test_moving_follows_at_once_and_settles_later(table: LazyTable, qtbot: QtBot) -> None:
    now: list[object] = []
    settled: list[object] = []
    qtbot.waitSignal(table.settled).wait()
    table.current_changed.connect(now.append)
    table.settled.connect(settled.append)
    qtbot.keyClick(table, Key.Key_Down)
    qtbot.keyClick(table, Key.Key_Down)
    assert now == [2, 3]
    assert settled == []
    qtbot.waitUntil(lambda: settled == [3])


def test_home_and_end_go_to_the_first_and_last_row(table: LazyTable, qtbot: QtBot) -> None:
    qtbot.keyClick(table, Key.Key_End)
    assert table.current_id() == 1000
    qtbot.keyClick(table, Key.Key_Home)
    assert table.current_id() == 1


def test_letters_trigger_actions_and_never_search(table: LazyTable, qtbot: QtBot) -> None:
    log, plan, done = QAction("Log"), QAction("Plan"), []
    log.triggered.connect(lambda: done.append("log"))
    plan.triggered.connect(lambda: done.append("plan"))
    plan.setEnabled(False)
    table.set_letters({"V": log, "P": plan})
    for key in (Key.Key_V, Key.Key_P, Key.Key_F):
        qtbot.keyClick(table, key)
    qtbot.keyClick(table, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert done == ["log"]
    assert table.current_id() == 1


def test_an_input_method_does_not_trigger_letters(table: LazyTable, qtbot: QtBot) -> None:
    log, done = QAction("Log"), []
    log.triggered.connect(lambda: done.append("log"))
    table.set_letters({"V": log})
    assert not table.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled), "so V reaches us with pinyin on"
    commit = QInputMethodEvent()
    commit.setCommitString("V")
    for event in (QInputMethodEvent("v", []), commit):
        QApplication.sendEvent(table, event)
    assert done == []


def test_letters_of_nobody_go_on_to_the_window(table: LazyTable, qtbot: QtBot) -> None:
    from PySide6.QtGui import QKeyEvent

    event = QKeyEvent(QKeyEvent.Type.KeyPress, Key.Key_Slash, Qt.KeyboardModifier.NoModifier, "/")
    table.keyPressEvent(event)
    assert not event.isAccepted()


def test_escape_first_takes_back_the_selection(table: LazyTable, qtbot: QtBot) -> None:
    for _ in range(2):
        qtbot.keyClick(table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert table.selected_ids() == [1, 2, 3]
    left: list[int] = []
    table.escaped.connect(lambda: left.append(1))
    qtbot.keyClick(table, Key.Key_Escape)
    assert (table.selected_ids(), left) == ([3], [])
    qtbot.keyClick(table, Key.Key_Escape)
    assert left == [1]


def test_the_place_survives_a_reset_by_id(table: LazyTable, qtbot: QtBot) -> None:
    table.select_id(500)
    for _ in range(2):
        qtbot.keyClick(table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    before = table.visualRect(table.currentIndex()).top()
    table.lazy_model.show([rk for rk in range(1000, 0, -1) if rk != 501])
    assert table.current_id() == 502
    assert table.selected_ids() == [502, 500]
    assert table.visualRect(table.currentIndex()).top() == before


def test_a_list_scrolled_away_from_its_current_row_stays_there(table: LazyTable) -> None:
    table.verticalScrollBar().setValue(20_000)
    top = table.lazy_model.id_at(table.rowAt(0))
    table.lazy_model.show(list(range(2, 1001)))
    assert table.lazy_model.id_at(table.rowAt(0)) == top


def test_all_selected_survive_a_reset_quickly(table: LazyTable) -> None:
    table.selectAll()
    table.lazy_model.show(list(range(2, 1001)))
    assert len(table.selected_ids()) == 999
    assert table.selectionModel().selection().count() == 1


def test_a_current_row_that_is_gone_is_told(table: LazyTable) -> None:
    told: list[object] = []
    table.current_changed.connect(told.append)
    table.lazy_model.show([7, 8])
    assert told == [None]
    assert table.current_id() is None


def test_select_id_says_whether_it_is_listed(table: LazyTable) -> None:
    assert table.select_id(900)
    assert table.current_id() == 900
    assert table.visualRect(table.currentIndex()).intersects(table.viewport().rect())
    assert not table.select_id(5000)


def test_the_program_selects_whatever_keys_are_held(table: LazyTable, qtbot: QtBot) -> None:
    qtbot.keyPress(table, Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    table.select_id(3)
    table.select_id(5)
    assert table.selected_ids() == [5]
    qtbot.keyRelease(table, Key.Key_Control)
    qtbot.keyClick(table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert table.selected_ids() == [5, 6]


def test_a_double_click_opens(table: LazyTable, qtbot: QtBot) -> None:
    spot = table.visualRect(table.lazy_model.index(1, 2)).center()
    with qtbot.waitSignal(table.opened) as caught:
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert caught.args == [2]


def test_headers_ask_for_an_order_and_turn_it(table: LazyTable, qtbot: QtBot) -> None:
    asked: list[tuple[str, bool]] = []
    table.sort_asked.connect(lambda key, descending: asked.append((key, descending)))
    head = table.horizontalHeader()

    def click(column: int) -> None:
        spot = QPoint(head.sectionViewportPosition(column) + 10, head.height() // 2)
        qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=spot)

    click(1)
    table.set_order("tier", False)
    click(1)
    click(0)
    assert asked == [("tier", False), ("tier", True)]


def test_columns_can_be_hidden_kept_and_reset(table: LazyTable) -> None:
    menu = table.columns_menu()
    assert [action.text() for action in menu.actions()[:4]] == ["State", "Tier", "Customer", "Score"]
    menu.actions()[1].setChecked(False)
    table.horizontalHeader().resizeSection(3, 90)
    state = table.columns_state()
    table.reset_columns()
    assert not table.isColumnHidden(1)
    assert table.columnWidth(3) == 58
    assert table.columns_state() == ""
    table.restore_columns(state)
    assert table.isColumnHidden(1)
    assert table.columnWidth(3) == 90


def test_columns_moved_by_hand_come_back_in_their_order(table: LazyTable) -> None:
    head = table.horizontalHeader()
    head.moveSection(3, 0)
    state = table.columns_state()
    table.reset_columns()
    assert [head.logicalIndex(place) for place in range(4)] == [0, 1, 2, 3]
    table.restore_columns(state)
    assert [head.logicalIndex(place) for place in range(4)] == [3, 0, 1, 2]


def test_what_was_chosen_by_hand_outlives_the_window_growing_narrow(table: LazyTable) -> None:
    table.set_spare(["score"])
    table.columns_menu().actions()[3].setChecked(True)
    table.columns_menu().actions()[1].setChecked(False)
    table.set_spare(["state", "score"])
    assert [table.isColumnHidden(n) for n in range(4)] == [True, True, False, False]


@pytest.mark.parametrize(
    "kept",
    [
        "no JSON {",
        "[1, 2]",
        '{"order": 5, "widths": [], "shown": "all"}',
        '{"order": [7, "gone"], "widths": {"score": "x", "gone": 80, "name": 80}, "shown": {"tier": 0, "gone": true}}',
        '{"widths": {"score": -5, "tier": 1000000, "state": true}}',
    ],
)
def test_what_cannot_be_read_is_as_in_the_beginning(table: LazyTable, kept: str) -> None:
    table.restore_columns(kept)
    assert table.columns_state() == ""
    table.restore_columns('{"widths": {"score": "wide", "tier": 90}, "order": ["gone", "tier"]}')
    assert table.columnWidth(1) == 90
    assert table.horizontalHeader().logicalIndex(0) == 1, "the rest is taken"


def test_the_current_row_has_a_strip_and_a_tint(table: LazyTable, qapp: QApplication) -> None:
    for name in theme.NAMES:
        colours = theme.apply(qapp, name)
        qapp.processEvents()
        image = table.grab().toImage()
        row = table.horizontalHeader().height() + table.rowHeight(0) // 2
        assert QColor(image.pixel(1, row)) == colours.accent
        assert QColor(image.pixel(6, row)) == colours.accent_soft
        assert QColor(image.pixel(6, row + table.rowHeight(0))) == colours.base


def test_focus_is_painted(table: LazyTable, qtbot: QtBot) -> None:
    table.activateWindow()
    table.setFocus()
    top = table.horizontalHeader().height()
    qtbot.waitUntil(table.hasFocus)
    assert QColor(table.grab().toImage().pixel(200, top)) == theme.current().accent
    table.clearFocus()
    assert QColor(table.grab().toImage().pixel(200, top)) == theme.current().accent_soft


def test_a_row_under_the_pointer_is_tinted(table: LazyTable, qtbot: QtBot) -> None:
    spot = table.visualRect(table.lazy_model.index(2, 2)).center()

    def is_tinted() -> bool:
        image = table.viewport().grab().toImage()
        return QColor(image.pixel(6, spot.y())) == theme.current().hover

    # A pointer that another test left at this very spot would not move at all.
    qtbot.mouseMove(table.viewport(), spot + QPoint(0, table.rowHeight(0)))
    qtbot.mouseMove(table.viewport(), spot)
    qtbot.waitUntil(is_tinted)


def test_a_screen_reader_finds_rows(table: LazyTable) -> None:
    reader = QAccessible.queryAccessibleInterface(table)
    assert reader.role() == QAccessible.Role.Table
    said = {reader.child(number).text(QAccessible.Text.Name) for number in range(12)}
    assert {"Customer", "Firm 1\n苏州 1", "tier B"} <= said


def test_the_foot_says_where_one_is(table: LazyTable, qtbot: QtBot, firms: Any) -> None:
    foot = TableFoot(table, "V log visit")
    qtbot.addWidget(foot)
    table.select_id(3)
    assert foot.words() == "row 3 of 1000"
    table.lazy_model.show([])
    assert foot.words() == "0 rows"
    assert firms.ids(ListQuery("customer"))[0] == 1
