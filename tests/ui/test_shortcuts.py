"""The key table: nothing that input methods or desktops own, no key twice, letters only in lists."""

from __future__ import annotations

import sys
from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm import words
from desktop_crm.ui import shortcuts
from tests.stores import RESOURCES

OWNED = {
    *("Ctrl+Space", "Ctrl+.", "Ctrl+;", "Shift+Space", "Alt+Return", "Alt+Enter"),
    *(f"Ctrl+Shift+{letter}" for letter in "BEFKMSU"),
    *(f"Ctrl+Alt+{arrow}" for arrow in ("Up", "Down", "Left", "Right")),
    *(f"Alt+{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "Backspace",
}


def test_no_key_belongs_to_input_methods_or_desktops() -> None:
    assert [key for line in shortcuts.TABLE for key in line.keys if key in OWNED] == []


def test_no_key_stands_for_two_things_in_one_place() -> None:
    places = ("lists customers", "lists contacts", "lists tasks", "detail", "forms", "page")
    for near in places:
        keys = Counter(
            key for line in shortcuts.TABLE if line.where in (*near.split(), "anywhere") for key in line.keys
        ) + Counter(shortcuts.PANE_KEYS)
        assert [key for key, count in keys.items() if count > 1] == []


def test_function_keys_have_a_second_way() -> None:
    """F1 is also "?", F10 is also Alt, F2 is also Ctrl+E; F6 is what Tab does in more steps."""
    alone = {line.id for line in shortcuts.TABLE if all(key.lstrip("Shift+").startswith("F") for key in line.keys)}
    assert alone == {"next_area", "previous_area", "menu", "keys"}


@pytest.mark.parametrize("line", shortcuts.TABLE, ids=lambda line: line.id)
def test_every_key_is_one_and_has_words(line: shortcuts.Shortcut, qapp: QApplication) -> None:
    assert line.words()
    assert shortcuts.where_words(line.where)
    for key in line.keys:
        assert not QKeySequence(key).isEmpty(), key


def test_a_letter_is_shown_but_no_shortcut(qtbot: QtBot) -> None:
    page, done = QWidget(), []
    qtbot.addWidget(page)
    action = shortcuts.action(page, "tier", lambda: done.append(1), words="By hand")
    assert action.shortcut().isEmpty()
    assert action.property(shortcuts.LETTER) == "G"
    assert action.text() == "By hand"
    action.trigger()
    assert done == [1]


def test_a_key_acts_inside_its_widget(qtbot: QtBot) -> None:
    page, done = QWidget(), []
    qtbot.addWidget(page)
    page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    page.addAction(shortcuts.action(page, "edit", lambda: done.append(1)))
    page.show()
    page.activateWindow()
    page.setFocus()
    qtbot.waitUntil(page.hasFocus)
    qtbot.keyClick(page, Qt.Key.Key_F2)
    qtbot.keyClick(page, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert done == [1, 1]


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has signs of its own")
@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", ["Ctrl+N", "Alt+←", "Ctrl+↓", "Alt+PgDn", "Ctrl+↵", "Enter", "Space", "Ctrl++", "Esc"]),
        ("zh_CN", ["Ctrl+N", "Alt+←", "Ctrl+↓", "Alt+PgDn", "Ctrl+回车", "回车", "空格", "Ctrl++", "Esc"]),
    ],
)
def test_a_key_has_one_name(language: str, shown: list[str]) -> None:
    words.set_folder(RESOURCES / "translations")
    words.set_language(language)
    keys = ["Ctrl+N", "Alt+Left", "Ctrl+Down", "Alt+PgDown", "Ctrl+Return", "Enter", "Space", "Ctrl++", "Esc"]
    assert [shortcuts.shown(key) for key in keys] == shown
