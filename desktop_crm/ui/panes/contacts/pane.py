"""The contacts pane: draws what its presenter decides, hands it what is pressed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_crm.domain.changes import Changes
from desktop_crm.domain.contacts import ROLES, Contact
from desktop_crm.domain.views import ListQuery
from desktop_crm.ui import shortcuts
from desktop_crm.ui.background import Lanes
from desktop_crm.ui.list_pane import Emptiness, ListPane
from desktop_crm.ui.listing import Listing
from desktop_crm.ui.models.lazy_table import LazyTableModel, RowSource
from desktop_crm.ui.panes.contacts.card import ContactCardView
from desktop_crm.ui.panes.contacts.columns import SPARE_WHEN_SMALL, contact_columns
from desktop_crm.ui.panes.contacts.presenter import ContactsPresenter
from desktop_crm.ui.record_desk import RecordDesk
from desktop_crm.ui.record_draft import RecordDrafts
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.filter_bar import FilterBar, FilterChoice, ListFilter
from desktop_crm.ui.widgets.list_detail import WidthClass
from desktop_crm.usecases.contact_page import ContactPage
from desktop_crm.words import _t
from desktop_crm.words.terms import choice_name

CARD_WIDTHS: Mapping[WidthClass, int] = {"small": 340, "usual": 340, "wide": 480}


class ContactsPane(ListPane):
    """List and card of people. ``today`` is the business date."""

    name, icon, kinds = "contacts", "contacts", ("contact",)

    def __init__(self, background: Lanes, source: RowSource, today: Callable[[], dt.date], kept: RecordDrafts) -> None:
        super().__init__(LazyTableModel(source, contact_columns(today)))
        self._today = today
        self._page: ContactPage | None = None
        self._actions = self._make_actions()
        self.filters = FilterBar(
            _t("Contacts", "Name, pinyin, initials, phone"), [ListFilter("role", lambda: _t("Contacts", "Role"))]
        )
        self.card = ContactCardView(self._actions)
        self.desk = RecordDesk(self, background, kept)
        self._detail = QStackedWidget()
        self._presenter = ContactsPresenter(self, background)
        self._lay_out()
        self._connect()

    # --- what the window asks ------------------------------------------------------------------------------

    def title(self) -> str:
        return _t("Contacts", "Contacts")

    def refresh(self, changes: Changes) -> None:
        self.desk.refresh(changes)
        if self.isVisible():
            self._presenter.refresh(changes)
        else:
            self.mark_stale()

    def open_record(self, kind: str, id_: str) -> None:
        self._presenter.current.open(id_)
        self.split.show_detail()

    def set_reading(self, reads: bool) -> None:
        self.desk.reads = reads
        for id_ in ("edit", "delete"):
            self._actions[id_].setVisible(not reads)
        self._new_button.setVisible(not reads)

    def commands(self) -> Mapping[str, Callable[[], object]]:
        return {
            "new": self._new,
            "find": self._find,
            "next_record": lambda: self.step(1),
            "previous_record": lambda: self.step(-1),
        }

    def command_words(self) -> Mapping[str, str]:
        return {"new": _t("Contacts", "New contact")}

    def hints(self) -> str:
        return _t("Contacts", "{edit} edit").format(edit=shortcuts.shown("F2"))

    def place(self) -> object:
        return self._presenter.current.shown

    def go_to(self, place: object) -> None:
        if place:
            self._presenter.current.open(str(place))

    def areas(self) -> list[QWidget]:
        return [self.filters, self.table, self.card]

    # --- what the list asks --------------------------------------------------------------------------------

    @property
    def listing(self) -> Listing:
        """The query of the list."""
        return self._presenter.listing

    def load(self) -> None:
        """Read list and card anew."""
        self._presenter.load()

    def show_record(self, id_: str) -> None:
        """Show the card of a contact; empty shows none."""
        self._presenter.current.show(id_)

    def list_complete(self) -> None:
        """A contact that was to be opened may be in sight now."""
        self._presenter.current.found_all()

    def emptiness(self) -> Emptiness:
        """Nothing found, nothing left by the filter, or nobody there."""
        text = self.listing.query.text.strip()
        if text:
            words = _t("Contacts", "Nobody for “{text}”. Search is by name, pinyin, initials, phone.")
            action = _t("Contacts", "New contact “{text}”")
            return Emptiness(words.format(text=text), action.format(text=text), lambda: self._new(text))
        if self.listing.is_narrowed:
            words = _t("Contacts", "Nobody has this role.")
            return Emptiness(words, _t("Contacts", "Clear filters"), self.listing.clear)
        return Emptiness(_t("Contacts", "No contacts yet."), _t("Contacts", "New contact"), self._new)

    # --- what the presenter shows --------------------------------------------------------------------------

    def show_query(self, query: ListQuery) -> None:
        """Search text, filters and order are these now."""
        super().show_query(query)
        self.filters.show_values(query.text, dict(query.filters))

    def show_total(self, total: int) -> None:
        """How many contacts there are in all."""
        super().show_total(total)
        self.set_count(total)

    def show_page(self, page: ContactPage) -> None:
        """Show a contact."""
        self._page = page
        self.card.show_page(page, self._today())
        self._detail.setCurrentWidget(self.card)
        for action in self._actions.values():
            action.setEnabled(True)
        self._actions["list_visit"].setEnabled(bool(page.contact.customer_id))
        self._actions["copy"].setEnabled(bool(page.row.phone))

    def show_no_page(self) -> None:
        """No contact is chosen."""
        self._page = None
        self._detail.setCurrentIndex(0)
        for action in self._actions.values():
            action.setEnabled(False)

    # --- keys and buttons ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # What a widget of the card takes for itself does not come here; the rest acts as in the list.
        if event.key() == Qt.Key.Key_Escape and self.card.isAncestorOf(self.focusWidget() or self):
            self.back_to_list()
            return
        visit = self._actions["list_visit"]
        if event.text().upper() == "V" and not event.modifiers() and visit.isEnabled():
            visit.trigger()
            return
        super().keyPressEvent(event)

    def _new(self, name: str = "") -> None:
        self.desk.open_new(Contact, {"name": name} if name else None)

    def _edit(self) -> None:
        if self._page is not None:
            contact = self._page.contact
            self.desk.open_edit(contact, {contact.customer_id: self._page.row.customer})

    def _delete(self) -> None:
        self._presenter.delete(self.table.selected_ids())

    def _log_visit(self) -> None:
        if self._page is not None and self._page.contact.customer_id:
            self.log_visit_asked.emit(self._page.contact.customer_id)

    def _copy_phone(self) -> None:
        if self._page is not None and self._page.row.phone:
            QGuiApplication.clipboard().setText(self._page.row.phone)
            self.said.emit(_t("Contacts", "Copied: {number}").format(number=self._page.row.phone), False)

    def _tick(self, rk: int) -> None:
        """Space: the number of the row, without waiting for its card."""
        self.show_record(self.id_of(rk))
        self._copy_phone()

    def _find(self) -> None:
        self.split.show_list()
        self.filters.field.setFocus()
        self.filters.field.selectAll()

    def _given_up(self) -> None:
        self.listing.clear()
        self.table.setFocus()

    def _sort(self, key: str, descending: bool) -> None:
        self.listing.sort(key, descending)

    # --- building ------------------------------------------------------------------------------------------

    def _make_actions(self) -> dict[str, QAction]:
        return {
            "list_visit": shortcuts.action(self, "list_visit", self._log_visit),
            "edit": shortcuts.action(self, "edit", self._edit),
            "delete": shortcuts.action(self, "delete", self._delete),
            "copy": shortcuts.action(self, "copy", self._copy_phone),
        }

    def _lay_out(self) -> None:
        new = self._new_button = Button(_t("Contacts", "New"), icon="plus", keys=shortcuts.shown("Ctrl+N"))
        new.setAccessibleName(_t("Contacts", "New contact"))
        new.clicked.connect(lambda: self._new())
        self._detail.addWidget(QWidget())
        self._detail.addWidget(self.card)
        self._detail.setFocusProxy(self.card)
        hints = _t("Contacts", "↑↓ move   Enter open   Space copy phone   V log visit")
        self.arrange([new], self.filters, self._detail, hints, CARD_WIDTHS)

    def _connect(self) -> None:
        table, listing = self.table, self.listing
        self.filters.searched.connect(listing.search)
        self.filters.filtered.connect(listing.filter)
        self.filters.down.connect(table.setFocus)
        self.filters.given_up.connect(self._given_up)
        roles = [FilterChoice(role, choice_name("contact", "role", role)) for role in ROLES]
        self.filters.set_choices("role", roles)
        table.escaped.connect(listing.clear)
        table.ticked.connect(self._tick)
        table.sort_asked.connect(self._sort)
        find = QAction(self)
        find.triggered.connect(self._find)
        table.set_letters({"V": self._actions["list_visit"], "/": find})
        table.set_menu([self._actions[id_] for id_ in ("list_visit", "copy", "edit", "delete")])
        table.addAction(self._actions["delete"])
        self.addAction(self._actions["edit"])
        self.card.customer_asked.connect(lambda id_: self.open_asked.emit("customer", id_))
        self.card.visit_opened.connect(lambda id_: self.open_asked.emit("visit", id_))
        self.card.back.clicked.connect(self.back_to_list)
        self.desk.said.connect(self.said)
        self.desk.saved.connect(lambda _kind, id_: self._presenter.current.open(id_))
        self.split.class_changed.connect(self._suit_width)
        self.show_no_page()

    def _suit_width(self, width: str) -> None:
        self.card.back.setVisible(width == "narrow")
        self.table.set_spare(SPARE_WHEN_SMALL if width == "small" else ())
