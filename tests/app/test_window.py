"""The whole start of the window, with somebody at the screen: its store, the recovery code, what cannot be opened."""

from __future__ import annotations

import gc
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.app import keys, paths, qt, single, stores, window
from desktop_crm.domain.errors import CrmError, WorldError
from desktop_crm.storage.engine import os_error
from desktop_crm.storage.store import Store
from desktop_crm.ui import key_dialogs, theme
from desktop_crm.ui.main_window import MainWindow
from desktop_crm.ui.widgets.dialog import Dialog
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.toast import UndoToast
from desktop_crm.usecases import drafts
from tests.app.conftest import Ring, nobody
from tests.app.people import Somebody, new_passphrase, passphrase
from tests.stores import KEY, TODAY, FixedClock

LOOKS = 1000
"""How often the window is looked at before it is closed anyway."""


@pytest.fixture(autouse=True)
def _at_a_screen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot: QtBot) -> Iterator[None]:
    """Somebody could see the window; it remembers nothing of other tests."""
    monkeypatch.setattr(qt, "has_display", lambda: True)
    monkeypatch.setattr(paths, "settings_file", lambda: tmp_path / "settings" / "window.ini")
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    yield
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    theme.apply(QApplication.instance(), "light")  # type: ignore[arg-type]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "store.crm"


def main_window() -> MainWindow | None:
    """The window, once it is there and nothing lies over it."""
    shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()]
    return shown[0] if shown and QApplication.activeModalWidget() is None else None


def run(
    path: Path, then: Callable[[MainWindow], object] = lambda _: None, until: Callable[[], bool] = lambda: True
) -> int:
    """Start the window, do something in it, close it when ``until`` says so; the exit code."""
    timer = QTimer(interval=10)
    done: list[bool] = []
    looks: list[bool] = []

    def look() -> None:
        looks.append(True)
        found = main_window()
        if found is None:
            return
        if not done:
            done.append(True)
            then(found)
        elif until() or len(looks) > LOOKS:
            timer.stop()
            found.close()

    timer.timeout.connect(look)
    timer.start()
    code = window.run(path, TODAY)
    timer.stop()
    assert done, "the window was never there"
    assert len(looks) <= LOOKS, "what was waited for never came"
    return code


def write_down(dialog: key_dialogs.RecoveryCodeDialog) -> None:
    """Tick that the code is on paper and go on."""
    assert not dialog.go_on.isEnabled()
    dialog.written.click()
    dialog.go_on.click()


def later(dialog: key_dialogs.RecoveryCodeDialog) -> None:
    dialog.later_button.click()


def test_the_first_start_shows_the_recovery_code_until_it_is_written_down(
    path: Path, ring: Ring, somebody: Somebody
) -> None:
    codes: list[str] = []

    def read(dialog: key_dialogs.RecoveryCodeDialog) -> None:
        codes.append(dialog.text())
        later(dialog)

    somebody.will(key_dialogs.RecoveryCodeDialog, read)
    assert run(path) == 0
    somebody.will(key_dialogs.RecoveryCodeDialog, write_down)
    assert run(path) == 0
    assert run(path) == 0
    key = keys.find_key(path, nobody)
    assert all(group in codes[0] for group in keys.recovery_code(key).split("-"))


def test_the_search_for_garbage_begins_with_the_window(path: Path, ring: Ring, somebody: Somebody) -> None:
    somebody.will(key_dialogs.RecoveryCodeDialog, write_down)
    gc.disable()
    try:
        run(path, until=gc.isenabled)
    finally:
        gc.enable()
        gc.unfreeze()


def test_it_is_in_the_menu_afterwards(path: Path, ring: Ring, somebody: Somebody) -> None:
    def ask(window: MainWindow) -> None:
        entry = window.findChild(QAction, "recovery_code")
        assert isinstance(entry, QAction)
        entry.trigger()

    def copy(dialog: key_dialogs.RecoveryCodeDialog) -> None:
        dialog.copy_button.click()
        assert QGuiApplication.clipboard().text() == dialog.text()
        QGuiApplication.clipboard().clear()
        later(dialog)

    somebody.will(key_dialogs.RecoveryCodeDialog, write_down)
    somebody.will(key_dialogs.RecoveryCodeDialog, copy)
    run(path, ask)


