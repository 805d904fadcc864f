"""The story of the demonstration: from nothing to a scored store, a window, a visit, a list on paper."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm import words
from desktop_crm.app import demo, stores
from desktop_crm.app.desk import Desk
from desktop_crm.domain.call_list import Filter
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.opportunities import Opportunity
from desktop_crm.domain.tasks import Task
from desktop_crm.domain.views import ListQuery
from desktop_crm.domain.visits import Visit, VisitAttendee
from desktop_crm.storage import check
from desktop_crm.storage.store import Store
from desktop_crm.ui.visit_form.form import VisitFormDialog
from desktop_crm.ui.widgets.fields import SearchField
from desktop_crm.ui.widgets.table import LazyTable
from desktop_crm.usecases import call_list, lists, tiers
from desktop_crm.words import resources
from tests.fixtures_window import Keyboard
from tests.tab_order import round_by_tab, stops

WAIT = 10_000
CONTROL = Qt.KeyboardModifier.ControlModifier

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> demo.Demo:
    """The demonstration, run once without a display, in Chinese."""
    words.set_folder(resources.folder() / "translations")
    words.set_language("zh_CN")
    try:
        return demo.run(headless=True, folder=tmp_path_factory.mktemp("demo"), tell=lambda _: None)
    finally:
        words.set_language("en")


@pytest.fixture
def store(told: demo.Demo, tmp_path: Path) -> Iterator[Store]:
    """A copy of the demo's store, so that each test finds it fresh."""
    copy = tmp_path / "demo.crm"
    copy.write_bytes(told.store.read_bytes())
    copy.with_name("demo.crm.key").write_bytes(told.store.with_name("demo.crm.key").read_bytes())
    opened = stores.open_store(copy, create=False)
    yield opened
    opened.close()


@pytest.fixture
def desk(store: Store, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    """The real window on it, with real background threads."""
    desk = Desk(store, state_file=tmp_path / "window.ini")
    desk.window.resize(1440, 900)
    desk.window.show()
    table = desk.panes[0].findChild(LazyTable)
    assert table is not None
    qtbot.waitUntil(lambda: table.model().rowCount() == 85, timeout=WAIT)
    yield desk
    desk.close()


def held(store: Store, customer_id: str) -> list[Visit]:
    """The visits of a customer that took place."""
    return store.ask(lambda snapshot: snapshot.find(Visit, {"customer_id": customer_id, "state": "held"}))


def after(first: QWidget, stops: list[QWidget]) -> list[QWidget]:
    """The stops of a round that begins at ``first``."""
    place = stops.index(first)
    return stops[place:] + stops[:place]


def test_it_gives_files_and_steps(told: demo.Demo) -> None:
    assert all(file.is_file() and file.parent == told.store.parent for file in told.files)
    assert len([file for file in told.files if file.suffix == ".png"]) >= 6
    assert [step.seconds >= 0 for step in told.steps].count(True) == len(told.steps) >= 6
    assert told.show is None


def test_the_store_holds_the_real_data_and_every_tier(store: Store) -> None:
    customers = store.ask(lambda snapshot: snapshot.find(Customer))
    deals = store.ask(lambda snapshot: snapshot.find(Opportunity))
    assert len(customers) == 85
    assert len(deals) == 8800
    assert sum(deal.customer_id == "" for deal in deals) == 1425
    assert sum(deal.amount or 0 for deal in deals if deal.result == "won") == 10_005_534
    counts = store.ask(tiers.tier_counts)
    assert all(counts.get(tier, 0) > 0 for tier in ("A", "B", "C", "D", "none"))
    assert sum(counts.values()) == 85
    assert store.today == dt.date(2018, 1, 2)
    assert store.ask(check.problems) == []


def test_the_list_on_paper_is_the_list_of_the_store(told: demo.Demo, store: Store) -> None:
    listed = store.ask(call_list.build, Filter())
    assert listed.total == 85
    states = Counter(row.due.state for row in listed.rows())
    assert len(states) == 5
    pdf = next(file for file in told.files if file.suffix == ".pdf")
    reader = PdfReader(pdf)
    text = "".join("".join((page.extract_text() or "").split()) for page in reader.pages)
    assert all("".join(row.name.split()) in text for row in listed.rows())
    chinese = [p.name for row in listed.rows() for p in row.people if not p.name.isascii()]
    assert any(ch in name for name in chinese for ch in "喆镕堃")
    assert sum(name in text for name in chinese) > len(chinese) * 0.9


def test_a_visit_is_written_down_by_keys_alone(desk: Desk, store: Store, qtbot: QtBot) -> None:
    keyboard = Keyboard()
    table = desk.panes[0].findChild(LazyTable)
    assert table is not None
    desk.window.activateWindow()  # without a window manager nobody else does it
    qtbot.waitUntil(lambda: QApplication.activeWindow() is desk.window, timeout=WAIT)
    keyboard.press(Qt.Key.Key_F, CONTROL)
    assert isinstance(keyboard.focus(), SearchField)
    keyboard.type("konex")
    qtbot.waitUntil(lambda: table.model().rowCount() == 1, timeout=WAIT)
    (rk,) = store.ask(lists.ids, ListQuery("customer", text="konex"))
    (row,) = store.ask(lists.rows, "customer", [rk])
    keyboard.press(Qt.Key.Key_Down)
    keyboard.press(Qt.Key.Key_V)
    qtbot.waitUntil(lambda: desk.window.findChild(VisitFormDialog) is not None, timeout=WAIT)
    form = desk.window.findChild(VisitFormDialog)
    assert form is not None
    qtbot.waitUntil(lambda: QApplication.activeWindow() is form and bool(form.people.ticked()), timeout=WAIT)
    before = len(held(store, row.id))
    assert round_by_tab(keyboard.focus()) == after(form.when, stops(form)), "nothing is out of reach"
    for _ in ("channel", "kind", "people", "outcome"):
        keyboard.press(Qt.Key.Key_Tab)
    keyboard.type("1")  # and the focus is in the note
    keyboard.type("trial accepted")
    keyboard.press(Qt.Key.Key_Tab)
    keyboard.type("send quote next tue")
    keyboard.press(Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: len(held(store, row.id)) == before + 1, timeout=WAIT)
    visit = max(held(store, row.id), key=lambda visit: (visit.held_on, visit.started_at))
    assert (visit.outcome, visit.note, visit.next_action) == (1, "trial accepted", "send quote")
    assert visit.next_action_on == dt.date(2018, 1, 9)
    assert store.ask(lambda snapshot: snapshot.find(VisitAttendee, {"visit_id": visit.id}))
    tasks = store.ask(lambda snapshot: snapshot.find(Task, {"visit_id": visit.id}))
    assert [task.title for task in tasks] == ["send quote"]

    desk.window.activateWindow()  # without a window manager nobody else does it
    qtbot.waitUntil(lambda: QApplication.activeWindow() is desk.window, timeout=WAIT)
    keyboard.press(Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: len(held(store, row.id)) == before, timeout=WAIT)
    assert store.ask(lambda snapshot: snapshot.find(Task, {"visit_id": visit.id})) == []
    assert store.ask(check.problems) == []


def test_every_pane_opens_by_its_key(desk: Desk, qtbot: QtBot) -> None:
    for number, pane in enumerate(desk.panes, 1):
        QTest.keyClick(desk.window, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda pane=pane: desk.window.pane is pane, timeout=WAIT)  # type: ignore[misc]
        assert desk.window.windowTitle().endswith("Desktop CRM")
