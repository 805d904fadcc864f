"""The window is found again as it was left: columns and seams of each pane, whatever the file that keeps them says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm import words
from desktop_crm.app.desk import Desk
from desktop_crm.ui import fonts
from desktop_crm.ui.list_pane import ListPane
from desktop_crm.ui.widgets.card import Card
from tests.stores import TODAY, a_contact, a_customer, a_task, a_visit, new_store, put

Start = Callable[[], Desk]


@pytest.fixture
def start(qtbot: QtBot, tmp_path: Path) -> Iterator[Start]:
    """Start the program with its window 1500 pixels wide, on the same settings each time."""
    store = new_store(tmp_path)
    customer = put(store, a_customer())
    put(store, a_contact(customer.id))
    desks: list[Desk] = []

    def begin() -> Desk:
        desk = Desk(store, inline=True, state_file=tmp_path / "window.ini")
        desks.append(desk)
        desk.window.resize(1500, 900)  # the screen of the tests is smaller: Qt would fit the window into it
        desk.window.show()
        desk.window.show_pane("contacts")
        desk.window.show_pane("customers")
        QApplication.processEvents()
        return desk

    yield begin
    for desk in desks:
        desk.close()
    store.close()


def pane(desk: Desk, name: str) -> ListPane:
    """A pane of the window."""
    (found,) = (pane for pane in desk.panes if pane.name == name)
    assert isinstance(found, ListPane)
    return found


def width_of(shown: ListPane, key: str) -> int:
    """The width of a column, 0 when it is hidden."""
    keys = [column.key for column in shown.model.columns]
    return shown.table.columnWidth(keys.index(key))


def arrange(shown: ListPane, key: str, hidden: str) -> None:
    """Make a column wide and the first one, hide another by the menu."""
    keys = [column.key for column in shown.model.columns]
    head = shown.table.horizontalHeader()
    head.resizeSection(keys.index(key), 123)
    head.moveSection(head.visualIndex(keys.index(key)), 0)
    shown.table.columns_menu().actions()[keys.index(hidden)].setChecked(False)


def test_columns_and_seams_are_there_again_at_the_next_start(start: Start) -> None:
    first = start()
    customers = pane(first, "customers")
    usual = width_of(customers, "due")
    arrange(customers, "due", "tier")
    customers.split.restore_seams("usual=520")
    first.window.close()

    second = start()
    customers, contacts = pane(second, "customers"), pane(second, "contacts")
    head = customers.table.horizontalHeader()
    assert customers.model.columns[head.logicalIndex(0)].key == "due"
    assert (width_of(customers, "due"), width_of(customers, "tier")) == (123, 0)
    assert customers.split.seams() == "usual=520"
    assert customers.list_place.width() in range(500, 521)
    assert contacts.table.columns_state() == contacts.split.seams() == "", "each pane by itself"

    customers.table.columns_menu().actions()[-1].trigger()
    assert width_of(customers, "due") == usual
    second.window.close()
    again = pane(start(), "customers")
    assert (width_of(again, "due"), again.table.columns_state()) == (usual, "")
    assert width_of(again, "tier") > 0


@pytest.fixture
def larger_letters(qapp: QApplication) -> Iterator[Callable[[], None]]:
    """Makes the letters larger than those that the widths are given for."""
    before = QApplication.font()
    yield lambda: fonts.setup(qapp, body=14)
    fonts.setup(qapp)
    QApplication.setFont(before)


def test_columns_are_as_wide_in_letters_as_they_were(start: Start, larger_letters: Callable[[], None]) -> None:
    first = start()
    arrange(pane(first, "customers"), "due", "tier")
    kept = pane(first, "customers").table.columns_state()
    first.window.close()
    larger_letters()
    desk = start()
    desk.window.resize(1600, 900)  # as wide in letters as the other
    QApplication.processEvents()
    customers = pane(desk, "customers")
    assert width_of(customers, "due") == round(123 * 14 / 13) == 132
    assert customers.table.columns_state() == kept


def test_a_narrow_window_has_columns_of_its_own(start: Start) -> None:
    desk = start()
    customers = pane(desk, "customers")
    arrange(customers, "due", "tier")
    desk.window.resize(1300, 900)
    QApplication.processEvents()
    assert width_of(customers, "due") != 123
    desk.window.resize(1500, 900)
    QApplication.processEvents()
    assert width_of(customers, "due") == 123


@pytest.mark.parametrize(
    "settings",
    [
        "\x00\x01 not an ini file [[[",
        '[customers]\nseams=usual=banana\ncolumns_usual="{\\"order\\": 5"\n\n[window]\ngeometry=@ByteArray(x)\n',
        "[customers]\nseams=1, 2, 3\ncolumns_usual=@Invalid()\n[window]\nfolded=@Variant(\\0\\0)\n",
    ],
    ids=["no settings", "half a value", "other types"],
)
def test_settings_that_cannot_be_read_never_hinder_a_start(start: Start, tmp_path: Path, settings: str) -> None:
    (tmp_path / "window.ini").write_text(settings, encoding="utf-8")
    customers = pane(start(), "customers")
    assert customers.table.columns_state() == customers.split.seams() == ""
    assert width_of(customers, "due") > 0


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("name", ["tasks", "visits"])
def test_beside_a_list_no_card_runs_over_the_edge(qtbot: QtBot, tmp_path: Path, name: str, language: str) -> None:
    words.set_language(language)
    store = new_store(tmp_path)
    customer = put(store, a_customer())
    visit = put(store, a_visit(customer.id, next_action="报价"))
    put(store, a_task(customer.id, "Send the quote", due_on=TODAY, visit_id=visit.id))
    desk = Desk(store, inline=True, state_file=tmp_path / "window.ini")
    try:
        desk.window.resize(1280, 800)
        desk.window.show()
        desk.window.show_pane(name)
        shown = pane(desk, name)
        shown.table.selectRow(0)
        detail = shown.detail  # type: ignore[attr-defined]
        qtbot.waitUntil(lambda: any(card.isVisible() for card in detail.findChildren(Card)))
        edge = detail.width() - 20
        for card in detail.findChildren(Card):
            if card.isVisible():
                assert card.mapTo(detail, card.rect().topRight()).x() <= edge
    finally:
        desk.close()
        store.close()
