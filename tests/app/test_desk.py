"""The window over days, and at its end: what was true yesterday is not shown today, what was typed is not lost."""

from __future__ import annotations

import datetime as dt
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_crm.app import desk as desk_module
from desktop_crm.app.desk import Desk
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import WorldError
from desktop_crm.domain.tasks import Task
from desktop_crm.domain.visits import Visit
from desktop_crm.storage import check
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Beginning, Store
from desktop_crm.ui import shortcuts
from desktop_crm.ui.list_pane import ListPane
from desktop_crm.ui.panes.tasks.form import TaskDialog
from desktop_crm.ui.visit_form.form import VisitFormDialog
from desktop_crm.ui.widgets.dialog import Dialog
from desktop_crm.usecases import drafts, records, tiers, visits
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


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    """A store with one customer."""
    store = new_store(tmp_path)
    put(store, a_rated_customer("Huarui"))
    change(store, tiers.score)
    yield store
    store.close()


@pytest.fixture
def desk(shop: Store, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk(shop, state_file=tmp_path / "window.ini")
    desk.window.show()
    qtbot.waitUntil(desk.window.isActiveWindow)
    yield desk
    if shiboken6.isValid(desk.window):
        desk.close()


def visit_form(desk: Desk, shop: Store) -> VisitFormDialog:
    """The form of a visit, in which enough stands to be saved."""
    (customer,) = shop.ask(Snapshot.find, Customer)
    form = desk._open_visit_form(customer.id)
    form.outcome.choose_number(1)
    form.note.setPlainText("typed just now")
    return form


def new_task(desk: Desk, _shop: Store) -> TaskDialog:
    """The form of a task, in which enough stands to be saved."""
    pane = next(pane for pane in desk.panes if pane.name == "tasks")
    desk.window.show_pane(pane.name)
    pane.commands()["new"]()
    (form,) = desk.window.findChildren(TaskDialog)
    form.what.setText("typed just now")
    return form


EVERY_FORM = pytest.mark.parametrize("form_on", [visit_form, new_task])


def press_save(form: Dialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(form.isActiveWindow)
    QTest.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert form.is_held


@EVERY_FORM
def test_what_is_refused_after_the_window_closed_is_kept_as_a_draft(
    form_on: Callable[[Desk, Store], Dialog],
    desk: Desk,
    shop: Store,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    form = form_on(desk, shop)
    go_on = threading.Event()
    desk.background.change(lambda _work: go_on.wait(10))
    refuse_all(monkeypatch, WorldError("disk_full", where="store.crm"))
    press_save(form, qtbot)
    threading.Timer(0.1, go_on.set).start()
    desk.close()
    (text,) = shop.ask(drafts.all_kept).values()
    assert "typed just now" in text


@EVERY_FORM
def test_a_fault_of_the_program_lets_go_of_the_form_and_says_that_nothing_is_saved(
    form_on: Callable[[Desk, Store], Dialog],
    desk: Desk,
    shop: Store,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    form = form_on(desk, shop)
    crashes: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: crashes.append(kind))
    refuse_all(monkeypatch, OverflowError("date value out of range"))
    press_save(form, qtbot)
    qtbot.waitUntil(lambda: not form.is_held)
    assert form.isVisible()
    assert crashes == [OverflowError]
    told = form.refusal("") if isinstance(form, VisitFormDialog) else form.told()  # type: ignore[attr-defined]
    assert "nothing was saved" in told
    assert "typed just now" in str(shop.ask(drafts.all_kept))
    monkeypatch.undo()
    press_save(form, qtbot)
    qtbot.waitUntil(lambda: len(shop.ask(Snapshot.find, Visit)) + len(shop.ask(Snapshot.find, Task)) == 1)
    assert shop.ask(drafts.all_kept) == {}


def refuse_all(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let the writing of what stands in a form fail, drafts excepted."""

    def fail(*_args: object) -> None:
        raise error

    monkeypatch.setattr(records, "add_record", fail)
    monkeypatch.setattr(visits, "log_visit", fail)
