"""A pane that is a list beside the page of its current record: what such panes have in common."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from desktop_crm.domain.errors import CrmError
from desktop_crm.domain.views import ListQuery
from desktop_crm.ui import messages
from desktop_crm.ui.listing import Listing
from desktop_crm.ui.models.lazy_table import LazyTableModel
from desktop_crm.ui.pane import Pane
from desktop_crm.ui.widgets.buttons import icon_button
from desktop_crm.ui.widgets.card import Ground, column, row
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.list_detail import ListDetail, WidthClass
from desktop_crm.ui.widgets.placeholder import PlaceHolder
from desktop_crm.ui.widgets.table import LazyTable, TableFoot
from desktop_crm.words import _t, count_text


@dataclasses.dataclass(frozen=True, slots=True)
class Emptiness:
    """What an empty list says: a sentence, and one action with what it does."""

    words: str
    action: str
    act: Callable[[], object]


class ListPane(Pane):
    """List and page. A subclass makes both, then calls ``arrange``; it overrides what is marked so.

    Its rows need an ``id`` beside ``rk``.
    """

    def __init__(self, model: LazyTableModel, *, lines: int = 2) -> None:
        super().__init__()
        self.model = model
        self.table = LazyTable(model, lines=lines)
        self.list_place = PlaceHolder(self.table)
        self.total = 0
        self._stale = True
        self._entered = False
        self._reordered = False
        self._on_empty: Callable[[], object] = lambda: None
        self._count = Label("", "h3", "text2", fixed=True)
        self._columns: dict[str, str] = {}
        self._columns_of = ""

    # --- for subclasses ------------------------------------------------------------------------------------

    @property
    def listing(self) -> Listing:
        """The query of the list. Override."""
        raise NotImplementedError

    def emptiness(self) -> Emptiness:
        """What is said when the list has no rows. Override."""
        raise NotImplementedError

    def show_record(self, id_: str) -> None:
        """Show the page of a record; empty shows none. Override."""
        raise NotImplementedError

    def load(self) -> None:
        """Read list and page anew. Override."""
        raise NotImplementedError

    def first_place(self) -> int:
        """The place of the row at which work begins in a list of another query. Override where it is not the first."""
        return 0

    def list_complete(self) -> None:
        """All rows are known now. Override when something waits for that."""

    def arrange(
        self,
        head: Sequence[QWidget],
        filters: QWidget | QLayout,
        page: QWidget,
        hints: str,
        widths: Mapping[WidthClass, int],
        list_widths: Mapping[WidthClass, int] | None = None,
    ) -> None:
        """Lay the pane out: buttons of the head, filters, the page at the right, keys below the list.

        ``widths`` are those of the page, where the list takes the rest; ``list_widths`` those of the list instead.
        """
        self._page_widget = page
        columns = icon_button("columns", _t("Table", "Columns"))
        columns.clicked.connect(
            lambda: self.table.columns_menu().popup(columns.mapToGlobal(columns.rect().bottomLeft()))
        )
        top = column(row(Label(self.title(), "h1", fixed=True), self._count, 1, columns, *head), filters)
        top.setContentsMargins(20, 0, 16, 8)
        side = Ground()
        layout = QVBoxLayout(side)
        layout.setContentsMargins(0, 14, 1, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.list_place, 1)
        layout.addWidget(TableFoot(self.table, hints))
        self.split = ListDetail(side, page, list_widths or {}, widths)
        self.split.class_changed.connect(self._change_columns)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.split)
        self.table.settled.connect(lambda rk: self.show_record(self.id_of(rk)))
        self.table.opened.connect(self.open_page)
        self.list_place.acted.connect(lambda: self._on_empty())

    # --- what the window asks ------------------------------------------------------------------------------

    def activate(self) -> None:
        if self._stale:
            self._stale = False
            if not self.model.rowCount():
                self.list_place.show_loading()
            self.load()
        if not self._entered or not self.isAncestorOf(self.focusWidget() or self.window()):
            # Work begins in the list; a stack that turns to a page for the first time takes its first button.
            self._entered = True
            self.list_place.take_focus()

    def mark_stale(self) -> None:
        """Something changed while the pane was out of sight: it is read again when it comes back."""
        self._stale = True

    def layout_state(self) -> dict[str, str]:
        self._keep_columns()
        columns = {f"columns_{name}": self._columns.get(name, "") for name in get_args(WidthClass)}
        return {"seams": self.split.seams(), **columns}

    def restore_layout(self, kept: Callable[[str], str]) -> None:
        self.split.restore_seams(kept("seams"))
        self._columns = {name: kept(f"columns_{name}") for name in get_args(WidthClass)}
        self.table.restore_columns(self._columns.get(self._columns_of, ""))

    def _change_columns(self, width_class: str) -> None:
        self._keep_columns()
        self._columns_of = width_class
        self.table.restore_columns(self._columns.get(width_class, ""))

    def _keep_columns(self) -> None:
        if self._columns_of:
            self._columns[self._columns_of] = self.table.columns_state()

    # --- what presenters ask (ListView) --------------------------------------------------------------------

    def show_ids(self, ids: Sequence[int], complete: bool) -> None:
        """List these rows. The current one stays, else the one in its place; after a new query where work begins."""
        place = -1 if self._reordered else self.table.currentIndex().row()
        self.model.show(ids, complete)
        if ids:
            self.list_place.show_content()
            if not self.table.currentIndex().isValid():
                if place < 0:
                    self.table.begin_at(self.first_place())
                else:
                    self.table.selectRow(min(place, len(ids) - 1))
                if not self._reordered:  # while one types, the page follows when the list has settled
                    self.show_record(self.id_of(self.table.current_id()))
        elif complete:
            self._say_empty()
            self.show_record("")
        if complete:
            self._reordered = False
            self._count.setText(count_text(len(ids)))
            self.list_complete()

    def show_query(self, query: ListQuery) -> None:
        """Search text, filters and order are these now."""
        self._reordered = True
        self.table.set_order(query.order, query.descending)

    def show_total(self, total: int) -> None:
        """How many records there are without any filter."""
        self.total = total
        if not self.model.rowCount():
            self._say_empty()

    def show_list_failure(self, error: CrmError) -> None:
        """The list could not be read."""
        self._on_empty = self.listing.load
        self.list_place.show_error(messages.sentence(error), _t("Table", "Try again"))

    def select(self, rk: int) -> bool:
        """Make a row current; False when it is not in the list."""
        return self.table.select_id(rk)

    def say(self, words: str, undoable: bool) -> None:
        """Tell what was done."""
        self.said.emit(words, undoable)

    # --- rows and places -----------------------------------------------------------------------------------

    def row_of(self, rk: int | None) -> Any | None:
        """The row of an id of the list; None when it is gone."""
        place = self.model.place_of(rk) if rk is not None else None
        return self.model.row(place) if place is not None else None

    def id_of(self, rk: int | None) -> str:
        """The record's id of a row; empty for none."""
        found = self.row_of(rk)
        return str(found.id) if found is not None else ""

    def selected_rows(self) -> list[Any]:
        """The selected rows, from top to bottom."""
        rows = [self.model.row(place) for place in self.model.places_of(self.table.selected_ids())]
        return [found for found in rows if found is not None]

    def step(self, by: int) -> None:
        """Make the next or previous row current."""
        rk = self.model.id_at(self.table.currentIndex().row() + by)
        if rk is not None:
            self.table.select_id(rk)

    def open_page(self, rk: int) -> None:
        """Enter: the page, in front where there is room for one only, gets the focus."""
        self.show_record(self.id_of(rk))
        self.split.show_detail()
        self._page_widget.setFocus()

    def back_to_list(self) -> None:
        """Esc on the page."""
        self.split.show_list()
        self.table.setFocus()

    def _say_empty(self) -> None:
        empty = self.emptiness()
        self._on_empty = empty.act
        self.list_place.show_empty(empty.words, empty.action)
