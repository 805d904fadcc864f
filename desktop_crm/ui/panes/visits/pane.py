"""The visits pane: the list of visits and plans, filters, and one of them in full."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop_crm.domain.changes import Changes
from desktop_crm.domain.views import ListQuery
from desktop_crm.domain.visits import OUTCOMES, VISIT_STATES, Visit
from desktop_crm.ui import shortcuts
from desktop_crm.ui.background import Lanes
from desktop_crm.ui.list_pane import Emptiness, ListPane
from desktop_crm.ui.listing import Listing
from desktop_crm.ui.models.lazy_table import LazyTableModel, RowSource
from desktop_crm.ui.panes.visits.columns import visit_columns
from desktop_crm.ui.panes.visits.detail import VisitDetail
from desktop_crm.ui.panes.visits.edit_form import VisitEditDialog
from desktop_crm.ui.panes.visits.presenter import VisitPage, VisitsPresenter, periods
from desktop_crm.ui.record_draft import RecordDrafts, name_of
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.filter_bar import FilterBar, FilterChoice, ListFilter
from desktop_crm.ui.widgets.list_detail import WidthClass
from desktop_crm.words import _t
from desktop_crm.words.terms import outcome_name, visit_state_name

_DETAIL_WIDTHS: Mapping[WidthClass, int] = {"small": 336, "usual": 368, "wide": 480}


class VisitsPane(ListPane):
    """List and page. V logs a visit at the customer of the current row, F2 corrects, Del moves to the bin."""

    name, icon, kinds = "visits", "visits", ("visit",)

    def __init__(self, background: Lanes, source: RowSource, today: Callable[[], dt.date], kept: RecordDrafts) -> None:
        super().__init__(LazyTableModel(source, visit_columns(today)))
        self._today, self._kept = today, kept
        self._page: VisitPage | None = None
        self._edit_follows = False
        self.edit_dialog: VisitEditDialog | None = None
        self._presenter = VisitsPresenter(self, background, today)
        self._make_actions()
        self.detail = VisitDetail(self._log, self._edit, self._delete)
        self.filters = FilterBar(
            _t("Visits", "Note, purpose, next step"),
            (
                ListFilter("since", lambda: _t("Visits", "Period")),
                ListFilter("outcome", lambda: _t("Visits", "Outcome")),
                ListFilter("state", lambda: _t("Visits", "State")),
            ),
        )
        self.filters.set_choices("outcome", [FilterChoice(str(number), outcome_name(number)) for number in OUTCOMES])
        self.filters.set_choices("state", [FilterChoice(state, visit_state_name(state)) for state in VISIT_STATES])
        new = Button(_t("Visits", "Log visit"), icon="plus", keys=shortcuts.shown("Ctrl+N"))
        new.clicked.connect(self._ask_to_log)
        hints = _t("Visits", "↑↓ move   Enter open   V log visit   F2 edit")
        self.arrange([new], self.filters, self.detail, hints, _DETAIL_WIDTHS)
        self._connect()
        self.show_no_page()
        # The side bar shows the number before the pane is ever looked at.
        QTimer.singleShot(0, self, self._presenter.count)

    # --- what the window asks ------------------------------------------------------------------------------

    def title(self) -> str:
        return _t("Visits", "Visits")

    def refresh(self, changes: Changes) -> None:
        self._presenter.refresh(changes, self.isVisible())
        if not self.isVisible():
            self.mark_stale()

    def open_record(self, kind: str, id_: str) -> None:
        self._presenter.current.open(id_)
        self.split.show_detail()

    def commands(self) -> Mapping[str, Callable[[], object]]:
        return {
            "new": self._ask_to_log,
            "find": self.filters.field.setFocus,
            "next_record": lambda: self.step(1),
            "previous_record": lambda: self.step(-1),
        }

    def command_words(self) -> Mapping[str, str]:
        return {"new": _t("Visits", "Log visit")}

    def place(self) -> object:
        return self._presenter.current.shown

    def go_to(self, place: object) -> None:
        if place:
            self._presenter.current.open(str(place))

    def areas(self) -> list[QWidget]:
        return [self.filters, self.table, self.detail]

    # --- what the list asks --------------------------------------------------------------------------------

    @property
    def listing(self) -> Listing:
        """The query of the list."""
        return self._presenter.listing

    def load(self) -> None:
        """Read list, page and count anew."""
        self.filters.set_choices("since", [FilterChoice(*period) for period in periods(self._today())])
        self._presenter.load()

    def emptiness(self) -> Emptiness:
        """No visit at all, or none under these filters."""
        if self.listing.is_narrowed and self.total:
            words = _t("Visits", "No visits under these filters")
            return Emptiness(words, _t("Visits", "Clear filters"), self.listing.clear)
        return Emptiness(_t("Visits", "No visits yet"), _t("Visits", "Log visit"), self._ask_to_log)

    def show_record(self, id_: str) -> None:
        """Show a visit; empty shows none."""
        self._presenter.current.show(id_)

    def first_place(self) -> int:
        """The newest visit or plan of today or before; plans to come lie above it."""
        query, today = self.listing.query, self._today()
        if query.text or query.order:
            return 0
        rows = (self.model.row(place) for place in range(self.model.rowCount()))
        return next((n for n, row in enumerate(rows) if row and (row.on is None or row.on <= today)), 0)

    def list_complete(self) -> None:
        """A visit that was to be opened may be in sight now."""
        self._presenter.current.found_all()

    # --- what the presenter asks ---------------------------------------------------------------------------

    def show_query(self, query: ListQuery) -> None:
        """Search text, filters and order are these now."""
        super().show_query(query)
        self.filters.show_values(query.text, dict(query.filters))

    def show_page(self, page: VisitPage) -> None:
        """Show a visit."""
        self._page = page
        self.detail.show_page(page, self._today())
        if self._edit_follows:
            self._edit_follows = False
            self.edit()
        if self.edit_dialog is not None:
            self.edit_dialog.show_now(page.visit)

    def show_no_page(self) -> None:
        """No visit is chosen."""
        self._page = None
        self.detail.show_nothing()

    def show_unlogged(self, count: int) -> None:
        """The side bar's number: plans whose day has come."""
        self.set_count(count or None, "due")

    # --- verbs ---------------------------------------------------------------------------------------------

    def edit(self) -> None:
        """Open the form that corrects the current visit, as soon as its page is there."""
        page = self._page
        if page is None or page.row.id != self._presenter.current.shown:
            self._edit_follows = bool(self._presenter.current.shown)
            return
        if self.edit_dialog is not None:
            return
        name, zone = self._presenter.name_of(page.row), ZoneInfo(page.row.zone)
        dialog = VisitEditDialog(self, page.visit, name, self._today(), zone, page.offered)
        self.edit_dialog = dialog
        dialog.finished.connect(self._forget_dialog)
        dialog.save_asked.connect(
            lambda changes, people: self._presenter.edit(page, changes, people, dialog.saved, dialog.refuse)
        )
        dialog.said.connect(self.said)
        dialog.open()
        dialog.keep_in(self._kept, name_of(Visit, page.visit.id))

    def _edit_current(self) -> None:
        self.show_record(self.id_of(self.table.current_id()))
        self.edit()

    def _forget_dialog(self) -> None:
        self.edit_dialog = None

    def _log_visit(self) -> None:
        found = self.row_of(self.table.current_id())
        self.log_visit_asked.emit(found.customer_id if found else "")

    def _ask_to_log(self) -> None:
        self.log_visit_asked.emit("")

    def _make_actions(self) -> None:
        self._log = shortcuts.action(self, "list_visit", self._log_visit)
        self._edit = shortcuts.action(self, "edit", self._edit_current)
        self._delete = shortcuts.action(self.table, "delete", lambda: self._presenter.delete(self.selected_rows()))
        self.addAction(self._edit)
        self.table.addAction(self._delete)
        self.table.set_letters({"V": self._log})
        self.table.set_menu([self._log, self._edit, self._delete])

    def _connect(self) -> None:
        self.filters.searched.connect(self.listing.search)
        self.filters.filtered.connect(self._presenter.filter)
        self.filters.down.connect(self.table.setFocus)
        self.filters.given_up.connect(self.table.setFocus)
        self.table.ticked.connect(self.open_page)
        self.table.escaped.connect(self.listing.clear)
        self.table.sort_asked.connect(self.listing.sort)
        self.detail.customer_asked.connect(lambda id_: self.open_asked.emit("customer", id_))
        self.detail.left.connect(self.back_to_list)
        self.split.class_changed.connect(lambda width: self.detail.show_way_back(width == "narrow"))
