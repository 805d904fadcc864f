"""The rail of a customer's history: newest first, an icon a kind, one bold line and one line of text an entry."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_crm.ui import fonts, paint, theme
from desktop_crm.ui.theme import Tone
from desktop_crm.ui.widgets.scroll import use_thin_bars

LineRole = Qt.ItemDataRole.UserRole

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_DATE = 44.0
"""Room of a date of this year; a longer one moves the rail of the whole list."""
_TO_RAIL = 21.0
_RING = 24.0
_TO_TEXT = 25.0


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One entry, in words. ``key`` names the record (kind, id); ``aside`` is what it counted."""

    key: tuple[str, str]
    date: str
    icon: str
    title: str
    text: str = ""
    aside: str = ""
    tone: Tone = "plain"
    """Colour of the icon: accent for what was done with the customer."""

    def words(self) -> str:
        """The entry for a screen reader."""
        return ", ".join(part for part in (self.date, self.title, self.text, self.aside) if part)


class TimelineModel(QAbstractListModel):
    """Entries, appended page by page; asks for more when the view comes to the end."""

    more_asked = Signal(int)
    """How many entries are known already; answer with ``append``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[TimelineLine] = []
        self._total = 0
        self._asked = -1

    def show(self, lines: Sequence[TimelineLine], total: int) -> None:
        """Show the first page of ``total`` entries."""
        self.beginResetModel()
        self._lines, self._total, self._asked = list(lines), total, -1
        self.endResetModel()

    def append(self, lines: Sequence[TimelineLine]) -> None:
        """Add the next page."""
        if lines:
            self.beginInsertRows(_ROOT, len(self._lines), len(self._lines) + len(lines) - 1)
            self._lines += lines
            self.endInsertRows()

    def line(self, place: int) -> TimelineLine:
        """The entry at a place."""
        return self._lines[place]

    def date_width(self) -> float:
        """Room that the dates need; those of other years carry their year."""
        return max((fonts.advance(date, "small") for date in {line.date for line in self._lines}), default=0.0)

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == LineRole:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.words()
        if role == Qt.ItemDataRole.ToolTipRole:
            return line.text
        return None

    def canFetchMore(self, parent: _Index = _ROOT) -> bool:
        return not parent.isValid() and len(self._lines) < self._total and self._asked != len(self._lines)

    def fetchMore(self, parent: _Index = _ROOT) -> None:
        self._asked = len(self._lines)
        self.more_asked.emit(len(self._lines))


class Timeline(QListView):
    """Enter opens an entry, Space shows its whole text."""

    opened = Signal(str, str)
    """Kind and id of the record behind an entry."""

    def __init__(self, model: TimelineModel, *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        use_thin_bars(self)
        self.setAccessibleName(name)
        self.setModel(model)
        self.setItemDelegate(_EntryDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        self._expanded: set[tuple[str, str]] = set()
        self._date_width = _DATE
        self.activated.connect(self._open)
        # Scrolling moves what is painted: an entry that was left out has to be painted then.
        self.verticalScrollBar().valueChanged.connect(lambda _place: self.viewport().update())
        model.modelReset.connect(self._expanded.clear)
        model.modelReset.connect(self._measure)
        model.rowsInserted.connect(self._measure)

    @property
    def lines(self) -> TimelineModel:
        """The model, typed."""
        model = self.model()
        assert isinstance(model, TimelineModel)
        return model

    @property
    def date_width(self) -> float:
        """Width of the column of dates; the rail stands beside it."""
        return self._date_width

    def is_expanded(self, line: TimelineLine) -> bool:
        """Whether the whole text of an entry is shown."""
        return line.key in self._expanded

    def keyboardSearch(self, _search: str) -> None:
        """Letters act elsewhere; they never search."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() == Qt.Key.Key_Space and index.isValid():
            self._expanded ^= {self.lines.line(index.row()).key}
            self.scheduleDelayedItemsLayout()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self._open(index)
        else:
            super().keyPressEvent(event)

    @staticmethod
    def entry_height() -> int:
        """Height of an entry that is not expanded."""
        return math.ceil(fonts.line_height("body") + fonts.line_height("small") + 9)

    def is_cut(self, place: QRect) -> bool:
        """Whether an entry has no room to its end; the first in sight is shown in any case."""
        return place.top() > 0 and place.bottom() >= self.viewport().height()

    def _measure(self) -> None:
        self._date_width = max(_DATE, self.lines.date_width())

    def _open(self, index: _Index) -> None:
        self.opened.emit(*self.lines.line(index.row()).key)


