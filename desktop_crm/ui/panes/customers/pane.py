"""The customers pane: draws what its presenter decides, hands it what is pressed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_crm.domain.cadence import TIERS
from desktop_crm.domain.changes import Changes
from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.tiering import TierAssignment
from desktop_crm.domain.views import ListQuery, TimelineEntry
from desktop_crm.ui import shortcuts
from desktop_crm.ui.background import Lanes
from desktop_crm.ui.list_pane import Emptiness, ListPane
from desktop_crm.ui.listing import Listing
from desktop_crm.ui.models.lazy_table import LazyTableModel, RowSource
from desktop_crm.ui.panes.customers.columns import EXTRA, WIDE, customer_columns
from desktop_crm.ui.panes.customers.page import CustomerPageView
from desktop_crm.ui.panes.customers.presenter import DUE_NOW, CustomersPresenter, PageAnswer
from desktop_crm.ui.panes.customers.tier_form import TierDialog
from desktop_crm.ui.panes.customers.why import amount_remark
from desktop_crm.ui.record_desk import RecordDesk
from desktop_crm.ui.record_draft import RecordDrafts, name_of
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.filter_bar import FilterBar, FilterChoice, ListFilter
from desktop_crm.ui.widgets.list_detail import WidthClass
from desktop_crm.words import _t
from desktop_crm.words.terms import tier_short, tier_title

LIST_WIDTHS: Mapping[WidthClass, int] = {"small": 404, "usual": 440, "wide": 740}
ENTERED_INPUTS = ("profit_contribution", "market_influence", "potential_value")
"""Tier inputs that only a person can give."""

_BY_SHARE = "due"
"""Column that the list is ordered by at first: most urgent first."""


class CustomersPane(ListPane):
    """List and page of the customers.

    ``sources`` gives the rows of customer, contact and opportunity; ``today`` is the business date.
    """

    name, icon, kinds = "customers", "customers", ("customer",)

    def __init__(
        self, background: Lanes, sources: Mapping[str, RowSource], today: Callable[[], dt.date], kept: RecordDrafts
    ) -> None:
        super().__init__(LazyTableModel(sources["customer"], customer_columns(today)))
        self._today, self._kept = today, kept
        self._actions = self._make_actions()
        self._letters = {"V": self._actions["list_visit"], "G": self._actions["tier"]}
        self.filters = FilterBar(_t("Customers", "Name, pinyin, initials, phone"), _filters())
        self.page = CustomerPageView(self._actions, sources, today)
        self.desk = RecordDesk(self, background, kept)
        self.tier_dialog: TierDialog | None = None
        self._detail = QStackedWidget()
        self._new_button = Button(_t("Customers", "New"), icon="plus", keys=shortcuts.shown("Ctrl+N"))
        self._presenter = CustomersPresenter(self, background)
        self._lay_out()
        self._connect()

    # --- what the window asks ------------------------------------------------------------------------------

    def title(self) -> str:
        return _t("Customers", "Customers")

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
        for id_ in ("edit", "tier", "delete"):
            self._actions[id_].setVisible(not reads)
        self._new_button.setVisible(not reads)
        self.page.set_reading(reads)

    def commands(self) -> Mapping[str, Callable[[], object]]:
        return {
            "new": self._new,
            "find": self._find,
            "next_record": lambda: self.step(1),
            "previous_record": lambda: self.step(-1),
        }

    def command_words(self) -> Mapping[str, str]:
        return {"new": _t("Customers", "New customer")}

    def hints(self) -> str:
        words = _t("Customers", "{edit} edit · {tier} tier by hand · {why} why")
        return words.format(edit=shortcuts.shown("F2"), tier="G", why=shortcuts.shown("Ctrl+I"))

    def place(self) -> object:
        return self._presenter.current.shown, self.page.tabs.currentIndex()

    def go_to(self, place: object) -> None:
        if isinstance(place, tuple) and place[0]:
            self._presenter.current.open(str(place[0]))
            self.page.tabs.setCurrentIndex(int(place[1]))

    def areas(self) -> list[QWidget]:
        return [self.filters, self.table, self.page]

    # --- what the list asks --------------------------------------------------------------------------------

    @property
    def listing(self) -> Listing:
        """The query of the list."""
        return self._presenter.listing

    def load(self) -> None:
        """Read list, filters and page anew."""
        self._presenter.load()

    def show_record(self, id_: str) -> None:
        """Show the page of a customer; empty shows none."""
        self._presenter.current.show(id_)

    def list_complete(self) -> None:
        """A customer that was to be opened may be in sight now."""
        self._presenter.current.found_all()

    def emptiness(self) -> Emptiness:
        """Nothing found, nothing left by the filters, or nothing there."""
        text = self.listing.query.text.strip()
        if text:
            words = _t("Customers", "Nothing for “{text}”. Search is by name, pinyin, initials, phone.")
            action = _t("Customers", "New customer “{text}”")
            return Emptiness(words.format(text=text), action.format(text=text), lambda: self._new(text))
        if self.listing.is_narrowed:
            words = _t("Customers", "No customer fits these filters.")
            return Emptiness(words, _t("Customers", "Clear filters"), self.listing.clear)
        return Emptiness(_t("Customers", "No customers yet."), _t("Customers", "New customer"), self._new)

    # --- what the presenter shows --------------------------------------------------------------------------

    def show_ids(self, ids: Sequence[int], complete: bool) -> None:
        """List these customers; the current one is on the page without waiting for the list to settle."""
        super().show_ids(ids, complete)
        if ids and not self._presenter.current.shown:
            self.show_record(self.id_of(self.table.current_id()))

    def show_query(self, query: ListQuery) -> None:
        """Search text, filters and order are these now."""
        super().show_query(query)
        self.filters.show_values(query.text, dict(query.filters))
        self.table.set_order(query.order or _BY_SHARE, query.descending if query.order else True)

    def show_total(self, total: int) -> None:
        """How many customers there are in all."""
        super().show_total(total)
        self.set_count(total)

    def show_page(self, page: PageAnswer) -> None:
        """Show a customer."""
        self.page.show_answer(page)
        self._detail.setCurrentWidget(self.page)
        self._enable(True)

    def show_no_page(self) -> None:
        """No customer is chosen."""
        self._detail.setCurrentIndex(0)
        self._enable(False)

    def show_deals(self, ids: Sequence[int]) -> None:
        """The deals of the customer in another order."""
        self.page.show_deals(ids)

    def show_timeline(self, entries: Sequence[TimelineEntry], total: int, offset: int) -> None:
        """A page of the history."""
        self.page.show_timeline(entries, total, offset)

    def show_changes(self, entries: Sequence[TimelineEntry], total: int, offset: int) -> None:
        """A page of the changes of tier and stages."""
        self.page.show_changes(entries, total, offset)

    def show_territories(self, choices: Sequence[tuple[str, str]]) -> None:
        """The territories to filter by."""
        self.filters.set_choices("territory", [FilterChoice(id_, name) for id_, name in choices])

    # --- keys ----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # What a widget of the page takes for itself does not come here; the rest acts as in the list.
        if event.key() == Qt.Key.Key_Escape and self.page.isAncestorOf(self.focusWidget() or self):
            self.back_to_list()
            return
        action = self._letters.get(event.text().upper())
        if action is not None and event.modifiers() == Qt.KeyboardModifier.NoModifier and action.isEnabled():
            action.trigger()
            return
        super().keyPressEvent(event)

    # --- pressed -------------------------------------------------------------------------------------------

    def _new(self, name: str = "") -> None:
        self.desk.open_new(Customer, {"name": name} if name else None)

    def _answer(self) -> PageAnswer | None:
        """What the page shows, unless the current customer is another one whose page is still to come."""
        answer = self.page.answer
        return answer if answer is not None and answer.page.row.id == self._presenter.current.shown else None

    def _edit(self, focus: str = "") -> None:
        answer = self._answer()
        if answer is None:
            return
        customer, page = answer.page.customer, answer.page
        titles = {customer.territory_id: page.row.territory, customer.parent_id: page.parent}
        remark = amount_remark(answer.why)
        self.desk.open_edit(customer, titles, {"annual_purchase_amount": remark} if remark else {}, focus)

    def _enter_inputs(self) -> None:
        """The form at the first input that no purchase or deal can give."""
        answer = self._answer()
        if answer is not None:
            missing = (name for name in ENTERED_INPUTS if getattr(answer.page.customer, name) is None)
            self._edit(next(missing, ENTERED_INPUTS[0]))

    def _new_contact(self) -> None:
        answer = self._answer()
        if answer is not None:
            customer = answer.page.customer
            self.desk.open_new(Contact, {"customer_id": customer.id}, {customer.id: customer.name})

    def _delete(self) -> None:
        self._presenter.delete(self.table.selected_ids())

    def _log_visit(self) -> None:
        if self._presenter.current.shown:
            self.log_visit_asked.emit(self._presenter.current.shown)

    def _set_tier(self) -> None:
        answer = self._answer()
        if answer is None or self.tier_dialog is not None:
            return
        dialog = self.tier_dialog = TierDialog(self, answer.why, self._today())
        dialog.save_asked.connect(
            lambda tier, reason, until: self._presenter.set_tier(
                dialog.customer_id, tier, reason, until, dialog.saved, dialog.refuse
            )
        )
        dialog.lift_asked.connect(
            lambda reason: self._presenter.lift_tier(dialog.customer_id, reason, dialog.saved, dialog.refuse)
        )
        dialog.said.connect(self.said)
        dialog.finished.connect(self._forget_tier_dialog)
        dialog.open()
        dialog.keep_in(self._kept, name_of(TierAssignment, dialog.customer_id))

    def _forget_tier_dialog(self) -> None:
        if self.tier_dialog is not None:
            self.tier_dialog.deleteLater()
            self.tier_dialog = None

    def _explain(self) -> None:
        if self._answer() is None:
            return
        current = self.table.currentIndex()
        if self.table.hasFocus() and current.isValid():
            spot: QRect = self.table.visualRect(current.siblingAtColumn(1))
            self.page.explain(self.table.viewport(), spot)
        else:
            self.page.explain()

    def _find(self) -> None:
        self.split.show_list()
        self.filters.field.setFocus()
        self.filters.field.selectAll()

    def _sort(self, key: str, descending: bool) -> None:
        # Most urgent first is the order of the call list, which looks at the state before the share.
        usual = key == _BY_SHARE and descending
        self.listing.sort("" if usual else key, descending and not usual)

    def _given_up(self) -> None:
        self.listing.clear()
        self.table.setFocus()

    def _enable(self, shown: bool) -> None:
        # Logging and deleting need the current row alone and must not wait for its page.
        for id_ in ("edit", "tier", "explain"):
            self._actions[id_].setEnabled(shown)

    # --- building ------------------------------------------------------------------------------------------

    def _make_actions(self) -> dict[str, QAction]:
        does: dict[str, Callable[[], object]] = {
            "list_visit": self._log_visit,
            "edit": self._edit,
            "tier": self._set_tier,
            "explain": self._explain,
            "delete": self._delete,
        }
        return {id_: shortcuts.action(self, id_, run) for id_, run in does.items()}

    def _lay_out(self) -> None:
        self._new_button.setAccessibleName(_t("Customers", "New customer"))
        self._new_button.clicked.connect(lambda: self._new())
        self._detail.addWidget(QWidget())
        self._detail.addWidget(self.page)
        self._detail.setFocusProxy(self.page)
        self.arrange(
            [self._new_button],
            self.filters,
            self._detail,
            _t("Customers", "↑↓ move   Enter open   V log visit"),
            {},
            LIST_WIDTHS,
        )
        self.table.set_spare(EXTRA)

    def _connect(self) -> None:
        presenter, table, page = self._presenter, self.table, self.page
        self.filters.searched.connect(presenter.listing.search)
        self.filters.filtered.connect(presenter.listing.filter)
        self.filters.down.connect(table.setFocus)
        self.filters.given_up.connect(self._given_up)
        self.filters.set_choices("tier", [FilterChoice(tier, tier_title(tier), tier_short(tier)) for tier in TIERS])
        table.escaped.connect(presenter.listing.clear)
        table.sort_asked.connect(self._sort)
        table.set_order(_BY_SHARE, True)
        find = QAction(self)
        find.triggered.connect(self._find)
        table.set_letters({**self._letters, "/": find})
        table.set_menu([self._actions[id_] for id_ in ("list_visit", "edit", "tier", "explain", "delete")])
        # Del belongs to the list alone: elsewhere it rubs out letters.
        table.addAction(self._actions["delete"])
        for id_ in ("edit", "explain"):
            self.addAction(self._actions[id_])
        self.addAction(shortcuts.action(self, "next_tab", lambda: page.step_tab(1)))
        self.addAction(shortcuts.action(self, "previous_tab", lambda: page.step_tab(-1)))
        page.record_asked.connect(self.open_asked)
        page.new_contact_asked.connect(self._new_contact)
        page.inputs_asked.connect(self._enter_inputs)
        page.evaluation_asked.connect(presenter.evaluate)
        page.timeline_asked.connect(presenter.read_timeline)
        page.changes_asked.connect(presenter.read_changes)
        page.deals_order_asked.connect(presenter.order_deals)
        page.header.back.clicked.connect(self.back_to_list)
        page.copied.connect(
            lambda number: self.said.emit(_t("Customers", "Copied: {number}").format(number=number), False)
        )
        self.desk.said.connect(self.said)
        self.desk.saved.connect(lambda kind, id_: presenter.current.open(id_) if kind == "customer" else None)
        self.split.class_changed.connect(self._suit_width)
        self._enable(False)

    def _suit_width(self, width: str) -> None:
        self.page.header.back.setVisible(width == "narrow")
        has_room = width in ("narrow", "wide")
        spare = [key for key in EXTRA if not (has_room and key in WIDE)]
        self.table.set_spare([*spare, "score"] if width == "small" else spare)


def _filters() -> Sequence[ListFilter]:
    return (
        ListFilter("state", lambda: _t("Customers", "Due or late"), sign="late", preset=DUE_NOW),
        ListFilter("tier", lambda: _t("Customers", "Tier")),
        ListFilter("territory", lambda: _t("Customers", "Territory")),
    )
