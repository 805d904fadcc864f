"""Column heads of a list, painted in small type with the order shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from desktop_crm.ui import fonts, paint, theme
from desktop_crm.ui.models.columns import Column
from desktop_crm.ui.models.lazy_table import LazyTableModel
from desktop_crm.ui.widgets.table_cells import FIRST_INSET, PADDING


class PaintedHeader(QHeaderView):
    """Column heads in small type; the one that orders the list is bold with an arrow."""

    sort_asked = Signal(str, bool)
    """Column key and whether descending."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._order = ("", False)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.sectionClicked.connect(self._clicked)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def set_order(self, key: str, descending: bool) -> None:
        """Mark the column that orders the list."""
        self._order = (key, descending)
        self.viewport().update()

    def paintSection(self, painter: QPainter, rect: object, logicalIndex: int) -> None:
        columns = self._columns()
        place = QRectF(self.sectionViewportPosition(logicalIndex), 0, self.sectionSize(logicalIndex), self.height())
        colours = theme.current()
        painter.fillRect(place, colours.base)
        paint.rule(painter, place.left(), place.right(), place.bottom() - 1, colours.line)
        if not 0 <= logicalIndex < len(columns):
            return
        column = columns[logicalIndex]
        key, descending = self._order
        ordered = column.sortable and column.key == key
        inset = PADDING + (FIRST_INSET if self.visualIndex(logicalIndex) == 0 else 0)
        room = place.adjusted(inset, 0, -PADDING, 0)
        words, ink = column.title(), colours.text if ordered else colours.text2
        if not ordered:
            paint.text(painter, room, words, ink, "tiny", align=column.align)
            return
        arrow = 11.0
        width = min(room.width(), fonts.advance(words, "tiny", True) + arrow + 2)
        left = room.right() - width if column.align == Qt.AlignmentFlag.AlignRight else room.left()
        if column.align == Qt.AlignmentFlag.AlignHCenter:
            left = room.center().x() - width / 2
        paint.text(painter, QRectF(left, room.top(), width - arrow, room.height()), words, ink, "tiny", bold=True)
        spot = QRectF(left + width - arrow, room.center().y() - arrow / 2, arrow, arrow)
        paint.icon(painter, spot, "arrow_down" if descending else "arrow_up", ink)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.metrics().header)

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.current().base)
        paint.rule(painter, 0, self.viewport().width(), self.height() - 1, theme.current().line)
        painter.end()
        super().paintEvent(event)  # type: ignore[arg-type]

    def _clicked(self, number: int) -> None:
        column = self._columns()[number]
        if column.sortable:
            key, descending = self._order
            self.sort_asked.emit(column.key, not descending if column.key == key else False)

    def _columns(self) -> Sequence[Column[Any]]:
        model = self.model()
        assert isinstance(model, LazyTableModel)
        return model.columns
