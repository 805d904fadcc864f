from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_crm.domain.tasks import Task
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.ui.background import InlineBackground
from desktop_crm.ui.panes.tasks.columns import task_columns
from desktop_crm.ui.panes.tasks.form import TaskDialog
from desktop_crm.ui.panes.tasks.pane import TasksPane
from desktop_crm.ui.record_draft import RecordDrafts
from desktop_crm.ui.widgets.buttons import Button
from tests.fixtures_window import Keyboard, Rows
from tests.stores import TODAY, a_customer, a_task, put

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
DAY = dt.timedelta(days=1)


@pytest.fixture
def pane(qtbot: QtBot, store: Store, background: InlineBackground, today: Callable[[], dt.date]) -> TasksPane:
    """Four open tasks: late, today, in two days, without a day; the window has 1440 pixels."""
    customer = put(store, a_customer("华瑞机械"))
    for title, due_on in (("late", TODAY - 3 * DAY), ("today", TODAY), ("soon", TODAY + 2 * DAY), ("some day", None)):
        put(store, a_task(customer.id, title, due_on=due_on))
    pane = TasksPane(background, Rows(store, "task"), today, RecordDrafts(background))
    background.changed.connect(pane.refresh)
    qtbot.addWidget(pane)
    pane.resize(1440, 800)
    pane.show()
    qtbot.waitUntil(pane.isActiveWindow)
    pane.activate()
    qtbot.waitUntil(lambda: pane.detail.words() != "")
    pane.table.setFocus()
    return pane


def states(store: Store) -> dict[str, str]:
    return {task.title: task.state for task in store.ask(Snapshot.find, Task)}


def dialog_of(pane: TasksPane, qtbot: QtBot) -> TaskDialog:
    dialog = pane.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def test_urgency_has_sign_and_word(store: Store, pane: TasksPane, today: Callable[[], dt.date]) -> None:
    (due,) = (column for column in task_columns(today) if column.key == "due")
    cells = [due.cell(row) for row in Rows(store, "task").rows(pane.model.ids)]
    assert [(cell.text, cell.sign, cell.spoken) for cell in cells] == [
        ("11-23", "late", "11-23, late"),
        ("today", "due", "today, due"),
        ("Sat 11-28", "due_soon", "Sat 11-28, due soon"),
        ("no day", "", ""),
    ]


