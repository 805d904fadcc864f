"""Somebody who sits before the dialogs of the program's start and answers them one after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop_crm.ui import key_dialogs
from desktop_crm.ui.widgets.dialog import Dialog

Act = Callable[[Any], object]
"""What is done at a dialog."""


class Somebody:
    """Answers dialogs in their order; one that nobody expected is closed and remembered."""

    def __init__(self) -> None:
        self.acts: list[tuple[type[Dialog], Act]] = []
        self.unexpected: list[str] = []
        self.seen: list[str] = []
        self._timer = QTimer(interval=5)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def will(self, kind: type[Dialog], act: Act) -> None:
        """Do something at the next dialog, which is of this kind."""
        self.acts.append((kind, act))

    def leave(self) -> None:
        """Go home."""
        self._timer.stop()

    def _look(self) -> None:
        top = QApplication.activeModalWidget()
        if not isinstance(top, Dialog):
            return
        if not self.acts or not isinstance(top, self.acts[0][0]):
            self.unexpected.append(type(top).__name__)
            top.reject()
            return
        _, act = self.acts.pop(0)
        self.seen.append(type(top).__name__)
        act(top)


def type_into(field: QWidget, text: str) -> None:
    """Type and press Enter."""
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def passphrase(words: str) -> Act:
    """Give a passphrase."""
    return lambda dialog: type_into(dialog.secret.field, words)


def new_passphrase(words: str) -> Act:
    """Choose a passphrase, twice."""

    def act(dialog: key_dialogs.NewPassphraseDialog) -> None:
        type_into(dialog.first.field, words)
        assert dialog.focusWidget() is dialog.second.field
        type_into(dialog.second.field, words)

    return act


def code(words: str) -> Act:
    """Give a recovery code."""

    def act(dialog: key_dialogs.RecoverDialog) -> None:
        dialog.field.clear()
        type_into(dialog.field, words)

    return act
