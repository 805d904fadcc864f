"""The page of one customer: head, figures, and tabs for the overview, people, deals, details and changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_crm.domain.views import TimelineEntry
from desktop_crm.ui.models.lazy_table import RowSource
from desktop_crm.ui.panes.customers.changes import ChangesTab
from desktop_crm.ui.panes.customers.columns import contact_columns, deal_columns
from desktop_crm.ui.panes.customers.details import DetailsTab
from desktop_crm.ui.panes.customers.facts import FactsCard
from desktop_crm.ui.panes.customers.header import CustomerHeader
from desktop_crm.ui.panes.customers.list_tab import ListTab
from desktop_crm.ui.panes.customers.overview import Overview
from desktop_crm.ui.panes.customers.presenter import PageAnswer
from desktop_crm.ui.panes.customers.why import reason_of
from desktop_crm.ui.widgets.card import column, row
from desktop_crm.ui.widgets.popover import ExplainPopover
from desktop_crm.ui.widgets.scroll import ScrollColumn
from desktop_crm.ui.widgets.tabs import TabStrip
from desktop_crm.words import _t

OVERVIEW, CONTACTS, DEALS, DETAILS, CHANGES = range(5)
"""The tabs."""

_EDGE = 22


class CustomerPageView(QWidget):
    """Shows one ``PageAnswer``; asks for what it does not hold by signals."""

    record_asked = Signal(str, str)
    """Kind and id of a record that is shown elsewhere."""
    new_contact_asked = Signal()
    inputs_asked = Signal()
    evaluation_asked = Signal()
    timeline_asked = Signal(object, int)
    """Kinds and offset."""
    changes_asked = Signal(int)
    """Offset."""
    deals_order_asked = Signal(str, bool)
    copied = Signal(str)

    def __init__(
        self,
        actions: Mapping[str, QAction],
        sources: Mapping[str, RowSource],
        today: Callable[[], dt.date],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._today = today
        self._answer: PageAnswer | None = None
        self._stale: set[int] = set()
        self.header = CustomerHeader(actions)
        self.header.copied.connect(self.copied)
        self.facts = FactsCard()
        self.facts.explain_asked.connect(actions["explain"].trigger)
        self.facts.inputs_asked.connect(self.inputs_asked)
        self.facts.evaluation_asked.connect(self.evaluation_asked)
        self.tabs = TabStrip(
            [
                _t("Customers", "Overview"),
                _t("Customers", "Contacts"),
                _t("Customers", "Deals"),
                _t("Customers", "Details"),
                _t("Customers", "Changes"),
            ],
            name=_t("Customers", "Parts of the page"),
        )
        self.overview = Overview()
        self.contacts = ListTab(contact_columns(today), sources["contact"], _t("Customers", "No contacts yet."))
        self.deals = ListTab(deal_columns(today), sources["opportunity"], _t("Customers", "No deals yet."))
        self.details = DetailsTab()
        self.changes = ChangesTab()
        self._pages = QStackedWidget()
        for page in (
            ScrollColumn(self.overview),
            self.contacts,
            self.deals,
            ScrollColumn(self.details),
            self.changes,
        ):
            self._pages.addWidget(page)
        self._connect()
        self._lay_out()

    @property
    def answer(self) -> PageAnswer | None:
        """What is shown."""
        return self._answer

    def show_answer(self, answer: PageAnswer) -> None:
        """Show a customer; the tab stays, lists of another customer start anew."""
        fresh = self._answer is None or self._answer.page.row.id != answer.page.row.id
        self._answer = answer
        self.header.show_page(answer.page, answer.why)
        self.facts.show_page(answer.page, answer.why, self._today())
        self.tabs.set_count(CONTACTS, len(answer.page.contacts))
        self.tabs.set_count(DEALS, len(answer.deals))
        self._stale = {OVERVIEW, CONTACTS, DEALS, DETAILS, CHANGES}
        if fresh:
            self.overview.show_all_kinds()
        self._fill(self.tabs.currentIndex())

    def show_timeline(self, entries: Sequence[TimelineEntry], total: int, offset: int) -> None:
        """A page of the history."""
        self.overview.show_timeline(entries, total, offset, self._today())

    def show_changes(self, entries: Sequence[TimelineEntry], total: int, offset: int) -> None:
        """A page of the changes."""
        self.changes.show_entries(entries, total, offset, self._today())

    def show_deals(self, ids: Sequence[int]) -> None:
        """The deals in another order."""
        self.deals.show_ids(ids)

    def step_tab(self, by: int) -> None:
        """Go to the next or previous tab."""
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % self.tabs.count())

    def explain(self, anchor: QWidget | None = None, rect: QRect | None = None) -> ExplainPopover | None:
        """Open "Why A?" below the badge or below what is given."""
        if self._answer is None:
            return None
        reason = reason_of(self._answer.why, self._today())
        popover = ExplainPopover(reason.title, reason.lines, reason.result, reason.notes, self)
        popover.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popover.pop_up_below(anchor or self.header.badge, rect)
        return popover

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._turn)
        overview = self.overview
        overview.people.opened.connect(lambda id_: self.record_asked.emit("contact", id_))
        overview.service.task_opened.connect(lambda id_: self.record_asked.emit("task", id_))
        overview.service.deals_asked.connect(lambda: self.tabs.setCurrentIndex(DEALS))
        overview.timeline.opened.connect(self.record_asked)
        overview.kinds_chosen.connect(lambda kinds: self.timeline_asked.emit(kinds, 0))
        overview.timeline.lines.more_asked.connect(lambda known: self.timeline_asked.emit(overview.kinds, known))
        self.changes.timeline.lines.more_asked.connect(self.changes_asked)
        self.contacts.opened.connect(lambda contact: self.record_asked.emit("contact", contact.id))
        self._new_contact = self.contacts.add_button(_t("Customers", "New contact"), self.new_contact_asked)
        self.deals.sort_asked.connect(self.deals_order_asked)

    def set_reading(self, reads: bool) -> None:
        """Whether who works here only reads: nothing can be added then."""
        self._new_contact.setVisible(not reads)

    def _lay_out(self) -> None:
        # The badge keeps room for its pin: moved out by it, it stands in line with the cards.
        head = row(self.header)
        head.setContentsMargins(_EDGE - self.header.badge.margin, 0, _EDGE, 0)
        below = column(self.facts, self.tabs, self._pages, spacing=10)
        below.setContentsMargins(_EDGE, 0, _EDGE, 0)
        below.setStretch(2, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 12, 0, 12)
        whole.setSpacing(8)
        whole.addLayout(head)
        whole.addLayout(below, 1)
        self.setFocusProxy(self.tabs)

    def _turn(self, tab: int) -> None:
        self._pages.setCurrentIndex(tab)
        self._fill(tab)

    def _fill(self, tab: int) -> None:
        """Fill a tab when it comes into sight: most customers are only passed by."""
        answer = self._answer
        if answer is None or tab not in self._stale:
            return
        self._stale.discard(tab)
        if tab == OVERVIEW:
            self.overview.show_page(answer, self._today())
            if self.overview.kinds:
                self.timeline_asked.emit(self.overview.kinds, 0)
        elif tab == CONTACTS:
            self.contacts.show_ids(answer.contacts)
        elif tab == DEALS:
            self.deals.show_ids(answer.deals)
        elif tab == DETAILS:
            self.details.show_page(answer.page, self._today())
        else:
            self.changes.show_record(answer, self._today())
            self.changes_asked.emit(0)