def test_without_a_key_ring_questions_come_before_the_window_and_it_stays(path: Path, somebody: Somebody) -> None:
    somebody.will(key_dialogs.NewPassphraseDialog, new_passphrase("battery staple"))
    somebody.will(key_dialogs.RecoveryCodeDialog, write_down)
    assert run(path) == 0
    somebody.will(key_dialogs.PassphraseDialog, passphrase("battery staple"))
    assert run(path) == 0


@pytest.mark.qt_no_exception_capture
def test_a_fault_in_the_window_is_told_in_the_window(
    path: Path, ring: Ring, somebody: Somebody, logged: list[logging.LogRecord]
) -> None:
    told: list[str] = []

    def fail() -> None:
        raise ValueError("nobody expected this")

    def read(dialog: Dialog) -> None:
        told.append(words_of(dialog))
        dialog.accept()

    def break_it(_window: MainWindow) -> None:
        somebody.will(Dialog, read)
        QTimer.singleShot(0, fail)

    somebody.will(key_dialogs.RecoveryCodeDialog, write_down)
    assert run(path, break_it, until=lambda: bool(told)) == 0
    assert len(told) == len(logged) == 1
    assert "nobody expected this" in told[0]
    logged.clear()


@pytest.mark.parametrize("how", ["plain", "environment"])
def test_a_key_that_is_not_of_this_computer_alone_is_not_brought_up(
    path: Path, how: str, somebody: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.parent.mkdir()
    if how == "plain":
        keys.write_plain_key_file(keys.key_file(path), "5a" * 32)
    else:
        monkeypatch.setenv("DESKTOP_CRM_KEY", "5a" * 32)
    assert run(path) == 0
    assert somebody.seen == []


def words_of(dialog: Dialog) -> str:
    return " ".join(label.text() for label in dialog.findChildren(Label))


def test_what_cannot_be_opened_is_told_at_the_screen_and_by_the_exit_code(
    path: Path, ring: Ring, somebody: Somebody
) -> None:
    told: list[str] = []

    def read(dialog: Dialog) -> None:
        told.append(words_of(dialog))
        dialog.accept()

    stores.make_store(path, today=TODAY, passphrase=nobody)
    lock = single.claim(path)
    somebody.will(Dialog, read)
    with pytest.raises(WorldError, match="window_open") as refused:
        window.run(path, TODAY)
    lock.unlock()
    assert refused.value.exit_code == 4
    assert "Another window of this program has the store open" in told[0]
    path.write_bytes(path.read_bytes()[:5000])
    somebody.will(Dialog, read)
    with pytest.raises(CrmError, match="store_damaged"):
        window.run(path, TODAY)
    assert "restore a backup" in told[1]


def test_who_leaves_a_question_is_not_told_once_more(path: Path, ring: Ring, somebody: Somebody) -> None:
    stores.make_store(path, today=TODAY, passphrase=nobody)
    ring.kept.clear()
    somebody.will(key_dialogs.RecoverDialog, lambda dialog: dialog.reject())
    with pytest.raises(WorldError, match="key_missing"):
        window.run(path, TODAY)
    single.claim(path).unlock()  # nobody holds the store


def test_a_folder_that_cannot_be_made_is_told_too(tmp_path: Path, somebody: Somebody) -> None:
    (tmp_path / "file").write_text("in the way")
    somebody.will(Dialog, lambda dialog: dialog.accept())
    with pytest.raises(CrmError) as refused:
        window.run(tmp_path / "file" / "store.crm", TODAY)
    assert refused.value.code == os_error(NotADirectoryError(), tmp_path).code


def test_the_window_is_no_larger_than_the_screen(path: Path, ring: Ring, somebody: Somebody) -> None:
    sizes: list[tuple[int, int]] = []
    somebody.will(key_dialogs.RecoveryCodeDialog, write_down)
    run(path, lambda shown: sizes.append((shown.width(), shown.height())))
    room = QGuiApplication.primaryScreen().availableSize()
    smallest = (1024, 640)
    assert sizes == [(max(room.width(), smallest[0]), max(room.height(), smallest[1]))], "the screen here is small"


def test_a_visit_that_was_being_written_down_is_told_of(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKTOP_CRM_KEY", KEY)
    assert run(path) == 0
    store = Store.open(path, KEY, FixedClock(), today=TODAY)
    store.change(drafts.keep, "visit:", '{"note": "half a sentence"}')
    store.close()
    told: list[str] = []

    def read(window: MainWindow) -> None:
        toast = window.findChild(UndoToast)
        assert toast is not None
        told.append(toast.words())

    assert run(path, read) == 0
    assert told[0].endswith(": no customer yet")
