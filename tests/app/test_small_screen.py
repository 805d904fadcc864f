"""Everything a pane shows has its place in a window of 1280 x 800, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm import words
from desktop_crm.app.desk import Desk
from desktop_crm.ui import fonts
from desktop_crm.ui.key_sheet import key_sheet
from desktop_crm.ui.pane import Pane
from desktop_crm.ui.panes.call_list.pane import CallListPane
from desktop_crm.ui.panes.customers.pane import CustomersPane
from desktop_crm.ui.panes.visits.pane import VisitsPane
from desktop_crm.ui.widgets.badges import TierBadge
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.card import Card
from desktop_crm.ui.widgets.toast import UndoToast
from desktop_crm.usecases import tiers
from tests.stores import (
    RESOURCES,
    TODAY,
    a_contact,
    a_deal,
    a_rated_customer,
    a_task,
    a_visit,
    change,
    new_store,
    put,
)

NAME = "The New York Inquirer"
Show = Callable[[str], Pane]


@pytest.fixture(params=["en", "zh_CN"])
def desk(request: pytest.FixtureRequest, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """A customer with people, deals, tasks and a history, in the window of a small screen."""
    words.set_folder(RESOURCES / "translations")
    words.set_language(request.param)
    store = new_store(tmp_path)
    customer = put(store, a_rated_customer(NAME))
    for person in ("王敏", "Lin Xiaowen"):
        put(store, a_contact(customer.id, person))
    for deal in ("一号线", "二号线", "三号线"):
        put(store, a_deal(customer.id, deal, amount=Decimal(5112), currency="CNY", opened_on=TODAY))
    for number in range(8):
        visit = put(store, a_visit(customer.id, TODAY.replace(year=2025), next_action="报价", note=f"note {number}"))
    put(store, a_task(customer.id, "Send the quote", due_on=TODAY, visit_id=visit.id))
    change(store, tiers.score)
    desk = Desk(store, inline=True, state_file=tmp_path / "window.ini")
    desk.window.resize(1280, 800)
    desk.window.show()
    yield desk
    desk.close()
    store.close()


@pytest.fixture
def show(desk: Desk) -> Show:
    """Bring a pane into sight."""

    def turn(name: str) -> Pane:
        desk.window.show_pane(name)
        for _ in range(5):
            QApplication.processEvents()
        return desk.window.pane

    return turn


def place(widget: QWidget) -> QRect:
    """Where a widget lies in its window."""
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def test_the_form_of_the_call_list_is_whole(show: Show) -> None:
    pane = show("call_list")
    assert isinstance(pane, CallListPane)
    print_, territory = pane._print, pane.options.territory
    least = place(pane).bottom() - print_.height() - 12
    for field in pane.options.findChildren(QWidget):
        if field.isVisible():
            assert place(field).bottom() < place(pane._pdf).top(), field.accessibleName()
    assert place(print_).top() >= least
    assert place(print_).right() == place(territory).right() == place(pane.options.duplex).right()
    assert len({place(box).left() for box in pane.options.contents.values()}) == 2


def test_counts_break_between_pages_and_states(show: Show) -> None:
    pane = show("call_list")
    assert isinstance(pane, CallListPane)
    lines = pane.options.counts.text().split("\n")
    assert len(lines) == 2
    assert all(fonts.advance(line, "small") <= pane.options.counts.width() for line in lines)


def test_a_toast_leaves_buttons_and_page_numbers_free(desk: Desk, show: Show) -> None:
    pane = show("call_list")
    assert isinstance(pane, CallListPane)
    desk.window.say("Saved: call-list-2026-11-26.pdf")
    toast = desk.window.findChild(UndoToast)
    assert isinstance(toast, UndoToast)
    pill = toast.geometry().adjusted(16, 16, -16, -16)
    buttons = [button for button in pane.findChildren(Button) if button.isVisible()]
    assert pane._print in buttons
    assert [b for b in buttons if place(b).intersects(pill)] == []
    pages = pane.paper._pill().toRect().translated(place(pane.paper.viewport()).topLeft())
    assert pages.isValid()
    assert not pages.intersects(pill)


def test_visits_show_who_and_next_step(show: Show) -> None:
    pane = show("visits")
    assert isinstance(pane, VisitsPane)
    width = {column.key: pane.table.columnWidth(at) for at, column in enumerate(pane.model.columns)}
    assert min(width["who"], width["next"]) >= 80
    assert width["customer"] >= fonts.advance(NAME, "body", True)
    assert sum(width.values()) <= pane.table.viewport().width()


def test_what_stands_over_a_visit_begins_where_its_cards_begin(show: Show) -> None:
    pane = show("visits")
    assert isinstance(pane, VisitsPane)
    pane.table.selectRow(0)
    QApplication.processEvents()
    (badge,) = (one for one in pane.detail.findChildren(TierBadge) if one.isVisible())
    cards = [card for card in pane.detail.findChildren(Card) if card.isVisible()]
    assert {place(badge).left() + badge.margin} == {place(card).left() for card in cards}


def test_what_is_to_be_done_for_a_customer_needs_no_scrolling(show: Show) -> None:
    pane = show("customers")
    assert isinstance(pane, CustomersPane)
    overview = pane.page.overview
    (lines,) = overview.service.findChildren(QScrollArea)
    assert lines.verticalScrollBar().maximum() == 0
    assert overview.timeline.viewport().height() >= 2 * overview.timeline.entry_height()


def test_all_keys_are_in_sight(desk: Desk) -> None:
    sheet = key_sheet(desk.window, [pane.title() for pane in desk.panes])
    QApplication.processEvents()
    (area,) = sheet.findChildren(QScrollArea)
    assert area.verticalScrollBar().maximum() == 0
    sheet.close()
