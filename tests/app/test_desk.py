"""The window over days: what was true yesterday is not shown today."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_crm.app import desk as desk_module
from desktop_crm.app.desk import Desk
from desktop_crm.domain.customers import Customer
from desktop_crm.storage import check
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Beginning, Store
from desktop_crm.ui import shortcuts
from desktop_crm.ui.list_pane import ListPane
from desktop_crm.usecases import tiers
from tests.stores import (
    KEY,
    TODAY,
    FixedClock,
    a_customer,
    a_rated_customer,
    change,
    definition,
    new_store,
    put,
    rows_of,
)


def test_a_day_that_begins_under_an_open_window(tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_module, "POLL_MS", 20)
    clock = FixedClock()
    store = Store.create(tmp_path / "store.crm", KEY, clock, Beginning(definition(), calendar=""))
    customer = put(store, a_rated_customer())
    change(store, tiers.score)
    change(store, tiers.set_by_hand, customer.id, "A", "important", TODAY + dt.timedelta(days=3))
    desk = Desk(store, state_file=tmp_path / "window.ini")
    desk.window.show()
    try:
        shown = desk.panes[0]
        qtbot.waitUntil(lambda: shown.table.model().rowCount() == 1)  # type: ignore[attr-defined]
        told = []
        desk.background.changed.connect(told.append)
        clock.advance(days=10)
        qtbot.waitUntil(lambda: rows_of(store, "SELECT tier FROM customer_state") == [("B",)])
        assert any(changes.everything for changes in told), "what depends on the day is shown anew"
        assert store.ask(check.problems) == []
    finally:
        desk.close()
        store.close()


def test_one_step_is_undone_at_a_time_and_says_so(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "_SLOW_MS", 10)
    store = new_store(tmp_path)
    for name in ("甲", "乙", "丙", "丁"):
        put(store, a_customer(name))
    go_on = threading.Event()
    desk = Desk(store, state_file=tmp_path / "window.ini")
    desk.window.show()
    qtbot.waitUntil(desk.window.isActiveWindow)
    try:
        said: list[str] = []
        monkeypatch.setattr(desk.window, "say", lambda words, undoable=False: said.append(words))
        desk.background.change(lambda _work: go_on.wait(10))  # an undo that takes long is one that has to wait
        for _ in range(5):
            QTest.keyClick(desk.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: said == ["Undoing…"])
        go_on.set()
        qtbot.waitUntil(lambda: len(said) == 2)
        assert len(store.ask(Snapshot.find, Customer)) == 3
        QTest.keyClick(desk.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: len(store.ask(Snapshot.find, Customer)) == 2)
    finally:
        go_on.set()
        desk.close()
        store.close()


def test_the_sheet_of_keys_lists_what_each_list_does_and_no_more(tmp_path: Path, qtbot: QtBot) -> None:
    store = new_store(tmp_path)
    desk = Desk(store, inline=True, state_file=tmp_path / "window.ini")
    try:
        for pane in desk.panes:
            if isinstance(pane, ListPane):
                listed = {line.id for line in shortcuts.TABLE if line.where in ("lists", pane.name)} - {"open"}
                assert {action.objectName() for action in pane.findChildren(QAction)} - {""} == listed, pane.name
    finally:
        desk.close()
        store.close()
