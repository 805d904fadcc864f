"""A visit being written down when the program ends, however it ends: the words are there at the next start."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from desktop_crm import words
from desktop_crm.app import desk as desk_module
from desktop_crm.app.desk import Desk
from desktop_crm.domain.changes import Changes
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.visits import Visit
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.ui.visit_form.form import VisitFormDialog
from desktop_crm.ui.widgets.record_dialog import RecordDialog
from desktop_crm.ui.widgets.table import LazyTable
from desktop_crm.ui.widgets.toast import UndoToast
from desktop_crm.usecases import drafts, undo
from tests.fixtures_window import Keyboard
from tests.stores import KEY, RESOURCES, TODAY, FixedClock, a_rated_customer, change, new_store, put

WAIT = 15.0
"""Seconds after which something that was waited for does not come any more."""
WORDS = "half a sentence"
NAME = "Jiangsu Huarui"
Key = Qt.Key

KILLED = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from tests.flows.test_drafts import opened, running, type_into_form

application = QApplication([])
with opened(Path(sys.argv[1])) as store, running(store) as desk:
    type_into_form(desk)
    application.exec()
"""


def until(condition: Callable[[], object]) -> None:
    """Let the program work until something has come true."""
    end = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < end
        QTest.qWait(10)


@contextmanager
def opened(path: Path) -> Iterator[Store]:
    """The store as a start of the program opens it."""
    store = Store.open(path, KEY, FixedClock(), today=TODAY)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def running(store: Store) -> Iterator[Desk]:
    """The real window with its threads."""
    desk = Desk(store, state_file=store.path.with_name("window.ini"))
    desk.window.resize(1440, 900)
    desk.window.show()
    try:
        yield desk
    finally:
        desk.close()


def open_form(desk: Desk) -> VisitFormDialog:
    """Press V on the customer of the list."""
    table = desk.panes[0].findChild(LazyTable)
    assert table is not None
    until(lambda: table.model().rowCount() == 1)
    desk.window.activateWindow()  # without a window manager nobody else does it
    until(lambda: QApplication.activeWindow() is desk.window)
    table.setFocus()
    Keyboard().press(Key.Key_V)
    return form_of(desk)


def form_of(desk: Desk) -> VisitFormDialog:
    """The form that was asked for, with its customer."""
    until(lambda: desk.window.findChild(VisitFormDialog))
    form = desk.window.findChild(VisitFormDialog)
    assert form is not None
    until(lambda: QApplication.activeWindow() is form and form.customer.row)
    return form


def type_into_form(desk: Desk) -> VisitFormDialog:
    """Open the form and get as far as the middle of the note."""
    form = open_form(desk)
    keyboard = Keyboard()
    for _ in ("when", "channel", "kind", "who"):
        keyboard.press(Key.Key_Tab)
    keyboard.type("3" + WORDS)
    return form


def kept(store: Store) -> str:
    """What lies in the store of drafts of visits."""
    return "\n".join(store.ask(drafts.all_kept, "visit:").values())


