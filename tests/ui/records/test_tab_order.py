"""The forms of records without a mouse: Tab stops everywhere once before it begins again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.storage.store import Store
from desktop_crm.ui.panes.customers.tier_form import TierDialog
from desktop_crm.ui.panes.tasks.form import TaskDialog
from desktop_crm.ui.panes.visits.edit_form import VisitEditDialog
from desktop_crm.ui.record_edit import RecordEdit
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.dialog import Dialog
from desktop_crm.ui.widgets.record_dialog import RecordDialog
from desktop_crm.usecases import tiers
from tests.fixtures_visit import Case, case
from tests.fixtures_window import ZONE
from tests.stores import TODAY, a_plan, change, put
from tests.tab_order import round_by_tab, stops

__all__ = ["case"]

Make = Callable[[QWidget, Store, Case], Dialog]


def tier_by_hand(window: QWidget, store: Store, case: Case) -> Dialog:
    change(store, tiers.set_by_hand, case.customer.id, "A", "important", TODAY + dt.timedelta(days=90))
    return TierDialog(window, store.ask(tiers.explain, case.customer.id), TODAY)


def plan(window: QWidget, store: Store, case: Case) -> Dialog:
    planned = put(store, a_plan(case.customer.id, TODAY))
    return VisitEditDialog(window, planned, case.customer.name, TODAY, ZONE)


DIALOGS: dict[str, Make] = {
    "new customer": lambda window, _store, _case: RecordDialog(window, RecordEdit(Customer), "New customer"),
    "customer": lambda window, _store, case: RecordDialog(window, RecordEdit(Customer, case.customer), "Customer"),
    "new contact": lambda window, _store, _case: RecordDialog(window, RecordEdit(Contact), "New contact"),
    "contact": lambda window, _store, case: RecordDialog(window, RecordEdit(Contact, case.decider), "Contact"),
    "task": lambda window, _store, _case: TaskDialog(window, TODAY),
    "tier by hand": tier_by_hand,
    "tier": lambda window, store, case: TierDialog(window, store.ask(tiers.explain, case.customer.id), TODAY),
    "plan": plan,
    "visit": lambda window, _store, case: VisitEditDialog(window, case.last, case.customer.name, TODAY, ZONE),
}


@pytest.mark.parametrize("make", DIALOGS.values(), ids=DIALOGS)
def test_tab_stops_everywhere_once(make: Make, store: Store, case: Case, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    dialog = make(window, store, case)
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    QApplication.processEvents()
    wanted = stops(dialog)
    buttons = sum(isinstance(stop, Button) for stop in wanted)
    there = round_by_tab(wanted[0])
    assert len(there) == len(wanted)
    assert set(there) == set(wanted)
    assert all(isinstance(stop, Button) for stop in there[-buttons:]), "the buttons come last"
    assert round_by_tab(there[-1], back=True) == there[::-1]
