"""Errors that nobody expected, in a window: one sentence in one box, and the window goes on."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.app import crash, failures
from desktop_crm.app.desk import Desk
from desktop_crm.ui.widgets.dialog import Dialog
from desktop_crm.ui.widgets.label import Label
from tests.stores import new_store

pytestmark = pytest.mark.qt_no_exception_capture

WAIT_MS = 5000


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    """A window that tells what nobody expected."""
    store = new_store(tmp_path)
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    desk = Desk(store, inline=True, state_file=tmp_path / "window.ini")
    crash.install(desk.failures.tell)
    desk.window.show()
    yield desk
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    desk.close()
    store.close()


def fail(words: str = "nobody expected this") -> None:
    """A slot with a fault."""
    raise ValueError(words)


def boxes() -> list[str]:
    """What the open boxes say."""
    found = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, Dialog) and widget.isVisible()]
    return [" ".join(label.text() for label in box.findChildren(Label) if "inside" in label.text()) for box in found]


def test_a_slot_that_fails_is_told_in_one_sentence_and_logged(
    desk: Desk, qtbot: QtBot, logged: list[logging.LogRecord]
) -> None:
    QTimer.singleShot(0, fail)
    qtbot.waitUntil(lambda: len(boxes()) == 1, timeout=WAIT_MS)
    assert boxes() == ["Something went wrong inside the program, it goes on: nobody expected this"]
    assert [record.getMessage() for record in logged] == ["unexpected"]
    logged.clear()
    assert desk.window.isVisible()


def test_the_sentence_says_where_the_log_is(
    desk: Desk, qtbot: QtBot, logged: list[logging.LogRecord], tmp_path: Path
) -> None:
    handler = logging.FileHandler(tmp_path / "desktop-crm.log")
    logging.getLogger("desktop_crm").addHandler(handler)
    try:
        QTimer.singleShot(0, fail)
        qtbot.waitUntil(lambda: len(boxes()) == 1, timeout=WAIT_MS)
    finally:
        logging.getLogger("desktop_crm").removeHandler(handler)
        handler.close()
    assert boxes()[0].endswith(f"nobody expected this (details in {tmp_path / 'desktop-crm.log'})")
    assert "ValueError: nobody expected this" in (tmp_path / "desktop-crm.log").read_text(encoding="utf-8")
    logged.clear()


def test_a_shower_of_errors_is_one_box(
    desk: Desk, qtbot: QtBot, logged: list[logging.LogRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    timer = QTimer(interval=1)
    timer.timeout.connect(lambda: fail(f"fault {len(logged)}"))
    timer.start()
    qtbot.waitUntil(lambda: len(logged) > 10, timeout=WAIT_MS)
    timer.stop()
    assert boxes() == ["Something went wrong inside the program, it goes on: fault 0"]
    logged.clear()


def test_the_same_fault_does_not_come_back_at_once_but_later_and_another_one_does(
    desk: Desk, qtbot: QtBot, logged: list[logging.LogRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    def shown(words: str) -> bool:
        desk.failures.tell(words)
        QApplication.processEvents()
        box = desk.failures.box
        if box is not None:
            box.accept()
        return box is not None

    assert [shown("one"), shown("one"), shown("two")] == [True, False, True]
    monkeypatch.setattr(failures, "QUIET_SECONDS", 0.0)
    assert shown("one")


def test_an_error_in_another_thread_is_told_in_the_window(
    desk: Desk, qtbot: QtBot, logged: list[logging.LogRecord]
) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert boxes() == []
    qtbot.waitUntil(lambda: len(boxes()) == 1, timeout=WAIT_MS)
    logged.clear()