@pytest.fixture(autouse=True)
def _plurals() -> None:
    """English forms of "1 draft" and "2 drafts" are a translation too."""
    words.set_folder(RESOURCES / "translations")
    words.set_language("en")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with one customer."""
    store = new_store(tmp_path)
    put(store, a_rated_customer(NAME))
    store.close()
    return store.path


def assert_comes_back(path: Path) -> None:
    """The next start says so, its form has the words, and saving leaves one visit and no draft."""
    with opened(path) as store, running(store) as desk:
        steps = len(store.ask(undo.list_steps))
        assert steps == 1, "the customer; typing is no step"
        form = open_form(desk)
        assert (form.note.toPlainText(), form.outcome.value()) == (WORDS, 3)
        Keyboard().press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        until(lambda: store.ask(Snapshot.find, Visit))
        assert kept(store) == ""
        assert len(store.ask(undo.list_steps)) == steps + 1
    with opened(path) as store, running(store) as desk:
        assert open_form(desk).note.toPlainText() == ""


@pytest.mark.slow
def test_killed_in_the_middle_of_a_sentence(path: Path, qtbot: QtBot) -> None:
    with subprocess.Popen([sys.executable, "-c", KILLED, str(path)], cwd=RESOURCES.parent) as process:
        try:
            with opened(path) as store:
                end = time.monotonic() + WAIT
                while WORDS not in kept(store) and time.monotonic() < end and process.poll() is None:
                    time.sleep(0.05)
                assert WORDS in kept(store)
        finally:
            process.kill()
    assert process.returncode != 0
    assert_comes_back(path)


@pytest.mark.slow
def test_closed_with_the_form_open(path: Path, qtbot: QtBot) -> None:
    with opened(path) as store:
        with running(store) as desk:
            type_into_form(desk)
        assert WORDS in kept(store), "without waiting for a pause"
    assert_comes_back(path)


def test_left_by_esc(path: Path, qtbot: QtBot) -> None:
    with opened(path) as store, running(store) as desk:
        type_into_form(desk)
        Keyboard().press(Key.Key_Escape)
    assert_comes_back(path)


def test_the_start_says_that_a_draft_waits_and_leads_to_it(path: Path, qtbot: QtBot) -> None:
    with opened(path) as store, running(store) as desk:
        toast = desk.window.findChild(UndoToast)
        assert toast is not None
        desk.tell_of_drafts()
        assert toast.words() == "", "there is none"
        type_into_form(desk)
    with opened(path) as store, running(store) as desk:
        toast = desk.window.findChild(UndoToast)
        assert toast is not None
        desk.tell_of_drafts()
        assert toast.words() == f"1 draft waits: {NAME}"
        button = toast.findChild(QAbstractButton)
        assert button is not None
        desk.window.activateWindow()
        button.click()
        assert form_of(desk).note.toPlainText() == WORDS


def test_a_draft_of_another_version_breaks_no_form(path: Path, qtbot: QtBot) -> None:
    with opened(path) as store, running(store) as desk:
        type_into_form(desk)
    with opened(path) as store:
        (customer,) = store.ask(Snapshot.find, Customer)
        text = '{"note": "old words", "outcome": "good", "channel": 7, "left_at": "then", "mood": {}}'
        change(store, drafts.keep, f"visit:{customer.id}", text)
        change(store, drafts.keep, "visit:gone", "{")
    with opened(path) as store, running(store) as desk:
        form = open_form(desk)
        assert (form.note.toPlainText(), form.outcome.value(), form.channel.value()) == ("old words", None, "in_person")


def test_the_panes_do_not_stir_while_one_types(path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_module, "POLL_MS", 20)
    with opened(path) as store, running(store) as desk:
        form = open_form(desk)
        told: list[Changes] = []
        desk.background.changed.connect(told.append)
        form.note.setPlainText(WORDS)
        until(lambda: WORDS in kept(store))
        QTest.qWait(200)  # ten looks
        assert told == []


def test_a_draft_does_not_hide_what_another_process_wrote(path: Path, qtbot: QtBot) -> None:
    with opened(path) as store, opened(path) as other, running(store) as desk:
        form = open_form(desk)
        told: list[Changes] = []
        desk.background.changed.connect(told.append)
        form.note.setPlainText(WORDS)
        put(other, a_rated_customer("of another process"))
        form.presenter.keep()
        until(lambda: WORDS in kept(store))
        until(lambda: told)
        assert told[0].everything


def type_into_customer(desk: Desk) -> None:
    """Press Ctrl+N and begin a customer."""
    until(lambda: QApplication.activeWindow() is desk.window)
    Keyboard().press(Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    until(lambda: isinstance(QApplication.activeWindow(), RecordDialog))
    Keyboard().type("Suzhou Yunfan")


@pytest.mark.slow
def test_killed_while_a_customer_was_being_typed(path: Path, qtbot: QtBot) -> None:
    code = KILLED.replace("type_into_form", "type_into_customer")
    with subprocess.Popen([sys.executable, "-c", code, str(path)], cwd=RESOURCES.parent) as process:
        try:
            with opened(path) as store:
                until(lambda: any("Suzhou Yunfan" in text for text in store.ask(drafts.all_kept, "record:").values()))
        finally:
            process.kill()
    assert process.returncode != 0
    with opened(path) as store, running(store) as desk:
        desk.tell_of_drafts()
        [toast] = desk.window.findChildren(UndoToast)
        assert "1 draft waits: Suzhou Yunfan" in toast.accessibleName()
        button = toast.findChild(QAbstractButton)
        assert button is not None
        button.click()
        until(lambda: desk.window.findChild(RecordDialog))
        form = desk.window.findChild(RecordDialog)
        assert form is not None
        until(lambda: form.texts()["name"] == "Suzhou Yunfan")
