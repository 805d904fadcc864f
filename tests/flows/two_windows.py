"""Two windows on two laptops and one server process: what two reps see of each other, as a story that takes pictures.

``python -m tests.flows.two_windows DIR [--size WxH]`` tells it in both languages and all themes and leaves a picture of
each stage in DIR, to be looked at; test_two_windows.py tells it once and looks at what the windows say.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import httpx
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop_crm import words
from desktop_crm.app import exchanging, qt, views
from desktop_crm.app.clock import SystemClock
from desktop_crm.app.desk import Desk
from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.server import people
from desktop_crm.storage.store import Store
from desktop_crm.ui import theme
from desktop_crm.ui.panes.customers.pane import CustomersPane
from desktop_crm.ui.panes.sync.pane import SyncPane
from desktop_crm.ui.widgets.record_dialog import RecordDialog
from desktop_crm.usecases import records
from desktop_crm.usecases.sign_in import Credentials
from tests.servers import PASSWORD, Company, now, running
from tests.stores import KEY, RESOURCES, new_store

PATIENCE_S = 30.0
_ROUNDS = 50
Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
W = TypeVar("W", bound=QWidget)

_NAMES = {
    "en": ("Konex Valves", "Betasoloin", "Gekko & Co", "Lin", "Zhang", "Suzhou North"),
    "zh_CN": ("常熟开关制造", "吴江盛泽纺机", "昆山精密阀门", "林晓雯", "张伟", "苏州北"),
}
_NOTES = {
    "en": ("Buys by tender each spring.", "Wants the test report by Friday.", "Trial order is signed, 20 pieces."),
    "zh_CN": ("每年春季招标采购。", "周五前要测试报告。", "试订单已签，20 台。"),
}
BASE, FIRST, SECOND = "0512-6600 0130", "139-0000-0188", "0512-6600 0199"


def until(condition: Callable[[], object], what: str = "") -> None:
    """Let both windows work until something has come true."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, what or "what was waited for did not come"
        QApplication.processEvents()
        time.sleep(0.005)
    QApplication.processEvents()


