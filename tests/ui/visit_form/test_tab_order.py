"""The visit form without a mouse: Tab reaches every field in the order read, Shift+Tab the same way back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.storage.store import Store
from desktop_crm.ui.background import InlineBackground
from desktop_crm.ui.visit_form.entry import VisitDrafts
from desktop_crm.ui.visit_form.form import VisitFormDialog, open_visit_form
from desktop_crm.ui.widgets.buttons import Button
from tests.fixtures_visit import Case
from tests.fixtures_window import Keyboard
from tests.stores import a_contact, a_rated_customer, put
from tests.tab_order import press_tab, round_by_tab, stops

Open = Callable[[str], VisitFormDialog]


@pytest.fixture
def form(
    background: InlineBackground, drafts: VisitDrafts, now: Callable[[], dt.datetime], qtbot: QtBot
) -> Iterator[Open]:
    """Opens the form over a window at a customer."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    opened: list[VisitFormDialog] = []

    def open_at(customer_id: str) -> VisitFormDialog:
        dialog = open_visit_form(window, background, drafts, now, customer_id)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        opened.append(dialog)
        qtbot.waitUntil(dialog.isActiveWindow)
        QApplication.processEvents()
        return dialog

    yield open_at
    for dialog in opened:
        dialog.done(0)
        dialog.deleteLater()


def customer_with(store: Store, people: int) -> str:
    """The id of a customer with so many contacts."""
    customer = put(store, a_rated_customer(f"with {people}"))
    for number in range(people):
        put(store, a_contact(customer.id, f"Person {number}"))
    return customer.id


def assert_goes_round(dialog: VisitFormDialog) -> None:
    """Tab and Shift+Tab stop everywhere once, in the order read; all fields and the buttons are among that."""
    QApplication.processEvents()
    wanted = stops(dialog)
    fields = (
        dialog.customer,
        dialog.when,
        dialog.how.channel,
        dialog.how.kind,
        dialog.people,
        dialog.outcome,
        dialog.note,
    )
    for field in (*fields, dialog.next_step, dialog.next_visit, dialog.save_button):
        inside = [stop for stop in wanted if stop is field or field.isAncestorOf(stop)]
        assert len(inside) == 1, field.accessibleName()
    assert wanted[0] is dialog.customer
    assert [type(stop) for stop in wanted[-3:]] == [Button, Button, Button]
    assert round_by_tab(dialog.customer) == wanted
    assert round_by_tab(dialog.save_button, back=True) == wanted[::-1]


@pytest.mark.parametrize("people", [0, 1, 5])
def test_tab_goes_through_the_whole_form(form: Open, store: Store, people: int) -> None:
    assert_goes_round(form(customer_with(store, people)))


def test_with_a_reason_to_be_given(form: Open, case: Case) -> None:
    dialog = form(case.customer.id)
    dialog.outcome.choose_number(5)
    QApplication.processEvents()
    assert dialog.reason.field in stops(dialog)
    assert_goes_round(dialog)


@pytest.mark.parametrize(("first", "second"), [(1, 5), (5, 0), (0, 1)])
def test_after_another_customer_was_chosen(form: Open, store: Store, first: int, second: int) -> None:
    dialog = form(customer_with(store, first))
    dialog.presenter.choose(customer_with(store, second))
    assert_goes_round(dialog)


def test_after_somebody_new_was_added(form: Open, case: Case, keyboard: Keyboard) -> None:
    dialog = form(case.customer.id)
    dialog.people.setFocus()
    keyboard.type("Zhao")
    keyboard.press(Qt.Key.Key_Return)
    assert dialog.people.new_people() == ("Zhao",)
    assert_goes_round(dialog)


def test_the_chip_for_somebody_new_is_one_of_the_stop(form: Open, case: Case, keyboard: Keyboard) -> None:
    dialog = form(case.customer.id)
    dialog.people.setFocus()
    keyboard.press(Qt.Key.Key_Left)  # round the end: the last chip
    keyboard.press(Qt.Key.Key_Space)
    assert dialog.people.isAncestorOf(keyboard.focus())
    keyboard.type("Zhao")
    press_tab()
    assert dialog.outcome.isAncestorOf(keyboard.focus())
    press_tab(back=True)
    press_tab(back=True)
    assert dialog.people.isAncestorOf(keyboard.focus())


def test_outcomes_are_entered_at_the_chosen_one(form: Open, case: Case, keyboard: Keyboard) -> None:
    dialog = form(case.customer.id)
    dialog.people.setFocus()
    press_tab()
    keyboard.press(Qt.Key.Key_Space)
    assert dialog.presenter.entry.outcome == 1
    dialog.outcome.set_value(3)
    dialog.people.setFocus()
    press_tab()
    keyboard.press(Qt.Key.Key_Right)
    assert dialog.outcome.value() == 4
