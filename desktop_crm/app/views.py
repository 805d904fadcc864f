"""What there is to be looked at: every pane, dialog and popup by name, and how it comes into sight."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeVar

from PySide6.QtGui import QAction, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from desktop_crm.app import keys
from desktop_crm.app.desk import Desk
from desktop_crm.domain.errors import RuleError, WorldError
from desktop_crm.domain.fields import Record
from desktop_crm.domain.sync_views import SyncLight
from desktop_crm.domain.views import ListQuery
from desktop_crm.domain.visits import Visit
from desktop_crm.storage.store import Store
from desktop_crm.ui import key_dialogs, messages
from desktop_crm.ui.pane import Pane
from desktop_crm.ui.panes.contacts.pane import ContactsPane
from desktop_crm.ui.panes.customers.pane import CustomersPane
from desktop_crm.ui.panes.sync.pane import SyncPane
from desktop_crm.ui.panes.tasks.form import TaskDialog
from desktop_crm.ui.panes.tasks.pane import TasksPane
from desktop_crm.ui.panes.visits.pane import VisitsPane
from desktop_crm.ui.sign_in_dialog import SignInDialog
from desktop_crm.ui.visit_form.form import VisitFormDialog
from desktop_crm.ui.widgets.choices import Combo
from desktop_crm.ui.widgets.record_dialog import RecordDialog
from desktop_crm.ui.widgets.search_popup import SearchPopup
from desktop_crm.ui.widgets.table import LazyTable
from desktop_crm.ui.widgets.toast import UndoToast
from desktop_crm.usecases import lists
from desktop_crm.usecases.sync_status import status
from desktop_crm.words import _t

P = TypeVar("P", bound=Pane)
D = TypeVar("D", bound=QDialog)
W = TypeVar("W", bound=QWidget)

_ROUNDS = 10
"""How often the event loop is turned until everything that was asked for inline has arrived."""

View = tuple[str, Callable[[], object]]
"""Name, and how to bring it into sight. What that returns is to be held until ``put_away``: nobody else may own it."""

SAMPLE_KEY = bytes(range(7, 231, 7)).hex()
"""For a window that is pictured: no picture holds the recovery code of a store."""


def views_of(desk: Desk, store: Store) -> Iterator[View]:
    """Every pane, dialog and popup of the window. ``put_away`` has to be called after each."""
    here = _Views(desk, store)
    yield from ((pane.name, partial(here.show, pane)) for pane in desk.panes)
    yield from here.of_customers()
    yield from here.of_contacts()
    yield from here.of_visits()
    yield from here.of_tasks()
    yield from here.of_sync()
    yield from here.of_window()
    yield from here.of_key()
    # The last one: what it shows of the server is made up and stays.
    yield "signed-out", here.signed_out


def settle(window: QWidget) -> None:
    """Let happen what follows by itself: answers, layouts, the page of the row at which a list came to rest."""
    for _ in range(_ROUNDS):
        QApplication.processEvents()
    for table in window.findChildren(LazyTable):
        if table.isVisible():
            table.settle()
    for _ in range(_ROUNDS):
        QApplication.processEvents()


def in_sight(window: QWidget) -> QWidget:
    """What lies on top: an open popup or dialog, else the window."""
    return QApplication.activePopupWidget() or QApplication.activeModalWidget() or window


def picture(window: QWidget) -> QPixmap:
    """What lies on top, as it looks now. Without a screen popups and dialogs are not part of their window."""
    return in_sight(window).grab()


def put_away(window: QWidget) -> None:
    """Close popups and dialogs, those below them included, and what a toast says of it."""
    while (top := in_sight(window)) is not window:
        if isinstance(top, QDialog):
            top.reject()
        else:
            top.close()
    for toast in window.findChildren(UndoToast):
        toast.hide()


class _Views:
    """The dialogs and popups of one window on one store, each opened as a person opens it where that is possible."""

    def __init__(self, desk: Desk, store: Store) -> None:
        self._desk, self._store, self._window = desk, store, desk.window

    def of_customers(self) -> Iterator[View]:
        """The customer's form, its tier, and the popups of list and page."""
        pane = self._pane(CustomersPane)
        yield "customer-new", lambda: self._command(pane, "new")
        yield "customer-edit", lambda: self._do(pane, "edit")
        yield "customer-refused", lambda: self._refuse(pane)
        yield "customer-choice", lambda: self._open_choice(pane)
        yield "tier-by-hand", lambda: self._do(pane, "tier")
        yield "tier-why", lambda: self._do(pane, "explain")
        yield "columns-menu", lambda: self._pop_up(pane, pane.table.columns_menu())
        yield "filter-menu", lambda: self._pop_up(pane, pane.filters.menu("tier"))
        yield "phone-menu", lambda: self._pop_up(pane, pane.page.header.phone_menu())
        yield "customer-menu", lambda: self._pop_up(pane, pane.page.header.more_menu())

    def of_contacts(self) -> Iterator[View]:
        """The contact's form."""
        pane = self._pane(ContactsPane)
        yield "contact-new", lambda: self._command(pane, "new")
        yield "contact-edit", lambda: self._do(pane, "edit")

    def of_visits(self) -> Iterator[View]:
        """The visit form, and those that correct a visit or a plan."""
        pane = self._pane(VisitsPane)
        yield "visit-form", self._log_visit
        yield "visit-form-customer", self._find_customer
        yield "visit-edit", lambda: self._edit_first(pane, Visit, "held")
        yield "plan-edit", lambda: self._edit_first(pane, Visit, "planned")

    def of_tasks(self) -> Iterator[View]:
        """The task's form."""
        pane = self._pane(TasksPane)
        yield "task-new", lambda: self._command(pane, "new")
        yield "task-edit", lambda: self._do(pane, "edit")
        yield "calendar", lambda: self._open_calendar(pane)

    def of_sync(self) -> Iterator[View]:
        """The other lists of the sync pane, and signing in."""
        pane = self._pane(SyncPane)
        for tab in ("pending", "history", "held"):
            yield f"sync-{tab}", partial(self._show_list, pane, tab)
        yield "sign-in", self._sign_in

    def of_window(self) -> Iterator[View]:
        """What belongs to no pane: search, keys, menus, what is said."""
        window = self._window
        yield "search", lambda: self._search("ko")
        yield "search-nothing", lambda: self._search("hrjx")
        yield "keys", lambda: self._trigger(window, "keys")
        yield "error", lambda: messages.show_error(window, WorldError("disk_full", where=self._store.path.name))
        yield "toast", lambda: window.say(_t("Form", "Saved: {title}").format(title="Konex"), True)
        for menu in window.menuBar().findChildren(QMenu):
            if menu.objectName():  # the bar has one of its own, for what does not fit
                yield menu.objectName(), partial(menu.popup, window.pos())

    def of_key(self) -> Iterator[View]:
        """Everything about the key of a store."""
        name = self._store.path.name
        locked = messages.sentence(WorldError("key_ring_locked"))
        yield "recovery-code", lambda: self._desk.show_recovery_code(is_reminder=True)
        yield "passphrase", lambda: _opened(key_dialogs.PassphraseDialog(None, name, _refuse_passphrase))
        yield "passphrase-wrong", lambda: _refused(key_dialogs.PassphraseDialog(None, name, _refuse_passphrase))
        yield "passphrase-new", lambda: _opened(key_dialogs.NewPassphraseDialog(None))
        yield (
            "recover",
            lambda: _opened(key_dialogs.RecoverDialog(None, name, keys.LENGTH, keys.key_from_recovery_code)),
        )
        yield "key-ring-locked", lambda: _opened(key_dialogs.LockedRingDialog(None, locked))

    def signed_out(self) -> None:
        """The window while the server wants a password."""
        self._window.show_light(SyncLight("signed_out", "password_changed"))

    # --- how they are opened -------------------------------------------------------------------------------

    def show(self, pane: Pane) -> None:
        """Bring a pane into sight, as it is when one has looked at it for a moment."""
        self._window.show_pane(pane.name)
        settle(self._window)

    def _pane(self, kind: type[P]) -> P:
        return next(pane for pane in self._desk.panes if isinstance(pane, kind))

    def _command(self, pane: Pane, id_: str) -> None:
        self.show(pane)
        pane.commands()[id_]()

    def _do(self, pane: Pane, id_: str) -> None:
        self.show(pane)
        self._trigger(pane, id_)

    def _trigger(self, owner: QWidget, id_: str) -> None:
        action = owner.findChild(QAction, id_)
        assert isinstance(action, QAction)
        action.trigger()

    def _pop_up(self, pane: Pane, menu: QMenu) -> None:
        self.show(pane)
        menu.popup(self._window.pos())

    def _refuse(self, pane: CustomersPane) -> None:
        """The form after an attempt to save what cannot be saved."""
        self._command(pane, "new")
        form = self._top(RecordDialog)
        form.write({"name": "Konex", "cooperation_since": "0000-00-00"})
        form.save()

    def _open_choice(self, pane: CustomersPane) -> None:
        self._command(pane, "new")
        choice = self._top(RecordDialog).field("lifecycle")
        assert isinstance(choice, Combo)
        choice.showPopup()

    def _open_calendar(self, pane: TasksPane) -> None:
        self._command(pane, "new")
        self._top(TaskDialog).due.open_calendar()

    def _log_visit(self) -> None:
        pane = self._pane(CustomersPane)
        self._do(pane, "list_visit")

    def _find_customer(self) -> None:
        """The visit form while its customer is being typed."""
        self._trigger(self._window, "log_visit")
        form = self._top(VisitFormDialog)
        form.customer.insert("ko")

    def _edit_first(self, pane: Pane, kind: type[Record], state: str) -> None:
        found = self._first(kind, state)
        if found:
            self._window.open_record(kind.KIND, found)
            settle(self._window)
            self._trigger(pane, "edit")

    def _first(self, kind: type[Record], state: str) -> str:
        query = ListQuery(kind.KIND)
        rows: Any = self._store.ask(lists.rows, kind.KIND, self._store.ask(lists.ids, query))
        return next((row.id for row in rows if row.state == state), "")

    def _show_list(self, pane: SyncPane, tab: str) -> None:
        self.show(pane)
        pane.go_to(tab)

    def _sign_in(self) -> QDialog:
        """The form beside the window, as it is before anything is typed."""
        dialog = SignInDialog(self._window, self._store.ask(status), "Laptop")
        dialog.setModal(True)  # so that the picture is of it
        dialog.open()
        return dialog

    def _search(self, text: str) -> None:
        self._trigger(self._window, "search")
        popup = self._window.findChild(SearchPopup)
        assert isinstance(popup, SearchPopup)
        popup.field.setText(text)

    def _top(self, kind: type[W]) -> W:
        top = QApplication.activeModalWidget()
        assert isinstance(top, kind)
        return top


def _refuse_passphrase(_words: str) -> None:
    raise RuleError("wrong_passphrase")


def _opened(dialog: D) -> D:
    dialog.open()
    return dialog


def _refused(dialog: key_dialogs.PassphraseDialog) -> QDialog:
    dialog.open()
    dialog.secret.field.setText("correct horse")
    dialog.submit()
    return dialog
