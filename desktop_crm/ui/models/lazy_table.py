"""The one table model of all lists: ordered integer ids, rows fetched in pages when they are looked at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_crm.domain.views import ListQuery
from desktop_crm.ui.models.columns import Cell, Column

RowRole = Qt.ItemDataRole.UserRole
"""Answers with the whole row object of an index, whatever its column."""

PAGE = 32
"""Rows fetched at once, on the GUI thread: two screens of them, read in about a millisecond."""
PAGES_KEPT = 96

_FEW = 8
"""Ids up to which each is looked for by itself."""

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_TEXT_ROLES = frozenset({Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole})


class RowSource(Protocol):
    """Where a list comes from. A row is any value with an attribute ``rk``, its integer id."""

    def ids(self, query: ListQuery) -> Sequence[int]:
        """All row keys of a query, in order; asked in the background."""
        ...

    def rows(self, ids: Sequence[int]) -> Sequence[Any]:
        """The rows of at most a page of ids, in any order; ids that are gone are left out. A few milliseconds."""
        ...


class LazyTableModel(QAbstractTableModel):
    """Rows by id, fetched in pages of 32 through a ``RowSource``, the last hundred pages kept.

    ``show`` sets what is listed; ``refresh`` says that rows may have changed but not which ones or their order.
    """

    def __init__(self, source: RowSource, columns: Sequence[Column[Any]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._columns = tuple(columns)
        self._ids: Sequence[int] = ()
        self._pages: OrderedDict[int, dict[int, Any]] = OrderedDict()
        self._complete = True

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        """The columns in the order of the model."""
        return self._columns

    @property
    def ids(self) -> Sequence[int]:
        """The ids shown, in order."""
        return self._ids

    @property
    def complete(self) -> bool:
        """False while only a first page is known."""
        return self._complete

    def show(self, ids: Sequence[int], complete: bool = True) -> None:
        """List these ids. ``complete=False`` for a first page while all ids are still being found.

        When the new ids begin with the ones shown (the rest of a first page), rows are appended, so that scroll
        place and selection stay; otherwise the model is reset.
        """
        known = len(self._ids)
        grows = known and not self._complete and len(ids) > known and list(ids[:known]) == list(self._ids)
        self._complete = complete
        if grows:
            self.beginInsertRows(_ROOT, known, len(ids) - 1)
            self._pages.pop((known - 1) // PAGE, None)
            self._ids = ids
            self.endInsertRows()
        else:
            self.beginResetModel()
            self._pages.clear()
            self._ids = ids
            self.endResetModel()

    def refresh(self) -> None:
        """Forget the fetched rows; those in sight are fetched anew when they are painted."""
        self._pages.clear()
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, len(self._columns) - 1))

    def row(self, place: int) -> Any | None:
        """The row object at a place; None when it is gone from the store or the place is not in the list."""
        if not 0 <= place < len(self._ids):
            return None
        return self._page(place // PAGE).get(self._ids[place])

    def id_at(self, place: int) -> int | None:
        """The id at a place, None outside the list."""
        return self._ids[place] if 0 <= place < len(self._ids) else None

    def place_of(self, rk: int) -> int | None:
        """The place of an id, None when it is not listed."""
        # A look through 100,000 ids takes 2 ms at most; a dictionary of them would take 15 ms and 10 MB.
        try:
            return self._ids.index(rk)
        except ValueError:
            return None

    def places_of(self, rks: Collection[int]) -> list[int]:
        """The places of many ids, ascending; without those that are not listed."""
        if len(rks) < _FEW:
            return sorted(place for rk in rks if (place := self.place_of(rk)) is not None)
        wanted = set(rks)
        return [place for place, rk in enumerate(self._ids) if rk in wanted]

    def cell(self, place: int, column: int) -> Cell | None:
        """What a cell shows, None when its row is gone."""
        row = self.row(place)
        return None if row is None else self._columns[column].cell(row)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == RowRole:
            return self.row(index.row())
        if role in _TEXT_ROLES:
            cell = self.cell(index.row(), index.column())
            return cell.words() if cell is not None else ""
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(index)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._columns[index.column()].align | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title()
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return column.title() or (column.name() if column.name else "")
        return None

    def _page(self, number: int) -> dict[int, Any]:
        page = self._pages.get(number)
        if page is not None:
            self._pages.move_to_end(number)
            return page
        ids = self._ids[number * PAGE : (number + 1) * PAGE]
        page = {row.rk: row for row in self._source.rows(ids)}
        self._pages[number] = page
        if len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        return page

    def _tip(self, index: Index) -> str:
        row = self.row(index.row())
        if row is None:
            return ""
        column = self._columns[index.column()]
        return column.tooltip(row) if column.tooltip else column.cell(row).words()
