"""Fixtures for panes and forms on a real store: work runs at once, keys are sent to what has the focus."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop_crm.domain.views import ListQuery
from desktop_crm.storage.store import Store
from desktop_crm.ui.background import Done, Failed, InlineBackground, RunChange, RunQuestion
from desktop_crm.usecases import lists
from tests.stores import TODAY

ZONE = ZoneInfo("Asia/Shanghai")


class BusyWriter(InlineBackground):
    """While ``is_busy``, as with an import, what is to be changed waits until ``go_on``."""

    is_busy = False

    def __init__(self, run_change: RunChange, run_question: RunQuestion) -> None:
        super().__init__(run_change, run_question)
        self._waiting: list[Callable[[], None]] = []

    def change(
        self, verb: Callable[..., Any], *args: Any, done: Done | None = None, failed: Failed | None = None
    ) -> None:
        run = partial(super().change, verb, *args, done=done, failed=failed)
        if self.is_busy:
            self._waiting.append(run)
        else:
            run()

    def go_on(self) -> None:
        """Do what waits, in its order."""
        self.is_busy = False
        while self._waiting:
            self._waiting.pop(0)()


@pytest.fixture
def background(store: Store) -> BusyWriter:
    """Runs verbs and questions on ``store`` at once."""
    return BusyWriter(lambda verb, args: store.change(verb, *args), lambda question, args: store.ask(question, *args))


@pytest.fixture
def now() -> Callable[[], dt.datetime]:
    """Ten in the morning of the store's day, local time."""
    return lambda: dt.datetime.combine(TODAY, dt.time(10), ZONE)


@pytest.fixture
def today() -> Callable[[], dt.date]:
    """The store's day."""
    return lambda: TODAY


class Rows:
    """The rows of a kind as list models ask for them."""

    def __init__(self, store: Store, kind: str) -> None:
        self._store, self._kind = store, kind

    def ids(self, query: ListQuery) -> Sequence[int]:
        return self._store.ask(lists.ids, query)

    def rows(self, ids: Sequence[int]) -> Sequence[Any]:
        return self._store.ask(lists.rows, self._kind, list(ids))


class Keyboard:
    """Keys pressed one by one on whatever has the focus, counted; a chord is one press of several keys."""

    def __init__(self) -> None:
        self.count = 0

    def press(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        """Press a key with modifiers."""
        self.count += 1 + len(modifiers)
        held = Qt.KeyboardModifier.NoModifier
        for one in modifiers:
            held |= one
        QTest.keyClick(self.focus(), key, held)
        QApplication.processEvents()

    def type(self, text: str) -> None:
        """Type a text of ASCII letters."""
        self.count += len(text)
        for letter in text:
            QTest.keyClicks(self.focus(), letter)
        QApplication.processEvents()

    def commit(self, text: str) -> None:
        """Enter a text by input method, not counted: what it takes is the input method's matter."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(self.focus(), event)
        QApplication.processEvents()

    def compose(self, text: str) -> None:
        """Show an uncommitted text, as an input method does while one types."""
        QApplication.sendEvent(self.focus(), QInputMethodEvent(text, []))
        QApplication.processEvents()

    def focus(self) -> QWidget:
        """What has the focus."""
        found = QApplication.focusWidget()
        assert found is not None
        return found


@pytest.fixture
def keyboard() -> Keyboard:
    return Keyboard()
