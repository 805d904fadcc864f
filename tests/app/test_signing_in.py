"""Signing in from the window, against a real server process: beside the work, with one sentence when it fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_crm.app.desk import Desk
from desktop_crm.domain.customers import Customer
from desktop_crm.storage.store import Store
from desktop_crm.ui.sign_in_dialog import SignInDialog
from desktop_crm.ui.widgets.side_bar import SideBar
from desktop_crm.usecases import records
from desktop_crm.usecases.sync_status import status
from tests.servers import PASSWORD, Company, running
from tests.stores import a_customer, new_store, put

pytestmark = pytest.mark.slow

PATIENCE_MS = 30_000
Key = Qt.Key


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    company = Company(str(tmp_path / "server.db"))
    company.user("lin", "rep", company.territory("North"))
    company.database.close()
    with running(company.url, tmp_path / "server.log") as url:
        yield url


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = new_store(tmp_path)
    put(made, a_customer("Typed before"))
    yield made
    made.close()


@pytest.fixture
def desk(store: Store, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(store, key="5a" * 32, state_file=tmp_path / "window.ini")
    made.window.show()
    made.begin_exchange()
    yield made
    made.close()


def opened(desk: Desk, qtbot: QtBot) -> SignInDialog:
    """F5 in a store that has no server yet asks for one."""
    QTest.keyClick(desk.window, Key.Key_F5)
    dialog = desk.signing_in.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def fill(dialog: SignInDialog, server: str, password: str) -> None:
    dialog.server.setText(server)
    dialog.login.setText("lin")
    dialog.password.field.setText(password)
    dialog.password.field.setFocus()
    QTest.keyClick(dialog.password.field, Key.Key_Return)


def test_a_wrong_password_is_one_sentence_and_the_right_one_signs_in(
    desk: Desk, store: Store, address: str, qtbot: QtBot
) -> None:
    dialog = opened(desk, qtbot)
    assert not dialog.isModal()
    fill(dialog, address, "not this one")
    assert dialog.is_asking
    # The window goes on meanwhile.
    desk.background.change(records.add_record, Customer(name="Typed meanwhile"))
    qtbot.waitUntil(lambda: not dialog.is_asking, timeout=PATIENCE_MS)
    assert dialog.note.words() == "User or password is wrong"
    assert dialog.login.text() == "lin"
    fill(dialog, address, PASSWORD)
    qtbot.waitUntil(lambda: store.ask(status).login == "lin", timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: desk.signing_in.dialog is None, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: desk.exchanger.light.state == "synced", timeout=PATIENCE_MS)
    assert store.ask(status).counts.pending == 0
    side = desk.window.findChild(SideBar)
    assert side is not None
    assert {c.name for c in store.ask(records.list_records, Customer, {})[0]} == {"Typed before", "Typed meanwhile"}


@pytest.mark.parametrize("server", ["http://127.0.0.1:9", "http://crm.example.com", "nonsense"])
def test_a_server_that_is_none_is_one_sentence(desk: Desk, store: Store, server: str, qtbot: QtBot) -> None:
    dialog = opened(desk, qtbot)
    fill(dialog, server, "whatever it is")
    qtbot.waitUntil(lambda: bool(dialog.note.words()), timeout=PATIENCE_MS)
    assert "Refused" not in dialog.note.words()
    assert store.ask(status).server == ""


def test_what_is_missing_is_said_before_anybody_is_asked(desk: Desk, qtbot: QtBot) -> None:
    dialog = opened(desk, qtbot)
    dialog.submit()
    assert dialog.note.words() == "The address of the server is missing"
    QTest.keyClick(dialog, Key.Key_Escape)
    qtbot.waitUntil(lambda: desk.signing_in.dialog is None)
