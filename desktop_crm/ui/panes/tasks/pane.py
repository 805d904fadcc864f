"""The tasks pane: the list of tasks, one of them in full, Space ticks off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QModelIndex, QTimer
from PySide6.QtWidgets import QWidget

from desktop_crm.domain.changes import Changes
from desktop_crm.domain.tasks import Task
from desktop_crm.domain.views import CustomerHit, CustomerRow, ListQuery
from desktop_crm.ui import shortcuts
from desktop_crm.ui.background import Lanes
from desktop_crm.ui.list_pane import Emptiness, ListPane
from desktop_crm.ui.listing import Listing
from desktop_crm.ui.models.lazy_table import LazyTableModel, RowSource
from desktop_crm.ui.panes.tasks.columns import HIDDEN_WHEN_SMALL, TICK, task_columns
from desktop_crm.ui.panes.tasks.detail import TaskDetail
from desktop_crm.ui.panes.tasks.form import TaskDialog
from desktop_crm.ui.panes.tasks.presenter import WHICH, TaskPage, TasksPresenter, Which
from desktop_crm.ui.record_draft import RecordDrafts, name_of
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.card import row
from desktop_crm.ui.widgets.fields import SearchField
from desktop_crm.ui.widgets.list_detail import WidthClass
from desktop_crm.ui.widgets.segmented import Segmented
from desktop_crm.words import _t

_DETAIL_WIDTHS: Mapping[WidthClass, int] = {"small": 340, "usual": 368, "wide": 480}


class TasksPane(ListPane):
    """List and page. Space ticks, T and Ctrl+N make a new task, F2 edits, Del moves to the bin, V logs a visit."""

    name, icon, kinds = "tasks", "tasks", ("task",)

    def __init__(self, background: Lanes, source: RowSource, today: Callable[[], dt.date], kept: RecordDrafts) -> None:
        super().__init__(LazyTableModel(source, task_columns(today)), lines=1)
        self._today, self._kept = today, kept
        self._page: TaskPage | None = None
        self._fresh = True
        self._edit_follows = False
        self.dialog: TaskDialog | None = None
        self._presenter = TasksPresenter(self, background, today)
        self._make_actions()
        self.detail = TaskDetail(self._tick, self._edit, self._delete, self._log)
        self.which = Segmented([(which, _which_words(which)) for which in WHICH], name=_t("Tasks", "Which tasks"))
        self.which.set_value("open")
        self.field = SearchField(hint=_t("Tasks", "Task or note"))
        filters = row(self.field, self.which)
        filters.setStretch(0, 1)
        new = Button(_t("Tasks", "New"), icon="plus", keys=shortcuts.shown("Ctrl+N"))
        new.clicked.connect(self.new_task)
        hints = _t("Tasks", "↑↓ move   Space done   Enter open   T new   V log visit")
        self.arrange([new], filters, self.detail, hints, _DETAIL_WIDTHS)
        self._connect()
        self.show_no_page()
        # The side bar shows the number before the pane is ever looked at.
        QTimer.singleShot(0, self, self._presenter.count)

    # --- what the window asks ------------------------------------------------------------------------------

    def title(self) -> str:
        return _t("Tasks", "Tasks")

    def refresh(self, changes: Changes) -> None:
        self._presenter.refresh(changes, self.isVisible())
        if not self.isVisible():
            self.mark_stale()

    def open_record(self, kind: str, id_: str) -> None:
        self._presenter.current.open(id_)
        self.split.show_detail()

    def commands(self) -> Mapping[str, Callable[[], object]]:
        return {
            "new": self.new_task,
            "find": self.field.setFocus,
            "next_record": lambda: self.step(1),
            "previous_record": lambda: self.step(-1),
        }

    def command_words(self) -> Mapping[str, str]:
        return {"new": _t("Tasks", "New task")}

    def place(self) -> object:
        return self._presenter.current.shown

    def go_to(self, place: object) -> None:
        if place:
            self._presenter.current.open(str(place))

    def areas(self) -> list[QWidget]:
        return [self.field, self.table, self.detail]

    # --- what the list asks --------------------------------------------------------------------------------

    @property
    def listing(self) -> Listing:
        """The query of the list."""
        return self._presenter.listing

    def load(self) -> None:
        """Read list, page and count anew."""
        if self._fresh:
            self._fresh = False
            self._presenter.start()
        else:
            self._presenter.load()

    def emptiness(self) -> Emptiness:
        """Nothing found, or nothing of this sort."""
        if self.listing.query.text.strip():
            words = _t("Tasks", "No task holds “{text}”").format(text=self.listing.query.text.strip())
            return Emptiness(words, _t("Tasks", "Clear search"), lambda: self.listing.search(""))
        words = {
            "open": _t("Tasks", "Nothing to do"),
            "overdue": _t("Tasks", "Nothing overdue"),
            "done": _t("Tasks", "Nothing done yet"),
        }[self._presenter.which]
        return Emptiness(words, _t("Tasks", "New task"), self.new_task)

    def show_record(self, id_: str) -> None:
        """Show a task; empty shows none."""
        self._presenter.current.show(id_)

    def list_complete(self) -> None:
        """A task that was to be opened may be in sight now."""
        self._presenter.current.found_all()

    # --- what the presenter asks ---------------------------------------------------------------------------

    def show_query(self, query: ListQuery) -> None:
        """Search text, filters and order are these now."""
        super().show_query(query)
        self.which.set_value(self._presenter.which)
        if query.text != self.field.text():
            self.field.setText(query.text)

    def show_page(self, page: TaskPage) -> None:
        """Show a task."""
        self._page = page
        self.detail.show_page(page, self._today())
        if self.dialog is not None:
            self.dialog.show_now(page.task)
        if self._edit_follows:
            self._edit_follows = False
            self.edit()

    def show_no_page(self) -> None:
        """No task is chosen."""
        self._page = None
        self.detail.show_nothing()

    def show_due(self, due: int, overdue: int) -> None:
        """The side bar's number: due by today, tinted when some are overdue."""
        self.set_count(due or None, "late" if overdue else "plain")

    def show_hits(self, text: str, hits: Sequence[CustomerHit]) -> None:
        """Offer customers for a text typed in the form."""
        if self.dialog is not None:
            self.dialog.show_hits(text, hits)

    def show_customer(self, id_: str, row: CustomerRow | None) -> None:
        """Show the customer of a draft in the form."""
        if self.dialog is not None:
            self.dialog.show_customer(id_, row)

    # --- verbs ---------------------------------------------------------------------------------------------

    def new_task(self) -> None:
        """Open the form of a new task, at the customer of the current one."""
        page = self._page if self.table.hasFocus() else None
        dialog = self._open_form(None, page.customer if page else None)
        if dialog is not None:
            dialog.add_asked.connect(lambda task: self._presenter.add(task, dialog.saved, dialog.refuse))

    def edit(self) -> None:
        """Open the form of the current task, as soon as its page is there."""
        page = self._page
        if page is None or page.row.id != self._presenter.current.shown:
            self._edit_follows = bool(self._presenter.current.shown)
            return
        dialog = self._open_form(page.task, page.customer)
        if dialog is not None:
            dialog.edit_asked.connect(
                lambda changes: self._presenter.edit(page.task, changes, dialog.saved, dialog.refuse)
            )

    def _edit_current(self) -> None:
        self.show_record(self.id_of(self.table.current_id()))
        self.edit()

    def _open_form(self, task: Task | None, customer: CustomerRow | None) -> TaskDialog | None:
        if self.dialog is not None:
            return None
        dialog = self.dialog = TaskDialog(self, self._today(), task)
        dialog.customers_asked.connect(self._presenter.find_customers)
        dialog.customer_asked.connect(self._presenter.read_customer)
        dialog.said.connect(self.said)
        dialog.finished.connect(self._forget_dialog)
        dialog.set_customer(customer)
        dialog.open()
        dialog.keep_in(self._kept, name_of(Task, task.id if task else ""))
        return dialog

    def _forget_dialog(self) -> None:
        self.dialog = None

    def _tick_row(self, rk: int | None) -> None:
        found = self.row_of(rk)
        if found is not None:
            self._presenter.tick(found)

    def _clicked(self, index: QModelIndex) -> None:
        if self.model.columns[index.column()].key == TICK:
            self._tick_row(self.model.id_at(index.row()))

    def _log_visit(self) -> None:
        found = self.row_of(self.table.current_id())
        if found is not None and found.customer_id:
            self.log_visit_asked.emit(found.customer_id)

    def _choose(self, which: Which) -> None:
        self._presenter.choose(which)

    # --- making --------------------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self._tick = shortcuts.action(self, "tick", lambda: self._tick_row(self.table.current_id()))
        self._edit = shortcuts.action(self, "edit", self._edit_current)
        self._delete = shortcuts.action(self.table, "delete", lambda: self._presenter.delete(self.selected_rows()))
        self._log = shortcuts.action(self, "list_visit", self._log_visit)
        another = shortcuts.action(self, "task", self.new_task)
        self.addAction(self._edit)
        self.table.addAction(self._delete)
        self.table.set_letters({"V": self._log, "T": another})
        self.table.set_menu([self._tick, self._edit, another, self._log, self._delete])

    def _connect(self) -> None:
        self.field.textChanged.connect(self.listing.search)
        self.field.down.connect(self.table.setFocus)
        self.field.given_up.connect(self.table.setFocus)
        self.which.chosen.connect(self._choose)
        self.table.ticked.connect(self._tick_row)
        self.table.clicked.connect(self._clicked)
        self.table.escaped.connect(lambda: self.listing.search(""))
        self.table.sort_asked.connect(self.listing.sort)
        self.detail.customer_asked.connect(lambda id_: self.open_asked.emit("customer", id_))
        self.detail.visit_asked.connect(lambda id_: self.open_asked.emit("visit", id_))
        self.detail.left.connect(self.back_to_list)
        self.split.class_changed.connect(self._fit_columns)

    def _fit_columns(self, width: str) -> None:
        self.detail.show_way_back(width == "narrow")
        for number, one in enumerate(self.model.columns):
            if one.key in HIDDEN_WHEN_SMALL:
                self.table.setColumnHidden(number, width == "small")


def _which_words(which: Which) -> str:
    return {
        "open": _t("Tasks", "Open"),
        "overdue": _t("Tasks", "Overdue"),
        "done": _t("Tasks", "Done"),
    }[which]
