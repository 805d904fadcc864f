"""Fields: validation, readings, keys, and silence while an input method is composing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QInputMethodEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.ui import theme
from desktop_crm.ui.widgets.choices import CheckBox, Combo
from desktop_crm.ui.widgets.dialog import Dialog
from desktop_crm.ui.widgets.fields import NoteField, SearchField, TextField
from desktop_crm.ui.widgets.form import Form

Key = Qt.Key


@pytest.mark.parametrize("kind", [TextField, NoteField])
def test_no_key_is_a_shortcut_while_composing(qtbot: QtBot, kind: type[TextField | NoteField]) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    field, saved = kind(), []
    QVBoxLayout(page).addWidget(field)
    save = QAction(page)
    save.setShortcut(QKeySequence("Ctrl+Return"))
    save.triggered.connect(lambda: saved.append(1))
    page.addAction(save)
    page.show()
    page.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)

    QApplication.sendEvent(field, QInputMethodEvent("zhen", []))
    assert field.composing
    qtbot.keyClick(field, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert saved == []

    commit = QInputMethodEvent()
    commit.setCommitString("振动")
    QApplication.sendEvent(field, commit)
    assert not field.composing
    assert "振动" in (field.text() if isinstance(field, TextField) else field.toPlainText())
    qtbot.keyClick(field, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert saved == [1]


def test_a_dialog_takes_no_key_while_composing(qtbot: QtBot) -> None:
    dialog = Dialog(None, "Log visit")
    qtbot.addWidget(dialog)
    first, second = TextField(), TextField()
    dialog.body.addWidget(first)
    dialog.body.addWidget(second)
    dialog.show()
    first.setFocus()
    QApplication.sendEvent(first, QInputMethodEvent("zhen", []))
    for key in (Key.Key_Escape, Key.Key_Return):
        qtbot.keyClick(first, key)
    assert dialog.isVisible()
    assert dialog.focusWidget() is first
    QApplication.sendEvent(first, QInputMethodEvent())
    qtbot.keyClick(first, Key.Key_Return)
    assert dialog.isVisible(), "plain Enter never saves"
    assert dialog.focusWidget() is second
    qtbot.keyClick(second, Key.Key_Escape)
    assert not dialog.isVisible()


def test_validation_shows_edge_and_line_and_takes_them_back(
    qtbot: QtBot, colours_of: Callable[[QWidget], set[str]]
) -> None:
    form = Form()
    qtbot.addWidget(form)
    field = TextField("soonish")
    row = form.add_row("When", field)
    form.show()
    error = theme.current().ink("error").name()
    assert error not in colours_of(form)
    row.say("Not a date yet", "error")
    assert row.note.isVisible()
    assert error in colours_of(field)
    assert field.accessibleDescription() == "Not a date yet"
    row.say("")
    assert not row.note.isVisible()
    assert error not in colours_of(form)


def test_a_reason_that_is_longer_than_its_field_takes_two_lines(qtbot: QtBot) -> None:
    form = Form()
    qtbot.addWidget(form)
    row = form.add_row("Since", TextField())
    form.resize(300, 200)
    form.show()
    row.say("short")
    QApplication.processEvents()
    one = row.note.height()
    row.say("0000-00-00 is not a date; write it as 2026-11-26")
    QApplication.processEvents()
    assert one < 30 < row.note.height() < 60
    assert "".join(row.note._lines(row.note.width())).replace(" ", "") == row.note.words().replace(" ", "")


def test_the_label_names_its_field(qtbot: QtBot, name_of: Callable[[QWidget], str]) -> None:
    form = Form()
    qtbot.addWidget(form)
    when, who = TextField(), Combo()
    form.add_row("When", when)
    form.add_row("Who", who, required=True)
    assert name_of(when) == "When"
    assert name_of(who) == "Who, required"


def test_focus_is_an_edge_of_accent(qtbot: QtBot, colours_of: Callable[[QWidget], set[str]]) -> None:
    field = TextField()
    qtbot.addWidget(field)
    field.show()
    field.clearFocus()
    assert theme.current().field.name() in colours_of(field)
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    assert theme.current().accent.name() in colours_of(field)
    assert theme.current().field.name() not in colours_of(field)


def test_readings_stand_beside_the_text(qtbot: QtBot) -> None:
    field = TextField("14")
    qtbot.addWidget(field)
    before = field.textMargins().right()
    field.set_readings([("today 14:00", "accent")])
    assert field.textMargins().right() > before + 50
    assert field.accessibleDescription() == "today 14:00"


def test_leaving_is_told(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    one, two, left = TextField(), NoteField(), []
    layout = QVBoxLayout(page)
    layout.addWidget(one)
    layout.addWidget(two)
    page.show()
    page.activateWindow()
    one.setFocus()
    qtbot.waitUntil(one.hasFocus)
    one.left.connect(lambda: left.append("one"))
    two.left.connect(lambda: left.append("two"))
    qtbot.keyClick(one, Key.Key_Tab)
    assert left == ["one"]
    qtbot.keyClick(two, Key.Key_Tab)
    assert left == ["one", "two"], "Tab leaves notes too"
    assert two.toPlainText() == ""


def test_search_clears_gives_up_and_goes_down(qtbot: QtBot) -> None:
    field, seen = SearchField(hint="Name"), []
    qtbot.addWidget(field)
    field.given_up.connect(lambda: seen.append("given up"))
    field.down.connect(lambda: seen.append("down"))
    qtbot.keyClicks(field, "hrjx")
    qtbot.keyClick(field, Key.Key_Down)
    qtbot.keyClick(field, Key.Key_Escape)
    assert (field.text(), seen) == ("", ["down"])
    qtbot.keyClick(field, Key.Key_Escape)
    assert seen == ["down", "given up"]
    field.setText("x")
    field.resize(200, 34)
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton, pos=field.rect().center() + field.rect().topRight() / 2)
    assert field.text() == "", "the cross clears"


def test_boxes_and_combos_work_as_native_ones(qtbot: QtBot, name_of: Callable[[QWidget], str]) -> None:
    box, combo = CheckBox("Barcode"), Combo(name="Paper")
    for widget in (box, combo):
        qtbot.addWidget(widget)
        widget.show()
    combo.addItems(["A4", "A5"])
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=box.rect().center())
    assert box.isChecked()
    qtbot.keyClick(combo, Key.Key_Down)
    assert combo.currentText() == "A5"
    assert name_of(box) == "Barcode"
    assert combo.accessibleName() == "Paper"
    combo.grab()