def test_space_ticks_and_the_next_one_is_current(
    pane: TasksPane, store: Store, keyboard: Keyboard, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(pane.said) as said:
        keyboard.press(Key.Key_Space)
    assert said.args == ["Done: late", True]
    assert states(store)["late"] == "done"
    assert pane.detail.words().splitlines()[0] == "today"
    keyboard.press(Key.Key_Space)
    assert states(store)["today"] == "done"


def test_a_click_on_the_box_ticks(pane: TasksPane, store: Store) -> None:
    place = pane.table.visualRect(pane.model.index(1, 0)).center()
    QTest.mouseClick(pane.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert states(store)["today"] == "done"
    elsewhere = pane.table.visualRect(pane.model.index(0, 2)).center()
    QTest.mouseClick(pane.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(elsewhere))
    assert states(store)["late"] == "open"


def test_a_new_task_takes_its_day_from_the_line(
    pane: TasksPane, store: Store, keyboard: Keyboard, qtbot: QtBot
) -> None:
    keyboard.press(Key.Key_T)
    dialog = dialog_of(pane, qtbot)
    assert dialog.customer.row is not None, "the customer of the current task"
    keyboard.type("send quote next tue")
    keyboard.press(Key.Key_Return, CONTROL)
    made = next(task for task in store.ask(Snapshot.find, Task) if task.title == "send quote")
    assert (made.due_on, made.customer_id) == (dt.date(2026, 12, 1), dialog.customer.row.id)
    assert pane.dialog is None


def test_the_due_field_wins_over_the_line(pane: TasksPane, store: Store, keyboard: Keyboard, qtbot: QtBot) -> None:
    pane.commands()["new"]()
    dialog = dialog_of(pane, qtbot)
    dialog.what.setText("prepare the talk next tue")
    dialog.due.setText("tomorrow")
    keyboard.press(Key.Key_Return, CONTROL)
    made = next(task for task in store.ask(Snapshot.find, Task) if task.title.startswith("prepare"))
    assert (made.title, made.due_on) == ("prepare the talk next tue", TODAY + DAY)


def test_what_is_missing_or_unreadable_is_said(pane: TasksPane, store: Store, keyboard: Keyboard, qtbot: QtBot) -> None:
    pane.new_task()
    dialog = dialog_of(pane, qtbot)
    keyboard.press(Key.Key_Return, CONTROL)
    assert keyboard.focus() is dialog.what
    keyboard.type("x")
    dialog.due.setText("soonish")
    keyboard.press(Key.Key_Return, CONTROL)
    assert keyboard.focus() is dialog.due
    assert len(states(store)) == 4


def test_f2_hands_over_what_was_changed(pane: TasksPane, store: Store, keyboard: Keyboard, qtbot: QtBot) -> None:
    keyboard.press(Key.Key_F2)
    dialog = dialog_of(pane, qtbot)
    dialog.note.setPlainText("twice asked")
    with qtbot.waitSignal(dialog.edit_asked) as asked:
        keyboard.press(Key.Key_Return, CONTROL)
    assert asked.args == [{"note": ("", "twice asked")}]
    assert "twice asked" in pane.detail.words()


def test_f2_at_once_after_a_move_edits_the_row_moved_to(
    pane: TasksPane, store: Store, keyboard: Keyboard, qtbot: QtBot
) -> None:
    keyboard.press(Key.Key_Down)
    keyboard.press(Key.Key_F2)
    assert dialog_of(pane, qtbot).what.text() == "today"


def test_delete_with_undo_in_the_toast(pane: TasksPane, store: Store, keyboard: Keyboard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pane.said) as said:
        keyboard.press(Key.Key_Delete)
    assert said.args == ["Moved to bin: late", True]
    assert "late" not in states(store)


def test_overdue_tasks_tint_the_count(pane: TasksPane, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pane.count_changed) as told:
        pane.load()
    assert told.args == [2, "late"]


def test_segments_choose_what_is_listed(pane: TasksPane, store: Store) -> None:
    pane.which.chosen.emit("overdue")
    assert pane.model.rowCount() == 1
    pane.which.chosen.emit("done")
    assert pane.list_place.words() == "Nothing done yet"
    pane.field.setText("zz")
    assert pane.list_place.words() == "No task holds “zz”"
    pane.list_place.acted.emit()
    assert pane.field.text() == ""


def test_a_task_of_a_visit_leads_there(pane: TasksPane, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pane.open_asked) as asked:
        pane.detail.customer_asked.emit("some customer")
    assert asked.args == ["customer", "some customer"]


def test_log_visit_stands_below_the_links_however_wide_the_page_is(pane: TasksPane, store: Store, qtbot: QtBot) -> None:
    pane.resize(2000, 800)
    buttons = {button.text(): button for button in pane.detail.findChildren(Button)}
    qtbot.waitUntil(lambda: buttons["Log visit"].y() > buttons["Open customer"].geometry().bottom())


def test_the_open_form_follows_what_comes_in_where_nobody_typed(
    pane: TasksPane, store: Store, background: InlineBackground, keyboard: Keyboard, qtbot: QtBot
) -> None:
    keyboard.press(Key.Key_F2)
    dialog = dialog_of(pane, qtbot)
    (task,) = (one for one in store.ask(Snapshot.find, Task) if one.title == "late")
    dialog.what.setText("mine")
    seen = {"title": (task.title, "theirs"), "note": ("", "said on the phone")}
    background.change(lambda work: work.edit(Task, task.id, seen))
    assert (dialog.what.text(), dialog.note.toPlainText()) == ("mine", "said on the phone")
    assert dialog.told().startswith("Changed elsewhere meanwhile: Task")
    with qtbot.waitSignal(dialog.edit_asked) as asked:
        keyboard.press(Key.Key_Return, CONTROL)
    assert asked.args == [{"title": ("late", "mine")}]