class _EntryDelegate(QStyledItemDelegate):
    """Date, rail with icon, title, text, what it counted."""

    def __init__(self, view: Timeline) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        line: TimelineLine = index.data(LineRole)
        height = float(self._view.entry_height())
        if self._view.is_expanded(line):
            height += self._wrapped(line.text) - fonts.line_height("small")
        return QSize(100, math.ceil(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line: TimelineLine = index.data(LineRole)
        colours = theme.current()
        place = QRectF(option.rect)
        painter.save()
        if self._view.is_cut(option.rect):
            self._paint_rail(painter, place, index.row(), place.top() if index.row() else place.bottom())
            painter.restore()
            return
        if self._view.hasFocus() and option.state & QStyle.StateFlag.State_Selected:
            paint.box(painter, place.adjusted(self._text() - 8, 0, 0, -2), 6, colours.accent_soft, colours.accent)
        upper = fonts.line_height("body")
        top = place.top() + 3
        self._paint_rail(painter, place, index.row(), top + upper / 2 + 2)
        date = QRectF(place.left(), top, self._view.date_width, upper)
        right = Qt.AlignmentFlag.AlignRight
        paint.text(painter, date, line.date, colours.text2, "small", align=right, elide=False)
        ring = QRectF(place.left() + self._rail() - _RING / 2, top + upper / 2 + 2 - _RING / 2, _RING, _RING)
        paint.box(painter, ring, _RING / 2, colours.base, colours.line2)
        paint.icon(painter, ring.adjusted(5, 5, -5, -5), line.icon, colours.ink(line.tone))
        self._paint_words(painter, place, line, top)
        painter.restore()

    def _paint_rail(self, painter: QPainter, place: QRectF, row: int, middle: float) -> None:
        x = place.left() + self._rail() - 1
        first, last = row == 0, row == self._view.lines.rowCount() - 1
        top = middle if first else place.top()
        bottom = middle if last else place.bottom() + 1
        painter.fillRect(QRectF(x, top, 2, bottom - top), theme.current().track)

    def _paint_words(self, painter: QPainter, place: QRectF, line: TimelineLine, top: float) -> None:
        colours = theme.current()
        upper, lower = fonts.line_height("body"), fonts.line_height("small")
        room = QRectF(place.left() + self._text(), top, place.width() - self._text() - 4, upper)
        right = Qt.AlignmentFlag.AlignRight
        used = paint.text(painter, room, line.aside, colours.text2, "tiny", align=right, elide=False)
        paint.text(painter, room.adjusted(0, 0, -used - 12, 0), line.title, colours.text, bold=True)
        below = QRectF(room.left(), top + upper, room.width(), lower)
        if not self._view.is_expanded(line):
            paint.text(painter, below, line.text, colours.text2, "small")
            return
        below.moveTop(below.top() + 1)
        below.setHeight(self._wrapped(line.text))
        painter.setFont(fonts.font("small"))
        painter.setPen(colours.text2)
        painter.drawText(below, Qt.TextFlag.TextWordWrap, line.text)

    def _rail(self) -> float:
        return self._view.date_width + _TO_RAIL

    def _text(self) -> float:
        return self._rail() + _TO_TEXT

    def _wrapped(self, text: str) -> float:
        room = QRectF(0, 0, self._view.viewport().width() - self._text() - 4, 100_000)
        measured = QFontMetricsF(fonts.font("small")).boundingRect(room, Qt.TextFlag.TextWordWrap, text).height()
        return max(measured, fonts.line_height("small"))
