"""Menus: room for words and keys, ticks that are seen, and no menu left behind."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop_crm.ui import fonts, theme
from desktop_crm.ui.shortcuts import LETTER
from desktop_crm.ui.widgets.menu import Menu


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.resize(600, 600)
    owner.show()
    return owner


def entry(menu: Menu, words: str, *, keys: str = "", letter: str = "", checked: bool | None = None) -> QAction:
    """An entry of a menu."""
    action = menu.addAction(words)
    action.setShortcut(QKeySequence(keys))
    if letter:
        action.setProperty(LETTER, letter)
    if checked is not None:
        action.setCheckable(True)
        action.setChecked(checked)
    return action


def test_rows_have_room_for_words_and_keys(owner: QWidget) -> None:
    menu = Menu(owner)
    long = entry(menu, "Previous record of the same filter", keys="Ctrl+Shift+Z")
    short = entry(menu, "Tier", letter="G")
    menu.addSeparator()
    entry(menu, "Delete")
    menu.popup(owner.mapToGlobal(QPoint(0, 0)))
    place = menu.actionGeometry(long)
    keys = fonts.advance("Ctrl+Shift+Z", "small")
    assert place.width() > fonts.advance(long.text(), "body") + keys + 20
    assert place.height() == theme.metrics().one_line - 4 == menu.actionGeometry(short).height()
    menu.close()


def test_a_tick_is_seen_and_goes_with_the_choice(owner: QWidget, colours_of: Callable[[QWidget], set[str]]) -> None:
    menu = Menu(owner)
    action = entry(menu, "City", checked=False)
    menu.popup(owner.mapToGlobal(QPoint(0, 0)))
    accent = theme.current().accent.name()
    assert accent not in colours_of(menu)
    assert theme.current().field.name() in colours_of(menu)
    action.setChecked(True)
    assert accent in colours_of(menu)
    menu.close()


def test_the_row_under_the_pointer_is_tinted_unless_it_does_nothing(
    owner: QWidget, colours_of: Callable[[QWidget], set[str]]
) -> None:
    menu = Menu(owner)
    action = entry(menu, "City")
    menu.popup(owner.mapToGlobal(QPoint(0, 0)))
    soft = theme.current().accent_soft.name()
    assert soft not in colours_of(menu)
    menu.setActiveAction(action)
    assert soft in colours_of(menu)
    action.setEnabled(False)
    assert soft not in colours_of(menu)
    menu.close()


@pytest.mark.parametrize("lasting", [False, True])
def test_a_menu_of_a_single_use_frees_itself(owner: QWidget, qtbot: QtBot, lasting: bool) -> None:
    menu = Menu(owner, lasting=lasting)
    done: list[str] = []
    entry(menu, "City").triggered.connect(lambda: done.append("city"))
    menu.popup(owner.mapToGlobal(QPoint(0, 0)))
    menu.setActiveAction(menu.actions()[0])
    qtbot.keyClick(menu, "\r")
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)
    if lasting:
        qtbot.wait(20)
        assert isValid(menu)
    else:
        qtbot.waitUntil(lambda: not isValid(menu))
    assert done == ["city"]
