"""A visit being written down when the program ends, however it ends: the words are there at the next start."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import threading
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
from desktop_crm.domain.tasks import Task
from desktop_crm.domain.visits import Visit
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.ui.visit_form.form import VisitFormDialog
from desktop_crm.ui.widgets.draft_dialog import ShortForm
from desktop_crm.ui.widgets.record_dialog import RecordDialog
from desktop_crm.ui.widgets.table import LazyTable
from desktop_crm.ui.widgets.toast import UndoToast
from desktop_crm.usecases import drafts, records, undo
from tests.fixtures_window import Keyboard
from tests.stores import KEY, RESOURCES, TODAY, FixedClock, a_rated_customer, a_task, a_visit, change, new_store, put

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
    type_into_form(desk, *sys.argv[2:])
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
        shown = form.note.toPlainText(), form.outcome.value(), form.how.channel.value()
        assert shown == ("old words", None, "in_person")


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


@pytest.mark.slow
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


SHORT_FORMS = {
    "visit": ("visits", Key.Key_F2, f"{NAME} 11-25"),
    "task": ("tasks", Key.Key_F2, WORDS),
    "new task": ("tasks", Key.Key_T, WORDS),
    "tier": ("customers", Key.Key_G, f"{NAME} (tier)"),
}
"""Pane, key, and what a draft of the form is called."""


@pytest.fixture
def full_path(path: Path) -> Path:
    """The store with a visit and a task too."""
    with opened(path) as store:
        (customer,) = store.ask(Snapshot.find, Customer)
        put(store, a_visit(customer.id, TODAY - dt.timedelta(days=1)))
        put(store, a_task(customer.id, "offer"))
    return path


def open_short_form(desk: Desk, name: str) -> ShortForm:
    """Press the key of a form in the list of its pane."""
    pane, key, _ = SHORT_FORMS[name]
    desk.window.activateWindow()
    until(lambda: QApplication.activeWindow() is desk.window)
    desk.window.show_pane(pane)
    table = desk.window.pane.findChild(LazyTable)
    assert table is not None
    until(lambda: table.model().rowCount())
    table.setFocus()
    if key != Key.Key_F2:
        Keyboard().press(key)
    until(lambda: isinstance(QApplication.activeWindow(), ShortForm) or Keyboard().press(key))
    form = QApplication.activeWindow()
    assert isinstance(form, ShortForm)
    if name == "tier":
        Keyboard().press(Key.Key_Tab)
    return form


def type_into_short_form(desk: Desk, name: str) -> ShortForm:
    """Open a form and begin a sentence in it."""
    form = open_short_form(desk, name)
    keyboard = Keyboard()
    keyboard.press(Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    keyboard.type(WORDS)
    return form


def kept_of_records(store: Store) -> str:
    """What lies in the store of drafts of records."""
    return "\n".join(store.ask(drafts.all_kept, "record:").values())


@pytest.mark.slow
@pytest.mark.parametrize("name", SHORT_FORMS)
def test_killed_while_a_short_form_was_being_typed(full_path: Path, qtbot: QtBot, name: str) -> None:
    code = KILLED.replace("type_into_form", "type_into_short_form")
    with subprocess.Popen([sys.executable, "-c", code, str(full_path), name], cwd=RESOURCES.parent) as process:
        try:
            with opened(full_path) as store:
                until(lambda: WORDS in kept_of_records(store))
        finally:
            process.kill()
    assert process.returncode != 0
    with opened(full_path) as store, running(store) as desk:
        desk.tell_of_drafts()
        [toast] = desk.window.findChildren(UndoToast)
        assert f"1 draft waits: {SHORT_FORMS[name][2]}".startswith(toast.words().rstrip("…"))
        form = open_short_form(desk, name)
        assert WORDS in form.texts().values()
        assert form.told().startswith("Your draft is back")


@pytest.mark.parametrize("name", SHORT_FORMS)
def test_closed_with_a_short_form_open(full_path: Path, qtbot: QtBot, name: str) -> None:
    with opened(full_path) as store:
        with running(store) as desk:
            type_into_short_form(desk, name)
        assert WORDS in kept_of_records(store), "without waiting for a pause"


def test_what_was_saved_the_moment_the_program_ended_is_no_draft(full_path: Path, qtbot: QtBot) -> None:
    with opened(full_path) as store:
        with running(store) as desk:
            type_into_short_form(desk, "new task")
            Keyboard().press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert WORDS in [task.title for task in store.ask(Snapshot.find, Task)]
        assert kept_of_records(store) == ""


def test_a_form_left_while_it_is_being_saved_comes_back_empty(full_path: Path, qtbot: QtBot) -> None:
    with opened(full_path) as store, running(store) as desk:
        type_into_short_form(desk, "new task")
        wait = threading.Event()
        desk.background.change(lambda _work: wait.wait(WAIT))
        Keyboard().press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        Keyboard().press(Key.Key_Escape)
        wait.set()
        until(lambda: len(store.ask(Snapshot.find, Task)) == 2)
        until(lambda: desk.window.pane.findChild(LazyTable).model().rowCount() == 2)  # type: ignore[union-attr]
        form = open_short_form(desk, "new task")
        assert (form.texts()["title"], form.told(), kept_of_records(store)) == ("", "", "")


@pytest.mark.parametrize("name", SHORT_FORMS)
def test_the_start_leads_to_the_record_of_a_short_form(full_path: Path, qtbot: QtBot, name: str) -> None:
    with opened(full_path) as store:
        with running(store) as desk:
            type_into_short_form(desk, name)
        with running(store) as desk:
            desk.window.show_pane("call_list")
            desk.tell_of_drafts()
            [toast] = desk.window.findChildren(UndoToast)
            button = toast.findChild(QAbstractButton)
            assert button is not None
            desk.window.activateWindow()
            button.click()
            assert desk.window.pane.name == SHORT_FORMS[name][0]
            if name == "new task":
                until(lambda: [form.texts()["title"] for form in desk.window.findChildren(ShortForm)] == [WORDS])
            else:
                kind = {"visit": Visit, "task": Task, "tier": Customer}[name]
                [record] = store.ask(Snapshot.find, kind)
                until(lambda: record.id in str(desk.window.pane.place()))


def test_the_drafts_of_deleted_records_are_not_told_and_come_back_with_them(full_path: Path, qtbot: QtBot) -> None:
    with opened(full_path) as store:
        for name in ("visit", "task", "tier"):
            with running(store) as desk:
                type_into_short_form(desk, name)
        (customer,) = store.ask(Snapshot.find, Customer)
        change(store, records.delete_many, Customer, [customer.id])
        change(store, drafts.keep, "record:mood:1", '{"title": "of another version", "typed": {"x": "y"}}')
        assert told_at_start(store) in ("", f"1 draft waits: {WORDS}")  # a task outlives its customer
        change(store, undo.undo)
        assert told_at_start(store).startswith("3 drafts wait: ")


def told_at_start(store: Store) -> str:
    """What a start says of drafts."""
    with running(store) as desk:
        desk.tell_of_drafts()
        [toast] = desk.window.findChildren(UndoToast)
        return toast.words()
