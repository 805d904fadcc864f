"""How a cell of a list is painted: its ground with the strip of the current row, marks, one or two lines of text."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from desktop_crm.ui import fonts, paint, theme
from desktop_crm.ui.models.columns import Cell
from desktop_crm.ui.models.lazy_table import LazyTableModel

PADDING = 8
FIRST_INSET = 12
"""Extra room at the left of the first column: its text stands under the title of the list, clear of the strip."""

SIGN = 12
BADGE = 20
STAR = 13

_Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """Paints whole cells of a ``LazyTableModel``; the view tells it which row is hovered and whether rows are ruled."""

    def __init__(self, view: QTableView, lines: int) -> None:
        super().__init__(view)
        self._view = view
        self.lines = lines
        self.hovered = -1
        self.ruled = lines == 1

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        assert isinstance(model, LazyTableModel)
        row, column = index.row(), index.column()
        place = QRectF(option.rect)
        first = self._view.horizontalHeader().visualIndex(column) == 0
        painter.save()
        self._ground(painter, place, row, bool(option.state & QStyle.StateFlag.State_Selected), first)
        cell = model.cell(row, column)
        if cell is not None:
            left, right = FIRST_INSET if first else 0, 0
            if cell.text:
                left, right = left + PADDING, PADDING
            paint_cell(painter, place.adjusted(left, 0, -right, 0), cell, model.columns[column].align, self.lines)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(60, self._view.verticalHeader().defaultSectionSize())

    def _ground(self, painter: QPainter, place: QRectF, row: int, selected: bool, first: bool) -> None:
        colours = theme.current()
        if selected:
            painter.fillRect(place, colours.accent_soft)
        elif self.hovered == row:
            painter.fillRect(place, colours.hover)
        if self.ruled:
            paint.rule(painter, place.left(), place.right(), place.bottom() - 1, colours.line)
        if row != self._view.currentIndex().row():
            return
        if self._view.hasFocus():
            paint.rule(painter, place.left(), place.right(), place.top(), colours.accent)
            paint.rule(painter, place.left(), place.right(), place.bottom() - 1, colours.accent)
        if first:
            painter.fillRect(QRectF(place.left(), place.top(), 3, place.height()), colours.accent)


def paint_cell(painter: QPainter, room: QRectF, cell: Cell, align: Qt.AlignmentFlag, lines: int = 2) -> None:
    """A cell's content inside ``room``: marks from the left, then the text in what is left, and its star behind it."""
    marks = _marks(cell)
    width = sum(size for _, size in marks) + 8 * max(0, len(marks) - 1)
    x = room.left() if cell.text else room.center().x() - width / 2
    if cell.text and marks and align == Qt.AlignmentFlag.AlignRight:
        x = room.right() - width - 8 - fonts.advance(cell.text, "body", cell.bold or cell.tone is not None)
    for name, size in marks:
        spot = QRectF(x, room.center().y() - size / 2, size, size)
        _paint_mark(painter, spot, name, cell)
        x += size + 8
    if cell.text:
        _paint_lines(
            painter, QRectF(x if marks else room.left(), room.top(), 0, room.height()), room, cell, align, lines
        )


def _marks(cell: Cell) -> list[tuple[str, float]]:
    marks: list[tuple[str, float]] = []
    if cell.sign:
        marks.append(("sign", SIGN))
    if cell.ticked is not None:
        marks.append(("tick", 16))
    if cell.tier:
        marks.append(("tier", BADGE))
    return marks


def _paint_mark(painter: QPainter, spot: QRectF, name: str, cell: Cell) -> None:
    colours = theme.current()
    if name == "sign":
        ink = colours.ink(cell.sign_tone) if cell.sign_tone else None
        paint.due_sign(painter, spot, cell.sign, ink)
    elif name == "tick":
        paint.check_box(painter, spot, bool(cell.ticked))
    else:
        paint.tier_badge(painter, spot, cell.tier, cell.manual)


def _paint_lines(
    painter: QPainter, start: QRectF, room: QRectF, cell: Cell, align: Qt.AlignmentFlag, lines: int
) -> None:
    colours = theme.current()
    bold = cell.bold or cell.tone is not None
    ink = colours.ink(cell.tone) if cell.tone else colours.text2 if cell.quiet else colours.text
    left, width = start.left(), room.right() - start.left()
    # The star follows the words: in front of some, it would put those of the column out of line.
    upper_width = width - (STAR + 6 if cell.star is not None else 0)
    if lines == 1 or not cell.second:
        upper = QRectF(left, room.top(), upper_width, room.height())
        used = paint.text(painter, upper, cell.text, ink, bold=bold, align=align)
        _paint_star(painter, left + used + 6, upper.center().y(), cell.star)
        return
    upper_height, lower_height = fonts.line_height("body"), fonts.line_height("tiny")
    top = room.center().y() - (upper_height + lower_height) / 2
    upper = QRectF(left, top, upper_width, upper_height)
    used = paint.text(painter, upper, cell.text, ink, bold=bold, align=align)
    _paint_star(painter, left + used + 6, upper.center().y(), cell.star)
    second = QRectF(left, upper.bottom(), width, lower_height)
    paint.text(painter, second, cell.second, colours.text2, "tiny", align=align)


def _paint_star(painter: QPainter, left: float, middle: float, filled: bool | None) -> None:
    if filled is not None:
        spot = QRectF(left, middle - STAR / 2, STAR, STAR)
        paint.star(painter, spot, theme.current().due_soon, filled)
