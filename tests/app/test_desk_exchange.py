"""The window while it exchanges with a server: what others do appears, what is typed goes out, an order ends it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from desktop_crm.app.desk import Desk
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.sync_views import SyncLight
from desktop_crm.server import devices, people
from desktop_crm.ui.panes.customers.pane import CustomersPane
from desktop_crm.ui.widgets.dialog import Dialog
from desktop_crm.ui.widgets.toast import UndoToast
from desktop_crm.usecases import records
from tests.laptops import Laptop
from tests.servers import Company, now, running

pytestmark = pytest.mark.slow

PATIENCE_MS = 30_000


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    made = Company(str(tmp_path / "server.db"))
    made.user("lin", "rep", made.territory("North"))
    yield made
    made.database.close()


@pytest.fixture
def laptops(company: Company, tmp_path: Path) -> Iterator[tuple[Laptop, Laptop]]:
    with running(company.url, tmp_path / "server.log") as url:
        one, two = Laptop(tmp_path / "one", url), Laptop(tmp_path / "two", url)
        one.sign_in("lin")
        two.sign_in("lin")
        yield one, two
        one.close()
        two.close()


@pytest.fixture
def desk(laptops: tuple[Laptop, Laptop], tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(laptops[0].store, key="5a" * 32, state_file=tmp_path / "window.ini")
    made.window.show()
    yield made
    made.close()


def arrived(laptop: Laptop, *names: str) -> bool:
    laptop.sync()
    return laptop.names() == list(names)


def test_what_others_do_appears_and_what_is_typed_goes_out(
    desk: Desk, laptops: tuple[Laptop, Laptop], qtbot: QtBot
) -> None:
    _, two = laptops
    lights: list[SyncLight] = []
    desk.light_changed.connect(lights.append)
    desk.begin_exchange()
    shown = desk.panes[0].table.model()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: bool(lights) and lights[-1].state == "synced", timeout=PATIENCE_MS)
    two.add("Acme")
    two.sync()
    qtbot.waitUntil(lambda: shown.rowCount() == 1, timeout=PATIENCE_MS)
    desk.background.change(records.add_record, Customer(name="Beta"))
    qtbot.waitUntil(lambda: shown.rowCount() == 2, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: arrived(two, "Acme", "Beta"), timeout=PATIENCE_MS)


def test_a_change_of_another_program_goes_out_too(desk: Desk, laptops: tuple[Laptop, Laptop], qtbot: QtBot) -> None:
    one, two = laptops
    desk.begin_exchange()
    qtbot.waitUntil(lambda: desk.exchanger.light.state == "synced", timeout=PATIENCE_MS)
    one.add("Acme")  # not through the window
    qtbot.waitUntil(lambda: arrived(two, "Acme"), timeout=PATIENCE_MS)


def test_who_becomes_a_reader_is_offered_no_more_than_reading(
    desk: Desk, laptops: tuple[Laptop, Laptop], company: Company, qtbot: QtBot
) -> None:
    laptops[0].add("Acme")
    desk.begin_exchange()
    qtbot.waitUntil(lambda: desk.exchanger.light.state == "synced", timeout=PATIENCE_MS)
    pane = desk.panes[0]
    assert isinstance(pane, CustomersPane)
    qtbot.waitUntil(lambda: action(pane, "edit").isEnabled(), timeout=PATIENCE_MS)
    user = laptops[0].member.user
    company.change(lambda c, t: people.change(c, t, user, now(), role="finance"))
    desk.exchanger.now()
    qtbot.waitUntil(lambda: not action(pane, "edit").isVisible(), timeout=PATIENCE_MS)
    assert not any(action(pane, id_).isEnabled() for id_ in ("edit", "tier", "delete"))
    assert action(pane, "list_visit").isEnabled(), "what somebody did himself is his to write down"
    pane.commands()["new"]()
    assert pane.desk.dialog is None
    assert "Your role reads this" in desk.window.findChildren(UndoToast)[0].words()
    company.change(lambda c, t: people.change(c, t, user, now(), role="rep"))
    desk.exchanger.now()
    qtbot.waitUntil(lambda: action(pane, "edit").isVisible(), timeout=PATIENCE_MS)
    pane.commands()["new"]()
    assert pane.desk.dialog is not None


def action(pane: CustomersPane, id_: str) -> QAction:
    found = pane.findChild(QAction, id_)
    assert isinstance(found, QAction)
    return found


def test_a_store_that_was_destroyed_by_order_is_told_of_and_ends_with_the_window(
    desk: Desk, laptops: tuple[Laptop, Laptop], company: Company, qtbot: QtBot
) -> None:
    one, _ = laptops
    desk.begin_exchange()
    qtbot.waitUntil(lambda: desk.exchanger.light.state == "synced", timeout=PATIENCE_MS)
    company.change(lambda c, t: devices.order_wipe(c, t, one.member.device, collect=False, now=now()))
    desk.exchanger.now()
    qtbot.waitUntil(lambda: bool(desk.window.findChildren(Dialog)), timeout=PATIENCE_MS)
    assert not one.store.path.exists()
    desk.window.findChildren(Dialog)[-1].accept()
    qtbot.waitUntil(lambda: not desk.window.isVisible(), timeout=PATIENCE_MS)
    assert not one.store.path.exists()