@dataclass
class Rep:
    """Somebody with a laptop and its window."""

    login: str
    store: Store
    desk: Desk

    @property
    def window(self) -> QWidget:
        return self.desk.window

    @property
    def sync(self) -> SyncPane:
        return self.pane(SyncPane)

    def pane(self, kind: type[W]) -> W:
        return next(pane for pane in self.desk.panes if isinstance(pane, kind))

    def come_up(self) -> None:
        """Be the window that keys go to."""
        self.window.show()
        self.window.activateWindow()
        until(self.window.isActiveWindow, "the window did not come up")

    def show(self, pane: str) -> None:
        """Turn to a pane and let it settle."""
        self.come_up()
        self.desk.window.show_pane(pane)
        views.settle(self.window)

    def press(self, key: Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key on whatever has the focus."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, held)
        QApplication.processEvents()

    def exchange(self) -> None:
        """F5, and wait until the light says how it ended."""
        self.come_up()
        lights: list[str] = []
        self.desk.light_changed.connect(lambda light: lights.append(light.state))
        self.press(Key.Key_F5)
        until(lambda: "syncing" in lights and lights[-1] != "syncing", "the exchange did not end")
        self.settle()

    def settle(self) -> None:
        """Let arrive what was asked for in the background; what a test looks for is waited for by itself."""
        for _ in range(_ROUNDS):
            QApplication.processEvents()
            time.sleep(0.005)
        views.settle(self.window)

    def type(self, text: str) -> None:
        """A text as an input method commits it: no key has these characters."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(QApplication.focusWidget(), event)
        QApplication.processEvents()

    def edit(self, customer: str, phone: str, more: str) -> None:
        """Another phone number and a line more in the note, by keys in the customer's form."""
        self.show("customers")
        pane = self.pane(CustomersPane)
        pane.open_record("customer", customer)
        self.settle()
        pane.table.setFocus()
        self.press(Key.Key_F2)
        until(lambda: QApplication.activeModalWidget() is not None, "no form opened")
        form = QApplication.activeModalWidget()
        assert isinstance(form, RecordDialog)
        form.focus_field("phone")
        self.press(Key.Key_A, CONTROL)
        self.type(phone)
        form.focus_field("note")
        self.press(Key.Key_End, CONTROL)
        self.press(Key.Key_Return)
        self.type(more)
        self.press(Key.Key_Return, CONTROL)
        until(lambda: QApplication.activeModalWidget() is None, "the form did not close")
        self.settle()

    def customer(self, id_: str) -> Customer:
        """The customer as this laptop has it."""
        return self.store.ask(lambda snapshot: snapshot.require(Customer, id_))


@dataclass
class Story:
    """Both reps, and a server that is there or not."""

    folder: Path
    company: Company
    first: Rep
    second: Rep
    address: str
    customer: str
    see: Callable[[str, Rep], None] = field(default=lambda stage, rep: None)

    @contextmanager
    def online(self) -> Iterator[None]:
        """The server runs, at the address that both know."""
        with running(self.company.url, self.folder / "server.log", "--port", str(httpx.URL(self.address).port)):
            yield

    def tell(self) -> None:
        """Both edit the same customer without a network, meet, settle, and hold the same."""
        _, mine, theirs = _NOTES[words.language()]
        for rep in (self.first, self.second):
            rep.desk.begin_exchange()
            until(lambda rep=rep: rep.desk.exchanger.light.state == "offline")  # type: ignore[misc]
        self.first.edit(self.customer, FIRST, mine)
        self.second.edit(self.customer, SECOND, theirs)
        self.look("1-pending", "pending")
        with self.online():
            self.first.exchange()
            self.second.exchange()
            self.first.exchange()
            self.look("2-conflict", "conflicts")
            self.second.show("sync")
            self.second.sync.table.setFocus()
            self.second.press(Key.Key_Return)
            for key in (Key.Key_2, Key.Key_Down, Key.Key_Up):
                self.second.press(key)
            self.see("3-chosen", self.second)
            self.second.press(Key.Key_Return, CONTROL)
            until(lambda: self.second.sync.emptiness(), "the conflict was not settled")
            self.second.exchange()
            self.first.exchange()
            self.look("4-settled", "conflicts")
            self.look("5-history", "history")
        for rep in (self.first, self.second):
            rep.show("customers")
            self.see("6-after", rep)

    def tell_more(self) -> None:
        """A firm written down by both, work in somebody else's area, and a password that was changed."""
        *names, _, _, _ = _NAMES[words.language()]
        elsewhere = self.company.territory("East")
        with self.online():
            for rep, name in ((self.first, names[1]), (self.second, f"{names[1]} 2")):
                known = {"tax_no": "91320581MA1X", "phone": FIRST if rep is self.first else SECOND}
                rep.store.change(records.add, Customer, {"name": name, **known})
                rep.exchange()
            self.first.exchange()
            self.look("7-duplicate", "conflicts")
            self.second.sync.table.setFocus()
            self.second.press(Key.Key_Return)
            for key in (Key.Key_2, Key.Key_Down, Key.Key_Down, Key.Key_1):
                self.second.press(key)
            self.see("8-chosen", self.second)
            self.second.store.change(records.add_record, Customer(name=names[2], territory_id=elsewhere))
            self.second.exchange()
            self.second.exchange()
            self.second.show("sync")
            self.second.sync.show_tab("held")
            self.second.settle()
            self.see("9-held", self.second)
            user = self.company.ask(people.find, self.second.login).user_id
            self.company.change(people.set_password, user, PASSWORD * 2, now())
            self.second.exchange()
            self.second.show("sync")
            self.see("10-signed-out", self.second)
            self.second.desk.signing_in.open()
            self.second.settle()
            dialog = self.second.desk.signing_in.dialog
            assert dialog is not None
            dialog.hide()
            dialog.setModal(True)  # so that the picture is of it
            dialog.show()
            self.second.settle()
            self.see("11-sign-in", self.second)
            dialog.reject()

    def look(self, stage: str, tab: str) -> None:
        """The sync pane of both, on one of its lists."""
        for rep in (self.first, self.second):
            rep.show("sync")
            rep.sync.show_tab(tab)  # type: ignore[arg-type]
            rep.settle()
            self.see(stage, rep)


@contextmanager
def staged(folder: Path, size: tuple[int, int] = (1280, 800)) -> Iterator[Story]:
    """The company and both laptops signed in, with the same three customers; the server has ended again."""
    *names, lin, zhang, area = _NAMES[words.language()]
    company = Company(str(folder / "server.db"), "Team")
    territory = company.territory(area)
    company.user(lin, "rep", territory)
    company.user(zhang, "rep", territory)
    with ExitStack() as stack:
        stack.callback(company.database.close)
        with running(company.url, folder / "server.log") as address:
            stores = [_signed_in(folder / str(place), address, who) for place, who in enumerate((lin, zhang))]
            for store in stores:
                stack.callback(store.close)
            customers = [_customer(stores[0], name) for name in names]
            for store in (*stores, *stores):
                _exchange(store)
        desks = []
        for place, store in enumerate(stores):
            desk = Desk(store, key=KEY, state_file=folder / f"window{place}.ini")
            stack.callback(desk.close)
            desk.window.resize(*size)
            desks.append(desk)
        first, second = (Rep(*each) for each in zip((lin, zhang), stores, desks, strict=True))
        yield Story(folder, company, first, second, address, customers[0])


def _signed_in(folder: Path, address: str, login: str) -> Store:
    folder.mkdir()
    new_store(folder, None).close()
    store = Store.open(folder / "store.crm", KEY, SystemClock())
    exchanging.sign_in(store, Credentials(address, login, PASSWORD, "Laptop"))
    _exchange(store)
    return store


def _exchange(store: Store) -> None:
    with exchanging.line_of(store) as line:
        exchanging.synchronise(store, line, lambda: KEY)


def _customer(store: Store, name: str) -> str:
    texts = {"name": name, "phone": BASE, "note": _NOTES[words.language()][0], "district": "Suzhou"}
    made, _ = store.change(records.add, Customer, texts)
    store.change(records.add_record, Contact(name="王敏", customer_id=made.id))
    return made.id


def main() -> None:
    """Tell the story in each language and theme, with pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", default="1280x800")
    parser.add_argument("--theme", choices=theme.NAMES)
    parser.add_argument("--lang", choices=tuple(_NAMES))
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    width, _, height = given.size.partition("x")
    words.set_folder(RESOURCES / "translations")
    qt.painting_application()
    for language in (given.lang,) if given.lang else _NAMES:
        words.set_language(language)
        for name in (given.theme,) if given.theme else theme.NAMES:
            qt.dress(qt.window_application(), name)
            with (
                tempfile.TemporaryDirectory() as scratch,
                staged(Path(scratch), (int(width), int(height))) as story,
            ):

                def see(stage: str, rep: Rep, name: str = name, language: str = language) -> None:
                    which = "ab"[rep is story.second]
                    views.picture(rep.window).save(str(given.folder / f"{stage}-{which}-{name}-{language}.png"))

                story.see = see
                story.tell()
                story.tell_more()


if __name__ == "__main__":
    main()
