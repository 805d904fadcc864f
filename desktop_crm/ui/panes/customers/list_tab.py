"""A tab that is a list of records of the customer, or says that there are none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from desktop_crm.ui.models.columns import Column
from desktop_crm.ui.models.lazy_table import LazyTableModel, RowSource
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.card import Card, column, row
from desktop_crm.ui.widgets.placeholder import PlaceHolder
from desktop_crm.ui.widgets.table import LazyTable


class ListTab(QWidget):
    """A card with a table; ``add_button`` puts what can be added over it."""

    opened = Signal(object)
    """The row that Enter or a double click chose."""
    sort_asked = Signal(str, bool)

    def __init__(
        self, columns: Sequence[Column[Any]], source: RowSource, empty: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._empty = empty
        self.table = LazyTable(LazyTableModel(source, columns))
        self._place = PlaceHolder(self.table)
        self._card = Card()
        self._card.body.addWidget(self._place)
        self._whole = column(self._card, spacing=10)
        self.setLayout(self._whole)
        self.table.opened.connect(self._open)
        self.table.sort_asked.connect(self._sort)

    def add_button(self, words: str, pressed: SignalInstance) -> Button:
        """Put a button over the list; it is returned."""
        button = Button(words, icon="plus")
        button.clicked.connect(pressed)
        self._whole.insertLayout(0, row(1, button))
        return button

    def show_ids(self, ids: Sequence[int]) -> None:
        """List these records."""
        self.table.lazy_model.show(ids)
        if ids:
            self._place.show_content()
        else:
            self._place.show_empty(self._empty)

    def _open(self, rk: int) -> None:
        place = self.table.lazy_model.place_of(rk)
        found = None if place is None else self.table.lazy_model.row(place)
        if found is not None:
            self.opened.emit(found)

    def _sort(self, key: str, descending: bool) -> None:
        self.table.set_order(key, descending)
        self.sort_asked.emit(key, descending)
